"""How the database came to look as it does: one numbered step after the other, each there and back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
# Steps are numbered, and their files begin with the number.
STEPS = frozenset(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("*.py"))
NEWEST = max(STEPS)
# Alembic's own: where it notes how far a database has come.
VERSIONS = sa.table("alembic_version", sa.column("version_num", sa.String))

# The number by which PostgreSQL knows that somebody migrates.
ONE_AT_A_TIME = 0x43505341

# Alembic is loaded where there is something to do, and not at every start, of which it would take an eighth.


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> bool:
    """Brings the database to that step, the newest by default, all or nothing. Returns whether anything
    changed.
    """
    if revision == "head" and _is_newest(engine):
        return False
    from alembic import command  # noqa: PLC0415  # as above

    with _migrating(engine) as connection:
        command.upgrade(_config(connection), revision)
        return True


def edition_of(connection: sa.Connection) -> str | None:
    """The step at which the database is; none before the first."""
    if not sa.inspect(connection).has_table(VERSIONS.name):
        return None
    return connection.scalars(sa.select(VERSIONS.c.version_num)).one_or_none()


def knows(revision: str) -> bool:
    """Whether there is such a step."""
    return revision in STEPS


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Takes the database back to that step; `base` is empty."""
    from alembic import command  # noqa: PLC0415  # as above

    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def _is_newest(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        return edition_of(connection) == NEWEST


@contextlib.contextmanager
def _migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction. SQLite changes a table by copying it, and would then see rows elsewhere that refer to
    nothing: their keys are looked at once, when all is done.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            # Several machines may be started at once: the others wait, and find that it is done.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
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
