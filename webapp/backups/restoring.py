"""Filling an installation from a backup, and rehearsing it."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from pathlib import Path

import msgspec
import sqlalchemy as sa

from webapp import migrations
from webapp.backups.archive import Archive, BackedUpTable, BackupMistake, Manifest
from webapp.config import Settings
from webapp.database import make_engine
from webapp.evidence.folder import EvidenceFolder
from webapp.records import whole_tables


def restore(settings: Settings, path: Path) -> Manifest:
    """Fills the installation of these settings, in which nobody has an account yet, and brings it up to date.

    Everything or nothing of the database: it is read again and compared before it is kept. Raises
    `BackupMistake` with the reason.
    """
    with Archive(path) as archive:
        archive.check()
        if not migrations.knows(archive.manifest.edition):
            raise BackupMistake(
                f"the backup has tables of the edition {archive.manifest.edition}, which this version does "
                "not know: install the version that made it, or a newer one"
            )
        engine = make_engine(settings.database_url)
        try:
            _make_room(engine, archive.manifest.edition)
            _put_files(archive, EvidenceFolder(settings.folder))
            with engine.begin() as connection:
                _fill(connection, archive)
            migrations.upgrade(engine)
        finally:
            engine.dispose()
        return archive.manifest


def rehearse(settings: Settings, path: Path, beside: Path) -> Settings:
    """Restores the backup on SQLite into a new folder in `beside`, and returns the settings of what is there
    now.
    """
    folder = Path(tempfile.mkdtemp(dir=beside, prefix="rehearsal-"))
    there = dataclasses.replace(settings, folder=folder, database_url=f"sqlite:///{folder / 'cpsa.db'}")
    restore(there, path)
    return there


def _make_room(engine: sa.Engine, edition: str) -> None:
    with engine.connect() as connection:
        if whole_tables.has_people(connection):
            raise BackupMistake(
                "the database has people in it already, and nothing is ever written over: name an empty one "
                "with CPSA_DATABASE, or an empty folder with CPSA_FOLDER"
            )
        is_prepared = migrations.edition_of(connection) is not None
    if is_prepared:
        migrations.downgrade(engine, "base")
    migrations.upgrade(engine, edition)


def _put_files(archive: Archive, folder: EvidenceFolder) -> None:
    for file in archive.manifest.files:
        with archive.file(file) as content:
            folder.store(content)


def _fill(connection: sa.Connection, archive: Archive) -> None:
    tables = {table.name: table for table in whole_tables.tables_of(connection)}
    told = {table.name: table for table in archive.manifest.tables}
    if set(tables) != set(told):
        raise BackupMistake(
            f"the tables of the backup are not those of the edition {archive.manifest.edition}"
        )
    whole_tables.empty(connection, tables.values())
    for name, table in tables.items():
        try:
            whole_tables.add_lines(connection, table, archive.lines(told[name]))
        except (msgspec.MsgspecError, sa.exc.DBAPIError) as problem:
            raise BackupMistake(
                f"the table {name} cannot be restored ({type(problem).__name__})"
            ) from problem
    for name, table in tables.items():
        digest, rows = hashlib.sha256(), 0
        for line in whole_tables.lines_of(connection, table):
            digest.update(line)
            rows += 1
        if BackedUpTable(name, rows, digest.hexdigest()) != told[name]:
            raise BackupMistake(f"the table {name} is not the same after it was restored; nothing was kept")
