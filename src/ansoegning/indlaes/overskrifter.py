"""Match headings to facts, in a workbook's sheet and in a table's header."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..fejl import ascii_noegle
from ..model.regelsaet import Faktaerklaering

_KOMMUNE = ("kode", "nr", "nummer", "navn")
_ENHEDER = {
    "kr.": ("kr", "dkk", "kroner", "hele kr", "hele kroner"),
    "t.kr.": ("tkr", "1000 kr", "tusind kr", "tusinde kr", "hele 1000 kr", "1000 kroner", "tusind kroner"),
    "mio. kr.": ("mio", "mio kr", "miokr", "mill kr", "millioner", "millioner kr"),
    "mia. kr.": ("mia", "mia kr", "miakr", "milliarder kr"),
    "pct.": ("pct", "%", "procent"),
}
_KENDTE_ENHEDER = {kort.replace(" ", ""): enhed for enhed, korte in _ENHEDER.items() for kort in korte}


# A unit in square brackets at the end; a number in them counts the places of a list.
_KANTET = re.compile(r"\[(?!\d*\])([^\[\]]*)\]\s*$")


def _med_parentes(tekst: str) -> str:
    return _KANTET.sub(r"(\1)", tekst)


def ren_overskrift(tekst: str) -> str:
    """Return the form in which headings are compared: no unit in parentheses, lower case, ASCII for æøå."""
    tekst = _med_parentes(tekst)
    rent = ascii_noegle(tekst.partition("(")[0]) if not tekst.startswith("(") else ascii_noegle(tekst)
    return rent.removeprefix("kolonne_").rstrip(".:")


def overskrifter_for(fakta: Mapping[str, Faktaerklaering]) -> dict[str, set[str]]:
    """Return the headings that name each fact: its key, its name, and its field and column in the form.

    A heading that two facts share names neither of them, unless it is the key of one.
    """
    navne = {n: _titler(f) for n, f in fakta.items()}
    alle = [t for titler in navne.values() for t in titler]
    noegler = {ascii_noegle(n) for n in fakta}
    return {
        n: {t for t in titler if alle.count(t) == 1 and t not in noegler} | {ascii_noegle(n)}
        for n, titler in navne.items()
    }


def _titler(fakt: Faktaerklaering) -> set[str]:
    titler = {ren_overskrift(fakt.navn)}
    if fakt.felt is not None:
        titler.add(ren_overskrift(fakt.felt))
    if fakt.kolonne is not None:
        titler.add(fakt.kolonne.lower())
    return titler


def find_fakta(tekst: str, navne: Mapping[str, set[str]], fakta: Mapping[str, Faktaerklaering]) -> str | None:
    """Return the fact that a heading names; None if it names none.

    A fact that is a municipality is also named by ``kommunekode`` and similar headings.
    """
    skrevet = ren_overskrift(tekst)
    fundet = next((n for n, titler in navne.items() if skrevet in titler), None)
    if fundet is not None:
        return fundet
    for navn, fakt in fakta.items():
        if fakt.type == "kommune" and fakt.afledt is None:
            noegle = ascii_noegle(navn)
            if skrevet in {f"{noegle}{streg}{t}" for t in _KOMMUNE for streg in ("", "_")}:
                return navn
    return None


def forkert_enhed(tekst: str, fakt: Faktaerklaering) -> str | None:
    """Return the error if a heading states another unit in parentheses than its fact's; otherwise None."""
    tekst = _med_parentes(tekst)
    if fakt.type != "tal" or fakt.enhed is None or "(" not in tekst or tekst.startswith("("):
        return None
    skrevet = tekst.partition("(")[2].partition(")")[0].strip()
    kort = "".join(skrevet.lower().removeprefix("i ").replace(".", "").split())
    enhed = _KENDTE_ENHEDER.get(kort)
    if enhed is None or enhed == fakt.enhed:
        return None
    return f"siger {enhed}, men tallene skal være i {fakt.enhed.rstrip('.')}. Regn tallene om, og ret overskriften."
