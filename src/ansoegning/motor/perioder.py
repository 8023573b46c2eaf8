"""The rows of a derived list: the whole periods of some months within a span, each with sums over the days in it.

Only periods that hold another set of days than the one before are rows, so there are at most twice as many as days,
and the work is that of sorting them. A period without days is no row.
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
# How far the last day of a month may move the first day of a period that reaches a given day.
_SLAEK = 4


def perioderaekker(
    dage: Sequence[tuple[date | None, tuple[Any, ...]]],
    summer: Sequence[str],
    fra: date | None,
    til: date | None,
    maaneder: int,
    form: Periodeform,
) -> tuple[dict[str, Any], ...]:
    """The periods of a length in months within the span, both ends in it, the first first.

    ``dage``: each day with the numbers that are added (None: unknown), named ``summer``. A period has its first and its
    last day and each sum, which is absent where a day's number is unknown. Where the span or a day's date is unknown it
    is not known which periods there are: that is one row of which nothing is known.
    """
    if fra is None or til is None or any(dag is None for dag, _ in dage):
        return ({},)
    sorteret = sorted(((d, tal) for d, tal in dage if d is not None), key=lambda par: par[0])
    datoer = [d for d, _ in sorteret]
    # Sums and the number of unknowns up to each day: a period's is the difference of two of them.
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
    """How many periods there are; unknown where it is not known which."""
    return None if any(r is not None and FRA not in r for r in raekker) else len(raekker)


def _begyndelser(datoer: Sequence[date], fra: date, maaneder: int, form: Periodeform) -> list[date]:
    """The first days of the periods that may hold other days than the one before them, in order."""
    if form == "kalender":
        numre = {(d.year * 12 + d.month - 1) // maaneder * maaneder for d in datoer}
        return [date(nr // 12, nr % 12 + 1, 1) for nr in sorted(numre) if nr // 12 >= 1]
    return sorted({fra, *_efter_hver(datoer), *_naar_hver(datoer, maaneder)})


def _efter_hver(datoer: Iterable[date]) -> Iterable[date]:
    """The day after each day: the first period that no longer holds it begins there."""
    return (d + _EN_DAG for d in datoer if d < date.max)


def _naar_hver(datoer: Iterable[date], maaneder: int) -> Iterable[date]:
    """The first day of the first period that reaches each day."""
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
