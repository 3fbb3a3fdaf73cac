"""The file of a backup, `cpsa-backup/1`: a tar file of tables as lines of JSON, evidence files under their
hash, and a manifest that counts and hashes them.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Annotated, BinaryIO, Literal, Self, cast

import msgspec

from webapp.evidence.folder import hash_of

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 256 * 1024 * 1024
FileHash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class BackupMistake(Exception):
    """The backup cannot be made, read or restored; the message says why."""


class BackedUpTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table: how many rows, and the hash of their lines."""

    name: str
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"tables/{self.name}.jsonl"


class BackedUpFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file attached as evidence. Its name is its hash."""

    sha256: FileHash
    size: int

    @property
    def member(self) -> str:
        """Its name in the archive."""
        return f"evidence/{self.sha256}"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in the archive, and the edition of the tables."""

    format: Literal["cpsa-backup/1"]
    made_at: datetime
    edition: str
    tables: tuple[BackedUpTable, ...]
    files: tuple[BackedUpFile, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    """Fills an archive, in the order of the calls."""

    def __init__(self, tar: tarfile.TarFile, beside: Path) -> None:
        self._tar, self._beside = tar, beside

    def add_table(self, name: str, lines: Iterable[bytes]) -> BackedUpTable:
        """Adds the lines of a table, of which none is kept in memory."""
        digest, rows = hashlib.sha256(), 0
        with tempfile.TemporaryFile(dir=self._beside) as written:
            for line in lines:
                written.write(line)
                digest.update(line)
                rows += 1
            table = BackedUpTable(name, rows, digest.hexdigest())
            self._add(table.member, written)
        return table

    def add_file(self, file_hash: str, file: BinaryIO) -> BackedUpFile:
        """Adds a file attached as evidence. Raises `BackupMistake` for one that is not what its name says."""
        if hash_of(file) != file_hash:
            raise BackupMistake(
                f"the file {file_hash} in the evidence folder is damaged: its hash is another"
            )
        added = BackedUpFile(file_hash, file.seek(0, os.SEEK_END))
        self._add(added.member, file)
        return added

    def finish(self, manifest: Manifest) -> None:
        """Adds what tells the rest."""
        self._add(MANIFEST, io.BytesIO(msgspec.json.format(msgspec.json.encode(manifest))))

    def _add(self, name: str, file: BinaryIO) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = file.seek(0, os.SEEK_END), 0o600
        file.seek(0)
        self._tar.addfile(member, file)


@contextlib.contextmanager
def new_archive(path: Path) -> Iterator[ArchiveWriter]:
    """An archive that is at `path` once it is whole and durable, for its owner to read; before, and after an
    error, nothing is there.
    """
    # Readable by its owner only: so `mkstemp` makes it.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield ArchiveWriter(tar, path.parent)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Archive:
    """An archive that is there. What is read from it is trusted only after `check`."""

    def __init__(self, path: Path) -> None:
        with contextlib.ExitStack() as opened:
            try:
                self._tar = opened.enter_context(tarfile.open(path, mode="r:"))
                self._members = {member.name: member for member in self._tar.getmembers()}
                self.manifest = msgspec.json.decode(self._read(MANIFEST), type=Manifest)
            except (tarfile.TarError, msgspec.MsgspecError, EOFError) as problem:
                raise BackupMistake(f"{path} is not a whole backup ({problem})") from None
            except OSError as problem:
                raise BackupMistake(f"{path} cannot be read ({problem.strerror})") from None
            self._open_things = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open_things.close()

    def check(self) -> None:
        """Raises `BackupMistake` unless all is there that the manifest tells, and nothing else."""
        told = {table.member for table in self.manifest.tables} | {MANIFEST}
        told |= {file.member for file in self.manifest.files}
        if told != set(self._members):
            strange = sorted(told ^ set(self._members))
            raise BackupMistake(f"the manifest and the archive do not agree on {', '.join(strange[:5])}")
        for table in self.manifest.tables:
            digest, rows = hashlib.sha256(), 0
            for line in self.lines(table):
                digest.update(line)
                rows += 1
            if (rows, digest.hexdigest()) != (table.rows, table.sha256):
                raise BackupMistake(f"the table {table.name} is not the one that was backed up")
        for file in self.manifest.files:
            if hash_of(self.file(file)) != file.sha256:
                raise BackupMistake(f"the file {file.sha256} is not the one that was backed up")

    def lines(self, table: BackedUpTable) -> Iterator[bytes]:
        """The rows of a table, one by one."""
        yield from self._open(table.member)

    def file(self, file: BackedUpFile) -> BinaryIO:
        """A file attached as evidence, to be read once."""
        return self._open(file.member)

    def _open(self, name: str) -> BinaryIO:
        member = self._members.get(name)
        opened = self._tar.extractfile(member) if member is not None and member.isreg() else None
        if opened is None:
            raise BackupMistake(f"{name} is missing in the archive")
        return cast("BinaryIO", opened)

    def _read(self, name: str) -> bytes:
        return self._open(name).read(LARGEST_MANIFEST)
