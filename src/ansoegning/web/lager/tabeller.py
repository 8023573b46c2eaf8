"""The tables, as SQLAlchemy sees them; the migrations made them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

# The migration that makes exactly these tables.
REVISION = "v0002"

metadata = MetaData()

# Which migration made the tables, as Alembic keeps it.
alembic_version = Table(
    "alembic_version", metadata, Column("version_num", String(32), nullable=False, primary_key=True)
)


def _egen(navn: str, *kolonner: Column[Any]) -> Table:
    """Something that a person keeps. Each has an owner, so that a server for many needs no other tables."""
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
    """Whose it is; it goes when that does."""
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

# ``forrige`` is the version that this one was made from, which undoing goes back to; an undoing has that of the
# version it brings back.
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

# Rounds: ``indhold`` is JSON (settings, assessments, decisions), each of its versions in ``rundeudgave``.
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
# ``slags``: of the round itself, or of the rest of the national round.
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
# Answers that took long, by the imprint of all they rest on.
rundesvar = Table(
    "rundesvar",
    metadata,
    _del_af("runde"),
    Column("aftryk", String(64), primary_key=True),
    Column("tid", String(32), nullable=False),
    _tekst("svar"),
)
# Large tables that are judged row by row; their files lie in a folder beside the database.
koersel = _egen("koersel", _tekst("navn"), Column("tilstand", String(20), nullable=False), *_tider(), _tekst("indhold"))
