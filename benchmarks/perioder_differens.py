"""Compare many accounts of dated days: the program against a count day by day, the chainers and the compiled criterion.

    nice -n 15 .venv/bin/python benchmarks/perioder_differens.py [OPGOERELSER] [--seed N]

Each account of the pack ``hjemmearbejde-oeresund`` is drawn; the chainers are compared in every answer. The compiled
criterion is compared with that answer, and, if every day is known, so is a count of every period from every first day.
The last line counts accounts and disagreements; the exit code is 1 if there are any. The same seed gives the same
accounts.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import date, timedelta

from ansoegning import load_regelsaet, statusser, tjek
from ansoegning.fejl import InternFejl
from ansoegning.model.regelsaet import Rolle

PULJE = "hjemmearbejde-oeresund"
FOERST = date(2023, 10, 25)
EN_DAG = timedelta(days=1)
MAANEDER = 3
# The maximum number of days an account spans, and of days it lists.
SPAEND, DAGE = 200, 20
Dag = dict[str, object]


def traek(fro: random.Random) -> dict[str, object]:
    """Draw an account: days in any order, some twice, some with a value missing."""
    fuldt = fro.random() < 0.7
    dage: list[Dag] = []
    for _ in range(fro.randint(0, DAGE)):
        timer = fro.choice((4, 8))
        dag: Dag = {
            "dag": (FOERST + fro.randint(0, SPAEND) * EN_DAG).isoformat(),
            "art": fro.choice(("arbejde", "arbejde", "ferie")),
            "arbejdstimer": timer,
            "hjemmetimer": fro.choice((0, 0, timer // 2, timer)),
        }
        if not fuldt and dage and fro.random() < 0.2:
            del dag[fro.choice(list(dag))]
        dage.append(dag)
    til = FOERST + fro.randint(60, SPAEND) * EN_DAG
    return {"pulje": PULJE, "opgjort_fra": FOERST.isoformat(), "opgjort_til": til.isoformat(), "dage": dage}


def efter(dag: date, maaneder: int) -> date:
    """Return the same day ``maaneder`` months later, or the last day of the month if it lacks that day."""
    aar, maaned = divmod(dag.year * 12 + dag.month - 1 + maaneder, 12)
    foerste_i_naeste = date(aar + maaned // 11, (maaned + 1) % 12 + 1, 1)
    return date(aar, maaned + 1, min(dag.day, (foerste_i_naeste - EN_DAG).day))


def dag_for_dag(a: dict[str, object]) -> Rolle:
    """Return the answer from all periods: a period over half at home breaks the limit; without periods it is not
    measured.
    """
    dage = a["dage"]
    assert isinstance(dage, list)
    perioder = 0
    begynd, sidste = FOERST, date.fromisoformat(str(a["opgjort_til"]))
    while (slut := efter(begynd, MAANEDER)) - EN_DAG <= sidste:
        inde = [d for d in dage if begynd <= date.fromisoformat(d["dag"]) < slut]
        perioder += bool(inde)
        arbejde = [d for d in inde if d["art"] == "arbejde"]
        if 2 * sum(d["hjemmetimer"] for d in arbejde) > sum(d["arbejdstimer"] for d in arbejde):
            return "ikke_opfyldt"
        begynd += EN_DAG
    return "opfyldt" if perioder else "skoen"


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("opgoerelser", nargs="?", type=int, default=10_000)
    laeser.add_argument("--seed", type=int, default=2024)
    valg = laeser.parse_args()
    regelsaet = load_regelsaet(PULJE)
    roller = {navn: s.rolle for navn, s in regelsaet.data.statusser.items()}
    fro = random.Random(valg.seed)
    alle = [traek(fro) for _ in range(valg.opgoerelser)]
    uenige, talt = 0, 0
    for a, oversat in zip(alle, statusser(alle, pulje=PULJE), strict=True):
        try:
            (kriterium,) = tjek(a).kriterier
        except InternFejl as fejl:
            uenige += 1
            print(f"{fejl}: {a!r:.1000}", flush=True)
            continue
        hele = all(len(d) == 4 for d in a["dage"])  # type: ignore[attr-defined] # a list of days
        talt += hele
        if oversat["H1"] != kriterium.status or (hele and roller[kriterium.status] != dag_for_dag(a)):
            uenige += 1
            print(f"{kriterium.status} {oversat['H1']} {hele and dag_for_dag(a)}: {a!r:.2000}", flush=True)
    print(f"{PULJE}: {len(alle)} accounts, {talt} counted day by day; {uenige} disagreements; {regelsaet.sha256}")
    return 1 if uenige else 0


if __name__ == "__main__":
    sys.exit(main())
