"""Run by Alembic: upgrades the database of the given connection to the newest tables."""

from __future__ import annotations

from alembic import context

from ansoegning.web.lager.tabeller import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
