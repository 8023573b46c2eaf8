"""Table cells read in SQL give the same value or the same refusal as the reader of application files."""

# ruff: noqa: E501 - SQL in the tests; tables of cases
from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from duckdb.func import FunctionNullHandling
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.batch.vaerdier_sql import (
    FORKERT,
    Laeser,
    art_af,
    celle,
    celle_laeser,
    laes,
    laest_kolonne,
    lag,
    svar,
    vaerdi,
)
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import VaerdiFejl

pytestmark = pytest.mark.tung


KOMMUNER = load_regelsaet("botilbud-2025-26").kommuner
FORMER = [
    Vaerdiform(navn="t", type="tal", enhed="t.kr.", mindst="0", hoejst="99.999.999"),
    Vaerdiform(navn="t", type="tal", mindst="-50", hoejst="50"),
    Vaerdiform(navn="t", type="tal", trin="5", mindst="0", hoejst="1.000"),
    Vaerdiform(navn="t", type="tal", enhed="pct.", trin="0,01", mindst="0", hoejst="100"),
    Vaerdiform(navn="t", type="tal", enhed="kr.", trin="0,01", mindst="0", hoejst="99.999"),
    Vaerdiform(navn="t", type="tal", enhed="kr.", trin="0,001", mindst="0", hoejst="99.999"),
    Vaerdiform(navn="t", type="tal", trin="0,25", mindst="-9", hoejst="9"),
    Vaerdiform(navn="t", type="tal", trin="0,1", mindst="0", hoejst="999.999.999.999"),
    Vaerdiform(navn="d", type="dato"),
    Vaerdiform(navn="d", type="dato", mindst="01/05/2024", hoejst="15/05/2024"),
    Vaerdiform(navn="j", type="ja_nej"),
    Vaerdiform(navn="v", type="valg", valg={"kkr": "koordineret i KKR", "andet_loev": "Løv og å"}),
    Vaerdiform(navn="k", type="kommune"),
    Vaerdiform(navn="x", type="tekst"),
    Vaerdiform(navn="x", type="tekstliste"),
    Vaerdiform(navn="p", type="telefoner"),
    Vaerdiform(navn="m", type="mails"),
    Vaerdiform(navn="t", type="tal", enhed="pct.", trin="0,01", mindst="0", hoejst="100", mindst_en="ja"),
    Vaerdiform(navn="t", type="tal", enhed="kr.", trin="0,01", mindst="0", hoejst="999.999.999.999.999.999"),
]
_TEGN = "0123456789.,;-+eE%−/ \u00a0\u2007\t\n\r\0\x7f\x85'\"aæøåAÅ²٣\uff13_\uff1d=@"
_ORD = [
    "", " ", "\u00a0", "12.500", "12,500", "1.2500", "12500", "012", "-0", "+5", "1e5", "1_000", "NaN", "inf", "Infinity",
    "31,25", "31.25", "31,2", "0,5", "0.99", "1,0", "0,5 pct.", "0,01%", "-0,5", "25 pct.", "25%", "25,123", "25.123", "0,333", "12.500 kr.", "1,5 mio.", "20 mio. kr.",
    "99.999.999", "100.000.000", "99999999999999999999", "0" * 16, "30/11/2026", "2026-11-30", "1/5/2024", "01-05-2024",
    "31/11/2026", "29/02/2024", "29/02/2023", "0001-01-01", "9999-12-31", "30/11/26", "30/11/2026 ", "2024-05-10T00:00",
    "ja", "Ja", "NEJ", "true", "False", "j", "1", "kkr", "KKR", "Koordineret i KKR", "andet løv", "andet-loev", "løv og å",
    "Aarhus", "Århus", "aarhus kommune", "751", "0751", "7510", "0411", "Københavns Kommune", "Bornholms Regionskommune",
    "a; b", '"a;b"; c', "a\nb", '"åben', "12345678", "+45 12 34 56 78", "a@b.dk", "a@b.dk; c@d.dk", "x" * 300,
]  # fmt: skip
TEKSTER = st.one_of(
    st.sampled_from(_ORD),
    st.sampled_from([k.navn for k in KOMMUNER.alle] + [k.kode for k in KOMMUNER.alle]),
    st.text(st.sampled_from(_TEGN), max_size=12),
    st.from_regex(r"[+-]?[0-9]{1,4}([.,][0-9]{1,4}){0,3}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", fullmatch=True),
    st.builds(lambda a, b: a + b, st.sampled_from(_ORD), st.sampled_from([" ", "\u00a0", "\t", ",", ".", "0"])),
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    forbindelse = duckdb.connect(":memory:", config={"threads": 1})
    yield forbindelse
    forbindelse.close()


def i_sql(con: duckdb.DuckDBPyConnection, form: Vaerdiform, type_: str, celler: list[Any]) -> list[tuple[bool, Any]]:
    """Return each cell's (readable, value) from a table column of this DuckDB type."""
    art = art_af(type_)
    assert art is not None
    con.execute(f"CREATE OR REPLACE TEMP TABLE celler (nr INTEGER, {celle(0)} {type_})")
    con.executemany("INSERT INTO celler VALUES (?, ?)", list(enumerate(celler)))
    con.create_function(
        "laes_0",
        celle_laeser({0: Laeser(form, art)}, KOMMUNER),
        ["INTEGER", "VARCHAR"],
        "VARCHAR",
        null_handling=FunctionNullHandling.SPECIAL,
    )
    sql = lag("SELECT * FROM celler", {0: laest_kolonne(form, type_, celle(0), KOMMUNER)}, "laes_0")
    fundne = con.execute(
        f"SELECT {svar(0)} IS DISTINCT FROM '{FORKERT}', {vaerdi(0)} FROM ({sql}) ORDER BY nr"
    ).fetchall()
    con.remove_function("laes_0")
    return [(god, v) for god, v in fundne]


def som_program(form: Vaerdiform, type_: str, tekster: list[str | None]) -> list[tuple[bool, Any]]:
    art = art_af(type_)
    assert art is not None
    fundne: list[tuple[bool, Any]] = []
    for t in tekster:
        try:
            laest = None if t is None else laes(form, art, t, KOMMUNER)
        except VaerdiFejl:
            fundne.append((False, None))
        else:
            fundne.append((True, list(laest) if isinstance(laest, tuple) else laest))
    return fundne


@given(nr=st.integers(0, len(FORMER) - 1), tekster=st.lists(TEKSTER, min_size=1, max_size=60))
def test_tekster(con: duckdb.DuckDBPyConnection, nr: int, tekster: list[str]) -> None:
    assert i_sql(con, FORMER[nr], "VARCHAR", list(tekster)) == som_program(FORMER[nr], "VARCHAR", list(tekster))


@pytest.mark.parametrize("nr", range(len(FORMER)))
def test_hvert_ord_med_hver_form(con: duckdb.DuckDBPyConnection, nr: int) -> None:
    assert i_sql(con, FORMER[nr], "VARCHAR", list(_ORD)) == som_program(FORMER[nr], "VARCHAR", list(_ORD))


_KOLONNER: dict[str, Any] = {
    "TINYINT": st.integers(-128, 127),
    "INTEGER": st.one_of(st.integers(-2000, 2000), st.integers(-(2**31), 2**31 - 1)),
    "BIGINT": st.one_of(st.integers(-10, 10_000), st.integers(-(2**63), 2**63 - 1)),
    "UBIGINT": st.integers(0, 2**64 - 1),
    "HUGEINT": st.integers(-(2**126), 2**126),
    "DECIMAL(9,2)": st.decimals(-9999, 9999, places=2),
    "DECIMAL(18,4)": st.one_of(st.decimals(0, 100, places=4), st.decimals(0, 100, places=2)),
    "DECIMAL(38,6)": st.decimals(-(10**31), 10**31, places=6),
    "DECIMAL(38,0)": st.one_of(st.integers(0, 9999).map(Decimal), st.decimals(0, 10**37, places=0)),
    "DOUBLE": st.one_of(
        st.floats(allow_nan=True, allow_infinity=True),
        st.decimals(0, 10_000, places=2).map(float),
        st.integers(0, 2**53).map(float),
    ),
    "FLOAT": st.one_of(st.floats(width=32), st.integers(0, 4000).map(lambda n: n / 4)),
    "BOOLEAN": st.booleans(),
    "DATE": st.dates(date(1850, 1, 1), date(2300, 1, 1)),
    "TIMESTAMP_NS": st.sampled_from(
        ["2026-11-30 00:00:00", "2026-11-30 00:00:00.000000001", "2026-11-30 00:00:00.000001", "2026-11-30 23:00:00"]
    ),
    "TIMESTAMP": st.one_of(
        st.dates(date(1850, 1, 1), date(2300, 1, 1)).map(lambda d: datetime(d.year, d.month, d.day)),  # noqa: DTZ001
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - timestamps without a zone
    ),
    "VARCHAR[]": st.lists(
        st.one_of(st.none(), st.text(st.sampled_from("aæ \u00a0\n;\"'\x01"), max_size=4)), max_size=4
    ),
}


@given(
    nr=st.integers(0, len(FORMER) - 1),
    kolonne=st.sampled_from(sorted(_KOLONNER)).flatmap(
        lambda t: st.tuples(st.just(t), st.lists(st.one_of(st.none(), _KOLONNER[t]), min_size=1, max_size=40))
    ),
)
def test_kolonner_med_type(con: duckdb.DuckDBPyConnection, nr: int, kolonne: tuple[str, list[Any]]) -> None:
    type_, celler = kolonne
    fundet = i_sql(con, FORMER[nr], type_, celler)
    skrevet = f"CAST(to_json({celle(0)}) AS VARCHAR)" if type_ == "VARCHAR[]" else f"CAST({celle(0)} AS VARCHAR)"
    tekster = [r[0] for r in con.execute(f"SELECT {skrevet} FROM celler ORDER BY nr").fetchall()]
    assert fundet == som_program(FORMER[nr], type_, tekster)


def test_kolonner_med_type_i_haanden(con: duckdb.DuckDBPyConnection) -> None:
    """Check the intended values, and not only that two readers agree."""
    tkr, pct, dag = FORMER[0], FORMER[3], FORMER[8]
    assert i_sql(con, tkr, "DOUBLE", [12500.0, 12.5, float("nan"), None]) == [
        (True, 12500), (False, None), (False, None), (True, None)
    ]  # fmt: skip
    assert i_sql(con, pct, "DOUBLE", [33.33, 0.1 + 0.2, 25.0]) == [
        (True, Decimal("33.33")), (False, None), (True, Decimal("25.00"))
    ]  # fmt: skip
    assert i_sql(con, pct, "DECIMAL(9,3)", [Decimal("25.120"), Decimal("25.123")]) == [
        (True, Decimal("25.12")), (False, None)
    ]  # fmt: skip
    midnat = datetime(2026, 11, 30)  # noqa: DTZ001 - a timestamp without a zone
    assert i_sql(con, dag, "TIMESTAMP", [midnat, midnat + timedelta(seconds=1)]) == [
        (True, date(2026, 11, 30)), (False, None)
    ]  # fmt: skip
    assert i_sql(con, dag, "TIMESTAMP_NS", ["2026-11-30 00:00:00", "2026-11-30 00:00:00.000000001"]) == [
        (True, date(2026, 11, 30)), (False, None)
    ]  # fmt: skip
    # Beyond the precision of the binary float, the intended value is unknown.
    assert i_sql(con, FORMER[4], "FLOAT", [12345.67]) == [(True, Decimal("12345.67"))]
    assert i_sql(con, tkr, "FLOAT", [8_388_608.0, 16_777_216.0]) == [(True, 8_388_608), (False, None)]
    assert i_sql(con, tkr, "DOUBLE", [16_777_216.0]) == [(True, 16_777_216)]
    assert i_sql(con, FORMER[12], "INTEGER", [751, 101, 9999, -1]) == [
        (True, "0751"), (True, "0101"), (False, None), (False, None)
    ]  # fmt: skip


def test_en_andel_der_kan_vaere_en_broek(con: duckdb.DuckDBPyConnection) -> None:
    andel = next(f for f in FORMER if f.mindst_en == "ja")
    god, halv = (True, Decimal("33.00")), (True, Decimal("0.50"))
    assert i_sql(con, andel, "VARCHAR", ["33", "0,5 pct.", "0,50%", "0", "1", "0,33", "0.99", "0,01"]) == [
        god, halv, halv, (True, Decimal(0)), (True, Decimal(1)), *[(False, None)] * 3
    ]  # fmt: skip
    for type_ in ("DOUBLE", "DECIMAL(9,2)"):
        assert i_sql(con, andel, type_, [33, 0, 1, Decimal("0.33"), Decimal("0.01")]) == [
            god, (True, Decimal(0)), (True, Decimal(1)), (False, None), (False, None)
        ]  # fmt: skip


def test_et_tal_der_er_for_langt_til_sin_kolonne_afvises(con: duckdb.DuckDBPyConnection) -> None:
    kroner = FORMER[-1]
    assert i_sql(con, kroner, "VARCHAR", ["9999999999999999", "10000000000000000", "999999999999999999"]) == [
        (True, Decimal(9999999999999999)), (False, None), (False, None)
    ]  # fmt: skip


def test_almindelige_celler_laeses_uden_kald_til_python(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Cells in the notations SQL reads need no call to Python, which keeps tables fast."""
    for nr, skrevet in ((0, "12.500"), (0, "12500"), (3, "31,25"), (8, "30/11/2026"), (8, "2026-11-30"), (10, "ja"),
                      (11, "kkr"), (12, "Aarhus"), (12, "751"), (12, "0751"), (13, "Skovbrynet, nær søen")):  # fmt: skip
        le = laest_kolonne(FORMER[nr], "VARCHAR", "c", KOMMUNER)
        (godt,) = con.execute(
            f"SELECT ({le.gaelder.format('h')}) FROM (SELECT {le.hurtig} AS h FROM (SELECT '{skrevet}' AS c))"
        ).fetchall()
        assert godt == (True,), skrevet
