"""The words of units: which belong together as one and several, and how a unit is written of each.

A unit of a pack's own is a word in one form throughout, unless the pack declares its two forms (``enheder``) or it is
what a list counts; no ending is ever taken off a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PR = " pr. "
# A word, also with capitals, digits and parts: ``børn``, ``Mbit/s``, ``kWh``, ``m²``.
ENHEDSNAVN = r"[A-Za-zÆØÅæøå_][A-Za-zÆØÅæøå_0-9²³]*(/[A-Za-zÆØÅæøå_][A-Za-zÆØÅæøå_0-9²³]*)*"
# Each written form of a word to the word itself: »one|several«, or the form where there is one.
Enhedsord = Mapping[str, str]


def ordbog(par: Iterable[tuple[str, ...]], foer: Enhedsord | None = None) -> dict[str, str]:
    """The words of units by their forms. Each of ``par`` is the form of one, that of several, and any others; one that
    has a form which is known already is that word.
    """
    ord_ = dict(foer or {})
    for ental, flertal, *andre in par:
        kendt = next((ord_[f] for f in (ental, flertal, *andre) if f in ord_), f"{ental}|{flertal}")
        for form in (ental, flertal, *andre):
            ord_.setdefault(form, kendt)
    return ord_


# What is measured everywhere, whatever the pool.
ALMINDELIGE: Enhedsord = ordbog(
    [("minut", "minutter"), ("time", "timer"), ("dag", "dage"), ("uge", "uger"), ("måned", "måneder"), ("år", "år")]
)


def en_af(ord_: str) -> str:
    """How a word is written of one: ``barn`` of ``barn|børn``."""
    return ord_.partition("|")[0]


def flere_af(ord_: str) -> str:
    """How a word is written of several: ``børn`` of ``barn|børn``."""
    return ord_.rpartition("|")[2]


def boejet(enhed: str, ord_: Enhedsord) -> tuple[str, str]:
    """A unit as it is written of several, and of one: ``børn pr. familie``, ``barn pr. familie``."""
    taeller, *naevnere = " ".join(enhed.split()).split(PR)
    efter = [en_af(ord_.get(n, n)) for n in naevnere]
    ordet = ord_.get(taeller, taeller)
    return PR.join([flere_af(ordet), *efter]), PR.join([en_af(ordet), *efter])
