"""Values of a participant that depend on the other participants.

These are points in proportion to the best value, amounts that follow the rank, and a group's share of a budget in
proportion to the sum over its candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ..fordeling.del_op import del_op
from ..sprog.raekkefoelge import TypetRaekkefoelge
from ..system.dataklasse import dataklasse
from .tildeling.plan import Deling, Plan, Rangordning

if TYPE_CHECKING:
    from .beregning import Opgjort

# The reasons for not being a candidate that depend on the points, and so may depend on the others (None: a candidate).
_FOR_POINT = (None, "point_mangler", "point_under")


@dataklasse(frozen=True, slots=True)
class Andre:
    """What is known about a participant's position among the others.

    ``bedste``: by criterion, the value that points are in proportion to. ``rang``: its rank (None: not known yet, or
    not a candidate).
    """

    bedste: Mapping[str, Fraction] = field(default_factory=dict)
    rang: int | None = None


#: Nothing is known about the others yet.
ALENE = Andre()


def bedste_vaerdier(orden: TypetRaekkefoelge, opgjorte: Sequence[Opgjort]) -> dict[str, Fraction]:
    """Return by criterion the smallest or the largest value among the candidates, whatever their points are.

    Participants that only lack points count as candidates here. A criterion for which none of them has a value is left
    out.
    """
    # A participant without the number its group's share is calculated by is not a candidate either, but ``opgoer``
    # reports that reason only after the points.
    med = [o for o in opgjorte if o.art in _FOR_POINT and (orden.delingstal is None or o.tal is not None)]
    fundne = {}
    for i, p in enumerate(orden.point):
        kendte = [Fraction(o.point[i].vaerdi) for o in med if o.point[i].vaerdi is not None] if p.fuldt else []
        if kendte:
            fundne[p.data.id] = min(kendte) if p.data.i_forhold_til == "laveste" else max(kendte)
    return fundne


def pladser(ordnet: Rangordning) -> dict[int, int]:
    """Return each candidate's rank: one more than the number of candidates ahead of it. Ties share a rank."""
    foran = {i: nr for nr, i in enumerate(ordnet.orden, 1)}
    for lige in ordnet.lige:
        plads = min(foran[i] for i in lige.kandidater)
        foran.update(dict.fromkeys(lige.kandidater, plads))
    return foran


def delt_efter_sum(plan: Plan, orden: TypetRaekkefoelge, kandidater: Sequence[Opgjort]) -> Plan:
    """Return the plan with each group's share in proportion to the sum over its candidates.

    If all sums are zero, no share is reserved for any group.
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
