"""Look-ups in tables of the law: find those that a tree makes, and describe the table row that applied."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..model.regelsaet import Vaerdiform
from ..model.visning import json_vaerdi, med_stort, opremsning, vis_vaerdi
from ..sprog.regelsaet import Regelsaet
from ..sprog.tabeller import TypetTabel
from ..sprog.traeer import AntalRaekker, Fakt, Hver, Kald, Knude, Konstant, Maengde, Saml, alle_knuder, boern
from ..system.dataklasse import dataklasse

# The answer models are imported only where a row is described: the column compiler finds look-ups without them.
if TYPE_CHECKING:
    from ..model.resultat import OpslagSvar


@dataklasse(frozen=True, slots=True)
class Opslag:
    """One look-up: the table, its key expressions, and the condition of each table row."""

    tabel: str
    noegler: tuple[Knude, ...]
    gaelder: tuple[Knude, ...]


def opslag_i(knude: Knude, regelsaet: Regelsaet) -> Iterator[Opslag]:
    """Return the look-ups in a tree and in its derived facts, in reading order, except those inside aggregates."""
    if isinstance(knude, Saml | Hver | AntalRaekker):
        return
    if isinstance(knude, Kald) and knude.navn == "opslag":
        match knude.argumenter:
            case (Konstant(vaerdi=str() as navn), Maengde(dele=noegler), Maengde(dele=gaelder), _):
                yield Opslag(navn, noegler, gaelder)
        knude = knude.argumenter[1]
    if isinstance(knude, Fakt) and (afledt := regelsaet.afledte.get((knude.liste, knude.navn))) is not None:
        yield from opslag_i(afledt.trae, regelsaet)
    for barn in boern(knude):
        yield from opslag_i(barn, regelsaet)


def raekkesvar(regelsaet: Regelsaet, o: Opslag, nr: int) -> OpslagSvar:
    """Describe row ``nr`` (from 0) of the table of a look-up."""
    from ..model.resultat import OpslagSvar

    tabel = regelsaet.omfang.tabeller[o.tabel]
    t = tabel.data
    v = _raekkens_vaerdi(tabel, nr)
    vist = vis_raekkens_vaerdi(regelsaet, tabel, nr)
    betingelse = opremsning(tabel.raekke_i_ord(nr, [_valgord(regelsaet, n) for n in o.noegler]))
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


def vis_raekkens_vaerdi(regelsaet: Regelsaet, tabel: TypetTabel, nr: int) -> str:
    """Return the value of row ``nr`` (from 0) of a table, with its unit: ``420.000 kr.``"""
    t = tabel.data
    form = Vaerdiform(navn=t.navn, type=t.type, enhed=t.enhed, trin=t.trin).boejet(regelsaet.data.enhedsord)
    return vis_vaerdi(form, _raekkens_vaerdi(tabel, nr))


def _raekkens_vaerdi(tabel: TypetTabel, nr: int) -> Any:
    """Return the value of row ``nr`` in the table's own unit."""
    v: Any = tabel.vaerdier[nr].vaerdi
    return Fraction(v) / tabel.faktor if isinstance(v, int | Decimal | Fraction) else v


def tabeller_i(regelsaet: Regelsaet, knude: Knude) -> dict[str, tuple[dict[str, str], ...]]:
    """Return the tables that a tree looks up, directly or through derived facts, in reading order.

    Each has, for each of its keys, the display names of the choices it is looked up by.
    """
    fundne: dict[str, tuple[dict[str, str], ...]] = {}
    sete: set[tuple[str | None, str]] = set()
    traeer = [knude]
    while traeer:
        for k in alle_knuder(traeer.pop(0)):
            match k:
                case Kald(navn="opslag", argumenter=(Konstant(vaerdi=str() as navn), Maengde(dele=noegler), *_)):
                    kendt = fundne.setdefault(navn, tuple({} for _ in noegler))
                    for ord_, noegle in zip(kendt, noegler, strict=True):
                        ord_.update(_valgord(regelsaet, noegle))
                case Fakt() if (sted := (k.liste, k.navn)) in regelsaet.afledte and sted not in sete:
                    sete.add(sted)
                    traeer.append(regelsaet.afledte[sted].trae)
    return fundne


def _valgord(regelsaet: Regelsaet, noegle: Knude) -> dict[str, str]:
    """Return the display names of a key's choices; empty where the key is not a fact of the pack."""
    if isinstance(noegle, Fakt) and noegle.type.art == "valg" and (noegle.liste, noegle.navn) in regelsaet.fakta:
        return dict(regelsaet.fakta[noegle.liste, noegle.navn].valg or {})
    return {}
