"""Recognise table rows that are not projects: sums of other rows, and a reporting tool's note about its filters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..fejl import ascii_noegle
from ..system.navne import som_navn

_SUMNAVNE = (
    "i_alt", "ialt", "sum", "summen", "sum_i_alt", "total", "totalt", "total_i_alt", "totaler",
    "hovedtotal", "subtotal", "subtotaler", "delsum", "grand_total", "samlet_sum", "samlet_total", "samlet_beloeb",
    "sum_total", "samlet", "totals", "totalsum", "sumtotal", "grandtotal", "summa",
    "kontrolsum", "mellemsum", "mellemtotal", "sub_total", "summeret",
    # The pivot tables of LibreOffice and other programs.
    "total_result", "total_resultat", "totalresultat", "samlet_resultat",
)  # fmt: skip
_SUMORD = frozenset(tuple(n.split("_")) for n in _SUMNAVNE)
_FLEST_SUMORD = max(map(len, _SUMORD))
# Other summaries of a column. In other cells than the name they are ordinary values (»middel«).
_TALORD = frozenset((o,) for o in (
    "gennemsnit", "gns", "snit", "middel", "middelvaerdi", "median", "antal", "average", "mean", "count", "minimum",
    "maksimum", "maximum",
))  # fmt: skip
# Words that may occur beside the word for a sum: a year, a unit, and what is summed.
_TILFOEJELSER = frozenset({
    "kr", "t", "tkr", "mio", "mia", "dkk", "kroner", "tusind", "tusinde", "hele", "1000", "beloeb", "ansoegt", "for",
    "af", "over", "alle", "samtlige", "aar", "aaret", "aarene", "puljen", "listen", "projekter", "ansoegninger",
    "ansoegere", "kommuner", "raekker", "og",
})  # fmt: skip
# The Greek letter, and the sign that looks like it.
_SUMTEGN = (som_navn("Σ"), "∑")
# A formula stored as text is not a name.
_FORMEL = re.compile(r"\s*[=+@-]\s*[\w.]+\s*\(")
_ORD = re.compile(r"[^\W_]+")
# Power BI writes the filters of a report below the rows.
_FILTRE = (
    "applied filters:",
    "anvendte filtre:",
    "no filters applied",
    "ingen filtre er anvendt",
    "ingen anvendte filtre",
)
_HOEJST_NAVN = 80
# The maximum number of words in the name of a group; a longer text is taken for a remark.
_FLEST_GRUPPEORD = 5
# A regular expression for both DuckDB and Python: a cell that does not match is neither the name of a sum nor a note
# about filters.
FREMMEDE_ORD = "(?i)alt|sum|total|filt|samlet|Σ|∑|snit|gns|middel|median|antal|average|mean|count|m[ai](ks|x|n)im"

SUM_FEJL = "Rækken er en sum af de andre og hører ikke med. Slet den."
TAL_FEJL = "Rækken er et gennemsnit, et antal eller lignende af de andre og hører ikke med. Slet den."
FILTER_FEJL = "Rækken fortæller om filtre i det program, tabellen kommer fra, og hører ikke med. Slet den."


def er_sumnavn(tekst: str) -> bool:
    """Return whether a row's name says that it is a sum: »I alt«, »TOTAL 2025«, »Sum (t.kr.)«, »Σ«."""
    if len(tekst) > _HOEJST_NAVN or _FORMEL.match(tekst):
        return False
    noegle = som_navn(tekst)
    if noegle.strip(" .:*=") in _SUMTEGN:
        return True
    ord_ = tuple(_ORD.findall(ascii_noegle(noegle)))
    # »Aarhus i alt« is the sum of a group's rows, whatever the group's name.
    return ord_[-2:] == ("i", "alt") or _er_kun(ord_, _SUMORD)


def er_talnavn(tekst: str) -> bool:
    """Return whether a row's name says that it is another summary of the rows: »Gennemsnit«, »Antal projekter«."""
    return len(tekst) <= _HOEJST_NAVN and _er_kun(tuple(_ORD.findall(ascii_noegle(som_navn(tekst)))), _TALORD)


def _er_kun(ord_: tuple[str, ...], navne: frozenset[tuple[str, ...]]) -> bool:
    """Return whether words are one of the names, with nothing but permitted words beside it."""
    return any(
        (ord_[:n] in navne and _kun_tilfoejet(ord_[n:])) or (ord_[-n:] in navne and _kun_tilfoejet(ord_[:-n]))
        for n in range(1, min(_FLEST_SUMORD, len(ord_)) + 1)
    )


def er_gruppesum(tekst: str) -> bool:
    """Return whether a cell names the sum of a group's rows, as spreadsheets write it: »Aarhus Total«.

    A project may have such a name, so callers use this only for rows without a name.
    """
    if len(tekst) > _HOEJST_NAVN or _FORMEL.match(tekst):
        return False
    ord_ = tuple(_ORD.findall(ascii_noegle(som_navn(tekst))))
    return 1 < len(ord_) <= _FLEST_GRUPPEORD and ord_[-1:] in _SUMORD


def _kun_tilfoejet(ord_: tuple[str, ...]) -> bool:
    return all(o in _TILFOEJELSER or o.isdigit() for o in ord_)


def er_filternote(tekst: str) -> bool:
    """Return whether a cell is a note about the filters of a report."""
    return tekst[:_HOEJST_NAVN].lstrip().lower().startswith(_FILTRE)


def fremmed_raekke(navn: str | None, andre: Sequence[str | None]) -> tuple[int | None, str] | None:
    """Return why a row is skipped, and the cell that shows it; None if the row is not skipped.

    A row with a name is a project unless its name only states that it is a sum: »Total 2025« is a sum, »Aarhus Total«
    is a project. A row without a name is a sum if one of its other cells names a sum, also the sum of a group.

    Args:
        navn: the cell that names the project.
        andre: the row's other texts. They are only considered if the row has no name.

    Returns:
        The index in ``andre`` of the cell that shows it (None: ``navn``), and the message.
    """
    if navn is not None and navn.strip():
        if er_sumnavn(navn):
            return None, SUM_FEJL
        if er_talnavn(navn):
            return None, TAL_FEJL
        return (None, FILTER_FEJL) if er_filternote(navn) and not any(_fyldte(andre)) else None
    for i, celle in enumerate(andre):
        if celle is not None and (er_sumnavn(celle) or er_gruppesum(celle)):
            return i, SUM_FEJL
        if celle is not None and er_filternote(celle):
            return i, FILTER_FEJL
    return None


def _fyldte(celler: Iterable[str | None]) -> list[str]:
    return [c for c in celler if c is not None and c.strip()]
