"""The fields of every page where a person decides something: the reason, who, and when."""

from __future__ import annotations

from collections.abc import Mapping

from ..fejl import BrugsFejl
from ..indlaes.argumenter import laes_dag
from ..model.regelsaet import Rolle

# The answers that a person may give to a criterion.
SVAR: tuple[Rolle, ...] = ("opfyldt", "ikke_opfyldt")


def personfejl(skrevet: Mapping[str, str], hvem: str) -> dict[str, str]:
    """Return the errors in the reason, name and date, by field. ``hvem``: the person's action, as a verb."""
    fejl = {}
    if not skrevet["begrundelse"]:
        fejl["begrundelse"] = "Skriv begrundelsen."
    if not skrevet["af"]:
        fejl["af"] = f"Skriv, hvem der {hvem} (navn eller initialer)."
    try:
        if skrevet["dato"]:
            laes_dag(skrevet["dato"])
        else:
            fejl["dato"] = "Skriv datoen som dag/måned/år."
    except BrugsFejl as forkert:
        fejl["dato"] = str(forkert)
    return fejl
