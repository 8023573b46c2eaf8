"""Generate changes of a pack's derived lists: the other form of period, other sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ..sprog.perioder import TypetPeriode
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import Knude


def summer(regelsaet: Regelsaet) -> Iterator[tuple[str, str, Knude]]:
    """Yield each sum of each derived list as (list, name of the sum, the expression summed)."""
    for liste, periode in regelsaet.perioder.items():
        for navn, trae in periode.summer.items():
            yield liste, navn, trae


def med_sum(regelsaet: Regelsaet, liste: str, navn: str, ny: Knude) -> Regelsaet:
    """Return the pack with another expression in one sum."""
    periode = regelsaet.perioder[liste]
    return _med(liste, replace(periode, summer={**periode.summer, navn: ny}), regelsaet)


def periodeaendringer(regelsaet: Regelsaet) -> Iterator[tuple[str, str, Callable[[Regelsaet], Regelsaet]]]:
    """Yield each derived list with its other form of period, as (list, the change in words, the change)."""
    for liste, p in regelsaet.perioder.items():
        anden = replace(p, form="kalender" if p.form == "glidende" else "glidende")
        yield liste, f"»{p.form}« bliver »{anden.form}«", partial(_med, liste, anden)


def _med(liste: str, periode: TypetPeriode, regelsaet: Regelsaet) -> Regelsaet:
    return replace(regelsaet, perioder={**regelsaet.perioder, liste: periode})
