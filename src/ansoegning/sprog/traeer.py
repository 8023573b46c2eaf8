"""The typed tree: an expression after parsing and type checking.

Numbers are exact and in base units (kroner, percentage points, a fact's own unit). ``fra`` and ``til`` bound every
number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ..system.dataklasse import dataklasse
from .enheder import TAL, Dimension

Tal = int | Decimal | Fraction
Vaerdi = int | Decimal | Fraction | date | bool | str | tuple[str, ...]
Art = Literal["tal", "dato", "ja_nej", "valg", "tekst", "tekstliste", "kommune"]


@dataklasse(frozen=True, slots=True)
class Type:
    """A node's type. ``dimension`` and bounds are for numbers, ``valg`` for choices; ``hver``: one value per row.

    ``korn`` (grain): every value is an integer multiple of it; None where no grain is known, as for a ratio.
    """

    art: Art
    dimension: Dimension = TAL
    valg: tuple[str, ...] = ()
    fra: Tal | None = None
    til: Tal | None = None
    hver: bool = False
    korn: Fraction | None = field(default=None, compare=False)


@dataklasse(frozen=True, slots=True)
class Knude:
    """A node. ``plads``: its offset in the expression's text; ``beregning``: the evaluator's cached closure."""

    type: Type
    plads: int = field(compare=False)
    beregning: Callable[..., Any] | None = field(init=False, default=None, compare=False, repr=False)


@dataklasse(frozen=True, slots=True)
class Konstant(Knude):
    """A literal."""

    vaerdi: Vaerdi


@dataklasse(frozen=True, slots=True)
class Param(Knude):
    """A parameter of the pack."""

    navn: str


@dataklasse(frozen=True, slots=True)
class Fakt(Knude):
    """A fact. ``liste`` is the list it belongs to, None for the application; ``faktor`` converts to the base unit."""

    navn: str
    liste: str | None
    faktor: int


@dataklasse(frozen=True, slots=True)
class Regn(Knude):
    """Arithmetic: ``+`` and ``-`` on one dimension; ``*`` multiplies, ``pct`` multiplies by a percentage."""

    op: Literal["+", "-", "*", "pct"]
    a: Knude
    b: Knude


@dataklasse(frozen=True, slots=True)
class Sammenlign(Knude):
    """A comparison, ``a op b``."""

    op: Literal["<", "<=", ">", ">=", "=", "<>"]
    a: Knude
    b: Knude


@dataklasse(frozen=True, slots=True)
class Og(Knude):
    """A conjunction (Kleene logic)."""

    dele: tuple[Knude, ...]


@dataklasse(frozen=True, slots=True)
class Eller(Knude):
    """A disjunction (Kleene logic)."""

    dele: tuple[Knude, ...]


@dataklasse(frozen=True, slots=True)
class Ikke(Knude):
    """A negation; unknown stays unknown."""

    a: Knude


@dataklasse(frozen=True, slots=True)
class Hvis(Knude):
    """A conditional; when its condition is unknown, it has the value of the branches if these are equal."""

    naar: Knude
    saa: Knude
    ellers: Knude


@dataklasse(frozen=True, slots=True)
class Udfyldt(Knude):
    """Whether a fact is known; never unknown itself."""

    fakt: Fakt


@dataklasse(frozen=True, slots=True)
class I(Knude):  # noqa: E742 - the language's own word for membership
    """Whether a value is a member of a set."""

    a: Knude
    maengde: tuple[Vaerdi, ...]


@dataklasse(frozen=True, slots=True)
class Saml(Knude):
    """An aggregate of an expression over the rows of a list: ``sum``, ``antal``, ``alle`` or ``nogen``."""

    art: Literal["sum", "antal", "alle", "nogen"]
    a: Knude
    liste: str


@dataklasse(frozen=True, slots=True)
class AntalRaekker(Knude):
    """The number of rows in a list."""

    liste: str


@dataklasse(frozen=True, slots=True)
class Hver(Knude):
    """An expression's value for each row; only as an argument of a built-in function."""

    a: Knude
    liste: str


@dataklasse(frozen=True, slots=True)
class Maengde(Knude):
    """A set of values, as an argument."""

    dele: tuple[Knude, ...]


@dataklasse(frozen=True, slots=True)
class Kald(Knude):
    """A call of a built-in function (``motor/indbygget.py``)."""

    navn: str
    argumenter: tuple[Knude, ...]


def boern(knude: Knude) -> tuple[Knude, ...]:
    """Return a node's children, in the order they are written."""
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
    """Return the node with child number ``nr`` (numbered as in ``boern``) replaced."""
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
    """Return the node and all its descendants, in the order written."""
    fundet = [knude]
    for barn in boern(knude):
        fundet.extend(alle_knuder(barn))
    return fundet


def enkelte(knude: Knude) -> list[Knude]:
    """Return the conditions that a condition combines by conjunction, disjunction and negation, in the order written.

    Their values determine its value.
    """
    if not isinstance(knude, Og | Eller | Ikke):
        return [knude]
    return [x for barn in boern(knude) for x in enkelte(barn)]
