"""Applications with an owner, and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "ansoegning",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("ejer", sa.String(200), nullable=False, index=True),
        sa.Column("pulje", sa.String(100), nullable=False),
        sa.Column("navn", sa.Text, nullable=False),
        sa.Column("resultat", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("oprettet", sa.String(32), nullable=False),
        sa.Column("aendret", sa.String(32), nullable=False),
    )
    op.create_table(
        "udgave",
        sa.Column("ansoegning", sa.String(32), sa.ForeignKey("ansoegning.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("forrige", sa.Integer, nullable=True),
        sa.Column("hvad", sa.Text, nullable=False),
        sa.Column("tid", sa.String(32), nullable=False),
        sa.Column("indhold", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables and their content."""
    op.drop_table("udgave")
    op.drop_table("ansoegning")
