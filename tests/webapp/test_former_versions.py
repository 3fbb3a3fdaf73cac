"""Documents of a former version of the questionnaire are made with that version, and compare across both."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from questionnaire import loading
from questionnaire.answers import Answer, AnswerSheet
from questionnaire.frozen import Clearance, Covering, freeze, hash_of
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from reports import pdf
from reports.content import GapReport
from reports.papers.particulars import Particulars
from tests.questionnaire.builders import MINI_INSTRUMENTS, level, mini_instrument, sheet, yes
from webapp import documents

ONE, TWO = mini_instrument("two-versions-1.0"), mini_instrument("two-versions-2.0")


@pytest.fixture(autouse=True)
def both_versions_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    published()
    monkeypatch.setattr(loading, "INSTRUMENTS", MINI_INSTRUMENTS)
    loading.installed.cache_clear()
    yield
    loading.installed.cache_clear()


def answers_of(instrument: Instrument, answers: dict[str, Answer]) -> AnswerSheet:
    plain = sheet(answers, modules=("all",))
    return replace(plain, instrument=instrument.code, version=instrument.version)


def frozen(instrument: Instrument, answers: dict[str, Answer], *, follows: str = "") -> str:
    day = date(2024, 11, 30)
    clearance = Clearance("A. Minister", "Ministry of justice", day)
    covering = Covering("Self-assessment", "Azuria", day, clearance, follows=follows)
    return freeze(instrument, answers_of(instrument, answers), covering).content


FIRST = frozen(ONE, {"V1.1": level(2), "V1.2": yes(), "V1.4": yes()})


def test_the_report_on_a_submission_of_a_former_version() -> None:
    content = documents.content_of_submission(ONE, FIRST, kind="xlsx", language="en", notice="")
    book = load_workbook(io.BytesIO(documents.make_document(content.as_json())))
    assert "V1.4" in {cell.value for row in book["Answers"] for cell in row}


def test_the_report_on_a_later_version_compares_across_both(monkeypatch: pytest.MonkeyPatch) -> None:
    second = frozen(TWO, {"V1.1": level(3), "V1.5": level(4)}, follows=hash_of(FIRST))
    content = documents.content_of_submission(
        TWO, second, kind="pdf", language="en", notice="", earlier=FIRST
    )
    made: list[GapReport] = []

    def render(report: GapReport) -> bytes:
        made.append(report)
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    documents.make_document(documents.read_content(content.as_json()).as_json())
    (report,) = made
    assert report.change is not None
    assert report.change.is_broken
    assert {line.code for line in report.change.marks} == {"V1.2", "V1.5", "V2.3", "V2.4"}


def test_a_paper_with_answers_of_a_former_version() -> None:
    paper = documents.paper_of(
        ONE,
        answers_of(ONE, {"V1.4": yes()}),
        kind="questionnaire",
        particulars=Particulars(),
        questions=("V1.4",),
    )
    assert documents.make_document(paper.as_json()).startswith(b"%PDF")
