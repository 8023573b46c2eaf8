"""Fill in the ``{navn}`` placeholders of a pack's phrases with formatted facts and parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..model.vaerdier import Vaerdi
from ..model.visning import IKKE_OPLYST, med_stort, opremsning, vis_tal, vis_vaerdi
from ..sprog.erklaeringer import DATO_NAVN
from ..sprog.regelsaet import Modstykker, Regelsaet
from ..sprog.skriv import Ordvalg
from ..sprog.traeer import Fakt, Hver, Kald, Knude, Konstant, Param, Saml, Sammenlign, Type, boern
from .reference import Kontekst, fakt, vaerdi

# Shown for a criterion that is unknown although no fact is missing, such as a share whose divisor is zero.
KAN_IKKE_REGNES = "Kan ikke regnes ud af de oplysninger, der er givet."
# A sentence names the facts it waits for; of more than the first number, only as many as the second of each kind.
HOEJST_NAEVNT, BLANDT_ANDET = 7, 3
_DELE = "de andre dele af det, der søges om i fællesskab,"
# Used instead of KAN_IKKE_REGNES where the cause is a fact that is divided by.
_FORDI_NUL = "Kan ikke regnes ud, fordi »{}« er 0."
_PLADSHOLDER = re.compile(r"\{([^{}]+)\}")


def kan_ikke_vurderes(
    mangler: Mapping[str, Sequence[str]], rettes: Mapping[str, Sequence[str]], *, dele_mangler: bool = False
) -> str:
    """Return the sentence about what must be known before something can be evaluated.

    Args:
        mangler: the names of the missing facts by location, as text (`` i projekt 2``; empty: here).
        rettes: the same for facts that are stated but unreadable.
        dele_mangler: whether it also needs the other parts of a joint project.
    """
    if sum(map(len, [*mangler.values(), *rettes.values()])) <= HOEJST_NAEVNT:
        foer = [
            f"{opremsning([opremsning(list(navne)) + sted for sted, navne in fakta.items()])} {hvad}"
            for fakta, hvad in ((mangler, "er oplyst"), (rettes, "er rettet"))
            if any(fakta.values())
        ]
        return f"Kan ikke vurderes, før {opremsning([*foer, *([f'{_DELE} er kendt'] if dele_mangler else [])])}."
    venter = [_blandt_andet([f"{n}{sted}" for sted, navne in mangler.items() for n in navne], "mangler")]
    venter.append(_blandt_andet([f"{n}{sted}" for sted, navne in rettes.items() for n in navne], "skal rettes"))
    venter.append(f"{_DELE} er ikke kendt" if dele_mangler else "")
    return f"Kan ikke vurderes endnu: {'; '.join(v for v in venter if v)}."


def _blandt_andet(navne: list[str], hvad: str) -> str:
    if len(navne) <= BLANDT_ANDET + 1:
        return f"{opremsning(navne)} {hvad}" if navne else ""
    return f"{vis_tal(len(navne))} oplysninger, der kan afgøre det, {hvad}, bl.a. {opremsning(navne[:BLANDT_ANDET])}"


def delt_med_nul(regelsaet: Regelsaet, knude: Knude) -> tuple[tuple[Sammenlign, str], ...]:
    """Return the facts that a tree divides by, also through derived facts: that each is 0, and the sentence for it.

    Cached. Divisors inside aggregates over rows are left out, because they have one value for each row.
    """
    noegle = ("delt_med_nul", id(knude))
    kendt = regelsaet.husket.get(noegle)
    if kendt is None:
        nul = Konstant(Type("tal", fra=0, til=0), 0, 0)
        fundne = dict.fromkeys(_divisorer(regelsaet, knude))
        proever = tuple(
            (Sammenlign(Type("ja_nej"), 0, "=", f, nul), _FORDI_NUL.format(regelsaet.fakta[f.liste, f.navn].navn))
            for f in fundne
        )
        # The tree is kept, so that no other tree gets its id.
        kendt = (knude, proever)
        regelsaet.husket[noegle] = kendt
    svar: tuple[tuple[Sammenlign, str], ...] = kendt[1]
    return svar


def _divisorer(regelsaet: Regelsaet, knude: Knude) -> Iterator[Fakt]:
    match knude:
        case Saml() | Hver():
            return
        case Fakt(liste=liste, navn=navn):
            afledt = regelsaet.afledte.get((liste, navn))
            if afledt is not None:
                yield from _divisorer(regelsaet, afledt.trae)
        case Kald(navn="pr" | "andel", argumenter=(_, Fakt() as divisor)) if (
            divisor.liste,
            divisor.navn,
        ) in regelsaet.fakta:
            yield divisor
    for barn in boern(knude):
        yield from _divisorer(regelsaet, barn)


def pladsholdere(tekst: str) -> tuple[str, ...]:
    """Return the names of a phrase's placeholders."""
    return _delt(tekst)[1::2]


