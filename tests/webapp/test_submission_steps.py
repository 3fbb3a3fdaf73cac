"""From draft to submission and back: which step may follow which state, and what each step asks."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, bring_to, start
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_kept import sign_in_again
from webapp.database import db, own_transaction
from webapp.submission.steps import STEPS, Step, may_follow
from webapp.tables import STATUSES, Assessment

APPROVER = {
    "approver_name": "Dr Amina Otieno",
    "approver_office": "Permanent Secretary, Interior",
    "approved_on": "2026-11-02",
}
# What a focal point types to take each step.
TYPED: dict[str, dict[str, Any]] = {
    "send-to-review": {},
    "clear": {**APPROVER, "acknowledged": "yes"},
    "submit": {"acknowledged": "yes"},
    "take-back": {"reason": "R02 has changed since"},
}
# The words of each step's button.
BUTTONS = {
    "send-to-review": "Send to review",
    "clear": "Record the clearance",
    "submit": "Submit",
    "take-back": "Take back to draft",
}
# From each state, where the steps lead.
LEADS_TO = {
    ("draft", "send-to-review"): "under_review",
    ("under_review", "clear"): "cleared",
    ("under_review", "take-back"): "draft",
    ("cleared", "submit"): "submitted",
    ("cleared", "take-back"): "draft",
}


def take(visitor: Visitor, address: str, step: str, *, expect: int = 303, **typed: Any) -> Page:
    """Opens the page before a step, fills it in and presses its button."""
    page = visitor.get(address + step)
    return visitor.submit(page, BUTTONS[step], {**TYPED[step], **typed}, expect=expect)


def put_back(app: Flask) -> None:
    """Makes the one assessment there is a draft again, past its pages."""
    with own_transaction(app):
        db.session.scalars(sa.select(Assessment)).one().status = "draft"


def state(app: Flask) -> str:
    """The state of the one assessment there is."""
    [row] = dump(app)["assessments"]
    return str(row["status"])


@pytest.fixture
def person(sign_in: SignIn) -> Visitor:
    return sign_in("KEN", name="Amina")


@pytest.fixture
def address(person: Visitor) -> str:
    return start(person)


class TestTheTable:
    @pytest.mark.parametrize("before", STATUSES)
    @pytest.mark.parametrize("step", STEPS, ids=lambda step: step.code)
    def test_says_what_is_said_here(self, step: Step, before: str) -> None:
        expected = LEADS_TO.get((before, step.code))
        assert (step.after if before in step.before else None) == expected

    def test_what_is_submitted_leads_nowhere(self) -> None:
        assert not any(may_follow("submitted", after) for after in STATUSES)
        assert not may_follow("draft", "submitted")

    @pytest.mark.parametrize("before", STATUSES)
    @pytest.mark.parametrize("step", TYPED)
    def test_holds_on_the_pages(
        self, app: Flask, sign_in: SignIn, address: str, step: str, before: str
    ) -> None:
        person = sign_in("KEN")
        bring_to(app, before)
        expected = LEADS_TO.get((before, step))
        if expected:
            take(person, address, step)
            assert state(app) == expected
            return
        assert "cannot be changed now" in person.get(address + step, expect=409).heading
        before_it = dump(app)
        _action, token = person.get("/").fields("Sign out")
        person.post(address + step, {**token, **TYPED[step]}, expect=409)
        assert dump(app) == before_it


def test_from_draft_to_cleared_and_back_with_all_that_was_said(
    app: Flask, person: Visitor, address: str
) -> None:
    take(person, address, "send-to-review")
    take(person, address, "clear")
    take(person, address, "take-back", reason="The court disagrees:\r\nR04")
    rows = dump(app)
    told = [(row["from_status"], row["to_status"], row["reason"]) for row in rows["status_changes"]]
    assert told == [
        ("draft", "under_review", ""),
        ("under_review", "cleared", ""),
        ("cleared", "draft", "The court disagrees:\nR04"),
    ]
    cleared = rows["status_changes"][1]
    assert (cleared["approver_name"], str(cleared["approved_on"])) == ("Dr Amina Otieno", "2026-11-02")
    events = [(row["action"], row["assessment_id"]) for row in rows["audit_events"] if row["assessment_id"]]
    assert events == [
        ("assessment started", 1),
        ("sent to review", 1),
        ("cleared", 1),
        ("taken back to draft", 1),
    ]
    details = [json.loads(row["details"]) for row in rows["audit_events"] if row["assessment_id"]]
    assert details[2] == {
        "approver": "Dr Amina Otieno",
        "office": "Permanent Secretary, Interior",
        "approved on": "2026-11-02",
    }
    assert details[3] == {"reason": "The court disagrees:\nR04"}


class TestTheTaskList:
    @pytest.mark.parametrize(
        ("before", "said"),
        [
            ("draft", "Draft. Answers can be changed."),
            ("under_review", "Under review. Nobody can change"),
            ("cleared", "Cleared. The answers stand"),
            ("submitted", "Submitted. What was submitted never changes"),
        ],
    )
    def test_says_the_state_and_what_comes_next(
        self, app: Flask, person: Visitor, address: str, before: str, said: str
    ) -> None:
        bring_to(app, before)
        assert said in person.get(address).words

    def test_offers_the_next_step_to_focal_points_only(
        self, person: Visitor, address: str, sign_in: SignIn
    ) -> None:
        assert f"{address}send-to-review" in person.get(address).links()
        for role in ("reviewer", "reader"):
            links = sign_in("KEN", role=role).get(address).links()
            assert f"{address}send-to-review" not in links
            assert f"{address}check" in links
        assert f"{address}check" not in sign_in("KEN", role="contributor").get(address).links()


class TestWhatAStepAsks:
    def test_back_needs_a_reason(self, app: Flask, person: Visitor, address: str) -> None:
        bring_to(app, "cleared")
        page = take(person, address, "take-back", reason="  ", expect=422)
        assert "Write why the assessment goes back" in page.words
        assert state(app) == "cleared"

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("approver_name", ""),
            ("approver_name", "n" * 201),
            ("approver_name", "nul\x00"),
            ("approver_office", " "),
            ("approver_office", "o" * 201),
            ("approved_on", ""),
            ("approved_on", "yesterday"),
            ("approved_on", "2099-01-01"),
            ("approved_on", "1999-12-31"),
        ],
    )
    def test_clearance_needs_a_name_an_office_and_a_day(
        self, app: Flask, person: Visitor, address: str, field: str, typed: str
    ) -> None:
        bring_to(app, "under_review")
        page = take(person, address, "clear", expect=422, **{field: typed})
        assert f'href="#{field}"' in page.text
        kept = {name: value for name, value in APPROVER.items() if name != field}
        assert kept.items() <= dict(page.fields(BUTTONS["clear"])[1]).items()
        assert state(app) == "under_review"

    def test_what_is_open_must_be_acknowledged_to_clear(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        bring_to(app, "under_review")
        page = take(person, address, "clear", acknowledged=None, expect=422)
        assert 'href="#acknowledged"' in page.text
        assert state(app) == "under_review"

    def test_what_was_not_shown_cannot_be_acknowledged(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        bring_to(app, "under_review")
        page = person.get(f"{address}clear")
        put_back(app)
        answer(person, address, R02_3="2")
        bring_to(app, "under_review")
        again = person.submit(page, BUTTONS["clear"], TYPED["clear"], expect=422)
        assert "What is open has changed" in again.words
        assert state(app) == "under_review"

    def test_nothing_open_ever_forbids_a_step(self, app: Flask, person: Visitor, address: str) -> None:
        for step in ("send-to-review", "clear"):
            take(person, address, step)
        assert state(app) == "cleared"

    def test_fields_that_a_step_does_not_ask_for_change_nothing(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        extra: dict[str, Any] = {
            **APPROVER,
            "reason": "none",
            "status": "submitted",
            "to_status": "submitted",
        }
        take(person, address, "send-to-review", **extra)
        [change] = dump(app)["status_changes"]
        assert (change["to_status"], change["reason"], change["approver_name"]) == ("under_review", "", "")


class TestSentTwice:
    def test_the_same_step_sent_again_is_taken_once(self, app: Flask, person: Visitor, address: str) -> None:
        for step in ("send-to-review", "clear"):
            page = person.get(address + step)
            person.submit(page, BUTTONS[step], TYPED[step])
            assert person.submit(page, BUTTONS[step], TYPED[step]).location.endswith(address)
        assert [row["to_status"] for row in dump(app)["status_changes"]] == ["under_review", "cleared"]

    def test_another_clearance_that_came_too_late_is_told_with_what_was_typed(
        self, person: Visitor, address: str, sign_in: SignIn
    ) -> None:
        take(person, address, "send-to-review")
        other = sign_in("KEN")
        page = other.get(f"{address}clear")
        take(person, address, "clear")
        late = other.submit(page, fields={**TYPED["clear"], "approver_name": "Somebody Else"}, expect=409)
        assert "Somebody Else" in late.text
        assert "has been cleared" in late.words


def test_a_reason_typed_in_a_session_that_had_ended_comes_back(
    app: Flask, person: Visitor, address: str
) -> None:
    bring_to(app, "cleared")
    page = person.get(f"{address}take-back")
    again = sign_in_again(app, "person0@example.org")
    again.submit(page, fields={"reason": "from the old tab"})
    assert state(app) == "cleared"
    page = again.get(f"{address}take-back")
    assert "Your text is back" in page.words
    assert page.fields()[1]["reason"] == "from the old tab"
    again.submit(page)
    assert "Your text is back" not in person_at_clearance(app, again, address).words


def person_at_clearance(app: Flask, visitor: Visitor, address: str) -> Page:
    """The page before the same step, once it can be taken again."""
    put_back(app)
    bring_to(app, "cleared")
    return visitor.get(f"{address}take-back")
