"""Find the thresholds of conditions: the values of one fact around which a comparison changes its truth value.

A fact's values are numbered as *positions* on the fact's own grid: the number of steps from zero for a number, the day
number for a date. A position that is not an integer lies between two values the fact can have. Only the evaluator
decides truth values and values (``reference.vaerdi``); this module finds the positions at which to evaluate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import combinations, islice, pairwise, product
from math import ceil, floor
from typing import Any, NamedTuple

from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import er_hel, graense, laes_tekst, trin
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import (
    Fakt,
    Hver,
    Hvis,
    I,
    Kald,
    Knude,
    Konstant,
    Param,
    Regn,
    Saml,
    Sammenlign,
    Type,
    alle_knuder,
    boern,
    med_barn,
)
from .reference import Kontekst, eksakt, fakt, vaerdi

# A fact: (its list or None, its name).
Navn = tuple[str | None, str]
FOERSTE_DAG, SIDSTE_DAG = date(1900, 1, 1), date(2199, 12, 31)
# The distance in positions that a search covers where the pack sets no bound.
_LANGT = 10**9
# The maximum number of combinations of branches that a comparison is expanded to; with more, its thresholds are found
# by search instead.
_HOEJST_STYKKER = 16


# --- A fact's grid ------------------------------------------------------------------------

# The steps for which a number is its own position.
_HELE_TRIN = (None, "1")


def plads(form: Vaerdiform, v: Any) -> Fraction:
    """Return the position of a number or date; not an integer for a (derived) number off the fact's grid."""
    if isinstance(v, date):
        return Fraction(v.toordinal())
    if form.trin in _HELE_TRIN:
        return Fraction(v)
    nr: Fraction = eksakt(v) / _skridt(form.trin)
    return nr


@lru_cache(maxsize=4096)
def _skridt(trin_: str | None) -> Fraction:
    # Cached: packs have few different steps, and each is converted many times.
    return Fraction(graense(trin_ or "1"))


def paa_plads(form: Vaerdiform, nr: int) -> Any:
    """Return the value at a position, in the fact's own unit; dates outside the calendar become its first or last."""
    if form.type == "dato":
        return date.fromordinal(min(max(nr, date.min.toordinal()), date.max.toordinal()))
    if form.trin in _HELE_TRIN:
        return nr
    v = nr * _skridt(form.trin)
    if er_hel(form):
        return int(v)
    return Decimal(v.numerator) / Decimal(v.denominator)


def yderpladser(form: Vaerdiform) -> tuple[int | None, int | None]:
    """Return the first and the last position of a fact's range; None where the pack sets no bound."""
    if form.type == "dato":
        ender = [laes_tekst(form, t) if t else d for t, d in ((form.mindst, FOERSTE_DAG), (form.hoejst, SIDSTE_DAG))]
        return floor(plads(form, ender[0])), floor(plads(form, ender[1]))
    return _talpladser(form.mindst, form.hoejst, trin(form))


@lru_cache(maxsize=4096)
def _talpladser(mindst: str | None, hoejst: str | None, skridt: Decimal) -> tuple[int | None, int | None]:
    return (
        None if mindst is None else ceil(Fraction(graense(mindst)) / Fraction(skridt)),
        None if hoejst is None else floor(Fraction(graense(hoejst)) / Fraction(skridt)),
    )


def i_raekkevidde(form: Vaerdiform, nr: int) -> bool:
    """Return whether a position is within the fact's range."""
    return _mellem(nr, yderpladser(form))


def _mellem(nr: int, yderst: tuple[int | None, int | None]) -> bool:
    foerst, sidst = yderst
    return (foerst is None or nr >= foerst) and (sidst is None or nr <= sidst)


def omkring(pladser: Iterable[Fraction]) -> set[int]:
    """Return the integer positions at, and next to, each of these."""
    return {nr for p in pladser for nr in range(floor(p) - 1, ceil(p) + 2)}


def proever(form: Vaerdiform) -> list[Any]:
    """Return values to try for a fact: the ends of its range, or every choice."""
    match form.type:
        case "tal":
            return [graense(g) for g in (form.mindst, form.hoejst) if g is not None]
        case "dato":
            return [FOERSTE_DAG, SIDSTE_DAG]
        case "ja_nej":
            return [True, False]
        case "valg":
            return list(form.valg or ())
        case _:
            return ["?"]


# --- Thresholds -----------------------------------------------------------------------------


