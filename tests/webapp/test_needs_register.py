"""The register on the country's side: from a gap to a need, as its focal points and readers go."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import bring_to, save, start, unit_page
from tests.webapp.pages import Visitor
from tests.webapp.registering import (
    DRAFTS,
    NEEDS,
    SAID,
    begin_approved_need,
    begin_need,
    drafts_offered,
    edit,
    step,
    take_up,
)
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_kept import sign_in_again
from webapp import clock
from webapp.database import db, own_transaction
from webapp.tables import NeedMessage, NeedRecord


@pytest.fixture
def lead(app: Flask, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, with an assessment filled at random."""
    visitor = sign_in("KEN")
    add_assessment(app, seed=7)
    return visitor


def put(app: Flask, number: int, status: str) -> None:
    """Puts a need where UNODC's steps would bring it."""
    with own_transaction(app):
        db.session.get_one(NeedRecord, number).status = status  # type: ignore[assignment]


def events(app: Flask, action: str) -> list[dict[str, Any]]:
    """What the audit trail holds of that kind."""
    return [row for row in dump(app)["audit_events"] if row["action"] == action]


def latest(app: Flask) -> dict[str, Any]:
    """What the need that was saved last says."""
    rows = dump(app)["need_revisions"]
    found: dict[str, Any] = json.loads(
        max(rows, key=lambda row: (row["need_id"], row["revision"]))["content"]
    )
    return found


class TestDrafts:
    def test_they_are_proposed_with_their_reason_in_words(self, lead: Visitor) -> None:
        page = lead.get(DRAFTS)
        assert "short: level" in page.words
        assert "the target asks for" in page.words

    @pytest.mark.usefixtures("lead")
    def test_a_reader_reads_them_and_turns_nothing_into_a_need(self, sign_in: SignIn) -> None:
        page = sign_in("KEN", role="reader").get(DRAFTS)
        assert "short: level" in page.words
        assert drafts_offered(page) == []

    def test_none_is_made_of_a_unit_before_its_first_answer(self, app: Flask, sign_in: SignIn) -> None:
        lead = sign_in("KEN")
        address = start(lead)
        page = lead.get(DRAFTS)
        assert drafts_offered(page) == []
        assert "No question of these 19 units has an answer yet" in page.words
        assert f"{address}units/R03" in [link.get("href") for link in page.all("a")]
        save(lead, unit_page(lead, address, "R03"), {"R03.1-answer": "dont_know"})
        page = lead.get(DRAFTS)
        assert {code.partition("-")[0] for code in drafts_offered(page)} == {"R03"}
        assert "No question of these 18 units has an answer yet" in page.words
        lead.submit(page, fields={"take": "R01-TA04"})
        assert dump(app)["needs"] == []

    def test_each_becomes_a_need_once(self, app: Flask, lead: Visitor) -> None:
        offered = lead.get(DRAFTS)
        assert take_up(lead, 2).location.endswith(NEEDS)
        found = dump(app)["needs"]
        assert [row["status"] for row in found] == ["draft", "draft"]
        assert len(events(app, "need begun")) == 2
        # The page that still offered them is sent again.
        lead.submit(offered, fields={"take": drafts_offered(offered)[:2]})
        assert dump(app)["needs"] == found
        assert set(drafts_offered(lead.get(DRAFTS))) == set(drafts_offered(offered)[2:])

    def test_nothing_ticked_is_said(self, app: Flask, lead: Visitor) -> None:
        page = lead.submit(lead.get(DRAFTS), expect=422)
        assert "Tick at least one" in page.words
        lead.submit(lead.get(DRAFTS), fields={"take": "R99-TA01"})
        assert dump(app)["needs"] == []

    def test_one_that_ended_can_be_begun_again(self, lead: Visitor) -> None:
        code = drafts_offered(lead.get(DRAFTS))[0]
        step(lead, begin_need(lead), "withdrawn", reason="Not now")
        assert drafts_offered(lead.get(DRAFTS))[0] == code

    def test_they_stay_open_when_the_assessment_is_submitted(self, app: Flask, lead: Visitor) -> None:
        bring_to(app, "submitted")
        begin_need(lead)
        assert len(dump(app)["needs"]) == 1


