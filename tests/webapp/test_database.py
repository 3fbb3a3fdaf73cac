"""One transaction per request; a GET cannot write; the engines are set up as decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from sqlalchemy.exc import DBAPIError

from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from webapp.access import ANYONE, open_to
from webapp.database import FIRST_SAFE_WAL, after_commit, db, sqlite_library
from webapp.records import people

pytestmark = pytest.mark.own_service


def add_view(app: Flask, path: str, view: Callable[[], dict[str, Any]], method: str = "POST") -> None:
    """A view of a test's own, without the form's token: what is tested here comes after it."""
    app.add_url_rule(path, path, open_to(ANYONE)(view), methods=[method])
    app.config["WTF_CSRF_ENABLED"] = False


class TestOneTransactionPerRequest:
    def test_a_view_that_answers_has_saved_everything(self, app: Flask, visitor: Visitor) -> None:
        def save() -> dict[str, str]:
            people.add_country("KEN", "Kenya")
            return {"state": "saved"}

        add_view(app, "/save", save)
        visitor.post("/save", {}, expect=200)
        assert [row["code"] for row in dump(app)["countries"]] == ["KEN"]

    @pytest.mark.parametrize("status", [404, 500])
    def test_a_view_that_raises_has_saved_nothing_and_done_nothing_after(
        self, app: Flask, visitor: Visitor, status: int
    ) -> None:
        done: list[str] = []

        def save_then_fail() -> dict[str, str]:
            people.add_country("KEN", "Kenya")
            after_commit(lambda: done.append("woken"))
            if status == 500:
                raise RuntimeError
            abort(status)

        add_view(app, "/save", save_then_fail)
        visitor.post("/save", {}, expect=status)
        assert dump(app)["countries"] == []
        assert done == []

    def test_what_waits_for_the_commit_comes_after_it(self, app: Flask, visitor: Visitor) -> None:
        seen: list[int] = []

        def save() -> dict[str, str]:
            people.add_country("KEN", "Kenya")
            after_commit(lambda: seen.append(len(dump(app)["countries"])))
            return {"state": "saved"}

        add_view(app, "/save", save)
        visitor.post("/save", {}, expect=200)
        assert seen == [1]


class TestReading:
    def test_the_database_refuses_to_write_for_a_get(self, app: Flask, visitor: Visitor) -> None:
        refusals: list[str] = []

        def write() -> dict[str, str]:
            try:
                people.add_country("KEN", "Kenya")
            except DBAPIError as refusal:
                refusals.append(str(refusal.orig))
            db.session.rollback()
            return {"state": "tried"}

        add_view(app, "/write", write, "GET")
        visitor.get("/write")
        assert len(refusals) == 1
        assert "read" in refusals[0].lower() or "readonly" in refusals[0]
        assert dump(app)["countries"] == []

    def test_the_same_connection_writes_again_for_the_next_post(self, app: Flask, visitor: Visitor) -> None:
        add_view(app, "/read", lambda: {"people": people.count()}, "GET")
        add_view(app, "/save", lambda: {"code": people.add_country("KEN", "Kenya").code})
        for _ in range(3):
            visitor.get("/read")
            visitor.post("/save", {}, expect=200)
        assert len(dump(app)["countries"]) == 1


class TestEngine:
    def test_sqlite_is_durable_strict_and_uses_wal_only_where_it_is_safe(self, app: Flask) -> None:
        with app.app_context(), db.engine.connect() as connection:
            if connection.dialect.name != "sqlite":
                return
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "busy_timeout")
            }
        is_safe = sqlite_library().sqlite_version_info >= FIRST_SAFE_WAL
        assert pragmas == {
            "journal_mode": "wal" if is_safe else "delete",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "busy_timeout": 20_000,
        }

    def test_a_row_that_points_nowhere_is_refused(self, app: Flask) -> None:
        with app.app_context(), db.engine.begin() as connection, pytest.raises(sa.exc.IntegrityError):
            connection.execute(
                sa.text("INSERT INTO memberships (user_id, country_code, role) VALUES (99, 'KEN', 'reader')")
            )
