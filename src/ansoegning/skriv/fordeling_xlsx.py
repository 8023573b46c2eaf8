"""A split cost as a workbook: a sheet for each component, one for the deviations, numbers as numbers."""

from __future__ import annotations

from ..model.fordelingssvar import FordelSvar
from .fordeling_tabeller import tabeller
from .rangliste_xlsx import skriv_arkene


def skriv_fordeling_xlsx(svar: FordelSvar) -> bytes:
    """The workbook; the same answer gives the same bytes."""
    return skriv_arkene(tabeller(svar), titel=f"Fordeling – {svar.titel}", pulje=svar.titel)
