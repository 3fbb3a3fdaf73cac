"""Reminders: the text to copy, sent by mail where there is a server, once, and told in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp import mail_server
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import answer, give, start
from tests.webapp.mail_server import REFUSED, SECONDS_TO_WAIT, Inbox, words_of
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_progress import give_institution
from webapp import clock
from webapp.config import MailSettings
from webapp.database import db, own_transaction
from webapp.records import audit_trail
from webapp.tables import Institution, User

BY_MAIL = {"then": "mail"}
BY_HAND = {"then": "note"}


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server.mail_server() as started:
        yield started


@pytest.fixture
def amina(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina Otieno")


@pytest.fixture
def assessment(app: Flask, amina: Visitor, sign_in: SignIn) -> str:
    """Kenya's assessment: Chidi and Abena are late with one question, Zuri has until next month."""
    address = start(amina, title="Second assessment")
    for name, question, days in (("Chidi", "R02.3", -3), ("Abena", "R01.1", -2), ("Zuri", "R03.1", 30)):
        sign_in("KEN", role="contributor", name=name)
        give(app, address, name, question, due_on=clock.now().date() + timedelta(days))
    return address


def use(app: Flask, settings: MailSettings) -> None:
    """Makes the service send its mail through that server."""
    app.extensions["settings"] = replace(app.extensions["settings"], mail=settings)


def rename_address(app: Flask, name: str, email: str) -> None:
    """Gives the person of that name that e-mail address."""
    with own_transaction(app):
        db.session.execute(sa.update(User).where(User.name == name).values(email=email))


def email_of(app: Flask, name: str) -> str:
    """The e-mail address of the person of that name."""
    with app.app_context():
        return db.session.scalars(sa.select(User.email).where(User.name == name)).one()


def trail(app: Flask) -> list[tuple[str, str]]:
    """What the audit trail tells of reminders, the first first: action and to whom."""
    with app.app_context():
        events = reversed(audit_trail.events_of("KEN", 100))
        return [(event.action, event.subject) for event in events if "reminder" in event.action]


def reminder(visitor: Visitor, assessment: str, name: str) -> Page:
    """The page on which that person is reminded."""
    page = visitor.get(f"{assessment}progress")
    link = next(part for part in page.all("a") if words(part) == f"Remind {name}")
    return visitor.get(link.get("href", ""))


def text(page: Page) -> str:
    """The first letter on the page, to be copied."""
    return next(page.all("textarea")).text or ""


class TestTheText:
    def test_says_what_is_asked_how_long_it_takes_by_when_and_where(
        self, amina: Visitor, assessment: str
    ) -> None:
        page = reminder(amina, assessment, "Zuri")
        assert "Second assessment: one question waits for your answer" in page.words
        said = text(page)
        assert said.strip().startswith("Dear Zuri,")
        assert "the self-assessment of Kenya as of 1 November 2026." in said
        assert f"http://localhost{assessment}units/R03\n- R03.1: " in said
        assert "It takes about " in said
        assert "Please answer by " in said
        assert f"Begin here:\nhttp://localhost{assessment}\n" in said
        assert said.endswith("With kind regards,\nAmina Otieno\n")

    def test_says_what_was_due(self, amina: Visitor, assessment: str) -> None:
        assert "An answer was due on " in text(reminder(amina, assessment, "Chidi"))

    def test_leaves_out_what_has_been_answered(self, app: Flask, amina: Visitor, assessment: str) -> None:
        give(app, assessment, "Zuri", "R03.2")
        answer(amina, assessment, R03_1="2")
        said = text(reminder(amina, assessment, "Zuri"))
        assert "R03.2" in said
        assert "R03.1" not in said

    def test_to_all_who_are_late_and_to_nobody_else(self, amina: Visitor, assessment: str) -> None:
        page = amina.get(f"{assessment}reminders")
        assert [words(heading) for heading in page.all("h2")] == ["Chidi", "Abena"]

    @pytest.mark.parametrize("whom", ["person-99", "institution-1", "nobody", "person-1"])
    def test_to_nobody_who_was_asked_nothing(self, amina: Visitor, assessment: str, whom: str) -> None:
        amina.get(f"{assessment}reminders/{whom}", expect=404)


