"""Tokens that an officer or partner makes for other systems: shown once, ended at once."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_crawl import crawl
from tests.webapp.trail import events
from webapp.accounts.api_tokens import MOST_TOKENS
from webapp.sessions import hash_of

NEEDS = "/api/v1/needs"


@pytest.fixture
def officer(sign_in: SignIn) -> Visitor:
    """Somebody of UNODC."""
    return sign_in(None, name="Olga", is_unodc_officer=True)


def made(visitor: Visitor, **fields: str) -> str:
    """A new token of that person, as the page shows it."""
    page = visitor.get("/account/tokens/new")
    answer = visitor.submit(page, "Make the token", {"name": "Case system", **fields}, expect=200)
    return next(words(code) for code in answer.all("code"))


def status(app: Flask, token: str) -> int:
    """What a system with that token is answered."""
    client = app.test_client(use_cookies=False)
    return client.get(NEEDS, headers={"Authorization": f"Bearer {token}"}).status_code


def problems(page: Page) -> int:
    """How many mistakes the page tells."""
    return len(re.findall('class="field__error"', page.text))


def test_a_token_lets_a_system_in_until_it_is_revoked(app: Flask, officer: Visitor) -> None:
    token = made(officer)
    assert status(app, token) == 200
    officer.submit(officer.get("/account/tokens"), "Revoke Case system", expect=303)
    assert status(app, token) == 401
    assert "You have no token." in officer.get("/account/tokens").words


def test_it_is_shown_once_and_only_its_hash_is_kept(app: Flask, officer: Visitor) -> None:
    token = made(officer)
    kept = str(dump(app))
    assert token not in kept
    assert hash_of(token) in kept
    page = officer.get("/account/tokens")
    assert "Case system" in page.words
    assert token not in page.text


def test_the_trail_tells_of_it_without_the_token(app: Flask, officer: Visitor) -> None:
    token = made(officer, days="30")
    officer.submit(officer.get("/account/tokens"), "Revoke Case system", expect=303)
    [begun] = events(app, "token for the interface made")
    [ended] = events(app, "token for the interface revoked")
    assert "Case system" in begun.details
    assert "Case system" in ended.details
    assert token not in begun.details + ended.details


def test_it_ends_after_the_days_that_were_asked_for(
    app: Flask, clock_stands: Clock, officer: Visitor
) -> None:
    token = made(officer, days="2")
    clock_stands.goes_on(days=1)
    assert status(app, token) == 200
    clock_stands.goes_on(days=1)
    assert status(app, token) == 401


@pytest.mark.parametrize("days", ["0", "366", "", "-1", "1.5", "٣", "many"])
def test_it_ends_within_a_year(officer: Visitor, days: str) -> None:
    page = officer.get("/account/tokens/new")
    answer = officer.submit(page, "Make the token", {"name": "Mine", "days": days}, expect=422)
    assert problems(answer) == 1
    assert 'value="Mine"' in answer.text


def test_what_is_wrong_is_told_field_by_field(officer: Visitor) -> None:
    page = officer.get("/account/tokens/new")
    _action, fields = page.fields("Make the token")
    sent = {"csrf_token": fields["csrf_token"], "name": "", "days": "x", "scopes": "everything"}
    assert problems(officer.post("/account/tokens/new", sent, expect=422)) == 3


def test_nobody_has_more_than_ten(officer: Visitor) -> None:
    page = officer.get("/account/tokens/new")
    for _time in range(MOST_TOKENS):
        officer.submit(page, "Make the token", {"name": "Mine"}, expect=200)
    assert "the most that one person can have" in officer.get("/account/tokens").words
    answer = officer.submit(page, "Make the token", {"name": "One more"}, expect=422)
    assert "Revoke one of them first." in answer.words


def test_nobody_revokes_the_token_of_another(app: Flask, officer: Visitor, sign_in: SignIn) -> None:
    token = made(officer)
    other = sign_in(None, is_unodc_officer=True)
    _action, fields = other.get("/account/tokens/new").fields("Make the token")
    other.post("/account/tokens/1/revoke", {"csrf_token": fields["csrf_token"]}, expect=404)
    assert status(app, token) == 200


def test_an_unattended_screen_is_not_enough(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("flask_security.utils.time.time", lambda: 1.0)
        officer = sign_in(None, is_unodc_officer=True)
    officer.get("/account/tokens")
    answer = officer.get("/account/tokens/new", expect=302)
    assert answer.location == "/account/confirm?next=/account/tokens/new"


def test_the_account_leads_to_it_only_for_whom_it_is_for(officer: Visitor, sign_in: SignIn) -> None:
    assert "/account/tokens" in officer.get("/account").links()
    assert "/account/tokens" not in sign_in("KEN").get("/account").links()


def test_every_page_of_an_officer_opens_and_changes_nothing(app: Flask, officer: Visitor) -> None:
    made(officer)
    before = dump(app)
    assert {"/account/tokens", "/account/tokens/new"} <= set(crawl(officer, "/account"))
    assert dump(app) == before
