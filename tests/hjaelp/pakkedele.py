"""The parts of drawn packs: declared values, and expressions with their text and naive evaluation.

The evaluation is written from the description of the rule language alone and shares nothing with the program's
evaluator: truth values are numbers (false 0, unknown 1, true 2), numbers are fractions in base units, and nothing is
short-circuited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
#: Base values that facts and constants are drawn from, so that values exactly at a limit occur.
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
    """A text with what the built-in functions find in it: length, CPR number, words, per cents, amounts with steps."""

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
TEKST_AF = {t.tekst: t for t in TEKSTER}


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
    mindst: int = 0
    hoejst: int = 99_999
    afledt: Udtryk | None = None
    parameter: bool = False

    def data(self) -> dict[str, Any]:
        """Return the declaration in the form of the pack's data."""
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
            form |= {n: dansk(Decimal(v), tusinder=True) for n, v in (("mindst", self.mindst), ("hoejst", self.hoejst))}
        return {**form, "brug": ["oplysning"]}


def dansk(tal: Decimal, tusinder: bool = False) -> str:
    """Return a number in the notation of the rule language."""
    tekst = f"{tal:,f}" if tusinder else f"{tal:f}"
    return tekst.translate(str.maketrans(",.", ".,"))


# --- Naive evaluation ---------------------------------------------------------------------

FALSK, UKENDT, SAND = 0, 1, 2


@dataclass(frozen=True)
class Miljoe:
    """The context of an evaluation: values in the facts' own units, the row, the date."""

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
    """An expression: its text, precedence, evaluation, whether it reads a fact, and whether it is monotone.

    A condition evaluates to 0, 1 or 2; any other expression to its value, or to None if that is unknown.
    """

    tekst: str
    niveau: int
    regn: Regn = field(compare=False)
    laeser: bool = False
    monoton: bool = True

    def __repr__(self) -> str:
        return f"«{self.tekst}»"


ELLER, OG, IKKE, SAMMENLIGN, REGN, PRODUKT, LED = range(7)


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


def sandhed(vaerdi: bool | None) -> int:
    return UKENDT if vaerdi is None else SAND if vaerdi else FALSK


def sandhedsvaerdi(tal: int) -> bool | None:
    """Convert a truth value of the naive evaluation to the program's."""
    return (False, None, True)[tal]
