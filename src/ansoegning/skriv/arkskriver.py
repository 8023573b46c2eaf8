"""What every sheet of a workbook is written with: formats, texts that stay texts, headings, print set-up."""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl

if TYPE_CHECKING:
    # The library ships no types.
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

VEJLEDENDE = "Vejledende beregning – ikke en afgørelse"
A4, A3 = 9, 8
LYS = "#5A6572"
KANT, LYS_KANT = "#B8C4D2", "#E3E8EE"
_TEKST, _FYLD = "#1F2933", "#DCE6F1"
_HOEJST_TEGN = 32_767
_KODER = re.compile(r"(?=_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_)")


class Arkskriver:
    """One workbook being written. The same content gives the same bytes.

    ``til``: to this file, one row in memory at a time; a sheet's rows must then be written in order, and ``bog.close``
    ends it. Without it the workbook is what ``luk`` gives.
    """

    def __init__(self, titel: str, til: Path | None = None) -> None:
        from xlsxwriter.workbook import Workbook

        self.ud = BytesIO()
        self.bog: Workbook = Workbook(
            self.ud if til is None else str(til),
            {
                "in_memory": til is None,
                "constant_memory": til is not None,
                "tmpdir": None if til is None else str(til.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "dd/mm/yyyy",
            },
        )
        # The clock is never used: the same pack gives the same bytes.
        egenskaber = {"title": titel, "comments": VEJLEDENDE, "created": datetime(2000, 1, 1)}  # noqa: DTZ001 - xlsxwriter takes naive times only
        self.bog.set_properties(egenskaber)
        self.formater: dict[tuple[tuple[str, Any], ...], Format] = {}

    def luk(self) -> bytes:
        """The finished workbook."""
        self.bog.close()
        return self.ud.getvalue()

    def format(self, **egenskaber: Any) -> Format:
        """A cell's look, each made once; the keys are the library's."""
        noegle = tuple(sorted(egenskaber.items()))
        if noegle not in self.formater:
            self.formater[noegle] = self.bog.add_format(
                {"font_name": "Calibri", "font_size": 11, "font_color": _TEKST, "valign": "top", **egenskaber}
            )
        return self.formater[noegle]

    def hovedformat(self) -> Format:
        """The look of a table's headings."""
        return self.format(bold=True, bg_color=_FYLD, border=1, border_color=KANT, text_wrap=True)

    def titel(self, ark: Worksheet, titel: str, note: str) -> None:
        """A sheet's title and what is said below it."""
        ark.set_row(0, 24)
        ark.set_row(1, 20)
        self.tekst(ark, 0, 0, titel, self.format(bold=True, font_size=14))
        self.tekst(ark, 1, 0, note, self.format(font_color=LYS))

    def print(self, ark: Worksheet, papir: int, gentag: tuple[int, int]) -> None:
        """Landscape, a page wide (three on A3), with the rows ``gentag`` on every page."""
        ark.set_landscape()
        ark.set_paper(papir)
        ark.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        bred = papir == A3
        ark.fit_to_pages(3 if bred else 1, 0)
        ark.repeat_rows(*gentag)
        ark.set_footer(f"&L{ark.get_name().replace('&', '&&')} · {VEJLEDENDE}&RSide &P af &N")

    def tekst(self, ark: Worksheet, r: int, k: int, tekst: str, form: Format) -> None:
        """A text, whatever it looks like. Raises BrugsFejl where no cell can hold it."""
        if len(tekst.encode("utf-16-le", "replace")) // 2 > _HOEJST_TEGN:
            raise BrugsFejl("En tekst er længere, end en celle kan rumme (32.767 tegn). Del den, eller brug YAML.")
        stykker = _stykker(tekst)
        if not tekst:
            ark.write_blank(r, k, None, form)
        elif len(stykker) > 1:
            ark.write_rich_string(r, k, form, *stykker, form)
        else:
            ark.write_string(r, k, tekst, form)

    def hoveder(self, ark: Worksheet, r: int, navne: list[str]) -> None:
        """A table's headings, from the first column."""
        hoved = self.hovedformat()
        for k, navn in enumerate(navne):
            self.tekst(ark, r, k, navn, hoved)

    def raekke(self, ark: Worksheet, r: int, bredder: list[int], tekster: tuple[str, ...]) -> None:
        """A row of texts, as high as they need in columns this wide."""
        for k, tekst in enumerate(tekster):
            form = self.format(text_wrap=True, border=1, border_color=LYS_KANT, bold=k == 0)
            self.tekst(ark, r, k, tekst, form)
        ark.set_row(r, raekkehoejde(max(antal_linjer(t, b) for t, b in zip(tekster, bredder, strict=True))))


def _stykker(tekst: str) -> list[str]:
    """A text in the pieces in which the library escapes it right.

    Whole, it takes ``<r>…</r>`` for markup of its own, and overlooks the second of two codes that share a ``_``.
    """
    skel = [1] if tekst.startswith("<r>") else []
    skel += [m.start() + 7 for m in _KODER.finditer(tekst)]
    return [tekst[fra:til] for fra, til in zip([0, *skel], [*skel, len(tekst)], strict=True)]


def punktum(tekst: str) -> str:
    """With one full stop."""
    return tekst if tekst.endswith(".") else f"{tekst}."


def afkort(tekst: str, hoejst: int) -> str:
    """At most this many characters."""
    return tekst if len(tekst) <= hoejst else tekst[: hoejst - 1] + "…"


def raekkehoejde(linjer: int, punkt: float = 15) -> float:
    """A row's height in points; no row may be higher than 409."""
    return min(400.0, punkt * linjer + 3)


def antal_linjer(tekst: str, bredde: float) -> int:
    """About how many lines a text takes in a column this wide, broken between words."""
    tegn = max(1, int(bredde * 1.05))
    return sum(max(1, len(textwrap.wrap(linje, tegn))) for linje in tekst.split("\n"))
