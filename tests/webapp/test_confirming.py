"""Answers brought over from an earlier submission are shown, and count once somebody confirms or changes
them.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from questionnaire.answers import Answered, Level, Selection
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import number_of, revisions, save, start, statements, unit_page
from tests.webapp.pages import Visitor
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import answer_revisions, answer_sheets, people
from webapp.records.answer_revisions import NewAnswer
from webapp.tables import Assessment

BROUGHT_OVER = {"R02.1": Answered(value=Selection(("video",))), "R02.3": Answered(value=Level(2))}


@pytest.fixture
def cycle(app: Flask, sign_in: SignIn) -> tuple[Visitor, str]:
    """Amina's second assessment, with two answers from the first."""
    amina = sign_in("KEN", name="Amina")
    first = start(amina, title="First cycle", reference_date="2025-03-01")
    second = start(amina, title="Second cycle")
    with own_transaction(app):
        row = db.session.get_one(Assessment, number_of(second))
        row.follows_id = number_of(first)
        by = people.everybody()[0]
        answers = [NewAnswer(code, answer, 0, to_confirm=True) for code, answer in BROUGHT_OVER.items()]
        answer_revisions.append_answers(row, answers, by=by, at=clock.now())
    return amina, second


def answered(app: Flask, assessment: str) -> set[str]:
    """The questions that count as answered."""
    with app.app_context():
        row = db.session.get_one(Assessment, number_of(assessment))
        return set(answer_sheets.answer_sheet(row).answers)


def test_they_are_shown_with_where_they_come_from_and_do_not_count(
    app: Flask, cycle: tuple[Visitor, str]
) -> None:
    amina, assessment = cycle
    page = unit_page(amina, assessment, "R02")
    assert page.words.count("To confirm: not counted yet") == 2
    assert "This answer is from “First cycle”, 1 March 2025. Is it still right?" in page.words
    assert page.fields("Save and stay")[1]["R02.3-answer"] == "2"
    assert "2 of 4 answered" not in amina.get(assessment).words
    assert answered(app, assessment) == set()


def test_a_page_sent_back_untouched_confirms_nothing(app: Flask, cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    save(amina, unit_page(amina, assessment, "R02"), {"R02.4-comment": "another question"})
    assert answered(app, assessment) == {"R02.4"}
    assert "To confirm" in unit_page(amina, assessment, "R02").words


def test_one_is_confirmed_by_its_box(app: Flask, cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    after = amina.follow(save(amina, unit_page(amina, assessment, "R02"), {"R02.3-confirm": "yes"}))
    assert "Saved. R02.3" in after.words
    assert revisions(app, "R02.3")[-1] == ("R02.3", 2, 1, {"state": "answered", "level": 2})
    assert answered(app, assessment) == {"R02.3"}


def test_all_of_a_unit_are_confirmed_at_once(app: Flask, cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    page = unit_page(amina, assessment, "R02")
    amina.submit(page, "All still right: confirm R02.1, R02.3", {"confirm": "all"})
    assert answered(app, assessment) == set(BROUGHT_OVER)
    assert len(revisions(app)) == 4
    assert "To confirm" not in unit_page(amina, assessment, "R02").words


def test_confirming_twice_confirms_once(app: Flask, cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    page = unit_page(amina, assessment, "R02")
    for _time in range(2):
        save(amina, page, {"R02.3-confirm": "yes"})
    assert len(revisions(app, "R02.3")) == 2


def test_a_change_needs_no_confirmation(app: Flask, cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    save(amina, unit_page(amina, assessment, "R02"), {"R02.3-answer": "3"})
    assert answered(app, assessment) == {"R02.3"}


def test_confirming_what_a_colleague_changed_meanwhile_is_asked_about(
    app: Flask, sign_in: SignIn, cycle: tuple[Visitor, str]
) -> None:
    amina, assessment = cycle
    bo = sign_in("KEN", name="Bo Chen")
    hers = unit_page(amina, assessment, "R02")
    save(bo, unit_page(bo, assessment, "R02"), {"R02.3-answer": "4"})
    shown = save(amina, hers, {"R02.3-confirm": "yes"}, expect=409)
    assert "Saved by Bo Chen" in shown.words
    assert len(revisions(app, "R02.3")) == 2
    amina.submit(shown, "Continue", {"R02.3-choice": "mine"})
    assert revisions(app, "R02.3")[-1][3]["level"] == 2


def test_a_box_ticked_beside_a_mistake_stays_ticked(cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    fields: dict[str, Any] = {"R02.3-confirm": "yes", "R02.3-item-link": "no link"}
    shown = save(amina, unit_page(amina, assessment, "R02"), fields, expect=422)
    assert shown.fields("Save and stay")[1]["R02.3-confirm"] == "yes"


def test_what_only_has_to_be_confirmed_takes_less_time(cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    empty = start(amina, title="Nothing brought over")
    assert "Left: about 30 minutes." in unit_page(amina, empty, "R02").words
    assert "Left: about 20 minutes." in unit_page(amina, assessment, "R02").words


def test_the_page_costs_no_more_for_it(app: Flask, cycle: tuple[Visitor, str]) -> None:
    amina, assessment = cycle
    with statements(app) as sent:
        unit_page(amina, assessment, "R02")
    assert len(sent) <= 5, sent
