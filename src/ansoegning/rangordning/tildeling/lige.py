"""Find the ties that decide money: those where another order of the tied candidates would change who gets what.

Each tie is tried from the state of the budgets at its turn, until the state is the same again, so that the time grows
linearly with the candidates. Plans that do not allow this (shares for groups, bounds per applicant, partial awards) are
allocated again from the start for each tie.
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
    """Return for each tied group whether its internal order decides money.

    Args:
        kandidater: the candidates.
        orden: their indices in ranked order.
        lige: all candidates in ranked order, tied ones in the same group.
        svar: the allocation along ``orden``.
        plan: the plan of the round.
        udloest: whether the guarantee is triggered.
    """
    proeve = _Proeve(kandidater, orden, lige, svar, plan, udloest)
    if _kan_foelges(plan):
        return list(proeve.fra_turen())
    return [proeve.hele(nr) for nr in range(len(lige))]


def i_grupper(orden: Sequence[int], lige: Sequence[Sequence[int]], plan: Plan, *, udloest: bool) -> Raekke:
    """Return the order in groups that ``tildel`` may choose within.

    The groups are the ties if the guarantee settles ties, and single candidates otherwise.
    """
    if not udloest or plan.garanti is None or plan.garanti.form != "lighed":
        return [(i,) for i in orden]
    grupper, fra = [], 0
    for g in lige:
        grupper.append(orden[fra : fra + len(g)])
        fra += len(g)
    return grupper


def _kan_foelges(plan: Plan) -> bool:
    return plan.ubunden and plan.ved_loft != "delvis"


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
        self.kandidater = kandidater
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
        """Return whether the order of a group certainly does not matter: all of it got in at its turn, or none fits.

        Both leave the same remainder whatever the order. If more than the remainder counts, the orders are tried.
        """
        vaelger = self.form in ("bytte", "lighed") and bool(self.svar.garanti)
        if self.plan.deling is not None or self.plan.ansoeger_mindst is not None or vaelger:
            return len(gruppe) < 2
        udfald = {self.svar.ture[i].udfald for i in gruppe}
        return len(gruppe) < 2 or udfald == {"inde"} or (udfald == {"ude"} and self.plan.ved_loft == "spring_over")

    # Complete reallocation

    def hele(self, nr: int) -> bool:
        """Allocate the complete round again with each of the others first."""
        gruppe = self.lige[nr]
        if self._gaar_lige_op(gruppe):
            return False
        foer, efter = self.orden[: self.fra[nr]], self.orden[self.fra[nr + 1] :]
        return any(self._hele([*foer, *byttet, *efter]) for byttet in _byttede(gruppe))

    def _hele(self, orden: Sequence[int]) -> bool:
        raekke = i_grupper(orden, self.lige, self.plan, udloest=self.udloest)
        return tildel(self.kandidater, raekke, self.plan, udloest=self.udloest).faar != self.svar.faar

    # Allocation from the turn of each tie

    def fra_turen(self) -> Iterator[bool]:
        """Walk through the order once, and try each tie from the state of the budgets at its turn."""
        uddeler = self._uddeler(Tildeling([b.ramme for b in self.plan.budgetter]))
        # The guarantee selects the groups' first candidates before the filling. If another order selects others, the
        # complete round is allocated again.
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
        ny = Uddeler(self.kandidater, (), self.plan, set(), self.udloest)
        ny.svar = svar
        if self.form is not None and self.plan.garanti is not None:
            svar.garanti = dict.fromkeys(self.plan.garanti.grupper)
        return ny

    def _kopi(self, af: Uddeler, gruppe: Sequence[int]) -> Uddeler:
        """Return an allocator with a copy of the present state, and the amounts these candidates already have."""
        ny = self._uddeler(Tildeling(list(af.svar.rest), {i: af.svar.faar[i] for i in gruppe if i in af.svar.faar}))
        ny.svar.garanti = dict(af.svar.garanti)
        ny.antal = dict(af.antal)
        return ny

    def _raekke(self, gruppe: Sequence[int]) -> Raekke:
        return [gruppe] if self.form == "lighed" else [(i,) for i in gruppe]

    def _andre_foerste(self, uddeler: Uddeler, gruppe: Sequence[int]) -> bool:
        """Return whether another order of a tie makes the guarantee select other candidates."""

        def foerste(orden: Sequence[int]) -> dict[int, tuple[int, ...]]:
            ny = self._kopi(uddeler, ())
            ny.foerst([(i,) for i in orden])
            return ny.svar.faar

        return len(gruppe) > 1 and bool(egne := foerste(gruppe)) and any(foerste(b) != egne for b in _byttede(gruppe))

    def _herfra(self, uddeler: Uddeler, fyldning: Fyldning, nr: int) -> bool:
        gruppe = self.lige[nr]
        # Once every budget is closed, nobody gets anything, whatever the order.
        if self._gaar_lige_op(gruppe) or (len(fyldning.stoppet) == len(fyldning.ramme) and self.form != "bytte"):
            return False
        faar, stoppet = self._fyldt(uddeler, fyldning, gruppe)
        for byttet in _byttede(gruppe):
            andre, stopper = self._fyldt(uddeler, fyldning, byttet)
            # If the same amounts are given, the remainder and the groups inside are the same, and so is everything
            # after.
            if andre != faar or stopper != stoppet:
                # Amounts given in the filling are only taken back by an exchange (``bytte``).
                return (andre != faar and self.form != "bytte") or self.hele(nr)
        # After the filling, groups with none inside take over the places of others, and then the order counts again.
        return self.form == "bytte" and not self.svar.ombyttet.isdisjoint(gruppe) and self.hele(nr)

    def _fyldt(
        self, uddeler: Uddeler, fyldning: Fyldning, gruppe: Sequence[int]
    ) -> tuple[dict[int, tuple[int, ...]], set[int]]:
        """Return what a group gets in this order from the present state, and which budgets are closed afterwards."""
        ny = self._kopi(uddeler, gruppe)
        egen = Fyldning(ny.svar.rest, stoppet=set(fyldning.stoppet))
        ny.fyld(self._raekke(gruppe), egen)
        return ny.svar.faar, egen.stoppet


def _byttede(gruppe: Sequence[int]) -> Iterator[list[int]]:
    """Yield the group with each of the others first.

    Starts with the last candidate, which is the farthest from being inside: if the order matters, it usually shows
    there.
    """
    for anden in reversed(gruppe[1:]):
        yield [anden, *(i for i in gruppe if i != anden)]
