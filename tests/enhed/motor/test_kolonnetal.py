"""Integers in SQL do not overflow within their bounds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kolonner import oversaet
from ansoegning.motor.kolonner.sql import Sqldel
from ansoegning.motor.kolonner.tal import Tal, fast, gange
from hjaelp.kolonnefacit import relationens_raekker, svar_fra_duckdb
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata


def test_et_valg_mellem_skrevne_tal_ganges_i_64_bit() -> None:
    """DuckDB types small literals as 32-bit integers, and the product of two of them as well."""
    valgt = Tal(Sqldel("CASE WHEN x THEN 99999 ELSE 1 END"), 0, 1, 99_999, bred=False)
    produkt = gange(valgt, fast(100_000 + 1))
    with duckdb.connect() as con:
        svar = con.execute(f"SELECT {produkt.sql} FROM (VALUES (true), (false)) t(x)").fetchall()
    assert svar == [(99_999 * 100_001,), (100_001,)]


@pytest.mark.parametrize(
    ("trin", "hoejst", "enhed"),
    [
        ("0,01", "99.999.999.999.999", "t.kr."),
        ("0,01", "999.999.999.999.999", "t.kr."),
        ("0,01", "9.999.999.999.999.999", "kr."),
        ("0,5", "99.999.999.999.999.999", "kr."),
        ("0,0000001", "99.999", ""),
        ("0,000000001", "100", "pct."),
        ("0,0000000000000001", "99", ""),
    ],
)
def test_tal_med_saa_mange_cifre_som_der_er_plads_til(trin: str, hoejst: str, enhed: str, tmp_path: Path) -> None:
    """The number in whole steps has up to 18 digits, and the SQL of the columns must not overflow on the way to it."""
    form = {"navn": "x", "type": "tal", "trin": trin, "mindst": f"-{hoejst}", "hoejst": hoejst}
    if enhed:
        form["enhed"] = enhed
    regelsaet = byg_pakke(
        pakkedata(
            fakta={"ansoegning": {"x": form, "y": {**form, "navn": "y"}}},
            kriterier=[kriterium("K1", "x > y")],
        )
    )
    yderst, skridt = Decimal(hoejst.replace(".", "")), Decimal(trin.replace(",", "."))
    vaerdier = [yderst, yderst - skridt, skridt, 0 * skridt, -skridt, skridt - yderst, -yderst]
    ansoegninger = [
        Ansoegning("a", regelsaet.id, {"x": x.quantize(skridt), "y": y.quantize(skridt)})
        for x in vaerdier
        for y in vaerdier
    ]
    k = oversaet(regelsaet, liste=None, har=["x", "y"])
    with duckdb.connect() as con:
        raekker = relationens_raekker(ansoegninger, None)
        svar = svar_fra_duckdb(con, k, raekker, tmp_path / "r.jsonl", ["K1"])
    assert [r["K1"] for r in svar] == ["opfyldt" if x > y else "ikke_opfyldt" for x in vaerdier for y in vaerdier]


def test_et_regnet_tal_uden_kolonne_siges() -> None:
    form = {"navn": "x", "type": "tal", "enhed": "t.kr.", "mindst": "0", "hoejst": "999.999.999.999.999"}
    del_ = {"type": "tal", "enhed": "kr.", "trin": "0,0001", "afledt": "x pr. 3", "brug": ["oplysning"]}
    dobbelt = {"type": "tal", "enhed": "t.kr.", "afledt": "x * 2", "brug": ["oplysning"]}
    regelsaet = byg_pakke(
        pakkedata(
            fakta={"ansoegning": {"x": form, "tredjedel": {"navn": "d", **del_}, "dobbelt": {"navn": "e", **dobbelt}}},
            kriterier=[kriterium("K1", "x > 5 kr.")],
        )
    )
    k = oversaet(regelsaet, liste=None, har=["x"])
    assert [(i.id, i.hvorfor) for i in k.ikke_med] == [("»tredjedel«", "tallet kan blive for stort")]
    assert [r.navn for r in k.regnede] == ["dobbelt"]
