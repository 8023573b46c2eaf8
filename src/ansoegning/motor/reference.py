"""The reference evaluator, which defines the meaning of a pack.

Unknown is None and follows Kleene logic: a conjunction with a false operand is false, a disjunction with a true operand
is true. Other expressions with an unknown operand are unknown; the exceptions are conditionals with equal branches, and
built-in functions whose docstring says so. Numbers are exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..model.regelsaet import Rolle
from ..sprog.erklaeringer import DATO_NAVN
from ..sprog.perioder import TypetPeriode
from ..sprog.regelsaet import Regelsaet, TypetDel, TypetKriterium
from ..sprog.traeer import (
    AntalRaekker,
    Eller,
    Fakt,
    Hver,
    Hvis,
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
from ..system.dataklasse import dataklasse
from .indbygget import proeve_af
from .perioder import antal_raekker, perioderaekker

Fakta = Mapping[str, Vaerdi]
_OP: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(slots=True, eq=False)
class Kontekst:
    """The known values: the application's facts, the rows of each list, and the row being evaluated, if any.

    An absent fact is unknown. Values are in the facts' own units. Immutable, apart from its caches.
    """

    regelsaet: Regelsaet
    ansoegning: Fakta
    raekker: Mapping[str, Sequence[Fakta]]
    dato: date | None = None
    liste: str | None = None
    raekke: Fakta | None = None
    # Facts that were written but could not be read: unknown, but counted as filled in by the form checks.
    skrevet: frozenset[tuple[str | None, str]] = frozenset()
    # Values that replace facts (including derived facts) in a what-if, by (list or None, name).
    i_stedet: Mapping[tuple[str | None, str], Any] = field(default_factory=dict)
    # Caches of values: of the row, and of the application (shared by its rows). Facts in base units are found by name,
    # derived facts in their own units by list and name.
    egne: dict[Any, Any] = field(init=False, default_factory=dict)
    faelles: dict[Any, Any] = field(init=False, default_factory=dict)
    # The contexts of each list's rows.
    delt: dict[str, tuple[Kontekst, ...]] = field(init=False, default_factory=dict)

    def i_raekke(self, liste: str, raekke: Fakta) -> Kontekst:
        """Return the same context as seen from one row."""
        k = Kontekst(
            self.regelsaet, self.ansoegning, self.raekker, self.dato, liste, raekke, self.skrevet, self.i_stedet
        )
        k.faelles, k.delt = self.faelles, self.delt
        return k

    def fra_raekkerne(self, liste: str) -> tuple[Kontekst, ...]:
        """Return the same context as seen from each row of a list.

        A value that replaces a fact of one row applies to that row only.
        """
        if liste not in self.delt and liste in self.regelsaet.perioder:
            self.delt[liste] = tuple(self.i_raekke(liste, r) for r in _perioder(self.regelsaet.perioder[liste], self))
        if liste not in self.delt:
            andre = self
            if self.liste == liste and self.raekke is not None and self.i_stedet:
                i_stedet = {n: v for n, v in self.i_stedet.items() if n[0] != liste}
                andre = replace(self, liste=None, raekke=None, i_stedet=i_stedet)
            self.delt[liste] = tuple(
                (self if r is self.raekke else andre).i_raekke(liste, r) for r in self.raekker.get(liste, ())
            )
        return self.delt[liste]

    def alle_raekker(self) -> Mapping[str, Sequence[Fakta]]:
        """Return the rows of every list, including the derived lists."""
        if not self.regelsaet.perioder:
            return self.raekker
        perioder = {p: [r.raekke or {} for r in self.fra_raekkerne(p)] for p in self.regelsaet.perioder}
        return {**self.raekker, **perioder}

    def med(self, i_stedet: Mapping[tuple[str | None, str], Any]) -> Kontekst:
        """Return the same context with these values in place of facts, which may include derived facts."""
        # Written out instead of ``dataclasses.replace``, because the search for suggestions creates very many contexts.
        return Kontekst(
            self.regelsaet,
            self.ansoegning,
            self.raekker,
            self.dato,
            self.liste,
            self.raekke,
            self.skrevet,
            {**self.i_stedet, **i_stedet},
        )

    def med_skrevet(self, skrevet: frozenset[tuple[str | None, str]]) -> Kontekst:
        """Return the same context with these facts recorded as written but unreadable."""
        return replace(self, skrevet=skrevet) if skrevet != self.skrevet else self


Beregning = Callable[[Kontekst], Any]


def eksakt(vaerdi: Any) -> Any:
    """Convert decimals to fractions, so that no sum or product is rounded."""
    return _broek(vaerdi) if isinstance(vaerdi, Decimal) else vaerdi


# An application's numbers are read many times.
_broek = lru_cache(maxsize=4096)(Fraction)


def vaerdi(knude: Knude, k: Kontekst) -> Any:
    """The value of a tree, None when unknown. Numbers are in base units; a value per row is a tuple."""
    return (knude.beregning or beregning(knude))(k)


def beregning(knude: Knude) -> Beregning:
    """Return the closure that evaluates a tree, cached on first use; it calls the closures of the subtrees directly."""
    if knude.beregning is None:
        # Nodes are frozen dataclasses; this field is a cache.
        object.__setattr__(knude, "beregning", _beregning(knude))
    return knude.beregning  # type: ignore[return-value] # set just above


def _beregning(knude: Knude) -> Beregning:  # noqa: PLR0911 - one return for each type of node
    """Build the closure that evaluates a node in a context."""
    match knude:
        case Konstant(vaerdi=v):
            fast = eksakt(v)
            return lambda _: fast
        case Param(navn=navn):
            return lambda k: eksakt(k.regelsaet.parametre[navn])
        case Fakt():
            return _fakt(knude)
        case Og() | Eller() | Maengde():
            return _sammensat(knude)
        case Ikke(a=a):
            af = beregning(a)
            return lambda k: _ikke(af(k))
        case Sammenlign(op=op, a=a, b=b):
            return _begge(_OP[op], beregning(a), beregning(b))
        case Regn(op=op, a=a, b=b):
            return _begge(_REGN[op], beregning(a), beregning(b))
        case Hvis(naar=naar, saa=saa, ellers=ellers):
            return _hvis(beregning(naar), beregning(saa), beregning(ellers))
        case Udfyldt(fakt=f):
            af = beregning(f)
            return lambda k: af(k) is not None or (f.liste, f.navn) in k.skrevet
        case I(a=a, maengde=maengde):
            af = beregning(a)
            return lambda k: None if (v := af(k)) is None else v in maengde
        case Saml(art=art, a=a, liste=liste):
            af, saml = beregning(a), _SAML[art]
            return lambda k: saml([af(r) for r in k.fra_raekkerne(liste)])
        case AntalRaekker(liste=liste):
            return lambda k: (
                antal_raekker([r.raekke for r in k.fra_raekkerne(liste)])
                if liste in k.regelsaet.perioder
                else len(k.raekker.get(liste, ()))
            )
        case Hver(a=a, liste=liste):
            af = beregning(a)
            return lambda k: tuple([af(r) for r in k.fra_raekkerne(liste)])
        case Kald(argumenter=argumenter):
            proeve, led = proeve_af(knude), [beregning(a) for a in argumenter]
            return lambda k: proeve(*[b(k) for b in led])
    raise AssertionError(knude)


def _sammensat(knude: Og | Eller | Maengde) -> Beregning:
    """Build the closure of a conjunction, a disjunction or a tuple. The first two stop at a decisive operand."""
    led = [beregning(d) for d in knude.dele]
    match knude:
        case Og():
            return lambda k: _og(b(k) for b in led)
        case Eller():
            return lambda k: _eller(b(k) for b in led)
        case Maengde():
            return lambda k: tuple([b(k) for b in led])


def _begge(op: Callable[[Any, Any], Any], a: Beregning, beregning: Beregning) -> Beregning:
    """Combine two values; unknown when either is."""

    def beregn(k: Kontekst) -> Any:
        venstre = a(k)
        if venstre is None:
            return None
        hoejre = beregning(k)
        return None if hoejre is None else op(venstre, hoejre)

    return beregn


def _hvis(naar: Beregning, saa: Beregning, ellers: Beregning) -> Beregning:
    """One of two values; where it is not known which, what both are if they are alike."""

    def beregn(k: Kontekst) -> Any:
        svar = naar(k)
        if svar is not None:
            return (saa if svar else ellers)(k)
        x, y = saa(k), ellers(k)
        return x if x is not None and x == y else None

    return beregn


def _fakt(f: Fakt) -> Beregning:
    """Return a fact's value in its base unit, calculated once per row or per application."""
    navn, liste, faktor = f.navn, f.liste, f.faktor

    def beregn(k: Kontekst) -> Any:
        kendte = k.faelles if liste is None else k.egne
        if navn not in kendte:
            v = eksakt(fakt(navn, liste, k))
            kendte[navn] = v * faktor if faktor != 1 and v is not None else v
        return kendte[navn]

    return beregn


