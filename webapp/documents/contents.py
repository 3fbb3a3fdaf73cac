"""What documents are made of: all that decides about their bytes, as values that are stored as JSON."""

from __future__ import annotations

import functools
import hashlib
from datetime import date
from typing import Literal

import msgspec

from reports.content.audience import WORKING_FILE, VariantCode
from reports.papers.particulars import Particulars
from reports.register.standing import StandingNeeds
from reports.request_pack import RequestPack
from webapp.config import PROJECT

Format = Literal["pdf", "docx", "xlsx", "json"]
PaperKind = Literal["questionnaire", "request-slip", "sign-off-sheet"]
GAP_REPORT = "gap-report"
MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What stands in place of the answers of a blank paper.
BLANK = b"null"


class _Content(msgspec.Struct, frozen=True, tag_field="document"):
    """What all documents are made of: answers as in the answers file, and the edition of their looks."""

    answers: msgspec.Raw
    edition: str

    def as_json(self) -> str:
        """The same content gives the same text."""
        return msgspec.json.encode(self).decode()

    @property
    def hash(self) -> str:
        """The name of the document that has this content."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()


class GapReportContent(_Content, frozen=True, tag=GAP_REPORT):
    """Everything that a gap report is made of."""

    format: Format
    language: str
    country_name: str
    title: str
    notice: str
    generated_on: date
    # What was handed in of the cycle before, or "" without one.
    earlier: str = ""
    variant: VariantCode = WORKING_FILE
    # The address of the page that proves it, or "" where nobody outside could ask.
    proof_address: str = ""
    # The hash of the submission that it prints, or "". The report on a submission has its name from this and
    # not from its edition: once made it is the one that is served, however reports may look later.
    submission: str = ""
    # The needs of the register that its readers may see, or None for a version without them. They go on after
    # a submission: what they say is part of its name, the day on which they were read is not. So whoever asks
    # again while nothing has changed gets the document that is there.
    standing_needs: StandingNeeds | None = None

    @property
    def hash(self) -> str:
        """The name of the document that has this content."""
        if not self.submission:
            return super().hash
        named = f"{self.submission} {self.format} {self.language}"
        # The working file was there first, and keeps the name under which it was made.
        named += "" if self.variant == WORKING_FILE else f" {self.variant}"
        needs = self.standing_needs
        if needs is not None and (needs.needs or self.variant != WORKING_FILE):
            named += f" {needs.digest}"
        return hashlib.sha256(named.encode()).hexdigest()


class PaperContent(_Content, frozen=True, tag="paper"):
    """Everything that a printed paper is made of. Without `questions` all are printed."""

    kind: PaperKind
    particulars: Particulars
    questions: tuple[str, ...] | None

    @property
    def format(self) -> Format:
        """Papers are for the printer: always `pdf`."""
        return "pdf"

    @property
    def language(self) -> str:
        """The language that the paper is printed in."""
        return self.particulars.language

    @property
    def is_blank(self) -> bool:
        """Whether it is printed without any answers."""
        return bytes(self.answers) == BLANK


class RequestPackContent(msgspec.Struct, frozen=True, tag_field="document", tag="request-pack"):
    """Everything that a request pack is made of. It holds no answers."""

    edition: str
    format: Literal["pdf", "docx"]
    pack: RequestPack
    kind: Literal["request-pack"] = "request-pack"

    @property
    def language(self) -> str:
        """The language that it is written in."""
        return self.pack.language

    def as_json(self) -> str:
        """The same content gives the same text."""
        return msgspec.json.encode(self).decode()

    @property
    def hash(self) -> str:
        """The name of the document that has this content."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()


DocumentContent = GapReportContent | PaperContent | RequestPackContent


class _Named(msgspec.Struct):
    """What of a stored content says which document it is."""

    kind: str = GAP_REPORT
    variant: VariantCode = WORKING_FILE
    format: str = ""
    submission: str = ""


def kind_of(stored: str) -> str:
    """Which document has the stored content: `gap-report`, or the kind of paper."""
    return msgspec.json.decode(stored, type=_Named).kind


def is_to_be_sealed(stored: str) -> bool:
    """Whether the document with the stored content is the report on a submission, as PDF."""
    named = msgspec.json.decode(stored, type=_Named)
    return named.kind == GAP_REPORT and named.format == "pdf" and bool(named.submission)


def is_working_file_of(stored: str, submission: str) -> bool:
    """Whether the document with the stored content is the working file of the submission with that hash."""
    named = msgspec.json.decode(stored, type=_Named)
    return (named.kind, named.variant, named.submission) == (GAP_REPORT, WORKING_FILE, submission)


def variant_of(stored: str) -> VariantCode:
    """For whom the gap report with the stored content is made."""
    return msgspec.json.decode(stored, type=_Named).variant


def read_content(stored: str) -> DocumentContent:
    """The content of a document that was asked for."""
    found: DocumentContent = msgspec.json.decode(stored, type=DocumentContent)
    return found


@functools.cache
def edition() -> str:
    """Changes with anything that decides how a document looks, so that no document of an older edition is
    served.
    """
    digest = hashlib.sha256()
    for folder in ("questionnaire", "reports", "templates/report", "templates/papers"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".toml", ".css", ".svg"}:
                digest.update(path.read_bytes())
    for pattern in ("report*", "papers*"):
        for path in sorted((PROJECT / "static").glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
