"""Sessions live in the table: ending a row ends the session, whatever copies of its cookie are about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, flash, redirect, request
from flask.typing import ResponseReturnValue

from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from webapp.access import COUNTRY_MEMBERS, SIGNED_IN, open_to, signed_in_user
from webapp.database import db, own_transaction
from webapp.sessions import note_no_use
from webapp.tables import ServerSession, User


def copy_of(app: Flask, visitor: Visitor) -> Visitor:
    """Somebody who has got hold of the visitor's cookie."""
    cookie = visitor.client.get_cookie("cpsa")
    assert cookie is not None
    thief = Visitor(app)
    thief.client.set_cookie("cpsa", cookie.value)
    return thief


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.client.get("/").status_code == 200


def test_the_table_holds_no_token_that_would_work(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    cookie = person.client.get_cookie("cpsa")
    assert cookie is not None
    [row] = dump(app)["server_sessions"]
    assert row["token_hash"] not in cookie.value
    with own_transaction(app):
        token = person.app.session_interface._read_cookie(cookie.value)["token"]  # type: ignore[attr-defined]
    assert token not in repr(row)


def test_signing_out_ends_all_copies_of_the_cookie(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    thief = copy_of(app, person)
    assert is_signed_in(thief)
    person.submit(person.get("/"), "Sign out", expect=302)
    assert not is_signed_in(person)
    assert not is_signed_in(thief)


class TestLimits:
    """A session ends when nobody uses it, and in any case in the end."""

    @pytest.fixture
    def chosen_settings(self) -> dict[str, Any]:
        return {"longest_idle": timedelta(minutes=30), "longest_session": timedelta(hours=3)}

    def test_a_session_that_nobody_uses_ends(self, sign_in: SignIn, clock_stands: Clock) -> None:
        person = sign_in("KEN")
        clock_stands.goes_on(minutes=29)
        assert is_signed_in(person)
        clock_stands.goes_on(minutes=29)
        assert is_signed_in(person)
        clock_stands.goes_on(minutes=31)
        assert not is_signed_in(person)

    def test_a_session_that_is_used_all_the_time_ends_too(self, sign_in: SignIn, clock_stands: Clock) -> None:
        person = sign_in("KEN")
        for _ in range(8):
            clock_stands.goes_on(minutes=20)
            assert is_signed_in(person)
        clock_stands.goes_on(minutes=20)
        assert not is_signed_in(person)

    def test_a_copy_of_the_cookie_that_lay_about_is_worthless_while_the_owner_works_on(
        self, app: Flask, sign_in: SignIn, clock_stands: Clock
    ) -> None:
        person = sign_in("KEN")
        thief = copy_of(app, person)
        clock_stands.goes_on(minutes=20)
        assert is_signed_in(person)
        clock_stands.goes_on(minutes=20)
        assert not is_signed_in(thief)
        assert is_signed_in(person)

    @pytest.mark.own_service
    def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(
        self, app: Flask, sign_in: SignIn, clock_stands: Clock
    ) -> None:
        def ask() -> str:
            note_no_use()
            return "nothing new"

        app.add_url_rule("/news", "news", open_to(SIGNED_IN)(ask))
        person = sign_in("KEN")
        for _ in range(3):
            clock_stands.goes_on(minutes=9)
            assert person.client.get("/news").status_code == 200
        clock_stands.goes_on(minutes=9)
        assert person.client.get("/news").status_code == 302

    def test_the_cookie_notes_the_use_at_most_once_a_minute(
        self, sign_in: SignIn, clock_stands: Clock
    ) -> None:
        person = sign_in("KEN")
        is_signed_in(person)
        clock_stands.goes_on(seconds=50)
        assert "Set-Cookie" not in person.client.get("/").headers
        clock_stands.goes_on(seconds=20)
        assert "Set-Cookie" in person.client.get("/").headers


@pytest.mark.parametrize("change", [{"active": False}, {"fs_uniquifier": "f" * 64}])
def test_an_account_that_is_disabled_or_renewed_has_no_sessions(
    app: Flask, sign_in: SignIn, change: dict[str, object]
) -> None:
    person = sign_in("KEN")
    with own_transaction(app):
        db.session.execute(sa.update(User).values(**change))
    assert not is_signed_in(person)


def test_signing_out_on_one_device_leaves_the_others(app: Flask, sign_in: SignIn) -> None:
    person, colleague = sign_in("KEN"), sign_in("KEN")
    person.submit(person.get("/"), "Sign out", expect=302)
    assert is_signed_in(colleague)


@pytest.mark.own_service
def test_knowing_who_asks_and_what_they_are_where_costs_one_statement(app: Flask, sign_in: SignIn) -> None:
    def view(country: str) -> dict[str, str | None]:
        return {"role": signed_in_user().role_in(country)}

    app.add_url_rule("/<country>/role", "role", open_to(COUNTRY_MEMBERS)(view))
    person = sign_in("KEN")
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", count)
    answer = person.client.get("/KEN/role")
    sa.event.remove(engine, "before_cursor_execute", count)
    assert answer.json == {"role": "focal_point"}
    assert len(statements) == 1


def test_sessions_that_ended_are_cleared_away_at_the_next_sign_in(
    app: Flask, sign_in: SignIn, clock_stands: Clock
) -> None:
    sign_in("KEN")
    clock_stands.goes_on(hours=13)
    sign_in("KEN")
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ServerSession)) == 1


@pytest.mark.own_service
def test_messages_of_several_answers_are_all_shown_on_the_next_page(app: Flask, sign_in: SignIn) -> None:
    def view() -> ResponseReturnValue:
        flash(request.form["message"])
        return redirect("/", 303)

    app.add_url_rule("/say", "say", open_to(SIGNED_IN)(view), methods=["POST"])
    person = sign_in("KEN")
    _action, fields = person.get("/").fields("Sign out")
    for message in ("the first", "the second"):
        person.post("/say", {**fields, "message": message})
    assert "the first the second" in person.get("/").words
