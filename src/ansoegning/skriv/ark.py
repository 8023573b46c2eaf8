"""The only module that writes text to a workbook. A cell shows its text, and never runs it or reads it as markup.

Only this module imports xlsxwriter, and only it calls the functions that write text into a cell, header or footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # xlsxwriter ships no types.
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

__all__ = [
    "HOEJST_TEGN_I_CELLE",
    "Format",
    "Workbook",
    "Worksheet",
    "arkklasse",
    "enheder",
    "ny_bog",
    "sidetekst",
    "skriv_formel",
    "skriv_kommentar",
    "skriv_tekst",
]

# Excel's limit, in UTF-16 code units.
HOEJST_TEGN_I_CELLE = 32_767
# An escape code, and two of them that share a ``_``.
_KODE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_TO_KODER = re.compile(r"_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_")


def ny_bog(ud: BytesIO | Path, **egenskaber: str) -> Workbook:
    """Return a workbook that is written to ``ud`` when it is closed; the same content always gives the same bytes.

    Args:
        ud: the destination. For a file, only one row is in memory at a time, so a sheet's rows must be written in
            order.
        egenskaber: the document's properties by xlsxwriter's names (``title``, ``comments``).
    """
    from xlsxwriter.workbook import Workbook

    til_fil = isinstance(ud, Path)
    bog = Workbook(
        str(ud) if til_fil else ud,
        {
            "in_memory": not til_fil,
            "constant_memory": til_fil,
            "tmpdir": str(ud.parent) if isinstance(ud, Path) else None,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    # A fixed time, never the clock, so that the bytes are reproducible.
    bog.set_properties({**egenskaber, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - xlsxwriter takes naive times
    return bog


@cache
def arkklasse() -> type[Worksheet]:
    """Return xlsxwriter's sheet class without the ``customHeight`` attribute of rows.

    With the attribute, a row keeps its height and cuts off text typed into it. Without a height, LibreOffice shows one
    line.
    """
    from xlsxwriter.worksheet import Worksheet

    class Vokseark(Worksheet):  # type: ignore[misc] # xlsxwriter ships no types
        def _xml_start_tag_unencoded(self, tag: str, attributes: Iterable[tuple[str, object]] = ()) -> None:
            super()._xml_start_tag_unencoded(tag, _uden_fast_hoejde(tag, attributes))

        def _xml_empty_tag_unencoded(self, tag: str, attributes: Iterable[tuple[str, object]] = ()) -> None:
            super()._xml_empty_tag_unencoded(tag, _uden_fast_hoejde(tag, attributes))

    return Vokseark


def _uden_fast_hoejde(tag: str, attributter: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(n, v) for n, v in attributter if (tag, n) != ("row", "customHeight")]


def enheder(tekst: str) -> int:
    """Return the length of a text as Excel counts it: in UTF-16 code units, of which an emoji has two."""
    return len(tekst.encode("utf-16-le", "surrogatepass")) // 2


def skriv_tekst(ark: Worksheet, r: int, k: int, tekst: str, form: Format) -> None:
    """Write a text to a cell, whatever it looks like; a text longer than a cell can hold ends with ``…``."""
    if enheder(tekst) > HOEJST_TEGN_I_CELLE:
        plads = tekst.encode("utf-16-le", "surrogatepass")[: 2 * (HOEJST_TEGN_I_CELLE - 1)]
        tekst = plads.decode("utf-16-le", "ignore") + "…"
    stykker = _stykker(tekst)
    if not tekst:
        ark.write_blank(r, k, None, form)
    elif len(stykker) > 1:
        ark.write_rich_string(r, k, *(d for s in stykker for d in (form, s)), form)
    else:
        ark.write_string(r, k, tekst, form)


def skriv_formel(ark: Worksheet, r: int, k: int, formel: str, form: Format, vaerdi: object) -> None:
    """Write a formula of the program, without its ``=``, and its value until a program recalculates it."""
    ark.write_formula(r, k, f"={formel}", form, vaerdi)


def skriv_kommentar(ark: Worksheet, r: int, k: int, tekst: str, form: Mapping[str, object]) -> None:
    """Write a comment on a cell, as plain text; ``form`` has xlsxwriter's option names (``width`` in pixels)."""
    ark.write_comment(r, k, tekst, dict(form))


def sidetekst(ark: Worksheet, *, hoved: tuple[str, str] | None = None, fod: str | None = None) -> None:
    """Set the left and right header of a printed page, and the left footer, with the page number to the right."""
    if hoved is not None:
        ark.set_header(f"&L{_uden_koder(hoved[0])}&R{_uden_koder(hoved[1])}")
    if fod is not None:
        ark.set_footer(f"&L{_uden_koder(fod)}&RSide &P af &N")


def _uden_koder(tekst: str) -> str:
    return tekst.replace("&", "&&")


def _stykker(tekst: str) -> list[str]:
    """Split a text into pieces that xlsxwriter writes as they are; a single piece it escapes correctly.

    Unsplit, xlsxwriter reads ``<r>…</r>`` as its own markup, and overlooks the second of two escape codes that share a
    ``_``. In pieces, it escapes a code twice, so no piece has a whole code: they are read one by one.
    """
    markup = tekst.startswith("<r>")
    skel = [1] if markup else []
    if markup or _TO_KODER.search(tekst):
        skel += [m.end() for m in _KODE.finditer(tekst)]
    return [tekst[fra:til] for fra, til in zip([0, *skel], [*skel, len(tekst)], strict=True)]
