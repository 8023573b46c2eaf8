"""Move finished files to their final names: all of a set or none, and synced to disk before they become visible."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ..fejl import BrugsFejl
from .afbrydelse import oprydning, udskudt
from .filer import findes_allerede, kontroller_ledige, som_brugsfejl

FORSTAVELSE = ".ansoegning-"


def saet_paa_plads(filer: Sequence[tuple[Path, Path]], *, overskriv: bool, fjern: Sequence[Path] = ()) -> None:
    """Move each new file to its destination; folders are created. ``fjern`` are files of an earlier run to remove.

    If a file cannot be moved, the moves are undone and replaced files are restored; signals are delayed until the set
    is complete. Only a process killed in between leaves part of the set, in which each file is complete.

    Raises:
        BrugsFejl: a destination exists and ``overskriv`` is False, or a file cannot be written.
    """
    kontroller_ledige([sti for _, sti in filer], overskriv=overskriv)
    midlertidige: list[Path] = []
    lavede: list[Path] = []
    faerdig = False
    try:
        klar = [(_gjort_klar(ny, sti, midlertidige, lavede), sti) for ny, sti in filer]
        with udskudt():
            _flyt_alle(klar, fjern, overskriv, midlertidige)
            faerdig = True
    finally:
        with oprydning():
            fjern_filer(midlertidige)
            if not faerdig:
                fjern_mapper(lavede)


def ny_fil(ved: Path, endelse: str) -> tuple[int, Path]:
    """Create and open a temporary file in the same folder, with a name that readers ignore. Raises OSError."""
    nr, navn = tempfile.mkstemp(dir=ved.parent, prefix=FORSTAVELSE, suffix=endelse)
    return nr, Path(navn)


def fjern_filer(stier: Iterable[Path]) -> None:
    """Remove temporary files; ignores files that are missing or cannot be removed."""
    for sti in stier:
        with contextlib.suppress(OSError):
            sti.unlink(missing_ok=True)


def lav_mapper(mappe: Path, lavede: list[Path]) -> None:
    """Create a folder and its parents; new folders are appended to ``lavede``, outermost first. Raises OSError."""
    mangler = []
    over = mappe
    while not over.exists() and over != over.parent:
        mangler.append(over)
        over = over.parent
    for ny in reversed(mangler):
        ny.mkdir(exist_ok=True)
        lavede.append(ny)
    if not mappe.is_dir():
        mappe.mkdir()


def _gjort_klar(ny: Path, sti: Path, midlertidige: list[Path], lavede: list[Path]) -> Path:
    """Return the file on the destination's file system, with normal permissions, synced. Raises BrugsFejl."""
    try:
        with udskudt():
            lav_mapper(sti.parent, lavede)
        if sti.parent.stat().st_dev != ny.stat().st_dev:
            # A move between file systems is not atomic: copy the file beside its destination first, then move it.
            with udskudt():
                nr, kopi = ny_fil(sti, ".ny")
                midlertidige.append(kopi)
            with ny.open("rb") as fra, os.fdopen(nr, "wb") as til:
                shutil.copyfileobj(fra, til, 1 << 20)
            ny = kopi
        _som_andre(ny)
        with ny.open("rb+") as fil:
            os.fsync(fil.fileno())
    except OSError as fejl:
        raise som_brugsfejl(sti, fejl) from None
    return ny


def _flyt_alle(
    filer: Sequence[tuple[Path, Path]], fjern: Sequence[Path], overskriv: bool, midlertidige: list[Path]
) -> None:
    fortryd: list[Callable[[], object]] = []
    try:
        for ny, sti in filer:
            with _som_brugsfejl(sti):
                gemt = _gem(sti, midlertidige) if overskriv else None
                flyt(ny, sti, overskriv=overskriv)
                fortryd.append(_tilbage(sti, gemt))
        for sti in fjern:
            with _som_brugsfejl(sti):
                gemt = _gem(sti, midlertidige)
                sti.unlink(missing_ok=True)
                fortryd.append(_tilbage(sti, gemt))
        for mappe in dict.fromkeys(sti.parent for _, sti in filer):
            with _som_brugsfejl(mappe):
                _fsync_mappe(mappe)
    except BaseException as fejl:
        tilbage = _fortryd(fortryd)
        if isinstance(fejl, BrugsFejl) and not tilbage:
            raise BrugsFejl(
                f"{fejl} Nogle af de andre filer er skrevet og kan ikke tages tilbage: se dem efter."
            ) from None
        raise


def _fortryd(fortryd: list[Callable[[], object]]) -> bool:
    """Undo every move, the last first. Returns whether all could be undone."""
    alle = True
    for tilbage in reversed(fortryd):
        try:
            tilbage()
        except OSError:
            alle = False
    return alle


def _gem(sti: Path, midlertidige: list[Path]) -> Path | None:
    """Keep an existing file under a second name, to restore it from; None if there is no file. Raises OSError."""
    if not os.path.lexists(sti):
        return None
    nr, gemt = ny_fil(sti, ".gl")
    os.close(nr)
    midlertidige.append(gemt)
    gemt.unlink()
    try:
        gemt.hardlink_to(sti)
    except OSError:
        # Some file systems have no hard links.
        shutil.copyfile(sti, gemt)
    return gemt


def _tilbage(sti: Path, gemt: Path | None) -> Callable[[], object]:
    return sti.unlink if gemt is None else lambda: gemt.replace(sti)


def flyt(ny: Path, sti: Path, *, overskriv: bool) -> None:
    """Give a file its final name. Raises BrugsFejl if the name exists and may not be overwritten, and OSError."""
    if overskriv:
        ny.replace(sti)
        return
    try:
        # Creating a link fails if the name has been taken in the meantime; a rename would overwrite.
        sti.hardlink_to(ny)
    except FileExistsError:
        raise findes_allerede([sti]) from None
    except OSError:
        # Some file systems have no hard links.
        if os.path.lexists(sti):
            raise findes_allerede([sti]) from None
        ny.rename(sti)


@contextlib.contextmanager
def _som_brugsfejl(sti: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fejl:
        raise som_brugsfejl(sti, fejl) from None


def _som_andre(sti: Path) -> None:
    """Give a file the permissions of a new file instead of those of a temporary one."""
    maske = os.umask(0)
    os.umask(maske)
    sti.chmod(0o666 & ~maske)


def _fsync_mappe(mappe: Path) -> None:
    """Sync the folder's entries to disk. Raises OSError if the drive reports an error."""
    if sys.platform == "win32":
        return
    nr = os.open(mappe, os.O_RDONLY)
    try:
        os.fsync(nr)
    except OSError as fejl:
        import errno

        # Some file systems do not support this for folders.
        if fejl.errno not in {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES}:
            raise
    finally:
        os.close(nr)


def fjern_mapper(lavede: Iterable[Path]) -> None:
    """Remove created folders that are still empty."""
    for mappe in reversed(list(lavede)):
        with contextlib.suppress(OSError):
            mappe.rmdir()
