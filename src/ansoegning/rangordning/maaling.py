"""Evaluate an order for one participant: keys as numbers (larger goes first), points, amounts and group.

All arithmetic is exact. ``vurderet`` holds the assessor's facts of the row by name; a missing fact is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from ..system.dataklasse import dataklasse

Vurderet = Mapping[str, Vaerdi]


@dataklasse(frozen=True, slots=True)
class Maalt:
    """A measured key: ``vaerdi`` in base units, ``tal`` as the number it is sorted by; None: unknown."""

    vaerdi: Any
    tal: int | Fraction | None


@dataklasse(frozen=True, slots=True)
class Beloeb:
    """Amounts in whole kroner: requested from a budget, and the award (None: unknown).

    ``for_lille``: the award is below the minimum. ``udenfor``: the row does not belong to the budget and requests
    nothing from it.
    """

    ansoegt: int | None
    tildeling: int | None
    for_lille: bool = False
    udenfor: bool = False


def maal_noegle(noegle: TypetNoegle, k: Kontekst, vurderet: Vurderet) -> Maalt:
    """Return a participant's value of one key."""
    v = _laes(noegle.udtryk, noegle.data.vurdering, k, vurderet)
    if v is None and noegle.ellers is not None:
        v = vaerdi(noegle.ellers, k)
    if noegle.gaelder is not None and vaerdi(noegle.gaelder, k) is not True:
        v = None
    if v is None:
        return Maalt(None, noegle.ukendt if isinstance(noegle.ukendt, int) else None)
    if noegle.rang is not None:
        return Maalt(v, noegle.rang[v])
    tal: int | Fraction = v.toordinal() if isinstance(v, date) else int(v) if isinstance(v, bool) else v
    if noegle.lag:
        tal = sum(1 for graense in noegle.lag if tal >= graense)
    return Maalt(v, noegle.fortegn * tal)


def maal_pointnoegle(noegle: TypetNoegle, point: Fraction | None) -> Maalt:
    """Return the value of a key that consists of points: the total, or the points of one criterion."""
    if point is None:
        return Maalt(None, None)
    tal = point if not noegle.lag else sum(1 for graense in noegle.lag if point >= graense)
    return Maalt(point, noegle.fortegn * tal)


def maal_point(
    p: Pointregel, k: Kontekst, vurderet: Vurderet, bedste: Fraction | None = None
) -> tuple[Any, Fraction | None]:
    """Return a participant's value of one criterion, and its points before weighting.

    None: unknown, or cannot be scored. ``bedste``: the value that the points are in proportion to, if they are; None:
    not known.
    """
    v = _laes(p.typet.udtryk, p.data.vurdering, med_vurderinger(k, p.typet.vurderet, vurderet), vurderet)
    if v is None:
        return None, p.ukendt
    if p.fuldt is not None:
        if bedste is None:
            return v, None
        # If the highest value is zero, nobody scores any points.
        over, under = (bedste, Fraction(v)) if p.data.i_forhold_til == "laveste" else (Fraction(v), bedste)
        # A participant that is not a candidate may exceed the best candidate; it scores no more than full points.
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
    """Interpolate linearly between the corners; constant outside them."""
    if v <= knaek[0][0]:
        return knaek[0][1]
    for (fra, fra_point), (til, til_point) in pairwise(knaek):
        if v <= til:
            return fra_point + (v - fra) * (til_point - fra_point) / (til - fra)
    return knaek[-1][1]


def maal_beloeb(b: TypetBudget, k: Kontekst, stilling: Mapping[str, int | Fraction | None] | None = None) -> Beloeb:
    """Return the amount requested from a budget, and the award from it.

    ``stilling``: the properties of the row's position that the award depends on (``STILLING``), such as its rank. As
    long as one of them is unknown, the award is 0, or unknown if the requested amount is.
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
    """Round to a multiple of ``til`` kroner; with ``naermest``, halves round up."""
    if beloeb.denominator == 1 == til:
        return beloeb.numerator
    antal, rest = divmod(beloeb, til)
    op = rest and (retning == "op" or (retning == "naermest" and 2 * rest >= til))
    return int(antal + bool(op)) * til


def _hele(beloeb: Any) -> int | None:
    return None if beloeb is None else afrundet(beloeb, 1, "naermest")


def ramme(b: TypetBudget, k_parametre: Mapping[str, Vaerdi]) -> int:
    """Return a budget's size in whole kroner, rounded down; 0 if the parameters give a negative amount."""
    return max(floor(regn(b.ramme, k_parametre)), 0)


def mindst(b: TypetBudget, k_parametre: Mapping[str, Vaerdi]) -> Tal:
    """Return the minimum partial award from a budget in kroner; 0 if there is no minimum."""
    egne = [regn(t, k_parametre) for t in (b.mindst, b.delvis_mindst) if t is not None]
    return max(egne, default=0)


def gruppe_af(g: TypetGruppe, k: Kontekst) -> str | None:
    """Return the group that a participant belongs to; None if no fact states it."""
    for liste, navn in g.fakta:
        # In the context of an application as a whole, facts of its rows are not available.
        v = fakt(navn, liste, k) if liste in (None, k.liste) else None
        if isinstance(v, str):
            return k.regelsaet.kommuner.kode(v).region if g.data.region_af else v
    return None


def med_vurderinger(k: Kontekst, navne: Sequence[str], vurderet: Vurderet) -> Kontekst:
    """Return the context extended with these of the assessor's facts, those that are not given as unknown."""
    return k.med({(None, n): vurderet.get(n) for n in navne}) if navne else k


def _laes(trae: Knude | None, vurdering: str | None, k: Kontekst, vurderet: Vurderet) -> Any:
    if vurdering is not None:
        return eksakt(vurderet.get(vurdering))
    assert trae is not None
    return vaerdi(trae, k)
