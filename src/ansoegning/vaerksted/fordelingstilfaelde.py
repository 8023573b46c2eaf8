"""Read the cases of a cost split: changed settings, and the amount that each party then pays.

The cases are in ``tilfaelde/fordeling.yaml``. A fault in the file is reported as a fault of the pack, with its
location.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from ..fejl import BrugsFejl, Mangel, RegelsaetFejl, Sted, vis_sikkert
from ..fordeling.svar import fordel_pakken
from ..indlaes.fordelingspakke import BELOEB, load_fordeling
from ..indlaes.pakkelaeser import FORDELINGSFIL, Pakke, Pakkelaeser
from ..indlaes.regelsaet import find_pakker
from ..model.data import Data, Id, Noegle, Tekst
from ..model.fordelingspakke import Afrunding, Fordelingspakke
from ..model.fordelingssvar import Afvigelsesart, FordelSvar, KomponentSvar
from ..model.resultat import JsonVaerdi
from ..model.vaerdier import VaerdiFejl, laes_tekst
from ..system.dataklasse import dataklasse
from .tilfaelde import LIGEGYLDIGE

_MAPPE = "tilfaelde"
INTET = "intet"


class Komponentfacit(Data):
    """The expected result of a component; anything not mentioned may have any value.

    ``parter`` are amounts by party. ``afvigelser`` are the numbers of deviations by type; if it is given, types that it
    does not mention must not occur. ``tekster`` are strings that must occur in the text of a deviation.
    """

    komponent: Id
    beloeb: str | None = None
    offentliggjort: str | None = None
    parter: dict[str, str] = Field(default_factory=dict)
    afvigelser: dict[Afvigelsesart, int] | None = None
    tekster: tuple[Tekst, ...] = ()


class Fordelingstilfaelde(Data):
    """One case: changed parameters, parties that leave, other keys, the rounding, and the expected result by component.

    ``noegler`` are figures by key and party, as in a file of other keys: a party that is not named has no figure.
    """

    navn: Tekst
    saet: dict[Noegle, str] = Field(default_factory=dict)
    uden: tuple[Tekst, ...] = ()
    noegler: dict[Noegle, dict[str, int]] = Field(default_factory=dict)
    afrunding: Afrunding | None = None
    giver: tuple[Komponentfacit, ...] = Field(min_length=1)


class Fordelingstilfaeldefil(Data):
    """The complete file."""

    tilfaelde: tuple[Fordelingstilfaelde, ...]


@dataklasse(frozen=True, slots=True)
class Proevetilfaelde:
    """A case, its location, and the program's answer to it."""

    data: Fordelingstilfaelde
    sted: Sted
    svar: FordelSvar


class _Tilfaeldelaeser(Pakkelaeser):
    filnavne: ClassVar[Mapping[str, tuple[str, ...]]] = {FORDELINGSFIL: ("tilfaelde",)}
    hovedfil: ClassVar[str] = FORDELINGSFIL
    udenfor: ClassVar[tuple[str, ...]] = (LIGEGYLDIGE,)

    def vist(self, sti: Path) -> str:
        if self.pakke.egen:
            return super().vist(sti)
        return f"rules/{sti.parent.parent.name}/{_MAPPE}/{sti.name}"


def laes_fordelingstilfaelde(navn: str, *, regler: str | os.PathLike[str] | None = None) -> tuple[Proevetilfaelde, ...]:
    """Read the cases of a pack and calculate their answers; empty if the pack has no such file.

    Raises BrugsFejl for an unknown id, RegelsaetFejl with the faults of an invalid pack or of its cases.
    """
    load_fordeling(navn, regler=regler)
    pakke = find_pakker(regler, FORDELINGSFIL)[navn]
    mappe = pakke.mappe / _MAPPE
    if not (mappe / FORDELINGSFIL).is_file():
        return ()
    laeser = _Tilfaeldelaeser(Pakke(mappe, pakke.egen))
    laeser.filer()
    fundne, mangler = [], []
    for nr, t in enumerate(laeser.data(Fordelingstilfaeldefil).tilfaelde):
        sted = laeser.sted(("tilfaelde", nr))
        try:
            svar = svar_paa(t, load_fordeling(navn, regler=regler, saet=t.saet))
            _kontroller(t, svar)
        except (BrugsFejl, VaerdiFejl) as fejl:
            mangler.append(Mangel(str(fejl), sted))
        else:
            fundne.append(Proevetilfaelde(t, sted, svar))
    if mangler:
        raise RegelsaetFejl(mangler)
    return tuple(fundne)


