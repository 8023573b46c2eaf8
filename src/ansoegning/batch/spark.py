"""Score the rows with Apache Spark instead of DuckDB; reading and checking are the same."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ..fejl import BrugsFejl, InternFejl
from .db import koer as koer_sql
from .db import navn, tekst
from .ind import NR
from .svar import Svarkolonner

if TYPE_CHECKING:
    import duckdb


def kraev_spark() -> None:
    """Raise BrugsFejl that says what to install, if Spark or Java is missing."""
    try:
        import pyspark  # noqa: F401 - only tests that the package is installed
    except ImportError:
        raise BrugsFejl("--motor spark kræver Apache Spark. Installér: pip install 'ansoegning[spark]'") from None
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise BrugsFejl("--motor spark kræver Java 17 eller nyere. Installér det, eller sæt JAVA_HOME.")


def regn(con: duckdb.DuckDBPyConnection, svar: Svarkolonner, gode: str, mappe: Path, traade: int) -> str:
    """Score the readable rows in Spark. Returns SQL for the rows with their answers, in the input's order."""
    fra, til = mappe / "til-spark.parquet", mappe / "fra-spark"
    ind = ", ".join(dict.fromkeys([NR, *svar.fakta()]))
    koer_sql(con, f"COPY (SELECT {ind} FROM {gode}) TO {tekst(str(fra))} (FORMAT parquet)")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    bygger = (
        SparkSession.builder.master(f"local[{traade}]")
        .appName("ansoegning")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.local.dir", str(mappe / "spild-spark"))
        .config("spark.log.level", "ERROR")
    )
    try:
        spark = bygger.getOrCreate()
    except PySparkException:
        raise BrugsFejl(
            "Spark kan ikke starte. --motor spark kræver Java 17 eller nyere; kontrollér »java -version« og JAVA_HOME."
        ) from None
    try:
        spark.read.parquet(str(fra)).createOrReplaceTempView("raekker")
        spark.sql(svar.kolonner.spark_sql('"raekker"', behold=[NR], ud=svar.alle)).write.parquet(str(til))
    except PySparkException as fejl:
        raise InternFejl(f"Spark kunne ikke regne rækkerne ({type(fejl).__name__}).") from fejl
    finally:
        spark.stop()
    svarene = ", ".join(f"s.{navn(n)}" for n in svar.alle)
    dele = f"read_parquet({tekst(str(til / '*.parquet'))})"
    return f"(SELECT g.*, {svarene} FROM {gode} g JOIN {dele} s USING ({NR}) ORDER BY {NR})"