class Linje(NamedTuple):
    """A difference that is linear in a fact: its zero, and its change per position."""

    rod: Fraction
    haeldning: Fraction


def forskel(a: Knude, b: Knude, k: Kontekst) -> Any:
    """Return the difference between the sides of a comparison, in days for dates; None where either side is unknown."""
    x, y = vaerdi(a, k), vaerdi(b, k)
    if x is None or y is None:
        return None
    return (x - y).days if isinstance(x, date) else x - y


def linje(ved: Callable[[int], Any], fra: int) -> Linje | None:
    """Return the line through a difference at two neighbouring positions; None where it is unknown or constant."""
    foer, efter = ved(fra), ved(fra + 1)
    if foer is None or efter is None or foer == efter:
        return None
    haeldning = efter - foer
    return Linje(fra - Fraction(foer, haeldning), Fraction(haeldning))


def vendepunkter(betingelser: Iterable[Knude], navn: Navn, k: Kontekst) -> set[Fraction]:
    """Return the positions of a number or date at which a comparison in the conditions changes, all else as in ``k``.

    Comparisons inside derived facts are included. Comparisons that are linear in the fact are solved exactly. Others
    (products of the fact with itself, built-in functions) are searched, outwards from the fact's value or, where it is
    unknown, from the start of its range: at most one threshold is found in each direction.
    """
    fundne = _afhaengige(k.regelsaet, tuple(betingelser), navn, k.liste)
    return {*fundne.faste, *_bevaegelige(fundne, navn, k)}


def pladser_ved(betingelser: Iterable[Knude], navn: Navn, k: Kontekst) -> frozenset[int]:
    """Return the integer positions in a fact's range at, and next to, each of its thresholds (see ``vendepunkter``)."""
    fundne = _afhaengige(k.regelsaet, tuple(betingelser), navn, k.liste)
    if not fundne.bevaegelige:
        return fundne.ved_faste
    return fundne.ved_faste | {nr for nr in omkring(_bevaegelige(fundne, navn, k)) if _mellem(nr, fundne.yderst)}


def _bevaegelige(fundne: _Afhaengige, navn: Navn, k: Kontekst) -> set[Fraction]:
    """Return the thresholds of the comparisons that depend on other facts as well."""
    if not fundne.bevaegelige:
        return set()
    form = k.regelsaet.fakta[navn]
    nu = fakt(navn[1], navn[0], k)
    her = plads(form, nu) if nu is not None else Fraction(fundne.yderst[0] or 0)

    @cache
    def ved(nr: int) -> Kontekst:
        return k.med({navn: paa_plads(form, nr)})

    return {
        punkt
        for atom, grad in fundne.bevaegelige
        for punkt in (_loest(atom, floor(her), ved) if grad == 1 else _soegt(atom, form, her, ved))
    }


class _Afhaengige(NamedTuple):
    """What is known about a fact's thresholds without an application.

    Attributes:
        yderst: the first and the last position of the fact's range.
        faste: the thresholds of the comparisons that read nothing else; they are the same in every context.
        ved_faste: the positions in the range at, and next to, those thresholds.
        bevaegelige: the other comparisons that depend on the fact, each with its degree (``_grad``).
    """

    yderst: tuple[int | None, int | None]
    faste: frozenset[Fraction]
    ved_faste: frozenset[int]
    bevaegelige: tuple[tuple[Sammenlign | I, int], ...]


def _afhaengige(regelsaet: Regelsaet, betingelser: tuple[Knude, ...], navn: Navn, liste: str | None) -> _Afhaengige:
    """Find the comparisons in conditions that depend on a fact as seen from a list. Cached."""
    noegle = ("vendepunkter", tuple(map(id, betingelser)), navn, liste)
    if noegle not in regelsaet.husket:
        med_grad = (
            (atom, max(_grad(regelsaet, side, navn) for side in boern(atom)))
            for atom in _stykkevis(regelsaet, betingelser)
        )
        fundne = [(atom, grad) for atom, grad in med_grad if grad and _har_vaerdi(atom, (None, liste))]
        tom, form = Kontekst(regelsaet, {}, {}, liste=liste, raekke={}), regelsaet.fakta[navn]
        faste, andre = set[Fraction](), list[tuple[Sammenlign | I, int]]()
        yderst = yderpladser(form)
        for atom, grad in fundne:
            if grad == 1 and all(_kun_dette(n, navn) for n in alle_knuder(atom)):
                faste |= _loest(atom, yderst[0] or 0, lambda nr: tom.med({navn: paa_plads(form, nr)}))
            else:
                andre.append((atom, grad))
        ved_faste = frozenset(nr for nr in omkring(faste) if _mellem(nr, yderst))
        regelsaet.husket[noegle] = (betingelser, _Afhaengige(yderst, frozenset(faste), ved_faste, tuple(andre)))
    svar: _Afhaengige = regelsaet.husket[noegle][1]
    return svar


