"""Write the rows that could not be read, each with row number, column, value and reason, as a CSV file for Excel."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..fejl import InternFejl
from ..model.vaerdier import VaerdiFejl
from ..sprog.regelsaet import Regelsaet
from .csv_celle import skriver
from .csv_fil import BRUD, BRUD_TABEL, DAARLIGE, DAARLIGE_TABEL
from .db import tekst
from .ind import FEJL, NR, NYLINJE, Indkilde
from .overskrifter import fakta_i_raekken
from .vaerdier_sql import laes

if TYPE_CHECKING:
    import duckdb

_KOLONNER = ("raekke", "linje", "kolonne", "vaerdi", "aarsag")
_PORTION = 5_000
_VIST = 500
_HUSKET, _HUSKES = 20_000, 100
_VISES_IKKE = "(kontaktoplysninger vises ikke)"


def laes_daarlige(con: duckdb.DuckDBPyConnection, mappe: Path) -> None:
    """Load the unreadable rows that the scan found, if any, as a table."""
    _opret_tabel(
        con, DAARLIGE_TABEL, mappe / DAARLIGE,
        {"nr": "BIGINT", "kolonne": "VARCHAR", "vaerdi": "VARCHAR", "aarsag": "VARCHAR"},
    )  # fmt: skip


def _opret_tabel(con: duckdb.DuckDBPyConnection, tabel: str, fil: Path, kolonner: dict[str, str]) -> None:
    """Create a table with these columns and types from a file of the scan, which need not exist."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {tabel} ({', '.join(f'{n} {t}' for n, t in kolonner.items())})")
    # Most files are empty, and starting DuckDB's reader takes longer than reading a small table.
    if fil.exists() and fil.stat().st_size:
        con.execute(
            f"INSERT INTO {tabel} FROM read_csv({tekst(str(fil))}, auto_detect = false, columns = {kolonner}, "
            f"header = false, delim = ';', quote = '\"', escape = '\"', {NYLINJE}strict_mode = true, parallel = false)"
        )


def skriv_afviste(
    con: duckdb.DuckDBPyConnection, kilde: Indkilde, relation: str, regelsaet: Regelsaet, sti: Path
) -> int:
    """Write the file in the input's order. Returns the number of rows; a row with several errors has several lines.

    The folder of the file also has the files of the scan.
    """
    # The offsets between line and row numbers.
    _opret_tabel(con, BRUD_TABEL, sti.with_name(BRUD), {"nr": "BIGINT", "forskydning": "BIGINT"})
    navne = {k.nr: k.navn for k in kilde.overskrifter.kolonner}
    grund = _grunde(kilde, regelsaet)
    kontakter = _kontakter(kilde, regelsaet)
    linje = "NULL" if kilde.fundet.format == "parquet" else "a.nr + b.forskydning"
    join = "" if kilde.fundet.format == "parquet" else f"ASOF LEFT JOIN {BRUD_TABEL} b ON a.nr >= b.nr"
    svar = con.execute(
        f"WITH a AS (SELECT nr, -1 AS k, kolonne, vaerdi, aarsag FROM {DAARLIGE_TABEL} UNION ALL "
        f"SELECT {NR}, f.k, NULL, f.v, f.a FROM (SELECT {NR}, unnest({FEJL}) AS f FROM {relation} "
        f"WHERE {FEJL} IS NOT NULL)) "
        f"SELECT a.nr, {linje}, a.k, a.kolonne, a.vaerdi, a.aarsag FROM a {join} ORDER BY a.nr, a.k"
    )
    antal, sidste = 0, 0
    # Excel recognises UTF-8 by the byte order mark.
    with sti.open("w", encoding="utf-8-sig", newline="") as fil:
        skriv = skriver(fil)
        skriv(_KOLONNER)
        while portion := svar.fetchmany(_PORTION):
            for nr, linje_, k, kolonne, vaerdi, aarsag in portion:
                antal += nr != sidste
                sidste = nr
                hvorfor = aarsag if aarsag is not None else grund(k, vaerdi)
                hvor = navne.get(k, kolonne) or ""
                # A row that could not be parsed has no column, and its text may contain contact information.
                vist = _VISES_IKKE if kontakter and hvor in {*kontakter, ""} else (vaerdi or "")[:_VIST]
                skriv((nr, linje_, hvor, vist, hvorfor))
    return antal


def _kontakter(kilde: Indkilde, regelsaet: Regelsaet) -> set[str]:
    """Return the headers of the columns with contact information, whose values are not shown."""
    fakta = fakta_i_raekken(regelsaet)
    return {k.navn for n, k in kilde.overskrifter.fakta.items() if fakta[n].kontakt == "ja"}


def _grunde(kilde: Indkilde, regelsaet: Regelsaet) -> Callable[[int, str], str]:
    """Return a function that gives the reason why a cell cannot be read.

    The function caches its results, because finding suggestions is slow and values repeat.
    """

    @lru_cache(maxsize=_HUSKET)
    def hvorfor(k: int, vaerdi: str) -> str:
        laeser = kilde.laesere[k]
        try:
            laes(laeser.form, laeser.art, vaerdi, regelsaet.kommuner)
        except VaerdiFejl as fejl:
            return str(fejl)
        raise InternFejl("En værdi blev afvist i kolonnerne, men kan læses. Send filen til projektet.")

    def husk_korte(k: int, vaerdi: str) -> str:
        return hvorfor(k, vaerdi) if len(vaerdi) <= _HUSKES else hvorfor.__wrapped__(k, vaerdi)

    return husk_korte
