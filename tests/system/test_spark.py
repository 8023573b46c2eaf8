"""The same query on Apache Spark, in local mode, gives the same answers as ``tjek``."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ansoegning.batch.koer import Bestilling, koer
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.kolonner import Kolonner, oversaet
from hjaelp.kaedetilfaelde import Tilfaelde, tilfaelde
from hjaelp.kolonnefacit import (
    ANSOEGNING,
    NR,
    facit,
    inputfakta,
    relationens_raekker,
    sammenhold,
    skriv_jsonl,
    som_ansoegninger,
    tilfaeldige_raekker,
    typer,
    varianter,
)
from hjaelp.pakkebyg import kriterium, pakkedata, skriv_pakke

BOTILBUD = "botilbud-2025-26"

# Early releases of pyspark 3.5 leave the socket open on which Java sends the rows.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")

_TYPER = {"VARCHAR": "STRING", "VARCHAR[]": "ARRAY<STRING>"}


@pytest.fixture(scope="module", autouse=True)
def java() -> Iterator[None]:
    """Require Java for the module. It is started once for all tests; Spark sessions come and go in it."""
    if shutil.which("java") is None:
        # In CI a missing Java is a failure; elsewhere the tests are skipped with this reason.
        hvorfor = "Java is not on the path, so nothing was tried on Spark"
        if os.environ.get("CI") == "true":
            pytest.fail(hvorfor)
        pytest.skip(hvorfor)
    # For these few rows, compiling optimised machine code would take longer than it saves.
    with pytest.MonkeyPatch.context() as miljoe:
        miljoe.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


def test_kommandoen_giver_det_samme_som_duckdb(tmp_path: Path) -> None:
    """First in the module, because the command ends the session it used.

    The built-in packs are tested completely below.
    """
    grunde = {s: [{"tekst": "{pladser} og {start}: {note}."}] for s in ("opfyldt", "ikke_opfyldt")}
    data = pakkedata(
        fakta={
            "ansoegning": {
                "pladser": {"navn": "Pladser", "type": "tal", "mindst": "0", "hoejst": "99", "brug": ["oplysning"]},
                "start": {"navn": "Begynder", "type": "dato", "brug": ["oplysning"]},
                "note": {"navn": "Bemærkning", "type": "tekst", "brug": ["oplysning"]},
            }
        },
        kriterier=[
            kriterium("K1", "pladser >= 5", grunde=grunde),
            kriterium("K2", "pladser * 2 > 12 og start < 01/06/2025"),
            kriterium("K3", "tegn(note) > 3 tegn"),
        ],
    )
    regler = skriv_pakke(data, tmp_path)
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT nullif(i % 11, 10)::INTEGER AS pladser, DATE '2025-05-20' + (i % 30)::INTEGER AS start, "
            "CASE WHEN i % 3 > 0 THEN repeat('Æ', (i % 7)::INTEGER) END AS note FROM range(300) t(i)) "
            f"TO '{tmp_path / 'faa.parquet'}' (FORMAT parquet)"
        )
    svar = []
    for motor in ("duckdb", "spark"):
        ud = tmp_path / f"{motor}.parquet"
        b = Bestilling(str(tmp_path / "faa.parquet"), str(ud), "proevepakke", regler=str(regler), traade=2, motor=motor)
        assert koer(b).ud == 300
        with duckdb.connect() as con:
            svar.append(con.execute(f"SELECT * FROM '{ud}'").fetchall())
            assert con.execute(f"SELECT count(DISTINCT K1) FROM '{ud}'").fetchone() == (3,)
    assert svar[0] == svar[1]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pyspark = pytest.importorskip("pyspark.sql")
    session = (
        pyspark.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        # Many statements with few rows: compiling each to Java would take most of the time.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield session
    session.stop()


def svar_fra_spark(spark: Any, k: Kolonner, raekker: list[dict[str, Any]], fil: Path) -> list[dict[str, Any]]:
    skriv_jsonl(raekker, fil)
    skema = ", ".join(f"`{n}` {_TYPER.get(t, t)}" for n, t in typer(k).items())
    # Spark reads a decimal in JSON only from a number, and does so exactly.
    spark.read.schema(skema).option("prefersDecimal", "true").json(str(fil)).createOrReplaceTempView("raekker")
    svar = spark.sql(k.spark_sql("raekker", behold=[ANSOEGNING, NR], ud=[*k.ud, *k.dele]))
    return [r.asDict() for r in svar.collect()]


@pytest.fixture(scope="module")
def fil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spark") / "raekker.jsonl"


@pytest.fixture(scope="module")
def fro(request: pytest.FixtureRequest) -> random.Random:
    """Return a generator seeded by the run's seed, which the test header shows."""
    return random.Random(int(request.config.getoption("--hypothesis-seed")))


@pytest.mark.parametrize(("pakke", "liste"), [(BOTILBUD, "projekter"), ("resultatkontrakt-2023", None)])
def test_hele_svaret(spark: Any, pakke: str, liste: str | None, fil: Path, fro: random.Random) -> None:
    """Compare every column of a built-in pack, for hundreds of rows."""
    regelsaet = load_regelsaet(pakke)
    ansoegninger = som_ansoegninger(regelsaet, liste, tilfaeldige_raekker(regelsaet, liste, fro, 500))
    k = oversaet(regelsaet, liste=liste, har=inputfakta(regelsaet, liste), dato=date(2024, 5, 10))
    svar = svar_fra_spark(spark, k, relationens_raekker(ansoegninger, liste), fil)
    uenige = sammenhold(svar, facit(ansoegninger, regelsaet, k, date(2024, 5, 10)))
    assert not uenige, uenige[:5]


def test_tegnede_pakker(spark: Any, fil: Path, request: pytest.FixtureRequest) -> None:
    """Compare a few drawn packs: every type, sums over a list's rows, derived facts."""

    @seed(int(request.config.getoption("--hypothesis-seed")))
    @settings(max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(t=tilfaelde(), fro=st.integers(0, 2**32 - 1))
    def proev(t: Tilfaelde, fro: int) -> None:
        alle = [t.a, *varianter(t.a, [], random.Random(fro), 20)]
        liste = t.pakke.lister[0] if t.pakke.lister else None
        k = oversaet(
            t.regelsaet, liste=liste, har=inputfakta(t.regelsaet, liste), dato=t.dato, noegle=ANSOEGNING, orden=NR
        )
        svar = svar_fra_spark(spark, k, relationens_raekker(alle, liste), fil)
        uenige = sammenhold(svar, facit(alle, t.regelsaet, k, t.dato))
        assert not uenige, uenige[:5]

    proev()
