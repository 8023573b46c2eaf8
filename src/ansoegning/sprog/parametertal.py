"""Numbers of a pack's order that are the same for every row: literals, and expressions over parameters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .traeer import Kald, Knude, Konstant, Param, Regn, alle_knuder

# The functions that are allowed, because they are defined for all numbers.
_KALD = ("mindste", "hoejeste")


def kan_regnes(knude: Knude) -> bool:
    """Return whether a tree has only numbers and parameters, ``+``, ``-``, ``×``, ``mindste`` and ``hoejeste``."""
    return all(
        isinstance(k, Konstant | Param | Regn) or (isinstance(k, Kald) and k.navn in _KALD) for k in alle_knuder(knude)
    )


def regn(knude: Knude, parametre: Mapping[str, Any]) -> Fraction:
    """Evaluate such a tree in base units. ``parametre`` are in base units."""
    match knude:
        case Konstant(vaerdi=v):
            return Fraction(v)  # type: ignore[arg-type] # a number: the tree is type-checked
        case Param(navn=navn):
            return Fraction(parametre[navn])
        case Regn(op=op, a=a, b=b):
            x, y = regn(a, parametre), regn(b, parametre)
            if op == "+":
                return x + y
            if op == "-":
                return x - y
            return x * y if op == "*" else x * y / 100
        case Kald(navn=navn, argumenter=argumenter):
            tal = [regn(a, parametre) for a in argumenter]
            return min(tal) if navn == "mindste" else max(tal)
    raise AssertionError(knude)


def parametre_i(knude: Knude | None) -> set[str]:
    """Return the parameters that a tree reads."""
    return {k.navn for k in alle_knuder(knude) if isinstance(k, Param)} if knude is not None else set()
