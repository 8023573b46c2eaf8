"""DuckDB in this process: bounded memory, no network, access to the given files only, and quoting of names and text."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, vis_sikkert
from ..motor.kolonner.sql import eget
from ..system.afbrydelse import opgiv, opgivet, udskudt
from ..system.tekstgraenser import HOEJST_MAERKER

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "I_ORDEN",
    "STROEM",
    "eget",
    "forbind",
    "koer",
    "laes_hukommelse",
    "luk",
    "navn",
    "tekst",
    "uden_mange_maerker",
]

_HUKOMMELSE = re.compile(r"([0-9]{1,6})\s*(MB|GB|TB)", re.IGNORECASE)
_MINDST_MB = 128
_MB = {"MB": 1, "GB": 1_000, "TB": 1_000_000}
_POLL = 0.25
# Seconds. A statement that uses no processor time for this long is stalled: no working disk is that slow.
STILLE = 60.0
_EFTER_AFBRUD = 5.0
# Seconds of processor time that are more than the polling itself uses.
_VIRKSOM = 0.1


def laes_hukommelse(tekst: str) -> str:
    """Return a memory limit such as ``2GB`` in DuckDB's notation. Raises BrugsFejl if it is invalid or too small."""
    fundet = _HUKOMMELSE.fullmatch(tekst.strip())
    if fundet is None or int(fundet[1]) * _MB[fundet[2].upper()] < _MINDST_MB:
        raise BrugsFejl(
            f"--hukommelse: »{vis_sikkert(tekst, 30)}« kan ikke bruges. Skriv mindst {_MINDST_MB}MB, fx 512MB eller "
            "2GB."
        )
    return f"{fundet[1]}{fundet[2].upper()}"


def forbind(filer: Iterable[Path], mappe: Path, hukommelse: str, traade: int) -> duckdb.DuckDBPyConnection:
    """Return a connection that can access only ``filer`` and the contents of ``mappe``; its settings are locked."""
    import duckdb

    con = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "memory_limit": hukommelse,
            "threads": traade,
            "python_enable_replacements": False,
            "preserve_insertion_order": True,
        },
    )
    con.execute(f"SET temp_directory = {tekst(str(mappe / 'spild'))}")
    con.execute(f"SET allowed_directories = [{tekst(str(mappe))}]")
    con.execute(f"SET allowed_paths = [{', '.join(tekst(str(f)) for f in filer)}]")
    # Without this, DuckDB declares a column without missing values as NOT NULL in the file it writes, so that the
    # schema of two answers would depend on their data.
    con.execute("SET disabled_optimizers = 'statistics_propagation'")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


# Passed with every COPY: the connection-level setting preserve_insertion_order alone does not keep row order for deep
# expression trees.
I_ORDEN = "PRESERVE_ORDER true"
# A condition that every row meets. It becomes a join, and DuckDB then writes the rows as they come; in a plan without
# one, its parallel writer holds up to half of the memory limit to keep the order, and uses a fifth more CPU time.
STROEM = "1 IN (SELECT 1)"


def navn(id_: str) -> str:
    """Quote the name of a column or table for SQL."""
    return '"' + id_.replace('"', '""') + '"'


def tekst(vaerdi: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + vaerdi.replace("'", "''") + "'"


def nfc(udtryk: str) -> str:
    """Return SQL for a value as text in Unicode form NFC, in which keys are compared, like ``system.navne.nfc``."""
    tekst_ = f"CAST({udtryk} AS VARCHAR)"
    return f"CASE WHEN {uden_mange_maerker(tekst_)} THEN nfc_normalize({tekst_}) ELSE {tekst_} END"


def uden_mellemrum(udtryk: str) -> str:
    """Return SQL for a value as text without invisible characters and with each run of whitespace as one space."""
    tekst_ = f"CAST({udtryk} AS VARCHAR)"
    synligt = f"regexp_replace({nfc(udtryk)}, '\\p{{Cf}}+', '', 'g')"
    andre = f"trim(regexp_replace({synligt}, '[\\s\u0085\u00a0\u2028\u2029]+', ' ', 'g'))"
    # Fast path for most values: visible ASCII with single spaces.
    return f"CASE WHEN regexp_full_match({tekst_}, '[!-~]+( [!-~]+)*') THEN {tekst_} ELSE {andre} END"


def som_navn_sql(udtryk: str) -> str:
    """Return SQL for a name in the form in which names are compared, like ``system.navne.som_navn``."""
    return f"lower({uden_mellemrum(udtryk)})"


# A run of characters that may be too many combining marks to normalise, and the bytes it takes up at least.
_MULIGE_MAERKER = rf"[^\x00-\x{{02ff}}]{{{HOEJST_MAERKER + 1}}}"
_HOEJST_UDEN_AT_SE = 2 * HOEJST_MAERKER


def uden_mange_maerker(celle: str) -> str:
    """Return SQL for whether a text certainly has no long run of combining marks; normalising one takes very long."""
    return f"(strlen({celle}) <= {_HOEJST_UDEN_AT_SE} OR NOT regexp_matches({celle}, {tekst(_MULIGE_MAERKER)}))"


def koer(
    con: duckdb.DuckDBPyConnection, sql: str, fremgang: Callable[[float], None] | None = None
) -> list[tuple[Any, ...]]:
    """Run one statement that writes, and report its progress in per cent at intervals. Ctrl-C stops it.

    Raises BrugsFejl if the statement stalls: on a full disk DuckDB's writer may wait forever.
    """
    svar: list[list[tuple[Any, ...]]] = []
    fejl: list[BaseException] = []

    def arbejd() -> None:
        try:
            svar.append(con.execute(sql).fetchall())
        except BaseException as f:
            fejl.append(f)

    traad = threading.Thread(target=arbejd, daemon=True)
    brugt, sidst = time.process_time(), time.monotonic()
    try:
        with udskudt():
            traad.start()
        while traad.is_alive():
            traad.join(_POLL)
            if fremgang is not None:
                fremgang(con.query_progress())
            if time.process_time() - brugt > _VIRKSOM:
                brugt, sidst = time.process_time(), time.monotonic()
            elif time.monotonic() - sidst > STILLE and traad.is_alive():
                raise _gaaet_i_staa(con, traad)
    except BaseException:
        # A thread that is still inside DuckDB when Python exits aborts the process. An interrupt before the statement
        # has begun has no effect, so it is repeated until the thread has ended.
        while traad.is_alive() and not opgivet():
            con.interrupt()
            traad.join(_POLL)
        raise
    if fejl:
        raise fejl[0]
    return svar[0]


def _gaaet_i_staa(con: duckdb.DuckDBPyConnection, traad: threading.Thread) -> BrugsFejl:
    con.interrupt()
    traad.join(_EFTER_AFBRUD)
    if traad.is_alive():
        opgiv()
    return BrugsFejl(
        f"Svaret kan ikke skrives: der er intet sket i {STILLE:g} sekunder. Se efter, om der er plads på drevet, og om "
        "det svarer, og kør igen."
    )


def luk(con: duckdb.DuckDBPyConnection) -> None:
    """Close a connection, unless one of its statements never ends: closing would wait for it."""
    if not opgivet():
        con.close()
