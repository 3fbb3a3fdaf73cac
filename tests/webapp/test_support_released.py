"""Support received is seen by partners and everybody as the country released it, by others not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Page, Visitor
from tests.webapp.register import Register
from tests.webapp.registering import release
from tests.webapp.test_api import Systems
from tests.webapp.test_desk import titles
from webapp.database import db, own_transaction
from webapp.tables import NeedRecord, SupportRecord

LIST = "/partner/supports/"
THEIRS = f"{LIST}1"
OPEN = "/open-supports/"
RECEIVED = "/countries/KEN/support/1"
RELEASES = "/countries/KEN/releases"
OTHERS = "/countries/KEN/what-others-see"
NEW = f"{RELEASES}/new/support/1"
TO_THE_BANK: dict[str, Any] = {"audience": "partner", "partner": "2"}


@pytest.fixture
def register(app: Flask) -> Register:
    """A need of Kenya that UNODC sees, a support for it by the Academy, and a bank beside."""
    register = Register(app)
    register.support(
        register.need(title="Judges", status="in-delivery"),
        title="Two courses",
        status="in-delivery",
        amount=Decimal("7345.50"),
        currency="EUR",
        external_id="XM-1-SECRET",
    )
    register.provider("Bank")
    return register


@pytest.fixture
def lead(register: Register, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    assert register
    return sign_in("KEN")


@pytest.fixture
def academy(register: Register, sign_in: SignIn) -> Visitor:
    """A partner of the organisation that gives the support."""
    assert register
    return sign_in(None, provider=1)


@pytest.fixture
def bank(register: Register, sign_in: SignIn) -> Visitor:
    """A partner of another organisation."""
    assert register
    return sign_in(None, provider=2)


def put(app: Flask, **values: Any) -> None:
    """What is recorded of the support now."""
    with own_transaction(app):
        row = db.session.get_one(SupportRecord, 1)
        for name, value in values.items():
            setattr(row, name, value)


def read_by_systems(app: Flask, *organisations: str) -> dict[str, list[str]]:
    """The titles of the supports that a system of each organisation is handed."""
    systems, found = Systems(app), {}
    for name in organisations:
        headers = {"Authorization": f"Bearer {systems.partner(name)}"}
        answer = app.test_client().get("/api/v1/supports", headers=headers)
        assert answer.json is not None
        found[name] = [one["title"] for one in answer.json["supports"]]
    return found


def facts(page: Page) -> list[str]:
    """What stands in the lists of facts, in order."""
    return [" ".join("".join(each.itertext()).split()) for each in page.all("dd")]


class TestWithoutARelease:
    def test_nobody_is_told_of_it_not_even_its_provider(
        self, academy: Visitor, bank: Visitor, app: Flask
    ) -> None:
        for partner in (academy, bank):
            page = partner.get(LIST)
            assert "No country has released support to your organisation yet" in page.words
            assert "Two courses" not in page.text
            assert "Two courses" not in partner.get(THEIRS, expect=404).text
        assert read_by_systems(app, "Academy", "Bank") == {"Academy": [], "Bank": []}

    def test_a_partner_finds_the_page_from_where_they_start(self, academy: Visitor) -> None:
        assert LIST in academy.get("/").links()
        assert LIST in academy.get("/partner/").links()
        assert "/partner/" in academy.get(LIST).links()


class TestReleased:
    def test_a_partner_sees_what_the_preview_showed_and_others_nothing(
        self, app: Flask, lead: Visitor, academy: Visitor, bank: Visitor
    ) -> None:
        assert NEW in lead.get(RECEIVED).links()
        preview = release(lead, "support", 1, then="look", **TO_THE_BANK)
        assert "Amount: not released." in preview.words
        assert dump(app)["releases"][1:] == []
        bank.get(THEIRS, expect=404)
        lead.submit(preview, fields={"then": "release"})
        page = bank.get(THEIRS)
        assert facts(page) == facts(preview)[-len(facts(page)) :]
        assert "Academy: carries out" in page.words
        # The need behind it was released to UNODC alone, and the amount to nobody.
        for hidden in ("Judges", "7345", "7,345", "XM-1-SECRET"):
            assert hidden not in page.text
        assert titles(bank.get(LIST), LIST) == ["Two courses"]
        academy.get(THEIRS, expect=404)
        assert titles(academy.get(LIST), LIST) == []
        assert "Two courses" in lead.get(f"{OTHERS}?audience=partner&partner=2").words
        for other in ("audience=partner&partner=1", "audience=open", "audience=unodc"):
            assert "Two courses" not in lead.get(f"{OTHERS}?{other}").words

    def test_the_amount_and_the_need_are_shown_when_they_are_released(
        self, register: Register, lead: Visitor, academy: Visitor
    ) -> None:
        register.release(1, {"request"}, "partner", partner=1)
        release(lead, "support", 1, audience="partner", partner="1", fields=["costs"])
        page = academy.get(THEIRS)
        assert "7,345.50 EUR" in page.words
        assert "/partner/needs/1" in page.links()
        assert "You: carries out" in academy.get(LIST).words

    def test_its_release_stands_in_the_lists_and_in_the_audit(self, app: Flask, lead: Visitor) -> None:
        release(lead, "support", 1, **TO_THE_BANK)
        assert "Two courses" in lead.get(RELEASES).words
        assert RECEIVED in lead.get(f"{RELEASES}/2").links()
        assert f"{RELEASES}/2" in lead.get(RECEIVED).links()
        [event] = [row for row in dump(app)["audit_events"] if row["action"] == "record released"]
        assert (event["country_code"], event["subject"]) == ("KEN", "Two courses")
        assert "support 1" in event["details"]

    def test_systems_read_it_too(self, app: Flask, lead: Visitor) -> None:
        release(lead, "support", 1, **TO_THE_BANK)
        assert read_by_systems(app, "Academy", "Bank") == {"Academy": [], "Bank": ["Two courses"]}

    def test_withdrawal_ends_it_at_once(self, lead: Visitor, bank: Visitor) -> None:
        release(lead, "support", 1, **TO_THE_BANK)
        lead.submit(lead.get(f"{RELEASES}/2/withdraw"), fields={"reason": "Not now"})
        bank.get(THEIRS, expect=404)
        assert "Two courses" not in bank.get(LIST).text

    def test_for_a_restricted_need_a_second_person_agrees(
        self, app: Flask, sign_in: SignIn, lead: Visitor, bank: Visitor
    ) -> None:
        with own_transaction(app):
            db.session.get_one(NeedRecord, 1).is_restricted = True
        release(lead, "support", 1, **TO_THE_BANK)
        bank.get(THEIRS, expect=404)
        other = sign_in("KEN")
        other.submit(other.get(f"{RELEASES}/2"), "Agree to this release")
        bank.get(THEIRS)


class TestReleasedToEverybody:
    def test_everybody_sees_what_the_preview_showed(self, app: Flask, lead: Visitor, bank: Visitor) -> None:
        preview = release(lead, "support", 1, then="look", audience="open")
        anybody = Visitor(app)
        assert "No country shows support that it receives in public" in anybody.get(OPEN).words
        anybody.get(f"{OPEN}1", expect=404)
        lead.submit(preview, fields={"then": "release"})
        page = anybody.get(f"{OPEN}1")
        assert facts(page) == facts(preview)[-len(facts(page)) :]
        for hidden in ("Judges", "7345", "7,345", "XM-1-SECRET"):
            assert hidden not in page.text
        assert titles(anybody.get(OPEN), OPEN) == ["Two courses"]
        assert titles(bank.get(LIST), LIST) == ["Two courses"]

    def test_the_need_behind_it_is_named_once_it_is_open_too(
        self, app: Flask, register: Register, lead: Visitor
    ) -> None:
        register.release(1, {"request"}, "open")
        release(lead, "support", 1, audience="open", fields=["costs"])
        page = Visitor(app).get(f"{OPEN}1")
        assert "7,345.50 EUR" in page.words
        assert "/open-needs/1" in page.links()

    def test_donors_find_it_beside_the_open_needs(self, app: Flask) -> None:
        assert OPEN in Visitor(app).get("/open-needs/").links()

    def test_what_is_for_one_partner_is_not_for_everybody(self, app: Flask, lead: Visitor) -> None:
        release(lead, "support", 1, **TO_THE_BANK)
        assert "Two courses" not in Visitor(app).get(OPEN).text
        Visitor(app).get(f"{OPEN}1", expect=404)


def test_what_the_provider_withdrew_is_not_released(app: Flask, lead: Visitor) -> None:
    put(app, status="withdrawn")
    assert NEW not in lead.get(RECEIVED).links()
    assert "The provider has withdrawn this support." in lead.get(NEW, expect=409).words


def test_only_a_focal_point_of_the_country_releases_it(lead: Visitor, sign_in: SignIn) -> None:
    assert NEW in lead.get(RECEIVED).links()
    reader = sign_in("KEN", role="reader")
    assert NEW not in reader.get(RECEIVED).links()
    reader.get(NEW, expect=404)
    stranger = sign_in("PER")
    for country in ("KEN", "PER"):
        stranger.get(f"/countries/{country}/releases/new/support/1", expect=404)


def test_nothing_changes_at_the_desk(lead: Visitor, sign_in: SignIn) -> None:
    officer, place = sign_in(None, is_unodc_officer=True), "/desk/needs/1/support/1"
    before = facts(officer.get("/desk/needs/1"))
    release(lead, "support", 1, **TO_THE_BANK)
    assert facts(officer.get("/desk/needs/1")) == before
    officer.submit(officer.get(place), "Save", {"title": "Three courses"}, expect=303)


def test_a_long_list_has_pages(
    app: Flask, register: Register, academy: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.released_supports.PAGE", 1)
    register.support(1, title="Another course")
    with own_transaction(app):
        for number in (1, 2):
            register.release_record("KEN", "support", number, {"support"}, "open")
    first = academy.get(LIST)
    assert titles(first, LIST) == ["Two courses"]
    second = academy.get(next(link for link in first.links() if "after=" in link))
    assert titles(second, LIST) == ["Another course"]
    assert "There is nothing after this." in academy.get(f"{LIST}?after=99").words
