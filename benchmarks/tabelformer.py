"""Compare the same rows in every format through ``tjek``, ``batch`` and ``rangliste``: equal answers, or refusals.

    nice -n 15 .venv/bin/python benchmarks/tabelformer.py [RAEKKER] [--seed N] [--i-hver N] [--sekunder N] [--sag N]

``batch`` processes RAEKKER rows in all: tables of ``--i-hver`` rows of the built-in packs and of drawn ones, each table
as CSV, workbook, Parquet and JSON Lines, with some of its rows as applications, and each answer is compared with the
previous one. Every sixth case is a round, as applications and as tables. File names, headers, fact names, character
sets, line breaks and values are drawn. No new case begins after ``--sekunder``. Each difference is reported with its
case (``--sag`` runs it alone). The last lines count the work, the differences of a known type, and the others; the exit
code is 1 if there are others. The same seed gives the same cases.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from hjaelp.tabelsag import FORMATER, VENTET, proev_runde, proev_tabel

HVER_SJETTE = 6
KOMMUNER_I_RUNDE = 20


def sag(opgave: tuple[str, int, int, float]) -> tuple[Counter[str], list[str]]:
    """Run one case. Returns the counts, and a message for each difference of an unknown type."""
    seed, nr, antal, slut = opgave
    if time.monotonic() > slut:
        return Counter(), []
    fro = random.Random(f"{seed}/{nr}")
    er_runde = nr % HVER_SJETTE == HVER_SJETTE - 1
    try:
        svar = proev_runde(fro, KOMMUNER_I_RUNDE) if er_runde else proev_tabel(fro, antal)
    except Exception:
        # An error in the harness itself is reported as a difference too.
        return Counter(uventede=1), [f"{seed}/{nr}:\n{traceback.format_exc(limit=-4)}"]
    talt = svar.talt + Counter(sager=1, uventede=len(svar.uventede))
    talt.update(f"ventet: {k}" for a in svar.afvigelser for k in a.kendetegn & VENTET)
    return talt, [f"{seed}/{nr}: {a}"[:2_000] for a in svar.uventede]


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("raekker", nargs="?", type=int, default=100_000)
    laeser.add_argument("--seed", default="2026")
    laeser.add_argument("--i-hver", type=int, default=60)
    laeser.add_argument("--processer", type=int, default=min(2, os.cpu_count() or 1))
    laeser.add_argument("--sekunder", type=float, default=float("inf"))
    laeser.add_argument("--sag", type=int, help="this case alone")
    valg = laeser.parse_args()
    begyndt = time.monotonic()
    slut = begyndt + valg.sekunder
    sager = -(-valg.raekker // (valg.i_hver * len(FORMATER)))
    numre = range(sager) if valg.sag is None else (valg.sag,)
    i_alt: Counter[str] = Counter()
    print(f"seed {valg.seed}", flush=True)
    with multiprocessing.get_context("spawn").Pool(valg.processer, maxtasksperchild=100) as pulje:
        for talt, uventede in pulje.imap_unordered(sag, [(valg.seed, nr, valg.i_hver, slut) for nr in numre]):
            i_alt += talt
            for besked in uventede:
                print(besked, flush=True)
    for hvad, antal in sorted(i_alt.items()):
        print(f"{hvad}: {antal}")
    print(f"{time.monotonic() - begyndt:.0f} s; differences of a kind that is not known: {i_alt['uventede']}")
    return 1 if i_alt["uventede"] else 0


if __name__ == "__main__":
    sys.exit(main())
