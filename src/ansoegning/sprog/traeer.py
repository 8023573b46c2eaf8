"""The typed tree: what an expression is after parsing and checking.

Numbers are exact and in base units (kroner, percentage points, a fact's own unit). ``fra``/``til`` bound every number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from .enheder import TAL, Dimension

Tal = int | Decimal | Fraction
Vaerdi = int | Decimal | Fraction | date | bool | str | tuple[str, ...]
Art = Literal["tal", "dato", "ja_nej", "valg", "tekst", "tekstliste", "kommune"]


@dataclass(frozen=True, slots=True)
class Type:
    """``dimension`` and the bounds concern numbers; ``valg`` the choices; ``hver`` a value per row of a list.

    ``korn``: every number is a whole multiple of it; None where no such number is known, as of a ratio.
    """

    art: Art
    dimension: Dimension = TAL
    valg: tuple[str, ...] = ()
    fra: Tal | None = None
    til: Tal | None = None
    hver: bool = False
    korn: Fraction | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Knude:
    """A node. ``plads``: its offset in the expression's text; ``beregning``: the evaluator's cached closure."""

    type: Type
    plads: int = field(compare=False)
    beregning: Callable[..., Any] | None = field(init=False, default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Konstant(Knude):
    """A value written in the expression."""

    vaerdi: Vaerdi


@dataclass(frozen=True, slots=True)
class Param(Knude):
    """A parameter of the pack; ``faktor`` converts it to the base unit."""

    navn: str
    faktor: int


@dataclass(frozen=True, slots=True)
class Fakt(Knude):
    """A fact. ``liste`` is the list it belongs to, None for the application; ``faktor`` to its base unit."""

    navn: str
    liste: str | None
    faktor: int


@dataclass(frozen=True, slots=True)
class Regn(Knude):
    """``+`` and ``-`` on one dimension; ``*`` multiplies, ``pct`` multiplies by a per cent."""

    op: Literal["+", "-", "*", "pct"]
    a: Knude
    b: Knude


@dataclass(frozen=True, slots=True)
class Sammenlign(Knude):
    """``a op b``."""

    op: Literal["<", "<=", ">", ">=", "=", "<>"]
    a: Knude
    b: Knude


@dataclass(frozen=True, slots=True)
class Og(Knude):
    """True where every part is."""

    dele: tuple[Knude, ...]


@dataclass(frozen=True, slots=True)
class Eller(Knude):
    """True where a part is."""

    dele: tuple[Knude, ...]


@dataclass(frozen=True, slots=True)
class Ikke(Knude):
    """The opposite; unknown stays unknown."""

    a: Knude


@dataclass(frozen=True, slots=True)
class Hvis(Knude):
    """``saa`` where a condition is true, ``ellers`` where it is false; where it is unknown, what both are if alike."""

    naar: Knude
    saa: Knude
    ellers: Knude


@dataclass(frozen=True, slots=True)
class Udfyldt(Knude):
    """Whether a fact is known; itself never unknown."""

    fakt: Fakt


@dataclass(frozen=True, slots=True)
class I(Knude):  # noqa: E742 - the language's own word for membership
    """Whether a value is one of a set."""

    a: Knude
    maengde: tuple[Vaerdi, ...]


@dataclass(frozen=True, slots=True)
class Saml(Knude):
    """``sum``, ``antal``, ``alle``, ``nogen`` of an expression over the rows of a list."""

    art: Literal["sum", "antal", "alle", "nogen"]
    a: Knude
    liste: str


@dataclass(frozen=True, slots=True)
class AntalRaekker(Knude):
    """How many rows a list has."""

    liste: str


@dataclass(frozen=True, slots=True)
class Hver(Knude):
    """An expression's value for each row; only as an argument of a built-in test."""

    a: Knude
    liste: str


@dataclass(frozen=True, slots=True)
class Maengde(Knude):
    """A set of values, as an argument."""

    dele: tuple[Knude, ...]


@dataclass(frozen=True, slots=True)
class Kald(Knude):
    """A built-in test (``motor/indbygget.py``)."""

    navn: str
    argumenter: tuple[Knude, ...]


def boern(knude: Knude) -> tuple[Knude, ...]:
    """The direct parts of a node, in the order they are written."""
    match knude:
        case Og(dele=dele) | Eller(dele=dele) | Maengde(dele=dele):
            return dele
        case Regn(a=a, b=b) | Sammenlign(a=a, b=b):
            return (a, b)
        case Hvis(naar=naar, saa=saa, ellers=ellers):
            return (naar, saa, ellers)
        case Ikke(a=a) | I(a=a) | Saml(a=a) | Hver(a=a):
            return (a,)
        case Udfyldt(fakt=fakt):
            return (fakt,)
        case Kald(argumenter=argumenter):
            return argumenter
        case _:
            return ()


def med_barn(knude: Knude, nr: int, ny: Knude) -> Knude:
    """The node with its part number ``nr`` (numbered as in ``boern``) replaced."""
    match knude:
        case Og(dele=dele) | Eller(dele=dele) | Maengde(dele=dele):
            return replace(knude, dele=(*dele[:nr], ny, *dele[nr + 1 :]))
        case Regn() | Sammenlign():
            return replace(knude, b=ny) if nr else replace(knude, a=ny)
        case Hvis():
            if nr == 0:
                return replace(knude, naar=ny)
            return replace(knude, saa=ny) if nr == 1 else replace(knude, ellers=ny)
        case Ikke() | I() | Saml() | Hver():
            return replace(knude, a=ny)
        case Kald(argumenter=argumenter):
            return replace(knude, argumenter=(*argumenter[:nr], ny, *argumenter[nr + 1 :]))
    raise AssertionError(knude)


def alle_knuder(knude: Knude) -> list[Knude]:
    """The node and everything in it, in the order it is written."""
    fundet = [knude]
    for barn in boern(knude):
        fundet.extend(alle_knuder(barn))
    return fundet
