"""Split an amount between parties by a key, in whole units, exactly and deterministically.

The module is independent of rule packs: the caller decides what is split (kroner, oere, places) and what the key
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

Noegletal = int | Decimal | Fraction
# The same values as in ``model.fordelingspakke``, which this pure module does not import.
Afrunding = Literal["stoerste_rest", "rest_til_stoerste", "hver_for_sig"]


def del_op(beloeb: int, noegler: Sequence[Noegletal], afrunding: Afrunding = "stoerste_rest") -> tuple[int, ...]:
    """Return each party's share of an amount, in the parties' order.

    The rounding methods: ``stoerste_rest`` (largest remainder) rounds each share down and gives one of the remaining
    units to each of the shares with the largest remainders; among equal remainders the larger key comes first, among
    equal keys the earlier party. ``rest_til_stoerste`` rounds each share down and gives all remaining units to the
    largest key (the earliest of several). ``hver_for_sig`` rounds each share to the nearest unit, halves up. The first
    two always sum to the amount; the last need not.

    Args:
        beloeb: the amount to split, in the smallest unit that is paid; not negative.
        noegler: the parties' keys, not negative, in any unit.
        afrunding: the rounding method.

    Raises:
        ValueError: the amount or a key is negative, or there is an amount and no positive key.
    """
    dele = andele(beloeb, noegler)
    return _AFRUNDINGER[afrunding](beloeb, dele, [Fraction(n) for n in noegler])


def andele(beloeb: int | Fraction, noegler: Sequence[Noegletal]) -> tuple[Fraction, ...]:
    """Return each party's exact share of an amount. Raises ValueError as ``del_op``."""
    tal = [Fraction(n) for n in noegler]
    if beloeb < 0 or any(n < 0 for n in tal):
        raise ValueError("neither an amount nor a key can be negative")
    sum_ = sum(tal, Fraction(0))
    if sum_ == 0:
        if beloeb:
            raise ValueError("an amount cannot be split where no key is positive")
        return tuple(Fraction(0) for _ in tal)
    return tuple(beloeb * n / sum_ for n in tal)


def naermeste(vaerdi: Fraction) -> int:
    """Return the whole number nearest to a non-negative number, halves up."""
    return floor(vaerdi + Fraction(1, 2))


def _stoerste_rest(beloeb: int, dele: Sequence[Fraction], noegler: Sequence[Fraction]) -> tuple[int, ...]:
    hele = [floor(d) for d in dele]
    orden = sorted(range(len(dele)), key=lambda i: (hele[i] - dele[i], -noegler[i], i))
    for i in orden[: beloeb - sum(hele)]:
        hele[i] += 1
    return tuple(hele)


def _rest_til_stoerste(beloeb: int, dele: Sequence[Fraction], noegler: Sequence[Fraction]) -> tuple[int, ...]:
    hele = [floor(d) for d in dele]
    if hele:
        hele[max(range(len(dele)), key=lambda i: (noegler[i], -i))] += beloeb - sum(hele)
    return tuple(hele)


def _hver_for_sig(_beloeb: int, dele: Sequence[Fraction], _noegler: Sequence[Fraction]) -> tuple[int, ...]:
    return tuple(naermeste(d) for d in dele)


_AFRUNDINGER: Mapping[Afrunding, Callable[[int, Sequence[Fraction], Sequence[Fraction]], tuple[int, ...]]] = {
    "stoerste_rest": _stoerste_rest,
    "rest_til_stoerste": _rest_til_stoerste,
    "hver_for_sig": _hver_for_sig,
}
