"""Rows of a derived list: the complete periods of some months within a span, each with sums over the dates in it.

Only periods that contain another set of dates than the preceding period become rows. There are therefore at most twice
as many rows as dates, and sorting them dominates the running time. A period without dates is not a row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Any

from ..model.regelsaet import Periodeform
from ..sprog.perioder import FRA, TIL
from .indbygget import flyttet, flyttet_maaneder

_EN_DAG = timedelta(days=1)
# The maximum number of days by which month lengths can shift the first day of a period that reaches a given date.
_SLAEK = 4


def perioderaekker(
    dage: Sequence[tuple[date | None, tuple[Any, ...]]],
    summer: Sequence[str],
    fra: date | None,
    til: date | None,
    maaneder: int,
    form: Periodeform,
) -> tuple[dict[str, Any], ...]:
    """Return the periods of a length in months that lie completely within the span, in order of their first day.

    A row contains the period's first and last day and each sum; a sum is absent where a number in it is unknown. Where
    the span or a date is unknown, the periods are unknown: the result is then one empty row.

    Args:
        dage: each date with the numbers to sum (None: unknown).
        summer: the names of these numbers.
        fra: the first day of the span.
        til: the last day of the span.
        maaneder: the length of a period.
        form: whether periods begin on any day (``glidende``) or follow each other from 1 January (``kalender``).
    """
    if fra is None or til is None or any(dag is None for dag, _ in dage):
        return ({},)
    sorteret = sorted(((d, tal) for d, tal in dage if d is not None), key=lambda par: par[0])
    datoer = [d for d, _ in sorteret]
    # Prefix sums, and prefix counts of unknown numbers: the sum of a period is the difference of two of them.
    kendte = [[0, *accumulate(tal[nr] or 0 for _, tal in sorteret)] for nr in range(len(summer))]
    ukendte = [[0, *accumulate(int(tal[nr] is None) for _, tal in sorteret)] for nr in range(len(summer))]
    raekker: list[dict[str, Any]] = []
    foer: tuple[int, int] | None = None
    for foerste in _begyndelser(datoer, fra, maaneder, form):
        efter = flyttet_maaneder(foerste, maaneder, "rund_ned")
        if foerste < fra or efter is None or efter - _EN_DAG > til:
            continue
        her = (bisect_left(datoer, foerste), bisect_right(datoer, efter - _EN_DAG))
        if her[0] == her[1] or her == foer:
            continue
        foer = her
        raekke: dict[str, Any] = {FRA: foerste, TIL: efter - _EN_DAG}
        for navn, sum_, mangler in zip(summer, kendte, ukendte, strict=True):
            if mangler[her[0]] == mangler[her[1]]:
                raekke[navn] = _heltal(sum_[her[1]] - sum_[her[0]])
        raekker.append(raekke)
    return tuple(raekker)


def antal_raekker(raekker: Sequence[Mapping[str, Any] | None]) -> int | None:
    """Return the number of periods; unknown where the periods are unknown."""
    return None if any(r is not None and FRA not in r for r in raekker) else len(raekker)


def _begyndelser(datoer: Sequence[date], fra: date, maaneder: int, form: Periodeform) -> list[date]:
    """Return the first days of periods that may contain other dates than the preceding period, in order."""
    if form == "kalender":
        numre = {(d.year * 12 + d.month - 1) // maaneder * maaneder for d in datoer}
        return [date(nr // 12, nr % 12 + 1, 1) for nr in sorted(numre) if nr // 12 >= 1]
    return sorted({fra, *_efter_hver(datoer), *_naar_hver(datoer, maaneder)})


def _efter_hver(datoer: Iterable[date]) -> Iterable[date]:
    """Return the day after each date: the first period that no longer contains the date begins there."""
    return (d + _EN_DAG for d in datoer if d < date.max)


def _naar_hver(datoer: Iterable[date], maaneder: int) -> Iterable[date]:
    """Return the first day of the first period that reaches each date."""
    for d in datoer:
        cirka = flyttet_maaneder(d, -maaneder, "rund_ned")
        for skridt in range(-_SLAEK, _SLAEK + 1):
            foerste = flyttet(cirka, skridt)
            efter = flyttet_maaneder(foerste, maaneder, "rund_ned")
            if foerste is not None and efter is not None and efter > d:
                yield foerste
                break


def _heltal(v: Any) -> Any:
    return v.numerator if isinstance(v, Fraction) and v.denominator == 1 else v
