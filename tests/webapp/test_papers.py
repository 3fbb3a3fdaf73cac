"""Printed papers as documents: made by the worker from what was stored, the same for the same content."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from questionnaire.answers import DontKnow
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from reports.papers import Particulars
from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from tests.webapp.test_crawl import add_assessment
from webapp import clock, documents, jobs
from webapp.database import own_transaction
from webapp.documents import PaperContent, PaperKind, paper_of
from webapp.records import assessments, renderings

PARTICULARS = Particulars(
    country_name="Kenya",
    assessment_title="First assessment",
    reference_date=date(2026, 11, 1),
    institution="Public prosecution service",
    return_to="Amina Otieno",
    return_by=date(2026, 12, 4),
    approver="Wanjiru Kamau",
)
CODES = ("R04.7", "R14.1")


def paper(kind: PaperKind, codes: tuple[str, ...] | None = CODES, seed: int = 7) -> PaperContent:
    """A paper with a complete sheet's answers."""
    sheet = random_sheet(published(), seed=seed, complete=True)
    return paper_of(published(), sheet, kind=kind, particulars=PARTICULARS, questions=codes)


def words(document: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("questionnaire", "Questionnaire"),
        ("request-slip", "Request for answers"),
        ("sign-off-sheet", "Sign-off sheet"),
    ],
)
def test_what_is_stored_is_all_that_a_paper_is_made_of(kind: PaperKind, title: str) -> None:
    content = paper(kind)
    assert documents.kind_of(content.as_json()) == kind
    text = words(documents.make_document(content.as_json()))
    for expected in (title, "Kenya", "First assessment", "1 November 2026", "Public prosecution", *CODES):
        assert expected in text


def test_a_blank_paper_holds_no_answers() -> None:
    content = paper_of(published(), None, kind="questionnaire", particulars=PARTICULARS, questions=CODES)
    assert '"answers":null' in content.as_json()
    assert "×" not in words(documents.make_document(content.as_json()))
    assert "×" in words(documents.make_document(paper("questionnaire").as_json()))


class TestTheSamePaper:
    def test_it_is_known_by_what_stands_on_it(self) -> None:
        assert paper("questionnaire").hash == paper("questionnaire", CODES[::-1]).hash
        assert paper("questionnaire").hash != paper("request-slip").hash
        assert paper("questionnaire").hash != paper("questionnaire", CODES[:1]).hash
        assert paper("questionnaire").hash != paper("questionnaire", seed=8).hash

    def test_answers_that_are_not_on_it_change_nothing(self) -> None:
        instrument = published()
        sheet = random_sheet(instrument, seed=7, complete=True)
        other = random_sheet(instrument, seed=7, complete=True)
        other.answers["R01.1"] = DontKnow(comment="Something new")  # type: ignore[index]
        found = {
            paper_of(instrument, each, kind="sign-off-sheet", particulars=PARTICULARS, questions=CODES).hash
            for each in (sheet, other)
        }
        assert len(found) == 1
        assert "Something new" not in paper("sign-off-sheet").as_json()

    def test_another_look_is_another_edition(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        files = ("templates/papers/forms.html", "static/papers.css", "reports/papers/fields.py")
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("as it was", encoding="utf-8")
        monkeypatch.setattr("webapp.documents.contents.PROJECT", tmp_path)
        editions = [documents.edition.__wrapped__()]
        for name in files:
            (tmp_path / name).write_text("otherwise", encoding="utf-8")
            editions.append(documents.edition.__wrapped__())
        assert len(set(editions)) == 4


class TestRefused:
    @pytest.mark.parametrize("kind", ["request-slip", "sign-off-sheet"])
    @pytest.mark.parametrize("codes", [None, ()])
    def test_what_one_institution_is_asked_needs_questions(
        self, kind: PaperKind, codes: tuple[str, ...] | None
    ) -> None:
        with pytest.raises(ValueError, match="needs questions"):
            paper(kind, codes)

    def test_nobody_signs_for_answers_that_are_not_there(self) -> None:
        with pytest.raises(ValueError, match="needs answers"):
            paper_of(published(), None, kind="sign-off-sheet", particulars=PARTICULARS, questions=CODES)

    def test_codes_that_no_question_has(self) -> None:
        with pytest.raises(ValueError, match=r"R99\.1"):
            paper("questionnaire", ("R99.1",))


@pytest.fixture
def visitor(sign_in: SignIn) -> Visitor:
    return sign_in("KEN")


@pytest.fixture
def number(app: Flask, visitor: Visitor) -> int:
    return add_assessment(app, seed=11, modules=("recommendations",))


def test_the_worker_makes_a_paper_and_the_page_of_the_gap_report_does_not_show_it(
    app: Flask, visitor: Visitor, number: int
) -> None:
    content = paper("sign-off-sheet")
    with own_transaction(app):
        assessment = assessments.assessment_in("KEN", number)
        assert assessment is not None
        asked = renderings.ask(
            assessment,
            content=content.as_json(),
            content_hash=content.hash,
            kind=content.format,
            language=content.language,
            by=assessment.created_by,
            moment=clock.now(),
        )
        rendering = asked.id
    assert jobs.make_next(app, "a worker") is jobs.Outcome.MADE
    folder = documents.DocumentFolder(app.extensions["settings"].folder)
    document = folder.path(content.hash, content.format).read_bytes()
    assert "Wanjiru Kamau" in words(document)
    assert document == documents.make_document(content.as_json())
    place = f"/countries/KEN/assessments/{number}/report/{rendering}"
    visitor.get(place, expect=404)
    visitor.post(f"{place}/file", visitor.get("/").fields("Sign out")[1], expect=404)
