"""The table of municipalities, and which region each lies in on a day."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

# The model is read where a pack is, and not where packs are only listed.
if TYPE_CHECKING:
    from ..model.vaerdier import Kommuner


def laes_kommuner(tekst: str, pr: date | None) -> Kommuner:
    """The table of municipalities as of a day; ``fra`` and ``til`` say when a municipality lies in a region.

    ``fulde_navn`` is empty where a municipality calls itself by its name and the word ``Kommune``.

    Without a day the regions are those of the table's first row for each.
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
