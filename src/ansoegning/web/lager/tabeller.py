"""The tables as SQLAlchemy objects; the migrations create the same tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

# The migration whose result is exactly these tables.
REVISION = "v0002"

metadata = MetaData()

# Alembic stores the id of the last migration here.
alembic_version = Table(
    "alembic_version", metadata, Column("version_num", String(32), nullable=False, primary_key=True)
)


def _egen(navn: str, *kolonner: Column[Any]) -> Table:
    """Return a table of objects with an owner, so that a server with several users needs no other tables."""
    return Table(
        navn,
        metadata,
        Column("id", String(32), primary_key=True),
        Column("ejer", String(200), nullable=False, index=True),
        *kolonner,
    )


def _tider() -> tuple[Column[str], Column[str]]:
    return Column("oprettet", String(32), nullable=False), Column("aendret", String(32), nullable=False)


def _tekst(navn: str) -> Column[str]:
    return Column(navn, Text, nullable=False)


def _del_af(hvad: str, *, noegle: bool = True) -> Column[str]:
    """Return a foreign key to the owning object; rows are deleted together with it."""
    ejes = ForeignKey(f"{hvad}.id", ondelete="CASCADE")
    return Column(hvad, String(32), ejes, primary_key=noegle, nullable=False, index=None if noegle else True)


ansoegning = _egen(
    "ansoegning",
    Column("pulje", String(100), nullable=False),
    _tekst("navn"),
    Column("resultat", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    *_tider(),
)

# ``forrige`` is the version that this one was based on, to which undoing returns. A version made by undoing has the
# ``forrige`` of the version that it restores.
udgave = Table(
    "udgave",
    metadata,
    _del_af("ansoegning"),
    Column("version", Integer, primary_key=True),
    Column("forrige", Integer, nullable=True),
    _tekst("hvad"),
    Column("tid", String(32), nullable=False),
    _tekst("indhold"),
)

# Rounds: ``indhold`` is JSON (settings, assessments, decisions), and ``rundeudgave`` has its versions.
runde = _egen("runde", _tekst("navn"), Column("version", Integer, nullable=False), *_tider(), _tekst("indhold"))
rundeudgave = Table(
    "rundeudgave",
    metadata,
    _del_af("runde"),
    Column("version", Integer, primary_key=True),
    _tekst("hvad"),
    Column("tid", String(32), nullable=False),
    _tekst("indhold"),
)
# ``slags``: whether the file belongs to the round itself or to the rest of the national round.
rundefil = Table(
    "rundefil",
    metadata,
    Column("id", Integer, primary_key=True),
    _del_af("runde", noegle=False),
    Column("slags", String(10), nullable=False),
    _tekst("navn"),
    Column("stoerrelse", Integer, nullable=False),
    Column("aftryk", String(64), nullable=False),
    Column("indhold", LargeBinary, nullable=False),
)
# Answers that are slow to calculate, by the hash of everything they depend on.
rundesvar = Table(
    "rundesvar",
    metadata,
    _del_af("runde"),
    Column("aftryk", String(64), primary_key=True),
    Column("tid", String(32), nullable=False),
    _tekst("svar"),
)
# Large tables that are judged row by row; their files are in a folder beside the database.
koersel = _egen("koersel", _tekst("navn"), Column("tilstand", String(20), nullable=False), *_tider(), _tekst("indhold"))
