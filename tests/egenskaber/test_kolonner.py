"""The column compiler compared with ``tjek``: all rows get the same answer, or a part is reported as not compiled."""

from __future__ import annotations

import os
import random
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from ansoegning.fejl import BrugsFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.vaerdier import Vaerdi
from ansoegning.motor.kolonner import oversaet
from ansoegning.sprog.regelsaet import grundfakta
from hjaelp.kaedetilfaelde import Tilfaelde, tilfaelde
from hjaelp.kolonnefacit import (
    ANSOEGNING,
    NR,
    facit,
    inputfakta,
    relationens_raekker,
    sammenhold,
    som_ansoegninger,
    statusser,
    svar_fra_duckdb,
    tilfaeldige_raekker,
    varianter,
)
from hjaelp.omfang import udsnit

BOTILBUD = "botilbud-2025-26"
#: (pack, list) for which seeded random rows are tried.
PAKKER = [
    (BOTILBUD, "projekter"),
    ("resultatkontrakt-2023", None),
    # One criterion that many facts can settle: its reason counts the missing ones.
    ("pejlemaerker-infrastruktur-2023", "projekter"),
]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


@pytest.fixture(scope="module")
def fil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kolonner") / "raekker.jsonl"


def kun(a: Ansoegning, har: Collection[str], liste: str | None) -> Ansoegning:
    """Return the application with only those facts of the list that the relation has as columns."""
    raekker = {
        li: tuple({n: v for n, v in r.items() if li != liste or n in har} for r in alle)
        for li, alle in a.raekker.items()
    }
    return replace(a, fakta={n: v for n, v in a.fakta.items() if n in har}, raekker=raekker)


# No shrinking: errors show in a pack's first rows, and shrinking a pack takes minutes without adding information.
@settings(max_examples=udsnit(5, 20), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(t=tilfaelde(), fro=st.integers(0, 2**32 - 1))
def test_tegnede_pakker(t: Tilfaelde, fro: int, con: duckdb.DuckDBPyConnection, fil: Path) -> None:
    """Generated packs with many applications each: statuses, result, missing facts, reasons and findings."""
    tilfaeldigt = random.Random(fro)
    alle = [t.a, *varianter(t.a, [], tilfaeldigt, 12)]
    for liste in t.pakke.lister or (None,):
        har = [n for n in inputfakta(t.regelsaet, liste) if tilfaeldigt.random() > 0.02]
        ansoegninger = [kun(a, har, liste) for a in alle]
        k = oversaet(t.regelsaet, liste=liste, har=har, dato=t.dato, noegle=ANSOEGNING, orden=NR)
        event(f"a result: {'resultat' in k.ud}")
        assert ("resultat" in k.ud) == all(x.data.id in k.ud for x in t.regelsaet.kriterier if x.liste == liste), (
            "a result is given when every criterion is"
        )
        svar = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, liste), fil)
        uenige = sammenhold(svar, facit(ansoegninger, t.regelsaet, k, t.dato))
        assert not uenige, uenige[:5]


@pytest.mark.parametrize(("pakke", "liste"), PAKKER)
def test_hele_svaret(
    pakke: str, liste: str | None, con: duckdb.DuckDBPyConnection, fil: Path, fro: random.Random
) -> None:
    """Compare every column of a built-in pack with ``tjek``."""
    regelsaet = load_regelsaet(pakke)
    ansoegninger = som_ansoegninger(regelsaet, liste, tilfaeldige_raekker(regelsaet, liste, fro, 500))
    dato = fro.choice((None, date(2024, 5, 10)))
    k = oversaet(regelsaet, liste=liste, har=inputfakta(regelsaet, liste), dato=dato)
    svar = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, liste), fil)
    uenige = sammenhold(svar, facit(ansoegninger, regelsaet, k, dato))
    assert not uenige, uenige[:5]


def test_mange_oplysninger_der_mangler_taelles_ogsaa_i_kolonnerne(con: duckdb.DuckDBPyConnection, fil: Path) -> None:
    regelsaet = load_regelsaet("pejlemaerker-infrastruktur-2023")
    (g2,) = (x for x in regelsaet.kriterier if x.data.id == "G2")
    navne = [g.navn for g in grundfakta(regelsaet, g2.krav)]
    # Some of the criterion's facts are missing, then more, then all of them.
    kendte = {n: 0 if regelsaet.fakta["projekter", n].type == "tal" else "x" for n in navne if not n.endswith("_ja")}
    raekker = [{n: kendte[n] for n in navne[:-antal] if n in kendte} for antal in (7, 8, len(navne))]
    ansoegninger = som_ansoegninger(regelsaet, "projekter", raekker)
    k = oversaet(regelsaet, liste="projekter", har=inputfakta(regelsaet, "projekter"))
    svar = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, "projekter"), fil)
    assert not sammenhold(svar, facit(ansoegninger, regelsaet, k, None))
    grunde = [r["G2.begrundelse"] for r in svar]
    assert any(g.startswith("Kan ikke vurderes endnu: ") for g in grunde)
    assert f" {len(navne)} oplysninger, der kan afgøre det, mangler, bl.a. »" in grunde[-1]


