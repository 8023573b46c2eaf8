"""Write the answer about a round as a workbook: one sheet for each view, with numbers and dates as such."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..fejl import vis_sikkert
from ..model.rangliste import RanglisteSvar
from .ark import ny_bog, sidetekst, skriv_tekst
from .rangliste_overblik import overblik, paafaldende, resultat
from .rangliste_tabeller import tabeller
from .rapport import VEJLEDENDE
from .tabel import ARK, SIDE, Art, Celle, Tabel, Tabelkolonne

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HOVED = 4
# An amount that a double cannot represent exactly is written as text.
_HOEJST_HELTAL = 2**53
_TALFORM: dict[Art, str] = {
    "tekst": "@",
    "heltal": "0",
    "kr": "#,##0",
    "tal1": "#,##0.0",
    "tal2": "#,##0.00",
    "tal": "#,##0.######",
    "andel": "0.00%",
    "procent": "0.00%",
    "dato": "dd/mm/yyyy",
}
_LINJE, _TITELLINJE = 15, 19
_HOEJST_HOEJDE = 400
# In points: a landscape A4 page within its margins, the width of one character, and the height above the header row.
_SIDE_BREDDE, _SIDE_HOEJDE, _TEGN, _TOP = 784.0, 494.0, 6.0, 66.0
# To save a page, the print may shrink by this factor, but not below this fraction of its full size.
_KRYMP, _MINDSTE_SKALA = 1.2, 0.5
_HOEJST_OPSLAG = 4
_SKAERM = 150
_HOEJST_NAVN = 31
_IKKE_I_NAVN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_GRAA = "#E7E6E6"


def skriv_rangliste_xlsx(svar: RanglisteSvar) -> bytes:
    """Return the workbook. The same answer always returns the same bytes."""
    return skriv_arkene(arkene(svar), titel=f"Rangliste – {svar.titel}", pulje=svar.titel)


def skriv_arkene(tabeller: Iterable[Tabel], *, titel: str, pulje: str) -> bytes:
    """Return a workbook with a sheet for each table; the same tables always return the same bytes.

    Args:
        tabeller: the tables, in the order of the sheets.
        titel: the document's title.
        pulje: shown beside each table's own title at the top of its sheet.
    """
    ud = BytesIO()
    bog = ny_bog(ud, title=titel, subject=VEJLEDENDE, comments=VEJLEDENDE)
    form = _Formater(bog)
    navne: set[str] = set()
    for tabel in tabeller:
        _ark(bog, form, tabel, pulje, _arknavn(tabel.titel, navne))
    bog.close()
    return ud.getvalue()


def _arknavn(titel: str, brugte: set[str]) -> str:
    """Return a unique sheet name of at most 31 characters, without characters that Excel does not allow."""
    rent = " ".join(_IKKE_I_NAVN.sub(" ", titel).split())[:_HOEJST_NAVN].strip(" '") or "Ark"
    navn, nr = rent, 1
    while navn.lower() in brugte:
        nr += 1
        navn = f"{rent[: _HOEJST_NAVN - len(str(nr)) - 1]} {nr}"
    brugte.add(navn.lower())
    return navn


def arkene(svar: RanglisteSvar) -> tuple[Tabel, ...]:
    """Return the tables of the sheets, in order: the ranking first, and then the summary in words."""
    liste, *resten = tabeller(svar)
    ord_ = [("Resultat", f"{resultat(svar)}."), *(("Overblik", o) for o in overblik(svar))]
    ord_ += [("Læg mærke til", o) for o in paafaldende(svar)]
    kolonner = (Tabelkolonne("Hvad", bredde=18), Tabelkolonne("I ord", bredde=110))
    return liste, Tabel("overblik", "Overblik", "Hvordan runden falder ud.", kolonner, tuple(ord_)), *resten


# Excel ignores an indent unless an alignment is given.
_TIL_VENSTRE = {"align": "left", "indent": 1}


class _Formater:
    """Cell formats, each created once: by type of value, grey (outside), budget line above, total row."""

    def __init__(self, bog: Any) -> None:
        self._lav: Callable[[dict[str, Any]], Any] = bog.add_format
        self._fundne: dict[tuple[Art, bool, bool, bool, bool], Any] = {}
        self.titel = self._lav({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        self.advarsel = self._lav({"bold": True, "italic": True})
        self.forklaring = self._lav({"italic": True, "text_wrap": True, "valign": "top"})
        hoved = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": _GRAA}
        hoved["num_format"] = "@"
        self.hoved, self.talhoved = self._lav({**hoved, **_TIL_VENSTRE}), self._lav({**hoved, "align": "right"})

    def celle(
        self, art: Art, *, graa: bool = False, streg: bool = False, total: bool = False, midt: bool = False
    ) -> Any:
        """Return a cell format.

        ``midt``: for rows of one line, which would otherwise be close to the border above them.
        """
        noegle = (art, graa, streg, total, midt)
        if noegle not in self._fundne:
            egenskaber: dict[str, Any] = {
                "num_format": _TALFORM[art],
                "valign": "vcenter" if midt else "top",
                "text_wrap": art == "tekst",
            }
            if art == "tekst":
                egenskaber |= _TIL_VENSTRE
            if graa:
                egenskaber["font_color"] = "#595959"
                egenskaber["bg_color"] = "#F2F2F2"
            if streg:
                egenskaber["top"] = 2
            if total:
                egenskaber |= {"bold": True, "top": 1}
            self._fundne[noegle] = self._lav(egenskaber)
        return self._fundne[noegle]


def _med_hele_ord(tabel: Tabel) -> Tabel:
    """Return the table with columns wide enough for the longest word of their headers and the filter arrow."""
    return replace(
        tabel,
        kolonner=tuple(
            replace(k, bredde=max(k.bredde, *(len(o) + 3 for o in k.titel.split()))) for k in tabel.kolonner
        ),
    )


def _ark(bog: Any, form: _Formater, tabel: Tabel, pulje: str, navn: str) -> None:
    tabel = _med_hele_ord(tabel)
    ark = bog.add_worksheet(navn)
    ark.hide_gridlines(2)
    # A title wider than a narrow table would be cut in print.
    titel = vis_sikkert(f"{tabel.titel} – {pulje}", 200)
    ark.set_row(0, _TITELLINJE * _hen_over(ark, tabel, 0, titel, form.titel, skala=1.6))
    skriv_tekst(ark, 1, 0, VEJLEDENDE, form.advarsel)
    ark.set_row(2, _LINJE * _hen_over(ark, tabel, 2, vis_sikkert(tabel.forklaring), form.forklaring))
    # The header needs room for the filter arrow.
    hoejder: list[float] = [_LINJE * max(_linjer(k.titel, k.bredde - 3) for k in tabel.kolonner)]
    ark.set_row(_HOVED, hoejder[0])
    for k, kolonne in enumerate(tabel.kolonner):
        ark.set_column(k, k, kolonne.bredde)
        skriv_tekst(ark, _HOVED, k, vis_sikkert(kolonne.titel, 200), form.talhoved if kolonne.er_tal else form.hoved)
    for r, raekke in enumerate(tabel.raekker, _HOVED + 1):
        hoejder.append(_hoejde(tabel, raekke))
        ark.set_row(r, hoejder[-1])
        ude, en_linje = tabel.ude(r - _HOVED - 1), hoejder[-1] == _LINJE
        for k, (kolonne, celle) in enumerate(zip(tabel.kolonner, raekke, strict=True)):
            streg = r - _HOVED - 1 in tabel.streger
            _skriv(ark, (r, k), celle, form.celle(_art(kolonne.art, celle), graa=ude, streg=streg, midt=en_linje))
    sidste = _HOVED + max(len(tabel.raekker), 1)
    if not tabel.raekker:
        skriv_tekst(ark, _HOVED + 1, 0, tabel.tom, form.forklaring)
    else:
        ark.autofilter(_HOVED, 0, sidste, len(tabel.kolonner) - 1)
    if tabel.sum is not None:
        for k, (kolonne, celle) in enumerate(zip(tabel.kolonner, tabel.sum, strict=True)):
            _skriv(ark, (sidste + 1, k), celle, form.celle(_art(kolonne.art, celle), total=True))
    ark.freeze_panes(_HOVED + 1, min(tabel.laast, len(tabel.kolonner) - 1))
    _udskrift(ark, tabel, hoejder)


def _hen_over(ark: Any, tabel: Tabel, r: int, tekst: str, format_: Any, *, skala: float = 1) -> int:
    """Write a text across the printed columns that fit on a screen, wrapped, and return the number of its lines.

    ``skala``: the width of a character relative to that of the cells' font.
    """
    bredde, sidste = 0, 0
    for k, kolonne in enumerate(tabel.kolonner):
        if k and (bredde + kolonne.bredde > _SKAERM or kolonne.niveau > SIDE):
            break
        bredde, sidste = bredde + kolonne.bredde, k
    if sidste:
        ark.merge_range(r, 0, r, sidste, None, format_)
    skriv_tekst(ark, r, 0, tekst, format_)
    return _linjer(tekst, int(bredde / skala))


def _hoejde(tabel: Tabel, raekke: tuple[Celle, ...]) -> float:
    """Return the row height for the longest wrapped text, since not every program calculates it when opening the file.

    Long lists in reference columns get a few lines only.
    """
    linjer = [
        _linjer(c, k.bredde) if k.niveau < ARK else min(_linjer(c, k.bredde), _HOEJST_OPSLAG)
        for k, c in zip(tabel.kolonner, raekke, strict=True)
        if isinstance(c, str)
    ]
    return min(_HOEJST_HOEJDE, _LINJE * max(linjer, default=1))


def _linjer(tekst: str, bredde: int) -> int:
    """Return an upper estimate of the lines of a text wrapped between words in a column of this width in digits."""
    if len(tekst) <= bredde and "\n" not in tekst:
        return 1
    return max(1, sum(math.ceil(len(linje) * 1.05 / bredde) or 1 for linje in tekst.split("\n")))


def _art(art: Art, celle: Celle) -> Art:
    """Return the type for formatting: text in a number column is text, and a whole number has no decimal separator."""
    if art == "tal" and isinstance(celle, int | Decimal) and celle == int(celle):
        return "kr"
    return "tekst" if isinstance(celle, str) else "dato" if isinstance(celle, dt.date) else art


def _skriv(ark: Any, sted: tuple[int, int], celle: Celle, format_: Any) -> None:
    if celle is None or celle == "":
        ark.write_blank(*sted, None, format_)
    elif isinstance(celle, dt.date):
        ark.write_datetime(*sted, dt.datetime(celle.year, celle.month, celle.day), format_)  # noqa: DTZ001 - a day
    elif isinstance(celle, str):
        skriv_tekst(ark, *sted, vis_sikkert(celle), format_)
    elif not -_HOEJST_HELTAL < celle < _HOEJST_HELTAL:
        skriv_tekst(ark, *sted, str(celle), format_)
    else:
        ark.write_number(*sted, celle, format_)


def _hele_sider(bredde: int, hoejder: list[float]) -> int:
    """Return the number of pages to fit the rows into, or 0 for no limit.

    Rows are fitted only if slightly smaller print avoids a short last page.
    """
    skala = min(1.0, _SIDE_BREDDE / (bredde * _TEGN))
    hoved, *raekker = hoejder
    sider = (sum(raekker) + _TOP) / (_SIDE_HOEJDE / skala - hoved)
    hele = math.floor(sider)
    return hele if hele and sider <= hele * _KRYMP and skala * hele / sider >= _MINDSTE_SKALA else 0


def _udskrift(ark: Any, tabel: Tabel, hoejder: list[float]) -> None:
    """Set up printing one page wide, without an extra page for a few rows that slightly smaller print has room for.

    Args:
        ark: the sheet.
        tabel: its table.
        hoejder: heights in points, of the header that each page repeats and of each row below it.
    """
    # The reference columns are last, and are not printed.
    sidste = max((nr for nr, kolonne in enumerate(tabel.kolonner) if kolonne.niveau <= SIDE), default=0)
    ark.print_area(0, 0, _HOVED + max(len(tabel.raekker), 1) + (tabel.sum is not None), sidste)
    ark.set_landscape()
    ark.set_paper(9)
    ark.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    ark.fit_to_pages(1, _hele_sider(sum(k.bredde for k in tabel.kolonner[: sidste + 1]), hoejder))
    ark.repeat_rows(_HOVED)
    sidetekst(ark, hoved=(tabel.titel, VEJLEDENDE), fod="Lavet af ansoegning")
