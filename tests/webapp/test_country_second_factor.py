"""A focal point asks a second factor of everybody in the country, and nobody is locked out by it."""

from __future__ import annotations

from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from tests.webapp.second_factors import add_person, set_up_authenticator, sign_in_with_password
from tests.webapp.test_sessions import is_signed_in
from tests.webapp.trail import events
from webapp.database import own_transaction

PAGE = "/countries/KEN/second-factor"


def is_required(app: Flask, country: str = "KEN") -> bool:
    """Whether everybody of the country must have one."""
    [row] = [row for row in dump(app)["countries"] if row["code"] == country]
    return bool(row["requires_second_factor"])


def switch_on(visitor: Visitor) -> None:
    """Sets up an own one, and asks it of everybody."""
    set_up_authenticator(visitor)
    visitor.submit(visitor.get(PAGE), "Ask it of everybody")


def test_the_page_says_who_has_none_and_what_follows(sign_in: SignIn) -> None:
    amina = sign_in("KEN", name="Amina")
    sign_in("KEN", role="contributor", name="Bo")
    sign_in("FRA", name="Luc")
    set_up_authenticator(sign_in("KEN", role="reader", name="Chidi"))
    assert PAGE in amina.get("/countries/KEN/people").links()
    page = amina.get(PAGE)
    assert "2 people have none: Amina, Bo" in page.words
    assert "Chidi" not in page.words
    assert "Luc" not in page.words
    assert "What they are typing is kept" in page.words


def test_who_asks_it_has_given_one_and_does_not_lock_themselves_out(app: Flask, sign_in: SignIn) -> None:
    amina = sign_in("KEN")
    page = amina.get(PAGE)
    assert "Set up your own first" in page.words
    _action, sent = page.fields("Sign out")
    answer = amina.post(PAGE, {**sent, "required": "yes"})
    assert "Set up your own second factor first" in amina.follow(answer).words
    assert not is_required(app)
    switch_on(amina)
    assert is_required(app)
    assert "Everybody who takes part signs in with a second factor" in amina.get(PAGE).words


def test_everybody_else_is_asked_at_the_next_step_and_gets_on_after_it(app: Flask, sign_in: SignIn) -> None:
    amina, bo, stranger = sign_in("KEN"), sign_in("KEN", role="contributor"), sign_in("FRA")
    switch_on(amina)
    assert bo.get("/", expect=302).location == "/account/second-factors"
    set_up_authenticator(bo)
    assert is_signed_in(bo)
    assert is_signed_in(stranger)
    assert not is_required(app, "FRA")


def test_who_joins_later_is_asked_too(app: Flask, sign_in: SignIn) -> None:
    switch_on(sign_in("KEN"))
    with own_transaction(app):
        add_person("new@example.org", "a kettle on the roof", "KEN")
    visitor = Visitor(app)
    sign_in_with_password(visitor, "new@example.org", "a kettle on the roof")
    assert visitor.get("/", expect=302).location == "/account/second-factors"


def test_it_is_left_to_each_person_again_and_both_are_in_the_trail_once(app: Flask, sign_in: SignIn) -> None:
    amina, bo = sign_in("KEN"), sign_in("KEN", role="reader")
    switch_on(amina)
    again = amina.get(PAGE)
    action, sent = again.fields("Leave it to each person")
    amina.post(action, {**sent, "required": "yes"})
    amina.submit(again, "Leave it to each person")
    assert not is_required(app)
    assert is_signed_in(bo)
    trail = events(app, "second factor asked of everybody", "second factor left to each person")
    assert [(event.action, event.actor_id, event.country_code) for event in trail] == [
        ("second factor asked of everybody", 1, "KEN"),
        ("second factor left to each person", 1, "KEN"),
    ]
