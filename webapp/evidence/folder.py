"""The folder of the files attached as evidence: each lies once, under its hash, outside what the web server
serves. Only whole files get there, and only the service can read them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from questionnaire.answer_wire import is_file_hash

CHUNK = 64 * 1024
FOR_THE_SERVICE_ONLY = 0o700


class EvidenceFolder:
    """The files in the folder `evidence` of the installation's folder, such as `evidence/ab/ab12…`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "evidence"

    def path(self, file_hash: str) -> Path:
        """Where the file with that SHA-256 is, or would be."""
        if not is_file_hash(file_hash):
            raise ValueError(f"not the hash of a file: {file_hash!r}")
        return self._folder / file_hash[:2] / file_hash

    def hashes(self) -> Iterator[str]:
        """The hashes of all files that lie there, in their order."""
        for path in sorted(self._folder.glob("??/*")):
            if is_file_hash(path.name) and path == self.path(path.name):
                yield path.name

    def store(self, file: BinaryIO) -> str:
        """Puts the file there, durably and all at once, and returns its hash. One that is there already is
        put there again: a damaged one is mended so.
        """
        self._folder.mkdir(mode=FOR_THE_SERVICE_ONLY, exist_ok=True)
        # Readable by its owner only: so `mkstemp` makes it.
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix="unfinished-")
        try:
            with os.fdopen(descriptor, "wb") as copy:
                file_hash = _copied(file, copy)
            path = self.path(file_hash)
            path.parent.mkdir(mode=FOR_THE_SERVICE_ONLY, exist_ok=True)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (path.parent, self._folder):
            _sync(folder)
        return file_hash


def hash_of(file: BinaryIO) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _copied(file: BinaryIO, copy: BinaryIO) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _sync(folder: Path) -> None:
    """Makes a name in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
