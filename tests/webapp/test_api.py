"""What other systems read, with whose token, and what they are told when something is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.countries import countries
from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.second_factors import give_authenticator
from webapp import clock
from webapp.api.limits import PER_ADDRESS, PER_TOKEN
from webapp.api.scopes import SCOPES
from webapp.database import db, own_transaction
from webapp.records import api_tokens, desk, people, sign_in
from webapp.sessions import hash_of
from webapp.tables import User

NEEDS = "/api/v1/needs"
EVERYTHING = {"request", "details", "costs", "gap", "rights"}
# One canary for each set of fields.
CANARIES = {
    "request": {"objective": "canary-request"},
    "details": {"description": "canary-details"},
    "costs": {"contribution": "canary-costs"},
    "gap": {"baseline": "canary-gap"},
    "rights": {"rights_note": "canary-rights"},
}
FIELDS: dict[str, Any] = {name: text for fields in CANARIES.values() for name, text in fields.items()}


@pytest.fixture
def register(app: Flask) -> Register:
    """The needs of this service."""
    return Register(app)


class Systems:
    """Systems of people who look from outside, each with a token of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._made = 0

    def officer(self, **others: Any) -> str:
        """The token of an officer of UNODC."""
        return self._token(is_unodc_officer=True, **others)

    def partner(self, provider: str = "Donor", **others: Any) -> str:
        """The token of somebody of that provider."""
        with own_transaction(self.app):
            known = {row.name: row.id for row in desk.providers()}
            if provider not in known:
                made = desk.add_provider(provider, "ngo", organisation_id="", themes="", at=clock.now())
                db.session.flush()
                known[provider] = made.id
        return self._token(provider_id=known[provider], **others)

    def change(self, token: str, **attributes: Any) -> None:
        """The owner of the token becomes another one."""
        with own_transaction(self.app):
            held = api_tokens.token_held(hash_of(token), clock.now())
            assert held is not None
            for name, value in attributes.items():
                setattr(held.user, name, value)

    def owner(self, token: str) -> User:
        """Whose token it is, inside a transaction."""
        held = api_tokens.token_held(hash_of(token), clock.now())
        assert held is not None
        return held.user

    def _token(self, *, scopes: tuple[str, ...] = SCOPES, days: int = 30, **rights: Any) -> str:
        self._made += 1
        secret = f"cpsa_{self._made}"
        with own_transaction(self.app):
            user = people.add_user("Olga", f"system{self._made}@example.org", clock.now())
            for name, value in rights.items():
                setattr(user, name, value)
            give_authenticator(self.app, user)
            at = clock.now()
            api_tokens.add_token(
                user.id,
                hash_of(secret),
                name="System",
                scopes=scopes,
                at=at,
                expires_at=at + timedelta(days),
            )
        return secret


