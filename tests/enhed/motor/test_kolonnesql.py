"""Simplified SQL for constant pieces has the same value as the unsimplified SQL."""

from __future__ import annotations

import itertools

import duckdb
import pytest

from ansoegning.batch.ud import er_uskadelige
from ansoegning.motor.kolonner.sql import (
    FALSK,
    SANDT,
    Sqldel,
    er_kendt,
    er_ukendt,
    forholdt,
    ikke,
    samlet,
    sqldel,
    ukendt,
    valgt,
)
from ansoegning.motor.kolonner.tal import Tal, gange, i_skala, plus, sammenlign

A, B = Sqldel('"a"', enkel=True), Sqldel('"b"', enkel=True)
STYKKER = [A, B, SANDT, FALSK, ukendt("BOOLEAN")]


def _som_skrevet(form: str, *dele: Sqldel) -> Sqldel:
    """Return the piece without simplification."""
    return sqldel(form, *dele)


def _par() -> list[tuple[Sqldel, Sqldel]]:
    par = []
    for x in STYKKER:
        par += [
            (ikke(x), _som_skrevet("(NOT {0})", x)),
            (er_kendt(x), _som_skrevet("({0} IS NOT NULL)", x)),
            (er_ukendt(x), _som_skrevet("({0} IS NULL)", x)),
        ]
        for y in STYKKER:
            par += [
                (samlet(" AND ", [x, y]), _som_skrevet("({0} AND {1})", x, y)),
                (samlet(" OR ", [x, y]), _som_skrevet("({0} OR {1})", x, y)),
                (forholdt("=", x, y), _som_skrevet("({0} = {1})", x, y)),
            ]
            for z in STYKKER:
                par += [
                    (samlet(" AND ", [x, y, z]), _som_skrevet("({0} AND {1} AND {2})", x, y, z)),
                    (
                        valgt([(x, Sqldel("1")), (y, Sqldel("2")), (z, Sqldel("1"))], Sqldel("3")),
                        _som_skrevet("(CASE WHEN {0} THEN 1 WHEN {1} THEN 2 WHEN {2} THEN 1 ELSE 3 END)", x, y, z),
                    ),
                    (
                        valgt([(x, Sqldel("1")), (y, Sqldel("2"))], None),
                        _som_skrevet("(CASE WHEN {0} THEN 1 WHEN {1} THEN 2 END)", x, y),
                    ),
                ]
    return par


def test_det_samme_kommer_ud() -> None:
    """The values agree in every row of true, false and unknown."""
    con = duckdb.connect()
    con.execute("CREATE TABLE r (nr INTEGER, a BOOLEAN, b BOOLEAN)")
    for nr, (a, b) in enumerate(itertools.product([True, False, None], repeat=2)):
        con.execute("INSERT INTO r VALUES (?, ?, ?)", [nr, a, b])
    par = _par()
    faerdige, skrevne = (", ".join(str(p[i]) for p in par) for i in (0, 1))
    svar = [con.execute(f"SELECT {led} FROM r ORDER BY nr").fetchall() for led in (faerdige, skrevne)]
    assert svar[0] == svar[1]
    assert len(faerdige) < len(skrevne)


@pytest.mark.parametrize("op", ["+", "-"])
def test_et_ukendt_tal_er_ukendt_ogsaa_hvor_graenserne_moedes(op: str) -> None:
    """A fact without a column is unknown, even if its bounds allow only one number."""
    x, fem = Tal(ukendt("BIGINT"), 0, 5, 5), Tal(Sqldel("5", enkel=True), 0, 5, 5)
    assert not x.fast
    assert fem.fast
    for fundet in (plus(x, fem, op), gange(x, fem), i_skala(x, 3)):
        assert fundet.sql.ukendt
    assert sammenlign("=", x, fem) == ukendt("BOOLEAN")
    kolonne = Tal(A, 0, 5, 5)
    assert '"a"' in i_skala(kolonne, 3).sql.sql


def test_kun_tekster_der_ikke_kan_vaere_en_formel_staar_uden_vagt() -> None:
    assert er_uskadelige(["opfyldt", "S05 projekter[].ansoegt_2025", "bruttoanlægsudgift, i alt"])
    for farlig in ("=1+1", "@sum", "'=1", "+a", "a;=b", "\uff0d1x", "\tx"):
        assert not er_uskadelige(["opfyldt", farlig]), farlig
