"""The cells of a CSV file that people open: a spreadsheet shows them and runs none of them, whatever its locale.

An apostrophe stands before what could begin a formula, at a cell's beginning and after what another country's
spreadsheet parts cells at. Reading takes it away again: at the beginning always, since people in spreadsheets write it
too; within a cell only in an answer of this program.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from typing import IO

from .db import tekst

# Wide signs count, as spreadsheets take them for the narrow ones.
FORMEL = "[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]"
# Within a cell a dash before a blank, a sign or the end is none (»12.500,- kr.«).
_INDE = "([,;\\t]'*)([=+@\uff1d\uff0b\uff20]|[-\uff0d][^ \\t\\r\\n.,;:)-])"
_INDE_SKREVET = "([,;\\t]'*)'([=+@\uff1d\uff0b\uff20]|[-\uff0d][^ \\t\\r\\n.,;:)-])"
_TAL = "[+-][0-9][0-9.,]*"
_FARLIG, _ER_TAL, _FARLIG_INDE = re.compile(f"'*{FORMEL}"), re.compile(_TAL), re.compile(_INDE)


def uskadelig(celle: str) -> str:
    """A cell that a spreadsheet shows and does not run."""
    if _ER_TAL.fullmatch(celle):
        return celle
    celle = _FARLIG_INDE.sub(r"\1'\2", celle)
    return f"'{celle}" if _FARLIG.match(celle) else celle


def uskadelig_sql(sql: str) -> str:
    """``uskadelig`` of a text, in SQL."""
    # Most texts have nothing of the kind, and are not written anew.
    inde = (
        f"CASE WHEN regexp_matches({sql}, {tekst(_INDE)}) "
        f"THEN regexp_replace({sql}, {tekst(_INDE)}, {tekst(_ERSTAT)}, 'g') ELSE {sql} END"
    )
    return (
        f"CASE WHEN regexp_full_match({sql}, {tekst(_TAL)}) THEN {sql} "
        f"WHEN regexp_matches({sql}, {tekst(f'^{chr(39)}*{FORMEL}')}) THEN concat('''', {inde}) ELSE {inde} END"
    )


_ERSTAT = r"\1'\2"


def laest_sql(celle: str, *, egen: bool) -> str:
    """A cell as it was before ``uskadelig``, in SQL, and NULL where it is empty.

    Args:
        celle: the cell as a text, in SQL.
        egen: whether the file is an answer of this program.
    """
    if egen:
        celle = f"regexp_replace({celle}, {tekst(_INDE_SKREVET)}, {tekst(_UDEN)}, 'g')"
    # One test, and no AND: what every row evaluates the engine compares among all columns, and it takes the square of
    # their number.
    return (
        f"CASE WHEN starts_with({celle}, '''') THEN regexp_replace({celle}, {tekst(_SKREVET)}, {tekst(_FOERSTE)}) "
        f"ELSE nullif({celle}, '') END"
    )


_SKREVET, _FOERSTE = f"^'('*{FORMEL})", r"\1"
_UDEN = r"\1\2"


def laes_raekker(fil: IO[str], hoejst: int) -> list[list[str]]:
    """The first rows of a file that ``skriver`` wrote, its headers among them, as they are shown."""
    return [r for r, _ in zip(csv.reader(fil, delimiter=";"), range(hoejst), strict=False)]


def skriver(fil: IO[str]) -> Callable[[Iterable[object]], None]:
    """What writes a row to a CSV file that Danish Excel opens: every text is made harmless; None is an empty cell."""
    raa = csv.writer(fil, delimiter=";", lineterminator="\r\n")

    def skriv(celler: Iterable[object]) -> None:
        raa.writerow(uskadelig(c) if isinstance(c, str) else c for c in celler)

    return skriv
