"""Generate the mutants of a cost split, with one change each, and run the cases on them.

The changes: parameters and keys one step up and down; roundings, keys, weights and rates of each component; the type of
each party; and the published figures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from ..fejl import BrugsFejl, Sted
from ..indlaes.fordelingspakke import fordelingens_steder, load_fordeling
from ..model.fordelingspakke import Afrunding, Fordelingsdel, Fordelingspakke, Komponent, Part, Trin
from ..model.vaerdier import VaerdiFejl, graense, laes_tekst, trin
from ..model.visning import vis_vaerdi
from ..sprog.erklaeringer import StedAf
from ..system.dataklasse import dataklasse
from .fordelingstilfaelde import Proevetilfaelde, laes_fordelingstilfaelde, svar_paa, uenige
from .ligegyldige import laes_ligegyldige
from .muter import Mutation, opgoer

Aendr = Callable[[Fordelingspakke], Fordelingspakke]


@dataklasse(frozen=True, slots=True)
class Fordelingsmutant:
    """A cost split with one change. ``parameter`` names a changed parameter; a case that sets it is not affected."""

    beskrivelse: str
    sted: Sted
    aendr: Aendr
    parameter: str | None = None


def muter_fordeling(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Mutation:
    """Run the cases of a cost split on each of its mutants. The cases must pass on the unchanged pack.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack or case, and for a listed equivalent mutant
    that does not exist or that a case catches.
    """
    alle = fordelingsmutanter(load_fordeling(navn, regler=regler), fordelingens_steder(navn, regler=regler))
    proever = [
        (t, load_fordeling(navn, regler=regler, saet=t.data.saet))
        for t in laes_fordelingstilfaelde(navn, regler=regler)
    ]

    def fanger(m: Fordelingsmutant) -> str | None:
        return next((t.data.navn for t, pakke in proever if _maerker(t, pakke, m)), None)

    return opgoer(navn, alle, laes_ligegyldige(navn, regler=regler), fanger)


def _maerker(t: Proevetilfaelde, pakke: Fordelingspakke, m: Fordelingsmutant) -> bool:
    if m.parameter is not None and m.parameter in t.data.saet:
        return False
    try:
        svar = svar_paa(t.data, m.aendr(pakke))
    except (BrugsFejl, VaerdiFejl):
        # The mutant has no party or component of a name that the case uses.
        return True
    return next(uenige(Proevetilfaelde(t.data, t.sted, svar)), None) is not None


def fordelingsmutanter(pakke: Fordelingspakke, steder: StedAf) -> tuple[Fordelingsmutant, ...]:
    """Return every mutant of a cost split, in the order of the pack."""
    return (*_parametre(pakke, steder), *_noegler(pakke, steder), *_komponenter(pakke, steder), *_parter(pakke))


# --- Numbers ------------------------------------------------------------------------------


def _parametre(pakke: Fordelingspakke, steder: StedAf) -> Iterator[Fordelingsmutant]:
    for navn, p in pakke.data.parametre.items():
        nu = pakke.egne_vaerdier[navn]
        for ny in _naboer(nu, trin(p), p.mindst, p.hoejst):
            yield Fordelingsmutant(
                f"parameteren {navn}: »{vis_vaerdi(p, nu)}« bliver »{vis_vaerdi(p, ny)}«",
                steder(("parametre", navn, "vaerdi"), 0),
                _med_parameter(navn, ny),
                navn,
            )


def _med_parameter(navn: str, ny: Decimal) -> Aendr:
    return lambda p: replace(p, vaerdier=p.vaerdier | {navn: ny}, egne_vaerdier=p.egne_vaerdier | {navn: ny})


def _naboer(nu: int | Decimal, skridt: Decimal, mindst: str | None, hoejst: str | None) -> Iterator[Decimal]:
    for ny in (nu - skridt, nu + skridt):
        if (mindst is None or ny >= graense(mindst)) and (hoejst is None or ny <= graense(hoejst)):
            yield Decimal(ny)


def _noegler(pakke: Fordelingspakke, steder: StedAf) -> Iterator[Fordelingsmutant]:
    for navn, n in pakke.data.noegler.items():
        if n.oplyst_sum is None:
            continue
        nu = laes_tekst(n, n.oplyst_sum)
        assert isinstance(nu, int | Decimal)
        nye: list[str | None] = [None, *(str(v) for v in _naboer(nu, trin(n), n.mindst, n.hoejst))]
        for ny in nye:
            hvad = "udgår" if ny is None else f"»{n.oplyst_sum}« bliver »{ny}«"
            yield Fordelingsmutant(
                f"nøglen {navn}, oplyst_sum: {hvad}",
                steder(("noegler", navn, "oplyst_sum"), 0),
                _med_noegle(navn, oplyst_sum=ny),
            )


def _med_noegle(navn: str, **nyt: Any) -> Aendr:
    def aendr(pakke: Fordelingspakke) -> Fordelingspakke:
        noegler = pakke.data.noegler | {navn: pakke.data.noegler[navn].model_copy(update=nyt)}
        return replace(pakke, data=pakke.data.model_copy(update={"noegler": noegler}))

    return aendr


# --- Components ---------------------------------------------------------------------------


def _komponenter(pakke: Fordelingspakke, steder: StedAf) -> Iterator[Fordelingsmutant]:
    for nr, k in enumerate(pakke.data.komponenter):
        for hvad, ny in (*_former(k), *_dele(pakke, k)):
            yield Fordelingsmutant(f"{k.id}: {hvad}", steder(("komponenter", nr), 0), _med_komponent(nr, ny))


def _med_komponent(nr: int, ny: Komponent) -> Aendr:
    def aendr(pakke: Fordelingspakke) -> Fordelingspakke:
        alle = pakke.data.komponenter
        return replace(pakke, data=pakke.data.model_copy(update={"komponenter": (*alle[:nr], ny, *alle[nr + 1 :])}))

    return aendr


def _former(komponent: Komponent) -> Iterator[tuple[str, Komponent]]:
    for felt, mulige in (("afrunding", get_args(Afrunding)), ("trin", get_args(Trin))):
        nu = getattr(komponent, felt)
        for ny in mulige:
            if ny != nu:
                yield f"{felt} {nu} bliver {ny}", komponent.model_copy(update={felt: ny})
    o = komponent.offentliggjort
    if o is not None:
        yield "offentliggjort udgår", komponent.model_copy(update={"offentliggjort": None})
        for felt in ("andel", "oplyst_sum"):
            if getattr(o, felt) is not None:
                uden = o.model_copy(update={felt: None})
                yield f"offentliggjort {felt} udgår", komponent.model_copy(update={"offentliggjort": uden})


def _dele(pakke: Fordelingspakke, komponent: Komponent) -> Iterator[tuple[str, Komponent]]:
    for nr, d in enumerate(komponent.dele):
        foran = f"del {nr + 1}, " if len(komponent.dele) > 1 else ""
        if len(komponent.dele) > 1:
            yield (
                f"del {nr + 1} udgår",
                komponent.model_copy(update={"dele": (*komponent.dele[:nr], *komponent.dele[nr + 1 :])}),
            )
        for hvad, ny in _en_del(pakke, d):
            yield (
                f"{foran}{hvad}",
                komponent.model_copy(update={"dele": (*komponent.dele[:nr], ny, *komponent.dele[nr + 1 :])}),
            )


def _en_del(pakke: Fordelingspakke, del_: Fordelingsdel) -> Iterator[tuple[str, Fordelingsdel]]:
    for noegle in (None, *pakke.data.noegler):
        if noegle != del_.noegle:
            yield (
                f"nøglen {del_.noegle or 'ingen'} bliver {noegle or 'ingen'}",
                del_.model_copy(update={"noegle": noegle}),
            )
    for art in del_.arter if len(del_.arter) > 1 else ():
        yield f"arten {art} udgår", del_.model_copy(update={"arter": tuple(a for a in del_.arter if a != art)})
    if del_.vaegte:
        yield "vaegte udgår", del_.model_copy(update={"vaegte": {}})
    for felt, produkt in (("beloeb", del_.beloeb), *((a, s) for a, s in del_.satser.items())):
        for i, navn in enumerate(produkt if len(produkt) > 1 else ()):
            rest = (*produkt[:i], *produkt[i + 1 :])
            ny = {"beloeb": rest} if felt == "beloeb" else {"satser": del_.satser | {felt: rest}}
            yield f"{felt} uden {navn}", del_.model_copy(update=ny)


# --- Parties ------------------------------------------------------------------------------


def _parter(pakke: Fordelingspakke) -> Iterator[Fordelingsmutant]:
    for nr, p in enumerate(pakke.parter):
        sted = Sted(f"rules/{pakke.id}/parter.csv", nr + 2)
        for hvad, ny in _en_part(pakke, p):
            yield Fordelingsmutant(f"{p.navn}: {hvad}", sted, _med_part(nr, ny))


def _med_part(nr: int, ny: Part | None) -> Aendr:
    def aendr(pakke: Fordelingspakke) -> Fordelingspakke:
        return replace(pakke, parter=(*pakke.parter[:nr], *(() if ny is None else (ny,)), *pakke.parter[nr + 1 :]))

    return aendr


def _en_part(pakke: Fordelingspakke, part: Part) -> Iterator[tuple[str, Part | None]]:
    yield "udgår", None
    for art in pakke.data.arter:
        if art != part.art:
            yield f"arten {part.art} bliver {art}", replace(part, art=art)
    for navn, v in part.noegler.items():
        for ny in (v - 1, v + 1) if v is not None else ():
            if ny >= 0:
                yield f"{navn} {v} bliver {ny}", replace(part, noegler=part.noegler | {navn: ny})
    for navn, tekst in part.offentliggjort.items():
        if tekst is not None:
            yield f"{navn} »{tekst}« udgår", replace(part, offentliggjort=part.offentliggjort | {navn: None})
            ny_tekst = _et_mere(tekst)
            yield (
                f"{navn} »{tekst}« bliver »{ny_tekst}«",
                replace(part, offentliggjort=part.offentliggjort | {navn: ny_tekst}),
            )


def _et_mere(tekst: str) -> str:
    """Return a number from a table, increased by one in its last decimal place."""
    tegn = "," if "," in tekst else "."
    hele, skille, brud = tekst.partition(tegn)
    tal = Decimal(f"{hele}.{brud}" if skille else hele)
    skridt = Decimal(1).scaleb(-len(brud)) if skille else Decimal(1)
    return str(tal + skridt).replace(".", tegn)


__all__ = ["Fordelingsmutant", "fordelingsmutanter", "muter_fordeling"]
