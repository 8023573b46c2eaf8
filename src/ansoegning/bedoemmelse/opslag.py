"""Which row of a table of the law applied: what a criterion looked up, for its grounds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..model.regelsaet import Vaerdiform
from ..model.resultat import OpslagSvar
from ..model.visning import json_vaerdi, med_stort, opremsning, vis_vaerdi
from ..motor.reference import Bedoemt, Kontekst, vaerdi
from ..sprog.regelsaet import Regelsaet, TypetKriterium
from ..sprog.tabeller import TypetTabel
from ..sprog.traeer import AntalRaekker, Fakt, Hver, Kald, Knude, Konstant, Maengde, Saml, boern


def opslagssvar(kriterium: TypetKriterium, bedoemt: Bedoemt, k: Kontekst) -> tuple[OpslagSvar, ...]:
    """The rows that applied in what a criterion's status rests on, each once, in the order they are read.

    Rows that are looked up for each of a list's rows, or by a key that is not known, are left out.
    """
    knuder = [kriterium.krav]
    if bedoemt.krav is not True:
        knuder += [d.naar for d in kriterium.undtagelser]
    if bedoemt.krav is not False:
        knuder += [d.naar for d in kriterium.forbehold]
    fundne: dict[tuple[str, int], OpslagSvar] = {}
    for kald in (o for knude in knuder for o in _opslag(knude, k)):
        match kald.argumenter:
            case (Konstant(vaerdi=str() as navn), Maengde(dele=noegler), Maengde(dele=gaelder), _):
                rammer = [nr for nr, naar in enumerate(gaelder) if vaerdi(naar, k) is True]
                if len(rammer) == 1:
                    tabel = k.regelsaet.omfang.tabeller[navn]
                    svar = _svar(k.regelsaet, tabel, rammer[0], noegler)
                    fundne.setdefault((navn, rammer[0]), svar)
    return tuple(fundne.values())


def _opslag(knude: Knude, k: Kontekst) -> Iterator[Kald]:
    """The look-ups in a tree, derived facts written out."""
    if isinstance(knude, Saml | Hver | AntalRaekker):
        return
    if isinstance(knude, Kald) and knude.navn == "opslag":
        yield knude
        knude = knude.argumenter[1]
    if isinstance(knude, Fakt) and (afledt := k.regelsaet.afledte.get((knude.liste, knude.navn))) is not None:
        yield from _opslag(afledt.trae, k)
    for barn in boern(knude):
        yield from _opslag(barn, k)


def _svar(regelsaet: Regelsaet, tabel: TypetTabel, nr: int, noegler: tuple[Knude, ...]) -> OpslagSvar:
    t = tabel.data
    form = Vaerdiform(navn=t.navn, type=t.type, enhed=t.enhed, trin=t.trin).boejet(regelsaet.data.enhedsord)
    v: Any = tabel.vaerdier[nr].vaerdi
    if isinstance(v, int | Decimal | Fraction) and not isinstance(v, bool):
        v = Fraction(v) / tabel.faktor
    vist = vis_vaerdi(form, v)
    betingelse = opremsning(tabel.raekke_i_ord(nr, [_valgord(regelsaet, n) for n in noegler]))
    hvorfor = f", fordi {betingelse}" if betingelse else ""
    return OpslagSvar(
        tabel=tabel.navn,
        navn=t.navn,
        raekke=nr + 1,
        betingelse=betingelse,
        vaerdi=json_vaerdi(v),
        tekst=f"{med_stort(t.navn)} er {vist.removesuffix('.') if not hvorfor else vist}{hvorfor} "
        f"(tabellens række {nr + 1}).",
        kilde=t.kilde,
    )


def _valgord(regelsaet: Regelsaet, noegle: Knude) -> dict[str, str]:
    """What the choices of a key are called; empty where it is no fact of the pack's."""
    if isinstance(noegle, Fakt) and noegle.type.art == "valg" and (noegle.liste, noegle.navn) in regelsaet.fakta:
        return dict(regelsaet.fakta[noegle.liste, noegle.navn].valg or {})
    return {}
