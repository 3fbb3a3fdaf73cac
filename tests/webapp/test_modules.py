"""Modules are switched on and off while the assessment is a draft: answers are counted or not, never lost."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import bring_to, fill, revisions, start
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_gap_report import make_what_waits
from webapp.database import db
from webapp.records import submissions
from webapp.tables import Assessment

STATEMENT = "national-statement"


@pytest.fixture
def person(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN")


@pytest.fixture
def address(person: Visitor) -> str:
    """An assessment with both modules, filled at random."""
    found = start(person, modules=STATEMENT)
    fill(person, found, random_sheet(published(), seed=2, complete=True, country="KEN"))
    return found


def switch(person: Visitor, address: str, *codes: str) -> Page:
    """Switches these optional modules on and all others off."""
    return person.submit(person.get(f"{address}modules"), fields={"modules": codes or None})


def headline(person: Visitor, address: str) -> str:
    """What the result page says first."""
    return person.get(f"{address}result").words.partition("Overall: the recommendations")[0][-12:]


def test_the_page_says_how_much_is_in_each_module(person: Visitor, address: str) -> None:
    units = [unit for unit in published().units if unit.module == STATEMENT]
    number = sum(len(unit.questions) for unit in units)
    page = person.get(f"{address}modules")
    assert f"{len(units)} units, {number} questions, {number} answers so far." in page.words


class TestOff:
    def test_its_units_are_not_asked_shown_or_counted_and_its_answers_stay(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        before, figure = revisions(app), headline(person, address)
        page = person.follow(switch(person, address))
        assert "No answer was deleted" in page.words
        assert f"{address}units/U1" not in page.links()
        person.get(f"{address}units/U1", expect=404)
        assert headline(person, address) == figure
        assert "With the national statement" not in person.get(f"{address}result").words
        assert revisions(app) == before
        event = dump(app)["audit_events"][-1]
        assert (event["action"], json.loads(event["details"])["after"]) == (
            "modules changed",
            "recommendations",
        )

    def test_on_again_everything_is_as_it_was(self, person: Visitor, address: str) -> None:
        result = person.get(f"{address}result").words
        for codes in ((), (STATEMENT,)):
            person.follow(switch(person, address, *codes))
        assert person.get(f"{address}result").words == result

    def test_its_answers_are_not_handed_in_and_come_back_in_a_correction(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        switch(person, address)
        bring_to(app, "submitted")
        with app.app_context():
            sheet = submissions.sheet_that_counts(db.session.get_one(Assessment, 1))
        assert not [code for code in sheet.answers if code.startswith("U")]
        assert "Checked just now" in person.get(f"{address}submission").words
        person.submit(person.get(f"{address}reopen"), "Open a new draft", {"reason": "U1 after all"})
        second = address.replace("/1/", "/2/")
        switch(person, second, STATEMENT)
        assert "Complete" in person.get(second).words.partition("U1")[2]

    def test_the_report_is_made_without_it(self, app: Flask, person: Visitor, address: str) -> None:
        switch(person, address)
        page = person.follow(person.submit(person.get(f"{address}report"), "XLSX"))
        make_what_waits(app)
        assert "ready" in person.get(page.path).heading


class TestWhatCannotBeSwitched:
    @pytest.mark.parametrize("codes", [("unknown",), ("unknown", STATEMENT)])
    def test_only_optional_modules_of_the_instrument(
        self, app: Flask, person: Visitor, address: str, codes: tuple[str, ...]
    ) -> None:
        switch(person, address, *codes)
        [row] = dump(app)["assessments"]
        expected = ["recommendations", *(code for code in codes if code == STATEMENT)]
        assert json.loads(row["modules"]) == expected

    def test_saving_what_is_so_already_changes_nothing(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        before = dump(app)["audit_events"]
        switch(person, address, STATEMENT)
        assert dump(app)["audit_events"] == before
