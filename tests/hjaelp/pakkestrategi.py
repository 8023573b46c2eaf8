"""Whole small rule packs drawn by Hypothesis, applications for them, and a naive reading of what both mean.

Every drawn expression carries its text and, beside it, a plain function that says what it is worth. The functions are
written from the description of the rule language alone and share nothing with the program's evaluator: truth values
are numbers (false 0, unknown 1, true 2), numbers are fractions in base units, and nothing is short-circuited.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ansoegning.fejl import Sted
from ansoegning.indlaes.kommunetabel import laes_kommuner
from ansoegning.indlaes.regelsaet import FILER
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.regelsaet import RegelsaetData
from ansoegning.model.vaerdier import Kommuner
from ansoegning.sprog.byg import byg
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.system.steder import mappe

# The rest of the language is in a file of its own, which reads this one's names when it draws.
from . import valgstrategi

KILDE = {"dokument": "kilden", "afsnit": "Et afsnit"}
#: From worst to best.
ROLLER = ("ikke_opfyldt", "uoplyst", "skoen", "opfyldt")
LISTER = ("raekker", "andre")

# --- Building a pack ----------------------------------------------------------------------


@cache
def kommuner() -> Kommuner:
    """The municipalities of the built-in table, as of a day when the five regions were five."""
    return laes_kommuner((mappe("rules") / "kommuner.csv").read_text(encoding="utf-8"), date(2024, 5, 15))


def pakkedata(**dele: Any) -> dict[str, Any]:
    """A pack's data: the parts given, and the least that makes the rest of it a pack."""
    statusser = {rolle: {"navn": rolle, "rolle": rolle, "tegn": rolle[0], "tegn_ascii": rolle[0]} for rolle in ROLLER}
    return {
        "id": "proevepakke",
        "titel": "Prøve",
        "beskrivelse": "Prøve",
        "dokumenter": {"kilden": {"titel": "Kilden", "kort": "kilden"}},
        "statusser": statusser,
        "enheder": [{"ental": "plads", "flertal": "pladser"}],
        "konklusioner": [
            {"id": "resultat", "vaerste_af": "kriterier", "uden": "uoplyst"},
            {"id": "resultat_antal", "antal_af": "kriterier"},
            {"id": "klar", "naar": {"ingen": [{"fund": "fejl"}]}},
        ],
        **dele,
    }


def kriterium(id_: str, krav: str, **dele: Any) -> dict[str, Any]:
    """A criterion with the phrases it must have."""
    grunde = {"opfyldt": [{"tekst": "Ja."}], "ikke_opfyldt": [{"tekst": "Nej."}]}
    return {"id": id_, "titel": id_, "krav": krav, "grunde": grunde, "kilde": KILDE, **dele}


def byg_pakke(data: Mapping[str, Any]) -> Regelsaet:
    """The typed pack, straight from its data. Raises RegelsaetFejl."""
    return byg(
        RegelsaetData.model_validate(data),
        lambda sti, _plads: Sted("/".join(map(str, sti))),
        "0" * 64,
        kommuner(),
    )


def skriv_pakke(data: Mapping[str, Any], rod: Path) -> Path:
    """Write a pack as the folder of YAML files its author would have. Gives the folder of packs."""
    pakke = rod / str(data["id"])
    pakke.mkdir()
    for fil, noegler in FILER.items():
        if del_ := {n: data[n] for n in noegler if n in data}:
            # JSON is YAML too; every scalar stands in quotes.
            (pakke / fil).write_text(json.dumps(del_, ensure_ascii=False, indent=1), encoding="utf-8")
    return rod


# --- What is declared ---------------------------------------------------------------------

#: Units by dimension, each with its factor to the base unit.
ENHEDER: dict[str, tuple[tuple[str, int], ...]] = {
    "kr": (("kr.", 1), ("t.kr.", 1_000), ("mio. kr.", 1_000_000)),
    "pct": (("pct.", 1), ("%", 1)),
    "plads": (("pladser", 1), ("plads", 1)),
    "tal": (("", 1),),
    "kr_pr_plads": (("kr. pr. plads", 1), ("t.kr. pr. pladser", 1_000)),
    "raekker": (("raekker", 1),),
    "andre": (("andre", 1),),
    "tegn": (("tegn", 1),),
}
#: Base values that facts and constants are drawn from, so that limits are hit exactly.
GRUNDVAERDIER: dict[str, tuple[int, ...]] = {
    "kr": (0, 10_000, 20_000, 25_000, 40_000),
    "pct": (0, 10, 25, 50, 100),
    "plads": (0, 1, 2, 4, 8),
    "tal": (0, 1, 2, 3),
    "kr_pr_plads": (0, 5_000, 10_000),
    "raekker": (0, 1, 2, 3),
    "andre": (0, 1, 2),
    "tegn": (0, 3, 4, 10),
}
DAGE = (date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2028, 2, 29))
VALG = ("foerste", "anden", "tredje")
KOMMUNER = ("0751", "0101", "0851")


@dataclass(frozen=True)
class Tekst:
    """A text with what a person reads in it: length, CPR number, words, per cents, amounts with their steps."""

    tekst: str
    tegn: int
    cpr: bool = False
    ord: frozenset[str] = frozenset()
    pct: tuple[tuple[Fraction, Fraction], ...] = ()
    beloeb: tuple[tuple[Fraction, Fraction], ...] = ()


ORD = ("nye", "plads", "renover", "æble")
TEKSTER = (
    Tekst("abc", 3),
    Tekst("ABC ", 4),
    Tekst("A\u030ab\r\nc", 4),
    Tekst("Nye pladser", 11, ord=frozenset({"nye", "plads"})),
    Tekst("En forny'else: botilbudspladser", 31),
    Tekst("Renovering af Æblegården 😀", 26, ord=frozenset({"renover", "æble"})),
    Tekst(
        "25 pct.",
        7,
        pct=((Fraction(25), Fraction(1)),),
        beloeb=((Fraction(25), Fraction(1)), (Fraction(25_000), Fraction(1_000))),
    ),
    Tekst(
        "ca. 10,5 %",
        10,
        pct=((Fraction(21, 2), Fraction(1, 10)),),
        beloeb=((Fraction(21, 2), Fraction(1, 10)), (Fraction(10_500), Fraction(100))),
    ),
    Tekst("20.000 kr.", 10, beloeb=((Fraction(20_000), Fraction(1)),)),
    Tekst("25 t.kr. og", 11, beloeb=((Fraction(25_000), Fraction(1_000)),)),
    Tekst("0,04 mio. kr.", 13, beloeb=((Fraction(40_000), Fraction(10_000)),)),
    Tekst("010190-1234 bor her", 19, cpr=True),
    Tekst("Nr. 991390-1234", 15),
)
_TEKST_AF = {t.tekst: t for t in TEKSTER}


