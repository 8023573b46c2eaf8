"""Time a large round on the page, beside the command: ``python benchmarks/side_runde.py --antal 500``.

Measures what a user waits for: uploading the files and seeing the list, opening the round again after a restart,
changing a parameter. Each is reported with its ratio to ``rangliste`` on the same files in this process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from runde import skriv

from ansoegning import rangliste
from hjaelp.side import side

LAESETID = 5.0
PULJE = "botilbud-2025-26"
T = TypeVar("T")


def maalt(kald: Callable[[], T]) -> tuple[float, float, T]:
    """Return wall-clock seconds, this process's processor seconds, and the result."""
    klokken, brugt = time.perf_counter(), time.process_time()
    svar = kald()
    return time.perf_counter() - klokken, time.process_time() - brugt, svar


def main() -> None:
    arg = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arg.add_argument("--antal", type=int, default=500)
    antal = arg.parse_args().antal
    with tempfile.TemporaryDirectory() as navn:
        filer, data = Path(navn, "filer"), Path(navn, "data")
        filer.mkdir()
        skriv(filer, antal)
        sendes = [("filer", (f.name, f.read_bytes())) for f in sorted(filer.iterdir())]
        ventet, regnet, _ = maalt(lambda: rangliste(str(filer)))
        print(f"rangliste: {ventet:.1f} s (regnet {regnet:.1f} s)", flush=True)

        def vis(hvad: str, tid: tuple[float, float, object]) -> None:
            print(f"{hvad}: {tid[0]:.2f} s (regnet {tid[1]:.2f} s; {tid[1] / regnet:.3f} af kommandoen)", flush=True)

        with side(data) as s:
            id_ = str(s.send("/runder/ny", navn="Stor", pulje=PULJE).url.path).rpartition("/")[2]
            vis("filerne sendt, og hvem der er med", maalt(lambda: s.send(f"/runder/{id_}/filer", filer=sendes)))
            vis("listen", maalt(lambda: s.hent(f"/runder/{id_}/liste")))
            proev = f"/runder/{id_}/parametre?navn=mindste_anlaegsudgift&vaerdi="
            for vaerdi in ("30.000", "25.000"):
                vis(f"en parameter flyttet til {vaerdi}", maalt(lambda v=vaerdi: s.hent(proev + v)))  # type: ignore[misc]
        with side(data) as s:
            vis("åbnet igen efter en genstart", maalt(lambda: s.hent(f"/runder/{id_}/liste")))
            vis("den første parameter efter en genstart", maalt(lambda: s.hent(proev + "30.000")))
        with side(data) as s:
            s.hent("/runder")
            # The time a user takes to find the round and type a value; the server loads the round meanwhile.
            s.vent(LAESETID)
            vis(f"den første parameter {LAESETID:g} s efter en genstart", maalt(lambda: s.hent(proev + "30.000")))


if __name__ == "__main__":
    main()