def fakt(navn: str, liste: str | None, k: Kontekst) -> Any:
    """Return a fact's value in its own unit, calculating derived facts. None when unknown."""
    if k.i_stedet and (liste, navn) in k.i_stedet:
        return k.i_stedet[liste, navn]
    afledt = k.regelsaet.afledte.get((liste, navn))
    if afledt is not None:
        kendte = k.faelles if liste is None else k.egne
        noegle = (liste, navn)
        if noegle not in kendte:
            kendte[noegle] = _egen_enhed(vaerdi(afledt.trae, k), afledt.faktor)
        return kendte[noegle]
    if liste is None:
        return k.dato if navn == DATO_NAVN else k.ansoegning.get(navn)
    if k.liste != liste or k.raekke is None:
        raise AssertionError((navn, liste))
    return k.raekke.get(navn)


def _perioder(p: TypetPeriode, k: Kontekst) -> tuple[Fakta, ...]:
    """Return the rows of a derived list. Their sums are in base units."""
    dage = [
        (fakt(p.dag.navn, p.af, d), tuple([vaerdi(s, d) for s in p.summer.values()])) for d in k.fra_raekkerne(p.af)
    ]
    fra, til = (fakt(f.navn, None, k) for f in (p.fra, p.til))
    laengde = int(k.regelsaet.parametre[p.laengde]) * p.maaneder  # type: ignore[arg-type] # an integer, as checked when the pack was built
    return perioderaekker(dage, tuple(p.summer), fra, til, laengde, p.form)


