"""What the country says of support, and what it offers to others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from questionnaire.assistance.releases import PUBLIC, UNODC
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from tests.webapp.registering import begin_approved_need, release
from tests.webapp.test_crawl import add_assessment
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import desk, people, released_records
from webapp.records.desk import NewSupport
from webapp.tables import Provider, SupportRecord

SUPPORT = "/countries/KEN/support"
OFFERS = "/countries/KEN/offers"
OFFER = {"unit": "R04", "text": "A week with our curriculum", "languages": "English", "office": "Academy"}


@pytest.fixture
def lead(app: Flask, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, with an approved need that a provider supports."""
    visitor = sign_in("KEN")
    add_assessment(app, seed=7)
    begin_approved_need(visitor)
    with own_transaction(app):
        provider = Provider(name="Judges Abroad", type="ngo", added_at=clock.now())
        db.session.add(provider)
        db.session.flush()
        new = NewSupport(
            "Two courses",
            provider.id,
            "implementing",
            "in-delivery",
            amount=Decimal("25000.50"),
            currency="EUR",
        )
        desk.add_support(1, "KEN", new, by=people.everybody()[0], at=clock.now())
    return visitor


def put(app: Flask, **values: Any) -> None:
    """What UNODC says of the support now."""
    with own_transaction(app):
        row = db.session.get_one(SupportRecord, 1)
        for name, value in values.items():
            setattr(row, name, value)


def support(app: Flask) -> dict[str, Any]:
    """The support as it is stored."""
    return dump(app)["supports"][0]


class TestSupport:
    def test_the_country_sees_it_and_judges_its_share(self, app: Flask, lead: Visitor) -> None:
        page = lead.get(SUPPORT)
        assert "Judges Abroad: carries out" in page.words
        assert "Not judged yet" in page.words
        page = lead.get(f"{SUPPORT}/1")
        assert "25,000.50 EUR" in page.words
        lead.submit(page, fields={"share": "40 %"})
        assert support(app)["share"] == 40
        assert "40 % of the objective" in lead.get("/countries/KEN/needs/1").words
        assert [row["side"] for row in dump(app)["support_events"]] == ["unodc", "country"]
        [event] = [
            row for row in dump(app)["audit_events"] if row["action"] == "support judged by the country"
        ]
        assert event["country_code"] == "KEN"

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"share": "101"}, "from 0 to 100"),
            ({"share": "half"}, "from 0 to 100"),
            ({"verdict": "no"}, "Write what was not as it is said"),
            ({"verdict": "maybe"}, "Choose one of the answers offered"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, app: Flask, lead: Visitor, fields: dict[str, str], message: str
    ) -> None:
        put(app, status="delivered")
        before = support(app)
        page = lead.submit(lead.get(f"{SUPPORT}/1"), fields=fields, expect=422)
        assert message in page.words
        assert support(app) == before

    def test_what_is_not_said_to_be_delivered_cannot_be_verified(self, app: Flask, lead: Visitor) -> None:
        page = lead.get(f"{SUPPORT}/1")
        assert [each for each in page.all("input") if each.get("name") == "verdict"] == []
        action, fields = page.fields()
        lead.post(action, {**fields, "verdict": "yes"}, expect=422)
        assert support(app)["verified"] is None

    def test_a_disagreement_stands_beside_the_word_of_the_provider(self, app: Flask, lead: Visitor) -> None:
        put(app, status="delivered")
        lead.submit(lead.get(f"{SUPPORT}/1"), fields={"verdict": "no", "disagreement": "One course only"})
        assert support(app)["verified"] is False
        page = lead.get(f"{SUPPORT}/1")
        assert "The two sides differ" in page.words
        lead.submit(page, fields={"verdict": "yes"})
        assert (support(app)["verified"], support(app)["disagreement"]) == (True, "")

    def test_two_who_judge_at_the_same_time_see_each_other(
        self, app: Flask, sign_in: SignIn, lead: Visitor
    ) -> None:
        opened = lead.get(f"{SUPPORT}/1")
        other = sign_in("KEN")
        other.submit(other.get(f"{SUPPORT}/1"), fields={"share": "20"})
        page = lead.submit(opened, fields={"share": "80"}, expect=409)
        assert "20 % of the objective" in page.words
        assert support(app)["share"] == 20
        lead.submit(page)
        assert support(app)["share"] == 80

    def test_it_is_the_countrys_own(self, sign_in: SignIn, lead: Visitor) -> None:
        assert lead.get(f"{SUPPORT}/1").status == 200
        stranger = sign_in("FRA")
        stranger.get(f"{SUPPORT}/1", expect=404)
        stranger.get("/countries/FRA/support/1", expect=404)
        assert "No support is recorded" in stranger.get("/countries/FRA/support").words
        reader = sign_in("KEN", role="reader").get(f"{SUPPORT}/1")
        assert "Your country says" in reader.words


class TestOffers:
    def seen(self, app: Flask, onlooker: Any) -> list[str]:
        """The units whose offers somebody is handed."""
        with app.app_context():
            found = released_records.offers_seen(onlooker, clock.now().date(), country="KEN")
        return [each.unit for each in found]

    def test_an_offer_is_made_released_and_withdrawn(self, app: Flask, lead: Visitor) -> None:
        page = lead.get(OFFERS)
        for _time in range(2):
            lead.submit(page, "Make the offer", OFFER)
        [row] = dump(app)["offers"]
        assert (row["unit_code"], row["country_code"], row["withdrawn_at"]) == ("R04", "KEN", None)
        assert self.seen(app, PUBLIC) == []
        preview = release(lead, "offer", 1, audience="open", then="look")
        assert OFFER["text"] in preview.words
        lead.submit(preview, fields={"then": "release"})
        assert self.seen(app, PUBLIC) == self.seen(app, UNODC) == ["R04"]
        assert OFFER["text"] in lead.get("/countries/KEN/what-others-see?audience=open").words
        lead.submit(lead.get(OFFERS), "Withdraw the offer")
        assert self.seen(app, PUBLIC) == []
        lead.get("/countries/KEN/releases/new/offer/1", expect=409)
        assert "Withdrawn" in lead.get("/countries/KEN/releases").words

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"unit": "R99"}, "Choose the recommendation"),
            ({"text": ""}, "Write what the country would share"),
            ({"office": ""}, "Write which office"),
        ],
    )
    def test_what_is_missing_is_said(
        self, app: Flask, lead: Visitor, fields: dict[str, str], message: str
    ) -> None:
        page = lead.submit(lead.get(OFFERS), "Make the offer", {**OFFER, **fields}, expect=422)
        assert message in page.words
        assert dump(app)["offers"] == []
