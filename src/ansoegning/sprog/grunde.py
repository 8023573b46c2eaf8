"""The phrases of a criterion's statuses typed: those of the criterion itself, and those of another reading of it."""

from __future__ import annotations

from ..model.regelsaet import Grund
from .erklaeringer import Erklaeringer, Sti
from .regelsaet import TypetGrund
from .typer import Omfang


def typ_grunde(e: Erklaeringer, grunde: tuple[Grund, ...], omfang: Omfang, sti: Sti) -> tuple[TypetGrund, ...]:
    """The phrases of one status with their conditions typed. Reported as a fault: a last phrase with a condition."""
    typede = []
    for i, grund in enumerate(grunde):
        e.frase(grund.tekst, omfang, (*sti, i, "tekst"))
        naar = None
        if grund.naar is not None:
            naar = e.udtryk(grund.naar, omfang, (*sti, i, "naar"))
        typede.append(TypetGrund(naar, grund.tekst))
    if typede and typede[-1].naar is not None:
        e.fejl((*sti, len(typede) - 1), "Den sidste begrundelse skal gælde altid. Fjern dens »naar«.")
    return tuple(typede)
