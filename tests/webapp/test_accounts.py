"""Signing in and out, the first account, and links that sign in."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.webapp.conftest import SECRET, Clock
from tests.webapp.pages import Visitor
from tests.webapp.second_factors import (
    add_person,
    code_of,
    give_authenticator,
    give_code,
    set_up_authenticator,
    sign_in_with_password,
)
from tests.webapp.trail import events
from webapp import accounts, clock
from webapp.accounts import first_use_token
from webapp.database import own_transaction
from webapp.records import people

FIRST_USE = f"/first-use/{first_use_token(SECRET)}"
FIRST_PERSON = {
    "name": "Amina Otieno",
    "email": "Amina@Example.org",
    "password": "a kettle on the roof",
    "country": "KEN",
}


def signed_in_cookie(visitor: Visitor) -> str:
    """The value of the visitor's cookie."""
    cookie = visitor.client.get_cookie("cpsa")
    assert cookie is not None
    return str(cookie.value)


class TestFirstUse:
    def test_makes_an_administrator_and_focal_point_who_can_start_an_assessment(
        self, visitor: Visitor
    ) -> None:
        answer = visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        start = answer.location
        assert "KEN" in start
        assert visitor.get(start, expect=302).location == "/account/second-factors"
        set_up_authenticator(visitor)
        assert "Start" in visitor.get(start).heading

    def test_works_once(self, visitor: Visitor, app: Flask) -> None:
        second = Visitor(app)
        waiting = second.get(FIRST_USE)
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        second.submit(waiting, fields=FIRST_PERSON | {"email": "other@example.org"}, expect=404)
        second.get(FIRST_USE, expect=404)

    def test_a_guessed_token_leads_nowhere(self, visitor: Visitor) -> None:
        visitor.get("/first-use/0123456789", expect=404)

    def test_says_what_is_wrong_with_each_field_and_keeps_the_rest(self, visitor: Visitor) -> None:
        page = visitor.submit(
            visitor.get(FIRST_USE),
            fields={"name": "  ", "email": "nobody", "password": "short", "country": ""},
            expect=422,
        )
        for message in ("Enter your name", "name@example.org", "15 to 128 characters", "Choose a country"):
            assert message in page.words
        assert 'value="nobody"' in page.text
        assert page.text.startswith("<!DOCTYPE html>")
        assert "<title>Error:" in page.text

    @pytest.mark.parametrize("password", ["aaaaaaaaaaaaaaa", "Amina Otieno, Kenya"])
    def test_the_password_must_not_be_easy_to_guess(self, visitor: Visitor, password: str) -> None:
        page = visitor.submit(
            visitor.get(FIRST_USE), fields=FIRST_PERSON | {"password": password}, expect=422
        )
        assert "easy to guess" in page.words

    def test_the_password_may_be_any_sentence_on_any_keyboard(self, visitor: Visitor, app: Flask) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON | {"password": "un été caché à Nairobi"})
        other = Visitor(app)
        apart = unicodedata.normalize("NFD", "un été caché à Nairobi")
        other.submit(
            other.get("/sign-in"), fields={"email": FIRST_PERSON["email"], "password": apart}, expect=302
        )


AMINA, RIGHT, WRONG = "amina@example.org", "a kettle on the roof", "wrong wrong wrong"


@pytest.fixture
def amina(app: Flask) -> None:
    """A reader in Kenya, who signs in with a password alone."""
    with own_transaction(app):
        add_person(AMINA, RIGHT, "KEN", role="reader")


def count_calls(
    monkeypatch: pytest.MonkeyPatch, thing: object, names: tuple[str, ...], called: list[str]
) -> None:
    """Notes each call of these methods in the list, and lets it do its work."""
    for name in names:
        monkeypatch.setattr(thing, name, functools.partial(_noted, name, getattr(thing, name), called))


def _noted(name: str, real: Callable[..., Any], called: list[str], *given: Any, **others: Any) -> Any:
    called.append(name)
    return real(*given, **others)


