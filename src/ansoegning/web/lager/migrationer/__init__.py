"""The Alembic environment and the migrations of the tables."""
