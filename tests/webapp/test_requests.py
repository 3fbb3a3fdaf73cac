"""What holds for every request: tokens, cookies, headers, hosts, sizes, and the pages for what went wrong."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from itsdangerous import TimestampSigner

from tests.webapp.conftest import SignIn, settings_for
from tests.webapp.dumps import dump
from tests.webapp.pages import Page, Visitor
from webapp import create_app
from webapp.access import ANYONE, open_to
from webapp.config import LARGEST_REQUEST
from webapp.database import db


class TestToken:
    def test_a_form_without_its_token_changes_nothing(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        _action, fields = person.get("/countries/KEN/assessments/start").fields()
        fields["title"] = "Forged"
        before = dump(app)
        for token in ("", "forged", fields["csrf_token"][:-2]):
            fields["csrf_token"] = token
            person.post("/countries/KEN/assessments/start", fields, expect=400)
        person.post("/sign-out", {}, expect=400)
        assert dump(app) == before

    def test_a_token_of_somebody_else_is_not_accepted(self, app: Flask, sign_in: SignIn) -> None:
        _action, theirs = sign_in("FRA").get("/").fields("Sign out")
        person = sign_in("KEN")
        person.post("/countries/KEN/assessments/start", {"csrf_token": theirs["csrf_token"], "title": "x"})
        assert dump(app)["assessments"] == []

    def test_a_token_does_not_age(self, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        person = sign_in("KEN")
        page = person.get("/countries/KEN/assessments/start")
        a_month_later = TimestampSigner("key").get_timestamp() + 30 * 24 * 3600
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: a_month_later)
        person.submit(page, fields={"title": "A month later", "reference_date": "2026-11-01"})


class TestCookie:
    @pytest.fixture
    def https_app(self, database_url: str, tmp_path: Path) -> Iterator[Flask]:
        made = create_app(settings_for(tmp_path, database_url, address="https://cpsa.example.org"))
        yield made
        with made.app_context():
            db.engine.dispose()

    def test_over_https_it_is_bound_to_the_host_and_the_connection(self, https_app: Flask) -> None:
        answer = https_app.test_client().get("/sign-in", base_url="https://cpsa.example.org")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-cpsa=")
        for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert attribute in cookie.split("; ")
        assert "Domain" not in cookie
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")

    def test_on_the_own_machine_it_is_hidden_from_scripts(self, app: Flask) -> None:
        answer = app.test_client().get("/sign-in")
        assert {"HttpOnly", "SameSite=Lax"} <= set(answer.headers["Set-Cookie"].split("; "))
        assert "Strict-Transport-Security" not in answer.headers

    def test_a_forged_one_counts_for_nothing(self, app: Flask) -> None:
        for forged in ("x", "eyJ0b2tlbiI6IngifQ.c2lnbmF0dXJl", '"', "é"):
            visitor = Visitor(app)
            visitor.client.set_cookie("cpsa", forged)
            visitor.get("/sign-in")


class TestHost:
    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "cpsa.example.org@evil.example"]
    )
    def test_a_host_that_is_not_ours_is_refused(self, app: Flask, host: str) -> None:
        assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 400


class TestSize:
    def test_a_form_that_is_too_large_is_refused_before_it_is_read(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        before = dump(app)
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
            answer = person.client.post(
                "/countries/KEN/assessments/start", data=b"a" * (LARGEST_REQUEST + 1), content_type=kind
            )
            assert answer.status_code == 413
            assert "too large" in Page(answer, "/").heading
        assert dump(app) == before


@pytest.mark.own_service
class TestErrorPages:
    @pytest.mark.parametrize("code", [400, 403, 404, 413, 429, 500])
    def test_each_is_designed_and_says_nothing_of_the_machine(
        self, app: Flask, sign_in: SignIn, code: int
    ) -> None:
        def fail() -> str:
            if code == 500:
                raise RuntimeError("a secret detail")
            abort(code)

        app.add_url_rule("/fail", "fail", open_to(ANYONE)(fail))
        for visitor in (Visitor(app), sign_in("KEN")):
            page = visitor.get("/fail", expect=code)
            assert len(page.words) > 100
            assert "secret detail" not in page.text
            assert "Traceback" not in page.text

    def test_what_was_typed_stays_on_the_screen_when_the_service_fails(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        def fail() -> str:
            raise RuntimeError

        app.add_url_rule("/fail", "fail", open_to(ANYONE)(fail), methods=["POST"])
        person = sign_in("KEN")
        _action, fields = person.get("/").fields("Sign out")
        page = person.post(
            "/fail",
            {**fields, "comment": "two <b>hours</b> of work", "password": "a secret phrase"},
            expect=500,
        )
        assert "two <b>hours</b> of work" in page.words
        assert "a secret phrase" not in page.text
        assert fields["csrf_token"] not in [area.text for area in page.all("textarea")]

    def test_the_log_names_the_route_and_never_the_token_in_the_address(
        self, app: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(token: str) -> str:
            raise RuntimeError

        app.add_url_rule("/fail/<token>", "fail", open_to(ANYONE)(fail))
        with caplog.at_level(logging.DEBUG):
            visitor.get("/fail/c4nary-t0ken", expect=500)
        assert "/fail/<token>" in caplog.text
        assert "c4nary-t0ken" not in caplog.text


class TestStaticFiles:
    def test_are_kept_for_ever_under_names_that_change_with_their_content(self, visitor: Visitor) -> None:
        page = visitor.get("/sign-in")
        sheets = [link.get("href", "") for link in page.all("link") if link.get("rel") == "stylesheet"]
        assert sheets
        for address in sheets:
            answer = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            answer.close()

    def test_nothing_outside_their_folder_is_served(self, app: Flask) -> None:
        for path in ("/static/../webapp/config.py", "/static/%2e%2e/pyproject.toml", "/static/none.css"):
            assert app.test_client().get(path).status_code == 404


def test_pages_travel_compressed(visitor: Visitor) -> None:
    plain = visitor.client.get("/sign-in")
    packed = visitor.client.get("/sign-in", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert b"Sign in" in gzip.decompress(packed.data)
    assert len(packed.data) < len(plain.data) / 1.5
