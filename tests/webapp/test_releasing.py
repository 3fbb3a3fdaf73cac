"""Releases: nothing leaves without one, others get exactly what the preview shows, and an end is an end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from questionnaire.assistance.releases import PUBLIC, UNODC, Onlooker
from questionnaire.loading import published
from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import bring_to
from tests.webapp.pages import Page, Visitor
from tests.webapp.registering import DRAFTS, SAID, begin_approved_need, drafts_offered, edit, release, step
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_kept import sign_in_again
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import released
from webapp.tables import NeedRecord, Provider

RELEASES = "/countries/KEN/releases"
OTHERS = "/countries/KEN/what-others-see"


@pytest.fixture
def lead(app: Flask, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, with an assessment filled at random, and two providers to choose from."""
    visitor = sign_in("KEN")
    add_assessment(app, seed=7)
    with own_transaction(app):
        for name in ("Judges Abroad", "Bank of Bridges"):
            db.session.add(Provider(name=name, type="ngo", added_at=clock.now()))
    return visitor


@pytest.fixture
def need(lead: Visitor) -> str:
    """An approved need that rests on no restricted question."""
    restricted = {question.code for question in published().questions if question.restricted}
    page = lead.get(DRAFTS)
    units = {code.partition(".")[0] for code in restricted}
    plain = next(code for code in drafts_offered(page) if code.partition("-")[0] not in units)
    found = lead.submit(page, fields={"take": plain}).location
    edit(lead, found, **SAID, baseline="Two of forty")
    step(lead, found, "approved")
    return found


def restrict(app: Flask, number: int = 1) -> None:
    """Makes the need rest on a restricted question."""
    with own_transaction(app):
        db.session.get_one(NeedRecord, number).is_restricted = True


def seen_by(app: Flask, onlooker: Onlooker, number: int = 1) -> frozenset[str]:
    """The sets of the need's fields that somebody is handed now."""
    with app.app_context():
        found = released.need_seen(onlooker, number, clock.now().date())
    return frozenset(found.sets) if found else frozenset()


def status(app: Flask) -> str:
    """Where the first need stands."""
    found: str = dump(app)["needs"][0]["status"]
    return found


def actions(app: Flask) -> list[str]:
    """What the audit trail holds of releases."""
    return [row["action"] for row in dump(app)["audit_events"] if "release" in row["action"]]


class TestGiving:
    def test_a_preview_comes_first_and_releases_nothing(self, app: Flask, lead: Visitor, need: str) -> None:
        page = release(lead, "need", 1, then="look")
        assert "This is what they will see" in page.words
        assert SAID["objective"] in page.words
        assert SAID["description"] not in page.words
        assert "Details: not released." in page.words
        assert dump(app)["releases"] == []
        changed = lead.submit(page, fields={"then": "change", "fields": ["request", "details"]}, expect=200)
        assert "To be matched" in changed.text
        assert dump(app)["releases"] == []
        assert status(app) == "approved"
        assert need in changed.links()

    def test_what_was_released_is_what_the_preview_showed(self, app: Flask, lead: Visitor, need: str) -> None:
        preview = release(lead, "need", 1, then="look", fields=["details", "gap"])
        lead.submit(preview, fields={"then": "release"})
        assert status(app) == "released"
        assert seen_by(app, UNODC) == {"request", "details", "gap"}
        assert seen_by(app, PUBLIC) == seen_by(app, Onlooker("partner", 1)) == frozenset()
        assert actions(app) == ["record released"]
        after = lead.get(f"{OTHERS}/needs/1")
        assert _facts(after) == _facts(preview)[len(_facts(preview)) - len(_facts(after)) :]
        assert "UNODC" in lead.get(need).words

    def test_sent_twice_is_one_release(self, app: Flask, lead: Visitor, need: str) -> None:
        preview = release(lead, "need", 1, then="look")
        for _time in range(2):
            lead.submit(preview, fields={"then": "release"})
        assert len(dump(app)["releases"]) == 1
        assert lead.get(need).status == 200

    @pytest.mark.usefixtures("need")
    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"audience": None}, "Choose for whom"),
            ({"audience": "everyone"}, "Choose for whom"),
            ({"audience": "partner"}, "Choose the partner"),
            ({"audience": "partner", "partner": "99"}, "Choose the partner"),
            ({"fields": ["scores"]}, "Tick only what is offered"),
            ({"audience": "open", "fields": ["gap"]}, "no score of a need is shown to the public"),
            ({"purpose": " "}, "Write what the release is for"),
            ({"office": ""}, "Write which office"),
            ({"office": "o" * 201}, "too long"),
            ({"last_day": "2020-01-01"}, "lies in the past"),
            ({"last_day": "2099-01-01"}, "five years at most"),
            ({"last_day": "soon"}, "Write the last day"),
        ],
    )
    def test_what_is_missing_is_said_and_the_text_stays(
        self, app: Flask, lead: Visitor, fields: dict[str, Any], message: str
    ) -> None:
        given = {"purpose": "For the region", **fields}
        page = release(lead, "need", 1, then="release", expect=422, **given)
        assert message in page.words
        assert dump(app)["releases"] == []

    def test_drafts_and_what_has_ended_are_not_released(self, app: Flask, lead: Visitor, need: str) -> None:
        step(lead, need, "draft", reason="Once more")
        lead.get(f"{RELEASES}/new/need/1", expect=409)
        step(lead, need, "withdrawn", reason="Not now")
        lead.get(f"{RELEASES}/new/need/1", expect=409)
        lead.get(f"{RELEASES}/new/submission/1", expect=409)
        for path in ("need/99", "submission/99", "offer/1", "support/1", "nonsense/1"):
            lead.get(f"{RELEASES}/new/{path}", expect=404)
        assert dump(app)["releases"] == []

    def test_a_partners_release_is_for_that_partner_only(self, app: Flask, lead: Visitor, need: str) -> None:
        release(lead, "need", 1, audience="partner", partner="1")
        assert seen_by(app, Onlooker("partner", 1)) == {"request"}
        assert seen_by(app, Onlooker("partner", 2)) == seen_by(app, UNODC) == frozenset()
        assert "Judges Abroad" in lead.get(RELEASES).words
        page = lead.get(f"{need}/steps/submitted")
        assert "UNODC cannot see this need" in page.words
        lead.submit(page, fields={"kind": "letter", "number": "12"}, expect=409)


