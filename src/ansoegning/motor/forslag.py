"""The smallest change of one fact that makes a criterion met, and what would settle what is still open.

Exact at the boundary: a criterion can only turn where a comparison does, and every comparison is linear in each fact
(or sought, where it holds a built-in test), so the turning points are computed, tried with a step to either side, and
the nearest that works is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import Any

from ..model.regelsaet import Fakta
from ..model.vaerdier import Vaerdi, graense, trin
from ..sprog.regelsaet import Regelsaet, TypetKriterium, grundfakta
from ..sprog.traeer import Fakt, Hver, I, Kald, Knude, Saml, Sammenlign, Udfyldt, alle_knuder, boern
from .reference import Kontekst, bedoem, fakt, vaerdi

Navn = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Aendring:
    """One fact changed. ``via``: for a derived fact, the input facts that alone reach it."""

    navn: Navn
    fra: Any
    til: Any
    via: tuple[Aendring, ...] = ()


def forslag(kriterium: TypetKriterium, k: Kontekst) -> list[Aendring]:
    """Each single fact whose smallest change makes a criterion that is not met met. Empty where none can.

    Facts the pack does not want suggested, unknown facts and other rows' facts are left alone.
    """
    fundne: dict[Navn, Aendring] = {}
    for knude in _traeer(kriterium):
        for f in _egne_fakta(knude):
            navn = (f.liste, f.navn)
            if navn in fundne or (f.liste is not None and f.liste != k.liste):
                continue
            if navn in k.regelsaet.afledte:
                if (aendring := _afledt(kriterium, navn, k)) is not None:
                    fundne[navn] = aendring
            elif (enkelt := _mindste(kriterium, navn, k)) is not None:
                fundne[navn] = enkelt
    return list(fundne.values())


def _traeer(kriterium: TypetKriterium) -> list[Knude]:
    return [kriterium.krav, *(d.naar for d in (*kriterium.undtagelser, *kriterium.forbehold))]


def _egne_fakta(knude: Knude) -> Iterator[Fakt]:
    """The facts written in a tree, outside collections over a list's rows."""
    if isinstance(knude, Fakt):
        yield knude
    if not isinstance(knude, Saml | Hver | Udfyldt):
        for barn in boern(knude):
            yield from _egne_fakta(barn)


def _afledt(kriterium: TypetKriterium, navn: Navn, k: Kontekst) -> Aendring | None:
    direkte = _mindste(kriterium, navn, k)
    if direkte is None:
        return None
    via = []
    for g in grundfakta(k.regelsaet, k.regelsaet.afledte[navn].trae):
        if g.samlet or (g.liste is not None and g.liste != k.liste):
            continue
        if (enkelt := _mindste(kriterium, (g.liste, g.navn), k)) is not None:
            via.append(enkelt)
    # A sum that no single input can reach is no change of one fact.
    return replace(direkte, via=tuple(via)) if via else None


def _mindste(kriterium: TypetKriterium, navn: Navn, k: Kontekst) -> Aendring | None:
    form = k.regelsaet.fakta.get(navn)
    nu = fakt(navn[1], navn[0], k)
    if form is None or form.foreslaa == "nej" or nu is None or form.type not in ("tal", "dato", "ja_nej", "valg"):
        return None
    for ny in _kandidater(kriterium, navn, form, nu, k):
        if bedoem(kriterium, med(k, navn, ny)).rolle == "opfyldt":
            return Aendring(navn, nu, ny)
    return None


def med(k: Kontekst, navn: Navn, ny: Any) -> Kontekst:
    """The same facts but one; a derived fact may be set too."""
    return k.med({navn: ny})


def _kandidater(kriterium: TypetKriterium, navn: Navn, form: Fakta, nu: Any, k: Kontekst) -> Iterable[Any]:
    if form.type == "ja_nej":
        return [not nu]
    if form.type == "valg":
        return [v for v in form.valg or () if v != nu]
    skridt: set[int] = set()
    for trae in _traeer(kriterium):
        for atom in alle_knuder(trae):
            skridt.update(_vendepunkter(atom, navn, form, nu, k))
    naermest = sorted((n for n in skridt if n), key=lambda n: (abs(n), -n))
    return [v for n in naermest if _i_raekkevidde(form, v := flyt(form, nu, n))]


def flyt(form: Fakta, nu: Any, skridt: int) -> Any:
    """A value moved a number of its fact's own steps (a day for a date)."""
    if isinstance(nu, date):
        try:
            return nu + timedelta(days=skridt)
        except OverflowError:
            return date.max if skridt > 0 else date.min
    ny = Fraction(nu) + skridt * Fraction(trin(form))
    if ny.denominator == 1 and not isinstance(nu, Decimal):
        return int(ny)
    return Decimal(ny.numerator) / Decimal(ny.denominator) if isinstance(nu, Decimal) else ny


def _i_raekkevidde(form: Fakta, v: Vaerdi | Fraction) -> bool:
    if isinstance(v, date):
        return date(1900, 1, 1) <= v <= date(2199, 12, 31)
    if isinstance(v, bool | str | tuple):
        return True
    return (form.mindst is None or v >= graense(form.mindst)) and (form.hoejst is None or v <= graense(form.hoejst))


