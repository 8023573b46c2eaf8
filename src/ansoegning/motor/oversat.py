"""Criteria compiled to Python functions, which return the same statuses as the reference evaluator and nothing else.

The functions read facts in their stored units and calculate exactly in base units. Unknown is None; Kleene logic allows
skipping operands that cannot change the result. Two cases are left to ``reference``: a sum over the shares of a joint
row, and a sum over rows one of which has a replaced value in a what-if.

No text of a pack becomes source code: names, choices and numbers are passed to the function as values.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ..model.regelsaet import Rolle
from ..sprog.erklaeringer import DATO_NAVN, Afledt
from ..sprog.regelsaet import Regelsaet, TypetKriterium
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
    boern,
)
from .indbygget import proeve_af
from .perioder import antal_raekker
from .reference import Fakta, Kontekst, bedoem, eksakt, er_del, vaerdi

# Takes the application's facts, the row's facts, the rows of every list, the date, and the application's cached derived
# facts; returns the roles of the criteria, in their order.
Oversat = Callable[[Fakta, Fakta | None, Mapping[str, Sequence[Fakta]], date | None, dict[str, Any]], tuple[Rolle, ...]]

# A fact: (its list or None, its name).
Navn = tuple[str | None, str]
# Compiling takes as long as about this many evaluations by the reference evaluator.
BETALER_SIG = 25
_OP = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "==", "<>": "!="}
_VENDT = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass(slots=True)
class Betingelser:
    """The compiled function of some conditions or criteria, created once they have been evaluated often enough."""

    spurgt: int = 0
    funktion: Callable[..., tuple[Any, ...]] | None = None


@dataclass(slots=True)
class Oversaettelse:
    """The compiled function of one criterion, created once it has been evaluated often enough.

    ``samler``: whether the criterion reads all rows of a list. ``varianter``: functions for what-ifs that replace
    derived facts, by the facts replaced.
    """

    kriterium: TypetKriterium
    spurgt: int = 0
    funktion: Oversat | None = None
    samler: bool = True
    varianter: dict[frozenset[Navn], Oversat] = field(default_factory=dict)

    def funktion_med(self, givne: frozenset[Navn], regelsaet: Regelsaet) -> Oversat:
        """Return the function in which these derived facts are read as given values."""
        if givne not in self.varianter:
            self.varianter[givne] = _Oversaetter(regelsaet, givne).funktion([self.kriterium])
        return self.varianter[givne]


def rolle(kriterium: TypetKriterium, k: Kontekst, dele: Sequence[Kontekst] = ()) -> Rolle:
    """Return the role of one criterion, as ``reference.bedoem`` does; compiles it after ``BETALER_SIG`` evaluations."""
    kendt = k.regelsaet.oversatte.get(id(kriterium))
    if kendt is None or kendt.kriterium is not kriterium:
        kendt = k.regelsaet.oversatte[id(kriterium)] = Oversaettelse(kriterium)
    if kendt.funktion is None:
        kendt.spurgt += 1
        if kendt.spurgt <= BETALER_SIG:
            return bedoem(kriterium, k, dele).rolle
        kendt.funktion = oversaet(k.regelsaet, (kriterium,))
        kendt.samler = _samler(k.regelsaet, kriterium)
    if k.skrevet or (kriterium.samles and er_del(k)):
        return bedoem(kriterium, k, dele).rolle
    ansoegning, raekke, funktion = k.ansoegning, k.raekke, kendt.funktion
    if k.i_stedet:
        if k.regelsaet.perioder and kendt.samler:
            # A replaced value may change which periods there are.
            return bedoem(kriterium, k, dele).rolle
        for (liste, navn), v in k.i_stedet.items():
            if liste is None and navn != DATO_NAVN:
                ansoegning = {**ansoegning, navn: v}
            elif liste is not None and liste == k.liste and raekke is not None and not kendt.samler:
                raekke = {**raekke, navn: v}
            else:
                return bedoem(kriterium, k, dele).rolle
        if givne := k.i_stedet.keys() & k.regelsaet.afledte.keys():
            funktion = kendt.funktion_med(frozenset(givne), k.regelsaet)
    return funktion(ansoegning, raekke, k.alle_raekker(), k.dato, k.faelles)[0]


def rolle_ved(kriterium: TypetKriterium, k: Kontekst, navn: Navn) -> Callable[[Any], Rolle]:
    """Return a function of the role that one criterion has where one fact, or derived fact, has another value.

    The function returns what ``rolle`` does for ``k.med({navn: v})``, without making a context for each value.
    """
    liste, fakt = navn
    kendt = k.regelsaet.oversatte.get(id(kriterium))
    raekkens = liste is not None
    if (
        kendt is None
        or kendt.kriterium is not kriterium
        or kendt.funktion is None
        or k.skrevet
        or k.i_stedet
        or (kriterium.samles and er_del(k))
        or (kendt.samler and (raekkens or k.regelsaet.perioder))
        or (raekkens and (liste != k.liste or k.raekke is None))
        or navn == (None, DATO_NAVN)
    ):
        return lambda v: rolle(kriterium, k.med({navn: v}))
    funktion: Oversat = kendt.funktion
    if navn in k.regelsaet.afledte:
        funktion = kendt.funktion_med(frozenset((navn,)), k.regelsaet)
    fakta = {**(k.raekke or {})} if raekkens else {**k.ansoegning}
    raekker = k.alle_raekker()

    def ved(v: Any) -> Rolle:
        fakta[fakt] = v
        if raekkens:
            return funktion(k.ansoegning, fakta, raekker, k.dato, k.faelles)[0]
        return funktion(fakta, k.raekke, raekker, k.dato, {})[0]

    return ved


def roller(kriterier: tuple[TypetKriterium, ...], k: Kontekst) -> Sequence[Rolle]:
    """Return the roles of criteria of one scope, each as ``rolle`` does; they are compiled to one function."""
    noegle = tuple(map(id, kriterier))
    kendt = k.regelsaet.oversatte.get(noegle)
    if kendt is None:
        # The criteria are kept, so that no others get their ids.
        kendt = k.regelsaet.oversatte[noegle] = (kriterier, Betingelser())
    fundet: Betingelser = kendt[1]
    if fundet.funktion is None:
        fundet.spurgt += 1
        if fundet.spurgt > BETALER_SIG:
            fundet.funktion = oversaet(k.regelsaet, kriterier)
    if fundet.funktion is None or k.skrevet or k.i_stedet or (any(x.samles for x in kriterier) and er_del(k)):
        return [rolle(x, k) for x in kriterier]
    return fundet.funktion(k.ansoegning, k.raekke, k.alle_raekker(), k.dato, k.faelles)


def betingelser(k: Kontekst, navn: str, knuder: Sequence[Knude]) -> Sequence[Any]:
    """Return the values of conditions of one scope, as ``reference.vaerdi`` does.

    Args:
        k: the context of the row or application.
        navn: identifies the group of conditions, for the cache of compiled functions.
        knuder: the conditions; the same for every call with the same ``navn`` and list.
    """
    noegle = (navn, k.liste)
    kendt = k.regelsaet.oversatte.get(noegle)
    if kendt is None:
        kendt = k.regelsaet.oversatte[noegle] = Betingelser()
    if kendt.funktion is None:
        kendt.spurgt += 1
        if kendt.spurgt > BETALER_SIG:
            kendt.funktion = _Oversaetter(k.regelsaet).vaerdier(k.liste, knuder)
    if kendt.funktion is None or k.skrevet or k.i_stedet:
        return [vaerdi(x, k) for x in knuder]
    return kendt.funktion(k.ansoegning, k.raekke, k.alle_raekker(), k.dato, k.faelles)


def vaerdier_af(
    regelsaet: Regelsaet, liste: str | None, knuder: Sequence[Knude]
) -> Callable[[Kontekst], tuple[Any, ...]]:
    """Return a compiled function of the values of nodes in a context of a scope, which has no replaced values."""
    funktion = _Oversaetter(regelsaet).vaerdier(liste, knuder)
    return lambda k: funktion(k.ansoegning, k.raekke, k.alle_raekker(), k.dato, k.faelles)


def _samler(regelsaet: Regelsaet, kriterium: TypetKriterium) -> bool:
    """Return whether a criterion reads all rows of a list; a value replaced in one row applies to that row only."""
    afventer = kriterium.betingelser
    while afventer:
        knude = afventer.pop()
        if isinstance(knude, Saml | Hver):
            return True
        if isinstance(knude, Fakt) and (afledt := regelsaet.afledte.get((knude.liste, knude.navn))) is not None:
            afventer.append(afledt.trae)
        afventer += boern(knude)
    return False


def oversaet(regelsaet: Regelsaet, kriterier: Iterable[TypetKriterium]) -> Oversat:
    """Compile criteria of the same scope to one function."""
    return _Oversaetter(regelsaet).funktion(list(kriterier))


def _og(dele: Iterable[bool | None]) -> bool | None:
    svar: bool | None = True
    for d in dele:
        if d is False:
            return False
        if d is None:
            svar = None
    return svar


def _eller(dele: Iterable[bool | None]) -> bool | None:
    svar: bool | None = False
    for d in dele:
        if d is True:
            return True
        if d is None:
            svar = None
    return svar


def _sum(vaerdier: list[Any]) -> Any:
    return None if None in vaerdier else sum(vaerdier)


def _pct(a: Any, b: Any) -> Any:
    taeller, naevner = a.numerator * b.numerator, a.denominator * b.denominator * 100
    # Most percentages of whole amounts are whole.
    return Fraction(taeller, naevner) if taeller % naevner else taeller // naevner


_FASTE: dict[str, Any] = {
    "eksakt": eksakt,
    "saml_sum": _sum,
    "saml_alle": _og,
    "saml_nogen": _eller,
    "pct": _pct,
    "ukendt": object(),
}


class _Oversaetter:
    """Writes the source of a function. Every value has its own variable and is calculated where it is first needed."""

    def __init__(self, regelsaet: Regelsaet, givne: frozenset[Navn] = frozenset()) -> None:
        self.regelsaet = regelsaet
        # Replaced derived facts are read like input facts.
        self.afledte = {n: a for n, a in regelsaet.afledte.items() if n not in givne}
        self.linjer: list[str] = []
        self.dybde = 1
        self.navne: dict[str, Any] = dict(_FASTE)
        self.antal = 0
        # The facts already read at this point of the function: by source, with the name of their variable.
        self.kendt: list[dict[tuple[str, ...], str]] = [{}]
        # The row that expressions are evaluated for: its list, and the name of its variable.
        self.her: tuple[str | None, str] = (None, "")

    def funktion(self, kriterier: list[TypetKriterium]) -> Oversat:
        listen = {k.liste for k in kriterier}
        assert len(listen) <= 1, listen
        self.her = (next(iter(listen), None), "raekke")
        return self._faerdig([self._kriterium(k) for k in kriterier])

    def vaerdier(self, liste: str | None, knuder: Sequence[Knude]) -> Callable[..., tuple[Any, ...]]:
        """Return a function that returns the values of these nodes."""
        self.her = (liste, "raekke")
        return self._faerdig([self._vaerdi(x) for x in knuder])

    def _faerdig(self, svar: Sequence[str]) -> Callable[..., tuple[Any, ...]]:
        self._skriv(f"return ({''.join(f'{v}, ' for v in svar)})")
        kilde = "\n".join(("def status(ansoegning, raekke, raekker, dagen, faelles):", *self.linjer))
        with warnings.catch_warnings():
            # Literals from the pack may produce code that Python warns about (``1 is not None``).
            warnings.simplefilter("ignore", SyntaxWarning)
            kode = compile(kilde, "<kriterier>", "exec")
        exec(kode, self.navne)  # noqa: S102 - generated here from a type-checked tree, see the module docstring
        return self.navne["status"]  # type: ignore[no-any-return] # defined by the generated source

    # Writing source lines

    def _skriv(self, linje: str) -> None:
        self.linjer.append(" " * self.dybde + linje)

    def _ny(self, udtryk: str) -> str:
        """Assign an expression to a new variable, and return the variable's name."""
        self.antal += 1
        navn = f"v{self.antal}"
        self._skriv(f"{navn} = {udtryk}")
        return navn

    def _fast(self, vaerdi: Any) -> str:
        """Return a value as a literal or as the name of a global of the function."""
        if vaerdi is None or vaerdi is True or vaerdi is False or type(vaerdi) is int:
            return repr(vaerdi)
        self.antal += 1
        self.navne[navn := f"k{self.antal}"] = vaerdi
        return navn

    @contextmanager
    def _hvis(self, betingelse: str) -> Iterator[None]:
        self._skriv(f"{betingelse}:")
        self.dybde += 1
        # A variable assigned inside this block may be unassigned after it.
        self.kendt.append(dict(self.kendt[-1]))
        yield
        self.kendt.pop()
        self.dybde -= 1

    # Criteria

    def _kriterium(self, k: TypetKriterium) -> str:
        krav = self._vaerdi(k.krav)
        svar = self._ny("'uoplyst'")
        for betingelse, ellers, dele in (
            (f"if {krav}", "opfyldt", k.forbehold),
            (f"elif {krav} is False", "ikke_opfyldt", k.undtagelser),
        ):
            with self._hvis(betingelse):
                self._dele(svar, ellers, [d.naar for d in dele])
        return svar

    def _dele(self, svar: str, ellers: str, dele: Sequence[Knude]) -> None:
        """Assign the role of a criterion: »skoen« if a part is true, »uoplyst« if none is true and one is unknown."""
        self._skriv(f"{svar} = '{ellers}'")
        for nr, knude in enumerate(dele):
            if nr:
                with self._hvis(f"if {svar} != 'skoen'"):
                    self._del(svar, knude)
            else:
                self._del(svar, knude)

    def _del(self, svar: str, knude: Knude) -> None:
        v = self._vaerdi(knude)
        self._skriv(f"if {v}: {svar} = 'skoen'")
        self._skriv(f"elif {v} is None: {svar} = 'uoplyst'")

    # Values

    def _vaerdi(self, knude: Knude) -> str:  # noqa: PLR0911, PLR0912 - one case for each kind of node
        match knude:
            case Konstant(vaerdi=v):
                return self._fast(eksakt(v))
            case Param(navn=navn):
                return self._fast(eksakt(self.regelsaet.parametre[navn]))
            case Fakt():
                return self._fakt(knude)
            case Og(dele=dele):
                return self._kaede(dele, "False", "True")
            case Eller(dele=dele):
                return self._kaede(dele, "True", "False")
            case Ikke(a=a):
                v = self._vaerdi(a)
                return self._ny(f"None if {v} is None else not {v}")
            case Sammenlign(op=op, a=a, b=b):
                return self._sammenlign(op, a, b)
            case Regn(op=op, a=a, b=b):
                x, y = self._vaerdi(a), self._vaerdi(b)
                return self._naar_kendt((x, y), f"pct({x}, {y})" if op == "pct" else f"{x} {op} {y}")
            case Udfyldt(fakt=f):
                raa = (f.liste, f.navn) not in self.afledte
                return self._ny(f"{self._raa(f) if raa else self._fakt(f)} is not None")
            case I(a=a, maengde=maengde):
                x = self._vaerdi(a)
                tekster = all(type(m) is str for m in maengde)
                return self._naar_kendt((x,), f"{x} in {self._fast(frozenset(maengde) if tekster else maengde)}")
            case Saml(art=art, a=a, liste=liste):
                return self._ny(f"saml_{'sum' if art == 'antal' else art}({self._hver(a, liste)})")
            case AntalRaekker(liste=liste):
                taeller = self._fast(antal_raekker if liste in self.regelsaet.perioder else len)
                return self._ny(f"{taeller}(raekker.get({self._fast(liste)}, ()))")
            case Hver(a=a, liste=liste):
                return self._ny(f"tuple({self._hver(a, liste)})")
            case Maengde(dele=dele):
                return self._ny(f"({''.join(f'{self._vaerdi(d)}, ' for d in dele)})")
            case Kald(argumenter=argumenter):
                egne = [self._vaerdi(a) for a in argumenter]
                return self._ny(f"{self._fast(proeve_af(knude))}({', '.join(egne)})")
            case Hvis(naar=naar, saa=saa, ellers=ellers):
                return self._valgt(naar, saa, ellers)
        raise AssertionError(knude)

    def _naar_kendt(self, dele: Sequence[str], udtryk: str) -> str:
        """Write an expression that is unknown when one of these values is unknown."""
        ukendte = [f"{d} is None" for d in dict.fromkeys(dele) if d.startswith("v") or d == "dagen"]
        return self._ny(f"None if {' or '.join(ukendte)} else {udtryk}" if ukendte else udtryk)

    def _kaede(self, dele: Sequence[Knude], afgoer: str, ellers: str) -> str:
        """Write a conjunction or disjunction; an operand with the value ``afgoer`` decides the result."""
        svar = self._ny(self._vaerdi(dele[0])) if dele else self._ny(ellers)
        for d in dele[1:]:
            with self._hvis(f"if {svar} is not {afgoer}"):
                v = self._vaerdi(d)
                self._skriv(f"if {v} is not {ellers}: {svar} = {v}")
        return svar

    def _valgt(self, naar: Knude, saa: Knude, ellers: Knude) -> str:
        """Write a conditional. When its condition is unknown, it has the value of the branches if these are equal."""
        svar, betingelse = self._ny("None"), self._vaerdi(naar)
        with self._hvis(f"if {betingelse} is True"):
            self._skriv(f"{svar} = {self._vaerdi(saa)}")
        with self._hvis(f"elif {betingelse} is False"):
            self._skriv(f"{svar} = {self._vaerdi(ellers)}")
        with self._hvis("else"):
            x, y = self._vaerdi(saa), self._vaerdi(ellers)
            self._skriv(f"{svar} = {x} if {x} is not None and {x} == {y} else None")
        return svar

    def _sammenlign(self, op: str, a: Knude, b: Knude) -> str:
        if isinstance(b, Fakt) and not isinstance(a, Fakt):
            a, b, op = b, a, _VENDT[op]
        if (graense := self._raa_graense(a, b)) is not None:
            assert isinstance(a, Fakt)
            x = self._raa(a)
            return self._naar_kendt((x,), f"{x} {_OP[op]} {graense}")
        x, y = self._vaerdi(a), self._vaerdi(b)
        return self._naar_kendt((x, y), f"{x} {_OP[op]} {y}")

    def _raa_graense(self, a: Knude, b: Knude) -> str | None:
        """Return the integer that an input fact is compared with in the fact's own unit; None if it is not an integer.

        Such a comparison is exact without converting the fact.
        """
        if not isinstance(a, Fakt) or a.type.art != "tal" or (a.liste, a.navn) in self.afledte:
            return None
        v = b.vaerdi if isinstance(b, Konstant) else self.regelsaet.parametre[b.navn] if isinstance(b, Param) else None
        if v is None or isinstance(v, bool | str | date | tuple):
            return None
        graense = Fraction(v) / a.faktor
        return repr(graense.numerator) if graense.denominator == 1 else None

    # Facts and rows

    def _raa(self, f: Fakt) -> str:
        """Read an input fact in its own unit."""
        if f.liste is None and f.navn == DATO_NAVN:
            return "dagen"
        kilde = "ansoegning" if f.liste is None else self._raekken(f.liste)
        noegle = (kilde, f.navn)
        if noegle not in self.kendt[-1]:
            self.kendt[-1][noegle] = self._ny(f"{kilde}.get({self._fast(f.navn)})")
        return self.kendt[-1][noegle]

    def _raekken(self, liste: str) -> str:
        if self.her[0] != liste:
            raise AssertionError((liste, self.her))
        return self.her[1]

    def _fakt(self, f: Fakt) -> str:
        """Read a fact in its base unit."""
        afledt = self.afledte.get((f.liste, f.navn))
        kilde = "ansoegning" if f.liste is None else self._raekken(f.liste)
        noegle = (kilde, f.navn, str(f.faktor))
        if noegle not in self.kendt[-1]:
            if afledt is not None and f.liste is None:
                v = self._faelles(f.navn, afledt, f.faktor)
            elif afledt is not None:
                v = self._afledt(afledt, f.faktor)
            elif f.type.art == "tal":
                raa = self._raa(f)
                gange = f" * {f.faktor}" if f.faktor != 1 else ""
                v = self._naar_kendt((raa,), f"{raa}{gange} if {raa}.__class__ is int else eksakt({raa}){gange}")
            else:
                v = self._raa(f)
            self.kendt[-1][noegle] = v
        return self.kendt[-1][noegle]

    def _afledt(self, afledt: Afledt, faktor: int) -> str:
        v = self._vaerdi(afledt.trae)
        return v if afledt.faktor == faktor else self._naar_kendt((v,), f"eksakt({v}) / {afledt.faktor} * {faktor}")

    def _faelles(self, navn: str, afledt: Afledt, faktor: int) -> str:
        """Calculate a derived fact of the application once, sharing the reference evaluator's cache."""
        noegle = self._fast(navn)
        svar = self._ny(f"faelles.get({noegle}, ukendt)")
        with self._hvis(f"if {svar} is ukendt"):
            foer, self.her = self.her, (None, "")
            v = self._afledt(afledt, faktor)
            self.her = foer
            self._skriv(f"{svar} = faelles[{noegle}] = {v}")
        return svar

    def _hver(self, a: Knude, liste: str) -> str:
        """Write a list with the value of a term for each row."""
        alle = self._ny("[]")
        self.antal += 1
        raekke, foer = f"r{self.antal}", self.her
        with self._hvis(f"for {raekke} in raekker.get({self._fast(liste)}, ())"):
            self.her = (liste, raekke)
            v = self._vaerdi(a)
            self._skriv(f"{alle}.append({v})")
        self.her = foer
        return alle
