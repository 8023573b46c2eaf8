"""Neutral names for the files that the column engine reads.

The engine takes ``*``, ``?`` and ``[`` in a path as a pattern, and a folder ``navn=vaerdi`` as a column. So it is never
given a name that a user chose: each file gets a name of our own in the run's folder.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from ..fejl import BrugsFejl, vis_sikkert
from ..system.filer import som_brugsfejl

_TEGN = frozenset(" _-./()+@~")
_TEGN_WINDOWS = frozenset("\\:")


def er_neutral(sti: Path) -> bool:
    """Whether every engine takes a path as it stands: letters, digits and a few signs that mean nothing else."""
    tilladte = _TEGN | _TEGN_WINDOWS if sys.platform == "win32" else _TEGN
    return all(t.isalnum() or t in tilladte for t in str(sti))


def arbejdssted(ud: Path | None) -> Path:
    """Where the run's folder is made: beside the answer, or among temporary files where there is none or the engine
    would take the folder's name for a pattern. Raises BrugsFejl where neither will do.
    """
    if ud is not None and er_neutral(ud.parent.resolve()):
        return ud.parent
    sted = Path(tempfile.gettempdir()).resolve()
    if not er_neutral(sted):
        raise BrugsFejl(
            f"Mappen til midlertidige filer, {vis_sikkert(str(sted), 200)}, har tegn i navnet, der ikke kan bruges. "
            "Sæt TMPDIR til en mappe, hvis navn kun har bogstaver og tal."
        )
    return sted


class Motorfiler:
    """The neutral names given in one run. ``rigtige`` are the files behind links, which the engine must be let into."""

    def __init__(self, mappe: Path) -> None:
        self.mappe = mappe
        self.rigtige: list[Path] = []
        self._navne: dict[Path, Path] = {}

    def navn(self, sti: Path) -> Path:
        """The name of a file, the same each time. Raises BrugsFejl where none can be made."""
        if sti not in self._navne:
            try:
                self._navne[sti] = self._giv_navn(sti, self.mappe / f"fil{len(self._navne)}")
            except OSError as fejl:
                raise som_brugsfejl(self.mappe, fejl) from None
        return self._navne[sti]

    def _giv_navn(self, sti: Path, ny: Path) -> Path:
        """A symbolic link costs nothing and leaves the file alone. Windows may refuse one, and a memory stick has none:
        then a second name on the same drive, then the file's own name if it is neutral, then a copy. Raises OSError.
        """
        if _kan_skrives(sti):
            try:
                ny.symlink_to(sti)
            except (OSError, NotImplementedError):
                pass
            else:
                self.rigtige.append(sti)
                return ny
        try:
            os.link(sti, ny)
        except OSError:
            if er_neutral(sti):
                self.rigtige.append(sti)
                return sti
            shutil.copyfile(sti, ny)
        return ny


def _kan_skrives(sti: Path) -> bool:
    """Whether a name is whole Unicode: a name of other bytes cannot stand in a statement."""
    try:
        str(sti).encode()
    except UnicodeEncodeError:
        return False
    return True
