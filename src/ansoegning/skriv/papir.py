"""What the papers have in common: where a template is found, an author's own first, and text that is fit to print."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..fejl import BrugsFejl, usynligt, vis_sikkert
from ..steder import mappe

FAELLES = "faelles"


def skabelonmapper(pulje: str, egne: str | os.PathLike[str] | None = None) -> tuple[Path, ...]:
    """The folders a pool's templates are looked for in, an author's own before the program's.

    Raises BrugsFejl where the author's folder is not there.
    """
    roedder = []
    if egne is not None:
        egen = Path(egne)
        if not egen.is_dir():
            raise BrugsFejl(f"Mappen med skabeloner, {vis_sikkert(str(egen), 200)}, findes ikke.")
        roedder.append(egen)
    mapper = [sti for rod in (*roedder, mappe("templates")) for sti in (rod / pulje, rod / FAELLES)]
    return (*roedder, *mapper)


def find_skabelon(navn: str, mapper: Sequence[Path]) -> Path:
    """The template of this name in the first folder that has one. Raises BrugsFejl where none has."""
    for rod in mapper:
        if (rod / navn).is_file():
            return rod / navn
    raise BrugsFejl(f"Skabelonen »{vis_sikkert(navn, 100)}« findes ikke. Der er ledt i {', '.join(map(str, mapper))}.")


def som_data(indhold: BaseModel) -> dict[str, Any]:
    """A paper's context as plain data, its texts cleaned."""
    data = _renset(indhold.model_dump(mode="json"))
    assert isinstance(data, dict)
    return data


def _renset(vaerdi: object) -> object:
    if isinstance(vaerdi, str):
        return rens(vaerdi)
    if isinstance(vaerdi, list):
        return [_renset(v) for v in vaerdi]
    if isinstance(vaerdi, dict):
        return {noegle: _renset(v) for noegle, v in vaerdi.items()}
    return vaerdi


def rens(tekst: str) -> str:
    """Text without what shows as nothing or turns other text around; line breaks are kept, tabs become blanks."""
    tekst = tekst.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if "\t" in tekst:
        tekst = tekst.replace("\t", " ")
    return "".join(t for t in tekst if t == "\n" or (not usynligt(t) and not _uden_tegn(t)))


def _uden_tegn(tegn: str) -> bool:
    # Never a character: the last two of each plane, and a block in the first.
    nr = ord(tegn)
    return nr & 0xFFFE == 0xFFFE or 0xFDD0 <= nr <= 0xFDEF
