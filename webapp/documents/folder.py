"""The folder in which finished documents lie."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

import msgspec

from reports.content.robustness_parts import RobustnessChapter
from webapp.documents.contents import GapReportContent

UNFINISHED = "unfinished-"


class _Drawn(msgspec.Struct):
    robustness: RobustnessChapter


class _DrawnFile(msgspec.Struct):
    content: _Drawn


class DocumentFolder:
    """The folder of finished documents: whole files only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "documents"

    def path(self, content_hash: str, kind: str) -> Path:
        """Where the document with that content is, or will be."""
        return self._folder / f"{content_hash}.{kind}"

    def drawn_before(self, wanted: GapReportContent) -> RobustnessChapter | None:
        """What the draws of robustness say of the content, if its data file was made; its draws are those of
        the PDF.
        """
        path = self.path(msgspec.structs.replace(wanted, format="json").hash, "json")
        try:
            return msgspec.json.decode(path.read_bytes(), type=_DrawnFile).content.robustness
        except (FileNotFoundError, msgspec.ValidationError):
            # A version without the chapter, or a file of an edition that had it otherwise.
            return None

    def remove_unfinished(self) -> None:
        """Removes what workers left behind that were killed while they wrote. Nobody writes for an hour."""
        for file in self._folder.glob(f"{UNFINISHED}*"):
            if file.stat().st_mtime < time.time() - 3600:
                file.unlink(missing_ok=True)

    def store(self, content_hash: str, kind: str, document: bytes) -> None:
        """Puts the document there, all at once: whoever looks sees the whole file or none. One that is there
        already stays: if two workers made it, people get the same bytes before and after.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                self.path(content_hash, kind).hardlink_to(name)
        finally:
            Path(name).unlink(missing_ok=True)