@dataclass(frozen=True)
class Erklaeret:
    """A fact or a parameter: ``art`` its type, ``dim`` its dimension, ``trin`` its step in its own unit."""

    navn: str
    art: str
    liste: str | None = None
    dim: str = ""
    enhed: str = ""
    faktor: int = 1
    trin: Decimal = Decimal(1)
    afledt: Udtryk | None = None
    parameter: bool = False

    def data(self) -> dict[str, Any]:
        """As it stands in the pack."""
        form: dict[str, Any] = {"navn": f"det, der hedder {self.navn}", "type": self.art}
        if self.art == "valg":
            form["valg"] = {v: v.capitalize() for v in VALG}
        if self.art == "tal":
            if self.enhed:
                form["enhed"] = self.enhed
            if self.trin != 1:
                form["trin"] = dansk(self.trin)
        if self.afledt is not None:
            return {**form, "afledt": self.afledt.tekst, "brug": ["oplysning"]}
        if self.art == "tal":
            form |= {"mindst": "0", "hoejst": "99.999"}
        return {**form, "brug": ["oplysning"]}


def dansk(tal: Decimal, tusinder: bool = False) -> str:
    """A number as the rule language writes it."""
    tekst = f"{tal:,f}" if tusinder else f"{tal:f}"
    return tekst.translate(str.maketrans(",.", ".,"))


# --- Naive meaning ------------------------------------------------------------------------

FALSK, UKENDT, SAND = 0, 1, 2


@dataclass(frozen=True)
class Miljoe:
    """What an expression is read in: values in the facts' own units, the row it is for, the day."""

    fakta: Mapping[str, Any]
    raekker: Mapping[str, Sequence[Mapping[str, Any]]]
    parametre: Mapping[str, Any]
    dato: date | None
    liste: str | None = None
    raekke: Mapping[str, Any] | None = None

    def i(self, liste: str, raekke: Mapping[str, Any]) -> Miljoe:
        return Miljoe(self.fakta, self.raekker, self.parametre, self.dato, liste, raekke)

    def hver(self, liste: str) -> list[Miljoe]:
        return [self.i(liste, r) for r in self.raekker.get(liste, ())]


Regn = Callable[[Miljoe], Any]


@dataclass(frozen=True)
class Udtryk:
    """An expression: its text, how tightly it binds, its worth, whether it reads a fact, whether it is monotone.

    A condition is worth 0, 1 or 2; anything else its value, or None where that is unknown.
    """

    tekst: str
    niveau: int
    regn: Regn = field(compare=False)
    laeser: bool = False
    monoton: bool = True

    def __repr__(self) -> str:
        return f"«{self.tekst}»"


_ELLER, _OG, _IKKE, SAMMENLIGN, REGN, PRODUKT, LED = range(7)


def i_parentes(u: Udtryk, mindst: int) -> str:
    return u.tekst if u.niveau >= mindst else f"({u.tekst})"


def udtryk(tekst: str, niveau: int, regn: Regn, *dele: Udtryk, laeser: bool = False, monoton: bool = True) -> Udtryk:
    return Udtryk(
        tekst,
        niveau,
        regn,
        laeser or any(d.laeser for d in dele),
        monoton and all(d.monoton for d in dele),
    )


def _sandhed(vaerdi: bool | None) -> int:
    return UKENDT if vaerdi is None else SAND if vaerdi else FALSK


def sandhedsvaerdi(tal: int) -> bool | None:
    """The program's way to say what the naive reading says as a number."""
    return (False, None, True)[tal]


# --- Drawing expressions ------------------------------------------------------------------


@dataclass(frozen=True)
class Navne:
    """The names an expression may use."""

    alle: tuple[Erklaeret, ...]
    lister: tuple[str, ...]
    liste: str | None = None
    i_samling: bool = False

    def af(self, art: str, dim: str = "", *, kun_raekke: bool = False) -> list[Erklaeret]:
        steder = (self.liste,) if kun_raekke else (None, self.liste)
        return [e for e in self.alle if e.art == art and e.liste in steder and dim in ("", e.dim)]

    def i(self, liste: str) -> Navne:
        return Navne(self.alle, self.lister, liste, True)

    def samlinger(self) -> tuple[str, ...]:
        return () if self.i_samling else self.lister


def navngivet(e: Erklaeret) -> Udtryk:
    """A fact or a parameter by name: a number in its base unit, a yes/no as a truth value."""

    def regn(m: Miljoe) -> Any:
        if e.afledt is not None:
            return e.afledt.regn(m)
        kilde = m.parametre if e.parameter else m.fakta if e.liste is None else m.raekke
        assert kilde is not None
        v: Any = m.dato if e.navn == "dato" else kilde.get(e.navn)
        if e.art == "ja_nej":
            return _sandhed(v)
        return Fraction(v) * e.faktor if e.art == "tal" and v is not None else v

    monoton = e.afledt is None or e.afledt.monoton
    return Udtryk(e.navn, LED, regn, not e.parameter, monoton)


DATO = Erklaeret("dato", "dato")


@st.composite
def talkonstant(draw: st.DrawFn, dim: str) -> Udtryk:
    """A literal number with its unit."""
    enhed, faktor = draw(st.sampled_from(ENHEDER[dim]))
    # One per cent of the unit: what facts may be off a limit by.
    lidt = draw(st.sampled_from((0, 0, 0, 1, -1))) * Decimal(faktor).scaleb(-2)
    base = max(draw(st.sampled_from(GRUNDVAERDIER[dim])) + lidt, Decimal(0))
    tal = (base / faktor).normalize()
    tekst = dansk(tal + 0, draw(st.booleans()))
    return Udtryk(f"{tekst} {enhed}".strip(), LED, lambda m: Fraction(base))


_MELLEMLIG = {"+": lambda a, b: a + b, "-": lambda a, b: a - b}


def _begge(a: Udtryk, b: Udtryk, f: Callable[[Any, Any], Any]) -> Regn:
    def regn(m: Miljoe) -> Any:
        x, y = a.regn(m), b.regn(m)
        return None if x is None or y is None else f(x, y)

    return regn


