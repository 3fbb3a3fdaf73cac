"""Alembic runs this file for each migration, on the connection that `webapp.migrations` opened."""

from __future__ import annotations

from alembic import context

from webapp.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most things in place: Alembic copies the table.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
