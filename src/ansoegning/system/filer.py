"""Writes files: whole or not at all, and nothing is overwritten unless asked for."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from ..fejl import BrugsFejl, vis_sikkert
from .navne import nfc

_LAENGDE = 100
_VIST = 300
# Windows takes these for devices, whatever follows the first dot.
_ENHEDER = frozenset({"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)})
_AARSAG = {
    errno.ENOSPC: "der er ikke mere plads. Gør plads, og kør igen",
    errno.EDQUOT: "kvoten er brugt. Gør plads, og kør igen",
    errno.EFBIG: "filen bliver større, end systemet tillader",
    errno.EROFS: "drevet kan kun læses. Vælg en anden mappe",
    errno.ENOENT: "mappen findes ikke. Lav den, eller vælg en anden",
    errno.ENOTDIR: "en del af stien er en fil og ikke en mappe. Vælg en anden",
    errno.ENAMETOOLONG: "navnet er for langt. Vælg et kortere",
    errno.EACCES: "der er ikke ret til at skrive der, eller filen er åben i et andet program. Luk den, eller vælg en "
    "anden mappe",
}
_AARSAG[errno.EPERM] = _AARSAG[errno.EACCES]
_AARSAG[errno.EEXIST] = _AARSAG[errno.ENOTDIR]


def skriv_fil(sti: Path, indhold: bytes, *, overskriv: bool = False) -> Path:
    """Write one file, whole or not at all; gives its path.

    Raises BrugsFejl where it cannot be written, or is there already and ``overskriv`` is not asked for.
    """
    return skriv_filer({sti: indhold}, overskriv=overskriv)[0]


def skriv_filer(filer: Mapping[Path, bytes], *, overskriv: bool = False) -> list[Path]:
    """Write several files; none where one exists or cannot be written. Returns their paths.

    Folders are created. Each file is written beside its destination and moved there, so a reader sees the old or the
    new one.
    """
    _ledige(filer, overskriv)
    skrevet: list[tuple[Path, Path]] = []
    sti = Path()
    try:
        for sti, indhold in filer.items():
            sti.parent.mkdir(parents=True, exist_ok=True)
            nr, navn = tempfile.mkstemp(dir=sti.parent, prefix=".ansoegning-", suffix=".ny")
            skrevet.append((Path(navn), sti))
            with os.fdopen(nr, "wb") as ny:
                ny.write(indhold)
            _som_andre(Path(navn))
        for ny_sti, sti in skrevet:
            _flyt(ny_sti, sti, overskriv)
    except OSError as fejl:
        raise som_brugsfejl(sti, fejl) from None
    finally:
        for ny_sti, _ in skrevet:
            with contextlib.suppress(OSError):
                ny_sti.unlink(missing_ok=True)
    return list(filer)


def sikkert_navn(tekst: str, ellers: str = "uden navn") -> str:
    """A file name, without its suffix, from any text: at most 100 characters, valid on every system, never a path."""
    tekst = nfc(tekst)
    tekst = "".join(" " if unicodedata.category(t)[0] == "C" or t in '<>:"/\\|?*' else t for t in tekst)
    tekst = re.sub(r"\s+", " ", tekst).strip(" .")
    # Most systems count bytes, and the suffix comes on top.
    tekst = tekst.encode("utf-8")[:_LAENGDE].decode("utf-8", "ignore").strip(" .")
    if not tekst:
        return ellers
    return f"_{tekst}" if tekst.partition(".")[0].strip().lower() in _ENHEDER else tekst


def flyt_paa_plads(ny: Path, sti: Path, *, overskriv: bool) -> None:
    """Give a finished file of the same file system its name. Raises BrugsFejl where the name is taken, and OSError."""
    kontroller_ledig(sti, overskriv=overskriv)
    _som_andre(ny)
    _flyt(ny, sti, overskriv)


def kontroller_ledig(sti: Path, *, overskriv: bool) -> None:
    """Raises BrugsFejl where a file is there already that may not be replaced."""
    _ledige({sti: b""}, overskriv)


def _ledige(filer: Mapping[Path, bytes], overskriv: bool) -> None:
    fundne = [sti for sti in filer if os.path.lexists(sti)]
    for sti in fundne:
        if sti.is_symlink() or not sti.is_file():
            raise BrugsFejl(f"{_vist(sti)} er ikke en almindelig fil. Flyt den, eller vælg et andet sted.")
    if fundne and not overskriv:
        raise _findes(fundne)


def _findes(fundne: list[Path]) -> BrugsFejl:
    navne = ", ".join(_vist(sti) for sti in fundne)
    return BrugsFejl(f"{navne} findes allerede. Vælg et andet sted, eller brug --overskriv.")


def _flyt(ny: Path, sti: Path, overskriv: bool) -> None:
    if overskriv:
        ny.replace(sti)
        return
    try:
        # A link fails where the name was taken in the meantime; a rename would not.
        sti.hardlink_to(ny)
    except FileExistsError:
        raise _findes([sti]) from None
    except OSError:
        # Some file systems have no links.
        if os.path.lexists(sti):
            raise _findes([sti]) from None
        ny.rename(sti)


def _som_andre(sti: Path) -> None:
    """Give the file the permissions of a new file instead of those of a temporary one."""
    maske = os.umask(0)
    os.umask(maske)
    sti.chmod(0o666 & ~maske)


def som_brugsfejl(sti: Path, fejl: OSError) -> BrugsFejl:
    """Why a file cannot be written, in the user's words."""
    aarsag = _AARSAG.get(fejl.errno or 0, f"styresystemets fejl {fejl.errno}")
    return BrugsFejl(f"{_vist(sti)} kan ikke skrives: {aarsag}.")


def _vist(sti: Path) -> str:
    return vis_sikkert(str(sti), _VIST)
