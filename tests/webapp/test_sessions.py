"""Sessions live in the table: ending a row ends the session, whatever copies of its cookie are about."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from webapp import clock
from webapp.access import COUNTRY_MEMBERS, open_to, signed_in_user
from webapp.database import db, own_transaction
from webapp.sessions import LONGEST_SESSION
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


def test_a_session_ends_by_itself(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    person = sign_in("KEN")
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + LONGEST_SESSION - timedelta(minutes=1))
    assert is_signed_in(person)
    monkeypatch.setattr(clock, "now", lambda: start + LONGEST_SESSION + timedelta(minutes=1))
    assert not is_signed_in(person)


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
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in("KEN")
    later = clock.now() + LONGEST_SESSION + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    sign_in("KEN")
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ServerSession)) == 1
