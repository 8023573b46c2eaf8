"""Bounds and grains of numbers, for the types of sums, products and ratios.

A grain is a number that every value is an integer multiple of: 1.000 kr. for an amount in t.kr., 1/100 for a percentage
with two decimals. It bounds ratios from above: a divisor that is not zero is at least one grain in absolute value.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd

from .traeer import Tal, Type


def faelles(korn: Iterable[Fraction | None]) -> Fraction | None:
    """Return a grain of numbers with all these grains."""
    fundet = Fraction(0)
    for k in korn:
        if k is None:
            return None
        taeller = gcd(fundet.numerator * k.denominator, k.numerator * fundet.denominator)
        fundet = Fraction(taeller, fundet.denominator * k.denominator)
    return fundet or None


def gange(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    """Return the grain of a product."""
    return None if a is None or b is None else a * b


def forhold(a: Type, b: Type) -> tuple[Fraction, Fraction] | None:
    """Return the bounds of ``a`` divided by ``b`` where ``b`` is not zero; None where there are none."""
    if a.fra is None or a.til is None or b.fra is None or b.til is None:
        return None
    over = (Fraction(a.fra), Fraction(a.til))
    under: list[Fraction] = []
    for ende, fortegn in ((Fraction(b.til), 1), (-Fraction(b.fra), -1)):
        # The positive part of b, and the absolute value of its negative part.
        inderst = Fraction(b.fra) if fortegn == 1 else -Fraction(b.til)
        if ende <= 0:
            continue
        naermest = inderst if inderst > 0 else b.korn
        if naermest is None:
            return None
        under += [fortegn * ende, fortegn * min(naermest, ende)]
    if not under:
        return None
    alle = [x / y for x in over for y in under]
    return min(alle), max(alle)


def foren(typer: Iterable[Type]) -> tuple[Tal | None, Tal | None]:
    """Return the bounds of a value that has one of these types."""
    alle = list(typer)
    fra, til = [t.fra for t in alle], [t.til for t in alle]
    return (
        None if None in fra else min(f for f in fra if f is not None),
        None if None in til else max(t for t in til if t is not None),
    )
