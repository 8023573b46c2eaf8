"""A pack of a joint cost → what each party pays, in a component: by the pack's own figures, or in a what-if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import prod

from ..fejl import BrugsFejl, vis_sikkert
from ..indlaes.fordelingspakke import KR
from ..model.fordelingspakke import Afrunding, Fordelingsdel, Fordelingspakke, Komponent, Part
from ..model.visning import opremsning, vis_kr, vis_tal
from .del_op import andele, del_op, naermeste

PCT = "pct."


@dataclass(frozen=True, slots=True)
class Grundlag:
    """What is calculated with: the parties that take part, with their keys, and each parameter in its own unit."""

    parter: tuple[Part, ...]
    vaerdier: Mapping[str, int | Decimal]
    afrunding: Afrunding | None = None


@dataclass(frozen=True, slots=True)
class Betaling:
    """A party's part of a component, in kroner: its key, the exact amount, and the amount as it is paid."""

    part: Part
    noegle: Fraction
    noejagtigt: Fraction
    beloeb: Fraction


@dataclass(frozen=True)
class Beregning:
    """A component calculated: the amount that is split, in kroner, and each party's part, in the table's order.

    ``beloeb`` None: no party has a key.
    """

    komponent: Komponent
    beloeb: Fraction | None
    betalinger: tuple[Betaling, ...]
    afrunding: Afrunding

    # Every party's figures are held against both sums.
    @cached_property
    def i_alt(self) -> Fraction:
        """The sum of what is paid, which a rounding may make other than the amount."""
        return sum((b.beloeb for b in self.betalinger), Fraction(0))

    @cached_property
    def noeglesum(self) -> Fraction | None:
        """The sum of the keys; None where they are of different kinds."""
        if len(self.komponent.dele) > 1:
            return None
        return sum((b.noegle for b in self.betalinger), Fraction(0))


def trin(k: Komponent) -> Fraction:
    """The least unit of a component, in kroner."""
    return Fraction(k.trin.replace(",", "."))


def beregn(pakke: Fordelingspakke, k: Komponent, grundlag: Grundlag) -> Beregning:
    """One component calculated.

    Raises BrugsFejl where an amount is not in the component's least unit, shares are not 100 pct. together, or there is
    an amount and nobody to pay it.
    """
    afrunding = grundlag.afrunding or k.afrunding
    fundne = {id(d): _noegler(d, grundlag) for d in k.dele}
    if not any(fundne.values()):
        return Beregning(k, None, (), afrunding)
    i_alt = Fraction(0)
    betalinger: dict[str, Betaling] = {}
    for d in k.dele:
        _kontroller_pct(pakke, d, grundlag)
        noegler = fundne[id(d)]
        if d.satser:
            vaegte = [_produkt(pakke, d.satser[p.art], grundlag) * n for p, n in noegler]
            enheder = naermeste(sum(vaegte, Fraction(0)) / trin(k))
        else:
            vaegte = [n for _, n in noegler]
            enheder = _hele(pakke, k, d, _produkt(pakke, d.beloeb, grundlag))
        if enheder and not any(vaegte):
            raise BrugsFejl(
                f"{vis_kr(enheder * trin(k))} ({vis_sikkert(k.titel, 100)}) kan ikke fordeles, for ingen part har en "
                "nøgle over 0. Lad mindst én part blive, eller giv nøgler med --noegler."
            )
        # What a rate gives is exact already; only the rounding of the sum is shared.
        noejagtige = vaegte if d.satser else [a * trin(k) for a in andele(enheder, vaegte)]
        for (p, n), v, hele in zip(noegler, noejagtige, del_op(enheder, vaegte, afrunding), strict=True):
            betalinger[p.navn] = Betaling(p, n, v, hele * trin(k))
        i_alt += enheder * trin(k)
    orden = tuple(betalinger[p.navn] for p in grundlag.parter if p.navn in betalinger)
    return Beregning(k, i_alt, orden, afrunding)


def _noegler(d: Fordelingsdel, g: Grundlag) -> list[tuple[Part, Fraction]]:
    """The parties of a part with their keys, weighted by kind where the part says so."""
    fundne = []
    for p in g.parter:
        tal = 1 if d.noegle is None else p.noegler[d.noegle]
        if p.art in d.arter and tal is not None:
            vaegt = g.vaerdier[d.vaegte[p.art]] if d.vaegte else 1
            fundne.append((p, Fraction(tal) * Fraction(vaegt)))
    return fundne


def _produkt(pakke: Fordelingspakke, navne: Sequence[str], g: Grundlag) -> Fraction:
    """The product of parameters, in kroner."""
    return prod((_vaerdi(pakke, n, g) for n in navne), start=Fraction(1))


def _vaerdi(pakke: Fordelingspakke, navn: str, g: Grundlag) -> Fraction:
    enhed = pakke.data.parametre[navn].enhed or ""
    return Fraction(g.vaerdier[navn]) * KR.get(enhed, 1) / (100 if enhed == PCT else 1)


def _hele(pakke: Fordelingspakke, k: Komponent, d: Fordelingsdel, beloeb: Fraction) -> int:
    enheder = beloeb / trin(k)
    if enheder.denominator != 1:
        raise BrugsFejl(
            f"{opremsning([pakke.data.parametre[n].navn for n in d.beloeb])} giver {vis_kr(beloeb)}, men "
            f"{vis_sikkert(k.titel, 100)} fordeles i hele {'kroner' if k.trin == '1' else 'øre'}. Ret tallene."
        )
    return int(enheder)


def _kontroller_pct(pakke: Fordelingspakke, d: Fordelingsdel, g: Grundlag) -> None:
    navne = list(dict.fromkeys(d.vaegte.values()))
    if not navne or any(pakke.data.parametre[n].enhed != PCT for n in navne):
        return
    sum_ = sum(Fraction(g.vaerdier[n]) for n in navne)
    if sum_ != 100:
        raise BrugsFejl(
            f"{opremsning(navne)} er tilsammen {vis_tal(sum_)} pct. og skal være 100 pct. Sæt dem alle med --saet."
        )
