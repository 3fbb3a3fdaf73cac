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

import msgspec
import pypdf
import pytest

from questionnaire.answers import Action, Answered, AnswerSheet, Evidence, EvidenceItem, Level, NotApplicable
from questionnaire.instrument import Instrument
from questionnaire.loading import load, published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports import content, pdf
from reports.content import GapReport, Heading, Proof
from reports.content.audience import WORKING_FILE, VariantCode

NOT_SUBMITTED = Proof()
MINI_INSTRUMENTS = Path(__file__).parent.parent / "instruments"

LONG = " ".join(f"word{number}" for number in range(12_000))[:100_000]
PAYLOADS = (
    '<img src="http://127.0.0.1:{port}/image">',
    '<style>@import url("http://127.0.0.1:{port}/import");</style>',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/sheet">',
    '<svg><image href="http://127.0.0.1:{port}/svg"/><script>alert(1)</script></svg>',
    '<iframe src="file:///etc/passwd"></iframe>',
    "url(http://127.0.0.1:{port}/css) }} </style> </section>",
    '{{{{ 7 * 7 }}}} {{% include "/etc/passwd" %}}',
    '"><object data="http://127.0.0.1:{port}/object"></object>',
    '=HYPERLINK("http://127.0.0.1:{port}/","x")',
)


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
            if self.report.cover.reference_date in lines[place]:
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
    """The text without white space, and without brackets, which extraction mirrors beside Arabic."""
    return sub(r"[\s()\[\]{}<>]+", "", text)


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


def with_comments(sheet: AnswerSheet, comments: dict[str, str]) -> AnswerSheet:
    """The sheet with these comments, by question code."""
    answers = dict(sheet.answers)
    for code, comment in comments.items():
        answers[code] = msgspec.structs.replace(sheet.answer_to(code), comment=comment)
    return msgspec.structs.replace(sheet, answers=answers)


def trying_sheet(port: int) -> AnswerSheet:
    """Everything that a document may choke on, typed into a complete sheet with one module switched off."""
    sheet = with_comments(
        random_sheet(published(), seed=8, complete=True),
        {
            "R01.1": LONG,
            "R01.2": "أُنشئت وحدة (CSIRT) في عام 2024، وتضم 12 خبيرًا.",
            "R01.3": "Ready 😀 👍🏽 🇰🇪 ✓ → ≥ हिन्दी ไทย עברית ქართული Հայերեն አማርኛ",
            "R02.1": "x" * 5_000,
            "R02.2": "line\n" * 2_000,
            **{f"R04.{number}": PAYLOADS[number - 1].format(port=port) for number in range(1, 8)},
            "R05.1": PAYLOADS[7].format(port=port),
            "R05.2": PAYLOADS[8].format(port=port),
        },
    )
    payload = PAYLOADS[0].format(port=port)
    answers = dict(sheet.answers)
    answers["R06.1"] = Answered(
        value=Level(2),
        evidence=Evidence(
            3,
            (
                EvidenceItem(
                    payload, payload, payload, f"javascript:fetch('http://127.0.0.1:{port}')", file="0f" * 32
                ),
            ),
        ),
    )
    answers["R10.2"] = NotApplicable(reason=payload)
    actions = (
        Action("R01-1", "R01", text=LONG[:30_000], owner="x" * 200, indicator="line\n" * 500),
        Action("R01.2-1", "R01", "R01.2", Level(4), payload, owner="أُنشئت وحدة", indicator="x" * 5_000),
    )
    return msgspec.structs.replace(
        sheet,
        answers=answers,
        modules=("recommendations",),
        actions={action.code: action for action in actions},
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
