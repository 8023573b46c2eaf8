"""The reference evaluator: what a pack means.

Unknown is None and travels by Kleene's tables: a conjunction with a false part is false, a disjunction with a true
part is true, everything else with an unknown part is unknown. Numbers are exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ..model.regelsaet import Rolle
from ..sprog.regelsaet import DATO_NAVN, Regelsaet, TypetDel, TypetKriterium
from ..sprog.traeer import (
    AntalRaekker,
    Eller,
    Fakt,
    Hver,
    I,
    Ikke,
    Kald,
    Knude,
    Konstant,
    Maengde,
    Og,
    Param,
    Regn,
    Saml,
    Sammenlign,
    Udfyldt,
    Vaerdi,
    alle_knuder,
)
from .indbygget import PROEVER

Fakta = Mapping[str, Vaerdi]
_OP: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Kontekst:
    """What is known: the application's facts, the rows of each list, and the row (if any) being judged.

    A fact that is absent is unknown. Values are in the facts' own units.
    """

    regelsaet: Regelsaet
    ansoegning: Fakta
    raekker: Mapping[str, Sequence[Fakta]]
    dato: date | None = None
    liste: str | None = None
    raekke: Fakta | None = None
    # Facts that are written but could not be read: unknown, yet filled in, to the checks of the form.
    skrevet: frozenset[tuple[str | None, str]] = frozenset()
    # Facts, derived ones too, to be taken as these values (a what-if), by (list or None, name).
    i_stedet: Mapping[tuple[str | None, str], Any] = field(default_factory=dict)

    def i_raekke(self, liste: str, raekke: Fakta) -> Kontekst:
        """The same, seen from one row."""
        return replace(self, liste=liste, raekke=raekke)


def eksakt(vaerdi: Any) -> Any:
    """Decimals as fractions, so that no sum or product rounds."""
    return Fraction(vaerdi) if isinstance(vaerdi, Decimal) else vaerdi


def vaerdi(knude: Knude, k: Kontekst) -> Any:  # noqa: PLR0911 - one answer for each kind of node
    """The value of a tree, None when unknown. Numbers come in base units, one value per row as a tuple."""
    match knude:
        case Konstant(vaerdi=v):
            return eksakt(v)
        case Param(navn=navn):
            return eksakt(k.regelsaet.parametre[navn])
        case Fakt(navn=navn, liste=liste, faktor=faktor):
            kendt = fakt(navn, liste, k)
            return eksakt(kendt) * faktor if faktor != 1 and kendt is not None else eksakt(kendt)
        case Og(dele=dele):
            return _og(vaerdi(d, k) for d in dele)
        case Eller(dele=dele):
            modsat = _og(_ikke(vaerdi(d, k)) for d in dele)
            return _ikke(modsat)
        case Ikke(a=a):
            return _ikke(vaerdi(a, k))
        case Sammenlign(op=op, a=a, b=b):
            venstre, hoejre = vaerdi(a, k), vaerdi(b, k)
            return None if venstre is None or hoejre is None else _OP[op](venstre, hoejre)
        case Udfyldt(fakt=f):
            return vaerdi(f, k) is not None or (f.liste, f.navn) in k.skrevet
        case I(a=a, maengde=maengde):
            kendt = vaerdi(a, k)
            return None if kendt is None else kendt in maengde
        case Regn(op=op, a=a, b=b):
            return _regn(op, vaerdi(a, k), vaerdi(b, k))
        case Saml(art=art, a=a, liste=liste):
            return _saml(art, [vaerdi(a, k.i_raekke(liste, r)) for r in k.raekker.get(liste, ())])
        case AntalRaekker(liste=liste):
            return len(k.raekker.get(liste, ()))
        case Hver(a=a, liste=liste):
            return tuple(vaerdi(a, k.i_raekke(liste, r)) for r in k.raekker.get(liste, ()))
        case Maengde(dele=dele):
            return tuple(vaerdi(d, k) for d in dele)
        case Kald(navn=navn, argumenter=argumenter):
            return PROEVER[navn](*(vaerdi(a, k) for a in argumenter))
    raise AssertionError(knude)


def fakt(navn: str, liste: str | None, k: Kontekst) -> Any:
    """A fact's value in its own unit, derived facts calculated. None when unknown."""
    if (liste, navn) in k.i_stedet:
        return k.i_stedet[liste, navn]
    afledt = k.regelsaet.afledte.get((liste, navn))
    if afledt is not None:
        beregnet = vaerdi(afledt.trae, k)
        return _egen_enhed(beregnet, afledt.faktor)
    if liste is None:
        return k.dato if navn == DATO_NAVN else k.ansoegning.get(navn)
    if k.liste != liste or k.raekke is None:
        raise AssertionError((navn, liste))
    return k.raekke.get(navn)