class TestTheSecondPerson:
    def test_what_is_restricted_waits_until_another_focal_point_agrees(
        self, app: Flask, sign_in: SignIn, lead: Visitor, need: str
    ) -> None:
        restrict(app)
        release(lead, "need", 1, audience="open")
        assert seen_by(app, PUBLIC) == frozenset()
        assert status(app) == "approved"
        assert "Waiting for a second focal point" in lead.get(RELEASES).words
        # The one who released has no button, and is refused in words.
        assert "Another focal point has to agree" in lead.get(f"{RELEASES}/1").words
        _action, fields = lead.get("/").fields("Sign out")
        refused = lead.post(f"{RELEASES}/1/agree", fields, expect=409)
        assert "Another focal point has to agree" in refused.words
        assert seen_by(app, PUBLIC) == frozenset()
        other = sign_in("KEN")
        page = other.get(f"{RELEASES}/1")
        assert SAID["objective"] in page.words
        other.submit(page, "Agree to this release")
        assert seen_by(app, PUBLIC) == {"request"}
        assert status(app) == "released"
        assert actions(app) == ["record released", "release agreed to by a second person"]
        assert lead.get(need).status == 200

    @pytest.mark.usefixtures("need")
    def test_unodc_needs_no_second_person(self, app: Flask, lead: Visitor) -> None:
        restrict(app)
        release(lead, "need", 1)
        assert seen_by(app, UNODC) == {"request"}

    def test_back_to_draft_ends_what_waits(
        self, app: Flask, sign_in: SignIn, lead: Visitor, need: str
    ) -> None:
        restrict(app)
        release(lead, "need", 1, audience="open")
        waiting = sign_in("KEN").get(f"{RELEASES}/1")
        step(lead, need, "draft", reason="Other words")
        edit(lead, need, title="Another title")
        step(lead, need, "approved")
        other = sign_in("KEN")
        _action, fields = other.get("/").fields("Sign out")
        other.post(waiting.fields("Agree")[0], fields, expect=409)
        assert seen_by(app, PUBLIC) == frozenset()


