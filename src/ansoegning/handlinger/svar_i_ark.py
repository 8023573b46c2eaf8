"""``tjek --svar-i-ark``: judge an application, and write a new workbook with its values and the answer in its cells."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..bedoemmelse.bedoem import bedoem_ansoegning
from ..fejl import BrugsFejl, vis_sikkert
from ..indlaes import argumenter
from ..indlaes.afvist import som_laesefejl
from ..indlaes.ansoegning import laes_antagelser
from ..indlaes.vurderinger import laes_vurderinger
from ..model.resultat import Resultat
from ..motor.kaeder import kaeder
from ..system.filer import skriv_fil
from .tjek import laes

_ENDELSE = ".xlsx"


def tjek_i_ark(  # noqa: PLR0913 - the arguments of tjek, and where to write
    ansoegning: str | os.PathLike[str] | Mapping[str, Any],
    *,
    ark: str | os.PathLike[str],
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
    hvorfor: bool = False,
    vurderinger: str | os.PathLike[str] | None = None,
) -> Resultat:
    """Judge as ``tjek``, and also write the application's values and the answer to a new workbook ``ark`` (.xlsx).

    Reading the workbook yields the same application: assumed values are mentioned in it but not filled in. Raises as
    ``tjek``, and BrugsFejl if ``ark`` already exists, cannot be written, or has no room for the application.
    """
    from ..skriv.arksvar import Arksvar
    from ..skriv.projektmappe import skriv_projektmappe

    argumenter.sti("ark", ark)
    kontroller_ark((os.fspath(ansoegning) if not isinstance(ansoegning, Mapping) else "",), os.fspath(ark))
    dato = argumenter.dag("dato", dato)
    argumenter.tekster("antag", antag)
    argumenter.ja_nej("hvorfor", hvorfor)
    argumenter.sti("vurderinger", vurderinger)
    with som_laesefejl("<python>" if isinstance(ansoegning, Mapping) else os.fspath(ansoegning)):
        laest, regelsaet = laes(ansoegning, pulje=pulje, saet=saet, regler=regler)
        resultat = bedoem_ansoegning(
            laest,
            regelsaet,
            kaeder(),
            dato=dato,
            antag=laes_antagelser(regelsaet, antag or {}),
            sat=tuple(saet or ()),
            hvorfor=hvorfor,
            vurderinger=laes_vurderinger(os.fspath(vurderinger), regelsaet) if vurderinger is not None else (),
        )
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