def _kun_dette(knude: Knude, navn: Navn) -> bool:
    """Return whether a node reads no other fact than this one, and no rows."""
    if isinstance(knude, Fakt):
        return (knude.liste, knude.navn) == navn
    return isinstance(knude, Sammenlign | I | Regn | Konstant | Param)


def _atomer(regelsaet: Regelsaet, betingelser: Iterable[Knude]) -> Iterator[Sammenlign | I]:
    """Return the comparisons of numbers and dates in conditions and in the derived facts they read."""
    sete: set[Navn] = set()
    afventer = list(betingelser)
    while afventer:
        for n in alle_knuder(afventer.pop()):
            if isinstance(n, Sammenlign | I) and n.a.type.art in ("tal", "dato"):
                yield n
            elif isinstance(n, Fakt) and (n.liste, n.navn) in regelsaet.afledte.keys() - sete:
                sete.add((n.liste, n.navn))
                afventer.append(regelsaet.afledte[n.liste, n.navn].trae)


def _stykkevis(regelsaet: Regelsaet, betingelser: Iterable[Knude]) -> Iterator[Sammenlign | I]:
    """Return the comparisons, and a copy of each for every combination of branches in it.

    Branches are the values of a »hvis«, a ``mindste`` or a ``hoejeste``.

    A side with such branches changes where one of the branches does, or where the condition that selects the branch
    does; that condition is a comparison itself.
    """
    for atom in _atomer(regelsaet, betingelser):
        yield atom
        stykker_ = list(islice(_uden_valg(regelsaet, atom), _HOEJST_STYKKER + 1))
        if 1 < len(stykker_) <= _HOEJST_STYKKER:
            yield from (s for s in stykker_ if isinstance(s, Sammenlign | I))
    # The least or greatest of several numbers may change where two of them are equal.
    for kald in _yderste(regelsaet, betingelser):
        for a, b in combinations(kald.argumenter, 2):
            yield Sammenlign(Type("ja_nej"), kald.plads, "=", a, b)


def _uden_valg(regelsaet: Regelsaet, knude: Knude) -> Iterator[Knude]:
    """Return the tree with each conditional, ``mindste`` and ``hoejeste`` replaced by one of its branches.

    Those inside derived facts are replaced too. All combinations are returned.
    """
    if isinstance(knude, Fakt) and (afledt := regelsaet.afledte.get((knude.liste, knude.navn))) is not None:
        if any(isinstance(n, Hvis) or _er_yderste(n) for n in _udfoldet(regelsaet, afledt.trae)):
            yield from _uden_valg(regelsaet, afledt.trae)
        else:
            yield knude
        return
    if isinstance(knude, Hvis):
        yield from _uden_valg(regelsaet, knude.saa)
        yield from _uden_valg(regelsaet, knude.ellers)
        return
    if isinstance(knude, Kald) and _er_yderste(knude):
        for a in knude.argumenter:
            yield from _uden_valg(regelsaet, a)
        return
    if isinstance(knude, Saml | Hver):
        # Each row may select another branch.
        yield knude
        return
    dele = boern(knude)
    for valgte in product(*(tuple(islice(_uden_valg(regelsaet, d), _HOEJST_STYKKER + 1)) for d in dele)):
        ny = knude
        for nr, (foer, efter) in enumerate(zip(dele, valgte, strict=True)):
            if foer is not efter:
                ny = med_barn(ny, nr, efter)
        yield ny


def _yderste(regelsaet: Regelsaet, betingelser: Iterable[Knude]) -> Iterator[Kald]:
    """Return the calls of ``mindste`` and ``hoejeste`` in conditions and in the derived facts they read."""
    for betingelse in betingelser:
        for n in _udfoldet(regelsaet, betingelse):
            if isinstance(n, Kald) and _er_yderste(n):
                yield n


