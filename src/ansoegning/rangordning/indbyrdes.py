"""What one participant is given that follows from who the others are: points in proportion to the best, amounts by
place, a group's part by what its candidates sum to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ..fordeling.del_op import del_op
from ..sprog.raekkefoelge import TypetRaekkefoelge
from .tildeling.plan import Deling, Plan, Rangordning

if TYPE_CHECKING:
    from .beregning import Opgjort

# Why one that meets the rest is no candidate; it may be the points themselves that the others decide.
_FOR_POINT = (None, "point_mangler", "point_under")


@dataclass(frozen=True, slots=True)
class Andre:
    """What is known of a participant among the others.

    ``bedste``: by criterion, the value that its points are in proportion to; ``rang``: its place (None: not known, or
    it is no candidate).
    """

    bedste: Mapping[str, Fraction] = field(default_factory=dict)
    rang: int | None = None


#: As long as nothing is known of the others.
ALENE = Andre()


def bedste_vaerdier(orden: TypetRaekkefoelge, opgjorte: Sequence[Opgjort]) -> dict[str, Fraction]:
    """By criterion, the least or the largest value among those that are candidates whatever their points are.

    A criterion of which none of them has a value is left out.
    """
    # Without what its group's part is counted by, it is no candidate either; that is told after the points.
    med = [o for o in opgjorte if o.art in _FOR_POINT and (orden.delingstal is None or o.tal is not None)]
    fundne = {}
    for i, p in enumerate(orden.point):
        kendte = [Fraction(o.point[i].vaerdi) for o in med if o.point[i].vaerdi is not None] if p.fuldt else []
        if kendte:
            fundne[p.data.id] = min(kendte) if p.data.i_forhold_til == "laveste" else max(kendte)
    return fundne


def pladser(ordnet: Rangordning) -> dict[int, int]:
    """Each candidate's place: one more than how many stand ahead of it. Those that stand alike have the same."""
    foran = {i: nr for nr, i in enumerate(ordnet.orden, 1)}
    for lige in ordnet.lige:
        plads = min(foran[i] for i in lige.kandidater)
        foran.update(dict.fromkeys(lige.kandidater, plads))
    return foran


def delt_efter_sum(plan: Plan, orden: TypetRaekkefoelge, kandidater: Sequence[Opgjort]) -> Plan:
    """The plan with each group's part in proportion to what its candidates sum to.

    Where these sum to nothing, no part is set aside for any group.
    """
    d = orden.data.deling
    if orden.delingstal is None or d is None or orden.gruppe is None:
        return plan
    summer = dict.fromkeys(orden.gruppe.alle, Fraction(0))
    for o in kandidater:
        if o.gruppe is not None and o.tal is not None:
            summer[o.gruppe] += Fraction(o.tal)
    tal = tuple(summer.values())
    dele = [del_op(b.ramme, tal) if any(tal) else (0,) * len(tal) for b in plan.budgetter]
    andele = tuple(zip(summer, zip(*dele, strict=True), strict=True))
    return replace(plan, deling=Deling(andele, d.rest))
