"""From the content of a document to its bytes, and the folder in which they are kept.

A document is a pure function of its content, its language and the edition of the report, so its hash is its
name: it is made once, however often it is downloaded.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.earlier import earlier_submission, instrument_named_in
from questionnaire.frozen import hash_of, read_back
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from reports import content
from reports.content.audience import WORKING_FILE, VariantCode
from reports.content.robustness_parts import RobustnessChapter
from reports.papers.particulars import Particulars
from reports.request_pack import RequestPack
from webapp.config import PROJECT

Format = Literal["pdf", "docx", "xlsx", "json"]
PaperKind = Literal["questionnaire", "request-slip", "sign-off-sheet"]
GAP_REPORT = "gap-report"
UNFINISHED = "unfinished-"
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

    @property
    def hash(self) -> str:
        """The name of the document that has this content."""
        if not self.submission:
            return super().hash
        named = f"{self.submission} {self.format} {self.language}"
        # The working file was there first, and keeps the name under which it was made.
        named += "" if self.variant == WORKING_FILE else f" {self.variant}"
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
) -> GapReportContent:
    """What the gap report on these answers is made of. `notice`, if there is any, is on every page."""
    return GapReportContent(
        answers=msgspec.Raw(write_answers(sheet, instrument)),
        edition=edition(),
        format=kind,
        language=language,
        country_name=country_name,
        title=title,
        notice=notice,
        generated_on=generated_on,
    )


def for_readers(content: GapReportContent, variant: VariantCode, address: str) -> GapReportContent:
    """The version for those readers. `address` is where the public reaches this installation, or "": only a
    submission can be proved, and only where somebody can ask.
    """
    is_provable = bool(content.submission and address)
    proof_address = f"{address}/reports/{content.submission}" if is_provable else ""
    return msgspec.structs.replace(content, variant=variant, proof_address=proof_address)


def compared_with(content: GapReportContent, earlier: str) -> GapReportContent:
    """The report with what changed since the submission whose frozen content this is; "" for none."""
    return msgspec.structs.replace(content, earlier=earlier)


def content_of_submission(
    instrument: Instrument, frozen: str, *, kind: Format, language: str, notice: str, earlier: str = ""
) -> GapReportContent:
    """What the gap report on a submission is made of: its frozen content, and the day it was handed in.

    Raises ValueError if `earlier` is not the submission that this one names as the one it follows.
    """
    found = read_back(frozen, instrument)
    if found.covering.follows != (hash_of(earlier) if earlier else ""):
        raise ValueError("this is not the submission that it follows")
    content = content_of(
        instrument,
        found.sheet,
        kind=kind,
        language=language,
        country_name=found.covering.country_name,
        title=found.covering.title,
        notice=notice,
        generated_on=found.covering.submitted_on,
    )
    return msgspec.structs.replace(content, submission=hash_of(frozen), earlier=earlier)


def paper_of(
    instrument: Instrument,
    sheet: AnswerSheet | None,
    *,
    kind: PaperKind,
    particulars: Particulars,
    questions: tuple[str, ...] | None = None,
) -> PaperContent:
    """What the paper with these questions is made of: filled with the sheet's answers, or blank without one.

    Of the answers only those to the questions are kept, so that others change nothing about the paper.
    Raises ValueError for codes that no question has, a slip or sign-off sheet without questions, and a
    sign-off sheet without answers.
    """
    if kind != "questionnaire" and not questions:
        raise ValueError(f"a {kind} needs questions")
    if kind == "sign-off-sheet" and sheet is None:
        raise ValueError("a sign-off sheet needs answers")
    if questions is not None:
        questions = _in_order(instrument, questions)
    answers = BLANK if sheet is None else write_answers(_asked_of(sheet, questions), instrument)
    return PaperContent(
        answers=msgspec.Raw(answers),
        edition=edition(),
        kind=kind,
        particulars=particulars,
        questions=questions,
    )


def _in_order(instrument: Instrument, questions: tuple[str, ...]) -> tuple[str, ...]:
    """The codes in the instrument's order, so that the same questions are the same paper."""
    unknown = [code for code in questions if not instrument.has_question(code)]
    if unknown:
        raise ValueError(f"no question has the code {unknown[0]}")
    return tuple(question.code for question in instrument.questions if question.code in questions)


def _asked_of(sheet: AnswerSheet, questions: tuple[str, ...] | None) -> AnswerSheet:
    """The sheet with the answers to these questions, or to all, and nothing of its plan."""
    given = {code: answer for code, answer in sheet.answers.items() if questions is None or code in questions}
    return msgspec.structs.replace(sheet, answers=given, targets={}, ratings={})


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


def make_document(stored: str) -> bytes:
    """The document with that content. Raises what the renderer raises."""
    wanted = read_content(stored)
    if isinstance(wanted, RequestPackContent):
        return _request_pack(wanted)
    return _paper(wanted) if isinstance(wanted, PaperContent) else _gap_report(wanted)


def report_of(wanted: GapReportContent, *, draws: bool | RobustnessChapter = True) -> content.GapReport:
    """The report with that content as one object. The draws of robustness take seconds, unless they are
    given.
    """
    instrument = instrument_named_in(wanted.answers)
    sheet = read_answers(bytes(wanted.answers), instrument)
    return content.build(
        instrument,
        sheet,
        outcome_of(instrument, sheet),
        country_name=wanted.country_name,
        language=wanted.language,
        earlier=earlier_submission(wanted.earlier, instrument) if wanted.earlier else None,
        heading=content.Heading(
            variant=wanted.variant,
            title=wanted.title,
            notice=wanted.notice,
            generated_on=wanted.generated_on,
            proof=content.Proof(submission=wanted.submission, address=wanted.proof_address),
        ),
        draws=draws,
    )


def _gap_report(wanted: GapReportContent) -> bytes:
    # The renderer is heavy: only the worker that calls this pays for it.
    from reports import exchange, pdf, word, workbook  # noqa: PLC0415

    report = report_of(wanted)
    renderers: dict[Format, Callable[[content.GapReport], bytes]] = {
        "pdf": pdf.render,
        "docx": word.render,
        "xlsx": workbook.render,
        "json": exchange.report_json,
    }
    return renderers[wanted.format](report)


def _paper(wanted: PaperContent) -> bytes:
    # As above.
    from reports import papers  # noqa: PLC0415
    from reports.papers import printing  # noqa: PLC0415

    particulars = wanted.particulars
    # Blank papers are printed of the version that is asked now.
    instrument = published() if wanted.is_blank else instrument_named_in(wanted.answers)
    sheet = None if wanted.is_blank else read_answers(bytes(wanted.answers), instrument)
    paper: papers.Paper
    if wanted.kind == "questionnaire":
        paper = papers.questionnaire(instrument, sheet, particulars, questions=wanted.questions)
    elif wanted.kind == "request-slip":
        paper = papers.request_slip(instrument, sheet, particulars, questions=wanted.questions or ())
    elif sheet is None:
        raise ValueError("a sign-off sheet needs answers")
    else:
        paper = papers.sign_off_sheet(instrument, sheet, particulars, questions=wanted.questions or ())
    return printing.render(paper)


class _Drawn(msgspec.Struct):
    robustness: RobustnessChapter


class _DrawnFile(msgspec.Struct):
    content: _Drawn


def _request_pack(wanted: RequestPackContent) -> bytes:
    # As above.
    from reports.request_pack import printing  # noqa: PLC0415

    return printing.as_word(wanted.pack) if wanted.format == "docx" else printing.as_pdf(wanted.pack)


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
        """Puts the document there, all at once: whoever looks sees the whole file or none."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path(content_hash, kind))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
