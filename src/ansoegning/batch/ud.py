"""What goes out: answers as Parquet, or as a CSV that Danish Excel opens and this program reads back the same."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..fejl import BrugsFejl
from .afviste import uskadelig
from .db import I_ORDEN, navn, tekst
from .ind import FORMEL

BEGRUNDELSE = "begrundelse"
Udformat = Literal["parquet", "csv", "xlsx"]
# A group is held in memory until it is written; with grounds a row is some half a kilobyte.
_RAEKKER_I_GRUPPE = 40_960
_RAEKKER_MED_GRUNDE = 20_480


@dataclass(frozen=True, slots=True)
class Udkolonne:
    """One column of the answer: its name, its SQL, and its type in the engine."""

    navn: str
    sql: str
    type: str


def udformat(ud: str) -> Udformat:
    """By the name's ending; ``-`` is CSV. Raises BrugsFejl."""
    if ud == "-":
        return "csv"
    for format_ in ("parquet", "csv", "xlsx"):
        if Path(ud).suffix.lower() == f".{format_}":
            return format_
    raise BrugsFejl("-o: skriv et filnavn, der ender på .parquet, .csv eller .xlsx, eller - for standard-output.")


def kopi(
    kolonner: list[Udkolonne], fra: str, sti: Path, format_: Udformat, noter: dict[str, str], bom: bool = True
) -> str:
    """The statement that writes rows to Parquet or CSV. ``noter`` go with a Parquet file, under the file's own keys."""
    if format_ == "parquet":
        valgt = ", ".join(f"{k.sql} AS {navn(k.navn)}" for k in kolonner)
        gruppe = _RAEKKER_MED_GRUNDE if any(k.navn == BEGRUNDELSE for k in kolonner) else _RAEKKER_I_GRUPPE
        kv = ", ".join(f"{navn(n)}: {tekst(v)}" for n, v in noter.items())
        return (
            f"COPY (SELECT {valgt} FROM {fra}) TO {tekst(str(sti))} (FORMAT parquet, {I_ORDEN}, COMPRESSION zstd, "
            f"COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {gruppe}, KV_METADATA {{{kv}}})"
        )
    # The mark that Excel knows UTF-8 by stands before the first name.
    navne = [uskadelig(k.navn) for k in kolonner]
    navne[0] = ("\ufeff" if bom else "") + navne[0]
    valgt = ", ".join(f"{celle(k)} AS {navn(n)}" for k, n in zip(kolonner, navne, strict=True))
    return (
        f"COPY (SELECT {valgt} FROM {fra}) TO {tekst(str(sti))} (FORMAT csv, {I_ORDEN}, HEADER true, "
        "DELIMITER ';', QUOTE '\"', ESCAPE '\"', NULLSTR '')"
    )


def celle(k: Udkolonne) -> str:
    """A value as a Danish spreadsheet has it."""
    t = k.type.upper()
    if t == "BOOLEAN":
        return f"CASE {k.sql} WHEN true THEN 'ja' WHEN false THEN 'nej' END"
    if t == "DATE":
        return f"strftime({k.sql}, '%d/%m/%Y')"
    if t in _HELTAL:
        return k.sql
    if t.startswith("DECIMAL") or t in ("DOUBLE", "FLOAT"):
        return f"replace(CAST({k.sql} AS VARCHAR), '.', ',')"
    if t == "VARCHAR[]":
        quoted = (
            "CASE WHEN regexp_matches(__x, '[;\\n\\r]') OR starts_with(__x, '\"') OR trim(__x) <> __x "
            "THEN concat('\"', replace(__x, '\"', '\"\"'), '\"') ELSE __x END"
        )
        return _tekstcelle(f"array_to_string(list_transform({k.sql}, lambda __x: {quoted}), '; ')")
    return _tekstcelle(f"CAST({k.sql} AS VARCHAR)")


_HELTAL = frozenset(f"{u}{t}" for u in ("", "U") for t in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"))


def _tekstcelle(sql: str) -> str:
    # The same as ``uskadelig``; the reader takes one apostrophe away again.
    return (
        f"CASE WHEN regexp_matches({sql}, '^''*{FORMEL}') AND NOT regexp_full_match({sql}, '[+-][0-9][0-9.,]*') "
        f"THEN concat('''', {sql}) ELSE {sql} END"
    )
