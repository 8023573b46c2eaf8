"""The tables, as SQLAlchemy sees them; the migrations made them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

# The migration that makes exactly these tables.
REVISION = "v0002"

metadata = MetaData()

# Which migration made the tables, as Alembic keeps it.
alembic_version = Table(
    "alembic_version", metadata, Column("version_num", String(32), nullable=False, primary_key=True)
)

# Every row has an owner from the first version on, so that a server for many needs no other tables.
ansoegning = Table(
    "ansoegning",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ejer", String(200), nullable=False, index=True),
    Column("pulje", String(100), nullable=False),
    Column("navn", Text, nullable=False),
    Column("resultat", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("oprettet", String(32), nullable=False),
    Column("aendret", String(32), nullable=False),
)

# ``forrige`` is the version that this one was made from, which undoing goes back to; an undoing has that of the
# version it brings back.
udgave = Table(
    "udgave",
    metadata,
    Column("ansoegning", String(32), ForeignKey("ansoegning.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("forrige", Integer, nullable=True),
    Column("hvad", Text, nullable=False),
    Column("tid", String(32), nullable=False),
    Column("indhold", Text, nullable=False),
)

# Rounds: ``indhold`` is JSON (settings, assessments, decisions), each of its versions in ``rundeudgave``.
runde = Table(
    "runde",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ejer", String(200), nullable=False, index=True),
    Column("navn", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("oprettet", String(32), nullable=False),
    Column("aendret", String(32), nullable=False),
    Column("indhold", Text, nullable=False),
)
rundeudgave = Table(
    "rundeudgave",
    metadata,
    Column("runde", String(32), ForeignKey("runde.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("hvad", Text, nullable=False),
    Column("tid", String(32), nullable=False),
    Column("indhold", Text, nullable=False),
)
# ``slags``: of the round itself, or of the rest of the national round.
rundefil = Table(
    "rundefil",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("runde", String(32), ForeignKey("runde.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("slags", String(10), nullable=False),
    Column("navn", Text, nullable=False),
    Column("stoerrelse", Integer, nullable=False),
    Column("aftryk", String(64), nullable=False),
    Column("indhold", LargeBinary, nullable=False),
)
# Answers that took long, by the imprint of all they rest on.
rundesvar = Table(
    "rundesvar",
    metadata,
    Column("runde", String(32), ForeignKey("runde.id", ondelete="CASCADE"), primary_key=True),
    Column("aftryk", String(64), primary_key=True),
    Column("tid", String(32), nullable=False),
    Column("svar", Text, nullable=False),
)
# Large tables that are judged row by row; their files lie in a folder beside the database.
koersel = Table(
    "koersel",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ejer", String(200), nullable=False, index=True),
    Column("navn", Text, nullable=False),
    Column("tilstand", String(20), nullable=False),
    Column("oprettet", String(32), nullable=False),
    Column("aendret", String(32), nullable=False),
    Column("indhold", Text, nullable=False),
)
