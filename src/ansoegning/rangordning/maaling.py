"""Evaluates an order for one participant: keys as numbers (the larger goes first), points, amounts, group.

Exact. ``vurderet`` are the assessor's own facts of the row, by name; a fact that is absent is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any, Literal

from ..model.vaerdier import Vaerdi
from ..motor.reference import Kontekst, eksakt, fakt, vaerdi
from ..sprog.budgetter import TypetBudget
from ..sprog.parametertal import regn
from ..sprog.point import Pointregel
from ..sprog.raekkefoelge import TypetGruppe, TypetNoegle
from ..sprog.traeer import Knude, Tal

Vurderet = Mapping[str, Vaerdi]


@dataclass(frozen=True, slots=True)
class Maalt:
    """A key measured: ``vaerdi`` in base units (None: unknown), ``tal`` as it is ordered by (None: unknown).

    ``ellers``: the value is that of the key's other expression.
    """

    vaerdi: Any
    tal: int | Fraction | None
    ellers: bool = False


@dataclass(frozen=True, slots=True)
class Beloeb:
    """Whole kroner: what is asked of a budget (None: not known), what an award is, whether it is under the least.

    ``udenfor``: the row does not belong to the budget, and asks nothing of it.
    """

    ansoegt: int | None
    tildeling: int | None
    for_lille: bool = False
    udenfor: bool = False


def maal_noegle(n: TypetNoegle, k: Kontekst, vurderet: Vurderet) -> Maalt:
    """A participant's value of one key."""
    v = _laes(n.udtryk, n.data.vurdering, k, vurderet)
    ellers = False
    if v is None and n.ellers is not None:
        v = vaerdi(n.ellers, k)
        ellers = v is not None
    if n.gaelder is not None and vaerdi(n.gaelder, k) is not True:
        v = None
    if v is None:
        return Maalt(None, n.ukendt if isinstance(n.ukendt, int) else None)
    if n.rang is not None:
        return Maalt(v, n.rang[v], ellers)
    tal: int | Fraction = v.toordinal() if isinstance(v, date) else int(v) if isinstance(v, bool) else v
    if n.lag:
        tal = sum(1 for graense in n.lag if tal >= graense)
    return Maalt(v, n.fortegn * tal, ellers)


def maal_pointnoegle(n: TypetNoegle, point: Fraction | None) -> Maalt:
    """A key that is points: the total, or those of one criterion."""
    if point is None:
        return Maalt(None, None)
    tal = point if not n.lag else sum(1 for graense in n.lag if point >= graense)
    return Maalt(point, n.fortegn * tal)


def maal_point(
    p: Pointregel, k: Kontekst, vurderet: Vurderet, bedste: Fraction | None = None
) -> tuple[Any, Fraction | None]:
    """A participant's value of one criterion and its points before the weight; None: neither can be said.

    ``bedste``: the value that points are in proportion to, where they are; None: it is not known.
    """
    v = _laes(p.typet.udtryk, p.data.vurdering, k, vurderet)
    if v is None:
        return None, p.ukendt
    if p.fuldt is not None:
        if bedste is None:
            return v, None
        # Where the highest is none at all, nobody has anything to be given points for.
        over, under = (bedste, Fraction(v)) if p.data.i_forhold_til == "laveste" else (Fraction(v), bedste)
        # One that is no candidate may be better than the best of these, and is given no more.
        point = p.fuldt * min(over / under, Fraction(1)) if under else Fraction(0)
        return v, min(point, p.loft) if p.loft is not None else point
    if p.valg is not None:
        point = p.valg[("ja" if v else "nej") if isinstance(v, bool) else v]
    elif p.data.stykker:
        point = _paa_linjen([(fra, q) for fra, _, q in p.knaek if fra is not None], Fraction(v))
    elif p.data.trin:
        point = next(
            (q for fra, over, q in reversed(p.knaek) if fra is None or v > fra or (v == fra and not over)), Fraction(0)
        )
    else:
        point = Fraction(v)
    return v, min(point, p.loft) if p.loft is not None else point


def _paa_linjen(knaek: Sequence[tuple[Fraction, Fraction]], v: Fraction) -> Fraction:
    """Linear between the corners, level outside them."""
    if v <= knaek[0][0]:
        return knaek[0][1]
    for (fra, fra_point), (til, til_point) in pairwise(knaek):
        if v <= til:
            return fra_point + (v - fra) * (til_point - fra_point) / (til - fra)
    return knaek[-1][1]


def maal_beloeb(b: TypetBudget, k: Kontekst, stilling: Mapping[str, int | Fraction | None] | None = None) -> Beloeb:
    """What is asked of a budget, and what an award from it would be.

    ``stilling``: what of the row's standing an award may follow (``STILLING``). Until that is known there is none.
    """
    if b.naar is not None:
        hoerer_til = vaerdi(b.naar, k)
        if hoerer_til is None:
            return Beloeb(None, None)
        if not hoerer_til:
            return Beloeb(0, 0, udenfor=True)
    ansoegt = vaerdi(b.ansoegt, k)
    if b.stilling:
        egne: dict[tuple[str | None, str], Any] = {(None, n): (stilling or {}).get(n) for n in b.stilling}
        if None in egne.values():
            return Beloeb(_hele(ansoegt), None if ansoegt is None else 0)
        k = k.med(egne)
    tildeling = ansoegt if b.tildeling is None else vaerdi(b.tildeling, k)
    if tildeling is None:
        return Beloeb(_hele(ansoegt), None)
    parametre = k.regelsaet.parametre
    kr = afrundet(tildeling, *b.afrund)
    if b.hoejst is not None:
        kr = min(kr, afrundet(regn(b.hoejst, parametre), b.afrund[0], "ned"))
    for_lille = b.mindst is not None and kr < regn(b.mindst, parametre)
    return Beloeb(_hele(ansoegt), max(kr, 0), for_lille)


def afrundet(beloeb: int | Fraction, til: int, retning: Literal["ned", "op", "naermest"]) -> int:
    """To whole ``til`` kroner; a half goes up."""
    if beloeb.denominator == 1 == til:
        return beloeb.numerator
    antal, rest = divmod(beloeb, til)
    op = rest and (retning == "op" or (retning == "naermest" and 2 * rest >= til))
    return int(antal + bool(op)) * til


def _hele(beloeb: Any) -> int | None:
    return None if beloeb is None else afrundet(beloeb, 1, "naermest")


def ramme(b: TypetBudget, k_parametre: Mapping[str, Vaerdi]) -> int:
    """A budget's amount in whole kroner, rounded down; 0 where the parameters give less."""
    return max(floor(regn(b.ramme, k_parametre)), 0)


def mindst(b: TypetBudget, k_parametre: Mapping[str, Vaerdi]) -> Tal:
    """The least award from a budget, in kroner; 0 where there is none."""
    return regn(b.mindst, k_parametre) if b.mindst is not None else 0


def gruppe_af(g: TypetGruppe, k: Kontekst) -> str | None:
    """The group one belongs to, None where no fact tells it."""
    for liste, navn in g.fakta:
        # Of an application as a whole, a row's fact tells nothing.
        v = fakt(navn, liste, k) if liste in (None, k.liste) else None
        if isinstance(v, str):
            return k.regelsaet.kommuner.kode(v).region if g.data.region_af else v
    return None


def _laes(trae: Knude | None, vurdering: str | None, k: Kontekst, vurderet: Vurderet) -> Any:
    if vurdering is not None:
        return eksakt(vurderet.get(vurdering))
    assert trae is not None
    return vaerdi(trae, k)
