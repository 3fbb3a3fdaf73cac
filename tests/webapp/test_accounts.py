"""Signing in and out, the first account, and links that sign in."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from flask import Flask

from tests.webapp.conftest import SECRET
from tests.webapp.pages import Visitor
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
        assert "KEN" in answer.location
        page = visitor.follow(answer)
        assert "Start" in page.heading

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


class TestSigningIn:
    def test_with_the_right_password_in_any_case_of_the_address(self, visitor: Visitor, app: Flask) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        other = Visitor(app)
        other.submit(
            other.get("/sign-in"),
            fields={"email": "amina@EXAMPLE.org", "password": FIRST_PERSON["password"]},
            expect=302,
        )
        other.get("/")

    def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(
        self, visitor: Visitor, app: Flask
    ) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        answers = []
        for email in ("amina@example.org", "nobody@example.org"):
            other = Visitor(app)
            page = other.submit(
                other.get("/sign-in"), fields={"email": email, "password": "wrong wrong wrong"}, expect=422
            )
            answers.append(page.words)
            assert "is not right" in page.words
        assert answers[0] == answers[1]

    def test_begins_a_new_session_and_signing_out_ends_it(self, visitor: Visitor, app: Flask) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        before = signed_in_cookie(visitor)
        thief = Visitor(app)
        thief.client.set_cookie("cpsa", before)
        page = thief.get("/")
        answer = visitor.submit(visitor.get("/"), "Sign out", expect=302)
        assert answer.location.endswith("/sign-in")
        assert signed_in_cookie(visitor) != before if visitor.client.get_cookie("cpsa") else True
        assert "/sign-in" in thief.get("/", expect=302).location
        assert page.status == 200

    def test_signing_in_changes_the_cookie(self, visitor: Visitor, app: Flask) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        other = Visitor(app)
        page = other.get("/sign-in")
        before = signed_in_cookie(other)
        other.submit(
            page, fields={"email": "amina@example.org", "password": FIRST_PERSON["password"]}, expect=302
        )
        assert signed_in_cookie(other) != before

    def test_leads_back_to_the_page_that_was_asked_for_but_never_to_another_site(
        self, visitor: Visitor, app: Flask
    ) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        for wanted, reached in (
            ("/somewhere?page=2", "/somewhere?page=2"),
            ("https://evil.example/", "/"),
            ("//evil.example", "/"),
        ):
            other = Visitor(app)
            answer = other.submit(
                other.get(f"/sign-in?next={wanted.replace('?', '%3F').replace('=', '%3D')}"),
                fields={"email": "amina@example.org", "password": FIRST_PERSON["password"]},
                expect=302,
            )
            assert answer.location == reached

    def test_a_failure_is_in_the_trail_without_what_was_typed(self, visitor: Visitor, app: Flask) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        other = Visitor(app)
        for email in ("amina@example.org", "my password by mistake"):
            other.submit(
                other.get("/sign-in"), fields={"email": email, "password": "wrong wrong wrong"}, expect=422
            )
        known, unknown = events(app, "sign-in failed")
        assert (known.subject, known.country_code, known.address) == ("amina@example.org", "KEN", "127.0.0.1")
        assert (unknown.subject, unknown.actor_id) == ("", None)


class TestThrottle:
    def test_ten_failures_slow_an_account_down_and_time_frees_it(
        self, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor.submit(visitor.get(FIRST_USE), fields=FIRST_PERSON)
        guesser = Visitor(app)
        page = guesser.get("/sign-in")
        for _ in range(10):
            guesser.submit(
                page, fields={"email": "amina@example.org", "password": "wrong wrong wrong"}, expect=422
            )
        right = {"email": "amina@example.org", "password": FIRST_PERSON["password"]}
        refused = guesser.submit(page, fields=right, expect=429)
        assert "15 minutes" in refused.words
        assert refused.headers["Retry-After"] == "900"
        later = clock.now() + timedelta(minutes=16)
        monkeypatch.setattr(clock, "now", lambda: later)
        guesser.submit(page, fields=right, expect=302)


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
