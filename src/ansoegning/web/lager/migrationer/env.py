"""Run by Alembic: brings the database of the connection it is given to the newest tables."""

from __future__ import annotations

from alembic import context

from ansoegning.web.lager.tabeller import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
