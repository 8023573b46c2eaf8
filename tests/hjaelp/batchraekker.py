"""Rows of projects for batch, and functions that read its answers."""

from __future__ import annotations

from typing import Any

import duckdb

HOVED = "ansøgning;Kommune;navn;B;ansoegt_2026;andel_andre;afsluttes;art;Note\n"


RAEKKE = "A{0};Aarhus;Projekt {0};12.500;3.000;31,25;30/11/2026;nybyggeri;n{0}\n"


def spoerg(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.execute(sql).fetchall()
