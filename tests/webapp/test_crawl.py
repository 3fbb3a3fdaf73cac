"""Every page that links lead to: it opens, it is in good order, and opening it changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from tests.webapp.registering import begin_approved_need, begin_need, release
from webapp import clock
from webapp.database import own_transaction
from webapp.records import answer_revisions, assessments, people, plan_revisions
from webapp.records.answer_revisions import NewAnswer
from webapp.records.plan_revisions import NewPlan, Plan

# Shown by scripts once the session has ended.
FOR_WHO_IS_SIGNED_OUT = "/sign-in?"


def crawl(visitor: Visitor, start: str = "/") -> list[str]:
    """All addresses that links lead to from there, each opened once. Every page checks itself as it goes
    by.
    """
    found, waiting = [], [start]
    while waiting:
        path = waiting.pop()
        found.append(path)
        page = visitor.get(path)
        if page.root is None:
            continue  # Something to fetch for a program, which leads nowhere.
        links = (link for link in page.links() if not link.startswith(FOR_WHO_IS_SIGNED_OUT))
        waiting += [link for link in links if link not in found and link not in waiting]
    return found


def add_assessment(app: Flask, *, seed: int, modules: tuple[str, ...] | None = None) -> int:
    """An assessment of Kenya, filled at random; returns its number."""
    with own_transaction(app):
        return add_assessment_here("KEN", seed=seed, modules=modules)


def add_assessment_here(country: str, *, seed: int, modules: tuple[str, ...] | None = None) -> int:
    """The same for any country that takes part, in the transaction that is open."""
    instrument = published()
    sheet = random_sheet(instrument, seed=seed, country=country)
    chosen = modules or sheet.modules
    units = [unit for unit in instrument.units if unit.module in chosen]
    asked = {question.code for unit in units for question in unit.questions}
    by, at = people.everybody()[0], clock.now()
    row = assessments.start_assessment(country, "Filled", date(2026, 11, 1), chosen, by=by, at=at)
    answers = [NewAnswer(code, answer, 0) for code, answer in sheet.answers.items() if code in asked]
    plans = [
        NewPlan(unit.code, Plan(sheet.targets[unit.code]), 0) for unit in units if unit.code in sheet.targets
    ]
    answer_revisions.append_answers(row, answers, by=by, at=at)
    plan_revisions.append_plans(row, plans, by=by, at=at)
    return row.id


@pytest.mark.parametrize("role", ["focal_point", "reader"])
def test_every_page_opens_in_good_order_and_opening_it_changes_nothing(
    app: Flask, sign_in: SignIn, role: str
) -> None:
    lead = sign_in("KEN", is_administrator=True)
    number = add_assessment(app, seed=7)
    approved, draft = begin_approved_need(lead), begin_need(lead)
    release(lead, "need", 1)
    visitor = sign_in("KEN", role=role)
    before = dump(app)
    found = crawl(visitor)
    units = {unit.code for unit in published().units}
    assert {f"/countries/KEN/assessments/{number}/units/{code}" for code in units} <= set(found)
    in_the_register = ("needs", "releases", "releases/1", "what-others-see", "offers", "support")
    assert {approved, draft, *(f"/countries/KEN/{page}" for page in in_the_register)} <= set(found)
    assert crawl(visitor) == found
    assert dump(app) == before


def test_who_is_not_signed_in_finds_nothing_but_the_way_in(app: Flask) -> None:
    before = dump(app)
    visitor = Visitor(app)
    visitor.get("/sign-in")
    assert visitor.get("/", expect=302).location.startswith("/sign-in")
    assert dump(app) == before