def udfyld(tekst: str, k: Kontekst, ekstra: Mapping[str, str] | None = None, imod: Modstykker | None = None) -> str:
    """Return the phrase with its placeholders filled in, as seen from the context.

    Args:
        tekst: the phrase.
        k: the context.
        ekstra: further placeholder names with their texts.
        imod: the values that the phrase's condition compares its numbers with; no number is rounded to the other side
            of one of these.
    """

    dele = list(_delt(tekst))
    for nr in range(1, len(dele), 2):
        navn = dele[nr]
        if ekstra is not None and navn in ekstra:
            dele[nr] = ekstra[navn]
        else:
            dele[nr] = vist(navn, k, imod, foerst=nr == 1 and not dele[0])
    # A value may end in an abbreviation's full stop, which also ends the sentence.
    return "".join(dele).replace("kr..", "kr.").replace("pct..", "pct.")


@lru_cache(maxsize=4096)
def _delt(tekst: str) -> tuple[str, ...]:
    """Split a phrase at its placeholders; every second part is the name of one."""
    return tuple(_PLADSHOLDER.split(tekst))


def vist(navn: str, k: Kontekst, imod: Modstykker | None = None, *, foerst: bool = False) -> str:
    """Format a fact or a parameter. ``imod`` as in ``udfyld``; ``foerst``: the value begins a sentence."""
    regelsaet = k.regelsaet
    if navn == DATO_NAVN:
        return f"{k.dato:%d/%m/%Y}" if k.dato is not None else IKKE_OPLYST
    if navn in regelsaet.data.parametre:
        return vis_parameter(regelsaet, navn)
    liste = k.liste if (k.liste, navn) in regelsaet.fakta else None
    v = fakt(navn, liste, k)
    graenser: list[Fraction] = []
    # Integers are shown without rounding, so the values they are compared with are not needed.
    if imod is not None and not isinstance(v, int) and (modstykker := imod.get((liste, navn))):
        faktor = regelsaet.omfang.erklaeringer[liste, navn].faktor
        graenser = [Fraction(w) / faktor for m in modstykker if (w := vaerdi(m, k)) is not None]
    ord_ = vis_vaerdi(regelsaet.fakta[liste, navn], v, regelsaet.kommuner, graenser)
    # A value such as »knap 33 pct.« may begin the sentence.
    return med_stort(ord_) if foerst and graenser and v is not None else ord_


def vis_parameter(regelsaet: Regelsaet, navn: str) -> str:
    """Format a parameter's value. Cached."""
    noegle = ("vis_parameter", navn)
    if noegle not in regelsaet.husket:
        regelsaet.husket[noegle] = _vis_parameter(regelsaet, navn)
    ord_: str = regelsaet.husket[noegle]
    return ord_


def raekkerne(regelsaet: Regelsaet, liste: str) -> str:
    """Return the plural name of a list's rows, or of derived periods: ``projekter``, ``perioder på 3 måneder``."""
    if liste not in regelsaet.perioder:
        return regelsaet.data.lister[liste].flertal
    periode = regelsaet.data.perioder[liste]
    ord_ = "kalenderperioder" if periode.form == "kalender" else "perioder"
    return f"{ord_} på {vis_parameter(regelsaet, periode.laengde)}"


def ordvalg(
    regelsaet: Regelsaet,
    navn: Callable[[Fakt | Param], str],
    valg: Callable[[Fakt, Any], str],
    om_tabel: str = "{}",
) -> Ordvalg:
    """Return the words of a pack for ``skriv_udtryk``. ``om_tabel``: what a table's name is written in."""
    tabeller = regelsaet.data.tabeller
    return Ordvalg(navn, valg, lambda t: om_tabel.format(tabeller[t].navn), lambda li: raekkerne(regelsaet, li))


def vis_sat(regelsaet: Regelsaet, navne: Iterable[str]) -> tuple[str, ...]:
    """Format changed parameters, each with its label: ``»mindste udgift« = 30.000.000 kr.``."""
    return tuple(f"»{regelsaet.data.parametre[n].navn}« = {vis_parameter(regelsaet, n)}" for n in navne)


def vis_antaget(regelsaet: Regelsaet, antaget: Mapping[tuple[str | None, str], Vaerdi]) -> tuple[str, ...]:
    """Format assumed values of missing facts, each with the fact's label; ``antaget`` is keyed by list and fact."""
    return tuple(
        f"»{regelsaet.fakta[sted].navn}« = {vis_vaerdi(regelsaet.fakta[sted], v, regelsaet.kommuner)}"
        for sted, v in antaget.items()
    )


def _vis_parameter(regelsaet: Regelsaet, navn: str) -> str:
    form, v = regelsaet.data.parametre[navn], regelsaet.parametre[navn]
    erklaering = regelsaet.omfang.find(navn)
    if erklaering is None or isinstance(v, str | bool | date | tuple):
        return vis_vaerdi(form, v)
    return vis_vaerdi(form, Fraction(v) / erklaering.faktor)
