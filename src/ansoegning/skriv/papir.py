"""What the documents share: the choice of a pool's template, and text that is safe to print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..fejl import BrugsFejl, usynligt, vis_sikkert
from ..system.dataklasse import dataklasse
from ..system.filer import er_fil
from .skabeloner import Skabeloner

FAELLES = "faelles"


@dataklasse(frozen=True, slots=True)
class Papir:
    """A document's bytes (None: nothing to write); ``bemaerkninger``: Danish sentences for the user of the command."""

    indhold: bytes | None
    bemaerkninger: tuple[str, ...] = ()


def papirskabelon(navn: str, pulje: str, skabeloner: Skabeloner) -> str:
    """Return the full name of a document's template.

    The user's folder comes first; in each folder, the pool's own template comes before the shared one.
    """
    for rod in skabeloner.mapper:
        for mappe in (pulje, FAELLES):
            if er_fil(rod / mappe / navn):
                return f"{mappe}/{navn}"
    return f"{FAELLES}/{navn}"


def skabelonfejl(sti: Path, besked: object) -> BrugsFejl:
    """Return the error for a template that cannot be used, addressed to its author."""
    return BrugsFejl(f"Skabelonen {vis_sikkert(str(sti), 300)} kan ikke bruges: {vis_sikkert(str(besked), 1000)}")


def som_data(indhold: BaseModel) -> dict[str, Any]:
    """Return a document's context as plain data, with its texts cleaned (``rens``)."""
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
    """Return text without invisible and direction-changing characters. Line breaks remain; tabs become spaces."""
    tekst = tekst.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if "\t" in tekst:
        tekst = tekst.replace("\t", " ")
    # Fast path for almost every text: printable characters are never removed.
    if tekst.replace("\n", "").isprintable():
        return tekst
    return "".join(t for t in tekst if t == "\n" or (not usynligt(t) and not _uden_tegn(t)))


def _uden_tegn(tegn: str) -> bool:
    # Unicode's noncharacters: the last two code points of each plane, and a block in the first plane.
    nr = ord(tegn)
    return nr & 0xFFFE == 0xFFFE or 0xFDD0 <= nr <= 0xFDEF
