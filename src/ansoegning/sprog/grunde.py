"""Type-check the phrases of a criterion, whether its own or those of an alternative interpretation."""

from __future__ import annotations

from ..model.regelsaet import Grund
from .erklaeringer import Erklaeringer, Sti
from .omfang import Omfang
from .regelsaet import TypetGrund


def typ_grunde(
    erklaeringer: Erklaeringer, grunde: tuple[Grund, ...], omfang: Omfang, sti: Sti
) -> tuple[TypetGrund, ...]:
    """Type-check the phrases of one status with their conditions. Reports a last phrase that has a condition."""
    typede = []
    for i, grund in enumerate(grunde):
        erklaeringer.frase(grund.tekst, omfang, (*sti, i, "tekst"))
        naar = None
        if grund.naar is not None:
            naar = erklaeringer.udtryk(grund.naar, omfang, (*sti, i, "naar"))
        typede.append(TypetGrund(naar, grund.tekst))
    if typede and typede[-1].naar is not None:
        erklaeringer.fejl((*sti, len(typede) - 1), "Den sidste begrundelse skal gælde altid. Fjern dens »naar«.")
    return tuple(typede)
