"""The column engine in this process: bounded memory, no network, no file but those named, and names as names."""

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

__all__ = ["I_ORDEN", "eget", "forbind", "koer", "laes_hukommelse", "luk", "navn", "tekst", "uden_mange_maerker"]

_HUKOMMELSE = re.compile(r"([0-9]{1,6})\s*(MB|GB|TB)", re.IGNORECASE)
_MINDST_MB = 128
_MB = {"MB": 1, "GB": 1_000, "TB": 1_000_000}
_POLL = 0.25
# A statement that uses no processor time for so many seconds stands still: no disk in use is that slow.
STILLE = 60.0
_EFTER_AFBRUD = 5.0
# More processor time than looking at it takes, in seconds.
_VIRKSOM = 0.1


def laes_hukommelse(tekst: str) -> str:
    """``2GB`` as the engine takes it. Raises BrugsFejl."""
    fundet = _HUKOMMELSE.fullmatch(tekst.strip())
    if fundet is None or int(fundet[1]) * _MB[fundet[2].upper()] < _MINDST_MB:
        raise BrugsFejl(
            f"--hukommelse: »{vis_sikkert(tekst, 30)}« kan ikke bruges. Skriv mindst {_MINDST_MB}MB, fx 512MB eller "
            "2GB."
        )
    return f"{fundet[1]}{fundet[2].upper()}"


def forbind(filer: Iterable[Path], mappe: Path, hukommelse: str, traade: int) -> duckdb.DuckDBPyConnection:
    """A connection that reaches ``filer`` and what lies in ``mappe``, and nothing else; its settings are locked."""
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
    # Else the engine writes a column that happened to have no gap as one that can have none, and two answers differ in
    # form by what is in them.
    con.execute("SET disabled_optimizers = 'statistics_propagation'")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


# Said of each file that is written: the engine's own setting alone lets rows change places where the tree is deep.
I_ORDEN = "PRESERVE_ORDER true"


def navn(id_: str) -> str:
    """A column's or a table's name in SQL."""
    return '"' + id_.replace('"', '""') + '"'


def tekst(vaerdi: str) -> str:
    """A text in SQL."""
    return "'" + vaerdi.replace("'", "''") + "'"


def nfc(udtryk: str) -> str:
    """A value as a text with its letters composed, in SQL: the form keys are compared in, as ``system.navne.nfc``."""
    tekst_ = f"CAST({udtryk} AS VARCHAR)"
    return f"CASE WHEN {uden_mange_maerker(tekst_)} THEN nfc_normalize({tekst_}) ELSE {tekst_} END"


# A run that may be more combining marks than are composed, and how few bytes it has at least.
_MULIGE_MAERKER = rf"[^\x00-\x{{02ff}}]{{{HOEJST_MAERKER + 1}}}"
_HOEJST_UDEN_AT_SE = 2 * HOEJST_MAERKER


def uden_mange_maerker(celle: str) -> str:
    """Whether a text is seen to have no long run of combining marks, in SQL; composing one would take for ever."""
    return f"(strlen({celle}) <= {_HOEJST_UDEN_AT_SE} OR NOT regexp_matches({celle}, {tekst(_MULIGE_MAERKER)}))"


def koer(
    con: duckdb.DuckDBPyConnection, sql: str, fremgang: Callable[[float], None] | None = None
) -> list[tuple[Any, ...]]:
    """Run one statement that writes, telling how far it is (per cent) now and then. Ctrl-C stops it.

    Raises BrugsFejl where it stands still: on a full disk the engine's writer may wait for ever.
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
        # A thread that is still in the engine when Python ends aborts the process. What is interrupted before it has
        # begun runs, so it is said until the thread is gone.
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
    """Close a connection, unless a statement of it will never end: it would wait for that."""
    if not opgivet():
        con.close()
