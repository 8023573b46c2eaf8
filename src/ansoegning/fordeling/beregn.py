"""Calculate what each party pays of a component, with the pack's own figures or with changed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import prod

from ..fejl import BrugsFejl, vis_sikkert
from ..model.enhedsord import PENGE
from ..model.fordelingspakke import Afrunding, Fordelingsdel, Fordelingspakke, Komponent, Part
from ..model.visning import opremsning, vis_kr, vis_tal
from ..system.dataklasse import dataklasse
from .del_op import andele, del_op, naermeste

PCT = "pct."


@dataklasse(frozen=True, slots=True)
class Grundlag:
    """The figures of a calculation: the participating parties with their keys, and each parameter in its own unit."""

    parter: tuple[Part, ...]
    vaerdier: Mapping[str, int | Decimal]
    afrunding: Afrunding | None = None


@dataklasse(frozen=True, slots=True)
class Betaling:
    """A party's share of a component: its key, the exact amount in kroner, and the rounded amount it pays."""

    part: Part
    noegle: Fraction
    noejagtigt: Fraction
    beloeb: Fraction


@dataclass(frozen=True)
class Beregning:
    """A calculated component: the amount to be split, in kroner, and each party's share, in the table's order.

    ``beloeb`` is None if no party has a key.
    """

    komponent: Komponent
    beloeb: Fraction | None
    betalinger: tuple[Betaling, ...]
    afrunding: Afrunding

    # Cached because every party's figures are compared with both sums.
    @cached_property
    def i_alt(self) -> Fraction:
        """The sum of the rounded amounts; with separate rounding it may differ from ``beloeb``."""
        return sum((b.beloeb for b in self.betalinger), Fraction(0))

    @cached_property
    def noeglesum(self) -> Fraction | None:
        """The sum of the keys, or None if the component is split by several keys."""
        if len(self.komponent.dele) > 1:
            return None
        return sum((b.noegle for b in self.betalinger), Fraction(0))


def trin(komponent: Komponent) -> Fraction:
    """Return the smallest unit of a component, in kroner."""
    return Fraction(komponent.trin.replace(",", "."))


def beregn(pakke: Fordelingspakke, komponent: Komponent, grundlag: Grundlag) -> Beregning:
    """Calculate one component.

    Raises BrugsFejl if an amount is not a multiple of the smallest unit, the shares do not sum to 100 per cent, or
    there is an amount and no party to pay it.
    """
    afrunding = grundlag.afrunding or komponent.afrunding
    fundne = {id(d): _noegler(d, grundlag) for d in komponent.dele}
    if not any(fundne.values()):
        return Beregning(komponent, None, (), afrunding)
    i_alt = Fraction(0)
    betalinger: dict[str, Betaling] = {}
    for del_ in komponent.dele:
        _kontroller_pct(pakke, del_, grundlag)
        noegler = fundne[id(del_)]
        if del_.satser:
            vaegte = [_produkt(pakke, del_.satser[p.art], grundlag) * n for p, n in noegler]
            enheder = naermeste(sum(vaegte, Fraction(0)) / trin(komponent))
        else:
            vaegte = [n for _, n in noegler]
            enheder = _hele(pakke, komponent, del_, _produkt(pakke, del_.beloeb, grundlag))
        if enheder and not any(vaegte):
            raise BrugsFejl(
                f"{vis_kr(enheder * trin(komponent))} ({vis_sikkert(komponent.titel, 100)}) kan ikke fordeles, for "
                "ingen part har en nøgle over 0. Lad mindst én part blive, eller giv nøgler med --noegler."
            )
        # An amount from a rate is exact already; only the rounding of the sum is split.
        noejagtige = vaegte if del_.satser else [a * trin(komponent) for a in andele(enheder, vaegte)]
        for (p, n), v, hele in zip(noegler, noejagtige, del_op(enheder, vaegte, afrunding), strict=True):
            betalinger[p.navn] = Betaling(p, n, v, hele * trin(komponent))
        i_alt += enheder * trin(komponent)
    orden = tuple(betalinger[p.navn] for p in grundlag.parter if p.navn in betalinger)
    return Beregning(komponent, i_alt, orden, afrunding)


def _noegler(del_: Fordelingsdel, grundlag: Grundlag) -> list[tuple[Part, Fraction]]:
    """Return the parties of one part of a component with their keys, times the weights of their kinds if it has any."""
    fundne = []
    for p in grundlag.parter:
        tal = 1 if del_.noegle is None else p.noegler[del_.noegle]
        if p.art in del_.arter and tal is not None:
            vaegt = grundlag.vaerdier[del_.vaegte[p.art]] if del_.vaegte else 1
            fundne.append((p, Fraction(tal) * Fraction(vaegt)))
    return fundne


def _produkt(pakke: Fordelingspakke, navne: Sequence[str], grundlag: Grundlag) -> Fraction:
    """Return the product of parameters, in kroner."""
    return prod((_vaerdi(pakke, n, grundlag) for n in navne), start=Fraction(1))


def _vaerdi(pakke: Fordelingspakke, navn: str, grundlag: Grundlag) -> Fraction:
    enhed = pakke.data.parametre[navn].enhed or ""
    return Fraction(grundlag.vaerdier[navn]) * PENGE.get(enhed, 1) / (100 if enhed == PCT else 1)


def _hele(pakke: Fordelingspakke, komponent: Komponent, del_: Fordelingsdel, beloeb: Fraction) -> int:
    enheder = beloeb / trin(komponent)
    if enheder.denominator != 1:
        raise BrugsFejl(
            f"{opremsning([pakke.data.parametre[n].navn for n in del_.beloeb])} giver {vis_kr(beloeb)}, men "
            f"{vis_sikkert(komponent.titel, 100)} fordeles i hele {'kroner' if komponent.trin == '1' else 'øre'}. Ret "
            "tallene."
        )
    return int(enheder)


def _kontroller_pct(pakke: Fordelingspakke, del_: Fordelingsdel, grundlag: Grundlag) -> None:
    navne = list(dict.fromkeys(del_.vaegte.values()))
    if not navne or any(pakke.data.parametre[n].enhed != PCT for n in navne):
        return
    sum_ = sum(Fraction(grundlag.vaerdier[n]) for n in navne)
    if sum_ != 100:
        raise BrugsFejl(
            f"{opremsning(navne)} er tilsammen {vis_tal(sum_)} pct. og skal være 100 pct. Sæt dem alle med --saet."
        )