def _egen_enhed(beregnet: Any, faktor: int) -> Any:
    if beregnet is None or isinstance(beregnet, bool | str | date):
        return beregnet
    if isinstance(beregnet, int) and beregnet % faktor == 0:
        return beregnet // faktor
    egen = Fraction(beregnet) / faktor
    return int(egen) if egen.denominator == 1 else egen


def _ikke(a: bool | None) -> bool | None:
    return None if a is None else not a


def _og(dele: Iterable[bool | None]) -> bool | None:
    svar: bool | None = True
    for del_ in dele:
        if del_ is False:
            return False
        if del_ is None:
            svar = None
    return svar


def _eller(dele: Iterable[bool | None]) -> bool | None:
    return _ikke(_og(_ikke(d) for d in dele))


def _sum(vaerdier: list[Any]) -> Any:
    return None if None in vaerdier else sum(vaerdier)


_REGN: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "pct": lambda a, b: Fraction(a) * b / 100,
}
# A sum over truth values is the number of true ones.
_SAML: dict[str, Callable[[list[Any]], Any]] = {"sum": _sum, "antal": _sum, "alle": _og, "nogen": _eller}


@dataklasse(frozen=True, slots=True)
class Bedoemt:
    """An evaluated criterion: its role, the value of each part, and the parts that are unknown."""

    rolle: Rolle
    krav: bool | None
    undtagelser: tuple[bool | None, ...]
    forbehold: tuple[bool | None, ...]
    ukendte: tuple[Knude, ...]

    def udloest(self, kriterium: TypetKriterium) -> tuple[TypetDel, ...]:
        """Return the exceptions or reservations that apply."""
        if self.rolle != "skoen":
            return ()
        if self.krav:
            return tuple(d for d, v in zip(kriterium.forbehold, self.forbehold, strict=True) if v)
        return tuple(d for d, v in zip(kriterium.undtagelser, self.undtagelser, strict=True) if v)


def er_del(k: Kontekst) -> bool:
    """Return whether the row being evaluated is declared as a share of a project that several applicants apply for."""
    faelles = k.regelsaet.data.lister[k.liste].faelles if k.liste is not None else None
    return faelles is not None and fakt(faelles.navn, k.liste, k) is not None


def samlet(navn: str, liste: str | None, dele: Sequence[Kontekst]) -> Any:
    """Return a fact's sum over the shares of a joint row, in its own unit; None unless it is known for every share."""
    return _sum([eksakt(fakt(navn, liste, d)) for d in dele]) if dele else None


def bedoem(kriterium: TypetKriterium, k: Kontekst, dele: Sequence[Kontekst] = ()) -> Bedoemt:
    """Evaluate one criterion (domain, "The access criteria").

    Args:
        kriterium: the criterion.
        k: the context of the row or application.
        dele: all shares of the joint row that ``k`` is one of, for an interpretation that sums over them; empty when
            some shares are unknown, in which case the sums are unknown too.
    """
    if kriterium.samles and er_del(k):
        k = k.med({(k.liste, navn): samlet(navn, k.liste, dele) for navn in kriterium.samles})
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
    """Return the facts that determine the value of a condition, in the order they are written, each once.

    These are the facts of the false operands of a false conjunction, and of the true operands of a true disjunction.
    Where one operand suffices and one of them rests only on facts already listed, the other operands add nothing.
    """
    fundne: dict[tuple[str | None, str], Fakt] = {}
    _foej_til(fundne, knude, k)
    return list(fundne.values())


def _foej_til(fundne: dict[tuple[str | None, str], Fakt], knude: Knude, k: Kontekst) -> None:
    match knude:
        case Og(dele=dele) | Eller(dele=dele):
            svar = vaerdi(knude, k)
            baerer = [d for d in dele if vaerdi(d, k) is svar]
            en_er_nok = svar is isinstance(knude, Eller)
            if (
                fundne
                and en_er_nok
                and any((f := baerende(d, k)) and all((n.liste, n.navn) in fundne for n in f) for d in baerer)
            ):
                return
            for d in baerer:
                _foej_til(fundne, d, k)
        case Ikke(a=a):
            _foej_til(fundne, a, k)
        case _:
            for n in alle_knuder(knude):
                if isinstance(n, Fakt):
                    fundne.setdefault((n.liste, n.navn), n)


def baerende_dele(knude: Knude, k: Kontekst) -> list[Knude]:
    """Return the subconditions that determine a condition's value: no conjunctions, disjunctions or negations."""
    match knude:
        case Og(dele=dele) | Eller(dele=dele):
            svar = vaerdi(knude, k)
            return [b for d in dele if vaerdi(d, k) is svar for b in baerende_dele(d, k)]
        case Ikke(a=a):
            return baerende_dele(a, k)
        case _:
            return [knude]
