"""The words of a letter: how it addresses the applicant, and how it names criteria and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from ..model.regelsaet import RegelsaetData
from ..model.resultat import KriteriumSvar
from ..model.visning import med_stort, opremsning
from .brevrang import i_prosa

# The subject, and the possessive before »ansøgning« and before a plural.
_TILTALE: dict[Literal["I", "du"], Mapping[str, str]] = {
    "I": {"du": "I", "din": "jeres", "dine": "jeres"},
    "du": {"du": "du", "din": "din", "dine": "dine"},
}


def tiltale(data: RegelsaetData) -> Mapping[str, str]:
    """Return the pronouns that a letter addresses the applicant with, by those of the singular (``du``, ``din``)."""
    return _TILTALE[data.ansoeger.tiltale if data.ansoeger is not None else "I"]


def kriterium(kriterium: KriteriumSvar, data: RegelsaetData) -> str:
    """Return a criterion by its source's number and its title: ``Kriterium 4, Bruttoanlægsudgift over 20 mio. kr.``"""
    ord_ = med_stort(data.kriterieord.ental)
    return f"{ord_} {kriterium.kilde.nr}, {kriterium.titel}" if kriterium.kilde.nr is not None else kriterium.titel


def kort(kriterier: Sequence[KriteriumSvar], data: RegelsaetData) -> str:
    """Return criteria in a sentence: ``kriterium 2 og 6``; by title if the source does not number them all."""
    numre = [str(k.kilde.nr) for k in kriterier if k.kilde.nr is not None]
    if len(numre) == len(kriterier):
        return f"{data.kriterieord.ental} {opremsning(numre)}"
    return opremsning([f"»{i_prosa(k.titel)}«" for k in kriterier])


def dokumenter(kriterier: Iterable[KriteriumSvar], data: RegelsaetData) -> list[str]:
    """Return the sections with the numbered criteria: ``»Adgangskriterier« i Brev om …``."""
    fundne = dict.fromkeys((k.kilde.dokument, k.kilde.afsnit) for k in kriterier if k.kilde.nr is not None)
    return [f"»{afsnit}« i {data.dokumenter[dokument].titel}" for dokument, afsnit in fundne]
