"""The parts in which an application is filled in, generated from its pack; no text here is specific to a pool.

A part is the content of one page of the form: the facts of the application itself, one row of a list, or a group of
facts (``kontakt.…``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import Any

from ..handlinger.kladde import Fakta, Kladdesvar, hent_felt, kan_udkastes
from ..model.ord import ord_af
from ..model.regelsaet import Faktaerklaering
from ..model.resultat import Fund
from ..model.vaerdier import Kommuner, Vaerdi
from ..model.visning import med_stort, vis_vaerdi
from ..skriv.kontekst import tekstfelter
from ..skriv.rapport import fundtekst
from ..sprog.regelsaet import Regelsaet, grundfakta
from ..system.dataklasse import dataklasse
from .sider import felt_id

GRUND = "ansoegning"
# Prefix of the fact fields in a form, which separates them from the form's own fields.
FORAN = "f."
_LANG = 60
_ORD = re.compile(r"[^\W\d_]{3}")


@dataklasse(frozen=True, slots=True)
class Del:
    """A part. ``noegle`` is its address (``kontakt``, ``projekter/1``); a row has ``liste`` and ``nr`` (from 0)."""

    noegle: str
    titel: str
    navne: tuple[str, ...]
    liste: str | None = None
    nr: int = 0

    def sti(self, navn: str) -> str:
        """Return the path of one of its facts."""
        return navn if self.liste is None else f"{self.liste}[{self.nr}].{navn}"


@dataklasse(frozen=True, slots=True)
class Felt:
    """A fact as a form field.

    Attributes:
        hvor: the location in the original form (``Kolonne B``).
        art: the type of control.
        forstaaet: how the text was interpreted, if that differs from the text.
        fejl: what is wrong with the text.
        bemaerkninger: other findings.
        afklarer: the criteria and checks that need this fact.
        tekstfelt: whether it is a text field of the form, whose characters are counted.
        udkast: whether the program can write a draft of it.
    """

    navn: str
    sti: str
    id: str
    etiket: str
    hjaelp: str
    enhed: str
    hvor: str
    art: str
    vaerdi: str
    valg: tuple[tuple[str, str], ...]
    forstaaet: str
    fejl: tuple[str, ...]
    bemaerkninger: tuple[str, ...]
    afklarer: tuple[str, ...]
    tekstfelt: bool
    udkast: bool


@dataklasse(frozen=True, slots=True)
class Delside:
    """A part with its fields: those needed now, and the rest."""

    del_: Del
    felter: tuple[Felt, ...]
    flere: tuple[Felt, ...] = field(default=())

    @property
    def inputfejl(self) -> tuple[tuple[Felt, str], ...]:
        """The errors in the entered texts, each with its field."""
        return tuple((f, besked) for f in (*self.felter, *self.flere) for besked in f.fejl)


@lru_cache(maxsize=32)
def faste_dele(regelsaet: Regelsaet) -> tuple[Del, ...]:
    """Return the parts outside the lists, the one of the application itself first."""
    grupper: dict[str, list[str]] = {}
    grund: list[str] = []
    for navn, form in regelsaet.fakta_i(None).items():
        if form.afledt is None:
            gruppe, prik, _ = navn.partition(".")
            (grupper.setdefault(gruppe, []) if prik else grund).append(navn)
    dele = [Del(g, _gruppetitel(regelsaet, g, navne), tuple(navne)) for g, navne in grupper.items()]
    return (Del(GRUND, med_stort(ord_af(regelsaet.data).sagen), tuple(grund)), *dele) if grund else tuple(dele)


def _gruppetitel(regelsaet: Regelsaet, gruppe: str, navne: list[str]) -> str:
    felter = {regelsaet.fakta[None, n].felt for n in navne}
    # A number is not a title.
    if len(felter) == 1 and (felt := felter.pop()) is not None and _ORD.search(felt):
        return med_stort(felt)
    if all(n in tekstfelter(regelsaet) for n in navne):
        return "Tekstfelterne"
    return med_stort(gruppe.replace("_", " "))


def raekkedel(regelsaet: Regelsaet, kladde: Fakta, liste: str, nr: int) -> Del:
    """Return the part of one row (from 0)."""
    erklaering = regelsaet.data.lister[liste]
    navn = (kladde.get(liste) or [])[nr].get(erklaering.navn_fakta)
    titel = f"{med_stort(erklaering.ental)} {nr + 1}"
    if isinstance(navn, str) and navn.strip():
        kort = " ".join(navn.split())
        titel += f": {kort if len(kort) <= _LANG else kort[: _LANG - 1] + '…'}"
    navne = tuple(n for n, f in regelsaet.fakta_i(liste).items() if f.afledt is None)
    return Del(f"{liste}/{nr + 1}", titel, navne, liste, nr)


def alle_dele(regelsaet: Regelsaet, kladde: Fakta) -> tuple[Del, ...]:
    """Return every part in the order of filling in: the application, the rows, the groups."""
    faste = faste_dele(regelsaet)
    grund = tuple(d for d in faste if d.noegle == GRUND)
    raekker = tuple(
        raekkedel(regelsaet, kladde, liste, nr)
        for liste in regelsaet.data.lister
        for nr in range(len(kladde.get(liste) or []))
    )
    return (*grund, *raekker, *(d for d in faste if d.noegle != GRUND))


def find_del(regelsaet: Regelsaet, kladde: Fakta, noegle: str) -> Del | None:
    """Return the part with this key, or None."""
    return next((d for d in alle_dele(regelsaet, kladde) if d.noegle == noegle), None)


def felter_af(dele: Iterable[Del]) -> dict[str, tuple[Del, str]]:
    """Map each fact's path to the part that contains it and the fact's name."""
    return {d.sti(n): (d, n) for d in dele for n in d.navne}


def delside(svar: Kladdesvar, kladde: Fakta, del_: Del) -> Delside:
    """Return a part with the current values of its fields, and the findings about each."""
    fund: dict[str, list[Fund]] = {}
    for f in svar.resultat.skema:
        fund.setdefault(f.felt, []).append(f)
    aabne = {u.felt: u.afklarer for u in svar.resultat.udestaaende}
    ulaeselige = {m.felt for m in svar.ansoegning.vaerdimangler}
    vaegter = _vaegtfakta(svar.regelsaet)
    felter: list[Felt] = []
    flere: list[Felt] = []
    for navn in del_.navne:
        sti = del_.sti(navn)
        form = svar.regelsaet.fakta[del_.liste, navn]
        skrevet = hent_felt(kladde, sti)
        felt = _felt(
            svar,
            form,
            navn,
            sti,
            skrevet,
            _laest(svar, del_, navn),
            fund.get(sti, []),
            aabne.get(sti, ()),
            ulaeselig=sti in ulaeselige,
        )
        if felt.hvor == del_.titel:
            # The page's heading says it.
            felt = replace(felt, hvor="")
        i_skemaet = form.kolonne is not None or form.felt is not None
        vigtigt = skrevet is not None or i_skemaet or sti in aabne or (del_.liste, navn) in vaegter
        (felter if vigtigt or del_.liste is None else flere).append(felt)
    return Delside(del_, tuple(felter), tuple(flere))


@lru_cache(maxsize=32)
def _vaegtfakta(regelsaet: Regelsaet) -> set[tuple[str | None, str]]:
    """Return the facts that a row's rank depends on."""
    orden = regelsaet.raekkefoelge
    if orden is None:
        return set()
    udtryk = [x for n in orden.noegler for x in (n.udtryk, n.ellers) if x is not None]
    return {(f.liste, f.navn) for x in udtryk for f in grundfakta(regelsaet, x)}


