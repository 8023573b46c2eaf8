"""Integers in SQL do not overflow within their bounds."""

from __future__ import annotations

import duckdb

from ansoegning.motor.kolonner.sql import Sqldel
from ansoegning.motor.kolonner.tal import Tal, fast, gange


def test_et_valg_mellem_skrevne_tal_ganges_i_64_bit() -> None:
    """DuckDB types small literals as 32-bit integers, and the product of two of them as well."""
    valgt = Tal(Sqldel("CASE WHEN x THEN 99999 ELSE 1 END"), 0, 1, 99_999, bred=False)
    produkt = gange(valgt, fast(100_000 + 1))
    with duckdb.connect() as con:
        svar = con.execute(f"SELECT {produkt.sql} FROM (VALUES (true), (false)) t(x)").fetchall()
    assert svar == [(99_999 * 100_001,), (100_001,)]
