"""A temporary folder for the unfinished files of a run, beside the result, so that only complete files get final names.

A killed run leaves its folder behind, with a lock file that no process has locked; the next run in the same place
removes it.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

from ..fejl import BrugsFejl, vis_sikkert
from .afbrydelse import oprydning, udskudt
from .filer import som_brugsfejl
from .pladser import fjern_mapper, lav_mapper

FORSTAVELSE = ".ansoegning-batch-"
_LAAS = "laas"
_FORSOEG = 5


class Kladdemappe:
    """A temporary folder, created and locked on entry, removed on exit. Raises BrugsFejl if creation fails."""

    def __init__(self, ved: Path) -> None:
        self.ved = ved
        self.sti = ved
        self._laas: IO[bytes] | None = None
        self._lavede: list[Path] = []

    def __enter__(self) -> Kladdemappe:
        try:
            with udskudt():
                lav_mapper(self.ved, self._lavede)
                _ryd_op(self.ved)
                for forsoeg in range(_FORSOEG):
                    # An absolute path, because DuckDB might take a relative one for a URL.
                    self.sti = Path(tempfile.mkdtemp(prefix=FORSTAVELSE, dir=self.ved)).resolve()
                    if self._laast(sidste=forsoeg + 1 == _FORSOEG):
                        break
        except BaseException as fejl:
            self.__exit__(type(fejl), fejl, fejl.__traceback__)
            if isinstance(fejl, OSError):
                raise som_brugsfejl(self.ved, fejl) from None
            raise
        return self

    def _laast(self, *, sidste: bool) -> bool:
        """Try to lock the folder; before that, another run may take it for a leftover and remove it.

        A folder that cannot be locked is removed. Raises OSError in the last attempt.
        """
        fil: IO[bytes] | None = None
        try:
            fil = (self.sti / _LAAS).open("wb")
            _tag_laas(fil)
            (self.sti / _LAAS).stat()
        except OSError:
            if fil is not None:
                fil.close()
            if sidste:
                raise
            shutil.rmtree(self.sti, ignore_errors=True)
            return False
        self._laas = fil
        return True

    def __exit__(self, art: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None) -> None:
        # Without the folder, any file may seem to be missing, the input too, and the program to have failed.
        fjernet = isinstance(fejl, Exception) and self._laas is not None and not self.sti.exists()
        with oprydning():
            self._ryd()
        if fjernet:
            raise BrugsFejl(
                f"{vis_sikkert(str(self.ved), 300)}: Mappen blev fjernet, mens kørslen var i gang. Lav den, og kør "
                "igen."
            ) from fejl

    def _ryd(self) -> None:
        if self._laas is not None:
            self._laas.close()
        if self.sti != self.ved:
            shutil.rmtree(self.sti, ignore_errors=True)
        # Folders that are still empty.
        fjern_mapper(self._lavede)

    def fil(self, navn: str) -> Path:
        return self.sti / navn


def _ryd_op(ved: Path) -> None:
    for mappe in ved.glob(f"{FORSTAVELSE}*"):
        # A folder without a lock file is being created or removed; a run creating it will create another.
        with contextlib.suppress(OSError):
            if (mappe / _LAAS).exists():
                with (mappe / _LAAS).open("rb+") as laas:
                    _tag_laas(laas)
            shutil.rmtree(mappe, ignore_errors=True)


def _tag_laas(fil: IO[bytes]) -> None:
    """Lock an open file for this process. Raises OSError if another process has locked it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(fil.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(fil.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
