"""Describe a suggestion in words: the fact and its value, the distance to it, and what else it would change."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from ..model.regelsaet import Faktaerklaering
from ..model.resultat import ForslagSvar, ViaSvar
from ..model.visning import json_vaerdi, med_stort, opremsning, vis_tal, vis_vaerdi, vist_med
from ..motor.oversat import rolle, rolle_ved
from ..motor.reference import Kontekst
from ..motor.vendepunkter import Navn, paa_plads, plads
from ..sprog.regelsaet import Regelsaet, TypetKriterium, laeste_fakta
from .forslag import Aendring, forslag
from .helandel import hele_af


def forslagssvar(kriterium: TypetKriterium, k: Kontekst) -> tuple[ForslagSvar, ...]:
    """Return each suggestion with the distance to the limit, the value as whole things, and other criteria affected."""
    svar = []
    for a in forslag(kriterium, k):
        form = k.regelsaet.fakta[a.navn]
        skal = f"{_graense(a)}{vis_vaerdi(form, a.til)}{_afstand(form, a.fra, a.til)}{_ende(form, a)}"
        dele = [f"»{med_stort(form.navn)}« skal være {skal}{_veje(a, k)}."]
        if (hele := hele_af(form, a.til, k)) is not None:
            dele.append(hele.i_ord())
        if andre := _andre(kriterium, a.via or (a,), k):
            dele.append(f"Det kan også ændre {opremsning(andre)}.")
        dele.append(k.regelsaet.data.ved_forslag)
        via = tuple(ViaSvar(fakta=v.navn[1], fra=json_vaerdi(v.fra), til=json_vaerdi(v.til)) for v in a.via)
        svar.append(
            ForslagSvar(fakta=a.navn[1], fra=json_vaerdi(a.fra), til=json_vaerdi(a.til), tekst=" ".join(dele), via=via)
        )
    return tuple(svar)


def _graense(a: Aendring) -> str:
    """Return ``mindst `` or ``senest `` or the like, if values further in the same direction are as good."""
    return f"{_ord(a.til, op=a.til > a.fra)} " if a.ogsaa_videre or a.ende is not None else ""


def _ende(form: Faktaerklaering, a: Aendring) -> str:
    """Return the other end of the values that are as good: `` (dog højst 60 km)``; empty if there is none."""
    return f" (dog {_ord(a.til, op=a.til < a.fra)} {vis_vaerdi(form, a.ende)})" if a.ende is not None else ""


def _ord(v: Any, *, op: bool) -> str:
    """Return the word for values from ``v`` upwards, or downwards."""
    if isinstance(v, date):
        return "tidligst" if op else "senest"
    return "mindst" if op else "højst"


def _veje(a: Aendring, k: Kontekst) -> str:
    """Return the input facts by which a derived fact can be changed."""
    navne = [f"»{k.regelsaet.fakta[v.navn].navn}«" for v in a.via]
    return f" (ved {' eller '.join(navne)})" if navne else ""


def _afstand(form: Faktaerklaering, fra: Any, til: Any) -> str:
    """Return the distance to the limit: ``, 1.501.000 kr. mere end nu``."""
    if isinstance(fra, date):
        dage = (til - fra).days
        enhed = "dag" if abs(dage) == 1 else "dage"
        return f", {vis_tal(abs(dage))} {enhed} {'senere' if dage > 0 else 'tidligere'} end nu"
    if isinstance(fra, bool | str):
        return ""
    forskel = Fraction(til) - Fraction(fra)
    skridt = abs(plads(form, forskel))
    # A derived value may lie between two multiples of its fact's step.
    om = "" if skridt.denominator == 1 else "under " if skridt < 1 else "ca. "
    afstand = paa_plads(form, max(round(skridt), 1))
    # Percentage points: 5 pct. more than 20 pct. would be 21 pct.
    if form.enhed == "pct.":
        hvor_meget = f"{vis_tal(afstand, vist_med(form))} procentpoint"
    else:
        hvor_meget = vis_vaerdi(form, afstand)
    return f", {om}{hvor_meget} {'mere' if forskel > 0 else 'mindre'} end nu"


def _andre(kriterium: TypetKriterium, veje: tuple[Aendring, ...], k: Kontekst) -> list[str]:
    """Return the other criteria of the same row whose status the change would affect."""
    flyttede = set()
    for v in veje:
        for andet in _laeser(k.regelsaet, kriterium, v.navn):
            if rolle_ved(andet, k, v.navn)(v.til) != rolle(andet, k):
                flyttede.add(andet.data.id)
    return [x.data.id for x in k.regelsaet.kriterier if x.data.id in flyttede]


def _laeser(regelsaet: Regelsaet, kriterium: TypetKriterium, navn: Navn) -> tuple[TypetKriterium, ...]:
    """Return the other criteria of the same list that read a fact. Cached."""
    noegle = ("andre", id(kriterium), navn)
    if noegle not in regelsaet.husket:
        andre = (x for x in regelsaet.kriterier_i(kriterium.liste) if x is not kriterium)
        fundne = tuple(x for x in andre if navn in laeste_fakta(regelsaet, *x.betingelser))
        regelsaet.husket[noegle] = (kriterium, fundne)
    svar: tuple[TypetKriterium, ...] = regelsaet.husket[noegle][1]
    return svar