def _egen_enhed(beregnet: Any, faktor: int) -> Any:
    if beregnet is None or isinstance(beregnet, bool | str | date):
        return beregnet
    if isinstance(beregnet, int) and beregnet % faktor == 0:
        return beregnet // faktor
    egen = Fraction(beregnet) / faktor
    return int(egen) if egen.denominator == 1 else egen


def _ikke(a: bool | None) -> bool | None:
    return None if a is None else not a


def _og(dele: Any) -> bool | None:
    svar: bool | None = True
    for del_ in dele:
        if del_ is False:
            return False
        if del_ is None:
            svar = None
    return svar


def _regn(op: Literal["+", "-", "*", "pct"], a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "pct":
            return Fraction(a) * b / 100


def _saml(art: Literal["sum", "antal", "alle", "nogen"], vaerdier: list[Any]) -> Any:
    if art == "alle":
        return _og(vaerdier)
    if art == "nogen":
        return _ikke(_og(_ikke(v) for v in vaerdier))
    if None in vaerdier:
        return None
    return sum(vaerdier)  # for "antal" the values are true and false, and true counts one


@dataclass(frozen=True, slots=True)
class Bedoemt:
    """A criterion judged: its role, the value of each part, and the parts that are unknown."""

    rolle: Rolle
    krav: bool | None
    undtagelser: tuple[bool | None, ...]
    forbehold: tuple[bool | None, ...]
    ukendte: tuple[Knude, ...]

    def udloest(self, kriterium: TypetKriterium) -> tuple[TypetDel, ...]:
        """The exceptions or reservations that led to a person's judgement."""
        if self.rolle != "skoen":
            return ()
        if self.krav:
            return tuple(d for d, v in zip(kriterium.forbehold, self.forbehold, strict=True) if v)
        return tuple(d for d, v in zip(kriterium.undtagelser, self.undtagelser, strict=True) if v)


def bedoem(kriterium: TypetKriterium, k: Kontekst) -> Bedoemt:
    """Judge one criterion (domain, "The access criteria")."""
    krav = vaerdi(kriterium.krav, k)
    undtagelser = tuple(vaerdi(d.naar, k) for d in kriterium.undtagelser)
    forbehold = tuple(vaerdi(d.naar, k) for d in kriterium.forbehold)
    if krav is None:
        rolle: Rolle = "uoplyst"
    else:
        dele = forbehold if krav else undtagelser
        if True in dele:
            rolle = "skoen"
        elif None in dele:
            rolle = "uoplyst"
        else:
            rolle = "opfyldt" if krav else "ikke_opfyldt"
    ukendte: list[Knude] = []
    if rolle == "uoplyst":
        ukendte = [kriterium.krav] if krav is None else []
        for typede, vaerdier in ((kriterium.undtagelser, undtagelser), (kriterium.forbehold, forbehold)):
            ukendte += [d.naar for d, v in zip(typede, vaerdier, strict=True) if v is None]
    return Bedoemt(rolle, krav, undtagelser, forbehold, tuple(ukendte))


def baerende(knude: Knude, k: Kontekst) -> list[Fakt]:
    """The facts a condition's value rests on: a false conjunction's false parts, a true disjunction's true ones.

    In the order they are written, each once.
    """
    fakta = (n for del_ in baerende_dele(knude, k) for n in alle_knuder(del_) if isinstance(n, Fakt))
    return list({(f.liste, f.navn): f for f in fakta}.values())


def baerende_dele(knude: Knude, k: Kontekst) -> list[Knude]:
    """The parts, neither conjunctions, disjunctions nor negations, that a condition's value rests on."""
    match knude:
        case Og(dele=dele) | Eller(dele=dele):
            svar = vaerdi(knude, k)
            return [b for d in dele if vaerdi(d, k) is svar for b in baerende_dele(d, k)]
        case Ikke(a=a):
            return baerende_dele(a, k)
        case _:
            return [knude]
