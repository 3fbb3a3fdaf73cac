"""Somebody who cannot sign in any more is helped: by a focal point of the own country, an administrator, or
whoever runs the service. Nobody helps themselves, nobody reaches beyond their own country, all is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp import mail_server
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import Dump, dump
from tests.webapp.mail_server import Inbox, words_of
from tests.webapp.pages import Page, Visitor
from tests.webapp.second_factors import (
    add_person,
    code_of,
    give_authenticator,
    give_code,
    set_up_authenticator,
    sign_in_with_password,
)
from tests.webapp.test_people import join
from tests.webapp.test_sessions import is_signed_in
from tests.webapp.trail import events
from webapp import cli
from webapp.database import own_transaction
from webapp.records import people

BO, OLD, NEW = "bo@example.org", "a kettle on the roof", "seven lamps under a slow river"
TEAM, EVERYBODY = "/countries/KEN/people", "/administration/people"
DEEDS = ("password-link", "second-factor")


@pytest.fixture
def helper(request: pytest.FixtureRequest, sign_in: SignIn) -> tuple[Visitor, str]:
    """Whoever helps, and where: Bo is person 2."""
    if request.param == "focal point":
        return sign_in("KEN"), TEAM
    return sign_in(None, is_administrator=True), EVERYBODY


both = pytest.mark.parametrize("helper", ["focal point", "administrator"], indirect=True)


def add_bo(app: Flask, *, role: str = "contributor", **roles: bool) -> None:
    """Bo has a password and an authenticator app."""
    with own_transaction(app):
        person = add_person(BO, OLD, "KEN", role=role)
        for name, is_held in roles.items():
            setattr(person, name, is_held)
        give_authenticator(app, person)


def link_on(page: Page) -> str:
    """The path of the link that a page shows."""
    values = [field.get("value", "") for field in page.all("input")]
    [found] = [value for value in values if "choose-password" in value]
    return found.removeprefix("http://localhost")


def standing(app: Flask) -> Dump:
    """All that is stored, but for what sessions remember of their own freshness."""
    return {table: rows for table, rows in dump(app).items() if table != "server_sessions"}


class TestLink:
    @both
    def test_is_made_shown_once_and_handed_over(self, app: Flask, helper: tuple[Visitor, str]) -> None:
        visitor, place = helper
        add_bo(app)
        page = visitor.get(f"{place}/2/password-link")
        assert "24 hours" in page.words
        link = link_on(visitor.submit(page, "Make the link", expect=200))
        assert link.rpartition("/")[2] not in visitor.get(f"{place}/2/password-link").text
        bo = Visitor(app)
        bo.submit(bo.get(link), fields={"password": NEW})
        assert sign_in_with_password(bo, BO, NEW).location == "/sign-in/code?next=/"
        [made] = events(app, "link for a new password made by somebody else")
        assert (made.actor_id, made.subject, made.country_code) == (1, BO, "KEN")

    def test_a_focal_point_makes_one_for_another_focal_point(self, app: Flask, sign_in: SignIn) -> None:
        visitor = sign_in("KEN")
        add_bo(app, role="focal_point")
        visitor.submit(visitor.get(f"{TEAM}/2/password-link"), expect=200)


class TestSecondFactor:
    @both
    def test_is_removed_with_all_codes_and_every_session_ends(
        self, app: Flask, helper: tuple[Visitor, str]
    ) -> None:
        visitor, place = helper
        add_bo(app)
        bo = Visitor(app)
        sign_in_with_password(bo, BO, OLD)
        give_code(bo, code_of(app, BO))
        page = visitor.submit(visitor.get(f"{place}/2/second-factor"), "Remove the second factor")
        assert "with the password alone" in visitor.follow(page).words
        assert not is_signed_in(bo)
        [row] = [row for row in dump(app)["users"] if row["email"] == BO]
        assert (row["tf_totp_secret"], row["mf_recovery_codes"]) == (None, None)
        assert dump(app)["passkeys"] == []
        sign_in_with_password(bo, BO, OLD)
        assert is_signed_in(bo)
        [event] = events(app, "second factors removed by somebody else")
        assert (event.actor_id, event.subject, event.country_code) == (1, BO, "KEN")

    def test_who_must_have_one_sets_up_another_before_anything_else(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        visitor = sign_in(None, is_administrator=True)
        add_bo(app, is_unodc_officer=True)
        visitor.submit(visitor.get(f"{EVERYBODY}/2/second-factor"), "Remove the second factor")
        bo = Visitor(app)
        sign_in_with_password(bo, BO, OLD)
        assert bo.get("/", expect=302).location == "/account/second-factors"
        set_up_authenticator(bo)
        assert is_signed_in(bo)

    def test_a_focal_point_does_not_remove_that_of_another_focal_point(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        visitor = sign_in("KEN")
        add_bo(app, role="focal_point")
        page = visitor.get(f"{TEAM}/2")
        assert "only an administrator" in page.words
        _action, sent = page.fields("Sign out")
        before = standing(app)
        visitor.get(f"{TEAM}/2/second-factor", expect=403)
        visitor.post(f"{TEAM}/2/second-factor", sent, expect=403)
        assert standing(app) == before


class TestWhoHelpsWhom:
    @both
    @pytest.mark.parametrize("deed", DEEDS)
    def test_nobody_helps_themselves(self, app: Flask, helper: tuple[Visitor, str], deed: str) -> None:
        visitor, place = helper
        _action, sent = visitor.get("/").fields("Sign out")
        before = standing(app)
        visitor.get(f"{place}/1/{deed}", expect=403)
        visitor.post(f"{place}/1/{deed}", sent, expect=403)
        assert standing(app) == before

    @both
    @pytest.mark.parametrize("deed", DEEDS)
    def test_a_closed_account_is_opened_first(
        self, app: Flask, helper: tuple[Visitor, str], deed: str
    ) -> None:
        visitor, place = helper
        add_bo(app)
        with own_transaction(app):
            people.close_account(people.everybody()[1])
        _action, sent = visitor.get("/").fields("Sign out")
        before = standing(app)
        visitor.get(f"{place}/2/{deed}", expect=403)
        visitor.post(f"{place}/2/{deed}", sent, expect=403)
        assert standing(app) == before

    @pytest.mark.parametrize("elsewhere", ["another country", "is_administrator", "is_unodc_officer"])
    @pytest.mark.parametrize("deed", DEEDS)
    def test_a_focal_point_helps_nobody_with_rights_elsewhere(
        self, app: Flask, sign_in: SignIn, elsewhere: str, deed: str
    ) -> None:
        visitor = sign_in("KEN")
        roles = {} if elsewhere == "another country" else {elsewhere: True}
        add_bo(app, role="reader", **roles)
        if elsewhere == "another country":
            join(app, 2, "FRA")
        page = visitor.get(f"{TEAM}/2")
        assert "Only an administrator" in page.words
        assert f"{TEAM}/2/{deed}" not in page.links()
        _action, sent = page.fields("Sign out")
        before = standing(app)
        visitor.get(f"{TEAM}/2/{deed}", expect=403)
        visitor.post(f"{TEAM}/2/{deed}", sent, expect=403)
        assert standing(app) == before

    @pytest.mark.parametrize("deed", DEEDS)
    def test_whoever_is_of_another_country_does_not_exist(
        self, app: Flask, sign_in: SignIn, deed: str
    ) -> None:
        stranger = sign_in("FRA")
        add_bo(app)
        _action, sent = stranger.get("/").fields("Sign out")
        stranger.get(f"/countries/FRA/people/3/{deed}", expect=404)
        stranger.post(f"/countries/FRA/people/3/{deed}", sent, expect=404)
        stranger.post(f"{EVERYBODY}/3/{deed}", sent, expect=404)

    @pytest.mark.parametrize("is_administrator", [True, False])
    @pytest.mark.parametrize("deed", DEEDS)
    def test_who_signed_in_a_while_ago_is_asked_for_the_password_first(
        self,
        app: Flask,
        sign_in: SignIn,
        is_administrator: bool,
        deed: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr("flask_security.utils.time.time", lambda: 1.0)
            visitor = sign_in("KEN", is_administrator=is_administrator)
        place = EVERYBODY if is_administrator else TEAM
        add_bo(app)
        _action, sent = visitor.get("/").fields("Sign out")
        before = standing(app)
        for answer in (
            visitor.get(f"{place}/2/{deed}", expect=302),
            visitor.post(f"{place}/2/{deed}", sent, expect=302),
        ):
            assert answer.location.startswith(f"/account/confirm?next={place}/2/{deed}")
        assert standing(app) == before


class TestWhereMailIsSent:
    @pytest.fixture
    def inbox(self) -> Iterator[Inbox]:
        with mail_server.mail_server() as started:
            yield started

    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, Any]:
        return {"mail": inbox.settings}

    def test_the_person_is_told_of_it(self, app: Flask, sign_in: SignIn, inbox: Inbox) -> None:
        visitor = sign_in("KEN")
        add_bo(app)
        link = link_on(visitor.submit(visitor.get(f"{TEAM}/2/password-link"), expect=200))
        told = inbox.next()
        assert told["To"] == BO
        assert link not in words_of(told)
        visitor.submit(visitor.get(f"{TEAM}/2/second-factor"))
        assert "removed its second factors" in words_of(inbox.next())


class TestCommands:
    """At the command line, for an administrator whom nobody on the site can help."""

    @pytest.fixture(autouse=True)
    def settings(self, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
        """What the command finds in its environment."""
        monkeypatch.setenv("CPSA_FOLDER", str(tmp_path / "service"))
        monkeypatch.setenv("CPSA_DATABASE", database_url)
        monkeypatch.setenv("CPSA_ADDRESS", "http://localhost")

    def test_a_sole_administrator_gets_in_again(self, app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
        add_bo(app, is_administrator=True)
        assert cli.main(["account", "reset-link", "BO@example.org"]) == 0
        [link] = [line.strip() for line in capsys.readouterr().out.splitlines() if "choose-password" in line]
        assert cli.main(["account", "reset-second-factor", BO]) == 0
        assert "no second factor any more" in capsys.readouterr().out
        bo = Visitor(app)
        bo.submit(bo.get(link.removeprefix("http://localhost")), fields={"password": NEW})
        sign_in_with_password(bo, BO, NEW)
        assert bo.get("/", expect=302).location == "/account/second-factors"
        trail = events(app, "link for a new password made by somebody else")
        trail += events(app, "second factors removed by somebody else")
        assert [(event.actor_id, event.address, event.subject, event.details) for event in trail] == [
            (None, "", BO, '{"by_means_of": "command"}')
        ] * 2

    @pytest.mark.parametrize("deed", ["reset-link", "reset-second-factor"])
    def test_an_account_that_is_closed_or_is_none_is_refused_in_words(
        self, app: Flask, capsys: pytest.CaptureFixture[str], deed: str
    ) -> None:
        add_bo(app)
        with own_transaction(app):
            people.close_account(people.everybody()[0])
        before = standing(app)
        for email, words in ((BO, "is closed"), ("nobody@example.org", "no account")):
            assert cli.main(["account", deed, email]) == 1
            said = capsys.readouterr()
            assert said.out == ""
            assert words in said.err
        assert standing(app) == before
