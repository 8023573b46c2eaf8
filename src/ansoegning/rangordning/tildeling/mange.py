"""Allocate along many orders at once in NumPy columns. The results are exact, and equal to those of ``tildel``.

Shapes: S orders (one per set of weights or answers), n candidates, B budgets. Amounts are whole numbers throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import gcd
from typing import TYPE_CHECKING, Any

from .plan import Kandidat, Plan
from .tildel import tildel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ja = NDArray[np.bool_]
    Numre = NDArray[np.intp]

_HOEJST_TAL = 2**31


class Mange:
    """Allocates along many orders. Plans that the columns do not cover are allocated one distinct order at a time."""

    def __init__(self, kandidater: Sequence[Kandidat], plan: Plan, lige: Sequence[int] | None = None) -> None:
        """Prepare the columns.

        Args:
            kandidater: the candidates.
            plan: the plan of the round.
            lige: a number per candidate, equal for tied candidates (None: no ties).
        """
        self.kandidater = kandidater
        self.plan = plan
        self.lige = lige
        self.kolonner = i_kolonner(plan)
        self._kendte: dict[tuple[bytes, bool], tuple[bool, ...]] = {}
        if self.kolonner:
            self._forbered()

    def _forbered(self) -> None:
        import numpy as np

        rammer = [b.ramme for b in self.plan.budgetter]
        deler = gcd(*rammer, *(kr for k in self.kandidater for kr in k.beloeb)) or 1
        rammer = [r // deler for r in rammer]
        # An amount larger than a budget never fits, however much larger, so it is capped to keep the numbers small.
        beloeb = [[min(k.beloeb[b] // deler, r + 1) for k in self.kandidater] for b, r in enumerate(rammer)]
        type_: Any = np.int32 if max(rammer, default=0) + 1 < _HOEJST_TAL else np.int64
        if max(rammer, default=0) >= 2**62:
            self.kolonner = False
            return
        self.rammer = rammer
        self.beloeb = [np.array(b, dtype=type_) for b in beloeb]
        grupper = self.plan.garanti.grupper if self.plan.garanti is not None else ()
        nr = {g: i for i, g in enumerate(grupper)}
        # Candidates that belong to no group have the number after the last group.
        self.gruppe = np.array([nr.get(k.gruppe or "", len(nr)) for k in self.kandidater], dtype=np.intp)
        self.antal_grupper = len(nr)

    def inde(self, orden: Numre, udloest: Ja, med: Ja | None = None) -> Ja:
        """Return who is inside, of shape (S, n), by candidate.

        Args:
            orden: candidate numbers in ranked order, of shape (S, n) or narrower.
            udloest: whether the guarantee is triggered, of shape (S,).
            med: who takes part, of shape (S, n), by candidate (None: all).
        """
        import numpy as np

        taget = self.paa_plads(orden, udloest, None if med is None else np.take_along_axis(med, orden, 1))
        svar = np.zeros((len(orden), len(self.kandidater)), dtype=bool)
        np.put_along_axis(svar, orden, taget, 1)
        return svar

    def paa_plads(self, orden: Numre, udloest: Ja, med: Ja | None = None) -> Ja:
        """Return the same by position in the order; ``med`` is by position too.

        A position where nobody takes part may contain any candidate number.
        """
        import numpy as np

        if not self.kolonner:
            return self._en_ad_gangen(orden, udloest, med)
        return self._fyld(
            np.ascontiguousarray(orden.T), udloest, None if med is None else np.ascontiguousarray(med.T)
        ).T

    def _fyld(self, orden: Numre, udloest: Ja, med: Ja | None) -> Ja:
        """Return who is inside, of shape (n, S), by position in the order."""
        import numpy as np

        n, s = orden.shape
        rest = [np.full(s, r, dtype=b.dtype) for r, b in zip(self.rammer, self.beloeb, strict=True)]
        taget = np.zeros((n, s), dtype=bool)
        if self.plan.garanti is not None and udloest.any():
            self._garanti(orden, udloest, med, rest, taget)
        stopper = self.plan.ved_loft == "stop"
        stoppet = [np.zeros(s, dtype=bool) for _ in self.beloeb]
        for p in range(n):
            proev = ~taget[p] if med is None else med[p] & ~taget[p]
            beloeb = [b[orden[p]] for b in self.beloeb]
            if stopper:
                alle = np.logical_and.reduce(stoppet)
                proev &= ~alle
                for b, nej in zip(beloeb, stoppet, strict=True):
                    proev &= (b == 0) | ~nej
            kan = proev.copy()
            for b, r in zip(beloeb, rest, strict=True):
                kan &= b <= r
            if stopper:
                for nej, b, r in zip(stoppet, beloeb, rest, strict=True):
                    np.logical_or(nej, proev & (b > r), out=nej)
            for b, r in zip(beloeb, rest, strict=True):
                np.subtract(r, b * kan, out=r)
            taget[p] |= kan
        return taget

    def _garanti(self, orden: Numre, udloest: Ja, med: Ja | None, rest: list[Any], taget: Ja) -> None:
        """Walk through the order once, and select the first candidate of each group that fits."""
        import numpy as np

        n, s = orden.shape
        mangler = np.zeros((self.antal_grupper + 1, s), dtype=bool)
        for g in set(self.gruppe.tolist()) - {self.antal_grupper}:
            mangler[g] = udloest
        alle = np.arange(s)
        for p in range(n):
            g = self.gruppe[orden[p]]
            kan = mangler[g, alle]
            if med is not None:
                kan &= med[p]
            beloeb = [b[orden[p]] for b in self.beloeb]
            for b, r in zip(beloeb, rest, strict=True):
                kan &= b <= r
            for b, r in zip(beloeb, rest, strict=True):
                np.subtract(r, b * kan, out=r)
            taget[p] = kan
            mangler[g[kan], alle[kan]] = False
            if p % 8 == 7 and not mangler.any():
                return

    def _en_ad_gangen(self, orden: Numre, udloest: Ja, med: Ja | None) -> Ja:
        import numpy as np

        svar = np.zeros(orden.shape, dtype=bool)
        for s in range(orden.shape[0]):
            raekke = orden[s] if med is None else orden[s][med[s]]
            noegle = (raekke.tobytes(), bool(udloest[s]))
            if noegle not in self._kendte:
                self._kendte[noegle] = self._tildel([int(i) for i in raekke], bool(udloest[s]))
            svar[s, slice(None) if med is None else med[s]] = self._kendte[noegle]
        return svar

    def _tildel(self, raekke: list[int], udloest: bool) -> tuple[bool, ...]:
        """Return who of these is inside, by position among them."""
        egne = {i: j for j, i in enumerate(raekke)}
        lige = self.lige
        vaelger = udloest and self.plan.garanti is not None and self.plan.garanti.form == "lighed" and lige is not None
        grupper = (
            [list(g) for _, g in groupby(raekke, key=lige.__getitem__)] if vaelger and lige else [[i] for i in raekke]
        )
        svar = tildel(
            [self.kandidater[i] for i in raekke], [[egne[i] for i in g] for g in grupper], self.plan, udloest=udloest
        )
        return tuple(j in svar.faar for j in range(len(raekke)))


def i_kolonner(plan: Plan) -> bool:
    """Return whether the plan can be allocated in columns."""
    garanti_foerst = plan.garanti is None or plan.garanti.form == "foerst"
    return plan.ved_loft in ("spring_over", "stop") and plan.ubunden and garanti_foerst
