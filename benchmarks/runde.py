"""Time a large round from files end to end through ``rangliste``: ``python benchmarks/runde.py``.

The invented round of the samples is written repeatedly: the first application of each municipality with its number, the
others without one, since a municipality has one file. Every step is timed; ``--profil 12`` lists the 12 most expensive
functions.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from ansoegning.handlinger.rangliste import rangliste
from ansoegning.indlaes.runde import laes_runde
from ansoegning.rangordning import robusthed as fasthed
from ansoegning.rangordning import svar
from ansoegning.rangordning.beregning import Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere
from hjaelp.lav_runde import _yaml, runde

T = TypeVar("T")


def skriv(mappe: Path, antal: int) -> int:
    """Write this many applications as YAML files. Returns their total size in bytes."""
    egne = list(runde().values())
    i_alt = 0
    for nr in range(antal):
        a = dict(egne[nr % len(egne)])
        if nr >= len(egne):
            del a["kommune"]
            a["projekter"] = [_som_ny(p, nr) for p in a["projekter"]]
        indhold = _yaml(a)
        (mappe / f"{nr:06d}.yaml").write_bytes(indhold)
        i_alt += len(indhold)
    return i_alt


def _som_ny(p: dict[str, Any], nr: int) -> dict[str, Any]:
    """Return the project under another name and slightly more expensive, since a real round has few equal projects."""
    dyrere = {n: v + nr for n, v in p.items() if n == "bruttoanlaegsudgift_2026"}
    return {**p, "navn": f"{p['navn']} {nr}", **dyrere}


def maalt(navn: str, kald: Callable[[], T]) -> T:
    """Print the processor seconds of this process (and the wall-clock time), which exclude other work on the
    machine.
    """
    klokken, brugt = time.perf_counter(), time.process_time()
    svar_ = kald()
    print(f"  {navn}: {time.process_time() - brugt:.1f} s ({time.perf_counter() - klokken:.1f} s)", flush=True)
    return svar_


def main() -> None:
    arg = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arg.add_argument("--antal", type=int, default=10_000)
    arg.add_argument("--profil", type=int, default=0, metavar="LINJER", help="vis også profilen")
    valg = arg.parse_args()
    # The budgets grow with the round, so that the same share of it is inside.
    gange = valg.antal // 60
    saet = {"ramme_2025": str(600_000 * gange), "ramme_2026": str(700_000 * gange)}
    saet = {n: v if int(v) <= 9_999_999 else "9999999" for n, v in saet.items()}
    with tempfile.TemporaryDirectory() as navn:
        mappe = Path(navn)
        i_alt = skriv(mappe, valg.antal)
        print(f"{valg.antal} ansøgninger, {i_alt / 1e6:.1f} MB")
        brugt = time.process_time()
        indkomne = maalt("læse filerne", lambda: laes_runde([navn], saet=saet))
        deltagere = maalt("bedømme hver ansøgning", lambda: find_deltagere(indkomne))
        b = maalt("måle, ordne og fordele", lambda: beregn(deltagere, Rangvalg("prioriteret")))
        maalt("begrundelser", lambda: svar.projekter(b))
        maalt("fortolkninger", lambda: svar.fortolkninger(deltagere, b))
        print(f"  i alt: {time.process_time() - brugt:.1f} s", flush=True)
        maalt("100 vægtsæt oveni", lambda: fasthed.traek_vaegte(b, 100, 1))
        print(f"hukommelse højst: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        if valg.profil:
            profil = cProfile.Profile()
            profil.runcall(rangliste, mappe, saet=saet)
            pstats.Stats(profil).sort_stats("tottime").print_stats(valg.profil)


if __name__ == "__main__":
    main()
