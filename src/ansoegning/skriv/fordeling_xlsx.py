"""A split cost as a workbook: one sheet for each component and one for the deviations, with numbers as numbers."""

from __future__ import annotations

from ..model.fordelingssvar import FordelSvar
from .fordeling_tabeller import tabeller
from .rangliste_xlsx import skriv_arkene


def skriv_fordeling_xlsx(svar: FordelSvar) -> bytes:
    """Return the workbook; the same answer always gives the same bytes."""
    return skriv_arkene(tabeller(svar), titel=f"Fordeling – {svar.titel}", pulje=svar.titel)
