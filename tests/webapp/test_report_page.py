"""The gap report as a page: an address for each clause, and nothing that its readers may not know."""

from __future__ import annotations

import re
import subprocess
import sys

import html5lib
import pytest
from flask import Flask

from questionnaire.loading import published
from reports.content.audience import VARIANTS
from reports.content.chapters import CHAPTERS
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import bring_to, statements
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_crawl import add_assessment

CANARY = "canary <b>typed</b>"


@pytest.fixture
def visitor(app: Flask, sign_in: SignIn) -> Visitor:
    visitor = sign_in("KEN")
    add_assessment(app, seed=11)
    unit = visitor.get("/countries/KEN/assessments/1/units/R01")
    visitor.submit(unit, "Save and continue", {"R01.1-comment": CANARY})
    return visitor


def page_of(visitor: Visitor, variant: str) -> Page:
    return visitor.get(f"/countries/KEN/assessments/1/report/read/{variant}")


def test_every_clause_unit_and_question_has_an_address(visitor: Visitor) -> None:
    text = page_of(visitor, "working-file").text
    ids = set(re.findall(r' id="([^"]+)"', text))
    instrument = published()
    assert {unit.code for unit in instrument.units} <= ids
    assert {clause.code for clause in instrument.clauses} <= ids
    assert {question.code for question in instrument.questions} <= ids
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
    assert len(ids) == len(re.findall(r' id="([^"]+)"', text))


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_version_is_a_valid_page_that_says_for_whom_it_is(visitor: Visitor, variant: str) -> None:
    page = page_of(visitor, variant)
    html5lib.HTMLParser(strict=True).parse(page.text)
    assert page.text.count("<h1") == 1
    assert "Content hash" in page.words
    assert "Self-assessment; not a finding of the United Nations" in page.words


def test_what_was_typed_is_inert_in_the_working_file_and_in_no_other_version(visitor: Visitor) -> None:
    assert "canary &lt;b&gt;typed&lt;/b&gt;" in page_of(visitor, "working-file").text
    for variant in VARIANTS[1:]:
        assert "canary" not in page_of(visitor, variant).text


def test_there_is_no_other_version(visitor: Visitor) -> None:
    visitor.get("/countries/KEN/assessments/1/report/read/minister", expect=404)


def test_a_submission_is_shown_as_it_was_frozen(app: Flask, visitor: Visitor) -> None:
    assert "Draft, not submitted" in page_of(visitor, "working-file").words
    bring_to(app, "submitted")
    page = page_of(visitor, "working-file")
    assert "Draft, not submitted" not in page.words
    assert "Submitted" in page.words


def test_few_statements_are_asked_however_many_answers_there_are(app: Flask, visitor: Visitor) -> None:
    with statements(app) as asked:
        page_of(visitor, "working-file")
    assert len(asked) <= 10


def test_a_process_that_shows_the_page_loads_neither_the_renderer_nor_the_draws() -> None:
    code = (
        "import sys\n"
        "from webapp import documents, report_page\n"
        "heavy = ('weasyprint', 'numpy', 'docx', 'xlsxwriter', 'qrcode')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_every_chapter_is_on_the_page_but_the_draws_and_the_list_of_all_answers(visitor: Visitor) -> None:
    page = page_of(visitor, "working-file")
    shown = [heading.get("id") for heading in page.all("h2") if heading.get("id") != "contents"]
    elsewhere = {"robustness", "annex-answers", "change"}
    assert shown == [chapter.code for chapter in CHAPTERS if chapter.code not in elsewhere]
    addresses = [link.get("href") for link in page.all("a")]
    assert [href for href in addresses if href in {f"#{code}" for code in shown}] == [
        f"#{code}" for code in shown
    ]
