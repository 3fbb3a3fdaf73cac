"""How the database came to look as it does: one numbered step after the other, each there and back."""

from __future__ import annotations

from pathlib import Path

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
    with engine.begin() as connection:
        config = _config(connection)
        before = MigrationContext.configure(connection).get_current_revision()
        if revision == "head" and before == ScriptDirectory.from_config(config).get_current_head():
            return False
        command.upgrade(config, revision)
        return True


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Takes the database back to that step; `base` is empty."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)
