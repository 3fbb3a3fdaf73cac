"""A service and its databases that one test after the other uses: each finds them as on the first day.

Making them takes longer than what most tests ask of them. Nothing of a service may live in its process, so
that this is a test by itself; who changes the application or the tables has `own_service` (conftest.py).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from webapp.api import limits
from webapp.config import Settings
from webapp.database import db, make_engine
from webapp.looks import Looks
from webapp.tables import Base

TABLES = Base.metadata.sorted_tables

VERSION = "SELECT version_num FROM alembic_version"

# In any order, and numbers begin at one again.
FORGET_EVERYTHING = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT oid, relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
    LOOP
        IF found.relkind = 'S' THEN PERFORM setval(found.oid, 1, false);
        ELSE EXECUTE 'DELETE FROM ' || quote_ident(found.relname);
        END IF;
    END LOOP;
END $$"""


@dataclass(frozen=True)
class SqliteFile:
    """A database file that is copied from one on which all migrations have run."""

    template: Path
    path: Path

    @property
    def url(self) -> str:
        """Its address in the words of SQLAlchemy."""
        return f"sqlite:///{self.path}"

    def make_new(self) -> None:
        """Forgets all that was saved in it; nobody may be connected."""
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        shutil.copyfile(self.template, self.path)


class PostgresqlDatabase:
    """A database on which all migrations have run, emptied of what was saved in it since."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = make_engine(url)
        with self._engine.begin() as connection:
            found = {table: connection.execute(sa.select(table)).mappings().all() for table in TABLES}
            self._version = connection.exec_driver_sql(VERSION).scalar_one()
        self._first_rows = {table: [dict(row) for row in rows] for table, rows in found.items() if rows}

    def make_new(self) -> None:
        """Forgets all that was saved in it. Raises OperationalError if somebody still holds a row, and
        RuntimeError if the tables are others.
        """
        with self._engine.begin() as connection:
            if connection.exec_driver_sql(VERSION).scalar_one() != self._version:
                raise RuntimeError("a test before has changed the tables: mark it own_service")
            connection.exec_driver_sql(FORGET_EVERYTHING)
            for table, rows in self._first_rows.items():
                connection.execute(sa.insert(table), rows)

    def close(self) -> None:
        """Lets go of its connection."""
        self._engine.dispose()


class ReusedApp:
    """A web application that keeps what was compiled and nothing else from one test to the next."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._config, self._extensions = dict(app.config), dict(app.extensions)

    def make_new(self) -> None:
        """Forgets what a test has chosen otherwise, its files and its connections."""
        for kept, now in ((self._config, self.app.config), (self._extensions, self.app.extensions)):
            now.clear()
            now.update(kept)
        limits.init_app(self.app)
        looks = [name for name, each in self._extensions.items() if isinstance(each, Looks)]
        self.app.extensions.update((name, Looks()) for name in looks)
        settings: Settings = self.app.extensions["settings"]
        for path in settings.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        with self.app.app_context():
            db.engine.dispose()