def _laest(svar: Kladdesvar, del_: Del, navn: str) -> Vaerdi | None:
    fakta: Mapping[str, Vaerdi] = (
        svar.ansoegning.fakta if del_.liste is None else svar.ansoegning.raekker[del_.liste][del_.nr]
    )
    return fakta.get(navn)


def _felt(  # noqa: PLR0913 - the data of a field
    svar: Kladdesvar,
    form: Faktaerklaering,
    navn: str,
    sti: str,
    skrevet: Any,
    laest: Vaerdi | None,
    fund: list[Fund],
    afklarer: tuple[str, ...],
    *,
    ulaeselig: bool,
) -> Felt:
    tekst = "\n".join(skrevet) if isinstance(skrevet, list) else skrevet or ""
    # An empty field is a missing fact, which is shown beside the form; only an entered text can be an error.
    fejl = [fundtekst(f, svar.regelsaet.data) for f in fund if f.alvor == "fejl" and tekst]
    tekstfelt = sti == navn and navn in tekstfelter(svar.regelsaet)
    if ulaeselig:
        fejl = list(dict.fromkeys(fejl)) or ["Værdien kan ikke læses."]
    return Felt(
        navn=navn,
        sti=sti,
        id=felt_id(sti),
        etiket=med_stort(form.navn),
        hjaelp=form.hjaelp or "",
        enhed=form.enhed or "",
        hvor=_hvor(form),
        art="langtekst" if tekstfelt else form.type,
        vaerdi=_indtastet(form, tekst, laest),
        valg=tuple((form.valg or {}).items()),
        forstaaet=_forstaaet(form, tekst, laest, svar.regelsaet.kommuner),
        fejl=tuple(fejl),
        bemaerkninger=tuple(fundtekst(f, svar.regelsaet.data) for f in fund if f.alvor != "fejl"),
        afklarer=afklarer,
        tekstfelt=tekstfelt,
        udkast=tekstfelt and kan_udkastes(svar.regelsaet, navn),
    )


def _hvor(form: Faktaerklaering) -> str:
    """Return where a fact stands in the form: its column or field; a field that is only a number is called a field."""
    if form.kolonne:
        return f"Kolonne {form.kolonne}"
    felt = form.felt or ""
    return f"Felt {felt}" if felt.isdigit() else med_stort(felt)


def _indtastet(form: Faktaerklaering, tekst: str, laest: Vaerdi | None) -> str:
    """Return what the field contains: the text as entered, but the value of a choice that was understood."""
    if form.type == "valg" and laest is not None:
        return str(laest)
    if form.type == "ja_nej" and isinstance(laest, bool):
        return "ja" if laest else "nej"
    return tekst


def _forstaaet(form: Faktaerklaering, tekst: str, laest: Vaerdi | None, kommuner: Kommuner) -> str:
    """Return how the entered text was understood; empty if that needs no explanation."""
    if laest is None or form.type not in ("tal", "dato", "kommune"):
        return ""
    vist = vis_vaerdi(form, laest, kommuner)
    # ``12`` does not need the explanation »læst som 12 pladser«.
    samme = tekst.strip() in (vist, vist.removesuffix(form.enhed or "").strip())
    return "" if samme else vist


def laes_formular(regelsaet: Regelsaet, del_: Del, felter: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Return the facts of a part that the form contains, by name; facts without a form field are left out."""
    fundet: dict[str, str | list[str]] = {}
    for navn in del_.navne:
        if (skrevet := felter.get(FORAN + navn)) is None:
            continue
        tekst = skrevet.replace("\r\n", "\n").replace("\r", "\n")
        if regelsaet.fakta[del_.liste, navn].type == "tekstliste":
            fundet[navn] = [linje.strip() for linje in tekst.split("\n") if linje.strip()]
        else:
            fundet[navn] = tekst if tekst.strip() else ""
    return fundet