def _vendepunkter(atom: Knude, navn: Navn, form: Fakta, nu: Any, k: Kontekst) -> set[int]:
    """The numbers of steps, from where the fact is now, around which an atom can turn."""
    if isinstance(atom, Sammenlign) and any(isinstance(n, Kald) for n in alle_knuder(atom)):
        return _spring(atom, navn, form, nu, k)
    if isinstance(atom, Sammenlign) and atom.a.type.art in ("tal", "dato"):
        forskelle = [_forskel(atom, k), _forskel(atom, med(k, navn, flyt(form, nu, 1)))]
        if forskelle[0] is None or forskelle[1] is None or forskelle[0] == forskelle[1]:
            return set()
        rod = Fraction(-forskelle[0]) / (Fraction(forskelle[1]) - Fraction(forskelle[0]))
        return set(range(floor(rod) - 1, ceil(rod) + 2))
    if isinstance(atom, I) and isinstance(atom.a, Fakt) and (atom.a.liste, atom.a.navn) == navn:
        skridt = set()
        for v in atom.maengde:
            if isinstance(v, date):
                skridt.add((v - nu).days)
            elif not isinstance(v, str | bool | tuple):
                skridt.add(floor((Fraction(v) / atom.a.faktor - Fraction(nu)) / Fraction(trin(form))))
        return skridt
    return set()


_LANGT = 10**9


def _spring(atom: Knude, navn: Navn, form: Fakta, nu: Any, k: Kontekst) -> set[int]:
    """The same where a built-in test makes it no straight line: sought to either side by doubling, then by halving."""
    if any(isinstance(n, Fakt) and n.liste not in (None, k.liste) for n in alle_knuder(atom)):
        return set()
    svar = vaerdi(atom, k)
    skridt: set[int] = set()
    for retning, rest in ((1, _rest(form, nu, form.hoejst, 1)), (-1, _rest(form, nu, form.mindst, -1))):

        def ens(n: int, retning: int = retning) -> bool:
            return vaerdi(atom, med(k, navn, flyt(form, nu, retning * n))) is svar

        a, b = 0, min(1, rest)
        while ens(b) and b < rest:
            a, b = b, min(2 * b, rest)
        if ens(b):
            continue
        while b - a > 1:
            m = (a + b) // 2
            a, b = (m, b) if ens(m) else (a, m)
        skridt |= {retning * n for n in (b - 1, b, b + 1)}
    return skridt


def _rest(form: Fakta, nu: Any, yderst: str | None, retning: int) -> int:
    """How many steps there are from here to the end of the fact's range."""
    if isinstance(nu, date):
        return (date(2199, 12, 31) - nu).days if retning > 0 else (nu - date(1900, 1, 1)).days
    if yderst is None:
        return _LANGT
    return max(0, floor(retning * (Fraction(graense(yderst)) - Fraction(nu)) / Fraction(trin(form))))


def _forskel(atom: Sammenlign, k: Kontekst) -> Any:
    if any(isinstance(n, Fakt) and n.liste not in (None, k.liste) for n in alle_knuder(atom)):
        # Within a collection over another list: it has no one value here.
        return None
    a, b = vaerdi(atom.a, k), vaerdi(atom.b, k)
    if a is None or b is None:
        return None
    return (a - b).days if isinstance(a, date) else a - b


def raekkefoelge(regelsaet: Regelsaet, kriterium: TypetKriterium, mangler: list[Navn], k: Kontekst) -> list[Navn]:
    """Missing facts, those first that come nearest to settling the criterion on their own."""

    def afklarer(navn: Navn) -> Fraction:
        vaerdier = proever(regelsaet.fakta[navn])
        afklaret = sum(bedoem(kriterium, med(k, navn, v)).rolle != "uoplyst" for v in vaerdier)
        return Fraction(afklaret, len(vaerdier))

    return sorted(mangler, key=afklarer, reverse=True)


def proever(form: Fakta) -> list[Any]:
    """Values a fact may turn out to have: the ends of its range, every choice."""
    match form.type:
        case "tal":
            return [graense(g) for g in (form.mindst, form.hoejst) if g is not None]
        case "dato":
            return [date(1900, 1, 1), date(2199, 12, 31)]
        case "ja_nej":
            return [True, False]
        case "valg":
            return list(form.valg or ())
        case _:
            return ["?"]


_HOEJST_PROEVER = 500


def korteste(regelsaet: Regelsaet, kriterium: TypetKriterium, mangler: list[Navn], k: Kontekst) -> list[Navn]:
    """The fewest of the missing facts that settle a criterion whatever they turn out to be, from the last to the first.

    A fact is left out when the others settle the criterion at every combination of the values they are tried at.
    """
    tilbage = raekkefoelge(regelsaet, kriterium, mangler, k)
    for navn in reversed(list(tilbage)):
        andre = [n for n in tilbage if n != navn]
        vaerdier = [proever(regelsaet.fakta[n]) for n in andre]
        if prod(len(p) for p in vaerdier) > _HOEJST_PROEVER:
            continue
        if all(
            bedoem(kriterium, k.med(dict(zip(andre, valg, strict=True)))).rolle != "uoplyst"
            for valg in product(*vaerdier)
        ):
            tilbage = andre
    return tilbage
