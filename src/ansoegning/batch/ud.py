"""Write answers as Parquet, or as CSV that Danish Excel opens and this program reads back unchanged."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ..fejl import BrugsFejl
from ..system.dataklasse import dataklasse
from .csv_celle import uskadelig, uskadelig_sql
from .db import I_ORDEN, STROEM, navn, tekst

BEGRUNDELSE = "begrundelse"
Udformat = Literal["parquet", "csv", "xlsx"]
# A row group is held in memory until it is written; with reasons, a row takes about half a kilobyte.
_RAEKKER_I_GRUPPE = 40_960
_RAEKKER_MED_GRUNDE = 20_480
# A temporary file has small row groups, because a statement that reads it holds some of them until it has written its
# own rows.
MELLEMLAGER = f"(FORMAT parquet, {I_ORDEN}, COMPRESSION lz4_raw, ROW_GROUP_SIZE 20480)"


@dataklasse(frozen=True, slots=True)
class Udkolonne:
    """One column of the answer: its name, its SQL, and its type in DuckDB.

    ``kendt``: whether its texts are fixed, and none of them could begin a formula (``er_uskadelige``).
    """

    navn: str
    sql: str
    type: str
    kendt: bool = False


def er_uskadelige(tekster: Iterable[str]) -> bool:
    """Return whether a spreadsheet runs none of these texts, alone or joined with ``; ``."""
    return all(uskadelig(t) == t for t in tekster)


def udformat(ud: str) -> Udformat:
    """Return the format by the ending of the name; ``-`` is CSV. Raises BrugsFejl for any other ending."""
    if ud == "-":
        return "csv"
    for format_ in ("parquet", "csv", "xlsx"):
        if Path(ud).suffix.lower() == f".{format_}":
            return format_
    raise BrugsFejl("-o: skriv et filnavn, der ender på .parquet, .csv eller .xlsx, eller - for standard-output.")


def kopi(
    kolonner: list[Udkolonne], fra: str, sti: Path, format_: Udformat, noter: dict[str, str], bom: bool = True
) -> str:
    """Return the statement that writes rows to Parquet or CSV. ``noter`` become the metadata of a Parquet file."""
    if format_ == "parquet":
        valgt = ", ".join(f"{k.sql} AS {navn(k.navn)}" for k in kolonner)
        gruppe = _RAEKKER_MED_GRUNDE if any(k.navn == BEGRUNDELSE for k in kolonner) else _RAEKKER_I_GRUPPE
        kv = ", ".join(f"{navn(n)}: {tekst(v)}" for n, v in noter.items())
        return (
            f"COPY (SELECT {valgt} FROM {fra} WHERE {STROEM}) TO {tekst(str(sti))} (FORMAT parquet, {I_ORDEN}, "
            f"COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {gruppe}, KV_METADATA {{{kv}}})"
        )
    # Excel recognises UTF-8 by the byte order mark, which goes before the first header.
    navne = [uskadelig(k.navn) for k in kolonner]
    navne[0] = ("\ufeff" if bom else "") + navne[0]
    # Nested selects: the expression of a cell appears once in the statement, however often its value is used.
    fra = f"(SELECT {', '.join(f'{celle(k, k.sql)} AS {_led(nr)}' for nr, k in enumerate(kolonner))} FROM {fra})"
    valgt = ", ".join(
        f"{uskadelig_sql(_led(nr)) if er_tekst(k) else _led(nr)} AS {navn(n)}"
        for nr, (k, n) in enumerate(zip(kolonner, navne, strict=True))
    )
    return (
        f"COPY (SELECT {valgt} FROM {fra} WHERE {STROEM}) TO {tekst(str(sti))} (FORMAT csv, {I_ORDEN}, HEADER true, "
        "DELIMITER ';', QUOTE '\"', ESCAPE '\"', NULLSTR '')"
    )


def mellemlager(kolonner: list[Udkolonne], fra: str, sti: Path) -> str:
    """Return the statement that stores rows in a temporary Parquet file, whose columns have generated names."""
    valgt = ", ".join(f"{k.sql} AS {_led(nr)}" for nr, k in enumerate(kolonner))
    return f"COPY (SELECT {valgt} FROM {fra} WHERE {STROEM}) TO {tekst(str(sti))} {MELLEMLAGER}"


def fra_mellemlager(kolonner: list[Udkolonne]) -> list[Udkolonne]:
    """Return the same columns, read from the file of ``mellemlager``."""
    return [replace(k, sql=_led(nr)) for nr, k in enumerate(kolonner)]


def _led(nr: int) -> str:
    return f"__ud{nr}"


def er_tekst(k: Udkolonne) -> bool:
    """Return whether a column's cells are texts that a spreadsheet could run."""
    t = k.type.upper()
    return not k.kendt and t not in _HELTAL | {"BOOLEAN", "DATE", "DOUBLE", "FLOAT"} and not t.startswith("DECIMAL")


def skrevet(k: Udkolonne) -> str:
    """Return SQL for a column's cells as written to a CSV file, in one expression."""
    egen = celle(k, k.sql)
    return uskadelig_sql(egen) if er_tekst(k) else egen


def celle(k: Udkolonne, sql: str) -> str:
    """Return SQL for the value ``sql`` in Danish spreadsheet notation. Text is not escaped yet."""
    t = k.type.upper()
    if t == "BOOLEAN":
        return f"CASE {sql} WHEN true THEN 'ja' WHEN false THEN 'nej' END"
    if t == "DATE":
        return f"strftime({sql}, '%d/%m/%Y')"
    if t in _HELTAL or t == "VARCHAR":
        return sql
    if t.startswith("DECIMAL") or t in ("DOUBLE", "FLOAT"):
        return f"replace(CAST({sql} AS VARCHAR), '.', ',')"
    if t == "VARCHAR[]":
        quoted = (
            "CASE WHEN regexp_matches(__x, '[;\\n\\r]') OR starts_with(__x, '\"') OR trim(__x) <> __x "
            "THEN concat('\"', replace(__x, '\"', '\"\"'), '\"') ELSE __x END"
        )
        return f"array_to_string(list_transform({sql}, lambda __x: {quoted}), '; ')"
    return f"CAST({sql} AS VARCHAR)"


_HELTAL = frozenset(f"{u}{t}" for u in ("", "U") for t in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"))