def _udfoldet(regelsaet: Regelsaet, knude: Knude) -> Iterator[Knude]:
    for n in alle_knuder(knude):
        yield n
        if isinstance(n, Fakt) and (afledt := regelsaet.afledte.get((n.liste, n.navn))) is not None:
            yield from _udfoldet(regelsaet, afledt.trae)


def _er_yderste(knude: Knude) -> bool:
    return isinstance(knude, Kald) and knude.navn in ("mindste", "hoejeste")


def _har_vaerdi(knude: Knude, lister: tuple[str | None, ...]) -> bool:
    """Return whether a tree can be evaluated where only the facts of these lists are known.

    Inside an aggregate over a list, the facts of that list are known for each row.
    """
    if isinstance(knude, Fakt):
        return knude.liste in lister
    indre = (None, knude.liste) if isinstance(knude, Saml | Hver) else lister
    return all(_har_vaerdi(barn, indre) for barn in boern(knude))


def _loest(atom: Sammenlign | I, her: int, ved: Callable[[int], Kontekst]) -> set[Fraction]:
    """Return where the sides of a comparison linear in the fact are equal; a set is compared member by member."""
    imod = [atom.b] if isinstance(atom, Sammenlign) else [Konstant(atom.a.type, 0, v) for v in atom.maengde]
    linjer = [linje(partial(_forskel_ved, atom.a, b, ved), her) for b in imod]
    return {fundet.rod for fundet in linjer if fundet is not None}


def _forskel_ved(a: Knude, b: Knude, ved: Callable[[int], Kontekst], nr: int) -> Any:
    return forskel(a, b, ved(nr))


def _grad(regelsaet: Regelsaet, knude: Knude, navn: Navn) -> int:
    """Return how a term depends on a fact: 0 not at all, 1 linearly, 2 in any other way."""
    if isinstance(knude, Fakt):
        if (knude.liste, knude.navn) == navn:
            return 1
        if knude.liste in regelsaet.perioder:
            # A date moves from one period to another in steps.
            return 2 * any(_grad(regelsaet, del_, navn) for del_ in regelsaet.perioder[knude.liste].laeser())
        afledt = regelsaet.afledte.get((knude.liste, knude.navn))
        return 0 if afledt is None else _grad(regelsaet, afledt.trae, navn)
    dele = [_grad(regelsaet, d, navn) for d in boern(knude)]
    match knude:
        case Regn(op="+" | "-") | Saml(art="sum"):
            return max(dele)
        case Regn():
            return min(sum(dele), 2)
        case Kald(navn="pr" | "andel") if not dele[1]:
            return dele[0]
    # Built-in functions and counts of truth values change in steps.
    return 2 if any(dele) else 0


def _soegt(atom: Knude, form: Vaerdiform, her: Fraction, ved: Callable[[int], Kontekst]) -> set[Fraction]:
    """Return the nearest threshold in each direction: doubles the distance until the value changes, then bisects."""
    fundne = set()
    foerst, sidst = yderpladser(form)
    for retning, begynd, ende in ((1, floor(her), sidst), (-1, ceil(her), foerst)):
        rest = _LANGT if ende is None else max(0, retning * (ende - begynd))
        svar = vaerdi(atom, ved(begynd))

        def ens(n: int, fra: int = begynd, retning: int = retning, svar: object = svar) -> bool:
            return vaerdi(atom, ved(fra + retning * n)) is svar

        a, b = 0, min(1, rest)
        while ens(b) and b < rest:
            a, b = b, min(2 * b, rest)
        if ens(b):
            continue
        while b - a > 1:
            m = (a + b) // 2
            a, b = (m, b) if ens(m) else (a, m)
        fundne.add(begynd + retning * Fraction(a + b, 2))
    return fundne


def stykker(graenser: Iterable[Any], fra: Any, til: Any) -> list[Fraction]:
    """Return one number for every way that a term from ``fra`` to ``til`` can compare with the limits.

    These are the limits themselves, one number between each two neighbours, and one beyond each end; None: no bound.
    """
    egne = sorted({g for g in map(Fraction, graenser) if (fra is None or g >= fra) and (til is None or g <= til)})
    mellem = [(a + b) / 2 for a, b in pairwise(egne)]
    foerst = egne[0] - 1 if egne else Fraction(0)
    sidst = egne[-1] + 1 if egne else Fraction(0)
    yderst = (foerst if fra is None else Fraction(fra), sidst if til is None else Fraction(til))
    return sorted({*egne, *mellem, *yderst})
