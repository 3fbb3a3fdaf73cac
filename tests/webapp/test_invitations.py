"""People join by invitation only: for one address, once, for thirty days, until it is revoked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.webapp import mail_server
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.inviting import (
    INVITE,
    NEW_PERSON,
    accepted,
    events,
    given_to,
    invite,
    link_on,
    roles,
    waiting,
)
from tests.webapp.journeys import start
from tests.webapp.mail_server import REFUSED, Inbox, words_of
from tests.webapp.pages import Visitor
from webapp import accounts, clock
from webapp.database import db, own_transaction
from webapp.records import people
from webapp.tables import Assessment

PEOPLE = "/countries/KEN/people"
EMAIL = "wanjiru@example.org"


def days_later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Lets time pass."""
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


class TestInviting:
    def test_shows_a_link_once_that_makes_an_account_with_the_rights_inside(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        focal_point = sign_in("KEN")
        start(focal_point)
        focal_point.submit(focal_point.get("/countries/KEN/institutions"), fields={"bodies": ["POL"]})
        page = invite(focal_point, institution="1", given=["R02", "R05.1"])
        link = link_on(page)
        assert "shown once" in page.words
        assert link not in focal_point.get(PEOPLE).text
        assert "Works until" in focal_point.get(PEOPLE).words
        assert given_to(app, EMAIL) == []
        visitor = accepted(app, link)
        assert "Self-assessment" in visitor.get("/").words
        assert roles(app, EMAIL) == {"KEN": "contributor"}
        assert given_to(app, EMAIL) == ["R02.1", "R02.2", "R02.3", "R02.4", "R05.1"]
        assert dump(app)["memberships"][1]["institution_id"] == 1
        assert waiting(app) == []

    def test_is_audited_without_the_token(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        start(focal_point)
        link = link_on(invite(focal_point, given=["R05.1"]))
        accepted(app, link)
        told = [event for event in events(app) if event[1] == EMAIL]
        details = {"role": "contributor", "questions": "R05.1"}
        assert told[:2] == [("invited", EMAIL, details), ("invitation accepted", EMAIL, details)]
        assert told[2] == ("questions given", EMAIL, {"questions": "R05.1"})
        assert link.rpartition("/")[2] not in repr(dump(app))

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        start(focal_point)
        given = ["R99", "R02"]
        page = invite(focal_point, "nobody", expect=422, name=" ", role="king", institution="99", given=given)
        for message in ("the person’s name", "name@example.org", "Choose what", "Choose an inst", "R99"):
            assert message in page.words, message
        assert page.fields()[1].getlist("given") == ["R02"]
        invite(focal_point, role="reader", given=["R02"], expect=422)
        assert waiting(app) == []

    def test_knows_who_is_there_and_who_is_invited(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        assert "takes part already" in invite(focal_point, "Person0@example.org", expect=422).words
        invite(focal_point)
        assert "is invited already" in invite(focal_point, EMAIL.upper(), expect=422).words
        assert waiting(app) == [EMAIL]

    def test_answers_the_same_whether_or_not_there_is_an_account(self, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        sign_in("FRA")
        answers = [
            invite(focal_point, email).words for email in ("person2@example.org", "person9@example.org")
        ]
        assert answers[0].replace("person2", "person9") == answers[1]

    def test_cannot_reach_into_another_country(self, app: Flask, sign_in: SignIn) -> None:
        other, focal_point = sign_in("FRA"), sign_in("KEN")
        start(other, "FRA")
        other.submit(other.get("/countries/FRA/institutions"), fields={"bodies": ["POL"]})
        start(focal_point)
        invite(focal_point, institution="1", expect=422)
        invite(focal_point, assessment="1", given=["R01"], expect=422)
        invite(other, country="FRA")
        for deed in ("again", "revoke"):
            before = dump(app)
            _action, sent = focal_point.get("/").fields("Sign out")
            focal_point.post(f"{PEOPLE}/invitations/1/{deed}", sent, expect=404)
            assert dump(app) == before

    def test_text_typed_before_signing_in_again_is_offered_back(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        page = focal_point.get(INVITE.format(country="KEN"))
        focal_point.submit(focal_point.get("/"), "Sign out", expect=302)
        focal_point.submit(page, fields={"name": "Half typed"}, expect=302)
        with own_transaction(app):
            link = accounts.make_sign_in_link(people.everybody()[0])
        focal_point.submit(focal_point.get(link))
        again = focal_point.get(INVITE.format(country="KEN"))
        assert "Your text is back" in again.words
        assert again.fields()[1]["name"] == "Half typed"


class TestLinks:
    def test_work_once(self, app: Flask, sign_in: SignIn) -> None:
        link = link_on(invite(sign_in("KEN")))
        second = Visitor(app)
        opened = second.get(link)
        accepted(app, link)
        second.submit(opened, fields=NEW_PERSON, expect=404)

    def test_that_are_unknown_used_expired_revoked_or_replaced_get_the_same_answer(
        self, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        focal_point = sign_in("KEN")
        used = link_on(invite(focal_point, "a@example.org"))
        accepted(app, used)
        revoked = link_on(invite(focal_point, "b@example.org"))
        focal_point.submit(focal_point.get(PEOPLE), "Revoke")
        replaced = link_on(invite(focal_point, "c@example.org"))
        newer = link_on(focal_point.submit(focal_point.get(PEOPLE), "Invite again", expect=200))
        visitor = Visitor(app)
        visitor.get(newer)
        days_later(monkeypatch, 30.1)
        answers = {
            visitor.get(link, expect=404).text
            for link in ("/invitations/unknown", used, revoked, replaced, newer)
        }
        assert len(answers) == 1
        assert "ask the person who invited you" in answers.pop()

    def test_last_thirty_days_and_are_renewed_by_inviting_again(
        self, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invite(sign_in("KEN"))
        days_later(monkeypatch, 31)
        focal_point = sign_in("KEN")
        assert "Expired" in focal_point.get(PEOPLE).words
        page = focal_point.submit(focal_point.get(PEOPLE), "Invite again", expect=200)
        days_later(monkeypatch, 29)
        accepted(app, link_on(page))

    def test_opening_one_spends_nothing(self, app: Flask, sign_in: SignIn) -> None:
        link = link_on(invite(sign_in("KEN")))
        before = dump(app)
        for _time in range(3):
            Visitor(app).get(link)
        assert dump(app) == before

    def test_guessing_is_slowed_down(self, app: Flask, sign_in: SignIn) -> None:
        link = link_on(invite(sign_in("KEN")))
        guesser = Visitor(app)
        _action, sent = guesser.get(link).fields()
        for guess in range(20):
            guesser.post(f"/invitations/guess{guess}", sent, expect=404)
        guesser.post(link, sent, expect=429)


class TestAccepting:
    def test_asks_for_a_name_and_a_good_password(self, app: Flask, sign_in: SignIn) -> None:
        link = link_on(invite(sign_in("KEN")))
        visitor = Visitor(app)
        for fields, message in (
            ({"name": "  ", "password": NEW_PERSON["password"]}, "Enter your name"),
            ({"name": "x" * 201, "password": NEW_PERSON["password"]}, "at most 200"),
            ({"name": "Wanjiru", "password": "short"}, "15 to 128 characters"),
            ({"name": "Wanjiru", "password": "wanjiru@example.org"}, "easy to guess"),
        ):
            page = visitor.submit(visitor.get(link), fields=fields, expect=422)
            assert message in page.words
            assert page.text.count("<title>Error: ") == 1
        assert roles(app, EMAIL) == {}

    def test_with_an_account_one_signs_in_and_accepts(self, app: Flask, sign_in: SignIn) -> None:
        other = sign_in("FRA", role="reader")
        link = link_on(invite(sign_in("KEN"), "person0@example.org"))
        page = Visitor(app).get(link)
        assert f"/sign-in?next={link}" in page.text
        assert "Choose a password" not in page.words
        Visitor(app).post(link, Visitor(app).get("/sign-in").fields()[1], expect=400)
        answer = other.submit(other.get(link), "Accept")
        assert "take part as: Contributor, Kenya" in other.follow(answer).words
        assert roles(app, "person0@example.org") == {"FRA": "reader", "KEN": "contributor"}

    def test_is_for_the_address_that_was_invited_only(self, app: Flask, sign_in: SignIn) -> None:
        inviter, somebody_else = sign_in("KEN"), sign_in("FRA")
        new, known = link_on(invite(inviter)), link_on(invite(inviter, "person4@example.org"))
        sign_in("FRA")
        for link, expect in ((new, 422), (known, 409)):
            page = somebody_else.get(link)
            assert "You are signed in as" in page.words
            _action, sent = page.fields("Sign out")
            somebody_else.post(link, {**sent, **NEW_PERSON}, expect=expect)
        assert waiting(app) == [EMAIL, "person4@example.org"]
        assert "KEN" not in roles(app, "person2@example.org")

    def test_gives_no_questions_of_an_assessment_that_is_no_draft_any_more(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        focal_point = sign_in("KEN")
        start(focal_point)
        link = link_on(invite(focal_point, given=["R02"]))
        with own_transaction(app):
            db.session.get_one(Assessment, 1).status = "under_review"
        accepted(app, link)
        assert roles(app, EMAIL) == {"KEN": "contributor"}
        assert given_to(app, EMAIL) == []

    def test_extra_fields_change_nothing(self, app: Flask, sign_in: SignIn) -> None:
        link = link_on(invite(sign_in("KEN"), role="reader"))
        extra = {
            "role": "focal_point",
            "country": "FRA",
            "email": "other@example.org",
            "is_administrator": "1",
        }
        accepted(app, link, **extra)
        assert roles(app, EMAIL) == {"KEN": "reader"}
        assert [user["is_administrator"] for user in dump(app)["users"]] == [False, False]

    def test_two_invitations_to_the_same_new_address_make_one_account(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        links = [link_on(invite(sign_in(code), country=code)) for code in ("KEN", "FRA")]
        visitors = [Visitor(app) for _link in links]
        pages = [visitor.get(link) for visitor, link in zip(visitors, links, strict=True)]

        def accept(place: int) -> int:
            action, sent = pages[place].fields()
            return visitors[place].client.post(action, data={**sent, **NEW_PERSON}).status_code

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(accept, range(2)))
        assert answers in ([303, 303], [303, 409])
        assert len(roles(app, EMAIL)) == 1
        assert len(waiting(app)) == 1


class TestByMail:
    @pytest.fixture
    def inbox(self) -> Iterator[Inbox]:
        with mail_server.mail_server() as started:
            yield started

    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, Any]:
        return {"mail": inbox.settings}

    def test_the_link_goes_by_mail_and_nobody_else_sees_it(
        self, app: Flask, sign_in: SignIn, inbox: Inbox
    ) -> None:
        focal_point = sign_in("KEN", name="Amina")
        page = focal_point.follow(invite(focal_point, expect=303))
        assert "The invitation is sent" in page.words
        assert "/invitations/" not in str(page.links())
        message = inbox.next()
        assert message["To"] == EMAIL
        text = words_of(message)
        assert "Amina" in text
        assert "Contributor, Kenya" in text
        [link] = [
            line.removeprefix("http://localhost") for line in text.splitlines() if "/invitations/" in line
        ]
        accepted(app, link)

    def test_where_the_server_does_not_take_it_the_link_is_shown(self, app: Flask, sign_in: SignIn) -> None:
        page = invite(sign_in("KEN"), REFUSED)
        assert "did not take" in page.words
        accepted(app, link_on(page))
