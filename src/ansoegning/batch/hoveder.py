"""Read a table's headers, before the user has decided what its columns contain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..sprog.regelsaet import Regelsaet
from .csv_fil import gennemgaa
from .db import forbind, luk
from .find_ind import Fundet
from .ind import kolonnetyper, laesefejl
from .linjer import navne_i_jsonl
from .motorfiler import Motorfiler


def laes_overskrifter(fundet: Fundet, regelsaet: Regelsaet, mappe: Path, filer: Motorfiler) -> list[str]:
    """Return an input's headers unchanged, known or unknown. Raises LaeseFejl and BrugsFejl."""
    fundet = replace(fundet, neutrale=tuple(filer.navn(f) for f in fundet.filer))
    sti = fundet.filer[0]
    if fundet.format == "csv":
        return gennemgaa(fundet.neutrale[0], fundet.sted, regelsaet, mappe).navne
    if fundet.format == "jsonl":
        return navne_i_jsonl(sti, fundet.sted)
    if fundet.format == "xlsx":
        from .projektmapper import navne_i_xlsx

        return navne_i_xlsx(sti, fundet.sted, regelsaet, mappe)
    con = forbind(filer.rigtige, mappe, "500MB", 1)
    try:
        with laesefejl(fundet.sted):
            return [n for n, _ in kolonnetyper(con, fundet.neutrale[0])]
    finally:
        luk(con)
