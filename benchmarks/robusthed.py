"""Measure drawing weights, ranking and allocating, beside a straightforward NumPy program for the same.

    python benchmarks/robusthed.py

500 projects × 10.000 weight sets, two budgets, the guarantee for five groups, skipping projects that do not fit. Both
programs draw, rank and allocate in the same run, alternating; the shares inside the budget must agree.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ansoegning.rangordning.tildeling.plan import Budget, Garanti, Kandidat, Noegle, Noegleled, Plan
from ansoegning.rangordning.tildeling.vaegtsaet import Robusthed, robusthed

GRUPPER = ("A", "B", "C", "D", "E")
FROE = 20240529


def runde(antal: int) -> tuple[list[Kandidat], Plan]:
    """Return invented candidates; the budgets cover about two thirds of their requested amounts."""
    r = random.Random(FROE)
    kandidater = [
        Kandidat(
            ansoeger=f"{i:04d}",
            nr=1,
            navn=f"Projekt {i}",
            fil="",
            gruppe=r.choice(GRUPPER),
            noegler=(r.randint(0, 2), r.randint(20_001, 90_000), r.randint(2_500, 10_000), r.randint(0, 5)),
            beloeb=(r.randint(5_000, 30_000) * 1_000, r.randint(5_000, 30_000) * 1_000),
        )
        for i in range(antal)
    ]
    rammer = [sum(k.beloeb[b] for k in kandidater) * 2 // 3 for b in range(2)]
    return kandidater, Plan(
        noegler=tuple(Noegle(n, n) for n in ("VK", "V1", "V2", "V4")),
        led=tuple(Noegleled((i,)) for i in range(4)),
        budgetter=(Budget("2025", rammer[0]), Budget("2026", rammer[1])),
        garanti=Garanti("foerst", GRUPPER),
    )


def ligetil(kandidater: list[Kandidat], plan: Plan, antal: int, froe: int) -> NDArray[np.float64]:
    """Do the same in plain NumPy, on whole arrays: the share of weight sets with each candidate inside."""
    n = len(kandidater)
    x = np.array([k.noegler for k in kandidater], dtype=float)
    x = (x - x.min(0)) / (x.max(0) - x.min(0))
    beloeb = np.array([k.beloeb for k in kandidater])
    gruppe = np.array([GRUPPER.index(k.gruppe or "") for k in kandidater])
    w = np.sort(np.random.default_rng(froe).dirichlet(np.ones(x.shape[1]), antal), axis=1)[:, ::-1]
    orden = np.argsort(-(w @ x.T), axis=1, kind="stable")
    rest = np.tile([b.ramme for b in plan.budgetter], (antal, 1))
    inde = np.zeros((antal, n), dtype=bool)
    mangler = np.ones((antal, len(GRUPPER)), dtype=bool)
    alle = np.arange(antal)
    for p in range(n):
        i = orden[:, p]
        tag = mangler[alle, gruppe[i]] & (beloeb[i] <= rest).all(1)
        rest -= beloeb[i] * tag[:, None]
        inde[alle, i] = tag
        mangler[alle[tag], gruppe[i[tag]]] = False
        if not mangler.any():
            break
    for p in range(n):
        i = orden[:, p]
        tag = ~inde[alle, i] & (beloeb[i] <= rest).all(1)
        rest -= beloeb[i] * tag[:, None]
        inde[alle, i] |= tag
    rang = np.empty_like(orden)
    np.put_along_axis(rang, orden, np.broadcast_to(np.arange(n), orden.shape), 1)
    rang.min(0), rang.max(0)
    return inde.mean(0)


def maalt(kald: Callable[[], object]) -> float:
    start = time.perf_counter()
    kald()
    return time.perf_counter() - start


def main() -> None:
    arg = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arg.add_argument("--projekter", type=int, default=500)
    arg.add_argument("--vaegtsaet", type=int, default=10_000)
    arg.add_argument("--gange", type=int, default=7)
    valg = arg.parse_args()
    kandidater, plan = runde(valg.projekter)

    def vi() -> Robusthed:
        return robusthed(kandidater, plan, antal=valg.vaegtsaet, froe=FROE, modtaget=frozenset(GRUPPER))

    def peer() -> NDArray[np.float64]:
        return ligetil(kandidater, plan, valg.vaegtsaet, FROE)

    r, andele = vi(), peer()
    vores = np.array(r.inde) / r.antal
    # The draws differ: allow 4.5 standard errors of the difference of two shares, because there are many candidates.
    margen = 4.5 * np.sqrt(np.maximum(andele * (1 - andele), 1 / valg.vaegtsaet) * 2 / valg.vaegtsaet)
    uenige = int((abs(vores - andele) > margen).sum())
    par = [(maalt(vi), maalt(peer)) for _ in range(valg.gange)]
    print(
        f"robusthed: {valg.projekter} projekter × {valg.vaegtsaet} vægtsæt: "
        f"{statistics.median(a for a, _ in par):.2f} s, ligetil NumPy {statistics.median(b for _, b in par):.2f} s, "
        f"forhold {statistics.median(a / b for a, b in par):.2f}; "
        f"{uenige} andele afviger mere end tilfældet (største forskel {abs(vores - andele).max():.3f})"
    )


if __name__ == "__main__":
    main()
