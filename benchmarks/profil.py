"""Profile a command by package and by function: ``python benchmarks/profil.py rangliste MAPPE``.

Takes any command of the program with its arguments, and discards its output. Reports own seconds under the profiler,
which slows down Python calls, so only the shares are reliable. ``python -X importtime -m ansoegning …`` measures
imports.
"""

from __future__ import annotations

import contextlib
import cProfile
import io
import pstats
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_VIST = 15


def pakke(fil: str) -> str:
    """Return the package of the program that a file is in, else the library's name."""
    dele = Path(fil).parts
    if "ansoegning" in dele:
        return "ansoegning." + dele[dele.index("ansoegning") + 1].removesuffix(".py")
    if "site-packages" in dele:
        return dele[dele.index("site-packages") + 1]
    return "Python"


def main() -> None:
    profil = cProfile.Profile()
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        profil.enable()
        from ansoegning.cli.gruppe import koer_kommando

        koer_kommando(sys.argv[1:])
        profil.disable()
    maalt: Any = pstats.Stats(profil)
    egne: Counter[str] = Counter()
    for (fil, _, _), (_, _, egen, _, _) in maalt.stats.items():
        egne[pakke(fil)] += egen
    i_alt = sum(egne.values())
    for navn, s in egne.most_common(_VIST):
        print(f"{s / i_alt:6.1%} {s:7.2f} s  {navn}")
    maalt.sort_stats("cumulative").print_stats("ansoegning", _VIST)
    maalt.sort_stats("tottime").print_stats(_VIST)


if __name__ == "__main__":
    main()
