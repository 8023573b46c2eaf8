"""The data that the page stores for its user: its size, and its deletion."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from ..fejl import BrugsFejl, vis_sikkert
from ..system.dataklasse import dataklasse

# The database and the files that SQLite creates beside it.
FIL = "ansoegninger.sqlite3"
# The folder of judged tables, with a subfolder for each table.
TABELLER = "tabeller"
_FILER = (FIL, f"{FIL}-wal", f"{FIL}-shm", f"{FIL}-journal")


@dataklasse(frozen=True, slots=True)
class Brugerdata:
    """The stored files, their total size in kilobytes, and the day of the last change."""

    filer: tuple[Path, ...]
    kb: int
    aendret: str


def omfang(mappe: Path) -> Brugerdata:
    """Return what is stored in a data folder; empty if the folder does not exist.

    Raises BrugsFejl if the folder cannot be read.
    """
    try:
        filer = tuple(mappe / n for n in _FILER if (mappe / n).is_file())
        filer += tuple(sorted(f for f in (mappe / TABELLER).rglob("*") if f.is_file()))
        status = [f.stat() for f in filer]
    except OSError:
        raise BrugsFejl(f"{vis_sikkert(str(mappe), 300)} kan ikke læses. Kontrollér stien og rettighederne.") from None
    sidst = max((s.st_mtime for s in status), default=0.0)
    return Brugerdata(filer, sum(s.st_size for s in status) // 1024, f"{datetime.fromtimestamp(sidst):%d/%m/%Y}")  # noqa: DTZ006 - the user's time zone


def slet_alt(mappe: Path) -> None:
    """Delete everything stored in a data folder, and the folder itself if it is then empty.

    Raises BrugsFejl if a file cannot be deleted, for example on Windows while the page is running.
    """
    for fil in omfang(mappe).filer:
        try:
            fil.unlink()
        except OSError as fejl:
            raise BrugsFejl(
                f"{fil} kan ikke slettes (fejl {fejl.errno}). Stop »ansoegning web«, og prøv igen."
            ) from None
    if (mappe / TABELLER).is_dir():
        shutil.rmtree(mappe / TABELLER, ignore_errors=True)
    if mappe.is_dir() and not any(mappe.iterdir()):
        mappe.rmdir()
