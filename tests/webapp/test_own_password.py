"""People change their own password; whoever else is signed in as them is not any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.webapp import mail_server
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.mail_server import Inbox, words_of
from tests.webapp.pages import Page, Visitor
from tests.webapp.second_factors import (
    add_person,
    code_of,
    give_authenticator,
    give_code,
    sign_in_with_password,
)
from tests.webapp.test_sessions import copy_of, is_signed_in
from tests.webapp.trail import events
from webapp import accounts
from webapp.accounts.password_links import make_password_link
from webapp.database import own_transaction
from webapp.records import people

AMINA, OLD, NEW = "amina@example.org", "a kettle on the roof", "seven lamps under a slow river"


@pytest.fixture
def amina(app: Flask) -> Visitor:
    """A contributor in Kenya, signed in with a password."""
    with own_transaction(app):
        add_person(AMINA, OLD, "KEN")
    visitor = Visitor(app)
    sign_in_with_password(visitor, AMINA, OLD)
    return visitor


def change(visitor: Visitor, present: str = OLD, new: str = NEW, *, expect: int = 303) -> Page:
    """Fills in the page for it."""
    fields = {"present_password": present, "password": new}
    return visitor.submit(visitor.get("/account/password"), "Change", fields, expect=expect)


def test_the_new_one_lets_in_and_the_old_one_does_not(app: Flask, amina: Visitor) -> None:
    assert "/account/password" in amina.get("/account").links()
    assert "Your password is changed" in amina.follow(change(amina)).words
    sign_in_with_password(Visitor(app), AMINA, OLD, expect=422)
    sign_in_with_password(Visitor(app), AMINA, NEW)
    [event] = events(app, "password changed")
    assert (event.actor_id, event.country_code, event.subject) == (1, "KEN", AMINA)


def test_old_cookies_are_dead_here_and_everywhere_and_this_session_goes_on(
    app: Flask, amina: Visitor
) -> None:
    elsewhere = Visitor(app)
    sign_in_with_password(elsewhere, AMINA, OLD)
    thief = copy_of(app, amina)
    change(amina)
    assert [is_signed_in(visitor) for visitor in (amina, thief, elsewhere)] == [True, False, False]
    assert len(dump(app)["server_sessions"]) == 1


def test_a_session_that_waits_for_its_second_factor_ends_too(app: Flask) -> None:
    with own_transaction(app):
        give_authenticator(app, add_person(AMINA, OLD, "KEN"))
    thief, amina = Visitor(app), Visitor(app)
    sign_in_with_password(thief, AMINA, OLD)
    sign_in_with_password(amina, AMINA, OLD)
    give_code(amina, code_of(app, AMINA))
    change(amina)
    assert thief.get("/sign-in/code", expect=302).location == "/sign-in"
    assert is_signed_in(amina)


def test_links_sent_before_are_dead(app: Flask, amina: Visitor) -> None:
    with own_transaction(app):
        person = people.everybody()[0]
        links = [accounts.make_sign_in_link(person), make_password_link(person).partition("localhost")[2]]
    change(amina)
    for link in links:
        Visitor(app).get(link, expect=404)


def test_the_present_one_is_asked_for(app: Flask, amina: Visitor) -> None:
    before = dump(app)["users"]
    page = change(amina, "a kettle on the wall", expect=422)
    assert "not your present password" in page.words
    for present in ("", OLD[:-1], OLD * 10_000):
        change(amina, present, expect=422)
    assert dump(app)["users"] == before
    assert {event.details for event in events(app, "sign-in failed")} == {'{"confirming": "password"}'}


def test_guessing_the_present_one_is_slowed_down(app: Flask, amina: Visitor) -> None:
    for _ in range(10):
        change(amina, "a kettle on the wall", expect=422)
    change(amina, expect=429)
    sign_in_with_password(Visitor(app), AMINA, OLD, expect=429)


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaaaaa", "Amina Otieno, Kenya", OLD])
def test_the_new_one_must_not_be_easy_to_guess(app: Flask, amina: Visitor, new: str) -> None:
    page = change(amina, new=new, expect=422)
    assert page.text.count("field__error") == 1
    assert OLD not in page.text
    assert new not in page.text or new == "short"
    sign_in_with_password(Visitor(app), AMINA, OLD)


def test_neither_is_kept_when_the_session_has_ended(app: Flask, amina: Visitor) -> None:
    _action, fields = amina.get("/account/password").fields("Change")
    amina.submit(amina.get("/"), "Sign out", expect=302)
    amina.post("/account/password", {**fields, "present_password": OLD, "password": NEW}, expect=302)
    assert OLD not in repr(dump(app))
    assert NEW not in repr(dump(app))


def test_who_has_none_is_told_where_to_get_a_link(sign_in: SignIn) -> None:
    page = sign_in("KEN").get("/account/password")
    assert "You have no password" in page.words
    assert not list(page.all("textarea"))


class TestWhereMailIsSent:
    @pytest.fixture
    def inbox(self) -> Iterator[Inbox]:
        with mail_server.mail_server() as started:
            yield started

    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, Any]:
        return {"mail": inbox.settings}

    def test_the_owner_is_told_so_that_nobody_changes_it_behind_their_back(
        self, amina: Visitor, inbox: Inbox
    ) -> None:
        change(amina)
        message = inbox.next()
        assert message["To"] == AMINA
        assert "was changed" in words_of(message)
        assert NEW not in words_of(message)
