"""The gap report as a page: an address for each clause, and nothing that its readers may not know."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import html5lib
import pytest
from flask import Flask

from questionnaire.loading import published
from reports.content.audience import FOR_OTHERS, UNODC, VARIANTS
from reports.content.chapters import CHAPTERS
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import bring_to, start, statements
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_gap_report import make_what_waits

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
def test_an_assessment_without_an_answer_is_told_in_brief(sign_in: SignIn, variant: str) -> None:
    lead = sign_in("KEN")
    start(lead)
    page = page_of(lead, variant)
    html5lib.HTMLParser(strict=True).parse(page.text)
    shown = "No answer is shown in this version" if variant in FOR_OTHERS else "No question has an answer yet"
    assert f"{shown}: whether any of 124 clauses is met is not known." in page.words
    assert "ounts as 0–1" not in page.words
    assert ("Tied with R02" in page.words) == (variant == UNODC), "which has the order that ratings give"


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


def test_every_chapter_is_on_the_page(visitor: Visitor) -> None:
    page = page_of(visitor, "working-file")
    shown = [heading.get("id") for heading in page.all("h2") if heading.get("id") != "contents"]
    # There is no assessment before this one to compare with.
    assert shown == [chapter.code for chapter in CHAPTERS if chapter.code != "change"]
    addresses = [link.get("href") for link in page.all("a")]
    assert [href for href in addresses if href in {f"#{code}" for code in shown}] == [
        f"#{code}" for code in shown
    ]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_draws_are_shown_once_a_worker_has_made_them(app: Flask, visitor: Visitor, variant: str) -> None:
    page = page_of(visitor, variant)
    if variant in {"ministers-brief", "unodc"}:
        assert "Robustness" not in page.words
        return
    assert "That has not been done for these answers as they are." in page.words
    asked = visitor.follow(visitor.submit(page, "Draw now"))
    make_what_waits(app)
    ready = visitor.get(asked.path)
    assert f"/countries/KEN/assessments/1/report/read/{variant}" in ready.links()
    shown = page_of(visitor, variant)
    assert "The whole assessment was drawn 10,000 times." in shown.words
    assert "That has not been done" not in shown.words
    # What is read is now the same report as that of the files, down to its hash.
    assert json.loads(visitor.download(ready).data)["content_sha256"] in shown.words


def test_all_answers_stand_on_a_page_for_each_unit(visitor: Visitor) -> None:
    whole = page_of(visitor, "working-file")
    address = "/countries/KEN/assessments/1/report/read/working-file/answers/R01"
    assert address in whole.links()
    page = visitor.get(address)
    html5lib.HTMLParser(strict=True).parse(page.text)
    assert "canary &lt;b&gt;typed&lt;/b&gt;" in page.text
    assert [section.get("id") for section in page.all("section") if section.get("id")] == [
        question.code for question in published().unit("R01").questions
    ]


@pytest.mark.parametrize("variant", VARIANTS[1:])
def test_no_other_version_has_the_answers_of_a_unit(visitor: Visitor, variant: str) -> None:
    address = f"/countries/KEN/assessments/1/report/read/{variant}"
    visitor.get(f"{address}/answers/R01", expect=404)


def test_only_units_of_the_report_have_a_page_of_answers(visitor: Visitor) -> None:
    visitor.get("/countries/KEN/assessments/1/report/read/working-file/answers/R99", expect=404)


def test_what_is_declared_and_substantiated_stands_by_pillar_and_by_unit(visitor: Visitor) -> None:
    page = page_of(visitor, "working-file")
    [section] = [part for part in page.all("section") if part.get("aria-labelledby") == "proof"]
    said = ["".join(caption.itertext()) for caption in section.iter("caption")]
    assert said[0] == "Declared and substantiated, pillar by pillar"
    assert "Units that declare more than they substantiate" in said[1]
