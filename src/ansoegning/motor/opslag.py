"""Look-ups in tables of the law: find those that a tree makes, and describe the table row that applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..model.regelsaet import Vaerdiform
from ..model.visning import json_vaerdi, med_stort, opremsning, vis_vaerdi
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import AntalRaekker, Fakt, Hver, Kald, Knude, Konstant, Maengde, Saml, boern

# The answer models are imported only where a row is described: the column compiler finds look-ups without them.
if TYPE_CHECKING:
    from ..model.resultat import OpslagSvar


@dataclass(frozen=True, slots=True)
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
    noegler = o.noegler
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
    """Return the display names of a key's choices; empty where the key is not a fact of the pack."""
    if isinstance(noegle, Fakt) and noegle.type.art == "valg" and (noegle.liste, noegle.navn) in regelsaet.fakta:
        return dict(regelsaet.fakta[noegle.liste, noegle.navn].valg or {})
    return {}
