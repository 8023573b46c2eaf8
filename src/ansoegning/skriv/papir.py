"""What the papers have in common: which template is a pool's, and text that is fit to print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..fejl import BrugsFejl, usynligt, vis_sikkert
from .skabeloner import Skabeloner

FAELLES = "faelles"


@dataclass(frozen=True, slots=True)
class Papir:
    """A paper's bytes (None: nothing to write); ``bemaerkninger``: Danish sentences for whoever runs the command."""

    indhold: bytes | None
    bemaerkninger: tuple[str, ...] = ()


def papirskabelon(navn: str, pulje: str, skabeloner: Skabeloner) -> str:
    """The full name of a paper's template. An author's folder comes first; in each the pool's own before the shared."""
    for rod in skabeloner.mapper:
        for mappe in (pulje, FAELLES):
            if (rod / mappe / navn).is_file():
                return f"{mappe}/{navn}"
    return f"{FAELLES}/{navn}"


def skabelonfejl(sti: Path, besked: object) -> BrugsFejl:
    """The error for a template that cannot be used, addressed to its author."""
    return BrugsFejl(f"Skabelonen {vis_sikkert(str(sti), 300)} kan ikke bruges: {vis_sikkert(str(besked), 1000)}")


def som_data(indhold: BaseModel) -> dict[str, Any]:
    """A paper's context as plain data, with its texts cleaned (``rens``)."""
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
    """Text without invisible and direction-changing characters; line breaks are kept, tabs become spaces."""
    tekst = tekst.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if "\t" in tekst:
        tekst = tekst.replace("\t", " ")
    # Almost every text: none of what is taken out can be printed.
    if tekst.replace("\n", "").isprintable():
        return tekst
    return "".join(t for t in tekst if t == "\n" or (not usynligt(t) and not _uden_tegn(t)))


def _uden_tegn(tegn: str) -> bool:
    # Unicode's noncharacters: the last two code points of each plane, and a block in the first plane.
    nr = ord(tegn)
    return nr & 0xFFFE == 0xFFFE or 0xFDD0 <= nr <= 0xFDEF
