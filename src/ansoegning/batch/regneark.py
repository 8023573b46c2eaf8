"""Rows of a workbook's sheet, one at a time: a sheet may have a million."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, LaeseFejl, Sted
from ..indlaes.noder import Celle, Node
from ..sprog.regelsaet import Regelsaet
from .linjer import Raekke, Udtraek, skriv_udtraek
from .overskrifter import antal_kendte

if TYPE_CHECKING:
    from openpyxl import Workbook

_HOEJST_UDPAKKET = 4 * 1024**3
_HOEJST_TEKSTER = 512 * 1024**2
_UDEN_RESULTAT = (
    "Cellen har en formel, men der er ikke gemt noget resultat. Åbn filen i regnearksprogrammet, og gem den, eller "
    "skriv værdien."
)
_Celler = dict[int, Celle]


def laes_xlsx(sti: Path, sted: Sted, regelsaet: Regelsaet, mappe: Path) -> Udtraek:
    """The rows of the one sheet whose first row has headers that are known. Raises LaeseFejl and BrugsFejl."""
    _kontroller_zip(sti, sted)
    import openpyxl

    with warnings.catch_warnings():
        # Of drawings and validations it cannot keep; here they are not to be kept.
        warnings.simplefilter("ignore")
        try:
            vaerdier = openpyxl.load_workbook(sti, read_only=True, data_only=True, keep_links=False)
            formler = openpyxl.load_workbook(sti, read_only=True, data_only=False, keep_links=False)
        except LaeseFejl:
            raise
        except Exception as fejl:
            raise _beskadiget(sted, fejl) from None
        try:
            ark, navne = _find_ark(vaerdier, formler, regelsaet, sted)
            svar = skriv_udtraek(_raekker(vaerdier, formler, ark, navne, sted), [n for _, n in navne], regelsaet, mappe)
        finally:
            vaerdier.close()
            formler.close()
    return svar


def _kontroller_zip(sti: Path, sted: Sted) -> None:
    try:
        with zipfile.ZipFile(sti) as z:
            dele = z.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fejl:
        raise _beskadiget(sted, fejl) from None
    if any(d.flag_bits & 1 for d in dele):
        raise LaeseFejl("Projektmappen er låst med adgangskode. Gem den uden.", sted)
    if not any(d.filename.lower().endswith("workbook.xml") for d in dele):
        raise LaeseFejl("Filen er ikke en projektmappe (.xlsx). Gem den som .xlsx eller CSV.", sted)
    tekster = sum(d.file_size for d in dele if d.filename.lower().endswith("sharedstrings.xml"))
    if sum(d.file_size for d in dele) > _HOEJST_UDPAKKET or tekster > _HOEJST_TEKSTER:
        raise LaeseFejl("Projektmappen fylder for meget udpakket. Gem rækkerne som CSV.", sted)


def _beskadiget(sted: Sted, fejl: Exception) -> LaeseFejl:
    return LaeseFejl(
        f"Projektmappen kan ikke læses ({type(fejl).__name__}). Åbn den i regnearket, og gem den igen.", sted
    )


def _find_ark(
    vaerdier: Workbook, formler: Workbook, regelsaet: Regelsaet, sted: Sted
) -> tuple[str, list[tuple[int, str]]]:
    """The sheet, and its headers by column."""
    fundne: list[tuple[str, list[tuple[int, str]]]] = []
    foerste: list[str] = []
    for navn in vaerdier.sheetnames:
        if navn not in {a.title for a in vaerdier.worksheets}:
            continue
        celler = next((c for _, c in _ark_raekker(vaerdier, formler, navn, sted) if c), {})
        navne = [(k, c.tekst.strip()) for k, c in celler.items()]
        foerste = foerste or [n for _, n in navne]
        if antal_kendte([n for _, n in navne], regelsaet):
            fundne.append((navn, navne))
    if len(fundne) > 1:
        raise BrugsFejl(f"Flere ark har kendte overskrifter: {', '.join(n for n, _ in fundne)}. Gem ét ark for sig.")
    if not fundne:
        raise BrugsFejl(
            f"Ingen af arkenes første række har kendte overskrifter (fandt: {', '.join(foerste[:6]) or 'intet'})."
        )
    return fundne[0]


def _raekker(
    vaerdier: Workbook, formler: Workbook, ark: str, navne: list[tuple[int, str]], sted: Sted
) -> Iterator[Raekke | None]:
    efter_kolonne = {k: n or f"kolonne_{i + 1}" for i, (k, n) in enumerate(navne)}
    overskrift = False
    for linje, celler in _ark_raekker(vaerdier, formler, ark, sted):
        if not overskrift:
            overskrift = bool(celler)
        elif not celler:
            yield None
        elif fremmede := [c for k, c in celler.items() if k not in efter_kolonne]:
            yield Raekke(
                linje, {}, "Rækken har værdier i en kolonne uden overskrift. Giv kolonnen en.", fremmede[0].tekst
            )
        else:
            dele: dict[str, Node] = {efter_kolonne[k]: c for k, c in celler.items()}
            yield Raekke(linje, dele)


def _ark_raekker(vaerdier: Workbook, formler: Workbook, ark: str, sted: Sted) -> Iterator[tuple[int, _Celler]]:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    fra_1904 = vaerdier.epoch == CALENDAR_MAC_1904
    try:
        par = zip(vaerdier[ark].iter_rows(), formler[ark].iter_rows(), strict=True)
        for linje, (raekke, som_skrevet) in enumerate(par, 1):
            celler: _Celler = {}
            for kolonne, (celle, formel) in enumerate(zip(raekke, som_skrevet, strict=False), 1):
                if celle.value is not None or formel.value is not None:
                    celler[kolonne] = _celle(celle, formel, fra_1904, Sted(sted.fil, linje, kolonne, ark))
            yield linje, {k: c for k, c in celler.items() if c.hindring is not None or not c.tom}
    except (LaeseFejl, BrugsFejl):
        raise
    except Exception as fejl:
        raise _beskadiget(sted, fejl) from None


def _celle(celle: Any, formel: Any, fra_1904: bool, sted: Sted) -> Celle:
    v = celle.value
    if v is None:
        return Celle(str(formel.value)[:100], "tekst", sted, hindring=_UDEN_RESULTAT)
    if celle.data_type == "e":
        return Celle(
            str(v)[:20], "tekst", sted, hindring=f"Cellen viser fejlen {str(v)[:20]}. Ret formlen, eller skriv værdien."
        )
    if isinstance(v, bool):
        return Celle("true" if v else "false", "ja_nej", sted)
    format_ = celle.number_format or "General"
    if isinstance(v, datetime | date | time | timedelta):
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

        kalender = CALENDAR_MAC_1904 if fra_1904 else CALENDAR_WINDOWS_1900
        v = to_excel(v, kalender)  # type: ignore[no-untyped-call] # its stub gives it no types
    if isinstance(v, int | float):
        return Celle(f"{Decimal(f'{v:.15g}'):f}", "tal", sted, format=format_, fra_1904=fra_1904)
    return Celle(str(v), "tekst", sted, format=format_)
