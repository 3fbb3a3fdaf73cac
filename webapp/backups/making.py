"""Making a backup while others write."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from webapp import clock, migrations
from webapp.backups.archive import ArchiveWriter, BackedUpFile, BackupMistake, Manifest, new_archive
from webapp.config import Settings
from webapp.database import make_engine, sqlite_library
from webapp.evidence.folder import EvidenceFolder
from webapp.records import whole_tables


def make(settings: Settings, path: Path) -> Manifest:
    """Writes the database as it is at this moment, and the files that it speaks of, to a new archive.

    Nobody waits for it. Raises `BackupMistake` and leaves nothing at `path` if it cannot be whole.
    """
    if path.exists():
        raise BackupMistake(f"{path} is there already; name a new file")
    if not path.parent.is_dir():
        raise BackupMistake(f"there is no folder {path.parent}")
    engine = make_engine(settings.database_url)
    try:
        with new_archive(path) as archive:
            with _as_it_is_now(engine, path.parent) as connection:
                edition = migrations.edition_of(connection)
                if edition is None:
                    raise BackupMistake("there is no database yet to be backed up")
                tables = tuple(
                    archive.add_table(str(table.name), whole_tables.lines_of(connection, table))
                    for table in whole_tables.tables_of(connection)
                )
            # A file is there before any row tells of it, and stays: so those of these rows are among them.
            files = tuple(_files(archive, EvidenceFolder(settings.folder)))
            manifest = Manifest("cpsa-backup/1", clock.now(), edition, tables, files)
            archive.finish(manifest)
    finally:
        engine.dispose()
    return manifest


def _files(archive: ArchiveWriter, folder: EvidenceFolder) -> Iterator[BackedUpFile]:
    for file_hash in folder.hashes():
        with folder.path(file_hash).open("rb") as file:
            yield archive.add_file(file_hash, file)


@contextlib.contextmanager
def _as_it_is_now(engine: sa.Engine, beside: Path) -> Iterator[sa.Connection]:
    """A connection to which the database stands still."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            reading = connection.execution_options(isolation_level="REPEATABLE READ")
            if reading.scalar(sa.text("SHOW transaction_read_only")) == "on":
                raise BackupMistake(
                    "the database takes no writes, so the backup could not be noted in the audit trail; if "
                    "this is a copy of another one, name that one in CPSA_DATABASE"
                )
            yield reading
        return
    # Where SQLite has no safe WAL, a reader would keep writers waiting: only as long as this copy takes.
    with tempfile.TemporaryDirectory(dir=beside, prefix=".cpsa-backup-") as folder:
        copy = Path(folder) / "cpsa.db"
        _copy(engine, copy)
        of_the_copy = make_engine(f"sqlite:///{copy}")
        try:
            with of_the_copy.connect() as connection:
                yield connection
        finally:
            of_the_copy.dispose()


def _copy(engine: sa.Engine, path: Path) -> None:
    source, target = engine.raw_connection(), sqlite_library().connect(path)
    try:
        assert source.driver_connection is not None  # noqa: S101  # it is open
        source.driver_connection.backup(target)
    finally:
        target.close()
        source.close()
