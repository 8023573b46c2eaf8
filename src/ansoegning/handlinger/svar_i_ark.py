"""``tjek --svar-i-ark``: judge an application, and write a new workbook with its values and the answer in its cells."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl, vis_sikkert
from ..indlaes import argumenter
from ..model.resultat import Resultat
from ..system.filer import skriv_fil
from .tjek import laes_og_bedoem

_ENDELSE = ".xlsx"


def tjek_i_ark(
    ansoegning: str | os.PathLike[str] | Mapping[str, Any], *, ark: str | os.PathLike[str], **valg: Any
) -> Resultat:
    """Judge as ``tjek``, and also write the application's values and the answer to a new workbook ``ark`` (.xlsx).

    Reading the workbook yields the same application: assumed values are mentioned in it but not filled in. ``valg`` are
    the other arguments of ``tjek``. Raises as ``tjek``, and BrugsFejl if ``ark`` already exists, cannot be written, or
    has no room for the application.
    """
    from ..skriv.arksvar import Arksvar
    from ..skriv.projektmappe import skriv_projektmappe

    argumenter.sti("ark", ark)
    kontroller_ark((os.fspath(ansoegning) if not isinstance(ansoegning, Mapping) else "",), os.fspath(ark))
    laest, regelsaet, resultat = laes_og_bedoem(ansoegning, **valg)
    skriv_fil(Path(ark), skriv_projektmappe(regelsaet, laest, Arksvar(resultat, regelsaet)))
    return resultat


def kontroller_ark(filer: Sequence[str], ark: str) -> None:
    """Raise BrugsFejl if the answers to these files cannot be written to this workbook."""
    vist = vis_sikkert(ark, 300)
    if len(filer) != 1:
        raise BrugsFejl(f"--svar-i-ark skriver svarene til én fil, men der er {len(filer)}. Giv én FIL ad gangen.")
    if Path(ark).suffix.lower() != _ENDELSE:
        raise BrugsFejl(f"--svar-i-ark skriver en projektmappe, så »{vist}« skal ende på {_ENDELSE}.")
    if os.path.lexists(ark):
        raise BrugsFejl(f"»{vist}« findes allerede, og --svar-i-ark skriver aldrig oven i en fil. Vælg et andet navn.")
