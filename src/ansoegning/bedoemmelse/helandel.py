"""Convert a share to whole things: 30 pct. of 12 places is 3,6 places, and 4 places are 33,33 pct."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

from ..model.regelsaet import Faktaerklaering
from ..model.visning import vis_tal, vis_vaerdi
from ..motor.reference import Kontekst, fakt
from ..motor.vendepunkter import paa_plads, plads
from ..system.dataklasse import dataklasse


@dataklasse(frozen=True, slots=True)
class Helandel:
    """A share of a known number of things. ``andel`` is in per cent; ``form`` and ``af_form`` declare the two facts."""

    form: Faktaerklaering
    andel: Fraction
    af_form: Faktaerklaering
    af: Fraction

    @property
    def antal(self) -> Fraction:
        """The share as a number of things, including fractions."""
        return self.andel * self.af / 100

    def _andel_af(self, hele: int) -> Any:
        """Whole things as a share, rounded down to the fact's step; rounded up it would mean one thing more."""
        return paa_plads(self.form, floor(self._plads(hele)))

    def _plads(self, hele: int) -> Fraction:
        """The position of whole things as a share."""
        return plads(self.form, Fraction(hele * 100) / self.af)

    def forslag(self) -> str:
        """What the share is, and what to write for whole things: also for one less, where its share was rounded up."""
        andel = self.antal
        under, hele = floor(andel), ceil(andel)
        antal = vis_tal(andel, imod=(Fraction(under), Fraction(hele)))
        er = f"{vis_vaerdi(self.form, self.andel)} af de {vis_vaerdi(self.af_form, self.af)} er {antal}"
        rundet_op = under and 0 < plads(self.form, self.andel) - self._plads(under) < 1
        mulige = [under, hele] if rundet_op else [hele]
        skriv = [f"{vis_vaerdi(self.form, self._andel_af(n))} for {vis_vaerdi(self.af_form, n)}" for n in mulige]
        return f"{er}; skriv {' eller '.join(skriv)}"

    def i_ord(self) -> str:
        """Describe a suggested share as a number of whole things."""
        andel = self.antal
        hele = ceil(andel)
        antal = f"{vis_tal(hele)} af de {vis_vaerdi(self.af_form, self.af)}"
        if andel == hele:
            return f"Det er {antal}."
        return f"Rundet op til hele er det {antal} ({vis_vaerdi(self.form, self._andel_af(hele))})."


def hele_af(form: Faktaerklaering, andel: Any, k: Kontekst) -> Helandel | None:
    """Return a share of the first known number in ``andel_af``; None if there is none or the fact is not a share."""
    if andel is None:
        return None
    for navn in form.andel_af:
        if af := fakt(navn, k.liste, k):
            return Helandel(form, Fraction(andel), k.regelsaet.fakta[k.liste, navn], Fraction(af))
    return None