@pytest.mark.usefixtures("amina")
class TestSigningIn:
    def test_with_the_right_password_in_any_case_of_the_address(self, visitor: Visitor) -> None:
        sign_in_with_password(visitor, "amina@EXAMPLE.org", RIGHT)
        visitor.get("/")

    def test_an_unknown_account_and_a_wrong_password_get_the_same_answer_for_the_same_work(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed: list[str] = []
        count_calls(monkeypatch, app.extensions["security"].pwd_context, ("hash", "verify"), hashed)
        answers = []
        for email in (AMINA, "nobody@example.org"):
            page = sign_in_with_password(Visitor(app), email, WRONG, expect=422)
            assert "is not right" in page.words
            answers.append((page.words, len(hashed)))
            hashed.clear()
        assert answers[0] == answers[1] == (answers[0][0], 1)

    def test_begins_a_new_session_and_signing_out_ends_it(self, visitor: Visitor, app: Flask) -> None:
        sign_in_with_password(visitor, AMINA, RIGHT)
        before = signed_in_cookie(visitor)
        thief = Visitor(app)
        thief.client.set_cookie("cpsa", before)
        thief.get("/")
        answer = visitor.submit(visitor.get("/"), "Sign out", expect=302)
        assert answer.location.endswith("/sign-in")
        assert "/sign-in" in thief.get("/", expect=302).location

    def test_signing_in_changes_the_cookie(self, visitor: Visitor) -> None:
        visitor.get("/sign-in")
        before = signed_in_cookie(visitor)
        sign_in_with_password(visitor, AMINA, RIGHT)
        assert signed_in_cookie(visitor) != before

    @pytest.mark.parametrize(
        ("wanted", "reached"),
        [
            ("/somewhere?page=2", "/somewhere?page=2"),
            ("https://evil.example/", "/"),
            ("//evil.example", "/"),
        ],
    )
    def test_leads_back_to_the_page_that_was_asked_for_but_never_to_another_site(
        self, visitor: Visitor, wanted: str, reached: str
    ) -> None:
        page = visitor.get(f"/sign-in?next={wanted.replace('?', '%3F').replace('=', '%3D')}")
        answer = visitor.submit(page, fields={"email": AMINA, "password": RIGHT}, expect=302)
        assert answer.location == reached

    def test_a_failure_is_in_the_trail_without_what_was_typed(self, visitor: Visitor, app: Flask) -> None:
        for email in (AMINA, "my password by mistake"):
            sign_in_with_password(visitor, email, WRONG, expect=422)
        known, unknown = events(app, "sign-in failed")
        assert (known.subject, known.country_code, known.address) == (AMINA, "KEN", "127.0.0.1")
        assert (unknown.subject, unknown.actor_id) == ("", None)

    def test_a_password_that_nobody_can_have_is_wrong_without_much_work(self, visitor: Visitor) -> None:
        sign_in_with_password(visitor, AMINA, "x" * 1_000_000, expect=422)


@pytest.mark.usefixtures("amina")
class TestThrottle:
    def test_ten_failures_slow_an_account_down_and_time_frees_it(
        self, visitor: Visitor, app: Flask, clock_stands: Clock
    ) -> None:
        for _ in range(10):
            sign_in_with_password(visitor, AMINA, WRONG, expect=422)
        refused = sign_in_with_password(visitor, AMINA, RIGHT, expect=429)
        assert "15 minutes" in refused.words
        assert refused.headers["Retry-After"] == "900"
        sign_in_with_password(Visitor(app), "nobody@example.org", WRONG, expect=422)
        clock_stands.goes_on(minutes=16)
        sign_in_with_password(visitor, AMINA, RIGHT)

    def test_an_account_that_does_not_exist_is_slowed_down_likewise(self, visitor: Visitor) -> None:
        for _ in range(10):
            sign_in_with_password(visitor, "nobody@example.org", WRONG, expect=422)
        sign_in_with_password(visitor, "nobody@example.org", WRONG, expect=429)

    def test_fifty_failures_slow_an_address_down_whatever_it_tries(
        self, visitor: Visitor, clock_stands: Clock
    ) -> None:
        for number in range(50):
            sign_in_with_password(visitor, f"{number}@example.org", WRONG, expect=422)
        sign_in_with_password(visitor, AMINA, RIGHT, expect=429)
        clock_stands.goes_on(minutes=16)
        sign_in_with_password(visitor, AMINA, RIGHT)


class TestSignInLink:
    def test_signs_in_once_and_opening_it_spends_nothing(self, app: Flask) -> None:
        with own_transaction(app):
            link = accounts.make_sign_in_link(people.add_user("Ben", "ben@example.org", clock.now()))
        first, second = Visitor(app), Visitor(app)
        page = first.get(link)
        assert "Ben" in page.heading
        again = second.get(link)
        first.submit(page)
        second.submit(again, expect=404)
        second.get(link, expect=404)

    def test_still_asks_for_a_second_factor(self, app: Flask) -> None:
        with own_transaction(app):
            user = people.add_user("Ben", "ben@example.org", clock.now())
            give_authenticator(app, user)
            link = accounts.make_sign_in_link(user)
        visitor = Visitor(app)
        answer = visitor.submit(visitor.get(link))
        assert answer.location == "/sign-in/code"
        assert "/sign-in" in visitor.get("/", expect=302).location
        give_code(visitor, code_of(app, "ben@example.org"))
        visitor.get("/")
