"""Reports that several tests look at, each rendered once."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from re import sub
from unicodedata import normalize

import msgspec
import pypdf
import pytest

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Instrument
from questionnaire.loading import load, published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports import content, pdf, read_out
from reports.content import GapReport, Heading, Proof
from reports.content.audience import WORKING_FILE, VariantCode
from tests.reports.trying import trying_sheet

NOT_SUBMITTED = Proof()
MINI_INSTRUMENTS = Path(__file__).parent.parent / "instruments"


class Listener:
    """A server that remembers that somebody knocked."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.knocks = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            connection, _ = self._server.accept()
            self.knocks += 1
            connection.close()


@cache
def the_listener() -> Listener:
    """The server that the payloads point at."""
    return Listener()


class Rendered:
    """A report, its PDF, and the words that can be read out of it."""

    def __init__(self, report: GapReport) -> None:
        self.report = report
        self.document = pdf.render(report)
        self.reader = pypdf.PdfReader(io.BytesIO(self.document))
        self.pages = [page.extract_text() for page in self.reader.pages]
        self._squeezed = squeeze("".join(self._body(page) for page in self.pages))

    def _body(self, page: str) -> str:
        """The page without its running heads, which are extracted last, so that texts run on over pages."""
        lines = page.splitlines()
        for place in range(max(0, len(lines) - 4), len(lines)):
            if self.report.cover.reference_date in " ".join(lines[place].split()):
                return "\n".join(lines[:place])
        return page

    def holds(self, text: str) -> bool:
        """Whether the text, or each of its words if it runs over a page, can be read out of the PDF.

        White space is left aside, because lines break anywhere. Punctuation at the ends of words is too,
        because in text from right to left it is extracted at the other end.
        """
        if squeeze(text) in self._squeezed:
            return True
        return all(sub(r"^\W+|\W+$", "", word) in self._squeezed for word in text.split())


def squeeze(text: str) -> str:
    """The text without white space, without brackets, which extraction mirrors beside Arabic, and without the
    joiners that stand for strokes between its letters.
    """
    return sub(rf"[\s()\[\]{{}}<>{read_out.JOINER}]+", "", normalize("NFC", text))


def empty_sheet(instrument: Instrument) -> AnswerSheet:
    """Nobody has answered anything."""
    modules = tuple(module.code for module in instrument.modules)
    return AnswerSheet(instrument.code, instrument.version, "XAA", date(2026, 11, 1), modules)


def report_on(
    sheet: AnswerSheet,
    instrument: Instrument | None = None,
    *,
    country_name: str = "Azuria (invented)",
    language: str = "en",
    notice: str = "",
    variant: VariantCode = WORKING_FILE,
    proof: Proof = NOT_SUBMITTED,
) -> GapReport:
    """The content of the report on the sheet."""
    asked = instrument or published()
    return content.build(
        asked,
        sheet,
        outcome_of(asked, sheet),
        country_name=country_name,
        language=language,
        heading=Heading(variant=variant, notice=notice, proof=proof),
    )


def _report(name: str) -> GapReport:
    instrument = published()
    if name == "empty":
        return report_on(empty_sheet(instrument))
    if name == "half":
        return report_on(random_sheet(instrument, seed=5))
    if name == "complete":
        return report_on(random_sheet(instrument, seed=3, complete=True), notice="Invented country")
    if name == "one module":
        sheet = random_sheet(instrument, seed=11, complete=True)
        return report_on(msgspec.structs.replace(sheet, modules=("recommendations",)))
    return report_on(trying_sheet(the_listener().port), country_name="جمهورية أزوريا (مخترعة)")


@cache
def _rendered(name: str) -> Rendered:
    return Rendered(_report(name))


@pytest.fixture(scope="session")
def reports_by_name() -> Callable[[str], GapReport]:
    """The content of a report: empty, half, complete, one module, trying."""
    return cache(_report)


@pytest.fixture(scope="session")
def rendered() -> Callable[[str], Rendered]:
    """A report of that name as PDF, rendered once in a test run."""
    return _rendered


@pytest.fixture
def small() -> GapReport:
    """A report on a small instrument, quick to render."""
    instrument = load(MINI_INSTRUMENTS / "safeguards")
    return report_on(random_sheet(instrument, seed=1, complete=True), instrument)


@pytest.fixture
def listener() -> Listener:
    """The server that the payloads point at."""
    return the_listener()
