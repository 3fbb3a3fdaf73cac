"""A forgotten password: a link by mail or from somebody who may help, used once. Nobody learns who has an
account, nobody gets past a second factor, and nobody is locked out for good.
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
from tests.webapp.second_factors import (
    add_person,
    code_of,
    give_authenticator,
    give_code,
    sign_in_with_password,
)
from tests.webapp.test_sessions import is_signed_in
from tests.webapp.trail import events
from webapp import accounts
from webapp.accounts.password_links import make_password_link
from webapp.database import own_transaction
from webapp.records import people

AMINA, OLD, NEW = "amina@example.org", "a kettle on the roof", "seven lamps under a slow river"
CLOSED, NOBODY = "closed@example.org", "nobody@example.org"
PAGE = "/forgotten-password"


@pytest.fixture(autouse=True)
def amina(app: Flask) -> None:
    """A contributor in Kenya with a password, and a colleague whose account is closed."""
    with own_transaction(app):
        add_person(AMINA, OLD, "KEN")
        people.close_account(add_person(CLOSED, OLD, "KEN"))


def link_for(app: Flask, email: str = AMINA) -> str:
    """The path of a new link for that person."""
    with own_transaction(app):
        person = people.user_with_email(email)
        assert person is not None
        return make_password_link(person).removeprefix("http://localhost")


def choose(visitor: Visitor, link: str, password: str = NEW, *, expect: int = 303) -> Page:
    """Opens the link and chooses that password."""
    return visitor.submit(visitor.get(link), fields={"password": password}, expect=expect)


class TestAsking:
    """Where mail is sent, everybody asks for a link and is answered alike."""

    @pytest.fixture
    def inbox(self) -> Iterator[Inbox]:
        with mail_server.mail_server() as started:
            yield started

    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, Any]:
        return {"mail": inbox.settings}

    def ask(self, visitor: Visitor, email: str, *, expect: int = 303) -> Page:
        """Fills in the page for it."""
        return visitor.submit(visitor.get(PAGE), fields={"email": email}, expect=expect)

    def test_a_link_comes_by_mail_and_the_new_password_lets_in(self, app: Flask, inbox: Inbox) -> None:
        visitor = Visitor(app)
        assert PAGE in visitor.get("/sign-in").links()
        asked = visitor.follow(self.ask(visitor, " AMINA@example.org "))
        assert "If there is an account with this address" in asked.words
        message = inbox.next()
        assert message["To"] == AMINA
        assert "24 hours" in words_of(message)
        page = visitor.follow(choose(visitor, link_in(message)))
        assert "Your new password is set" in page.words
        assert "was changed" in words_of(inbox.next())
        sign_in_with_password(visitor, AMINA, OLD, expect=422)
        sign_in_with_password(visitor, AMINA, NEW)
        trail = events(app, "link for a new password asked for", "password chosen by a link")
        told = [(event.subject, event.country_code, event.address) for event in trail]
        assert told == [(AMINA, "KEN", "127.0.0.1")] * 2

    def test_unknown_closed_and_known_accounts_get_the_same_answer_for_the_same_work(
        self, app: Flask, inbox: Inbox
    ) -> None:
        answers = []
        for email in (AMINA, CLOSED, NOBODY):
            visitor = Visitor(app)
            page = visitor.get(PAGE)
            with statements(app) as sent:
                answer = visitor.submit(page, fields={"email": email})
            answers.append((sent, answer.location, visitor.follow(answer).words))
        wait_for_the_background()
        assert answers[0] == answers[1] == answers[2]
        assert not any("users" in statement for statement in answers[0][0])
        assert inbox.next()["To"] == AMINA
        assert inbox.is_empty
        assert [row["user_id"] for row in dump(app)["personal_links"]] == [1]

    def test_what_is_no_address_is_refused_in_words(self, visitor: Visitor) -> None:
        page = self.ask(visitor, "amina", expect=422)
        assert "name@example.org" in page.words
        assert 'value="amina"' in page.text

    @pytest.mark.parametrize("email", [AMINA, NOBODY])
    def test_asking_often_is_slowed_down_for_any_address_and_time_frees_it(
        self, app: Flask, clock_stands: Clock, email: str
    ) -> None:
        for _ in range(5):
            self.ask(Visitor(app), email)
        self.ask(Visitor(app), email, expect=429)
        # Signing in is not slowed down by somebody else's asking.
        sign_in_with_password(Visitor(app), AMINA, OLD)
        clock_stands.goes_on(minutes=16)
        self.ask(Visitor(app), email)

    def test_asking_for_many_is_slowed_down_for_where_it_comes_from(self, app: Flask) -> None:
        visitor = Visitor(app)
        for number in range(50):
            self.ask(visitor, f"{number}@example.org")
        self.ask(visitor, AMINA, expect=429)

    def test_the_link_begins_with_the_configured_address_whatever_host_was_asked(
        self, app: Flask, inbox: Inbox
    ) -> None:
        visitor = Visitor(app)
        visitor.client.environ_base["HTTP_HOST"] = "127.0.0.1"
        self.ask(visitor, AMINA)
        assert "http://localhost/choose-password/" in words_of(inbox.next())


def test_without_mail_the_page_says_whom_to_ask_and_takes_nothing(app: Flask, visitor: Visitor) -> None:
    page = visitor.get(PAGE)
    assert "Ask the focal point of your country" in page.words
    assert not [field for field in page.all("input") if field.get("name") == "email"]
    _action, fields = visitor.get("/sign-in").fields()
    before = dump(app)
    visitor.post(PAGE, {**fields, "email": AMINA}, expect=422)
    assert dump(app) == before


class TestTheLink:
    def test_works_once_and_opening_it_spends_nothing(self, app: Flask) -> None:
        link = link_for(app)
        first, second = Visitor(app), Visitor(app)
        waiting = second.get(link)
        choose(first, link)
        second.submit(waiting, fields={"password": "another kettle on a hill"}, expect=404)
        assert "does not work" in second.get(link, expect=404).words
        sign_in_with_password(first, AMINA, NEW)

    def test_expires_after_a_day_and_says_so_before(self, app: Flask, clock_stands: Clock) -> None:
        link = link_for(app)
        clock_stands.goes_on(hours=23)
        assert "This link works once, until" in Visitor(app).get(link).words
        clock_stands.goes_on(hours=2)
        Visitor(app).get(link, expect=404)

    def test_its_token_is_stored_as_a_hash(self, app: Flask) -> None:
        assert link_for(app).rpartition("/")[2] not in repr(dump(app))

    def test_one_that_is_used_makes_all_others_worthless(self, app: Flask) -> None:
        links = [link_for(app), link_for(app)]
        choose(Visitor(app), links[1])
        Visitor(app).get(links[0], expect=404)

    def test_of_somebody_whose_account_is_closed_is_worthless(self, app: Flask) -> None:
        link = link_for(app)
        with own_transaction(app):
            people.close_account(people.everybody()[0])
        Visitor(app).get(link, expect=404)
        with own_transaction(app):
            people.open_account(people.everybody()[0])
        Visitor(app).get(link, expect=404)

    def test_signs_nobody_in_and_ends_every_session(self, app: Flask) -> None:
        signed_in, visitor = Visitor(app), Visitor(app)
        sign_in_with_password(signed_in, AMINA, OLD)
        assert choose(visitor, link_for(app)).location == "/sign-in"
        assert not is_signed_in(visitor)
        assert not is_signed_in(signed_in)

    def test_leads_past_no_second_factor(self, app: Flask) -> None:
        with own_transaction(app):
            person = people.user_with_email(AMINA)
            assert person is not None
            give_authenticator(app, person)
        visitor = Visitor(app)
        choose(visitor, link_for(app))
        assert sign_in_with_password(visitor, AMINA, NEW).location == "/sign-in/code?next=/"
        assert not is_signed_in(visitor)
        give_code(visitor, code_of(app, AMINA))
        assert is_signed_in(visitor)

    @pytest.mark.parametrize("password", ["", "short", "Amina Otieno, Kenya"])
    def test_is_not_spent_by_a_password_that_is_easy_to_guess(self, app: Flask, password: str) -> None:
        link, visitor = link_for(app), Visitor(app)
        choose(visitor, link, password, expect=422)
        choose(visitor, link)

    def test_frees_an_account_that_guessing_had_slowed_down(self, app: Flask) -> None:
        visitor = Visitor(app)
        for _ in range(10):
            sign_in_with_password(visitor, AMINA, "wrong wrong wrong", expect=422)
        choose(visitor, link_for(app))
        sign_in_with_password(visitor, AMINA, NEW)

    def test_guessing_links_is_slowed_down(self, app: Flask, clock_stands: Clock) -> None:
        link, visitor = link_for(app), Visitor(app)
        page = visitor.get(link)
        _action, fields = page.fields()
        for number in range(20):
            visitor.post(f"/choose-password/{number}", fields, expect=404)
        visitor.submit(page, fields={"password": NEW}, expect=429)
        clock_stands.goes_on(minutes=16)
        visitor.submit(page, fields={"password": NEW})


def test_a_link_for_another_purpose_chooses_no_password(app: Flask, sign_in: SignIn) -> None:
    sign_in("KEN")
    with own_transaction(app):
        token = accounts.make_sign_in_link(people.everybody()[0]).rpartition("/")[2]
    Visitor(app).get(f"/choose-password/{token}", expect=404)