def test_mange_raekker(con: duckdb.DuckDBPyConnection, fil: Path, fro: random.Random) -> None:
    """Compare the statuses of many rows of the loan pool with the evaluator alone."""
    regelsaet = load_regelsaet(BOTILBUD)
    k = oversaet(regelsaet, liste="projekter", har=inputfakta(regelsaet, "projekter"))
    kriterier = [x.data.id for x in regelsaet.kriterier]
    orden = list(regelsaet.data.statusser)
    for _ in range(int(os.environ.get("ANSOEGNING_GANGE_10000", "1"))):
        ansoegninger = som_ansoegninger(
            regelsaet, "projekter", tilfaeldige_raekker(regelsaet, "projekter", fro, 10_000)
        )
        svar = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, "projekter"), fil, ["resultat", *kriterier])
        assert len(svar) == len(ansoegninger)
        for r in svar:
            ventet = statusser(regelsaet, k, ansoegninger[r[ANSOEGNING]], None)
            assert [r[x] for x in kriterier] == ventet, ansoegninger[r[ANSOEGNING]]
            assert r["resultat"] == min(ventet, key=orden.index)


@pytest.fixture
def fro(request: pytest.FixtureRequest) -> random.Random:
    """A random generator seeded with the run's seed, which the run's header states."""
    return random.Random(int(request.config.getoption("--hypothesis-seed")))


def test_antaget_og_sat(con: duckdb.DuckDBPyConnection, fil: Path, fro: random.Random) -> None:
    regelsaet = load_regelsaet(BOTILBUD, saet={"mindste_anlaegsudgift": "15.000", "mindste_andel_andre": "33,33"})
    ansoegninger = som_ansoegninger(regelsaet, "projekter", tilfaeldige_raekker(regelsaet, "projekter", fro, 200))
    antag: dict[tuple[str | None, str], Vaerdi] = {
        ("projekter", "art"): "vedligeholdelse",
        ("projekter", "pladser_2025"): 3,
        (None, "kommune"): "0751",
    }
    har = [n for n in inputfakta(regelsaet, "projekter") if n != "art"]
    ansoegninger = [kun(a, har, "projekter") for a in ansoegninger]
    k = oversaet(regelsaet, liste="projekter", har=har, antag=antag)
    svar = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, "projekter"), fil)
    uenige = sammenhold(svar, facit(ansoegninger, regelsaet, k, None, antag))
    assert not uenige, uenige[:5]


@pytest.mark.parametrize("alternativ", sorted(load_regelsaet(BOTILBUD).alternativer))
def test_andre_laesninger(
    alternativ: tuple[str, int], con: duckdb.DuckDBPyConnection, fil: Path, fro: random.Random
) -> None:
    """Every alternative interpretation of the loan pool, including those that sum over an application's projects."""
    grund = load_regelsaet(BOTILBUD)
    regelsaet = grund.med_alternativ(grund.alternativer[alternativ])
    raekker = tilfaeldige_raekker(regelsaet, "projekter", fro, 60)
    ansoegninger = []
    while raekker:
        nogle, raekker = raekker[: (antal := fro.randint(1, 6))], raekker[antal:]
        enkelte = som_ansoegninger(regelsaet, "projekter", nogle)
        ansoegninger.append(
            replace(enkelte[0], raekker={"projekter": tuple(e.raekker["projekter"][0] for e in enkelte)})
        )
    k = oversaet(regelsaet, liste="projekter", har=inputfakta(regelsaet, "projekter"), noegle=ANSOEGNING, orden=NR)
    # Criteria that sum over the parties to a joint project need several applications, so they are reported as not
    # compiled.
    assert {x.id for x in k.ikke_med} >= (over_flere := {x.data.id for x in regelsaet.kriterier if x.samles})
    assert ("resultat" in k.ud) is (not over_flere)
    svar = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, "projekter"), fil)
    uenige = sammenhold(svar, facit(ansoegninger, regelsaet, k, None))
    assert not uenige, uenige[:5]


def test_kun_det_der_bedes_om(con: duckdb.DuckDBPyConnection) -> None:
    k = oversaet(load_regelsaet(BOTILBUD), liste="projekter", har=["lovgrundlag"])
    con.execute("CREATE OR REPLACE TABLE smaa AS SELECT 'sel107' AS lovgrundlag, 7 AS \"min kolonne\", 1 AS __nr")
    sql = k.sql("smaa", behold=["min kolonne", NR], ud=["K1"])
    assert con.execute(sql).fetchall() == [(7, 1, "opfyldt")]
    assert "begrundelse" not in sql
    assert [i.navn for i in k.ind] == ["lovgrundlag"]


def test_det_der_ikke_er_med_siges() -> None:
    k = oversaet(load_regelsaet(BOTILBUD), liste="projekter", har=["navn"])
    sagt = {i.id: i.hvorfor for i in k.ikke_med}
    assert "S04" in sagt
    assert "S01" not in sagt
    assert "hele ansøgningen" in sagt["S04"]


@pytest.mark.parametrize("liste", [None, "findes_ikke"])
def test_forkert_liste(liste: str | None) -> None:
    with pytest.raises(BrugsFejl):
        oversaet(load_regelsaet(BOTILBUD), liste=liste, har=[])
