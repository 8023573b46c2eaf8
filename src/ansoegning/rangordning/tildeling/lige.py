"""Which ties decide money: whether another of the equal ones first would change who gets what.

Each tie is tried from where the money stands at its turn, and no further than to where it stands the same again; so the
time grows with the candidates. What cannot be followed so (parts kept for groups, bounds for an applicant, partial
awards) is given out anew as a whole for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .plan import Kandidat, Plan
from .tildel import Fyldning, Raekke, Tildeling, Uddeler, tildel


def afgoerende(
    kandidater: Sequence[Kandidat],
    orden: Sequence[int],
    lige: Sequence[Sequence[int]],
    svar: Tildeling,
    plan: Plan,
    *,
    udloest: bool,
) -> list[bool]:
    """For each group of ``lige`` (all candidates, in order, the equal ones together), whether its order decides.

    ``svar`` is what was given out along ``orden``.
    """
    proeve = _Proeve(kandidater, orden, lige, svar, plan, udloest)
    if _kan_foelges(plan):
        return list(proeve.fra_turen())
    return [proeve.hele(nr) for nr in range(len(lige))]


def i_grupper(orden: Sequence[int], lige: Sequence[Sequence[int]], plan: Plan, *, udloest: bool) -> Raekke:
    """The order in groups that ``tildel`` may choose within: equals where the guarantee settles ties, else singles."""
    if not udloest or plan.garanti is None or plan.garanti.form != "lighed":
        return [(i,) for i in orden]
    grupper, fra = [], 0
    for g in lige:
        grupper.append(orden[fra : fra + len(g)])
        fra += len(g)
    return grupper


def _kan_foelges(plan: Plan) -> bool:
    bundet = plan.ansoeger_mindst is not None or plan.ansoeger_hoejst is not None
    return plan.deling is None and not bundet and plan.ved_loft != "delvis"


class _Proeve:
    def __init__(
        self,
        kandidater: Sequence[Kandidat],
        orden: Sequence[int],
        lige: Sequence[Sequence[int]],
        svar: Tildeling,
        plan: Plan,
        udloest: bool,
    ) -> None:
        self.k = kandidater
        self.orden = orden
        self.lige = lige
        self.svar = svar
        self.plan = plan
        self.udloest = udloest
        self.form = plan.garanti.form if plan.garanti is not None and udloest else None
        self.fra = [0]
        for g in lige:
            self.fra.append(self.fra[-1] + len(g))

    def _gaar_lige_op(self, gruppe: Sequence[int]) -> bool:
        """Whether the order plainly cannot matter: all of the group got in at its turn, or none of it would fit.

        Both leave the same money behind whatever the order; where more than the money at the turn counts, it is tried.
        """
        vaelger = self.form in ("bytte", "lighed") and bool(self.svar.garanti)
        if self.plan.deling is not None or self.plan.ansoeger_mindst is not None or vaelger:
            return len(gruppe) < 2
        udfald = {self.svar.ture[i].udfald for i in gruppe}
        return len(gruppe) < 2 or udfald == {"inde"} or (udfald == {"ude"} and self.plan.ved_loft == "spring_over")

    # The whole anew

    def hele(self, nr: int) -> bool:
        """By giving out everything anew with each of the others first."""
        gruppe = self.lige[nr]
        if self._gaar_lige_op(gruppe):
            return False
        foer, efter = self.orden[: self.fra[nr]], self.orden[self.fra[nr + 1] :]
        return any(self._hele([*foer, *byttet, *efter]) for byttet in _byttede(gruppe))

    def _hele(self, orden: Sequence[int]) -> bool:
        raekke = i_grupper(orden, self.lige, self.plan, udloest=self.udloest)
        return tildel(self.k, raekke, self.plan, udloest=self.udloest).faar != self.svar.faar

    # From the turn of each tie

    def fra_turen(self) -> Iterator[bool]:
        """By walking the order once, and trying each tie from where the money stands."""
        uddeler = self._uddeler(Tildeling([b.ramme for b in self.plan.budgetter]))
        # The groups' firsts are taken before the filling: where those are others, all of it is given out anew.
        andre_foerste = [False] * len(self.lige)
        if self.form == "foerst":
            for nr, gruppe in enumerate(self.lige):
                andre_foerste[nr] = self._andre_foerste(uddeler, gruppe)
                uddeler.foerst([(i,) for i in gruppe])
        fyldning = Fyldning(uddeler.svar.rest)
        for nr, gruppe in enumerate(self.lige):
            yield self.hele(nr) if andre_foerste[nr] else self._herfra(uddeler, fyldning, nr)
            uddeler.fyld(self._raekke(gruppe), fyldning)

    def _uddeler(self, svar: Tildeling) -> Uddeler:
        ny = Uddeler(self.k, (), self.plan, set(), self.udloest)
        ny.svar = svar
        if self.form is not None and self.plan.garanti is not None:
            svar.garanti = dict.fromkeys(self.plan.garanti.grupper)
        return ny

    def _kopi(self, af: Uddeler, gruppe: Sequence[int]) -> Uddeler:
        """The money as it stands, and what these have got already."""
        ny = self._uddeler(Tildeling(list(af.svar.rest), {i: af.svar.faar[i] for i in gruppe if i in af.svar.faar}))
        ny.svar.garanti = dict(af.svar.garanti)
        ny.antal = dict(af.antal)
        return ny

    def _raekke(self, gruppe: Sequence[int]) -> Raekke:
        return [gruppe] if self.form == "lighed" else [(i,) for i in gruppe]

    def _andre_foerste(self, uddeler: Uddeler, gruppe: Sequence[int]) -> bool:
        """Whether another of a tie first would make others the firsts of their groups."""

        def foerste(orden: Sequence[int]) -> dict[int, tuple[int, ...]]:
            ny = self._kopi(uddeler, ())
            ny.foerst([(i,) for i in orden])
            return ny.svar.faar

        return len(gruppe) > 1 and bool(egne := foerste(gruppe)) and any(foerste(b) != egne for b in _byttede(gruppe))

    def _herfra(self, uddeler: Uddeler, fyldning: Fyldning, nr: int) -> bool:
        gruppe = self.lige[nr]
        # Once the filling has stopped nobody gets anything, whatever the order.
        if self._gaar_lige_op(gruppe) or (len(fyldning.stoppet) == len(fyldning.ramme) and self.form != "bytte"):
            return False
        faar, stoppet = self._fyldt(uddeler, fyldning, gruppe)
        for byttet in _byttede(gruppe):
            andre, stopper = self._fyldt(uddeler, fyldning, byttet)
            # With the same amounts given, the money and the groups inside are the same; so is then all that follows.
            if andre != faar or stopper != stoppet:
                # What is given in the filling is taken back by nothing but an exchange.
                return (andre != faar and self.form != "bytte") or self.hele(nr)
        # After the filling, groups with none inside take the places of others: then it counts who is asked first.
        return self.form == "bytte" and not self.svar.ombyttet.isdisjoint(gruppe) and self.hele(nr)

    def _fyldt(
        self, uddeler: Uddeler, fyldning: Fyldning, gruppe: Sequence[int]
    ) -> tuple[dict[int, tuple[int, ...]], set[int]]:
        """What a group gets in this order, from where the money stands, and which budgets then have stopped."""
        ny = self._kopi(uddeler, gruppe)
        egen = Fyldning(ny.svar.rest, stoppet=set(fyldning.stoppet))
        ny.fyld(self._raekke(gruppe), egen)
        return ny.svar.faar, egen.stoppet


def _byttede(gruppe: Sequence[int]) -> Iterator[list[int]]:
    """The group with each of the others first.

    From the last, which stands furthest from the money: where the order matters it mostly shows at once.
    """
    for anden in reversed(gruppe[1:]):
        yield [anden, *(i for i in gruppe if i != anden)]
