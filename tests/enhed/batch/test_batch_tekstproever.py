"""The rules' text tests in SQL: a text that SQL passes without calling Python never matches the Python test."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansoegning import tjek
from ansoegning.batch.koer import Bestilling, koer
from ansoegning.batch.tekstproever import maaske_cpr
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.indbygget import ligner_cpr
from ansoegning.motor.kolonner import oversaet

PULJE = "botilbud-2025-26"
_TEGN = "0123456789" * 4 + " .-\n\r\t\u00a0\u2013\u2212\u200b\u00ad\uff11\u0663\u00b2\u2460\u00bd½æøÅ§kr,/pct"
TEKSTER = st.one_of(
    st.text(st.sampled_from(_TEGN), max_size=24),
    st.builds(
        lambda d, skil, efter: f"{d:%d}{skil}{d:%m}{skil}{d:%y}{efter}",
        st.dates(date(1950, 1, 1), date(2049, 12, 31)),
        st.sampled_from(["", "", " ", ".", "-", "\u2011", "\u00a0", "\u200b"]),
        st.from_regex(r"[ \u00a0–-]{0,2}\r?\n?[0-9]{4}( kr| 1/2 pct)?", fullmatch=True),
    ),
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    forbindelse = duckdb.connect(":memory:", config={"threads": 1})
    yield forbindelse
    forbindelse.close()


@given(tekster=st.lists(TEKSTER, min_size=1, max_size=40))
@example(tekster=["010190-1234", "0101901234", "01 01 90 1234", "010190\u20111234", "\uff10101901234", "010190\n1234"])
def test_intet_fund_slipper_igennem(con: duckdb.DuckDBPyConnection, tekster: list[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE tekster (nr INTEGER, t VARCHAR)")
    con.executemany("INSERT INTO tekster VALUES (?, ?)", list(enumerate(tekster)))
    sql = f"SELECT {maaske_cpr('t')} FROM tekster ORDER BY nr"
    for tekst, (maaske,) in zip(tekster, con.execute(sql).fetchall(), strict=True):
        assert maaske or ligner_cpr(tekst) is False, tekst


def test_almindelige_navne_afgoeres_i_sql(con: duckdb.DuckDBPyConnection) -> None:
    for tekst in ("Skovbrynet", "Åvangen §§ 107 – 108 «ny»", "Vej 12, 8000 Aarhus", "x" * 500):
        assert con.execute(f"SELECT {maaske_cpr('?')}", [tekst] * maaske_cpr("?").count("?")).fetchall() == [(False,)]


_TEKSTER: list[dict[str, Any]] = [
    {"navn": "Skovbrynet", "maalgruppe": "voksne, fx 010190-1234", "dokumentation": ["referat", "010190 1234"]},
    {"navn": "0101901234", "maalgruppe": "voksne", "dokumentation": ["01.01.90-1234", "aftale"]},
    {"navn": "Åen", "maalgruppe": "010190\u20111234", "dokumentation": ["ingen numre 999999-9999"]},
    {"navn": "Åen 2", "maalgruppe": "010190\u200b1234"},
    {"navn": "Åen 3", "maalgruppe": "0101901234 kr.", "dokumentation": ["0101", "901234"]},
]


def test_en_raekke_med_et_cpr_nummer_meldes_som_af_tjek(tmp_path: Path) -> None:
    ind, ud = tmp_path / "ind.jsonl", tmp_path / "ud.csv"
    ind.write_text("".join(json.dumps({"kommune": "0751", **r}) + "\n" for r in _TEKSTER), encoding="utf-8")
    sagt: list[str] = []
    koer(Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, sig=sagt.append))
    assert "Regnes kun for rækkens egne oplysninger, ikke hele ansøgningens: S13." in sagt
    with ud.open(encoding="utf-8-sig", newline="") as fil:
        raekker = list(csv.DictReader(fil, delimiter=";"))
    fundet = [[f for f in r["skema"].split("; ") if f.startswith("S13")] for r in raekker]
    ventet = []
    for r in _TEKSTER:
        svar = tjek({"pulje": PULJE, "kommune": "0751", "projekter": [r]})
        ventet.append([f"S13 {f.felt.partition('].')[2]}" for f in svar.skema if f.id == "S13" and "]." in f.felt])
    assert fundet == ventet
    assert [len(f) for f in fundet] == [2, 2, 1, 1, 0]


def test_en_antaget_tekst_proeves_ogsaa(con: duckdb.DuckDBPyConnection) -> None:
    regelsaet = load_regelsaet(PULJE)
    antag: dict[tuple[str | None, str], Any] = {("projekter", "maalgruppe"): "fx 010190-1234"}
    uden = oversaet(regelsaet, liste="projekter", har=["navn"], antag=antag, proever=True)
    med = oversaet(regelsaet, liste="projekter", har=["navn", "maalgruppe"], antag=antag, proever=True)
    rel = "(SELECT 'a' AS navn, CAST(NULL AS VARCHAR) AS maalgruppe, false AS __t1, CAST(NULL AS BOOLEAN) AS __t2)"
    for k in (uden, med):
        ((skema,),) = con.execute(k.sql(rel, ud=["skema"])).fetchall()
        assert [f for f in skema.split("; ") if f.startswith("S13")] == ["S13 maalgruppe"]
    assert [(p.kolonne, p.proeve, p.fakta) for p in med.tekstproever] == [
        ("__t1", "ligner_cpr", "navn"),
        ("__t2", "ligner_cpr", "maalgruppe"),
    ]
    assert oversaet(regelsaet, liste="projekter", har=["navn"]).tekstproever == ()
