"""Text typed before a session or a token ended is kept, and offered back to the person who typed it only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from webapp import accounts, clock, kept
from webapp.database import own_transaction
from webapp.records import people

PAGE = "/countries/KEN/assessments/start"


def typed(visitor: Visitor, text: str) -> MultiDict[str, str]:
    """The form of the start page with a title typed in."""
    _action, fields = visitor.get(PAGE).fields()
    fields["title"] = text
    return fields


def sign_in_again(app: Flask, email: str) -> Visitor:
    """The same person with another browser."""
    with own_transaction(app):
        user = next(user for user in people.everybody() if user.email == email)
        link = accounts.make_sign_in_link(user)
    visitor = Visitor(app)
    visitor.submit(visitor.get(link))
    return visitor


def offered(visitor: Visitor, path: str = PAGE) -> str | None:
    """The title that the page at that path is offered back."""
    with visitor.client:
        visitor.client.get("/")
        form = kept.kept_form(path)
    return None if form is None else form["title"]


def test_when_the_session_has_ended(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    person = sign_in("KEN")
    fields = typed(person, "an hour of work")
    tomorrow = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    answer = person.post(PAGE, fields, expect=302)
    assert answer.location == f"/sign-in?next={PAGE}"
    assert "Your text is kept" in person.follow(answer).words
    assert dump(app)["assessments"] == []
    again = sign_in_again(app, "person0@example.org")
    assert offered(again) == "an hour of work"
    assert offered(again, "/elsewhere") is None


def test_when_the_person_had_signed_in_again_since(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    fields = typed(person, "from the old tab")
    again = sign_in_again(app, "person0@example.org")
    answer = again.post(PAGE, fields)
    assert answer.location == PAGE
    assert "Your text is kept" in again.follow(answer).words
    assert offered(again) == "from the old tab"


def test_it_goes_to_the_person_who_typed_it_whoever_is_signed_in_now(app: Flask, sign_in: SignIn) -> None:
    first = sign_in("KEN")
    fields = typed(first, "mine alone")
    second = sign_in("KEN")
    second.post(PAGE, fields)
    assert offered(second) is None
    assert offered(sign_in_again(app, "person0@example.org")) == "mine alone"


def test_nothing_is_kept_of_a_form_that_is_not_ours_but_the_text_stays_on_the_screen(
    app: Flask, sign_in: SignIn
) -> None:
    person = sign_in("KEN")
    fields = typed(person, "planted")
    for token in ("", "1.forged", fields["csrf_token"][:-2]):
        fields["csrf_token"] = token
        page = person.post(PAGE, fields, expect=400)
        assert "planted" in page.words
    from_elsewhere = person.client.post(PAGE, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert from_elsewhere.status_code == 400
    assert "planted" not in from_elsewhere.text
    assert dump(app)["kept_drafts"] == []


def test_passwords_are_never_kept(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    fields = typed(person, "title")
    fields["password"] = "a secret phrase"
    sign_in_again(app, "person0@example.org").post(PAGE, fields)
    assert "a secret phrase" not in repr(dump(app)["kept_drafts"])
    assert "csrf" not in repr(dump(app)["kept_drafts"])


def test_the_latest_is_offered_and_all_are_let_go_of(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    fields = typed(person, "first")
    again = sign_in_again(app, "person0@example.org")
    again.post(PAGE, fields)
    fields["title"] = "second"
    again.post(PAGE, fields)
    assert offered(again) == "second"
    with own_transaction(app):
        people.forget_drafts(1, PAGE)
    assert offered(again) is None