@st.composite
def tal(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    """A number of a dimension."""
    blade: list[st.SearchStrategy[Udtryk]] = [talkonstant(dim)]
    kendte = [navngivet(e) for e in navne.af("tal", dim)]
    if kendte:
        blade += [st.sampled_from(kendte)] * 4
    if dim in navne.samlinger():
        blade.append(st.just(_antal_raekker(dim)))
    if dybde <= 0:
        return draw(st.one_of(blade))
    grene = [*blade, plus_minus(navne, dim, dybde), produkt(navne, dim, dybde), afrunding(navne, dim, dybde)]
    if navne.samlinger() and dim not in ("raekker", "andre"):
        grene.append(sum_for(navne, dim, dybde))
    if dim in navne.samlinger():
        grene += [antal_for(navne, dim, dybde)] * 3
    if dim == "pct":
        grene.append(andel(navne, dybde))
    if dim == "tegn":
        grene += [tegn(navne)] * 3
    return draw(st.one_of(grene + valgstrategi.tal_grene(navne, dim, dybde)))


@st.composite
def plus_minus(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    a, b = draw(tal(navne, dim, dybde - 1)), draw(tal(navne, dim, dybde - 1))
    op = draw(st.sampled_from(("+", "-")))
    tegn_ = draw(st.sampled_from(("-", "−"))) if op == "-" else op
    tekst = f"{i_parentes(a, REGN)} {tegn_} {i_parentes(b, PRODUKT)}"
    return udtryk(tekst, REGN, _begge(a, b, _MELLEMLIG[op]), a, b)


@st.composite
def produkt(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    """A product that has the dimension: with a plain number, with a per cent, or places by kroner per place."""
    muligheder: list[tuple[str, str, Callable[[Any, Any], Any]]] = [("pct", dim, lambda x, y: x * y / 100)]
    if dim != "pct":
        muligheder.append(("tal", dim, lambda x, y: x * y))
    if dim == "kr":
        muligheder.append(("plads", "kr_pr_plads", lambda x, y: x * y))
    venstre, hoejre, f = draw(st.sampled_from(muligheder))
    if draw(st.booleans()):
        venstre, hoejre = hoejre, venstre
    a, b = draw(tal(navne, venstre, dybde - 1)), draw(tal(navne, hoejre, 0))
    gange = draw(st.sampled_from(("×", "*")))
    return udtryk(f"{i_parentes(a, PRODUKT)} {gange} {i_parentes(b, LED)}", PRODUKT, _begge(a, b, f), a, b)


@st.composite
def afrunding(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    a = draw(tal(navne, dim, dybde - 1))
    op = draw(st.booleans())

    def regn(m: Miljoe) -> Any:
        v = a.regn(m)
        if v is None:
            return None
        v = Fraction(v)
        hele = v.numerator // v.denominator
        rest = v - hele
        return hele + (1 if (rest > 0 if op else rest >= Fraction(1, 2)) else 0)

    return udtryk(f"{'oprundet' if op else 'afrundet'}({a.tekst})", LED, regn, a)


@st.composite
def andel(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    dim = draw(st.sampled_from(("kr", "plads", "pct")))
    a, b = draw(tal(navne, dim, dybde - 1)), draw(tal(navne, dim, dybde - 1))

    def regn(m: Miljoe) -> Any:
        x, y = a.regn(m), b.regn(m)
        return None if x is None or y is None or y == 0 else Fraction(100 * Fraction(x), y)

    return udtryk(f"andel({a.tekst}, {b.tekst})", LED, regn, a, b)


@st.composite
def sum_for(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    liste = draw(st.sampled_from(navne.samlinger()))
    a = draw(tal(navne.i(liste), dim, dybde - 1))

    def regn(m: Miljoe) -> Any:
        i_alt = Fraction(0)
        for r in m.hver(liste):
            v = a.regn(r)
            if v is None:
                return None
            i_alt += v
        return i_alt

    return udtryk(f"sum({a.tekst} for {liste})", LED, regn, a)


@st.composite
def antal_for(draw: st.DrawFn, navne: Navne, liste: str, dybde: int) -> Udtryk:
    a = draw(betingelser(navne.i(liste), dybde - 1))

    def regn(m: Miljoe) -> Any:
        svar = [a.regn(r) for r in m.hver(liste)]
        return None if UKENDT in svar else Fraction(svar.count(SAND))

    return udtryk(f"antal({a.tekst} for {liste})", LED, regn, a)


def _antal_raekker(liste: str) -> Udtryk:
    return Udtryk(f"antal({liste})", LED, lambda m: Fraction(len(m.raekker.get(liste, ()))), True)


@st.composite
def tegn(draw: st.DrawFn, navne: Navne) -> Udtryk:
    tekster = [navngivet(e) for e in navne.af("tekst")]
    if not tekster:
        return draw(talkonstant("tegn"))
    valgte = draw(st.lists(st.sampled_from(tekster), min_size=1, max_size=3))

    def regn(m: Miljoe) -> Any:
        return Fraction(sum(_TEKST_AF[v].tegn for u in valgte if (v := u.regn(m)) is not None))

    return udtryk(f"tegn({', '.join(u.tekst for u in valgte)})", LED, regn, laeser=True, monoton=False)


_OPERATORER: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (
    ("<", lambda a, b: not b <= a),
    ("<=", lambda a, b: not b < a),
    ("≤", lambda a, b: not b < a),
    (">", lambda a, b: not a <= b),
    (">=", lambda a, b: not a < b),
    ("≥", lambda a, b: not a < b),
    ("=", lambda a, b: not (a < b or b < a)),
    ("er", lambda a, b: not (a < b or b < a)),
    ("<>", lambda a, b: bool(a < b or b < a)),
    ("≠", lambda a, b: bool(a < b or b < a)),
    ("er ikke", lambda a, b: bool(a < b or b < a)),
)
_LIGHED = (("=", True), ("er", True), ("<>", False), ("≠", False), ("er ikke", False))


@st.composite
def sammenligning(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Two numbers of one dimension, or two days. A bare 0 may stand for zero of any unit."""
    op, f = draw(st.sampled_from(_OPERATORER))
    slags = draw(st.integers(0, 7))
    if slags == 0:
        a, b = draw(dage(navne, dybde)), draw(dage(navne))
    elif slags == 1:
        aar = draw(st.sampled_from((0, 1, 2, 18, -1)))
        a = draw(valgstrategi.alder(navne))
        b = Udtryk(f"{aar} år" if aar >= 0 else "(0 - 1 år)", LED, lambda m: Fraction(aar))
    else:
        dim = draw(st.sampled_from(("kr", "kr", "pct", "plads", "tal", "tegn", *navne.samlinger())))
        a = draw(tal(navne, dim, dybde - 1))
        nul = st.just(Udtryk("0", LED, lambda m: Fraction(0)))
        b = draw(st.one_of(tal(navne, dim, 0), tal(navne, dim, 0), tal(navne, dim, dybde - 1), nul))
        if draw(st.integers(0, 4)) == 0:
            a, b = b, a

    def regn(m: Miljoe) -> int:
        x, y = a.regn(m), b.regn(m)
        return UKENDT if x is None or y is None else _sandhed(f(x, y))

    return udtryk(f"{i_parentes(a, REGN)} {op} {i_parentes(b, REGN)}", SAMMENLIGN, regn, a, b)


@st.composite
def dage(draw: st.DrawFn, navne: Navne, dybde: int = 0, *, kun_navne: bool = False) -> Udtryk:
    """A day: one that is written or named, and within a depth also one that is calculated or chosen."""
    if dybde > 0 and draw(st.integers(0, 2)):
        under = dage(navne)
        grene = [valgstrategi.flyttet(navne), valgstrategi.yderste(under), valgstrategi.hvis(navne, under, 1, None)]
        if navne.samlinger():
            grene.append(valgstrategi.af_raekkerne(navne, dage))
        return draw(st.one_of(grene))
    kendte = [navngivet(e) for e in (*navne.af("dato"), *navne.af("dato"), DATO)]
    if kun_navne:
        return draw(st.sampled_from(kendte))
    dag = draw(st.sampled_from(DAGE)) + timedelta(draw(st.sampled_from((0, 0, 1, -1))))
    konstant = Udtryk(f"{dag.day}/{dag.month:02d}/{dag.year}", LED, lambda m: dag)
    return draw(st.sampled_from([konstant, *kendte]))


@st.composite
def lighed(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Choices, texts, municipalities and conditions, the same or not."""
    ord_, ens = draw(st.sampled_from(_LIGHED))
    art = draw(st.sampled_from(("valg", "valg", "tekst", "kommune", "ja_nej")))
    kendte = [navngivet(e) for e in navne.af(art)]
    if art == "ja_nej":
        a, b = draw(betingelser(navne, dybde - 1)), draw(betingelser(navne, 0))

        def regn_sandhed(m: Miljoe) -> int:
            x, y = a.regn(m), b.regn(m)
            return UKENDT if UKENDT in (x, y) else _sandhed((x == y) is ens)

        return udtryk(f"{i_parentes(a, REGN)} {ord_} {i_parentes(b, REGN)}", SAMMENLIGN, regn_sandhed, a, b)
    if not kendte:
        return draw(ja_nej(navne))
    a = draw(st.sampled_from(kendte))
    andre = list(kendte)
    if art == "valg":
        andre += [_fast(v, v) for v in VALG]
    if art == "tekst":
        andre += [_fast(json.dumps(v, ensure_ascii=False), v) for v in ("abc", "25 pct.")]
    b = draw(st.sampled_from(andre))

    def regn(m: Miljoe) -> int:
        x, y = a.regn(m), b.regn(m)
        return UKENDT if x is None or y is None else _sandhed((x == y) is ens)

    return udtryk(f"{a.tekst} {ord_} {b.tekst}", SAMMENLIGN, regn, a, b)


def _fast(tekst: str, vaerdi: Any) -> Udtryk:
    return Udtryk(tekst, LED, lambda m: vaerdi)


@st.composite
def i_maengde(draw: st.DrawFn, navne: Navne) -> Udtryk:
    art = draw(st.sampled_from(("valg", "valg", "tal", "dato", "tekst")))
    kendte = navne.af(art)
    if not kendte:
        return draw(ja_nej(navne))
    e = draw(st.sampled_from(kendte))
    a = navngivet(e)
    if art == "valg":
        led = [_fast(v, v) for v in draw(st.lists(st.sampled_from(VALG), min_size=1, unique=True))]
    elif art == "tekst":
        tekster = draw(st.lists(st.sampled_from(("abc", "ABC ", "25 pct.")), min_size=1, unique=True))
        led = [_fast(json.dumps(t, ensure_ascii=False), t) for t in tekster]
    elif art == "dato":
        dage_ = draw(st.lists(st.sampled_from(DAGE), min_size=1, max_size=3, unique=True))
        led = [_fast(f"{d:%d/%m/%Y}", d) for d in dage_]
    else:
        fundne = draw(st.lists(talkonstant(e.dim), min_size=1, max_size=3))
        uden_miljoe = Miljoe({}, {}, {}, None)
        led = list({u.regn(uden_miljoe): u for u in fundne}.values())

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        return UKENDT if v is None else max(_sandhed(v == u.regn(m)) for u in led)

    return udtryk(f"{a.tekst} i {{{', '.join(u.tekst for u in led)}}}", SAMMENLIGN, regn, a)


@st.composite
def udfyldt(draw: st.DrawFn, navne: Navne) -> Udtryk:
    kendte = [e for e in (*navne.alle, DATO) if e.liste in (None, navne.liste) and not e.parameter]
    e = draw(st.sampled_from(kendte))
    a = navngivet(e)
    ikke = draw(st.booleans())

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        kendt = v != UKENDT if e.art == "ja_nej" else v is not None
        return _sandhed(kendt is not ikke)

    return udtryk(f"{e.navn} er {'ikke ' if ikke else ''}udfyldt", SAMMENLIGN, regn, a, monoton=False)


@st.composite
def ja_nej(draw: st.DrawFn, navne: Navne) -> Udtryk:
    kendte = [navngivet(e) for e in navne.af("ja_nej")]
    return draw(st.sampled_from([*kendte, *kendte, *kendte, _fast("ja", SAND), _fast("nej", FALSK)]))


@st.composite
def sammensat(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """``og``, ``eller``, ``ikke``: least, most, and the opposite."""
    hvad = draw(st.sampled_from(("og", "eller", "ikke")))
    if hvad == "ikke":
        a = draw(betingelser(navne, dybde - 1))
        return udtryk(f"ikke {i_parentes(a, _IKKE)}", _IKKE, lambda m: SAND - a.regn(m), a)
    dele = draw(st.lists(betingelser(navne, dybde - 1), min_size=2, max_size=3))
    niveau, f = (_OG, min) if hvad == "og" else (_ELLER, max)
    tekst = f" {hvad} ".join(i_parentes(d, niveau + 1) for d in dele)
    return udtryk(tekst, niveau, lambda m: f(d.regn(m) for d in dele), *dele)


@st.composite
def alle_nogen(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    liste = draw(st.sampled_from(navne.samlinger()))
    a = draw(betingelser(navne.i(liste), dybde - 1))
    if draw(st.booleans()):
        return udtryk(
            f"alle({a.tekst} for {liste})",
            LED,
            lambda m: min((a.regn(r) for r in m.hver(liste)), default=SAND),
            a,
        )
    return udtryk(
        f"nogen({a.tekst} for {liste})",
        LED,
        lambda m: max((a.regn(r) for r in m.hver(liste)), default=FALSK),
        a,
    )


@st.composite
def entydige(draw: st.DrawFn, navne: Navne) -> Udtryk:
    liste = draw(st.sampled_from(navne.samlinger()))
    tekster = navne.i(liste).af("tekst", kun_raekke=True)
    if not tekster:
        return draw(ja_nej(navne))
    a = navngivet(draw(st.sampled_from(tekster)))

    def regn(m: Miljoe) -> int:
        kendte = [" ".join(v.lower().split()) for r in m.hver(liste) if (v := a.regn(r)) is not None]
        return _sandhed(not any(kendte[i] == kendte[j] for i in range(len(kendte)) for j in range(i)))

    return udtryk(f"entydige({a.tekst} for {liste})", LED, regn, laeser=True, monoton=False)


@st.composite
def om_tekst(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """The built-in tests that read a text."""
    tekster = navne.af("tekst")
    if not tekster:
        return draw(ja_nej(navne))
    a = navngivet(draw(st.sampled_from(tekster)))
    hvad = draw(st.sampled_from(("ligner_cpr", "naevner_pct", "naevner_ord", "pct_af", "beloeb_af")))

    def af_tekst(f: Callable[[Tekst], bool]) -> Regn:
        def regn(m: Miljoe) -> int:
            v = a.regn(m)
            return UKENDT if v is None else _sandhed(f(_TEKST_AF[v]))

        return regn

    if hvad == "ligner_cpr":
        return udtryk(f"ligner_cpr({a.tekst})", LED, af_tekst(lambda t: t.cpr), a)
    if hvad == "naevner_pct":
        return udtryk(f"naevner_pct({a.tekst})", LED, af_tekst(lambda t: bool(t.pct)), a)
    if hvad == "naevner_ord":
        ord_ = draw(st.lists(st.sampled_from(ORD), min_size=1, max_size=3, unique=True))
        maengde = ", ".join(f'"{o}"' for o in ord_)
        return udtryk(f"naevner_ord({a.tekst}, {{{maengde}}})", LED, af_tekst(lambda t: bool(t.ord & set(ord_))), a)
    dim = "pct" if hvad == "pct_af" else "kr"
    liste = draw(st.sampled_from((None, *navne.samlinger())))
    hver = draw(tal(navne.i(liste), dim, 0)) if liste else draw(tal(navne, dim, dybde - 1))
    ekstra = draw(tal(navne, dim, 0))

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        if v is None:
            return UKENDT
        vaerdier = [*(hver.regn(r) for r in (m.hver(liste) if liste else [m])), ekstra.regn(m)]
        naevnte = _TEKST_AF[v].pct if dim == "pct" else _TEKST_AF[v].beloeb
        for tal_, skridt in naevnte:
            for x in vaerdier:
                # Halves are rounded up, so a number is written for what lies from half a step below it.
                if x is not None and (dim == "pct" or x != 0) and -skridt <= 2 * (x - tal_) < skridt:
                    return SAND
        return UKENDT if None in vaerdier else FALSK

    navn = "naevner_en_pct_af" if dim == "pct" else "naevner_et_beloeb_af"
    hver_tekst = f"{hver.tekst} for {liste}" if liste else hver.tekst
    return udtryk(f"{navn}({a.tekst}, {hver_tekst}, {ekstra.tekst})", LED, regn, a, hver, ekstra)


@st.composite
def betingelser(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """A condition."""
    if dybde <= 0:
        return draw(st.one_of(ja_nej(navne), udfyldt(navne), i_maengde(navne)))
    grene = [
        ja_nej(navne),
        sammenligning(navne, dybde),
        sammenligning(navne, dybde),
        lighed(navne, dybde),
        i_maengde(navne),
        udfyldt(navne),
        om_tekst(navne, dybde),
        *([sammensat(navne, dybde)] * 4),
        valgstrategi.hvis(navne, betingelser(navne, dybde - 1), dybde, UKENDT),
    ]
    if navne.samlinger():
        grene += [alle_nogen(navne, dybde), entydige(navne)]
    return draw(st.one_of(grene))


@st.composite
def laesende(draw: st.DrawFn, navne: Navne, dybde: int = 3) -> Udtryk:
    """A condition that reads a fact, as a requirement must."""
    u = draw(betingelser(navne, dybde))
    if u.laeser:
        return u
    flag = next(e for e in navne.alle if e.art == "ja_nej" and e.liste is None and not e.parameter)
    sammen = (u, navngivet(flag))
    tekst = f"{i_parentes(u, _OG + 1)} og {flag.navn}"
    return udtryk(tekst, _OG, lambda m: min(d.regn(m) for d in sammen), *sammen)


# --- Drawing packs ------------------------------------------------------------------------

_TALFORMER = {
    "kr": (
        ("kr.", 1, "0,01"),
        ("t.kr.", 1_000, "1"),
        ("mio. kr.", 1_000_000, "0,01"),
        ("t.kr.", 1_000, "0,5"),
    ),
    "pct": (("pct.", 1, "0,01"), ("pct.", 1, "0,5")),
    "plads": (("pladser", 1, "1"), ("plads", 1, "1")),
    "tal": (("", 1, "0,5"), ("", 1, "0,1")),
    "kr_pr_plads": (("t.kr. pr. plads", 1_000, "1"), ("kr. pr. pladser", 1, "0,01")),
}


@st.composite
def erklaeringer(draw: st.DrawFn, liste: str | None) -> list[Erklaeret]:
    """The input facts of a scope: every type, numbers in varying units and steps."""
    forstavelse = {None: "a", "raekker": "r", "andre": "s"}[liste]
    fundne = []
    for dim, former in _TALFORMER.items():
        for nr in range(2 if dim == "kr" else 1):
            enhed, faktor, trin = draw(st.sampled_from(former))
            navn = f"{forstavelse}_{dim}{nr or ''}"
            fundne.append(Erklaeret(navn, "tal", liste, dim, enhed, faktor, Decimal(trin.replace(",", "."))))
    for art in (
        "dato",
        "ja_nej",
        "ja_nej",
        "valg",
        "tekst",
        "tekst",
        "tekstliste",
        "kommune",
        "telefoner",
        "mails",
    ):
        nr = sum(e.art == art for e in fundne)
        # A group with a dot in its name is for the application's own texts.
        prik = "gruppe." if liste is None and art == "tekst" and nr else ""
        fundne.append(Erklaeret(f"{prik}{forstavelse}_{art}{nr or ''}", art, liste))
    return fundne


@st.composite
def parametre(draw: st.DrawFn) -> list[tuple[Erklaeret, Any, dict[str, Any]]]:
    """Parameters: what is declared, the value in its own unit, and the data."""
    fundne: list[tuple[Erklaeret, Any, dict[str, Any]]] = []
    for dim, former in _TALFORMER.items():
        enhed, faktor, trin = draw(st.sampled_from(former))
        e = Erklaeret(f"p_{dim}", "tal", None, dim, enhed, faktor, Decimal(trin.replace(",", ".")), parameter=True)
        tal_ = draw(talvaerdier(e))
        fundne.append((e, tal_, {**e.data(), "vaerdi": dansk(Decimal(tal_)), "kilde": KILDE}))
    dag = draw(st.sampled_from(DAGE))
    e = Erklaeret("p_dato", "dato", parameter=True)
    fundne.append((e, dag, {**e.data(), "vaerdi": f"{dag:%d/%m/%Y}", "kilde": KILDE}))
    ja = draw(st.booleans())
    e = Erklaeret("p_flag", "ja_nej", parameter=True)
    fundne.append((e, ja, {**e.data(), "vaerdi": "ja" if ja else "nej", "kilde": KILDE}))
    for _, _, form in fundne:
        del form["brug"]
    return fundne


@st.composite
def talvaerdier(draw: st.DrawFn, e: Erklaeret) -> int | Decimal:
    """A value of a number, in its own unit and step, mostly on or one step off a round one."""
    base = Decimal(draw(st.sampled_from(GRUNDVAERDIER[e.dim]))) / e.faktor
    nr = int(base / e.trin) + draw(st.sampled_from((0, 0, 0, 1, -1)))
    tal_ = max(nr, 0) * e.trin
    return int(tal_) if e.trin == 1 else tal_


@dataclass(frozen=True)
class Kriterium:
    id: str
    liste: str | None
    krav: Udtryk
    undtagelser: tuple[Udtryk, ...]
    forbehold: tuple[Udtryk, ...]


@dataclass(frozen=True)
class Tjek:
    """A form check: for each field it is made for, the field and the condition."""

    id: str
    liste: str | None
    alvor: str
    dele: tuple[tuple[str, Udtryk], ...]


@dataclass(frozen=True)
class Forhold:
    id: str
    liste: str | None
    naar: Udtryk


@dataclass(frozen=True)
class Pakke:
    """A drawn pack: its data as the program reads them, and the same parts for the naive reading."""

    data: dict[str, Any] = field(repr=False)
    lister: tuple[str, ...]
    fakta: tuple[Erklaeret, ...] = field(repr=False)
    parametre: dict[str, Any] = field(repr=False)
    kriterier: tuple[Kriterium, ...]
    skema: tuple[Tjek, ...]
    forhold: tuple[Forhold, ...]


@st.composite
def pakker(draw: st.DrawFn) -> Pakke:
    """A whole small pack, with no, one or two lists."""
    lister = LISTER[: draw(st.integers(0, 2))]
    fakta: list[Erklaeret] = []
    for liste in (*lister, None):
        fakta += draw(erklaeringer(liste))
    par = draw(parametre())
    grund = (*fakta, *(e for e, _, _ in par))
    # Derived facts, the lists' first; each may use those before it in its own scope or above.
    for liste in (*lister, None):
        for nr in range(draw(st.integers(0, 2))):
            # In a list's own derived facts nothing of the application is derived yet.
            navne = Navne(grund, lister, liste)
            fakta.append(draw(afledte(navne, f"{ {None: 'a', 'raekker': 'r', 'andre': 's'}[liste] }_afledt{nr}")))
            grund = (*grund, fakta[-1])

    def navne_i(liste: str | None) -> Navne:
        return Navne(grund, lister, liste)

    # At least one criterion for each list: its rows have results.
    steder: list[str | None] = [*lister, *draw(st.lists(st.sampled_from((None, *lister)), max_size=3))]
    steder = steder or [None]
    kriterier = []
    for nr, liste in enumerate(steder, 1):
        navne = navne_i(liste)
        kriterier.append(
            Kriterium(
                f"K{nr}",
                liste,
                draw(laesende(navne)),
                tuple(draw(st.lists(betingelser(navne, 2), max_size=2))),
                tuple(draw(st.lists(betingelser(navne, 2), max_size=2))),
            )
        )
    skema, skemadata = draw(skematjek(navne_i))
    forhold = []
    for nr in range(draw(st.integers(0, 3))):
        liste = draw(st.sampled_from((None, *lister)))
        forhold.append(Forhold(f"H{nr}", liste, draw(betingelser(navne_i(liste), 2))))
    # Reads every parameter, so that none is unread; it is always true or always unknown.
    forhold.append(Forhold("H_parametre", None, _laeser_parametre([e for e, _, _ in par])))

    data = pakkedata(
        fakta={
            omraade: {e.navn: e.data() for e in fakta if e.liste == liste}
            for omraade, liste in (("ansoegning", None), *((li, li) for li in lister))
        },
        parametre={e.navn: form for e, _, form in par},
        lister={
            liste: {
                "ental": "række",
                "flertal": "rækker",
                "navn_fakta": f"{liste[0] if liste == 'raekker' else 's'}_tekst",
                "samlet": "rækker opfylder kriterierne",
                "samlet_ental": "række opfylder kriterierne",
            }
            for liste in lister
        },
        kriterier=[_kriteriedata(k, draw(st.booleans())) for k in kriterier],
        skema=skemadata,
        forhold=[_med_for({"id": f.id, "titel": f.id, "naar": f.naar.tekst}, f.liste) for f in forhold],
    )
    data["konklusioner"] = draw(konklusioner(lister, kriterier, skema, forhold))
    data["tabeller"] = valgstrategi.tabeller(json.dumps(data))
    vaerdier = {e.navn: v for e, v, _ in par}
    return Pakke(data, lister, tuple(fakta), vaerdier, tuple(kriterier), tuple(skema), tuple(forhold))


def _med_for(data: dict[str, Any], liste: str | None) -> dict[str, Any]:
    return {**data, "for": liste} if liste else data


def _kriteriedata(k: Kriterium, med_grund: bool) -> dict[str, Any]:
    data = kriterium(
        k.id,
        k.krav.tekst,
        undtagelser=[{"naar": u.tekst, "grund": "En undtagelse gælder."} for u in k.undtagelser],
        forbehold=[{"naar": u.tekst, "grund": "Et forbehold gælder ({p_dato})."} for u in k.forbehold],
    )
    if med_grund:
        forstavelse = {None: "a", "raekker": "r", "andre": "s"}[k.liste]
        data["grunde"] = {
            "opfyldt": [
                {"naar": f"{forstavelse}_ja_nej", "tekst": f"{{{forstavelse}_kr}} og {{{forstavelse}_valg}}"},
                {"tekst": f"{{p_kr}} og {{{forstavelse}_kommune}}"},
            ],
            "ikke_opfyldt": [{"tekst": f"{{{forstavelse}_dato}}, {{{forstavelse}_tekstliste}} og {{p_flag}}"}],
        }
    return _med_for(data, k.liste)


def _laeser_parametre(par: list[Erklaeret]) -> Udtryk:
    navne = [navngivet(e) for e in par]
    dele = [udtryk(f"{u.tekst} = {u.tekst}", SAMMENLIGN, lambda m: SAND, u) for u in navne]
    return udtryk(" og ".join(d.tekst for d in dele), _OG, lambda m: SAND, *dele)


@st.composite
def afledte(draw: st.DrawFn, navne: Navne, navn: str) -> Erklaeret:
    if draw(st.integers(0, 3)) == 0:
        return Erklaeret(navn, "ja_nej", navne.liste, afledt=draw(betingelser(navne, 2)))
    dim = draw(st.sampled_from(sorted(_TALFORMER)))
    enhed, faktor, trin = draw(st.sampled_from(_TALFORMER[dim]))
    udtryk = draw(tal(navne, dim, 2))
    return Erklaeret(navn, "tal", navne.liste, dim, enhed, faktor, Decimal(trin.replace(",", ".")), afledt=udtryk)


@st.composite
def skematjek(draw: st.DrawFn, navne_i: Callable[[str | None], Navne]) -> tuple[list[Tjek], list[dict[str, Any]]]:
    """Form checks of every form: one condition, one for each of some facts, one for all texts."""
    tjek: list[Tjek] = []
    data: list[dict[str, Any]] = []
    lister = navne_i(None).lister
    for nr in range(draw(st.integers(0, 4))):
        id_ = f"S{nr + 1:02d}"
        alvor = draw(st.sampled_from(("fejl", "advarsel")))
        liste = draw(st.sampled_from((None, *lister)))
        navne = navne_i(liste)
        egne = [e for e in navne.alle if e.liste == liste and not e.parameter]
        form = draw(st.sampled_from(("en", "en", "flere", "hver", "tekst")))
        fast = {"id": id_, "alvor": alvor, "titel": id_, "besked": "Ret det.", "kilde": KILDE}
        if form == "en":
            felt = draw(st.sampled_from([e.navn for e in egne]))
            naar = draw(betingelser(navne, 3))
            tjek.append(Tjek(id_, liste, alvor, ((felt, naar),)))
            data.append(_med_for({**fast, "felt": felt, "naar": naar.tekst}, liste))
            continue
        if form == "tekst":
            for sted in (None, *lister):
                tekster = [
                    e for e in navne.alle if e.liste == sted and e.art in ("tekst", "telefoner", "mails", "tekstliste")
                ]
                tjek.append(Tjek(id_, sted, alvor, tuple((e.navn, _cpr_i(e)) for e in tekster)))
            data.append({**fast, "for_hver": "tekst", "naar": "ligner_cpr(vaerdi)"})
            continue
        valgte = draw(st.lists(st.sampled_from(egne), min_size=1, max_size=3, unique=True))
        if form == "flere":
            dele = tuple((e.navn, _ikke_udfyldt(e)) for e in valgte)
            data.append(
                _med_for(
                    {
                        **fast,
                        "besked": "{felt} er {vaerdi}",
                        "for_hver": [e.navn for e in valgte],
                        "naar": "vaerdi er ikke udfyldt",
                    },
                    liste,
                )
            )
        else:
            dele = tuple((e.navn, draw(betingelser(navne, 2))) for e in valgte)
            data.append(_med_for({**fast, "for_hver": {n: u.tekst for n, u in dele}}, liste))
        tjek.append(Tjek(id_, liste, alvor, dele))
    return tjek, data


def _ikke_udfyldt(e: Erklaeret) -> Udtryk:
    a = navngivet(e)

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        return _sandhed(v == UKENDT if e.art == "ja_nej" else v is None)

    return udtryk(f"{e.navn} er ikke udfyldt", SAMMENLIGN, regn, a, monoton=False)


def _cpr_i(e: Erklaeret) -> Udtryk:
    a = navngivet(e)

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        if v is None:
            return UKENDT
        tekster = v if isinstance(v, tuple) else (v,)
        return _sandhed(any(_TEKST_AF[t].cpr for t in tekster if t in _TEKST_AF))

    return udtryk(f"ligner_cpr({e.navn})", LED, regn, a)


@st.composite
def konklusioner(
    draw: st.DrawFn,
    lister: tuple[str, ...],
    kriterier: list[Kriterium],
    skema: list[Tjek],
    forhold: list[Forhold],
) -> list[dict[str, Any]]:
    """The conclusions a pack must have, and others of every form between them."""
    fundne: list[dict[str, Any]] = []
    nr = 0

    steder_af = {t.id: {x.liste for x in skema if x.id == t.id} for t in skema}

    def moenster(liste: str | None) -> st.SearchStrategy[dict[str, Any]]:
        er = st.lists(st.sampled_from(ROLLER), min_size=1, max_size=3, unique=True)
        former: list[st.SearchStrategy[dict[str, Any]]] = [
            st.fixed_dictionaries({"kriterium": st.just("alle"), "er": er}),
            st.sampled_from([{"fund": "fejl"}, {"fund": "advarsel"}, {"fund": "S00"}]),
        ]
        egne = [k.id for k in kriterier if liste in (None, k.liste)]
        if egne:
            former.append(st.fixed_dictionaries({"kriterium": st.sampled_from(egne), "er": er}))
        fund = sorted({t.id for t in skema if liste is None or steder_af[t.id] == {liste}})
        if fund:
            former.append(st.sampled_from([{"fund": f} for f in fund]))
        forhold_ = [f.id for f in forhold if liste in (None, f.liste)]
        if forhold_:
            former.append(st.sampled_from([{"forhold": f} for f in forhold_]))
        # Of the conclusions drawn so far, those of the same scope, and for the application also the rows'.
        tidligere = [k for k in fundne if liste in (None, k.get("for"))]
        ja = [k["id"] for k in tidligere if "naar" in k]
        statusser = [k["id"] for k in tidligere if "naar" not in k]
        if ja:
            former.append(st.sampled_from([{"konklusion": k} for k in ja]))
        if statusser:
            former.append(st.fixed_dictionaries({"konklusion": st.sampled_from(statusser), "er": er}))
        return st.one_of(former)

    def ekstra(liste: str | None) -> None:
        nonlocal nr
        for _ in range(draw(st.integers(0, 2))):
            nr += 1
            data: dict[str, Any] = _med_for({"id": f"C{nr}"}, liste)
            tidligere = [k["id"] for k in fundne if liste in (None, k.get("for")) and "naar" not in k]
            form = draw(st.sampled_from(("naar", "naar", "naar", "altid", "vaerste", "antal")))
            if form == "altid":
                data["naar"] = "altid"
            elif form == "naar":
                dele = {
                    art: draw(st.lists(moenster(liste), max_size=hoejst))
                    for art, hoejst in (("mindst_en", 3), ("alle", 2), ("ingen", 2))
                }
                dele = {art: m for art, m in dele.items() if m}
                # What a conclusion asks for it cannot also exclude.
                kraevet = [*dele.get("mindst_en", ()), *dele.get("alle", ())]
                if ingen := [m for m in dele.pop("ingen", ()) if m not in kraevet]:
                    dele["ingen"] = ingen
                data["naar"] = dele or {"ingen": [{"fund": "fejl"}]}
            else:
                data["vaerste_af" if form == "vaerste" else "antal_af"] = draw(
                    st.sampled_from(["kriterier", *tidligere])
                )
                if form == "vaerste" and draw(st.booleans()):
                    data["uden"] = draw(st.sampled_from(ROLLER))
            if "naar" in data and draw(st.booleans()):
                data |= {"opgave": "Gør noget ved {raekker} senest {p_dato}.", "kilde": KILDE}
            fundne.append(data)

    for liste in lister:
        ekstra(liste)
        fundne.append({"id": "raekkeresultat", "for": liste, "vaerste_af": "kriterier"})
        ekstra(liste)
    ekstra(None)
    # The rows' results alone may not leave out criteria of the application.
    kun_raekker = len(lister) > 0 and all(k.liste is not None for k in kriterier)
    kilde = "raekkeresultat" if kun_raekker and draw(st.booleans()) else "kriterier"
    fundne.append({"id": "resultat", "vaerste_af": kilde, "uden": "uoplyst"})
    fundne.append({"id": "resultat_antal", "antal_af": kilde})
    ekstra(None)
    fundne.append({"id": "klar", "naar": draw(klar_naar())})
    ekstra(None)
    return fundne


@st.composite
def klar_naar(draw: st.DrawFn) -> dict[str, Any]:
    alle = [{"konklusion": "resultat", "er": ["opfyldt"]}]
    return draw(st.sampled_from(({"alle": alle, "ingen": [{"fund": "fejl"}]}, {"alle": alle})))


# --- Drawing applications -----------------------------------------------------------------


@st.composite
def _fakta(draw: st.DrawFn, fakta: Iterable[Erklaeret], oplyst: float) -> dict[str, Any]:
    fundne: dict[str, Any] = {}
    for e in fakta:
        if e.afledt is not None or draw(st.floats(0, 1)) > oplyst:
            continue
        fundne[e.navn] = draw(vaerdier(e))
    return fundne


def vaerdier(e: Erklaeret) -> st.SearchStrategy[Any]:
    """A value of a fact."""
    tekster = st.sampled_from([t.tekst for t in TEKSTER])
    match e.art:
        case "tal":
            return talvaerdier(e)
        case "dato":
            return st.builds(lambda d, n: d + timedelta(n), st.sampled_from(DAGE), st.sampled_from((0, 0, 1, -1)))
        case "ja_nej":
            return st.booleans()
        case "valg":
            return st.sampled_from(VALG)
        case "tekst":
            return tekster
        case "tekstliste":
            return st.lists(tekster, min_size=1, max_size=2).map(tuple)
        case "kommune":
            return st.sampled_from(KOMMUNER)
        case "telefoner":
            return st.sampled_from(("89402000", "+45 89 40 20 00; 33663366"))
    return st.sampled_from(("a@b.dk", "a@b.dk; bø@å.dk"))


@st.composite
def ansoegninger_til(draw: st.DrawFn, pakke: Pakke) -> tuple[Ansoegning, date | None]:
    """An application for a pack, and the day its run is said to be."""
    oplyst = draw(st.sampled_from((0.0, 0.4, 0.8, 1.0)))
    raekker = {}
    for liste in pakke.lister:
        egne = [e for e in pakke.fakta if e.liste == liste]
        raekker[liste] = tuple(draw(_fakta(egne, oplyst)) for _ in range(draw(st.integers(0, 3))))
    fakta = draw(_fakta([e for e in pakke.fakta if e.liste is None], oplyst))
    dato = draw(st.none() | st.sampled_from(DAGE))
    return Ansoegning("<prøve>", str(pakke.data["id"]), fakta, raekker), dato


def skriv_ansoegning(a: Ansoegning) -> dict[str, Any]:
    """An application as the JSON an applicant writes; groups nested, numbers in Danish."""
    fil: dict[str, Any] = {"pulje": a.pulje}
    for navn, v in a.fakta.items():
        gruppe, prik, felt = navn.partition(".")
        (fil.setdefault(gruppe, {}) if prik else fil)[felt if prik else navn] = _skrevet(v)
    for liste, raekker in a.raekker.items():
        fil[liste] = [{n: _skrevet(v) for n, v in r.items()} for r in raekker]
    return fil


def _skrevet(v: Any) -> Any:
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, int | Decimal):
        return dansk(Decimal(v))
    if isinstance(v, date):
        return f"{v:%d/%m/%Y}"
    return list(v) if isinstance(v, tuple) else v


# --- The naive reading of a whole pack ----------------------------------------------------

#: A symbolic fact: kind, name, value, list ("" for the application), row (from 1; 0 for the application).
Tegn = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Facit:
    """What the naive reading makes of an application: statuses, findings, and conclusions with what they rest on.

    Places are (list, row) as in the symbolic facts; a conclusion has one entry for each way it is drawn.
    """

    statusser: dict[tuple[str, int], dict[str, str]]
    fund: list[tuple[str, str, str]]
    konklusioner: dict[tuple[str, int], dict[str, set[tuple[str, frozenset[Tegn]]]]]


def steder_i(pakke: Pakke, a: Ansoegning, dato: date | None) -> list[tuple[str, int, Miljoe]]:
    """The application itself and each row, with what an expression there is read in."""
    m = Miljoe(a.fakta, a.raekker, pakke.parametre, dato)
    return [("", 0, m)] + [
        (liste, nr, m.i(liste, r)) for liste in pakke.lister for nr, r in enumerate(a.raekker.get(liste, ()), 1)
    ]


def status_af(k: Kriterium, m: Miljoe) -> str:
    """The status of a criterion (domain, "The access criteria")."""
    krav = k.krav.regn(m)
    if krav == UKENDT:
        return "uoplyst"
    dele = k.forbehold if krav == SAND else k.undtagelser
    vaerst = max((d.regn(m) for d in dele), default=FALSK)
    if vaerst == SAND:
        return "skoen"
    if vaerst == UKENDT:
        return "uoplyst"
    return "opfyldt" if krav == SAND else "ikke_opfyldt"


def facit(pakke: Pakke, a: Ansoegning, dato: date | None) -> Facit:
    """The naive reading of a pack and an application."""
    statusser: dict[tuple[str, int], dict[str, str]] = {}
    fund: list[tuple[str, str, str]] = []
    tegn_: list[Tegn] = []
    for liste, nr, m in steder_i(pakke, a, dato):
        her = statusser.setdefault((liste, nr), {})
        for k in pakke.kriterier:
            if (k.liste or "") == liste:
                her[k.id] = status_af(k, m)
                tegn_.append(("kriterium", k.id, her[k.id], liste, nr))
        for t in pakke.skema:
            if (t.liste or "") == liste:
                for felt, naar in t.dele:
                    if naar.regn(m) == SAND:
                        fund.append((t.id, t.alvor, f"{liste}[{nr - 1}].{felt}" if nr else felt))
                        tegn_.append(("fund", t.id, t.alvor, liste, nr))
        for f in pakke.forhold:
            if (f.liste or "") == liste and f.naar.regn(m) == SAND:
                tegn_ += [("forhold", f.id, "ja", liste, nr)]
    draget: dict[tuple[str, int], dict[str, set[tuple[str, frozenset[Tegn]]]]] = {}
    for liste, nr, _ in [*steder_i(pakke, a, dato)[1:], ("", 0, None)]:
        # A row sees its own; the application sees everything.
        kendte = [t for t in tegn_ if not nr or t[3:] == (liste, nr)]
        her_draget = draget.setdefault((liste, nr), {})
        for data in pakke.data["konklusioner"]:
            if data.get("for", "") == liste:
                for vaerdi, af in _drag(data, kendte):
                    her_draget.setdefault(data["id"], set()).add((vaerdi, frozenset(af)))
                    nyt: Tegn = ("konklusion", data["id"], vaerdi, liste, nr)
                    kendte.append(nyt)
                    if nr:
                        tegn_.append(nyt)
    return Facit(statusser, fund, draget)


def _drag(data: Mapping[str, Any], kendte: list[Tegn]) -> list[tuple[str, list[Tegn]]]:
    """Each way a conclusion is drawn from what is known: its value, and what it rests on."""
    kilde = data.get("vaerste_af") or data.get("antal_af")
    if kilde is not None:
        dens = [t for t in kendte if (t[0] == "kriterium" if kilde == "kriterier" else t[:2] == ("konklusion", kilde))]
        alle = [(s, [t for t in dens if t[2] == s]) for s in ROLLER]
        alle = [(s, af) for s, af in alle if af]
        if "antal_af" in data:
            return alle
        if not dens and "uden" in data:
            return [(data["uden"], [])]
        return alle[:1]
    naar = data["naar"]
    if naar == "altid":
        return [("ja", [])]
    alle_af = [[t for t in kendte if _passer(m, t)] for m in naar.get("alle", ())]
    ingen_af = [[t for t in kendte if _passer(m, t)] for m in naar.get("ingen", ())]
    if not all(alle_af) or any(ingen_af):
        return []
    faste = [t for af in alle_af for t in af]
    if not naar.get("mindst_en"):
        return [("ja", faste)]
    mindst = [[t for t in kendte if _passer(m, t)] for m in naar["mindst_en"]]
    return [("ja", [*faste, *af]) for af in mindst if af]


def _passer(m: Mapping[str, Any], t: Tegn) -> bool:
    art, navn, vaerdi = t[:3]
    if "kriterium" in m:
        return art == "kriterium" and m["kriterium"] in ("alle", navn) and vaerdi in m["er"]
    if "fund" in m:
        return art == "fund" and (vaerdi == m["fund"] if m["fund"] in ("fejl", "advarsel") else navn == m["fund"])
    if "forhold" in m:
        return art == "forhold" and navn == m["forhold"]
    return art == "konklusion" and navn == m["konklusion"] and vaerdi in m.get("er", ("ja",))


def skrevet_tegn(t: Tegn) -> str:
    """A symbolic fact as a justification in the answer writes it."""
    return f"{t[0]}:{t[1]}={t[2]}" + (f"@{t[4]}" if t[4] else "")


assert all(len(unicodedata.normalize("NFC", t.tekst).replace("\r\n", "\n")) == t.tegn for t in TEKSTER)
