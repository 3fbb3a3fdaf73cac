"""A password alone opens nothing for who has a second factor, and next to nothing for who must have one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.second_factors import (
    add_person,
    code_for_key,
    code_of,
    give_authenticator,
    give_code,
    set_up_authenticator,
    sign_in_with_password,
)
from tests.webapp.test_sessions import copy_of, is_signed_in
from tests.webapp.trail import events
from webapp.database import db, own_transaction
from webapp.records import people
from webapp.tables import Country, User

AMINA, RIGHT = "amina@example.org", "a kettle on the roof"


@pytest.fixture
def amina(app: Flask) -> Visitor:
    """A contributor in Kenya with an authenticator app, before signing in."""
    with own_transaction(app):
        give_authenticator(app, add_person(AMINA, RIGHT, "KEN"))
    return Visitor(app)


def codes_on(page: Page) -> list[str]:
    """The recovery codes that a page shows."""
    return [words(element) for element in page.all("code")]


def recovery_codes_of(app: Flask, visitor: Visitor) -> list[str]:
    """New recovery codes of whoever is signed in."""
    page = visitor.get("/account/recovery-codes")
    return codes_on(visitor.submit(page, "Make new codes", expect=200))


def give_recovery_code(visitor: Visitor, code: str, *, expect: int = 302) -> Page:
    """Types it into the page for it."""
    return visitor.submit(visitor.get("/sign-in/recovery-code"), fields={"code": code}, expect=expect)


class TestTheSecondStep:
    def test_comes_after_the_password_and_until_then_nothing_opens(self, app: Flask, amina: Visitor) -> None:
        answer = sign_in_with_password(amina, AMINA, RIGHT)
        assert answer.location == "/sign-in/code?next=/"
        for page in ("/", "/account", "/account/second-factors", "/account/authenticator"):
            assert amina.get(page, expect=302).location.startswith("/sign-in?")
        assert events(app, "signed in") == []
        give_code(amina, code_of(app, AMINA))
        assert is_signed_in(amina)
        [event] = events(app, "signed in")
        assert event.details == '{"by_means_of": "authenticator app"}'

    def test_leads_on_to_the_page_that_was_asked_for(self, app: Flask, amina: Visitor) -> None:
        page = amina.get("/sign-in?next=/account")
        answer = amina.submit(page, fields={"email": AMINA, "password": RIGHT}, expect=302)
        page = amina.get(answer.location)
        answer = amina.submit(page, fields={"code": code_of(app, AMINA)}, expect=302)
        assert answer.location == "/account"

    def test_begins_a_new_session_so_that_the_cookie_of_the_first_step_is_worthless(
        self, app: Flask, amina: Visitor
    ) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        thief = copy_of(app, amina)
        give_code(amina, code_of(app, AMINA))
        assert is_signed_in(amina)
        assert not is_signed_in(thief)
        thief.get("/sign-in/code", expect=302)
        assert len(dump(app)["server_sessions"]) == 1

    def test_must_be_taken_within_ten_minutes(self, amina: Visitor, clock_stands: Clock) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        clock_stands.goes_on(minutes=11)
        assert amina.get("/sign-in/code", expect=302).location == "/sign-in"

    def test_is_not_open_to_who_has_not_given_the_password(self, visitor: Visitor) -> None:
        for page in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/second-step"):
            assert visitor.get(page, expect=302).location == "/sign-in"

    def test_a_session_of_the_first_step_is_not_listed(self, app: Flask, amina: Visitor) -> None:
        other = Visitor(app)
        sign_in_with_password(other, AMINA, RIGHT)
        sign_in_with_password(amina, AMINA, RIGHT)
        give_code(amina, code_of(app, AMINA))
        rows = [row for row in amina.get("/account/sessions").all("tr") if row.find("td") is not None]
        assert len(rows) == 1


class TestCodes:
    def test_each_works_once(self, app: Flask, amina: Visitor, clock_stands: Clock) -> None:
        code = code_of(app, AMINA)
        sign_in_with_password(amina, AMINA, RIGHT)
        give_code(amina, code)
        other = Visitor(app)
        sign_in_with_password(other, AMINA, RIGHT)
        page = give_code(other, code, expect=422)
        assert "used already" in page.words
        clock_stands.goes_on(seconds=30)
        give_code(other, code_of(app, AMINA))

    @pytest.mark.usefixtures("amina")
    def test_each_works_once_when_it_is_sent_twice_at_the_same_moment(self, app: Flask) -> None:
        code = code_of(app, AMINA)
        doors = [Visitor(app) for _ in range(4)]
        forms = []
        for door in doors:
            sign_in_with_password(door, AMINA, RIGHT)
            forms.append(door.get("/sign-in/code").fields())

        def knock(number: int) -> int:
            action, fields = forms[number]
            return doors[number].client.post(action, data={**fields, "code": code}).status_code

        with ThreadPoolExecutor(4) as crowd:
            assert sorted(crowd.map(knock, range(4))) == [302, 422, 422, 422]

    def test_may_be_typed_with_spaces_and_in_other_digits_and_be_half_a_minute_off(
        self, app: Flask, amina: Visitor
    ) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        code = code_of(app, AMINA, steps=-1)
        arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        give_code(amina, f" {arabic[:3]} {arabic[3:]} ")

    @pytest.mark.parametrize("steps", [-2, 2, 100])
    def test_of_other_times_are_refused(self, app: Flask, amina: Visitor, steps: int) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        give_code(amina, code_of(app, AMINA, steps=steps), expect=422)

    @pytest.mark.parametrize("typed", ["", "abc", "12345\x00", "1" * 1000, "²²²²²²"])
    def test_what_is_no_code_is_refused_in_words(self, amina: Visitor, typed: str) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        assert "not right" in give_code(amina, typed, expect=422).words

    def test_of_somebody_else_are_refused(self, app: Flask, amina: Visitor) -> None:
        with own_transaction(app):
            give_authenticator(app, add_person("ben@example.org", RIGHT, "KEN"))
        sign_in_with_password(amina, AMINA, RIGHT)
        give_code(amina, code_of(app, "ben@example.org"), expect=422)

    def test_ten_failures_slow_the_second_step_down_even_if_the_password_is_given_anew(
        self, app: Flask, amina: Visitor, clock_stands: Clock
    ) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        for _ in range(10):
            give_code(amina, "000000", expect=422)
        assert len(events(app, "sign-in failed")) == 10
        again = Visitor(app)
        sign_in_with_password(again, AMINA, RIGHT)
        give_code(again, code_of(app, AMINA), expect=429)
        give_recovery_code(again, "1234-1234-1234", expect=429)
        clock_stands.goes_on(minutes=16)
        sign_in_with_password(again, AMINA, RIGHT)
        give_code(again, code_of(app, AMINA))

    def test_the_table_holds_no_secret_that_would_work(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = person.get("/account/authenticator")
        [key] = codes_on(page)
        person.submit(page, "Finish", {"code": code_for_key(app, page)}, expect=200)
        stored = repr(dump(app))
        assert key.replace("-", "") not in stored
        assert key not in stored


class TestRecoveryCodes:
    @pytest.fixture
    def codes(self, app: Flask, amina: Visitor) -> list[str]:
        """Amina's codes; she is signed out again."""
        sign_in_with_password(amina, AMINA, RIGHT)
        give_code(amina, code_of(app, AMINA))
        codes = recovery_codes_of(app, amina)
        amina.submit(amina.get("/"), "Sign out", expect=302)
        return codes

    def test_each_lets_in_once(self, app: Flask, codes: list[str]) -> None:
        assert len(set(codes)) == 10
        for expect in (302, 422):
            visitor = Visitor(app)
            sign_in_with_password(visitor, AMINA, RIGHT)
            give_recovery_code(visitor, codes[0].upper().replace("-", " "), expect=expect)
        give_recovery_code(visitor, codes[1])
        assert is_signed_in(visitor)
        assert [event.details for event in events(app, "recovery code used")] == [
            '{"left": "9"}',
            '{"left": "8"}',
        ]

    def test_each_lets_in_once_when_it_is_sent_twice_at_the_same_moment(
        self, app: Flask, codes: list[str]
    ) -> None:
        doors = [Visitor(app) for _ in range(4)]
        forms = []
        for door in doors:
            sign_in_with_password(door, AMINA, RIGHT)
            forms.append(door.get("/sign-in/recovery-code").fields())

        def knock(number: int) -> int:
            action, fields = forms[number]
            return doors[number].client.post(action, data={**fields, "code": codes[0]}).status_code

        with ThreadPoolExecutor(4) as crowd:
            assert sorted(crowd.map(knock, range(4))) == [302, 422, 422, 422]

    def test_are_shown_once_and_stored_encrypted(self, app: Flask, amina: Visitor, codes: list[str]) -> None:
        stored = repr(dump(app))
        for code in codes:
            assert code not in stored
        sign_in_with_password(amina, AMINA, RIGHT)
        give_recovery_code(amina, codes[0])
        page = amina.get("/account/recovery-codes")
        assert codes_on(page) == []
        assert "9 codes left" in page.words

    def test_new_ones_replace_the_old(self, app: Flask, amina: Visitor, codes: list[str]) -> None:
        sign_in_with_password(amina, AMINA, RIGHT)
        give_recovery_code(amina, codes[0])
        new = recovery_codes_of(app, amina)
        other = Visitor(app)
        sign_in_with_password(other, AMINA, RIGHT)
        give_recovery_code(other, codes[1], expect=422)
        give_recovery_code(other, new[1])

    def test_nobody_has_any_without_a_second_factor(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assert person.get("/account/recovery-codes", expect=302).location == "/account/second-factors"


class TestSettingUpAnApp:
    def test_shows_a_picture_and_a_key_and_stores_nothing_before_a_code_is_right(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        before = dump(app)["users"]
        page = person.get("/account/authenticator")
        assert next(page.all("{http://www.w3.org/2000/svg}path")).get("d")
        again = person.submit(page, "Finish", {"code": "000000"}, expect=422)
        assert codes_on(again) == codes_on(page)
        assert dump(app)["users"] == before
        done = person.submit(again, "Finish", {"code": code_for_key(app, again)}, expect=200)
        assert len(codes_on(done)) == 10
        assert "Set up." in person.get("/account/second-factors").words
        [event] = events(app, "second factor added")
        assert (event.actor_id, event.country_code) == (1, "KEN")

    def test_the_first_factor_ends_the_sessions_that_came_without_one_and_renews_this_one(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        elsewhere = copy_of(app, person)
        set_up_authenticator(person)
        assert is_signed_in(person)
        assert not is_signed_in(elsewhere)

    def test_the_code_of_the_set_up_does_not_sign_in(self, app: Flask, visitor: Visitor) -> None:
        with own_transaction(app):
            add_person(AMINA, RIGHT, "KEN")
        sign_in_with_password(visitor, AMINA, RIGHT)
        page = visitor.get("/account/authenticator")
        code = code_for_key(app, page)
        visitor.submit(page, "Finish", {"code": code}, expect=200)
        other = Visitor(app)
        sign_in_with_password(other, AMINA, RIGHT)
        give_code(other, code, expect=422)

    def test_a_page_of_somebody_else_or_one_that_was_open_too_long_begins_again(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person, stranger = sign_in("KEN"), sign_in("KEN")
        page, theirs = person.get("/account/authenticator"), stranger.get("/account/authenticator")
        fields = {"code": code_for_key(app, theirs), "state": theirs.fields("Finish")[1]["state"]}
        answer = person.submit(page, "Finish", fields)
        assert answer.location == "/account/authenticator"
        answer = person.submit(page, "Finish", {"code": "000000", "state": "forged"})
        assert answer.location == "/account/authenticator"

    def test_needs_the_password_again_from_who_signed_in_a_while_ago(
        self, app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with own_transaction(app):
            add_person(AMINA, RIGHT, "KEN")
        with monkeypatch.context() as earlier:
            earlier.setattr("flask_security.utils.time.time", lambda: 1.0)
            sign_in_with_password(visitor, AMINA, RIGHT)
        answer = visitor.get("/account/authenticator", expect=302)
        assert answer.location == "/account/confirm?next=/account/authenticator"
        page = visitor.follow(answer)
        visitor.submit(page, fields={"password": "another kettle on the roof"}, expect=422)
        answer = visitor.submit(page, fields={"password": RIGHT}, expect=302)
        assert visitor.follow(answer).path == "/account/authenticator"

    def test_it_can_be_removed_again_and_recovery_codes_go_with_it(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        set_up_authenticator(person)
        page = person.submit(person.get("/account/second-factors"), "Remove")
        assert "removed" in person.follow(page).words
        [user] = dump(app)["users"]
        assert (user["tf_totp_secret"], user["mf_recovery_codes"]) == (None, None)
        assert len(events(app, "second factor removed")) == 1
        assert is_signed_in(person)


MUST: list[dict[str, Any]] = [
    {"is_administrator": True},
    {"is_unodc_officer": True},
    {"country_asks": True},
]


class TestWhoMustHaveOne:
    """UNODC officers and administrators always, and everybody of a country that asks for it."""

    def somebody(self, app: Flask, *, country_asks: bool = False, **roles: bool) -> Visitor:
        """Signed in with a password, and without a second factor so far."""
        with own_transaction(app):
            user = add_person(AMINA, RIGHT, "KEN", role="focal_point")
            for role, is_held in roles.items():
                setattr(user, role, is_held)
            db.session.get_one(Country, "KEN").requires_second_factor = country_asks
        visitor = Visitor(app)
        sign_in_with_password(visitor, AMINA, RIGHT)
        return visitor

    @pytest.mark.parametrize("reason", MUST)
    def test_gets_to_nothing_but_the_pages_to_set_it_up(self, app: Flask, reason: dict[str, bool]) -> None:
        visitor = self.somebody(app, **reason)
        for page in ("/", "/account", "/account/sessions", "/countries/KEN/assessments/start"):
            assert visitor.get(page, expect=302).location == "/account/second-factors"
        assert "You need one before you can go on" in visitor.get("/account/second-factors").words
        set_up_authenticator(visitor)
        visitor.get("/countries/KEN/assessments/start")

    @pytest.mark.parametrize("reason", MUST)
    def test_cannot_remove_the_last_one(self, app: Flask, reason: dict[str, bool]) -> None:
        visitor = self.somebody(app, **reason)
        set_up_authenticator(visitor)
        assert "Remove" not in visitor.get("/account/second-factors").words
        _action, fields = visitor.get("/account/second-factors").fields("Sign out")
        answer = visitor.post("/account/authenticator/remove", fields)
        assert "before you remove this one" in visitor.follow(answer).words
        assert dump(app)["users"][0]["tf_totp_secret"]

    def test_nobody_else_must(self, app: Flask) -> None:
        visitor = self.somebody(app)
        visitor.get("/countries/KEN/assessments/start")

    def test_another_country_that_asks_for_it_does_not_concern_them(self, app: Flask) -> None:
        with own_transaction(app):
            people.add_country("FRA", "France").requires_second_factor = True
        self.somebody(app).get("/countries/KEN/assessments/start")

    def test_text_typed_before_the_country_asked_for_it_is_kept(self, app: Flask) -> None:
        visitor = self.somebody(app)
        page = visitor.get("/countries/KEN/assessments/start")
        with own_transaction(app):
            db.session.get_one(Country, "KEN").requires_second_factor = True
        answer = visitor.submit(page, "Start", {"title": "An hour of work"})
        assert "Your text is kept" in visitor.follow(answer).words
        set_up_authenticator(visitor)
        assert 'value="An hour of work"' in visitor.get("/countries/KEN/assessments/start").text

    class TestInADemonstration:
        @pytest.fixture
        def chosen_settings(self) -> dict[str, Any]:
            return {"is_demonstration": True}

        def test_administrators_may_do_without_and_the_page_says_so(self, app: Flask) -> None:
            visitor = TestWhoMustHaveOne().somebody(app, is_administrator=True)
            visitor.get("/")
            assert "In a real installation" in visitor.get("/account/second-factors").words

        def test_a_country_that_asks_for_it_gets_it(self, app: Flask) -> None:
            visitor = TestWhoMustHaveOne().somebody(app, country_asks=True)
            visitor.get("/", expect=302)


def test_the_second_factors_are_not_read_on_ordinary_pages(app: Flask, sign_in: SignIn) -> None:
    sign_in("KEN")
    with app.app_context():
        user = db.session.get_one(User, 1)
        assert {"tf_totp_secret", "mf_recovery_codes"} <= sa.inspect(user).unloaded
