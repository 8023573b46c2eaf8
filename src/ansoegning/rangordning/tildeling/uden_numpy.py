"""The allocation of ``mange`` for one order at a time and without NumPy. The results are the same."""

from __future__ import annotations

from collections.abc import Sequence

from .plan import Kandidat, Plan


class UdenNumpy:
    """Allocates along one order, for plans that ``mange.i_kolonner`` covers."""

    def __init__(self, kandidater: Sequence[Kandidat], plan: Plan) -> None:
        self.plan = plan
        self.beloeb = [k.beloeb for k in kandidater]
        self.rammer = [b.ramme for b in plan.budgetter]
        grupper = frozenset(plan.garanti.grupper) if plan.garanti is not None else frozenset()
        # None for a candidate that belongs to no guaranteed group.
        self.gruppe = [k.gruppe if k.gruppe in grupper else None for k in kandidater]

    def inde(self, orden: Sequence[int], *, udloest: bool) -> set[int]:
        """Return who is inside.

        ``orden``: candidates, the first first; ``udloest``: whether the guarantee is triggered.
        """
        rest = list(self.rammer)
        taget: set[int] = set()
        if udloest and self.plan.garanti is not None:
            mangler = {self.gruppe[i] for i in orden} - {None}
            for i in orden:
                if not mangler:
                    break
                if self.gruppe[i] in mangler and self._tag(i, rest, taget):
                    mangler.discard(self.gruppe[i])
        if self.plan.ved_loft == "stop":
            self._til_stop(orden, rest, taget)
        else:
            for i in orden:
                if i not in taget:
                    self._tag(i, rest, taget)
        return taget

    def _tag(self, i: int, rest: list[int], taget: set[int]) -> bool:
        """Select a candidate if its amounts fit in the remainder. Returns whether it was selected."""
        beloeb = self.beloeb[i]
        for kr, r in zip(beloeb, rest, strict=True):
            if kr > r:
                return False
        for b, kr in enumerate(beloeb):
            rest[b] -= kr
        taget.add(i)
        return True

    def _til_stop(self, orden: Sequence[int], rest: list[int], taget: set[int]) -> None:
        """Fill until the budgets close: a budget is closed by the first candidate that does not fit in it."""
        lukket = [False] * len(rest)
        for i in orden:
            if all(lukket):
                return
            beloeb = self.beloeb[i]
            if i in taget or any(nej and kr for nej, kr in zip(lukket, beloeb, strict=True)):
                continue
            lukket = [nej or kr > r for nej, kr, r in zip(lukket, beloeb, rest, strict=True)]
            self._tag(i, rest, taget)
