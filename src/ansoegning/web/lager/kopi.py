"""Check a copy of a database before it is used, because it may come from anywhere."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from ...fejl import BrugsFejl
from ...handlinger.brugerdata import FIL
from .sqlite import Lager, uden_log

_HOVED = b"SQLite format 3\0"
_RAAD = "Vælg en fil, som siden selv har gemt under »Mine data«."


def proevet(data: bytes) -> bytes:
    """Return the copy with its tables upgraded to this version. Raises BrugsFejl for a damaged or foreign file."""
    if not data.startswith(_HOVED):
        raise BrugsFejl(f"Filen er ikke en kopi af ansøgninger. {_RAAD}")
    with tempfile.TemporaryDirectory(prefix="ansoegning-") as sted:
        kopi, tom = Path(sted, "kopi"), Path(sted, "tom")
        kopi.mkdir()
        (kopi / FIL).write_bytes(uden_log(data))
        from alembic.util import CommandError

        try:
            _kun_tabeller(kopi / FIL)
            ny, frisk = _aabnet(kopi), _aabnet(tom)
            if _form(ny) != _form(frisk):
                raise BrugsFejl(f"Filen har andre tabeller end programmets. {_RAAD}")
            _indhold(ny)
        except (sqlite3.Error, SQLAlchemyError, CommandError, ValueError, KeyError):
            raise BrugsFejl(f"Filen er beskadiget eller fra et andet program. {_RAAD}") from None
        return ny


def _aabnet(mappe: Path) -> bytes:
    """Return the database in a folder, with its tables upgraded to this version."""
    lager = Lager(mappe)
    try:
        return lager.kopi()
    finally:
        lager.luk_nu()


def _kun_tabeller(fil: Path) -> None:
    """Raise ValueError if the file is damaged, or contains triggers or views, which could run when it is read."""
    with closing(sqlite3.connect(fil)) as db:
        db.execute("PRAGMA trusted_schema=OFF")
        if db.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise ValueError
        if db.execute("SELECT 1 FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchone():
            raise ValueError


def _form(data: bytes) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        return set(db.execute("SELECT name, coalesce(sql, '') FROM sqlite_master"))


def _indhold(data: bytes) -> None:
    """Raise ValueError if the content of an application is not a JSON object."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        for (indhold,) in db.execute("SELECT indhold FROM udgave"):
            if not isinstance(json.loads(indhold), dict):
                raise ValueError
