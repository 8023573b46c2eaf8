"""The singular and plural of unit names, and how a compound unit is written with each.

A unit defined by a pack has the same form throughout, unless the pack declares singular and plural (``enheder``) or the
unit is the word of one of its lists; no suffix is ever stripped from a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PR = " pr. "
# The units of money, in kroner.
PENGE: Mapping[str, int] = {"kr.": 1, "t.kr.": 1_000, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}
# A unit name may contain capitals, digits and slashes: ``børn``, ``Mbit/s``, ``kWh``, ``m²``.
ENHEDSNAVN = r"[A-Za-zÆØÅæøå_][A-Za-zÆØÅæøå_0-9²³]*(/[A-Za-zÆØÅæøå_][A-Za-zÆØÅæøå_0-9²³]*)*"
# Maps each written form of a word to the word: »singular|plural«, or the form itself where there is only one.
Enhedsord = Mapping[str, str]


def ordbog(par: Iterable[tuple[str, ...]], foer: Enhedsord | None = None) -> dict[str, str]:
    """Index unit names by their forms. Each entry of ``par`` is singular, plural, and any other forms.

    An entry with a form that is already known becomes another form of that word.
    """
    ord_ = dict(foer or {})
    for ental, flertal, *andre in par:
        kendt = next((ord_[f] for f in (ental, flertal, *andre) if f in ord_), f"{ental}|{flertal}")
        for form in (ental, flertal, *andre):
            ord_.setdefault(form, kendt)
    return ord_


# Units of time, available in every pack.
ALMINDELIGE: Enhedsord = ordbog(
    [("minut", "minutter"), ("time", "timer"), ("dag", "dage"), ("uge", "uger"), ("måned", "måneder"), ("år", "år")]
)


def en_af(ord_: str) -> str:
    """Return the singular of a word: ``barn`` for ``barn|børn``."""
    return ord_.partition("|")[0]


def flere_af(ord_: str) -> str:
    """Return the plural of a word: ``børn`` for ``barn|børn``."""
    return ord_.rpartition("|")[2]


def boejet(enhed: str, ord_: Enhedsord) -> tuple[str, str]:
    """Return a unit in plural and in singular: ``børn pr. familie``, ``barn pr. familie``."""
    taeller, *naevnere = " ".join(enhed.split()).split(PR)
    efter = [en_af(ord_.get(n, n)) for n in naevnere]
    ordet = ord_.get(taeller, taeller)
    return PR.join([flere_af(ordet), *efter]), PR.join([en_af(ordet), *efter])
