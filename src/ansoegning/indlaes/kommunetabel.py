"""Read the table of municipalities, with the region that each belongs to on a given day."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

# The model is imported where it is used, so that listing the packs does not load it.
if TYPE_CHECKING:
    from ..model.vaerdier import Kommuner


def laes_kommuner(tekst: str, pr: date | None) -> Kommuner:
    """Return the municipalities as of a day; None: with the region in the table's first row for each.

    ``tekst`` is CSV: ``fra`` and ``til`` are the period in which the municipality belongs to the region, and
    ``fulde_navn`` is empty if the full name is the name followed by ``Kommune``.
    """
    from ..model.vaerdier import Kommune, Kommuner

    fundne: dict[str, Kommune] = {}
    for raekke in csv.DictReader(io.StringIO(tekst)):
        fra = date.fromisoformat(raekke["fra"]) if raekke["fra"] else date.min
        til = date.fromisoformat(raekke["til"]) if raekke["til"] else date.max
        if (pr is None and raekke["kode"] not in fundne) or (pr is not None and fra <= pr <= til):
            fulde_navn = raekke.get("fulde_navn") or f"{raekke['navn']} Kommune"
            fundne[raekke["kode"]] = Kommune(raekke["kode"], raekke["navn"], raekke["region"], fulde_navn)
    return Kommuner(tuple(fundne.values()))
