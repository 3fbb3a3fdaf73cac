"""What stands around the answers of a unit: who is asked, what is discussed, marked and reviewed, and by
whom.
"""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import answer, give, number_of, start, statements, take_away, unit_page
from tests.webapp.pages import Page, Visitor, words
from webapp import clock
from webapp.database import own_transaction
from webapp.records import discussion, people
from webapp.records.assessments import assessment_in


@pytest.fixture
def place(sign_in: SignIn) -> tuple[Visitor, str]:
    """Amina's assessment, in which R02.3 is answered."""
    amina = sign_in("KEN", name="Amina")
    assessment = start(amina)
    answer(amina, assessment, R02_3="2")
    return amina, assessment


def said_under(page: Page, code: str) -> str:
    """The line that stands under a question."""
    return next(words(line) for line in page.all("ul") if line.get("id") == f"{code}-around")


def judge(app: Flask, assessment: str, *, agrees: bool, revision: int) -> None:
    """The last person signed in says what they think of R02.3."""
    with own_transaction(app):
        row = assessment_in("KEN", number_of(assessment))
        assert row is not None
        by = people.everybody()[-1]
        discussion.add_verdict(row, "R02.3", revision=revision, agrees=agrees, note="", by=by, at=clock.now())


def test_who_is_asked_and_by_when(app: Flask, sign_in: SignIn, place: tuple[Visitor, str]) -> None:
    amina, assessment = place
    sign_in("KEN", role="contributor", name="Chidi")
    give(app, assessment, "Chidi", "R02.3", due_on=date(2026, 12, 1))
    page = unit_page(amina, assessment, "R02")
    assert "Asked of Chidi (by 1 December 2026)" in said_under(page, "R02.3")
    assert said_under(page, "R02.4") == "Discuss R02.4"
    assert f"{assessment}questions/R02.3" in page.links()


def test_discussions_marks_and_verdicts_on_the_present_revision(
    app: Flask, sign_in: SignIn, place: tuple[Visitor, str]
) -> None:
    amina, assessment = place
    question = amina.get(f"{assessment}questions/R02.3")
    amina.submit(question, "Send", {"remark": "Who knows?"})
    amina.submit(question, "Mark for review", {"mark-reason": ""})
    sign_in("KEN", role="reviewer", name="Rosa")
    judge(app, assessment, agrees=False, revision=1)
    page = unit_page(amina, assessment, "R02")
    assert said_under(page, "R02.3") == "Marked for review Rosa disagrees One open discussion R02.3"
    answer(amina, assessment, R02_3="3")
    assert "Rosa" not in said_under(unit_page(amina, assessment, "R02"), "R02.3")


def test_a_contributor_reads_which_questions_are_theirs_and_whom_to_ask_about_the_rest(
    app: Flask, sign_in: SignIn, place: tuple[Visitor, str]
) -> None:
    _amina, assessment = place
    chidi = sign_in("KEN", role="contributor", name="Chidi")
    sign_in("KEN", role="contributor", name="Desta")
    give(app, assessment, "Chidi", "R02.3", "R02.4")
    give(app, assessment, "Desta", "R02.1")
    with statements(app) as sent:
        page = unit_page(chidi, assessment, "R02")
    assert len(sent) <= 5, sent
    assert "You are asked to answer: R02.3, R02.4." in page.words
    others = [words(item) for item in page.all("li") if words(item).startswith("R02.")]
    assert others[0].endswith("Asked of Desta.")
    assert others[1].endswith("Not given to anybody yet: ask Amina.")
    take_away(app, assessment, "R02.1", "R02.3", "R02.4")
    give(app, assessment, "Chidi", "R02.1", "R02.2", "R02.3", "R02.4")
    assert "You are asked to answer" not in unit_page(chidi, assessment, "R02").words
