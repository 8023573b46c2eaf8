"""Compare rows of drawn packs by every engine: naive interpreter, evaluator, compiled criteria, columns.

    nice -n 15 .venv/bin/python benchmarks/pakker_differens.py [RAEKKER] [--seed N] [--sekunder N]

Packs are drawn over the whole language (units, ratios, tables, dates, choices, periods), each with about a hundred
applications. The answer of one application in ``HEL`` is compared with the naive interpreter of the tests; for every
row, the compiled criteria's roles and the columns' statuses are compared with the evaluator's. The same seed gives the
same packs, up to the time limit. The last line counts; the exit code is 1 if anything disagrees.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings

from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.motor import oversat
from ansoegning.motor.kaeder import kaeder
from ansoegning.motor.kolonner import oversaet
from ansoegning.motor.oversat import rolle
from ansoegning.motor.reference import bedoem
from hjaelp.kaedetilfaelde import Tilfaelde, sammenhold, tilfaelde
from hjaelp.kolonnefacit import ANSOEGNING, NR, inputfakta, relationens_raekker, svar_fra_duckdb, varianter

PAKKER_AD_GANGEN = 25
VARIANTER = 120
# One in this many applications is compared with the naive interpreter and the chainers, which take the most time.
HEL = 4
NYE = {
    "hvis": "hvis ", "forhold": " pr. ", "tabel": "opslag(", "yderste": "hoejeste(", "dage": "laeg_til(",
    "alder": "hele_aar(", "første række": "foerste(", "mindste række": "mindste_af(",
}  # fmt: skip


def proev(t: Tilfaelde, con: duckdb.DuckDBPyConnection, fil: Path, fro: random.Random, talt: Counter[str]) -> list[str]:
    """Compare one pack's rows. Returns a message for each disagreement."""
    uenige: list[str] = []
    alle = [t.a, *varianter(t.a, [], fro, VARIANTER)]
    hele_pakken = str(t.pakke.data)
    talt.update(f"pakker med {n}" for n, tegn in NYE.items() if tegn in hele_pakken)
    for nr, a in enumerate(alle):
        if nr % HEL == 0:
            denne = Tilfaelde(t.pakke, t.regelsaet, a, t.dato)
            talt["ansøgninger mod naiv og kæder"] += 1
            try:
                sammenhold(denne.vurder(kaeder()), denne)
            except AssertionError as fejl:
                uenige.append(f"naiv: {fejl!s:.500}\n{denne!r:.3000}")
    hele_ansoegningens = [x for x in t.regelsaet.kriterier if x.liste is None] if t.pakke.lister else []
    for a in alle if hele_ansoegningens else ():
        # Columns have one row for each row of a list, so they never have these criteria.
        sted = kontekst(a, t.regelsaet, dato=t.dato)
        talt["ansøgninger i oversatte kriterier"] += 1
        uenige += [
            f"oversat {x.data.id}: {rolle(x, sted)} og {ventet}\n{a!r:.1000}\n{t!r:.3000}"
            for x in hele_ansoegningens
            if rolle(x, sted) != (ventet := bedoem(x, sted).rolle)
        ]
    for liste in t.pakke.lister or (None,):
        egne = [k for k in t.regelsaet.kriterier if k.liste == liste]
        k = oversaet(
            t.regelsaet, liste=liste, har=inputfakta(t.regelsaet, liste), dato=t.dato, noegle=ANSOEGNING, orden=NR
        )
        med = [x for x in egne if x.data.id in k.ud]
        talt["kriterier ikke i kolonner"] += len(egne) - len(med)
        svar = svar_fra_duckdb(con, k, relationens_raekker(alle, liste), fil, [x.data.id for x in med])
        kolonner = {(r[ANSOEGNING], r[NR]): r for r in svar}
        for nr, a in enumerate(alle):
            hele = kontekst(a, t.regelsaet, dato=t.dato)
            for i, sted in enumerate(hele.fra_raekkerne(liste) if liste is not None else (hele,)):
                talt["rækker"] += 1
                for x in egne:
                    ventet = bedoem(x, sted).rolle
                    if rolle(x, sted) != ventet:
                        uenige.append(f"oversat {x.data.id}: {rolle(x, sted)} og {ventet}\n{a!r:.1000}\n{t!r:.3000}")
                    if x in med and kolonner[nr, i][x.data.id] != t.regelsaet.status(ventet):
                        uenige.append(f"kolonner {x.data.id}: {kolonner[nr, i]} og {ventet}\n{a!r:.1000}\n{t!r:.3000}")
    talt["pakker"] += 1
    return uenige


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("raekker", nargs="?", type=int, default=200_000)
    laeser.add_argument("--seed", type=int, default=2024)
    laeser.add_argument("--sekunder", type=float, default=float("inf"), help="begin no pack after this long")
    valg = laeser.parse_args()
    begyndt = time.monotonic()
    talt: Counter[str] = Counter()
    uenige: list[str] = []
    oversat.BETALER_SIG = 0
    con = duckdb.connect(config={"threads": 1})

    def faerdig() -> bool:
        return talt["rækker"] >= valg.raekker or time.monotonic() - begyndt > valg.sekunder

    with tempfile.TemporaryDirectory() as mappe:
        nr = 0
        while not faerdig():

            @seed(valg.seed * 1_000_003 + nr)
            @settings(
                max_examples=PAKKER_AD_GANGEN,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(tilfaelde())
            def en_portion(t: Tilfaelde) -> None:
                if faerdig():
                    return
                fro = random.Random(f"{valg.seed} {talt['pakker']}")
                fundne = proev(t, con, Path(mappe) / "raekker.jsonl", fro, talt)
                uenige.extend(fundne)
                for besked in fundne[:3]:
                    print(besked, flush=True)

            en_portion()
            nr += 1
    dele = ", ".join(f"{n} {hvad}" for hvad, n in sorted(talt.items()))
    print(f"seed {valg.seed}; {time.monotonic() - begyndt:.0f} s: {dele}; uenigheder: {len(uenige)}")
    return 1 if uenige else 0


if __name__ == "__main__":
    sys.exit(main())