class TestADraftNeed:
    def test_what_is_typed_is_saved_and_what_is_missing_is_said(self, app: Flask, lead: Visitor) -> None:
        need = begin_need(lead)
        page = lead.get(need)
        assert "These fields say nothing yet" in page.words
        assert f"{need}/edit" in page.links()
        edit(
            lead, need, **SAID, cost="50k-250k", people="11-50", wanted_by="2027-03-01", beneficiaries=["MOJ"]
        )
        said = latest(app)
        assert {name: str(said[name]) for name in SAID} == SAID
        assert (said["cost"], said["people"], said["wanted_by"]) == ("50k-250k", "11-50", "2027-03-01")
        page = lead.get(need)
        assert page.heading == "Training of judges"
        assert "These fields say nothing yet" not in page.words

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"title": ""}, "Give the need a title"),
            ({"title": "t" * 301}, "too long"),
            ({"description": "a\x00b"}, "cannot be kept"),
            ({"urgency": "9"}, "Choose one of the answers offered"),
            ({"cost": "much"}, "Choose one of the answers offered"),
            ({"wanted_by": "soon"}, "Write the day as a date"),
            ({"further": ["TA99"]}, "Tick only what is offered"),
            ({"further": ["TA01", "TA02", "TA03"]}, "Tick two further types at most"),
            ({"clauses": ["R99.z"]}, "Tick only what is offered"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_text_stays(
        self, app: Flask, lead: Visitor, fields: dict[str, Any], message: str
    ) -> None:
        need = begin_need(lead)
        before = dump(app)["need_revisions"]
        page = edit(lead, need, expect=422, **{"office": "Ours to keep", **fields})
        assert message in page.words
        assert 'value="Ours to keep"' in page.text
        assert dump(app)["need_revisions"] == before

    def test_nobody_is_overwritten_unseen(self, app: Flask, sign_in: SignIn, lead: Visitor) -> None:
        need = begin_need(lead)
        opened = lead.get(f"{need}/edit")
        edit(sign_in("KEN", name="Juma"), need, office="The other ministry")
        page = lead.submit(opened, fields={"office": "Our ministry"}, expect=409)
        assert "Juma saved another version" in page.words
        assert "The other ministry" in page.words
        assert latest(app)["office"] == "The other ministry"
        lead.submit(page)
        assert latest(app)["office"] == "Our ministry"
        # Who changed nothing is no conflict, and saves nothing.
        lead.submit(lead.get(f"{need}/edit"))
        assert len(dump(app)["need_revisions"]) == 3

    def test_what_is_typed_outlives_the_session(self, app: Flask, lead: Visitor) -> None:
        page = lead.get(f"{begin_need(lead)}/edit")
        again = sign_in_again(app, "person0@example.org")
        action, fields = page.fields()
        again.post(action, {**fields, "description": "Half an hour of work"})
        back = again.get(action)
        assert "Your text is back" in back.words
        assert "Half an hour of work" in back.text
        again.submit(back)
        assert latest(app)["description"] == "Half an hour of work"
        assert "Your text is back" not in again.get(action).words

    def test_unit_type_and_gap_are_not_the_forms_to_change(self, app: Flask, lead: Visitor) -> None:
        need = begin_need(lead)
        before = latest(app)
        edit(lead, need, unit="R17", assistance="TA01", questions="R17.1", gap="0", status="closed")
        after = latest(app)
        assert {name: after[name] for name in ("unit", "assistance", "questions", "gap")} == {
            name: before[name] for name in ("unit", "assistance", "questions", "gap")
        }


class TestSteps:
    def test_it_is_approved_when_everything_is_said(self, app: Flask, lead: Visitor) -> None:
        need = begin_need(lead)
        page = step(lead, need, "approved", expect=422)
        assert "says nothing yet" in page.words
        edit(lead, need, **SAID)
        step(lead, need, "approved")
        assert dump(app)["needs"][0]["status"] == "approved"
        [event] = events(app, "need moved on by the country")
        assert (event["country_code"], event["subject"]) == ("KEN", SAID["title"])
        assert f"{need}/edit" not in lead.get(need).links()

    def test_powers_need_a_note_on_human_rights(self, lead: Visitor) -> None:
        page = lead.get(DRAFTS)
        risky = next(code for code in drafts_offered(page) if code.startswith(("R08", "R11", "R12", "R15")))
        need = lead.submit(page, fields={"take": risky}).location
        edit(lead, need, **{**SAID, "rights_note": ""})
        page = step(lead, need, "approved", expect=422)
        assert "“Note on human rights” says nothing yet" in page.words

    def test_back_to_draft_with_a_reason(self, lead: Visitor) -> None:
        need = begin_approved_need(lead)
        lead.get(f"{need}/edit", expect=409)
        assert "Write why" in step(lead, need, "draft", expect=422).words
        step(lead, need, "draft", reason="The law has changed")
        assert "The law has changed" in lead.get(need).words
        edit(lead, need, title="Another title")

    def test_sent_twice_is_one_step(self, app: Flask, lead: Visitor) -> None:
        need = begin_need(lead)
        page = lead.get(f"{need}/steps/withdrawn")
        lead.submit(page, fields={"reason": "Not now"})
        lead.submit(page, fields={"reason": "Not now"})
        assert len(dump(app)["need_events"]) == 1

    def test_a_step_that_cannot_be_taken_keeps_what_was_typed(self, sign_in: SignIn, lead: Visitor) -> None:
        need = begin_approved_need(lead)
        page = lead.get(f"{need}/steps/draft")
        step(sign_in("KEN"), need, "withdrawn", reason="Given up")
        page = lead.submit(page, fields={"reason": "Some careful words"}, expect=409)
        assert "The need stands at: Withdrawn" in page.words
        assert "Some careful words" in page.words

    def test_it_is_not_submitted_while_unodc_cannot_see_it(self, app: Flask, lead: Visitor) -> None:
        need = begin_approved_need(lead)
        lead.get(f"{need}/steps/submitted", expect=409)
        put(app, 1, "released")
        _action, fields = lead.get(need).fields("Sign out")
        lead.post(f"{need}/steps/submitted", {**fields, "kind": "letter", "number": "1"}, expect=409)
        assert dump(app)["needs"][0]["status"] != "submitted"

    @pytest.mark.parametrize("name", ["released", "superseded", "closed", "acknowledged", "nonsense"])
    def test_steps_of_others_have_no_page(self, lead: Visitor, name: str) -> None:
        lead.get(f"{begin_need(lead)}/steps/{name}", expect=404)

    def test_delivered_is_confirmed_or_denied(self, app: Flask, lead: Visitor) -> None:
        need = begin_approved_need(lead)
        put(app, 1, "delivered")
        step(lead, need, "not-delivered", reason="Only one course was held")
        assert dump(app)["needs"][0]["status"] == "delivered"
        assert "Not as delivered, says the country" in lead.get(need).words
        assert len(events(app, "delivery of a need disputed")) == 1
        step(lead, need, "verified")
        assert dump(app)["needs"][0]["status"] == "verified"


class TestReplacement:
    def test_a_new_draft_takes_its_place_once_it_is_approved(self, app: Flask, lead: Visitor) -> None:
        need = begin_approved_need(lead)
        page = lead.get(need)
        new = lead.submit(page, "takes its place").location
        assert lead.submit(page, "takes its place").location == new
        assert [row["status"] for row in dump(app)["needs"]] == ["approved", "draft"]
        edit(lead, new, title="Training of judges and clerks")
        step(lead, new, "approved", expect=422)
        step(lead, new, "approved", reason="Clerks need it too")
        assert [row["status"] for row in dump(app)["needs"]] == ["superseded", "approved"]
        assert "Clerks need it too" in lead.get(need).words


class TestClarifications:
    @pytest.fixture
    def asked(self, app: Flask, lead: Visitor) -> str:
        """A need about which UNODC asks something, and notes something for itself."""
        need = begin_need(lead)
        with own_transaction(app):
            for kind, text in (("clarification", "Which courts?"), ("note", "Costs look low")):
                db.session.add(
                    NeedMessage(need_id=1, kind=kind, text=text, written_by=1, written_at=clock.now())
                )
        return need

    def test_the_country_answers_and_never_sees_notes(self, app: Flask, lead: Visitor, asked: str) -> None:
        page = lead.get(asked)
        assert "Which courts?" in page.words
        assert "Costs look low" not in page.text
        lead.submit(page, "Send the answer", {"answer-1": "Those of first instance"})
        assert "Those of first instance" in lead.get(asked).words
        assert "Write the answer" in lead.submit(lead.get(asked), "Send the answer", expect=422).words
        with app.app_context():
            kinds = db.session.execute(sa.select(NeedMessage.kind, NeedMessage.answers_id)).all()
        assert ("answer", 1) in [tuple(row) for row in kinds]

    def test_a_note_cannot_be_answered(self, lead: Visitor, asked: str) -> None:
        _action, fields = lead.get(asked).fields("Sign out")
        lead.post(f"{asked}/clarifications/2", {**fields, "answer-2": "?"}, expect=404)


def test_another_country_finds_none_of_it(app: Flask, sign_in: SignIn, lead: Visitor) -> None:
    begin_approved_need(lead)
    stranger = sign_in("FRA")
    before = dump(app)
    for path in ("needs/1", "needs/1/edit", "needs/1/steps/draft"):
        for country in ("KEN", "FRA"):
            stranger.get(f"/countries/{country}/{path}", expect=404)
    assert dump(app) == before
