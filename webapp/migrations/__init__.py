"""How the database came to look as it does: one numbered step after the other, each there and back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).parent


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> bool:
    """Brings the database to that step, the newest by default, all or nothing. Returns whether anything
    changed.
    """
    with _migrating(engine) as connection:
        config = _config(connection)
        before = MigrationContext.configure(connection).get_current_revision()
        if revision == "head" and before == ScriptDirectory.from_config(config).get_current_head():
            return False
        command.upgrade(config, revision)
        return True


def edition_of(connection: sa.Connection) -> str | None:
    """The step at which the database is; none before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether there is such a step."""
    script = ScriptDirectory(str(FOLDER))
    return revision in {step.revision for step in script.walk_revisions()}


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Takes the database back to that step; `base` is empty."""
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextlib.contextmanager
def _migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction. SQLite changes a table by copying it, and would then see rows elsewhere that refer to
    nothing: their keys are looked at once, when all is done.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        # Has no effect inside a transaction, so it comes before.
        driver.execute("PRAGMA foreign_keys = OFF").close()
        try:
            with connection.begin():
                yield connection
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if lost:
                    raise RuntimeError(f"rows refer to nothing after the migration: {lost[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON").close()
