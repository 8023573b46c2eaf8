"""Write files atomically, and overwrite existing files only when requested."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..fejl import BrugsFejl, vis_sikkert
from .afbrydelse import udskudt
from .navne import nfc

_LAENGDE = 100
_VIST = 300
# Windows treats these names as devices, whatever follows the first dot.
_ENHEDER = frozenset({"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)})
_AARSAG = {
    errno.ENOSPC: "der er ikke mere plads. Gør plads, og kør igen",
    errno.EDQUOT: "kvoten er brugt. Gør plads, og kør igen",
    errno.EFBIG: "filen bliver større, end systemet tillader. Vælg et andet drev",
    errno.EIO: "drevet melder fejl. Vælg et andet drev, eller prøv igen",
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
    """Write one file atomically and return its path.

    Raises:
        BrugsFejl: the file cannot be written, or exists already and ``overskriv`` is False.
    """
    return skriv_filer({sti: indhold}, overskriv=overskriv)[0]


def skriv_filer(filer: Mapping[Path, bytes], *, overskriv: bool = False) -> list[Path]:
    """Write several files and return their paths; writes none if one exists or cannot be written.

    Folders are created. Each file is written to a temporary file beside its destination and then moved, so readers see
    either the old or the new file. Raises BrugsFejl like ``skriv_fil``.
    """
    from .pladser import fjern_filer, fjern_mapper, lav_mapper, ny_fil, saet_paa_plads

    kontroller_ledige(filer, overskriv=overskriv)
    skrevet: list[tuple[Path, Path]] = []
    lavede: list[Path] = []
    sti = Path()
    with udskudt():
        try:
            for sti, indhold in filer.items():
                lav_mapper(sti.parent, lavede)
                nr, ny = ny_fil(sti, ".ny")
                skrevet.append((ny, sti))
                with os.fdopen(nr, "wb") as fil:
                    fil.write(indhold)
            saet_paa_plads(skrevet, overskriv=overskriv)
            lavede.clear()
        except OSError as fejl:
            raise som_brugsfejl(sti, fejl) from None
        finally:
            fjern_filer(ny for ny, _ in skrevet)
            fjern_mapper(lavede)
    return list(filer)


def sikkert_navn(tekst: str, ellers: str = "uden navn") -> str:
    """Make a file name, without suffix, from any text: at most 100 bytes, valid on every system, never a path."""
    tekst = nfc(tekst)
    tekst = "".join(" " if unicodedata.category(t)[0] == "C" or t in '<>:"/\\|?*' else t for t in tekst)
    tekst = re.sub(r"\s+", " ", tekst).strip(" .")
    # Most file systems limit the name in bytes, and the suffix is added to it.
    tekst = tekst.encode("utf-8")[:_LAENGDE].decode("utf-8", "ignore").strip(" .")
    if not tekst:
        return ellers
    return f"_{tekst}" if tekst.partition(".")[0].strip().lower() in _ENHEDER else tekst


def kontroller_ledig(sti: Path, *, overskriv: bool) -> None:
    """Raise BrugsFejl if the file exists and may not be overwritten."""
    kontroller_ledige([sti], overskriv=overskriv)


def kontroller_ledige(filer: Iterable[Path], *, overskriv: bool) -> None:
    """Raise BrugsFejl naming every file that exists, if they may not be overwritten, or whose name is not possible."""
    fundne = [sti for sti in filer if findes(sti)]
    for sti in fundne:
        if sti.is_symlink() or not sti.is_file():
            raise BrugsFejl(f"{_vist(sti)} er ikke en almindelig fil. Flyt den, eller vælg et andet sted.")
    if fundne and not overskriv:
        raise findes_allerede(fundne)


def findes(sti: Path) -> bool:
    """Return whether the file, folder or link exists. Raises BrugsFejl if the system does not even look for it."""
    try:
        os.lstat(sti)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as fejl:
        raise som_brugsfejl(sti, fejl) from None
    except ValueError:
        raise BrugsFejl(f"{_vist(sti)} kan ikke skrives: navnet er ugyldigt. Vælg et andet.") from None
    return True


def er_fil(sti: Path) -> bool:
    """Return whether it is a file, or a link to one; False also where the system does not look for it."""
    try:
        return sti.is_file()
    except OSError:
        return False


def findes_allerede(fundne: Iterable[Path]) -> BrugsFejl:
    """Return the error for files that exist and may not be overwritten."""
    navne = ", ".join(_vist(sti) for sti in fundne)
    return BrugsFejl(f"{navne} findes allerede. Vælg et andet sted, eller brug --overskriv.")


def som_brugsfejl(sti: Path, fejl: OSError) -> BrugsFejl:
    """Return the error for a file that cannot be written, with the reason in Danish."""
    aarsag = _AARSAG.get(fejl.errno or 0, f"styresystemets fejl {fejl.errno}")
    return BrugsFejl(f"{_vist(sti)} kan ikke skrives: {aarsag}.")


def aarsag_i(besked: str) -> str | None:
    """Return why native code could not write, in Danish, from the ``strerror`` text in its message; None if absent."""
    return next((aarsag for nr, aarsag in _AARSAG.items() if os.strerror(nr) in besked), None)


def _vist(sti: Path) -> str:
    return vis_sikkert(str(sti), _VIST)