class TestTheEnd:
    def test_withdrawal_ends_it_at_once_and_says_what_it_cannot_do(
        self, app: Flask, lead: Visitor, need: str
    ) -> None:
        release(lead, "need", 1)
        page = lead.get(f"{RELEASES}/1/withdraw")
        assert "cannot be called back" in page.words
        assert "Write why" in lead.submit(page, expect=422).words
        for _time in range(2):
            lead.submit(page, fields={"reason": "The budget has changed"})
        assert seen_by(app, UNODC) == frozenset()
        assert status(app) == "approved"
        assert actions(app) == ["record released", "release withdrawn"]
        assert "Withdrawn" in lead.get(RELEASES).words
        assert "None." in lead.get(OTHERS).words
        lead.get(f"{OTHERS}/needs/1", expect=404)
        assert "The budget has changed" in lead.get(need).words

    def test_the_need_stays_released_while_another_release_holds(
        self, app: Flask, lead: Visitor, need: str
    ) -> None:
        release(lead, "need", 1)
        release(lead, "need", 1, audience="open")
        lead.submit(lead.get(f"{RELEASES}/1/withdraw"), fields={"reason": "Once is enough"})
        assert status(app) == "released"
        assert lead.get(need).status == 200

    def test_after_its_last_day_nobody_sees_it_and_it_is_approved_again(
        self, app: Flask, lead: Visitor, need: str, clock_stands: Clock
    ) -> None:
        last = clock.now().date() + timedelta(1)
        release(lead, "need", 1, last_day=last.isoformat())
        clock_stands.goes_on(hours=8)
        assert seen_by(app, UNODC) == {"request"}
        lead = _again(app, lead, clock_stands, days=2)
        assert seen_by(app, UNODC) == frozenset()
        assert "Ended" in lead.get(RELEASES).words
        assert "Its last release has ended" in lead.get(need).words
        # The next word in the register takes the need back to where it is.
        release(lead, "need", 1)
        assert [row["to_status"] for row in dump(app)["need_events"]] == [
            "approved",
            "released",
            "approved",
            "released",
        ]
        assert lead.get(need).status == 200


class TestSubmissions:
    def test_ranges_and_report_are_released_apart(self, app: Flask, lead: Visitor) -> None:
        bring_to(app, "submitted")
        preview = release(lead, "submission", 1, then="look", office="Ministry of Justice")
        assert "The report: not released." in preview.words
        lead.submit(preview, fields={"then": "release"})
        page = lead.get(OTHERS)
        assert "Ranges of the units" in page.words
        assert "The report: not released." in page.words
        release(lead, "submission", 1, fields=["report"], office="Ministry of Justice")
        assert "/countries/KEN/assessments/1/report/read/unodc" in lead.get(OTHERS).links()

    def test_beyond_unodc_it_waits_for_a_second_person(
        self, app: Flask, sign_in: SignIn, lead: Visitor
    ) -> None:
        bring_to(app, "submitted")
        release(lead, "submission", 1, audience="open", office="Ministry of Justice")
        assert "Ranges of the units" not in lead.get(f"{OTHERS}?audience=open").words
        other = sign_in("KEN")
        other.submit(other.get(f"{RELEASES}/1"), "Agree to this release")
        assert "Ranges of the units" in lead.get(f"{OTHERS}?audience=open").words


def test_through_whose_eyes_is_chosen(lead: Visitor, need: str) -> None:
    release(lead, "need", 1, audience="partner", partner="2")
    assert SAID["title"] in lead.get(f"{OTHERS}?audience=partner&partner=2").words
    for other in ("audience=partner&partner=1", "audience=open", "", "audience=nonsense"):
        assert SAID["title"] not in lead.get(f"{OTHERS}?{other}").words
    lead.get(f"{OTHERS}?audience=partner&partner=99", expect=404)
    lead.get(f"{OTHERS}/needs/1?audience=partner&partner=2")
    assert lead.get(need).status == 200


def test_another_country_finds_no_release(app: Flask, sign_in: SignIn, lead: Visitor) -> None:
    begin_approved_need(lead)
    release(lead, "need", 1)
    stranger = sign_in("FRA")
    before = dump(app)
    for path in ("releases/1", "releases/1/withdraw", "releases/new/need/1", "what-others-see/needs/1"):
        for country in ("KEN", "FRA"):
            stranger.get(f"/countries/{country}/{path}", expect=404)
    assert dump(app) == before


def _facts(page: Page) -> list[str]:
    """What stands in the lists of facts, in order."""
    return ["".join(each.itertext()).strip() for each in page.all("dd")]


def _again(app: Flask, lead: Visitor, stands: Clock, *, days: int) -> Visitor:
    """The same person, signed in again after so many days."""
    assert lead.app is app
    stands.goes_on(days=days)
    return sign_in_again(app, "person0@example.org")