def svar_paa(t: Fordelingstilfaelde, pakke: Fordelingspakke) -> FordelSvar:
    """Calculate the answer to a case; ``pakke`` has the case's parameters. Raises BrugsFejl."""
    for noegle, tal in t.noegler.items():
        ukendte = [p for p in tal if p not in {x.navn for x in pakke.parter}]
        if noegle not in pakke.data.noegler or ukendte:
            besked = f"noegler: »{vis_sikkert(ukendte[0] if ukendte else noegle, 60)}« er ukendt."
            raise BrugsFejl(besked)
        parter = tuple(replace(p, noegler=p.noegler | {noegle: tal.get(p.navn)}) for p in pakke.parter)
        pakke = replace(pakke, parter=parter)
    return fordel_pakken(pakke, saet=t.saet, uden=t.uden, afrunding=t.afrunding)


def _kontroller(t: Fordelingstilfaelde, svar: FordelSvar) -> None:
    """Raise BrugsFejl for an unknown component, VaerdiFejl for an invalid amount."""
    kendte = [k.id for k in svar.komponenter]
    for g in t.giver:
        if g.komponent not in kendte:
            raise BrugsFejl(f"Komponenten »{g.komponent}« er ukendt. Kendte: {', '.join(kendte)}.")
        for tekst in (g.beloeb, g.offentliggjort, *g.parter.values()):
            if tekst is not None and tekst != INTET:
                laes_tekst(BELOEB, tekst)


def uenige(t: Proevetilfaelde) -> Iterator[tuple[str, str, str]]:
    """Yield each statement of a case that does not hold: the subject, the expected value, the actual value."""
    komponenter = {k.id: k for k in t.svar.komponenter}
    for g in t.data.giver:
        komponent = komponenter[g.komponent]
        beloeb = {p.part: p.beloeb for p in komponent.parter}
        par = [
            ("beløb", g.beloeb, komponent.beloeb),
            ("offentliggjort", g.offentliggjort, komponent.sum.offentliggjort),
        ]
        par += [(part, ventet, beloeb.get(part)) for part, ventet in g.parter.items()]
        for hvad, ventet, faktisk in par:
            if ventet is not None and _tal(ventet) != _json(faktisk):
                yield f"{komponent.id}, {hvad}", ventet, INTET if faktisk is None else str(faktisk)
        if g.afvigelser is not None and dict(_antal(komponent)) != {a: n for a, n in g.afvigelser.items() if n}:
            yield f"{komponent.id}, afvigelser", _vist(g.afvigelser), _vist(_antal(komponent))
        for tekst in g.tekster:
            if not any(tekst in a.tekst for a in komponent.afvigelser):
                yield f"{komponent.id}, afvigelse", tekst, "siges ikke"


def _antal(komponent: KomponentSvar) -> Counter[Afvigelsesart]:
    return Counter(a.art for a in komponent.afvigelser)


def _vist(antal: Mapping[Afvigelsesart, int]) -> str:
    return ", ".join(f"{art} {n}" for art, n in sorted(antal.items()) if n) or "ingen"


def _tal(tekst: str) -> Decimal | None:
    if tekst == INTET:
        return None
    tal = laes_tekst(BELOEB, tekst)
    assert isinstance(tal, int | Decimal)
    return Decimal(tal)


def _json(vaerdi: JsonVaerdi) -> Decimal | None:
    return None if vaerdi is None else Decimal(str(vaerdi))
