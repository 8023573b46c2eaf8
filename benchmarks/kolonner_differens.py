"""Compare the status of many rows by the columns, the compiled criteria and the evaluator, row by row.

    nice -n 15 .venv/bin/python benchmarks/kolonner_differens.py [RAEKKER] [--seed N] [--hele N] [--sekunder N]

RAEKKER rows of each built-in pack are compared by status and result, in SQL and from ``statusser``; of these,
``--hele`` in a thousand are compared by the whole answer of ``tjek`` (missing facts, findings, reasons). No new portion
begins after ``--sekunder``. The last line of each pack counts rows and disagreements; the exit code is 1 if there are
any. The same seed gives the same rows.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import duckdb

from ansoegning.bedoemmelse.statusser import Statusser
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.kolonner import oversaet
from hjaelp.kolonnefacit import (
    ANSOEGNING,
    facit,
    inputfakta,
    relationens_raekker,
    sammenhold,
    som_ansoegninger,
    statusser,
    svar_fra_duckdb,
    tilfaeldige_raekker,
)

PAKKER = (
    ("botilbud-2025-26", "projekter"),
    ("resultatkontrakt-2023", None),
    ("laanepulje-2020", None),
    ("pejlemaerker-infrastruktur-2023", "projekter"),
)
PORTION = 50_000


def proev(pakke: str, liste: str | None, antal: int, hele: int, slut: float, fro: random.Random) -> int:
    """Compare the rows of one pack. Returns the number of disagreements."""
    regelsaet = load_regelsaet(pakke)
    k = oversaet(regelsaet, liste=liste, har=inputfakta(regelsaet, liste))
    kriterier = [x.data.id for x in regelsaet.kriterier]
    orden = list(regelsaet.data.statusser)
    oversatte = Statusser(regelsaet)
    con = duckdb.connect(config={"threads": 1})
    tilbage, talt, helt, uenige = antal, 0, 0, 0
    with tempfile.TemporaryDirectory() as mappe:
        fil = Path(mappe) / "raekker.jsonl"
        while tilbage and time.monotonic() < slut:
            nu = min(PORTION, tilbage)
            tilbage -= nu
            alle = som_ansoegninger(regelsaet, liste, tilfaeldige_raekker(regelsaet, liste, fro, nu))
            raekker = relationens_raekker(alle, liste)
            for r in svar_fra_duckdb(con, k, raekker, fil, ["resultat", *kriterier]):
                ventet = statusser(regelsaet, k, alle[r[ANSOEGNING]], None)
                a = alle[r[ANSOEGNING]]
                svar = oversatte.svar(a.fakta, a.raekker, None)
                egne = svar if liste is None else svar[liste][0]
                resultat = min(ventet, key=orden.index)
                for givet in (r, egne):
                    if [givet[x] for x in kriterier] != ventet or givet["resultat"] != resultat:
                        uenige += 1
                        print(f"{pakke}: {a!r:.1000} {givet} {ventet}", flush=True)
            udvalgt = alle[: nu * hele // 1_000]
            fulde = svar_fra_duckdb(con, k, relationens_raekker(udvalgt, liste), fil)
            for besked in sammenhold(fulde, facit(udvalgt, regelsaet, k, None)):
                uenige += 1
                print(f"{pakke}: {besked}", flush=True)
            talt, helt = talt + nu, helt + len(udvalgt)
    print(
        f"{pakke}: {talt} rows, {talt * len(kriterier)} statuses, {helt} rows in full; {uenige} disagreements; "
        f"{regelsaet.sha256}",
        flush=True,
    )
    return uenige


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("raekker", nargs="?", type=int, default=2_000_000)
    laeser.add_argument("--seed", type=int, default=2024)
    laeser.add_argument("--hele", type=int, default=10)
    laeser.add_argument("--sekunder", type=float, default=float("inf"))
    laeser.add_argument("--pakke", choices=[p for p, _ in PAKKER])
    valg = laeser.parse_args()
    print(f"seed {valg.seed}")
    uenige = 0
    for pakke, liste in PAKKER:
        if valg.pakke in (None, pakke):
            slut = time.monotonic() + valg.sekunder
            uenige += proev(pakke, liste, valg.raekker, valg.hele, slut, random.Random(f"{valg.seed} {pakke}"))
    return 1 if uenige else 0


if __name__ == "__main__":
    sys.exit(main())
