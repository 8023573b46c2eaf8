"""The fields of every page where a person decides something: the reason, who, and when."""

from __future__ import annotations

from collections.abc import Mapping

from ..indlaes.personfil import persondato
from ..model.regelsaet import Rolle
from ..model.vaerdier import VaerdiFejl, laes_tekst
from ..sprog.regelsaet import Regelsaet

# The answers that a person may give to a criterion.
SVAR: tuple[Rolle, ...] = ("opfyldt", "ikke_opfyldt")


def personfejl(regelsaet: Regelsaet, skrevet: Mapping[str, str], hvem: str) -> dict[str, str]:
    """Return the errors in the reason, name and date, by field. ``hvem``: the person's action, as a verb."""
    fejl = {}
    if not skrevet["begrundelse"]:
        fejl["begrundelse"] = "Skriv begrundelsen."
    if not skrevet["af"]:
        fejl["af"] = f"Skriv, hvem der {hvem} (navn eller initialer)."
    try:
        if skrevet["dato"]:
            laes_tekst(persondato(regelsaet), skrevet["dato"])
        else:
            fejl["dato"] = "Skriv datoen som dag/måned/år."
    except VaerdiFejl as forkert:
        fejl["dato"] = str(forkert)
    return fejl
