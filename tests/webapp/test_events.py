"""Focal points read what happened in their country, in words, and nothing of any other."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import start
from tests.webapp.pages import Page, words
from tests.webapp.test_submission_steps import take
from webapp import audit, clock
from webapp.audit import Action
from webapp.country.event_words import event_words
from webapp.country.happened import EVENTS_PER_PAGE
from webapp.database import own_transaction
from webapp.records.audit_trail import ToldEvent

EVENTS = "/countries/KEN/events"


def told(page: Page) -> list[str]:
    """What the page tells, event by event."""
    return [words(item) for item in page.all("li") if item.get("id", "").startswith("event-")]


def test_every_action_has_words(app: Flask) -> None:
    with app.test_request_context():
        for action in Action:
            event = ToldEvent(1, clock.now(), "Amina", action.value, "X", {})
            assert f": {action.value}, X" not in event_words(event), action


def test_the_latest_comes_first_with_who_when_and_what_was_said(sign_in: SignIn) -> None:
    person = sign_in("KEN", name="Amina")
    address = start(person, title="Assessment 2026")
    take(person, address, "send-to-review")
    take(person, address, "take-back", reason="R02 has changed")
    found = [line for line in told(person.get(EVENTS)) if "Assessment 2026" in line]
    assert found[0].startswith("Amina took “Assessment 2026” back to draft. ")
    assert found[0].endswith("reason: R02 has changed")
    assert found[1].startswith("Amina sent “Assessment 2026” to review. ")
    assert found[2].startswith("Amina started the assessment “Assessment 2026”. ")


def test_what_happens_elsewhere_is_not_told(sign_in: SignIn) -> None:
    stranger = sign_in("FRA", name="Luc")
    start(stranger, "FRA", title="Ailleurs")
    assert "Ailleurs" not in sign_in("KEN").get(EVENTS).words


def test_many_events_are_told_page_by_page_each_once(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    with own_transaction(app):
        for number in range(2 * EVENTS_PER_PAGE + 1):
            audit.record(Action.INVITED, country="KEN", subject=f"number {number}", actor_id=1)
    path, seen = EVENTS, []
    for _page in range(4):
        page = person.get(path)
        seen += [line for line in told(page) if "number" in line]
        assert len(told(page)) <= EVENTS_PER_PAGE
        links = [link for link in page.links() if link.startswith(f"{EVENTS}?before=")]
        if not links:
            break
        [path] = links
    assert len(seen) == len(set(seen)) == 2 * EVENTS_PER_PAGE + 1


@pytest.mark.parametrize("before", ["x", "-1", "1" * 12, "1%00"])
def test_an_event_that_cannot_be_is_not_found(sign_in: SignIn, before: str) -> None:
    sign_in("KEN").get(f"{EVENTS}?before={before}", expect=404)


def test_what_people_typed_stays_inert(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN", name="<b>Amina</b>")
    start(person, title="<script>alert(1)</script>")
    page = person.get(EVENTS)
    assert "<script>alert" not in page.text
    assert "<b>Amina" not in page.text
