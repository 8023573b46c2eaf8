"""Rounds with their files, versions and answers, and runs of large tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "runde",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("ejer", sa.String(200), nullable=False, index=True),
        sa.Column("navn", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("oprettet", sa.String(32), nullable=False),
        sa.Column("aendret", sa.String(32), nullable=False),
        sa.Column("indhold", sa.Text, nullable=False),
    )
    op.create_table(
        "rundeudgave",
        sa.Column("runde", sa.String(32), sa.ForeignKey("runde.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("hvad", sa.Text, nullable=False),
        sa.Column("tid", sa.String(32), nullable=False),
        sa.Column("indhold", sa.Text, nullable=False),
    )
    op.create_table(
        "rundefil",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("runde", sa.String(32), sa.ForeignKey("runde.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("slags", sa.String(10), nullable=False),
        sa.Column("navn", sa.Text, nullable=False),
        sa.Column("stoerrelse", sa.Integer, nullable=False),
        sa.Column("aftryk", sa.String(64), nullable=False),
        sa.Column("indhold", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "rundesvar",
        sa.Column("runde", sa.String(32), sa.ForeignKey("runde.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("aftryk", sa.String(64), primary_key=True),
        sa.Column("tid", sa.String(32), nullable=False),
        sa.Column("svar", sa.Text, nullable=False),
    )
    op.create_table(
        "koersel",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("ejer", sa.String(200), nullable=False, index=True),
        sa.Column("navn", sa.Text, nullable=False),
        sa.Column("tilstand", sa.String(20), nullable=False),
        sa.Column("oprettet", sa.String(32), nullable=False),
        sa.Column("aendret", sa.String(32), nullable=False),
        sa.Column("indhold", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables and their content."""
    for tabel in ("koersel", "rundesvar", "rundefil", "rundeudgave", "runde"):
        op.drop_table(tabel)
