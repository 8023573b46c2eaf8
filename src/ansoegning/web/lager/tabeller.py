"""The tables, as SQLAlchemy sees them; the migrations made them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

# The migration that makes exactly these tables.
REVISION = "v0001"

metadata = MetaData()

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
