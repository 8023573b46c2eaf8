"""The differences between the SQL dialects of DuckDB and Spark: integer division, formatting, lists.

The compiler writes DuckDB's SQL, and sqlglot transpiles it to Spark's. Expressions that sqlglot must not transpile,
such as formatting, are written as calls (``p_…``), which are then replaced by the expressions in ``_SPARK``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain
from typing import Protocol

from ...fejl import usynligt
from .sql import Sqldel, sqldel


class Dialekt(Protocol):
    """The SQL dialect of an engine."""

    navn: str

    def kald(self, hvad: str, *dele: Sqldel) -> Sqldel:
        """Return the engine's expression named ``hvad`` (a key of the tables below) with these arguments."""
        ...

    def faerdig(self, sql: str) -> str:
        """Return the statement in the engine's dialect."""
        ...


def liste(dele: list[Sqldel]) -> Sqldel:
    """Return a list literal of these pieces."""
    return Sqldel(f"[{', '.join(d.sql for d in dele)}]", frozenset().union(*(d.af for d in dele)))


@lru_cache(maxsize=1)
def usynlige() -> str:
    """Return the invisible characters (those that ``fejl.vis_sikkert`` escapes) as a regular expression class."""
    # The other planes contain no such characters: they are ideographs, private use, or unassigned.
    fundne = [
        c
        for c in chain(range(0x20000), range(0xE0000, 0xE1000))
        if c != ord("\n") and unicodedata.category(chr(c)) != "Cs" and usynligt(chr(c))
    ]
    dele = []
    foerste = forrige = fundne[0]
    for c in [*fundne[1:], -1]:
        if c != forrige + 1:
            dele.append(f"\\x{{{foerste:x}}}-\\x{{{forrige:x}}}")
            foerste = c
        forrige = c
    return f"[{''.join(dele)}]"


# The two decimals written after an integer, without trailing zeros, by number of hundredths.
_DECIMALER = ["''"] + [f"',{n:02}'".replace("0'", "'") for n in range(1, 100)]
# Writes invisible characters of a text as escapes. Lambda variables have names that no fact can have, because an
# argument that reads a fact may be placed inside the lambda.
_DUCKDB_VIS = (
    "array_to_string(list_transform(regexp_extract_all({0}, '(?s).'), lambda __c: (CASE WHEN regexp_matches(__c, '§u') "
    "THEN concat('\\u', format('{{{{:04x}}}}', unicode(__c))) ELSE __c END)), '')"
)
# {0}, {1} … are the arguments; §u is the class of invisible characters. "hele" requires a number that is not negative.
_DUCKDB = {
    "hele": "({0} // {1})",
    "tusinder": "replace(format('{{:,}}', {0}), ',', '.')",
    # Divided by 1000 as a decimal, whose text has the dot in the right position.
    "et_punktum": "CAST((CAST({0} AS DECIMAL(18, 0)) * 0.001) AS VARCHAR)",
    "decimaler": f"([{', '.join(_DECIMALER)}])[({{0}} + 1)]",
    # Formats {0}, a number of units of the last of {1} decimals, as it is written after an integer.
    "decimaler_af": "regexp_replace(concat(',', lpad(CAST({0} AS VARCHAR), {1}, '0')), ',?0+$', '')",
    "dag": "strftime({0}, '%d/%m/%Y')",
    "dage_efter": "({0} + CAST({1} AS INTEGER))",
    "maaneder_efter": "CAST(({0} + to_months(CAST({1} AS INTEGER))) AS DATE)",
    "vis": (f"(CASE WHEN regexp_matches({{0}}, '§u') THEN {_DUCKDB_VIS.format('{0}')} ELSE {{0}} END)"),
    "vis_liste": f"array_to_string(list_transform({{0}}, lambda __t: {_DUCKDB_VIS.format('__t')}), '; ')",
    # For a list of sort keys, some of them NULL: the texts of list {1} at the index in the last three digits of each
    # key, in key order.
    "i_orden": (
        "list_transform(list_sort(list_filter({0}, lambda __x: __x IS NOT NULL)), lambda __x: ({1})[(__x % 1000) + 1])"
    ),
    "opremset": (
        "(CASE WHEN (len({0}) < 2) THEN array_to_string({0}, '') "
        "ELSE concat(array_to_string({0}[1:(len({0}) - 1)], ', '), ' og ', {0}[len({0})]) END)"
    ),
    "de_foerste": "({0})[1:{1}]",
}
# Writes invisible characters of a text as escapes. The text must not be empty.
_SPARK_VIS = (
    "array_join(transform(sequence(1, length({0})), __i -> (CASE WHEN (substring({0}, __i, 1) RLIKE '§u') "
    "THEN concat('\\\\u', lpad(lower(hex(ascii(substring({0}, __i, 1)))), "
    "greatest(4, length(hex(ascii(substring({0}, __i, 1))))), '0')) ELSE substring({0}, __i, 1) END)), '')"
)
_SPARK = {
    "hele": "({0} DIV {1})",
    "tusinder": "replace(format_number({0}, 0), ',', '.')",
    "et_punktum": "concat(CAST(({0} DIV 1000) AS STRING), '.', lpad(CAST(({0} % 1000) AS STRING), 3, '0'))",
    "decimaler": f"element_at(array({', '.join(_DECIMALER)}), CAST({{0}} AS INT) + 1)",
    "decimaler_af": "regexp_replace(concat(',', lpad(CAST({0} AS STRING), {1}, '0')), ',?0+$', '')",
    "dag": "date_format({0}, 'dd/MM/yyyy')",
    "dage_efter": "date_add({0}, CAST({1} AS INT))",
    "maaneder_efter": "add_months({0}, CAST({1} AS INT))",
    "vis": f"(CASE WHEN ({{0}} RLIKE '§u') THEN {_SPARK_VIS.format('{0}')} ELSE {{0}} END)",
    "vis_liste": (
        "array_join(transform({0}, __t -> CASE WHEN (length(__t) = 0) THEN '' "
        f"ELSE {_SPARK_VIS.format('__t')} END), '; ')"
    ),
    "i_orden": (
        "transform(array_sort(filter({0}, __x -> __x IS NOT NULL)), "
        "__x -> element_at({1}, CAST((__x % 1000) AS INT) + 1))"
    ),
    "opremset": (
        "(CASE WHEN (size({0}) < 2) THEN array_join({0}, '') "
        "ELSE concat(array_join(slice({0}, 1, size({0}) - 1), ', '), ' og ', element_at({0}, -1)) END)"
    ),
    "de_foerste": "slice({0}, 1, {1})",
}


