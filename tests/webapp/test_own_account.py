"""People see what is known of them, where they are signed in, and can end that from afar."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from tests.webapp.test_kept import sign_in_again
from tests.webapp.test_sessions import is_signed_in
from tests.webapp.trail import events
from webapp.accounts.own_sessions import device_words

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


def test_every_page_leads_to_the_account_which_leads_to_all_that_can_be_changed(sign_in: SignIn) -> None:
    person = sign_in("KEN", name="Amina Otieno")
    assert "/account" in person.get("/").links()
    page = person.get("/account")
    assert "Amina Otieno" in page.words
    assert "person0@example.org" in page.words
    assert {"/account/name", "/account/sessions"} <= set(page.links())


class TestName:
    def test_is_changed_and_that_is_in_the_trail(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN", name="Amina")
        page = person.follow(person.submit(person.get("/account/name"), "Save", {"name": " Amina  Otieno "}))
        assert "Your name is changed" in page.words
        assert "Amina Otieno" in page.words or "Amina  Otieno" in page.text
        [event] = events(app, "name changed")
        assert (event.actor_id, event.country_code) == (1, "KEN")

    @pytest.mark.parametrize("name", ["", "   ", "x" * 201, "Am\x00ina"])
    def test_what_is_no_name_is_refused(self, sign_in: SignIn, name: str) -> None:
        person = sign_in("KEN", name="Amina")
        page = person.submit(person.get("/account/name"), "Save", {"name": name}, expect=422)
        assert page.text.count("field__error") == 1
        assert "Amina" in person.get("/account").words

    def test_typed_before_the_session_ended_is_there_again(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        _action, fields = person.get("/account/name").fields("Save")
        again = sign_in_again(app, "person0@example.org")
        again.post("/account/name", {**fields, "name": "Typed before"})
        page = again.get("/account/name")
        assert "Your text is back" in page.words
        assert 'value="Typed before"' in page.text
        again.submit(page, "Save")
        assert "Your text is back" not in again.get("/account/name").words


class TestSessions:
    def devices(self, app: Flask, sign_in: SignIn) -> tuple[Visitor, Visitor]:
        """The same person on two devices."""
        first = sign_in("KEN")
        return first, sign_in_again(app, "person0@example.org")

    def test_are_listed_in_plain_words_this_device_first(self, app: Flask, sign_in: SignIn) -> None:
        _first, second = self.devices(app, sign_in)
        sign_in("KEN")
        page = second.get("/account/sessions")
        rows = [row for row in page.all("tr") if row.find("td") is not None]
        assert len(rows) == 2
        assert "This device" in "".join(rows[0].itertext())
        assert "127.0.0.1" in page.words

    def test_one_can_be_ended_and_its_cookie_is_worthless(self, app: Flask, sign_in: SignIn) -> None:
        first, second = self.devices(app, sign_in)
        second.submit(second.get("/account/sessions"), 0)
        assert not is_signed_in(first)
        assert is_signed_in(second)
        assert [event.details for event in events(app, "sessions ended")] == ['{"which": "one"}']

    def test_all_others_can_be_ended_at_once(self, app: Flask, sign_in: SignIn) -> None:
        first, second = self.devices(app, sign_in)
        third = sign_in_again(app, "person0@example.org")
        colleague = sign_in("KEN")
        second.submit(second.get("/account/sessions"), "Sign out everywhere else")
        assert [is_signed_in(visitor) for visitor in (first, second, third, colleague)] == [
            False,
            True,
            False,
            True,
        ]

    def test_nobody_ends_the_session_of_somebody_else(self, app: Flask, sign_in: SignIn) -> None:
        first, second = self.devices(app, sign_in)
        action, fields = second.get("/account/sessions").fields(0)
        stranger = sign_in("KEN")
        _action, own = stranger.get("/account/name").fields("Save")
        stranger.post(action, {"csrf_token": own["csrf_token"]}, expect=404)
        assert is_signed_in(first)
        assert fields

    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            (FIREFOX, "Firefox on Windows"),
            (EDGE, "Edge on Windows"),
            (PHONE, "Safari on iPhone"),
            ("curl/8", "Unknown device"),
            ("", "Unknown device"),
        ],
    )
    def test_devices_are_named_in_plain_words(self, app: Flask, user_agent: str, words: str) -> None:
        with app.test_request_context():
            assert device_words(user_agent) == words


def test_coming_in_and_going_out_is_in_the_trail(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    person.submit(person.get("/"), "Sign out", expect=302)
    [came, went] = events(app, "signed in", "signed out")
    assert (came.action, came.subject, came.country_code) == ("signed in", "person0@example.org", "KEN")
    assert (went.action, went.actor_id, went.address) == ("signed out", 1, "127.0.0.1")
