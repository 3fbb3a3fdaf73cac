"""Passkeys sign their owner in, with and without a password, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from tests.webapp.second_factors import (
    add_person,
    code_of,
    give_code,
    set_up_authenticator,
    sign_in_with_password,
)
from tests.webapp.soft_key import SoftKey, add_passkey, asked_to_sign_in, question_on, sign_in_with
from tests.webapp.test_sessions import copy_of, is_signed_in
from tests.webapp.trail import events
from webapp.database import own_transaction
from webapp.records import people

AMINA, RIGHT = "amina@example.org", "a kettle on the roof"


@pytest.fixture
def key(app: Flask) -> SoftKey:
    """The passkey of Amina, a contributor in Kenya."""
    return passkey_of(app, AMINA)


def passkey_of(app: Flask, email: str, **roles: bool) -> SoftKey:
    """Somebody with a password and a passkey."""
    with own_transaction(app):
        user = add_person(email, RIGHT, "KEN")
        for role, is_held in roles.items():
            setattr(user, role, is_held)
    visitor = Visitor(app)
    sign_in_with_password(visitor, email, RIGHT)
    key = add_passkey(visitor)
    visitor.submit(visitor.get("/"), "Sign out", expect=302)
    return key


class TestSigningIn:
    def test_needs_nothing_else(self, app: Flask, visitor: Visitor, key: SoftKey) -> None:
        assert sign_in_with(visitor, key).location == "/"
        assert is_signed_in(visitor)
        assert events(app, "signed in")[-1].details == '{"by_means_of": "webauthn"}'

    def test_counts_as_a_second_factor(self, app: Flask, visitor: Visitor) -> None:
        key = passkey_of(app, AMINA, is_administrator=True)
        sign_in_with(visitor, key)
        assert is_signed_in(visitor)

    def test_leads_on_to_the_page_that_was_asked_for_and_never_to_another_site(
        self, app: Flask, key: SoftKey
    ) -> None:
        for wanted, reached in (("/account", "/account"), ("https://evil.example/", "/")):
            visitor = Visitor(app)
            page = visitor.get(f"/sign-in?next={wanted}")
            page = visitor.submit(page, "Sign in with a passkey", expect=200)
            action, asked, fields = question_on(page)
            answer = visitor.post(action, {**fields, "credential": key.answer_to(asked)}, expect=302)
            assert answer.location == reached

    def test_after_the_password_it_is_the_second_step(
        self, app: Flask, visitor: Visitor, key: SoftKey
    ) -> None:
        answer = sign_in_with_password(visitor, AMINA, RIGHT)
        assert answer.location.startswith("/sign-in/passkey")
        assert not is_signed_in(visitor)
        thief = copy_of(app, visitor)
        page = visitor.submit(visitor.follow(answer), "Continue with a passkey", expect=200)
        action, asked, fields = question_on(page)
        visitor.post(action, {**fields, "credential": key.answer_to(asked)}, expect=302)
        assert is_signed_in(visitor)
        assert not is_signed_in(thief)
        assert '"passkey"' in events(app, "signed in")[-1].details

    def test_who_has_an_app_too_chooses_between_them(
        self, app: Flask, visitor: Visitor, key: SoftKey
    ) -> None:
        sign_in_with(visitor, key)
        visitor.submit(visitor.get("/account/authenticator"), "Finish", {"code": "000000"}, expect=422)
        set_up_authenticator(visitor)
        visitor.submit(visitor.get("/"), "Sign out", expect=302)
        answer = sign_in_with_password(visitor, AMINA, RIGHT)
        page = visitor.follow(answer)
        assert page.path.startswith("/sign-in/second-step")
        answer = visitor.submit(page, fields={"which": "authenticator"}, expect=302)
        assert answer.location.startswith("/sign-in/code")
        give_code(visitor, code_of(app, AMINA, steps=1))
        assert is_signed_in(visitor)


class TestNobodyElse:
    """Whatever is wrong with an answer, nobody comes in, and is told the same."""

    def refused(self, visitor: Visitor, answer: str, action: str, fields: dict[str, Any]) -> None:
        sent = visitor.post(action, {**fields, "credential": answer}, expect=302)
        assert "was not accepted" in visitor.follow(sent).words
        assert not is_signed_in(visitor)

    def test_an_answer_works_once_even_with_a_device_that_does_not_count(
        self, app: Flask, visitor: Visitor, key: SoftKey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(key, "_data", lambda flags=0: SoftKey._data(silent(key), flags))
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        answer = key.answer_to(asked)
        thief = Visitor(app)
        _action, _asked, own = question_on(asked_to_sign_in(thief))
        visitor.post(action, {**fields, "credential": answer}, expect=302)
        assert is_signed_in(visitor)
        self.refused(thief, answer, action, own)

    def test_an_answer_to_another_site_or_another_question(self, visitor: Visitor, key: SoftKey) -> None:
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        self.refused(visitor, key.answer_to(asked, origin="https://evil.example"), action, fields)
        self.refused(visitor, key.answer_to(asked | {"challenge": "AAAA"}), action, fields)

    def test_a_key_that_nobody_unlocked(self, visitor: Visitor, key: SoftKey) -> None:
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        self.refused(visitor, key.locked().answer_to(asked), action, fields)

    def test_an_unknown_key_and_what_is_no_answer(self, visitor: Visitor) -> None:
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        for answer in (SoftKey().answer_to(asked), "", "{}", "no JSON", '{"id": 1}', "[]"):
            self.refused(visitor, answer, action, fields)

    def test_a_person_whose_account_is_closed(self, app: Flask, visitor: Visitor, key: SoftKey) -> None:
        with own_transaction(app):
            user = people.user_with_email(AMINA)
            assert user is not None
            people.close_account(user)
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        self.refused(visitor, key.answer_to(asked), action, fields)
        assert dump(app)["server_sessions"] == []

    def test_somebody_elses_key_after_the_password(self, app: Flask, visitor: Visitor, key: SoftKey) -> None:
        other = passkey_of(app, "ben@example.org")
        answer = sign_in_with_password(visitor, AMINA, RIGHT)
        page = visitor.submit(visitor.follow(answer), "Continue with a passkey", expect=200)
        action, asked, fields = question_on(page)
        self.refused(visitor, other.answer_to(asked), action, fields)
        assert key

    def test_a_page_that_is_forged(self, visitor: Visitor, key: SoftKey) -> None:
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        sent = visitor.post(action + "x", {**fields, "credential": key.answer_to(asked)}, expect=302)
        assert sent.location == "/sign-in/passkey"
        assert not is_signed_in(visitor)

    def test_too_many_attempts(self, visitor: Visitor) -> None:
        action, asked, fields = question_on(asked_to_sign_in(visitor))
        answer = SoftKey().answer_to(asked)
        for _ in range(20):
            visitor.post(action, {**fields, "credential": answer}, expect=302)
        visitor.post(action, {**fields, "credential": answer}, expect=429)


def silent(key: SoftKey) -> SoftKey:
    """The key with its count of uses taken back."""
    key._uses = 0
    return key


class TestHavingThem:
    def test_the_first_one_ends_sessions_elsewhere_and_is_in_the_trail(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        elsewhere = copy_of(app, person)
        add_passkey(person)
        assert "make recovery codes" in person.get("/account/second-factors").words
        assert is_signed_in(person)
        assert not is_signed_in(elsewhere)
        [event] = events(app, "second factor added")
        assert event.details == '{"which": "passkey"}'

    def test_they_are_listed_by_name_and_removed(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        add_passkey(person, "Laptop at home")
        add_passkey(person, "Red key")
        page = person.get("/account/passkeys")
        assert "Laptop at home" in page.words
        person.submit(page, 0, expect=302)
        page = person.get("/account/passkeys")
        assert "Laptop at home" not in page.words
        assert "Red key" in page.words
        assert len(events(app, "second factor removed")) == 1

    def test_nobody_removes_somebody_elses(self, app: Flask, sign_in: SignIn) -> None:
        person, stranger = sign_in("KEN"), sign_in("KEN")
        add_passkey(person, "Office laptop")
        add_passkey(stranger, "Blue key")
        stranger.submit(stranger.get("/account/passkeys"), 0, {"name": "Office laptop"}, expect=302)
        assert len(dump(app)["passkeys"]) == 2

    def test_the_last_one_of_somebody_who_must_have_one_stays(self, app: Flask) -> None:
        key = passkey_of(app, AMINA, is_unodc_officer=True)
        visitor = Visitor(app)
        sign_in_with(visitor, key)
        answer = visitor.submit(visitor.get("/account/passkeys"), 0, expect=302)
        assert "before you remove this one" in visitor.follow(answer).words
        assert len(dump(app)["passkeys"]) == 1

    @pytest.mark.parametrize("name", ["", "x" * 65, "Office laptop"])
    def test_a_name_must_be_a_name_and_ones_own(self, sign_in: SignIn, name: str) -> None:
        person = sign_in("KEN")
        add_passkey(person, "Office laptop")
        page = person.submit(person.get("/account/passkeys"), "Continue", {"name": name}, expect=422)
        assert "Give the passkey a name" in page.words

    def test_a_key_that_cannot_be_unlocked_is_not_added(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        add_passkey(person, key=SoftKey(is_unlocked=False))
        assert "was not added" in person.get("/account/passkeys").words
        assert dump(app)["passkeys"] == []

    def test_what_is_posted_beside_the_name_changes_nothing(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = person.get("/account/passkeys")
        asked = person.submit(page, "Continue", {"name": "Key", "usage": "secondary"}, expect=200)
        action, options, fields = question_on(asked)
        person.post(action, {**fields, "credential": SoftKey().made_for(options)}, expect=302)
        assert dump(app)["passkeys"][0]["usage"] == "first"

    def test_at_an_address_that_is_a_number_they_are_not_offered(self, app: Flask) -> None:
        client = app.test_client()
        assert "passkey" not in client.get("/sign-in", base_url="http://127.0.0.1").text
        assert "passkey" in client.get("/sign-in", base_url="http://localhost").text