class DuckDB:
    """DuckDB, embedded."""

    navn = "DuckDB"

    def kald(self, hvad: str, *dele: Sqldel) -> Sqldel:
        form = _DUCKDB[hvad]
        return sqldel(
            form.replace("§u", usynlige().replace("{", "{{").replace("}", "}}")) if "§u" in form else form, *dele
        )

    def faerdig(self, sql: str) -> str:
        return sql


class Spark:
    """Apache Spark; its statements are transpiled from DuckDB's."""

    navn = "Apache Spark"

    def kald(self, hvad: str, *dele: Sqldel) -> Sqldel:
        return sqldel(f"p_{hvad}({', '.join(f'{{{n}}}' for n in range(len(dele)))})", *dele)

    def faerdig(self, sql: str) -> str:
        from sqlglot import exp, parse_one

        trae = parse_one(sql, read="duckdb")
        # Innermost first, so that a call inside the arguments of another is replaced before the outer one is copied.
        for knude in reversed(list(trae.find_all(exp.Anonymous, bfs=True))):
            if knude.name.lower().startswith("p_"):
                knude.replace(_indsat(knude.name.lower()[2:], knude.expressions))
        for type_ in trae.find_all(exp.DataType):
            if type_.this == exp.DataType.Type.INT128:
                type_.replace(exp.DataType.build("DECIMAL(38, 0)", dialect="spark"))
        # Both engines skip NULL in CONCAT_WS; sqlglot's translation of it for Spark depends on the version of sqlglot.
        for samlet in reversed(list(trae.find_all(exp.ConcatWs, bfs=True))):
            samlet.replace(exp.Anonymous(this="CONCAT_WS", expressions=samlet.expressions))
        return trae.sql(dialect="spark")


@lru_cache(maxsize=64)
def _skabelon(hvad: str, antal: int) -> object:
    from sqlglot import parse_one

    form = _SPARK[hvad].replace("§u", usynlige().replace("\\", "\\\\").replace("{", "{{").replace("}", "}}"))
    return parse_one(form.format(*(f"__p{n}" for n in range(antal))), read="spark")


def _indsat(hvad: str, dele: list[object]) -> object:
    """Return the Spark expression of a call as a syntax tree, with the arguments inserted."""
    from sqlglot import exp

    trae = _skabelon(hvad, len(dele)).copy()  # type: ignore[attr-defined] # an expression; sqlglot is imported lazily
    pladser = {f"__p{n}": d for n, d in enumerate(dele)}

    def ind(knude: exp.Expression) -> exp.Expression:
        if isinstance(knude, exp.Column) and knude.name in pladser:
            return pladser[knude.name].copy()  # type: ignore[attr-defined, no-any-return] # expressions, see above
        return knude

    return trae.transform(ind)
