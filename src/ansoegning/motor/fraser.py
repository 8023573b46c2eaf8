"""A phrase of a pack with its ``{navn}`` filled in: facts and parameters in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from ..model.visning import IKKE_OPLYST, vis_vaerdi
from ..sprog.erklaeringer import DATO_NAVN
from ..sprog.regelsaet import Regelsaet
from .reference import Kontekst, fakt

# Of a criterion that is open though nothing is missing: a share of nothing is none.
KAN_IKKE_REGNES = "Kan ikke regnes ud af de oplysninger, der er givet."
_PLADSHOLDER = re.compile(r"\{([^{}]+)\}")


def udfyld(tekst: str, k: Kontekst, ekstra: Mapping[str, str] | None = None) -> str:
    """The phrase as it reads from here; ``ekstra`` are names with words of their own."""

    def ind(fundet: re.Match[str]) -> str:
        navn = fundet[1]
        return ekstra[navn] if ekstra is not None and navn in ekstra else vist(navn, k)

    # A value may end in an abbreviation's full stop, which also ends the sentence.
    return _PLADSHOLDER.sub(ind, tekst).replace("kr..", "kr.").replace("pct..", "pct.")


def vist(navn: str, k: Kontekst) -> str:
    """A fact's or a parameter's value in its own words."""
    regelsaet = k.regelsaet
    if navn == DATO_NAVN:
        return f"{k.dato:%d/%m/%Y}" if k.dato is not None else IKKE_OPLYST
    if navn in regelsaet.data.parametre:
        return vis_parameter(regelsaet, navn)
    liste = k.liste if (k.liste, navn) in regelsaet.fakta else None
    return vis_vaerdi(regelsaet.fakta[liste, navn], fakt(navn, liste, k), regelsaet.kommuner)


def vis_parameter(regelsaet: Regelsaet, navn: str) -> str:
    """A parameter's value in its own words."""
    form, v = regelsaet.data.parametre[navn], regelsaet.parametre[navn]
    erklaering = regelsaet.omfang.find(navn)
    if erklaering is None or isinstance(v, str | bool | date | tuple):
        return vis_vaerdi(form, v)
    return vis_vaerdi(form, Fraction(v) / erklaering.faktor)
