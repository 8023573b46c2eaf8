"""Generated file names for the files that DuckDB reads.

DuckDB interprets ``*``, ``?`` and ``[`` in a path as a pattern, and a folder ``navn=vaerdi`` as a column. It therefore
never receives a name chosen by a user: each file gets a generated name in the run's folder.
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
    """Return whether a path is safe unchanged: letters, digits and characters without special meaning only."""
    tilladte = _TEGN | _TEGN_WINDOWS if sys.platform == "win32" else _TEGN
    return all(t.isalnum() or t in tilladte for t in str(sti))


def arbejdssted(ud: Path | None) -> Path:
    """Return the folder in which the run's folder is created.

    It is the folder of the answer, or that of temporary files if there is no answer file or DuckDB would interpret the
    folder's name as a pattern. Raises BrugsFejl if neither can be used.
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
    """The generated names of one run. ``rigtige`` are the files behind links, which DuckDB must be allowed to read."""

    def __init__(self, mappe: Path) -> None:
        self.mappe = mappe
        self.rigtige: list[Path] = []
        self._navne: dict[Path, Path] = {}

    def navn(self, sti: Path) -> Path:
        """Return the generated name of a file, the same for each call. Raises BrugsFejl if none can be made."""
        if sti not in self._navne:
            try:
                self._navne[sti] = self._giv_navn(sti, self.mappe / f"fil{len(self._navne)}")
            except OSError as fejl:
                raise som_brugsfejl(self.mappe, fejl) from None
        return self._navne[sti]

    def _giv_navn(self, sti: Path, ny: Path) -> Path:
        """Make the file available under a generated name.

        A symbolic link costs nothing and does not touch the file. Windows may refuse one, and FAT drives have none;
        then a hard link is tried, then the file's own name if it is safe, then a copy. Raises OSError.
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
    """Return whether a path can stand in DuckDB's list of the files that it may read.

    A name that is not valid Unicode cannot be part of an SQL statement, and DuckDB takes ``\\`` for ``/`` everywhere.
    """
    if "\\" in str(sti) and sys.platform != "win32":
        return False
    try:
        str(sti).encode()
    except UnicodeEncodeError:
        return False
    return True