class TestWhoIsAskedTwice:
    """Chidi was given R02.3 by name, and speaks for the ministry, which was given R02.3 and R01.1."""

    @pytest.fixture
    def ministry(self, app: Flask, assessment: str) -> None:
        yesterday = clock.now().date() - timedelta(1)
        give_institution(app, assessment, "Ministry of Justice", "R02.3", "R01.1", due_on=yesterday)

    @pytest.mark.usefixtures("ministry")
    def test_gets_one_letter_about_all_of_it(
        self, app: Flask, amina: Visitor, assessment: str, inbox: Inbox
    ) -> None:
        use(app, inbox.settings)
        assert "2 are late." in amina.get(f"{assessment}progress").words
        page = amina.get(f"{assessment}reminders")
        assert [words(heading) for heading in page.all("h2")] == ["Chidi", "Abena"]
        assert "Ministry of Justice" in [words(part) for part in page.all("dd")]
        said = text(page)
        assert said.count("- R02.3:") == said.count("- R01.1:") == 1
        done = amina.follow(amina.submit(page, "Send them by mail", BY_MAIL))
        assert "Sent to: Chidi, Abena." in done.words
        assert [inbox.next()["To"], inbox.next()["To"]] == [email_of(app, "Chidi"), email_of(app, "Abena")]
        assert inbox.is_empty
        assert trail(app) == [("reminder sent", to) for to in ("Chidi", "Ministry of Justice", "Abena")]

    @pytest.mark.usefixtures("ministry")
    def test_does_not_keep_it_from_the_others_who_speak_for_the_institution(
        self, app: Flask, amina: Visitor, sign_in: SignIn, assessment: str, inbox: Inbox
    ) -> None:
        sign_in("KEN", role="contributor", name="Dora")
        with own_transaction(app):
            dora = db.session.scalars(sa.select(User).where(User.name == "Dora")).one()
            [ministry] = db.session.scalars(sa.select(Institution.id))
            dora.memberships[0].institution_id = ministry
        use(app, inbox.settings)
        assert "3 are late." in amina.get(f"{assessment}progress").words
        amina.submit(amina.get(f"{assessment}reminders"), "Send them by mail", BY_MAIL)
        people = [email_of(app, name) for name in ("Chidi", "Abena", "Dora")]
        assert sorted(inbox.next()["To"] for _one in people) == sorted(people)
        assert inbox.is_empty

    @pytest.mark.usefixtures("ministry")
    def test_can_be_reminded_as_the_institution_alone(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        page = reminder(amina, assessment, "Ministry of Justice")
        assert text(page).strip().startswith("Dear colleagues of Ministry of Justice,")
        amina.submit(page, "I have sent it", BY_HAND)
        assert trail(app) == [("reminder sent", "Ministry of Justice")]


class TestByHand:
    def test_is_noted_and_shown(self, app: Flask, amina: Visitor, assessment: str) -> None:
        page = reminder(amina, assessment, "Chidi")
        assert "this service has no mail server" in page.words
        assert "Send it by mail" not in page.words
        done = amina.follow(amina.submit(page, "I have sent it", BY_HAND))
        assert "Noted as reminded: Chidi." in done.words
        row = next(words(row) for row in done.all("tr") if words(row).startswith("Chidi"))
        assert "Reminded " in row
        assert trail(app) == [("reminder sent", "Chidi")]

    def test_pressed_twice_is_one(self, app: Flask, amina: Visitor, assessment: str) -> None:
        page = reminder(amina, assessment, "Chidi")
        amina.submit(page, "I have sent it", BY_HAND)
        done = amina.follow(amina.submit(page, "I have sent it", BY_HAND))
        assert "Nothing was sent" in done.words
        assert len(trail(app)) == 1

    def test_asked_to_mail_without_a_server_it_notes(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        amina.submit(reminder(amina, assessment, "Chidi"), "I have sent it", BY_MAIL)
        assert trail(app) == [("reminder sent", "Chidi")]


class TestByMail:
    def test_the_letter_goes_as_it_was_shown(
        self, app: Flask, amina: Visitor, assessment: str, inbox: Inbox
    ) -> None:
        use(app, inbox.settings)
        page = reminder(amina, assessment, "Chidi")
        shown = text(page).removeprefix("\n")
        done = amina.follow(amina.submit(page, "Send it by mail", BY_MAIL))
        assert "Sent to: Chidi." in done.words
        message = inbox.next()
        assert message["To"] == email_of(app, "Chidi")
        assert message["Subject"] == "Second assessment: one question waits for your answer"
        assert words_of(message) == shown
        amina.submit(page, "Send it by mail", BY_MAIL)
        assert inbox.is_empty
        assert trail(app) == [("reminder sent", "Chidi")]

    def test_to_all_who_are_late_but_not_to_who_answered_since(
        self, app: Flask, amina: Visitor, assessment: str, inbox: Inbox
    ) -> None:
        use(app, inbox.settings)
        page = amina.get(f"{assessment}reminders")
        answer(amina, assessment, R02_3="2")
        amina.submit(page, "Send them by mail", BY_MAIL)
        assert inbox.next()["To"] == email_of(app, "Abena")
        assert inbox.is_empty

    def test_what_the_server_does_not_take_is_said_and_told(
        self, app: Flask, amina: Visitor, assessment: str, inbox: Inbox
    ) -> None:
        use(app, inbox.settings)
        rename_address(app, "Chidi", REFUSED)
        page = amina.get(f"{assessment}reminders")
        done = amina.follow(amina.submit(page, "Send them by mail", BY_MAIL))
        assert "Sent to: Abena." in done.words
        assert "did not take the letter to: Chidi. Copy the text." in done.words
        assert "Not taken by the mail server" in done.words
        assert trail(app) == [
            ("reminder sent", "Chidi"),
            ("reminder sent", "Abena"),
            ("reminder not taken by the mail server", "Chidi"),
        ]

    def test_a_server_that_is_away_is_not_waited_for_again_and_again(
        self, app: Flask, amina: Visitor, sign_in: SignIn, assessment: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("Dora", "Emeka"):
            sign_in("KEN", role="contributor", name=name)
            give(app, assessment, name, "R04.1", due_on=date(2026, 1, 1))
        use(app, MailSettings("localhost", mail_server.free_port(), "CPSA <cpsa@example.org>", "none"))
        tried: list[str] = []

        def send(to: str, *_letter: str) -> bool:
            tried.append(to)
            return False

        monkeypatch.setattr("webapp.mail.send", send)
        page = amina.get(f"{assessment}reminders")
        done = amina.follow(amina.submit(page, "Send them by mail", BY_MAIL))
        assert len(tried) == 2
        assert "Dora, Emeka, Chidi, Abena. Copy the text." in done.words

    def test_nobody_else_waits_while_a_letter_is_under_way(
        self,
        app: Flask,
        amina: Visitor,
        sign_in: SignIn,
        assessment: str,
        inbox: Inbox,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        use(app, inbox.settings)
        colleague = sign_in("KEN")

        with ThreadPoolExecutor(1) as thread:

            def send(*_letter: str) -> bool:
                saving = thread.submit(answer, colleague, assessment, R02_4="dont_know")
                return saving.result(timeout=SECONDS_TO_WAIT).status == 303

            monkeypatch.setattr("webapp.mail.send", send)
            page = reminder(amina, assessment, "Chidi")
            assert "Sent to: Chidi." in amina.follow(amina.submit(page, "Send it", BY_MAIL)).words
