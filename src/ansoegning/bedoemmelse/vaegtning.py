"""Describe what each key of the order means for a row's rank, in the pack's words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..model.resultat import VaegtningSvar
from ..model.visning import kan_ikke_laeses
from ..motor.fraser import KAN_IKKE_REGNES, kan_ikke_vurderes, pladsholdere, udfyld
from ..motor.hvorfor import savnede
from ..motor.reference import Kontekst, fakt, vaerdi
from ..sprog.raekkefoelge import TypetNoegle, TypetRaekkefoelge
from ..sprog.regelsaet import Regelsaet, grundfakta
from ..sprog.traeer import Knude
from .genbrug import Laest, af_det_samme, af_moenstret, af_pakken, laest
from .sag import Sag

_POINT_AF_DE_ANDRE = "Point gives i forhold til de andre ansøgere og kan først regnes ud, når alle er samlet."
_BELOEB_AF_PLADSEN = "Beløbet følger pladsen i rækkefølgen og kan først regnes ud, når alle er samlet."


def vaegtning(sag: Sag, liste: str, nr: int, k: Kontekst) -> tuple[VaegtningSvar, ...]:
    """Return what each key means for a row, in the order of the keys. Keys without a phrase are left out.

    Args:
        sag: the application.
        liste: the row's list; empty if applications are ordered as a whole.
        nr: the row's number from 1; 0 if applications are ordered as a whole.
        k: the row's context, without the amounts that do not count.
    """
    orden = sag.regelsaet.raekkefoelge
    if orden is None or orden.liste != (liste or None):
        return ()
    fundne: list[VaegtningSvar | None] = []
    for n in orden.noegler:
        laeser = af_pakken(sag.regelsaet, "noegle", n, partial(_laest, sag.regelsaet, n, liste))
        lav = partial(_noegle, sag, n, liste, nr, k)
        if laeser is None or sag.ansoegning.vaerdimangler:
            fundne.append(lav())
        else:
            fundne.append(af_det_samme(sag.regelsaet, ("noegle", id(n), laeser.vaerdier(k)), lav))
    return (*(f for f in fundne if f is not None), *_af_de_andre(orden, k))


def _laest(regelsaet: Regelsaet, n: TypetNoegle, liste: str) -> Laest | None:
    """Return the dependencies of the text about an order key."""
    knuder = [n.udtryk, n.ellers, *(naar for naar, _ in n.betydning)]
    return laest(regelsaet, liste or None, knuder=knuder, tekster=[t for _, t in n.betydning])


def _noegle(sag: Sag, n: TypetNoegle, liste: str, nr: int, k: Kontekst) -> VaegtningSvar | None:
    betingelser = partial(_betingelser, n)
    tekst = af_moenstret(k, "betydning", n, betingelser, partial(_betydning, n, k))
    if tekst is None:
        return None
    return VaegtningSvar(
        id=n.data.id,
        titel=n.data.titel,
        tekst=f"{_ulaeselig(sag, n, liste, nr, k)}{_uoplyst(tekst, k) or udfyld(tekst, k)}",
        oplyst=_oplyst(n, k),
        kilde=n.data.kilde,
    )


def _betingelser(n: TypetNoegle) -> list[Knude]:
    return [naar for naar, _ in n.betydning if naar is not None]


def _betydning(n: TypetNoegle, k: Kontekst) -> str | None:
    """Return the phrase that says what a key means here."""
    return next((t for naar, t in n.betydning if naar is None or vaerdi(naar, k) is True), None)


def _uoplyst(tekst: str, k: Kontekst) -> str:
    """Return what a phrase waits for, if it names an unknown value; empty if it names none."""
    navne = [(k.liste if (k.liste, n) in k.regelsaet.fakta else None, n) for n in pladsholdere(tekst)]
    ukendte = [n for n in navne if n in k.regelsaet.fakta and fakt(n[1], n[0], k) is None]
    if not ukendte:
        return ""
    afledte = k.regelsaet.afledte
    savnet = (x for n in ukendte for x in (savnede(afledte[n].trae, k) if n in afledte else (n,)))
    mangler = dict.fromkeys(f"»{k.regelsaet.form(*n).navn}«" for n in savnet)
    return kan_ikke_vurderes({"": list(mangler)}, {}) if mangler else KAN_IKKE_REGNES


def _af_de_andre(orden: TypetRaekkefoelge, k: Kontekst) -> Iterator[VaegtningSvar]:
    """Yield the values that cannot be determined from one application, since they depend on the other applicants."""
    for p in orden.point:
        if p.fuldt is not None:
            oplyst = None if p.udtryk is None or p.vurderet else vaerdi(p.udtryk, k) is not None
            yield VaegtningSvar(
                id=p.data.id, titel=p.data.titel, tekst=_POINT_AF_DE_ANDRE, oplyst=oplyst, kilde=p.data.kilde
            )
    if orden.foelger_pladsen:
        yield VaegtningSvar(id="rang", titel="Beløbet", tekst=_BELOEB_AF_PLADSEN, oplyst=None, kilde=orden.data.kilde)


def _oplyst(n: TypetNoegle, k: Kontekst) -> bool | None:
    if n.udtryk is None:
        return None
    return any(vaerdi(x, k) is not None for x in (n.udtryk, n.ellers) if x is not None)


def _ulaeselig(sag: Sag, n: TypetNoegle, liste: str, nr: int, k: Kontekst) -> str:
    """Return a sentence about stated but unreadable values, to precede the pack's words about an unknown key."""
    forkerte = sag.skrevet(liste, nr)
    if not forkerte or _oplyst(n, k) is not False:
        return ""
    grund = [g for x in (n.udtryk, n.ellers) if x is not None for g in grundfakta(sag.regelsaet, x)]
    navne = dict.fromkeys(navn for g in grund if (navn := (g.liste, g.navn)) in forkerte)
    return f"{kan_ikke_laeses([sag.regelsaet.fakta[navn].navn for navn in navne])} " if navne else ""
