"""Institutions sign for their answers: who signed exactly what, and whether it still fits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from questionnaire.loading import published
from reports.papers.sign_off import signed_hash
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, bring_to, start
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_kept import sign_in_again
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import answer_sheets, institutions
from webapp.tables import Assessment, Assignment

BUTTON = "Record the signature"
TYPED = {"institution": "1", "signed_by": "Judge Njeri", "office": "Registrar", "signed_on": "2026-11-02"}
QUESTIONS = ("R02.1", "R02.3")


@pytest.fixture
def person(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina")


@pytest.fixture
def address(app: Flask, person: Visitor) -> str:
    """An assessment in which the High Court is asked two questions, and the police one."""
    found = start(person)
    with own_transaction(app):
        court = institutions.add("KEN", "High Court", None)
        police = institutions.add("KEN", "National Police", None)
        db.session.add_all(
            Assignment(
                assessment_id=1,
                question_code=code,
                institution_id=body.id,
                assigned_by=1,
                assigned_at=clock.now(),
            )
            for body, code in [*((court, code) for code in QUESTIONS), (police, "R03.1")]
        )
    answer(person, found, R02_3="2")
    return found


def printed_hash(app: Flask) -> str:
    """What stands at the foot of the High Court's sheet, printed now."""
    with app.app_context():
        sheet = answer_sheets.answer_sheet(db.session.get_one(Assessment, 1))
        return signed_hash(published(), sheet, institution="High Court", questions=QUESTIONS)


def sign(app: Flask, person: Visitor, address: str, *, expect: int = 303, **typed: Any) -> Page:
    """Records the High Court's signature under what is there now."""
    fields = {**TYPED, "hash": printed_hash(app)[:8], **typed}
    return person.submit(person.get(f"{address}sign-offs"), BUTTON, fields, expect=expect)


def court(page: Page) -> str:
    """What the page says of the High Court."""
    return (
        page.words.rpartition("up to your country. High Court")[2]
        .removeprefix(": sign-off sheet")
        .strip()
        .partition("National Police")[0]
    )


class TestRecording:
    def test_keeps_who_signed_what(self, app: Flask, person: Visitor, address: str) -> None:
        assert court(person.get(f"{address}sign-offs")).startswith("Not signed 2 questions.")
        page = person.follow(sign(app, person, address))
        assert court(page).startswith("Signed 2 questions. Signed by Judge Njeri, Registrar, 2 November 2026")
        [row] = dump(app)["sign_offs"]
        assert (row["signed_by"], row["content_hash"]) == ("Judge Njeri", printed_hash(app))
        event = dump(app)["audit_events"][-1]
        assert (event["action"], event["subject"]) == ("sign-off recorded", "High Court")
        assert json.loads(event["details"])["SHA-256"] == printed_hash(app)

    def test_twice_makes_one(self, app: Flask, person: Visitor, address: str) -> None:
        for _ in range(2):
            sign(app, person, address)
        assert len(dump(app)["sign_offs"]) == 1

    @pytest.mark.parametrize("state", ["under_review", "cleared"])
    def test_is_possible_until_the_submission(
        self, app: Flask, person: Visitor, address: str, state: str
    ) -> None:
        bring_to(app, state)
        assert "Signed" in court(person.follow(sign(app, person, address)))

    def test_is_over_with_the_submission(self, app: Flask, person: Visitor, address: str) -> None:
        sign(app, person, address)
        bring_to(app, "submitted")
        page = person.get(f"{address}sign-offs")
        assert court(page).startswith("Signed")
        assert BUTTON not in page.words

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("institution", ""),
            ("institution", "99"),
            ("signed_by", ""),
            ("signed_by", "n" * 201),
            ("office", ""),
            ("signed_on", "2099-01-01"),
            ("hash", ""),
            ("hash", "abc"),
            ("hash", "00000000"),
        ],
    )
    def test_asks_for_all_of_it(
        self, app: Flask, person: Visitor, address: str, field: str, typed: str
    ) -> None:
        page = sign(app, person, address, expect=422, **{field: typed})
        assert f'href="#{field}"' in page.text
        assert dump(app)["sign_offs"] == []

    def test_refuses_a_sheet_that_was_printed_before_an_answer_changed(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        printed = printed_hash(app)
        answer(person, address, R02_3="3")
        page = sign(app, person, address, hash=printed, expect=422)
        assert "They have changed since the sheet was printed" in page.words

    def test_what_was_typed_in_an_ended_session_comes_back(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        page = person.get(f"{address}sign-offs")
        again = sign_in_again(app, "person0@example.org")
        again.submit(page, BUTTON, {**TYPED, "hash": printed_hash(app)[:8]})
        page = again.get(f"{address}sign-offs")
        assert page.fields(BUTTON)[1]["signed_by"] == "Judge Njeri"
        again.submit(page, BUTTON)
        assert "Your text is back" not in again.get(f"{address}sign-offs").words


class TestWhetherItStillFits:
    def test_not_once_an_answer_of_the_institution_has_changed(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        sign(app, person, address)
        answer(person, address, R03_1="1")
        assert court(person.get(f"{address}sign-offs")).startswith("Signed")
        answer(person, address, R02_3="4")
        assert "the signature no longer fits" in court(person.get(f"{address}sign-offs"))
        assert "one signature that no longer fits" in person.get(f"{address}check").words

    def test_again_once_it_is_signed_again(self, app: Flask, person: Visitor, address: str) -> None:
        sign(app, person, address)
        answer(person, address, R02_3="4")
        sign(app, person, address)
        assert court(person.get(f"{address}sign-offs")).startswith("Signed")
        assert len(dump(app)["sign_offs"]) == 2

    def test_who_has_not_signed_is_named_once_anybody_has(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        assert "not signed" not in person.get(f"{address}check").words
        sign(app, person, address)
        page = person.get(f"{address}check")
        assert "one institution has not signed" in page.words
        assert "National Police: not signed" in page.words
