"""From the content of a document to its bytes, and the folder in which they are kept.

A document is a pure function of its content, its language and the edition of the report, so its hash is its
name: it is made once, however often it is downloaded.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from webapp.config import PROJECT

Format = Literal["pdf", "xlsx"]
MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DocumentContent(msgspec.Struct, frozen=True):
    """Everything a document is made of."""

    format: Format
    language: str
    country_name: str
    title: str
    notice: str
    generated_on: date
    answers: msgspec.Raw
    edition: str

    def as_json(self) -> str:
        """The same content gives the same text."""
        return msgspec.json.encode(self).decode()

    @property
    def hash(self) -> str:
        """The name of the document that has this content."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()


def content_of(
    instrument: Instrument,
    sheet: AnswerSheet,
    *,
    kind: Format,
    language: str,
    country_name: str,
    title: str,
    notice: str,
    generated_on: date,
) -> DocumentContent:
    """What the document on these answers is made of. `notice`, if there is one, is printed on every page."""
    return DocumentContent(
        format=kind,
        language=language,
        country_name=country_name,
        title=title,
        notice=notice,
        generated_on=generated_on,
        answers=msgspec.Raw(write_answers(sheet, instrument)),
        edition=edition(),
    )


@functools.cache
def edition() -> str:
    """Changes with anything that decides how a document looks, so that no document of an older edition is
    served.
    """
    digest = hashlib.sha256()
    for folder in ("questionnaire", "reports", "templates/report"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".toml", ".css", ".svg"}:
                digest.update(path.read_bytes())
    for path in sorted((PROJECT / "static").glob("report*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def make_document(stored: str) -> bytes:
    """The document with that content. Raises what the renderer raises."""
    # The renderer is heavy: only the worker that calls this pays for it.
    from reports import content, pdf, workbook  # noqa: PLC0415

    wanted = msgspec.json.decode(stored, type=DocumentContent)
    instrument = published()
    sheet = read_answers(bytes(wanted.answers), instrument)
    report = content.build(
        instrument,
        sheet,
        outcome_of(instrument, sheet),
        country_name=wanted.country_name,
        language=wanted.language,
        title=wanted.title,
        notice=wanted.notice,
        generated_on=wanted.generated_on,
    )
    return pdf.render(report) if wanted.format == "pdf" else workbook.render(report)


class DocumentFolder:
    """The folder of finished documents: whole files only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "documents"

    def path(self, content_hash: str, kind: str) -> Path:
        """Where the document with that content is, or will be."""
        return self._folder / f"{content_hash}.{kind}"

    def store(self, content_hash: str, kind: str, document: bytes) -> None:
        """Puts the document there, all at once: whoever looks sees the whole file or none."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix="unfinished-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path(content_hash, kind))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
