"""Cells of CSV files that people open: no spreadsheet may run a cell as a formula, whatever its locale.

An apostrophe is written before anything that could begin a formula: at the start of a cell, and after the characters
that spreadsheets in other locales use as separators. Reading removes the apostrophe: at the start of a cell always,
since people write it in spreadsheets too, and within a cell only in an answer of this program.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from typing import IO

from .db import tekst

# Full-width characters are included because spreadsheets treat them as the ASCII ones.
FORMEL = "[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]"
# Within a cell, a dash before a blank, punctuation or the end is not a formula (»12.500,- kr.«).
_INDE = "([,;\\t]'*)([=+@\uff1d\uff0b\uff20]|[-\uff0d][^ \\t\\r\\n.,;:)-])"
_INDE_SKREVET = "([,;\\t]'*)'([=+@\uff1d\uff0b\uff20]|[-\uff0d][^ \\t\\r\\n.,;:)-])"
_TAL = "[+-][0-9][0-9.,]*"
_FARLIG, _ER_TAL, _FARLIG_INDE = re.compile(f"'*{FORMEL}"), re.compile(_TAL), re.compile(_INDE)


def uskadelig(celle: str) -> str:
    """Return the cell such that a spreadsheet shows it as text and does not run it."""
    if _ER_TAL.fullmatch(celle):
        return celle
    celle = _FARLIG_INDE.sub(r"\1'\2", celle)
    return f"'{celle}" if _FARLIG.match(celle) else celle


def uskadelig_sql(sql: str) -> str:
    """Return SQL that does what ``uskadelig`` does."""
    inde = f"regexp_replace({sql}, {tekst(_INDE)}, {tekst(_ERSTAT)}, 'g')"
    # Substring searches first: in long texts, such as reasons, they take a fraction of the time of an expression.
    mulig = [f"contains({sql}, {tekst(t)})" for t in _MULIG]
    mulig += [f"starts_with({sql}, {tekst(t)})" for t in _MULIG_FOERST]
    return (
        f"CASE WHEN NOT ({' OR '.join(mulig)}) THEN {sql} WHEN regexp_full_match({sql}, {tekst(_TAL)}) THEN {sql} "
        f"WHEN regexp_matches({sql}, {tekst(f'^{chr(39)}*{FORMEL}')}) THEN concat('''', {inde}) ELSE {inde} END"
    )


# Every text that ``uskadelig`` changes contains one of the first, or begins with one of the others.
_MULIG = ("=", "+", "@", "'", "\t", ",-", ";-", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MULIG_FOERST = ("-", "\r", "\n")
_ERSTAT = r"\1'\2"


def laest_sql(celle: str, *, egen: bool) -> str:
    """Return SQL for a cell as it was before ``uskadelig``, and NULL for an empty cell.

    Args:
        celle: the cell as text, as an SQL expression.
        egen: whether the file is an answer of this program.
    """
    if egen:
        celle = f"regexp_replace({celle}, {tekst(_INDE_SKREVET)}, {tekst(_UDEN)}, 'g')"
    # A single test without AND: DuckDB's planner compares the unconditional subexpressions of all columns with each
    # other, in time that grows with the square of the number of columns.
    return (
        f"CASE WHEN starts_with({celle}, '''') THEN regexp_replace({celle}, {tekst(_SKREVET)}, {tekst(_FOERSTE)}) "
        f"ELSE nullif({celle}, '') END"
    )


_SKREVET, _FOERSTE = f"^'('*{FORMEL})", r"\1"
_UDEN = r"\1\2"


def laes_raekker(fil: IO[str], hoejst: int) -> list[list[str]]:
    """Return the first ``hoejst`` rows of a file that ``skriver`` wrote, including the headers, as they are in the
    file.
    """
    return [r for r, _ in zip(csv.reader(fil, delimiter=";"), range(hoejst), strict=False)]


def skriver(fil: IO[str]) -> Callable[[Iterable[object]], None]:
    """Return a function that writes a row to a CSV file for Danish Excel. Text is escaped; None is an empty cell."""
    raa = csv.writer(fil, delimiter=";", lineterminator="\r\n")

    def skriv(celler: Iterable[object]) -> None:
        raa.writerow(uskadelig(c) if isinstance(c, str) else c for c in celler)

    return skriv
