"""What all sheets of a workbook share: formats, text that is never a formula, headers, comments, print set-up."""

from __future__ import annotations

import textwrap
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl
from .ark import HOEJST_TEGN_I_CELLE, arkklasse, enheder, ny_bog, sidetekst, skriv_kommentar, skriv_tekst

if TYPE_CHECKING:
    from .ark import Format, Workbook, Worksheet

VEJLEDENDE = "Vejledende beregning – ikke en afgørelse"
A4, A3 = 9, 8
LYS = "#5A6572"
KANT, LYS_KANT = "#B8C4D2", "#E3E8EE"
_TEKST, _FYLD = "#1F2933", "#DCE6F1"
# Excel's maximum row height, in points.
HOEJST_HOEJDE = 409.0
_KOMMENTAR_BREDDE, _KOMMENTAR_TEGN = 420, 62


class Arkskriver:
    """A workbook that is being written. The same content always gives the same bytes.

    ``til``: write to this file with one row in memory at a time; a sheet's rows must then be written in order, and
    ``bog.close`` finishes the file. Without it, ``luk`` returns the workbook.
    """

    def __init__(self, titel: str, til: Path | None = None) -> None:
        self.ud = BytesIO()
        self.bog: Workbook = ny_bog(self.ud if til is None else til, title=titel, comments=VEJLEDENDE)
        self.formater: dict[tuple[tuple[str, Any], ...], Format] = {}

    def ark(self, navn: str) -> Worksheet:
        """Add a sheet whose rows grow with the text typed into them, also rows with a height of their own."""
        return self.bog.add_worksheet(navn, worksheet_class=arkklasse())

    def luk(self) -> bytes:
        """Return the finished workbook."""
        self.bog.close()
        return self.ud.getvalue()

    def format(self, **egenskaber: Any) -> Format:
        """Return a cell format, created once for each set of properties; the keys are xlsxwriter's."""
        noegle = tuple(sorted(egenskaber.items()))
        if noegle not in self.formater:
            self.formater[noegle] = self.bog.add_format(
                {"font_name": "Calibri", "font_size": 11, "font_color": _TEKST, "valign": "top", **egenskaber}
            )
        return self.formater[noegle]

    def hovedformat(self) -> Format:
        """Return the format of a table's headers."""
        return self.format(bold=True, bg_color=_FYLD, border=1, border_color=KANT, text_wrap=True)

    def titel(self, ark: Worksheet, titel: str, note: str, kolonne: int = 0) -> None:
        """Write a sheet's title and a note below it, starting in a visible column."""
        ark.set_row(0, 24)
        ark.set_row(1, 20)
        self.tekst(ark, 0, kolonne, titel, self.format(bold=True, font_size=14))
        self.tekst(ark, 1, kolonne, note, self.format(font_color=LYS))

    def kommentar(self, ark: Worksheet, r: int, k: int, tekst: str) -> None:
        """Add a comment to a cell, in a box large enough to show all of it."""
        linjer = antal_linjer(tekst, _KOMMENTAR_TEGN)
        form = {"author": "ansoegning", "font_name": "Calibri", "font_size": 10}
        skriv_kommentar(ark, r, k, tekst, {**form, "width": _KOMMENTAR_BREDDE, "height": 18 * linjer + 12})

    def laas(self, ark: Worksheet) -> None:
        """Protect a sheet, without a password, against changes to locked cells."""
        maa = ("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter", "objects")
        ark.protect("", dict.fromkeys(maa, True))

    def print(self, ark: Worksheet, papir: int, gentag: tuple[int, int], skel: int | None = None) -> None:
        """Print in landscape, one page wide (three on A3), with the rows ``gentag`` on every page.

        ``skel``: a row that begins a new page.
        """
        ark.set_landscape()
        ark.set_paper(papir)
        ark.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        # No number of pages in height: with one, a spreadsheet ignores breaks.
        ark.fit_to_pages(3 if papir == A3 else 1, 0)
        if skel is not None:
            ark.set_h_pagebreaks([skel])
        ark.repeat_rows(*gentag)
        sidetekst(ark, fod=f"{ark.get_name()} · {VEJLEDENDE}")

    def tekst(self, ark: Worksheet, r: int, k: int, tekst: str, form: Format) -> None:
        """Write text that is never a formula or markup, whatever it looks like. Raises BrugsFejl if it is too long."""
        if enheder(tekst) > HOEJST_TEGN_I_CELLE:
            raise BrugsFejl("En tekst er længere, end en celle kan rumme (32.767 tegn). Del den, eller brug YAML.")
        skriv_tekst(ark, r, k, tekst, form)

    def hoveder(self, ark: Worksheet, r: int, navne: list[str]) -> None:
        """Write a table's headers, from the first column."""
        hoved = self.hovedformat()
        for k, navn in enumerate(navne):
            self.tekst(ark, r, k, navn, hoved)

    def raekke(self, ark: Worksheet, r: int, bredder: list[int], tekster: tuple[str, ...]) -> None:
        """Write a row of wrapped texts, with the height they need in columns of these widths."""
        for k, tekst in enumerate(tekster):
            form = self.format(text_wrap=True, border=1, border_color=LYS_KANT, bold=k == 0)
            self.tekst(ark, r, k, tekst, form)
        self.hoejde(ark, r, linjer_i_raekken(tekster, bredder))

    def hoejde(self, ark: Worksheet, r: int, linjer: int, punkt: float = 15) -> None:
        """Set a row's height to this many lines, until text is typed into it."""
        ark.set_row(r, min(HOEJST_HOEJDE, raekkehoejde(linjer, punkt)))


def raekkehoejde(linjer: int, punkt: float = 15) -> float:
    """Return the height of a row with this many lines, in points."""
    return punkt * linjer + 3


def antal_linjer(tekst: str, bredde: float) -> int:
    """Return the estimated number of lines of a text, wrapped between words in a column of this width in characters."""
    tegn = max(1, int(bredde * 1.1))
    if len(tekst) <= tegn and "\n" not in tekst:
        return 1
    return sum(max(1, len(textwrap.wrap(linje, tegn))) for linje in tekst.split("\n"))


def linjer_i_raekken(tekster: tuple[str, ...], bredder: list[int]) -> int:
    """Return the estimated number of lines of a row of texts in columns of these widths."""
    return max(antal_linjer(t, b) for t, b in zip(tekster, bredder, strict=True))
