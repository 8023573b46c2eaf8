"""Python functions that SQL calls, which are created only when a row needs one.

DuckDB needs NumPy to create a Python function. Importing it takes longer than all else that a small table needs, and
in most tables SQL reads every cell itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..system.dataklasse import dataklasse
from .db import eget, koer, tekst

if TYPE_CHECKING:
    import duckdb

# The error of a statement that calls a function which has not been created.
_KALDT = eget("python")


@dataklasse(frozen=True, slots=True)
class Funktion:
    """A function: its name in SQL, its Python code, which is also called with NULL, and its types in DuckDB."""

    navn: str
    kode: Callable[..., Any]
    ind: tuple[str, ...]
    ud: str


class Funktioner:
    """The functions of a connection.

    Args:
        con: the connection.
        alle: the functions.
        vent: whether to create them only when a statement that ``koer`` runs calls one; the statement then runs twice.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, alle: Sequence[Funktion], *, vent: bool) -> None:
        self.con = con
        self.alle = alle
        self.venter = vent
        if not vent:
            self._opret()
            return
        for f in alle:
            navne = [eget("a", nr) for nr in range(len(f.ind))]
            # The message contains the arguments, so that it is not a constant that is evaluated for no row.
            givet = ", ".join(f"CAST({n} AS VARCHAR)" for n in navne)
            kald = f"CAST(error(concat({tekst(_KALDT)}, {givet})) AS {f.ud})"
            con.execute(f"CREATE TEMP MACRO {f.navn}({', '.join(navne)}) AS {kald}")

    def koer(self, sql: str, fremgang: Callable[[float], None] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement like ``db.koer``, with the functions if it calls one."""
        import duckdb

        try:
            return koer(self.con, sql, fremgang)
        except duckdb.InvalidInputException as fejl:
            if not self.venter or _KALDT not in str(fejl):
                raise
        for f in self.alle:
            self.con.execute(f"DROP MACRO {f.navn}")
        self._opret()
        self.venter = False
        return koer(self.con, sql, fremgang)

    def _opret(self) -> None:
        from duckdb.func import FunctionNullHandling

        for f in self.alle:
            self.con.create_function(f.navn, f.kode, list(f.ind), f.ud, null_handling=FunctionNullHandling.SPECIAL)
