"""Order candidates by a plan's keys and allocate its budgets. The result does not depend on the order of the input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from .lige import afgoerende, i_grupper
from .plan import Kandidat, Lige, Noegleled, Plan, Rangordning, Tal, Tur
from .tildel import tildel

# The value of one stage for sorting: class (0 unknown first, 1 known, 2 unknown last), then the larger number first.
Sortnoegle = tuple[int, Tal]


def rangordn(
    kandidater: Sequence[Kandidat],
    plan: Plan,
    *,
    modtaget: frozenset[str] = frozenset(),
    ansoegt: tuple[int, ...] | None = None,
) -> Rangordning:
    """Order and allocate one round.

    Args:
        kandidater: the candidates.
        plan: the plan of the round.
        modtaget: the groups that applications were received from.
        ansoegt: the amounts requested from each budget, which decide whether money is short (None: the candidates'
            own).
    """
    orden, lige = _ordn(kandidater, plan)
    knap = er_knap(kandidater, plan, ansoegt)
    udloest = plan.garanti is not None and knap and modtaget >= set(plan.garanti.grupper)
    svar = tildel(kandidater, i_grupper(orden, lige, plan, udloest=udloest), plan, udloest=udloest)

    def find_lige() -> Iterator[Lige]:
        afgoer = afgoerende(kandidater, orden, lige, svar, plan, udloest=udloest)
        return (Lige(g, a) for g, a in zip(lige, afgoer, strict=True) if len(g) > 1)

    return Rangordning(
        orden=tuple(orden),
        ture=tuple(svar.ture[i] for i in range(len(kandidater))),
        knap=knap,
        udloest=udloest,
        garanti=svar.garanti,
        find_lige=find_lige,
        rest=tuple(svar.rest),
    )


def kun_orden(kandidater: Sequence[Kandidat], plan: Plan) -> Rangordning:
    """Order candidates without allocating anything, as for a list that covers only a part of a round."""
    orden, lige = _ordn(kandidater, plan)
    return Rangordning(
        orden=tuple(orden),
        ture=tuple(Tur("ordnet", (), None) for _ in kandidater),
        knap=False,
        udloest=False,
        find_lige=lambda: (Lige(g, afgoer=False) for g in lige if len(g) > 1),
    )


def _ordn(kandidater: Sequence[Kandidat], plan: Plan) -> tuple[list[int], list[tuple[int, ...]]]:
    """Return the order, and the same candidates grouped by equal keys."""
    noegler = sortnoegler(kandidater, plan)
    lige = [
        tuple(sorted(g, key=lambda i: kandidater[i].fast)) if len(g) > 1 else g
        for g in (
            tuple(g)
            for _, g in groupby(sorted(range(len(kandidater)), key=noegler.__getitem__), key=noegler.__getitem__)
        )
    ]
    return [i for g in lige for i in g], lige


def er_knap(kandidater: Sequence[Kandidat], plan: Plan, ansoegt: tuple[int, ...] | None = None) -> bool:
    """Return whether the requested amounts exceed the budgets."""
    if ansoegt is None:
        ansoegt = tuple(sum(k.beloeb[b] for k in kandidater) for b in range(len(plan.budgetter)))
    rammer = [b.ramme for b in plan.budgetter]
    if plan.knaphed == "i_alt":
        return sum(ansoegt) > sum(rammer)
    return any(a > r for a, r in zip(ansoegt, rammer, strict=True))


def sortnoegler(kandidater: Sequence[Kandidat], plan: Plan) -> list[tuple[Sortnoegle, ...]]:
    """Return a sort key for each candidate, with one element for each stage of the order."""
    dele = [_led(kandidater, plan, led) for led in plan.led]
    return [tuple(d[i] for d in dele) for i in range(len(kandidater))]


def _led(kandidater: Sequence[Kandidat], plan: Plan, led: Noegleled) -> list[Sortnoegle]:
    if led.vaegte is None:
        (nr,) = led.noegler
        ukendt = (0, 0) if plan.noegler[nr].ukendt == "foerst" else (2, 0)
        return [ukendt if (v := k.noegler[nr]) is None else (1, -v) for k in kandidater]
    summer: list[Tal] = [0] * len(kandidater)
    for nr, vaegt in zip(led.noegler, led.vaegte, strict=True):
        for i, v in enumerate(skaleret(kandidater, plan, nr)):
            summer[i] += vaegt * v
    return [(1, -s) for s in summer]


def skaleret(kandidater: Sequence[Kandidat], plan: Plan, nr: int) -> list[Tal]:
    """Return a key's values scaled from 0 to 1 between the candidates' smallest and largest known value.

    If these are equal, all known values become 0.
    """
    kendte = [v for k in kandidater if (v := k.noegler[nr]) is not None]
    ukendt = 1 if plan.noegler[nr].ukendt == "foerst" else 0
    mindst, hoejst = min(kendte, default=0), max(kendte, default=0)
    if mindst == hoejst:
        return [ukendt if k.noegler[nr] is None else 0 for k in kandidater]
    return [ukendt if (v := k.noegler[nr]) is None else Fraction(v - mindst) / (hoejst - mindst) for k in kandidater]
