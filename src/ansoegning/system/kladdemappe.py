"""A folder for the unfinished files of a run, beside the result: no half file has a final name.

A killed run leaves such a folder behind with a lock that nobody holds; the next run in that place removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

from .filer import flyt_paa_plads, som_brugsfejl

_FORSTAVELSE = ".ansoegning-batch-"
_LAAS = "laas"
_FORSOEG = 5


class Kladdemappe:
    """Made and locked on entering, removed on leaving. Raises BrugsFejl where it cannot be made."""

    def __init__(self, ved: Path) -> None:
        self.ved = ved
        self.sti = ved
        self._laas: IO[bytes] | None = None

    def __enter__(self) -> Kladdemappe:
        try:
            self.ved.mkdir(parents=True, exist_ok=True)
            _ryd_op(self.ved)
            for forsoeg in range(_FORSOEG):
                # An absolute path cannot be taken for an address, whatever it is called.
                self.sti = Path(tempfile.mkdtemp(prefix=_FORSTAVELSE, dir=self.ved)).resolve()
                if self._laast(sidste=forsoeg + 1 == _FORSOEG):
                    break
        except OSError as fejl:
            raise som_brugsfejl(self.ved, fejl) from None
        return self

    def _laast(self, *, sidste: bool) -> bool:
        """Whether the folder is ours; another run may take it for a leftover until it is locked. Raises OSError."""
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
            return False
        self._laas = fil
        return True

    def __exit__(self, art: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None) -> None:
        if self._laas is not None:
            self._laas.close()
        shutil.rmtree(self.sti, ignore_errors=True)

    def fil(self, navn: str) -> Path:
        return self.sti / navn


def paa_plads(ny: Path, sti: Path, *, overskriv: bool) -> None:
    """Move a finished file to its place, safe on the disk first. Raises BrugsFejl."""
    kopi: Path | None = None
    try:
        sti.parent.mkdir(parents=True, exist_ok=True)
        if sti.parent.stat().st_dev != ny.stat().st_dev:
            # Nothing is moved from one drive to another at once: first beside its place, then there.
            nr, navn = tempfile.mkstemp(dir=sti.parent, prefix=".ansoegning-", suffix=".ny")
            kopi = Path(navn)
            with ny.open("rb") as fra, os.fdopen(nr, "wb") as til:
                shutil.copyfileobj(fra, til, 1 << 20)
            ny = kopi
        with ny.open("rb+") as fil:
            os.fsync(fil.fileno())
        flyt_paa_plads(ny, sti, overskriv=overskriv)
        _fsync_mappe(sti.parent)
    except OSError as fejl:
        raise som_brugsfejl(sti, fejl) from None
    finally:
        if kopi is not None:
            kopi.unlink(missing_ok=True)


def _fsync_mappe(mappe: Path) -> None:
    if sys.platform == "win32":
        return
    nr = os.open(mappe, os.O_RDONLY)
    # Some file systems know no such thing for a folder.
    with contextlib.suppress(OSError):
        os.fsync(nr)
    os.close(nr)


def _ryd_op(ved: Path) -> None:
    for mappe in ved.glob(f"{_FORSTAVELSE}*"):
        # One with no lock was being made or removed; a run that is making it this very moment makes another.
        with contextlib.suppress(OSError):
            if (mappe / _LAAS).exists():
                with (mappe / _LAAS).open("rb+") as laas:
                    _tag_laas(laas)
            shutil.rmtree(mappe, ignore_errors=True)


def _tag_laas(fil: IO[bytes]) -> None:
    """Lock an open file for this process. Raises OSError where another holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(fil.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(fil.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