@pytest.fixture
def systems(app: Flask) -> Systems:
    """Systems that may ask this service."""
    return Systems(app)


Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(app: Flask) -> Ask:
    """`ask("/api/v1/needs", token)` is what a system is answered that keeps no cookie."""

    def get(path: str, token: str = "", **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        answer = FlaskClient(app, TestResponse, use_cookies=False).get(path, headers=sent)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        return answer

    return get


def numbers(answer: TestResponse) -> list[int]:
    """The numbers of the needs in a list."""
    assert answer.status_code == 200, answer.text
    return [need["number"] for need in answer.get_json()["needs"]]


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """What is wrong, said so that it can be mended."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.get_json()
    assert told["status"] == status
    assert told["detail"]
    assert told["mend"]
    return told


# --- Who sees what --------------------------------------------------------------------------------------

# To whom a need is released, and whose systems see it: of UNODC, of the partner Donor, of another.
WHO_SEES = [
    ("unodc", None, {"officer"}),
    ("partner", "Donor", {"donor"}),
    ("open", None, {"officer", "donor", "other", "public"}),
]


@pytest.mark.parametrize("released_set", sorted(EVERYTHING))
@pytest.mark.parametrize(("audience", "partner", "admitted"), WHO_SEES)
def test_a_system_sees_what_was_released_to_its_owner_and_nothing_else(
    register: Register,
    systems: Systems,
    ask: Ask,
    audience: Any,
    partner: str | None,
    admitted: set[str],
    released_set: str,
) -> None:
    tokens = {
        "officer": systems.officer(),
        "donor": systems.partner("Donor"),
        "other": systems.partner("Other"),
        "public": "",
    }
    number = register.need(is_released=False, **FIELDS)
    with own_transaction(register.app):
        provider = {row.name: row.id for row in desk.providers()}.get(partner or "")
    release = register.release(number, {"request", released_set}, audience, partner=provider)
    for who, token in tokens.items():
        one, many = ask(f"{NEEDS}/{number}", token), ask(NEEDS, token)
        if who not in admitted:
            problem(one, 404)
            assert numbers(many) == []
            assert "canary" not in one.text + many.text
            continue
        # A need's gap is a score, and scores are never public.
        is_shown = not (audience == "open" and released_set == "gap")
        expected = {"request", released_set} if is_shown else {"request"}
        assert one.get_json() == many.get_json()["needs"][0]
        for name, fields in CANARIES.items():
            for text in fields.values():
                assert (text in one.text) == (name in expected), (who, name)
        assert set(one.get_json()["released_sets"]) == expected
        assert EVERYTHING & one.get_json().keys() == expected - {"request"}
        assert one.get_json()["releases"] == [release]
        assert one.get_json()["last_day"] == (clock.now().date() + timedelta(365)).isoformat()


def test_what_is_withdrawn_is_gone(register: Register, systems: Systems, ask: Ask) -> None:
    token, number = systems.officer(), register.need()
    assert numbers(ask(NEEDS, token)) == [number]
    register.withdraw(number)
    problem(ask(f"{NEEDS}/{number}", token), 404)
    assert numbers(ask(NEEDS, token)) == []


def test_cookies_count_for_nothing(register: Register, sign_in: SignIn, clock_stands: Clock) -> None:
    register.need()
    officer = sign_in(None, is_unodc_officer=True)
    officer.get("/desk/")
    clock_stands.goes_on(minutes=2)
    answer = officer.client.get(NEEDS)
    assert answer.get_json()["needs"] == []
    assert "Set-Cookie" not in answer.headers


def test_reading_changes_nothing(app: Flask, register: Register, systems: Systems, ask: Ask) -> None:
    token, number = systems.officer(), register.need()
    before = dump(app)
    for path in (NEEDS, f"{NEEDS}/{number}", "/api/v1/countries", "/api/v1/openapi.json"):
        assert ask(path, token).status_code == 200
    assert dump(app) == before


# --- Tokens ---------------------------------------------------------------------------------------------


class TestAToken:
    def test_that_nobody_knows_lets_in_nobody(self, ask: Ask) -> None:
        answer = ask(NEEDS, "cpsa_unknown")
        assert "unknown" in problem(answer, 401)["detail"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")

    @pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "x"])
    def test_is_sent_as_a_bearer_token(self, ask: Ask, header: str) -> None:
        problem(ask(NEEDS, Authorization=header), 401)

    def test_in_the_address_is_not_read(self, systems: Systems, ask: Ask) -> None:
        assert problem(ask(f"{NEEDS}?token={systems.officer()}"), 422)["parameter"] == "token"

    def test_ends_on_its_day(self, systems: Systems, ask: Ask, clock_stands: Clock) -> None:
        token = systems.officer(days=30)
        clock_stands.goes_on(days=29)
        assert ask(NEEDS, token).status_code == 200
        clock_stands.goes_on(days=1)
        problem(ask(NEEDS, token), 401)

    def test_of_a_closed_account_lets_in_nobody(self, systems: Systems, ask: Ask) -> None:
        token = systems.officer()
        systems.change(token, active=False)
        problem(ask(NEEDS, token), 401)

    def test_of_somebody_without_a_second_factor_lets_in_nobody(
        self, app: Flask, systems: Systems, ask: Ask
    ) -> None:
        for token in (systems.officer(), systems.partner()):
            with own_transaction(app):
                sign_in.remove_second_factors(systems.owner(token))
            problem(ask(NEEDS, token), 401)

    def test_of_who_does_not_look_from_outside_any_more_lets_in_nobody(
        self, systems: Systems, ask: Ask
    ) -> None:
        token = systems.officer()
        systems.change(token, is_unodc_officer=False)
        problem(ask(NEEDS, token), 401)

    def test_reads_what_it_is_for(self, systems: Systems, ask: Ask) -> None:
        token = systems.officer(scopes=("countries:read",))
        assert ask("/api/v1/countries", token).status_code == 200
        answer = ask(NEEDS, token)
        assert "needs:read" in problem(answer, 403)["detail"]
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
        problem(ask("/api/v1/countries", systems.officer(scopes=("needs:read",))), 403)


# --- Asking ---------------------------------------------------------------------------------------------


def test_the_list_is_filtered_as_on_the_desk(register: Register, systems: Systems, ask: Ask) -> None:
    judges = register.need(title="Judges", unit="R10", assistance="TA06", urgency=1, days=30)
    schools = register.need("PER", title="Schools", unit="R04", assistance="TA07", status="matched")
    token = systems.officer()
    for query, expected in {
        "": [judges, schools],
        "words=schools": [schools],
        "country=PER": [schools],
        "country=FRA": [],
        "region=202": [judges],
        "region=419&country=KEN": [],
        "group=LDC": [],
        "unit=R04": [schools],
        "type=TA06&urgency=1": [judges],
        "status=matched": [schools],
        "age=30": [judges],
    }.items():
        assert numbers(ask(f"{NEEDS}?{query}", token)) == expected, query


def test_the_public_asks_by_what_is_public(register: Register, ask: Ask) -> None:
    open_one, met = register.need(), register.need(status="delivered")
    for number in (open_one, met):
        register.release(number, {"request"}, "open")
    assert numbers(ask(f"{NEEDS}?unit=R10")) == [open_one]
    for query in ("status=delivered", "age=30", "urgency=1", "words=x"):
        assert problem(ask(f"{NEEDS}?{query}"), 401)["parameter"] == query.partition("=")[0]


WRONG = [
    ("colour=red", "colour"),
    ("unit=R99", "unit"),
    ("unit=R10&unit=R04", "unit"),
    ("limit=0", "limit"),
    ("limit=201", "limit"),
    ("limit=many", "limit"),
    ("cursor=1", "cursor"),
    ("cursor=ffffffff", "cursor"),
    ("words=%00", "words"),
    (f"words={'x' * 201}", "words"),
]


@pytest.mark.parametrize(("query", "parameter"), WRONG)
def test_what_is_wrong_is_named(systems: Systems, ask: Ask, query: str, parameter: str) -> None:
    assert problem(ask(f"{NEEDS}?{query}", systems.officer()), 422)["parameter"] == parameter


def test_each_need_comes_once_while_others_are_added(register: Register, systems: Systems, ask: Ask) -> None:
    there = [register.need(days=days) for days in range(5)]
    token, found, address = systems.officer(), [], f"{NEEDS}?limit=2&unit=R10"
    while address:
        answer = ask(address, token)
        found += numbers(answer)
        address = (answer.get_json()["next"] or "").removeprefix("http://localhost")
        if len(there) < 7:
            there.append(register.need(urgency=1))
    assert found == there


@pytest.mark.parametrize("path", [f"{NEEDS}/99999999999999999999", f"{NEEDS}/0", "/api/v1/", "/api/v2/needs"])
def test_what_is_not_there_is_told_without_a_page(ask: Ask, path: str) -> None:
    problem(ask(path), 404)


def test_nothing_is_written_here(app: Flask) -> None:
    answer = Visitor(app).client.post(NEEDS)
    assert (
        answer.headers["Allow"].replace(",", " ").split() == ["HEAD", "OPTIONS", "GET"]
        or answer.headers["Allow"]
    )
    problem(answer, 405)


def test_countries_come_with_the_groups_of_the_day(ask: Ask) -> None:
    told = {country["code"]: country for country in ask("/api/v1/countries").get_json()["countries"]}
    assert list(told) == [each.code for each in countries()]
    assert told["PSE"]["kind"] == "observer"
    assert told["NPL"] | {"regions": []} == {
        "code": "NPL",
        "name": "Nepal",
        "m49": "524",
        "kind": "member",
        "regions": [],
        "groups": ["LDC", "LLDC"],
    }


# --- Only what has changed, and not too often -----------------------------------------------------------


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_who_has_it_already_is_told_only_that(
    register: Register, systems: Systems, ask: Ask, encoding: str
) -> None:
    token = systems.officer()
    register.need()
    first = ask(NEEDS, token, Accept_Encoding=encoding)
    assert not first.headers["ETag"].startswith("W/")
    assert first.headers.get("Content-Encoding", "") == encoding
    again = ask(NEEDS, token, Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    register.need()
    assert ask(NEEDS, token, If_None_Match=first.headers["ETag"]).status_code == 200


def test_the_compressed_answer_has_another_tag(ask: Ask) -> None:
    plain, small = ask("/api/v1/countries"), ask("/api/v1/countries", Accept_Encoding="gzip")
    assert plain.headers["ETag"] != small.headers["ETag"]


class TestWhoAsksTooOften:
    def test_waits_for_the_next_minute(self, systems: Systems, ask: Ask, clock_stands: Clock) -> None:
        token, another = systems.officer(), systems.officer()
        for _time in range(PER_TOKEN):
            assert ask("/api/v1/openapi.json", token).status_code == 200
        answer = ask("/api/v1/openapi.json", token)
        assert "one minute" in problem(answer, 429)["detail"]
        assert ask("/api/v1/openapi.json", another).status_code == 200
        clock_stands.goes_on(seconds=int(answer.headers["Retry-After"]))
        assert ask("/api/v1/openapi.json", token).status_code == 200

    @pytest.mark.usefixtures("clock_stands")
    def test_is_told_so_before_their_tokens_are_told_wrong(self, ask: Ask) -> None:
        for number in range(PER_ADDRESS):
            problem(ask(NEEDS, f"guess{number}"), 401)
        problem(ask(NEEDS, "guess"), 429)
        problem(ask(NEEDS), 429)


def test_an_error_of_ours_is_told_without_a_page(app: Flask, ask: Ask, monkeypatch: Any) -> None:
    monkeypatch.setattr("webapp.api.country_list.groups_on", lambda _country, _day: 1 / 0)
    answer = ask("/api/v1/countries")
    problem(answer, 500)
    assert not re.search("ZeroDivision|Traceback", answer.text)


def test_every_answer_is_json(ask: Ask) -> None:
    for path in (NEEDS, "/api/v1/countries", "/api/v1/openapi.json"):
        answer = ask(path)
        assert answer.content_type == "application/json"
        json.loads(answer.text)
