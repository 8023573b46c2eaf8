"""Order candidates by a plan's keys, and give out its budgets. Deterministic, whatever order they come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby

from .plan import Kandidat, Lige, Noegleled, Plan, Rangordning, Tal, Tur
from .tildel import Tildeling, tildel

# One stage's value as it sorts: class (unknown first, known, unknown last), then the larger first.
Sortnoegle = tuple[int, Tal]


def rangordn(
    kandidater: Sequence[Kandidat],
    plan: Plan,
    *,
    modtaget: frozenset[str] = frozenset(),
    ansoegt: tuple[int, ...] | None = None,
) -> Rangordning:
    """Order and allocate one round.

    ``modtaget`` are the groups that applications came in from; ``ansoegt`` is what counts as asked for of each budget
    when it is settled whether money is short (None: the candidates' own amounts).
    """
    orden, lige = _ordn(kandidater, plan)
    knap = er_knap(kandidater, plan, ansoegt)
    udloest = plan.garanti is not None and knap and modtaget >= set(plan.garanti.grupper)
    grupper = [g for g in lige if len(g) > 1]

    def uddel(raekke: Sequence[int]) -> Tildeling:
        return tildel(kandidater, _lige_i(raekke, lige, plan, udloest), plan, udloest=udloest)

    svar = uddel(orden)
    return Rangordning(
        orden=tuple(orden),
        ture=tuple(svar.ture[i] for i in range(len(kandidater))),
        knap=knap,
        udloest=udloest,
        garanti=svar.garanti,
        lige=tuple(Lige(g, _afgoer(g, orden, svar, plan, uddel)) for g in grupper),
        rest=tuple(svar.rest),
    )


def kun_orden(kandidater: Sequence[Kandidat], plan: Plan) -> Rangordning:
    """Order candidates without giving out anything, as for a list that covers a part of a round only."""
    orden, lige = _ordn(kandidater, plan)
    return Rangordning(
        orden=tuple(orden),
        ture=tuple(Tur("ordnet", (), None) for _ in kandidater),
        knap=False,
        udloest=False,
        lige=tuple(Lige(g, afgoer=False) for g in lige if len(g) > 1),
    )


def _ordn(kandidater: Sequence[Kandidat], plan: Plan) -> tuple[list[int], list[tuple[int, ...]]]:
    """The order, and the same in groups that the keys cannot tell apart."""
    noegler = sortnoegler(kandidater, plan)
    orden = sorted(range(len(kandidater)), key=lambda i: (noegler[i], kandidater[i].fast))
    return orden, [tuple(g) for _, g in groupby(orden, key=noegler.__getitem__)]


def er_knap(kandidater: Sequence[Kandidat], plan: Plan, ansoegt: tuple[int, ...] | None = None) -> bool:
    """Whether what is asked for is more than there is."""
    if ansoegt is None:
        ansoegt = tuple(sum(k.beloeb[b] for k in kandidater) for b in range(len(plan.budgetter)))
    rammer = [b.ramme for b in plan.budgetter]
    if plan.knaphed == "i_alt":
        return sum(ansoegt) > sum(rammer)
    return any(a > r for a, r in zip(ansoegt, rammer, strict=True))


def sortnoegler(kandidater: Sequence[Kandidat], plan: Plan) -> list[tuple[Sortnoegle, ...]]:
    """What each candidate is sorted by, the least first: one part for each stage of the order."""
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
    """A key's values from 0 to 1 between the candidates' least and largest known value; all 0 where these are one."""
    kendte = [v for k in kandidater if (v := k.noegler[nr]) is not None]
    ukendt = 1 if plan.noegler[nr].ukendt == "foerst" else 0
    mindst, hoejst = min(kendte, default=0), max(kendte, default=0)
    if mindst == hoejst:
        return [ukendt if k.noegler[nr] is None else 0 for k in kandidater]
    return [ukendt if (v := k.noegler[nr]) is None else Fraction(v - mindst) / (hoejst - mindst) for k in kandidater]


def _lige_i(
    raekke: Sequence[int], lige: Sequence[tuple[int, ...]], plan: Plan, udloest: bool
) -> Sequence[Sequence[int]]:
    """The order in groups that ``tildel`` may choose within: equals where the guarantee settles ties, else singles."""
    if not udloest or plan.garanti is None or plan.garanti.form != "lighed":
        return [(i,) for i in raekke]
    grupper, fra = [], 0
    for g in lige:
        grupper.append(raekke[fra : fra + len(g)])
        fra += len(g)
    return grupper


def _afgoer(
    gruppe: tuple[int, ...],
    orden: list[int],
    svar: Tildeling,
    plan: Plan,
    uddel: Callable[[Sequence[int]], Tildeling],
) -> bool:
    """Whether another of the group first would change who gets what."""
    if _gaar_lige_op(gruppe, svar, plan):
        return False
    fra = orden.index(gruppe[0])
    # From the last, which stands furthest from the money: where the order matters it mostly shows at once.
    for anden in reversed(gruppe[1:]):
        byttet = [*orden[:fra], anden, *(i for i in orden[fra:] if i != anden)]
        if uddel(byttet).faar != svar.faar:
            return True
    return False


def _gaar_lige_op(gruppe: tuple[int, ...], svar: Tildeling, plan: Plan) -> bool:
    """Whether the order within a group plainly cannot matter: all of it got in at its turn, or none of it would fit.

    Both leave the same money behind whatever the order; where more than the money at the turn counts, it is tried.
    """
    vaelger = plan.garanti is not None and plan.garanti.form != "foerst" and bool(svar.garanti)
    if plan.deling is not None or plan.ansoeger_mindst is not None or vaelger:
        return False
    udfald = {svar.ture[i].udfald for i in gruppe}
    return udfald == {"inde"} or (udfald == {"ude"} and plan.ved_loft == "spring_over")
