"""People change their e-mail address: confirmed where mail is sent, by an administrator where it is not.
Nobody learns from it who has an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.webapp import mail_server
from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import statements
from tests.webapp.mail_server import Inbox, link_in, wait_for_the_background, words_of
from tests.webapp.pages import Page, Visitor
from tests.webapp.second_factors import add_person, sign_in_with_password
from tests.webapp.test_kept import sign_in_again
from tests.webapp.test_sessions import is_signed_in
from tests.webapp.trail import events
from webapp.database import own_transaction
from webapp.records import people

AMINA, RIGHT, NEW = "amina@example.org", "a kettle on the roof", "amina.otieno@example.com"
TAKEN = "ben@example.org"
PAGE = "/account/email"


@pytest.fixture
def amina(app: Flask) -> Visitor:
    """A contributor in Kenya, signed in; Ben has an account in France."""
    with own_transaction(app):
        add_person(AMINA, RIGHT, "KEN")
        add_person(TAKEN, RIGHT, "FRA")
    visitor = Visitor(app)
    sign_in_with_password(visitor, AMINA, RIGHT)
    return visitor


def ask(visitor: Visitor, email: str = NEW, password: str = RIGHT, *, expect: int = 303) -> Page:
    """Fills in the page for it."""
    fields = {"email": email, "password": password}
    return visitor.submit(visitor.get(PAGE), "Send the link", fields, expect=expect)


def addresses(app: Flask) -> list[str]:
    """The e-mail addresses of all accounts."""
    return [row["email"] for row in dump(app)["users"]]


class TestWhereMailIsSent:
    @pytest.fixture
    def inbox(self) -> Iterator[Inbox]:
        with mail_server.mail_server() as started:
            yield started

    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, Any]:
        return {"mail": inbox.settings}

    def mails(self, inbox: Inbox, number: int) -> dict[str, str]:
        """The next mails: their text by whom they went to."""
        found = [inbox.next() for _ in range(number)]
        return {message["To"]: words_of(message) for message in found}

    def link_to_new(self, visitor: Visitor, inbox: Inbox) -> str:
        """The link that comes to the new address after asking for it."""
        ask(visitor)
        both = [inbox.next(), inbox.next()]
        [found] = [message for message in both if message["To"] == NEW]
        return link_in(found)

    def test_it_changes_when_the_link_sent_to_the_new_one_is_used_and_the_old_one_is_told(
        self, app: Flask, amina: Visitor, inbox: Inbox
    ) -> None:
        answer = amina.follow(ask(amina, NEW.upper()))
        assert "A link is on its way" in answer.words
        assert addresses(app)[0] == AMINA
        both = [inbox.next(), inbox.next()]
        told = {message["To"].lower(): message for message in both}
        assert "is to be changed" in told[AMINA]["Subject"]
        page = amina.get(link_in(told[NEW]))
        assert addresses(app)[0] == AMINA
        assert "From now on you sign in with" in amina.follow(amina.submit(page)).words
        assert "was changed" in self.mails(inbox, 1)[AMINA]
        assert addresses(app)[0] == NEW
        sign_in_with_password(Visitor(app), AMINA, RIGHT, expect=422)
        sign_in_with_password(Visitor(app), NEW, RIGHT)
        [event] = events(app, "e-mail address changed")
        assert (event.actor_id, event.country_code, event.subject) == (1, "KEN", NEW)
        assert AMINA in event.details

    def test_the_link_works_in_another_browser_once_for_a_day(
        self, app: Flask, amina: Visitor, inbox: Inbox, clock_stands: Clock
    ) -> None:
        link = self.link_to_new(amina, inbox)
        clock_stands.goes_on(hours=23)
        other, late = Visitor(app), Visitor(app)
        waiting = late.get(link)
        assert other.submit(other.get(link)).location == "/sign-in"
        assert not is_signed_in(other)
        late.submit(waiting, expect=404)
        late.get(link, expect=404)

    def test_an_old_link_is_dead(self, app: Flask, amina: Visitor, inbox: Inbox, clock_stands: Clock) -> None:
        link = self.link_to_new(amina, inbox)
        clock_stands.goes_on(hours=25)
        Visitor(app).get(link, expect=404)

    def test_one_that_is_taken_gets_the_same_answer_for_the_same_work(
        self, app: Flask, amina: Visitor, inbox: Inbox
    ) -> None:
        answers = []
        for email in ("free@example.org", TAKEN):
            page = amina.get(PAGE)
            with statements(app) as sent:
                answer = amina.submit(page, "Send the link", {"email": email, "password": RIGHT})
            answers.append((sent, answer.location, amina.follow(answer).words.replace(email, "…")))
        wait_for_the_background()
        assert answers[0] == answers[1]
        told = self.mails(inbox, 4)
        assert "There is an account with it already" in told[TAKEN]
        assert "confirm-email" not in told[TAKEN]
        assert [row["email"] for row in dump(app)["personal_links"]] == ["free@example.org"]

    def test_one_that_is_taken_meanwhile_stays_whose_it_is(
        self, app: Flask, amina: Visitor, inbox: Inbox
    ) -> None:
        link = self.link_to_new(amina, inbox)
        with own_transaction(app):
            add_person(NEW, RIGHT, "FRA")
        amina.submit(amina.get(link), expect=404)
        assert addresses(app) == [AMINA, TAKEN, NEW]

    def test_the_password_is_asked_for(self, app: Flask, amina: Visitor, inbox: Inbox) -> None:
        page = ask(amina, password="a kettle on the wall", expect=422)
        assert "password is not right" in page.words
        assert f'value="{NEW}"' in page.text
        wait_for_the_background()
        assert inbox.is_empty
        assert dump(app)["personal_links"] == []

    @pytest.mark.parametrize("email", ["", "amina", "a" * 300 + "@example.org", AMINA])
    def test_what_is_no_new_address_is_refused(self, amina: Visitor, email: str) -> None:
        assert ask(amina, email, expect=422).text.count("field__error") == 1

    def test_asking_often_is_slowed_down(self, amina: Visitor) -> None:
        for number in range(5):
            ask(amina, f"{number}@example.com")
        ask(amina, expect=429)

    def test_typed_before_the_session_ended_is_there_again_but_for_the_password(
        self, app: Flask, amina: Visitor
    ) -> None:
        _action, fields = amina.get(PAGE).fields("Send the link")
        again = sign_in_again(app, AMINA)
        again.post(PAGE, {**fields, "email": NEW, "password": RIGHT})
        page = again.get(PAGE)
        assert f'value="{NEW}"' in page.text
        assert RIGHT not in repr(dump(app)["kept_drafts"])
        again.submit(page, "Send the link", {"password": RIGHT})
        assert "Your text is back" not in again.get(PAGE).words


def test_without_mail_the_page_says_whom_to_ask_and_takes_nothing(app: Flask, amina: Visitor) -> None:
    page = amina.get(PAGE)
    assert "Ask the administrator" in page.words
    _action, fields = page.fields("Sign out")
    before = dump(app)
    amina.post(PAGE, {**fields, "email": NEW, "password": RIGHT}, expect=422)
    assert dump(app) == before


class TestByAnAdministrator:
    @pytest.fixture
    def administrator(self, sign_in: SignIn, amina: Visitor) -> Visitor:  # noqa: ARG002  # Amina is there
        return sign_in(None, is_administrator=True)

    def test_it_is_changed_and_the_person_signs_in_with_it(self, app: Flask, administrator: Visitor) -> None:
        page = administrator.get("/administration/people/1/email")
        administrator.submit(page, fields={"email": NEW.upper()})
        assert addresses(app)[0] == NEW
        sign_in_with_password(Visitor(app), NEW, RIGHT)
        [event] = events(app, "e-mail address changed")
        assert (event.actor_id, event.country_code) == (3, "KEN")

    @pytest.mark.parametrize("email", [TAKEN, TAKEN.upper(), "amina", ""])
    def test_one_that_is_taken_or_none_is_refused(
        self, app: Flask, administrator: Visitor, email: str
    ) -> None:
        page = administrator.get("/administration/people/1/email")
        administrator.submit(page, fields={"email": email}, expect=422)
        assert addresses(app)[:2] == [AMINA, TAKEN]
        assert events(app, "e-mail address changed") == []

    def test_not_ones_own(self, administrator: Visitor) -> None:
        administrator.get("/administration/people/3/email", expect=403)


def test_a_person_whose_account_is_closed_meanwhile_changes_nothing(app: Flask, amina: Visitor) -> None:
    with own_transaction(app):
        people.close_account(people.everybody()[0])
    assert amina.get(PAGE, expect=302).location.startswith("/sign-in")
