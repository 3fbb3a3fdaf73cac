"""The action plan on the site: proposed, taken up, worded anew, dropped, and nothing of it lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.loading import published
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import answer, bring_to, plans, start, upload
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_kept import sign_in_again
from webapp.database import db, own_transaction
from webapp.records import institutions
from webapp.tables import ActionRevision

LEVELS = {"R12_1": "4", "R12_3": "1", "R12_4": "2"}
PROPOSAL = "R12.3-1"


def actions(app: Flask) -> list[tuple[str, int, dict[str, Any]]]:
    """Every saved revision of an action: code, revision, content."""
    found = sa.select(ActionRevision).order_by(ActionRevision.action_code, ActionRevision.revision)
    with app.app_context():
        return [(row.action_code, row.revision, json.loads(row.content)) for row in db.session.scalars(found)]


@pytest.fixture
def place(sign_in: SignIn) -> tuple[Visitor, str]:
    """A focal point, and an assessment in which R12 has strong powers and weak safeguards."""
    person = sign_in("KEN", name="Amina Otieno")
    assessment = start(person)
    answer(person, assessment, **LEVELS)
    return person, assessment


def take(person: Visitor, assessment: str, code: str = PROPOSAL, seen: str = "2") -> Page:
    """Takes up a proposal as it is."""
    return person.submit(person.get(f"{assessment}actions"), "Take up", {"take": f"{code}@{seen}"})


class TestProposals:
    def test_quote_the_next_level_where_the_unit_stands_in_the_order(
        self, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions")
        assert "1. R12" in page.words
        assert "R12.3-1 Proposal Level 2 (R12.3)" in page.words
        assert "A safeguard: it holds down R12.1." in page.words
        assert "0 in the plan" in page.words

    def test_are_no_part_of_the_plan_until_they_are_taken_up(
        self, app: Flask, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        person.get(f"{assessment}actions")
        assert actions(app) == []
        after = person.follow(take(person, assessment))
        assert "One action was taken up." in after.words
        assert "R12.3-1 In the plan Level 2" in after.words
        ((code, revision, content),) = actions(app)
        assert (code, revision, content["aim"]) == (PROPOSAL, 1, {"level": 2})

    def test_are_taken_up_once_however_often_the_button_is_pressed(
        self, app: Flask, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions")
        for _press in range(2):
            answered = person.submit(page, "Take up", {"take": "R12.3-1@2"})
        assert "Not taken up" not in person.follow(answered).words
        assert len(actions(app)) == 1

    def test_that_have_changed_since_the_page_was_opened_are_left_and_said(
        self, app: Flask, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions")
        answer(person, assessment, R12_3="2")
        after = person.follow(person.submit(page, "Take up", {"take": ["R12.3-1@2", "R12.4-1@3", "x@y"]}))
        assert "Not taken up, because the proposal has changed: R12.3-1, x." in after.words
        assert [code for code, _revision, _content in actions(app)] == ["R12.4-1"]

    def test_name_the_countrys_own_body_where_it_has_one(
        self, app: Flask, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions/{PROPOSAL}")
        expected = page.fields()[1]["owner"]
        with own_transaction(app):
            institutions.add("KEN", "State Law Office", body_of(expected))
        assert person.get(f"{assessment}actions/{PROPOSAL}").fields()[1]["owner"] == "State Law Office"


def body_of(title: str) -> str:
    """The code of the kind of body with that title."""
    return next(body.code for body in published().bodies if body.title == title)


WHOLE = {
    "text": "Write the decree\nwith the ombudsman",
    "aim": "3",
    "clauses": ["R12.b"],
    "start": "2027-01-01",
    "end": "2028-06-30",
    "cost": "medium",
    "indicator": "200 requests checked",
}


class TestOneAction:
    def test_is_saved_as_it_was_meant_and_shown_again(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        with own_transaction(app):
            institutions.add("KEN", "Ministry of Justice of Kenya", None)
        page = person.get(f"{assessment}actions/{PROPOSAL}")
        owner = "Ministry of Justice of Kenya"
        after = person.follow(person.submit(page, "Take up this action", {**WHOLE, "owner": owner}))
        assert "Saved. R12.3-1: part of the plan, by Amina Otieno" in after.words
        ((_code, _revision, content),) = actions(app)
        assert content == {
            "text": WHOLE["text"],
            "aim": {"level": 3},
            "clauses": ["R12.b"],
            "owner": owner,
            "start": "2027-01-01",
            "end": "2028-06-30",
            "cost": "medium",
            "indicator": "200 requests checked",
        }
        assert "1 January 2027 to 30 June 2028; cost: medium" in after.words

    @pytest.mark.parametrize(
        ("fields", "field", "says"),
        [
            ({"text": "  "}, "text", "Write what will be done."),
            ({"text": "a\0b"}, "text", "cannot be kept"),
            ({"indicator": "a\x01b"}, "indicator", "cannot be kept"),
            ({"aim": "1"}, "aim", "Choose one of the aims offered."),
            ({"aim": ["2", "3"]}, "aim", "Choose one of the aims offered."),
            ({"aim": ""}, "aim", "Choose what the action aims at."),
            ({"clauses": ["R01.a"]}, "clauses", "Tick only clauses"),
            ({"owner": "Nobody's office"}, "owner", "institutions offered"),
            ({"start": "March"}, "start", "such as 2027-03-01"),
            ({"end": "1027-03-01"}, "end", "such as 2027-03-01"),
            ({"start": "2027-05-01", "end": "2027-04-30"}, "end", "The end is before the start."),
            ({"cost": "42"}, "cost", "cost bands offered"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
        self, app: Flask, place: tuple[Visitor, str], fields: dict[str, Any], field: str, says: str
    ) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions/{PROPOSAL}")
        sent = {**WHOLE, "indicator": "still here", **fields}
        shown = person.submit(page, "Take up this action", sent, expect=422)
        assert says in shown.words
        assert f"#{field}" in [anchor.get("href") for anchor in shown.all("a")]
        assert "indicator" in fields or "still here" in shown.words
        assert actions(app) == []

    def test_is_dropped_with_all_that_was_typed_and_taken_up_again(
        self, app: Flask, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        take(person, assessment)
        page = person.get(f"{assessment}actions/{PROPOSAL}")
        after = person.follow(person.submit(page, "Drop it", {"then": "drop", "indicator": "none yet"}))
        assert "R12.3-1: dropped, with everything typed kept" in after.words
        assert "R12.3-1 Dropped" in after.words
        assert "R12.3-2 Proposal" in after.words, "the gap is still there"
        assert actions(app)[-1][1] == 2
        assert actions(app)[-1][2]["indicator"] == "none yet"
        again = person.get(f"{assessment}actions/{PROPOSAL}")
        person.submit(again, "Take it up again", {"then": "save"})
        assert "taken_up" not in actions(app)[-1][2]
        assert len(actions(app)) == 3, "nothing is updated away"

    def test_saved_twice_is_saved_once(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions/{PROPOSAL}")
        for _press in range(2):
            person.submit(page, "Take up this action", WHOLE)
        assert len(actions(app)) == 1

    def test_two_writers_are_shown_both(
        self, app: Flask, place: tuple[Visitor, str], sign_in: SignIn
    ) -> None:
        amina, assessment = place
        bo = sign_in("KEN", name="Bo Chen")
        hers, his = (person.get(f"{assessment}actions/{PROPOSAL}") for person in (amina, bo))
        bo.submit(his, "Take up this action", {**WHOLE, "text": "Bo's way"})
        shown = amina.submit(hers, "Take up this action", {**WHOLE, "text": "My way"}, expect=409)
        assert "Bo Chen saved another version" in shown.words
        assert "Bo's way" in shown.words
        assert shown.fields()[1]["text"] == "My way"
        assert len(actions(app)) == 1
        amina.submit(shown, "Save", {"then": "save"})
        assert [content["text"] for _code, _revision, content in actions(app)] == ["Bo's way", "My way"]

    def test_text_survives_an_expired_session(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        address, fields = person.get(f"{assessment}actions/{PROPOSAL}").fields()
        fields["indicator"] = "an hour of thought"
        again = sign_in_again(app, "person0@example.org")
        shown = again.follow(again.post(address, fields))
        assert "Your text is back." in shown.words
        assert shown.fields()[1]["indicator"] == "an hour of thought"
        again.submit(shown, "Take up this action")
        assert "Your text is back." not in again.get(f"{assessment}actions/{PROPOSAL}").words
        assert len(actions(app)) == 1


class TestAnActionOfOnesOwn:
    def test_serves_the_unit_as_a_whole_or_a_question(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions/R12-1")
        assert "For the unit as a whole" in page.words
        person.submit(page, "Add this action", {"text": "One table for all", "then": "save"})
        page = person.get(f"{assessment}actions/R12.2-1")
        assert "The answer will be known" in page.words
        person.submit(page, "action", {"text": "Ask", "aim": "yes", "then": "save"})
        assert [(code, content.get("aim")) for code, _revision, content in actions(app)] == [
            ("R12-1", None),
            ("R12.2-1", {"choice": "yes"}),
        ]

    def test_of_two_people_at_once_are_two(
        self, app: Flask, place: tuple[Visitor, str], sign_in: SignIn
    ) -> None:
        amina, assessment = place
        bo = sign_in("KEN", name="Bo Chen")
        hers, his = (person.get(f"{assessment}actions/R12-1") for person in (amina, bo))
        bo.submit(his, "Add this action", {"text": "Bo's"})
        after = amina.submit(hers, "Add this action", {"text": "Mine"})
        assert after.location.endswith("saved=R12-2#R12-2")
        assert [(code, content["text"]) for code, _revision, content in actions(app)] == [
            ("R12-1", "Bo's"),
            ("R12-2", "Mine"),
        ]

    @pytest.mark.parametrize(
        "code", ["R12-2", "R12.3-7", "R12.3", "R99-1", "R16.1-1", "R16-1", "U1-x", "R12-0", "-"]
    )
    def test_a_code_that_stands_for_nothing_is_not_found(self, place: tuple[Visitor, str], code: str) -> None:
        person, assessment = place
        person.get(f"{assessment}actions/{code}", expect=404)


class TestWhoMayDoWhat:
    def test_a_reader_reads_and_cannot_write(self, place: tuple[Visitor, str], sign_in: SignIn) -> None:
        person, assessment = place
        take(person, assessment)
        reader = sign_in("KEN", role="reader")
        page = reader.get(f"{assessment}actions")
        assert "In the plan" in page.words
        assert not [button for button in page.all("button") if "Take up" in words(button)]
        one = reader.get(f"{assessment}actions/{PROPOSAL}")
        assert "Only a focal point" in one.words
        assert "Level 2" in reader.get(f"{assessment}actions/effect").words

    def test_nothing_is_added_after_the_draft(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions/{PROPOSAL}")
        bring_to(app, "under_review")
        person.submit(page, "Take up this action", WHOLE, expect=409)
        assert actions(app) == []
        assert "Only a focal point" in person.get(f"{assessment}actions/{PROPOSAL}").words

    def test_a_file_brings_the_plan_in_and_takes_it_out(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        person.submit(person.get(f"{assessment}actions/{PROPOSAL}"), "Take up this action", WHOLE)
        data = person.download(person.get(f"{assessment}report"), "Download the answers").get_data()
        other = start(person, title="Filled from a file")
        upload(person, other, data)
        first, second = actions(app)
        assert first == second
        again = person.download(person.get(f"{other}report"), "Download the answers").get_data()
        assert json.loads(again)["actions"] == json.loads(data)["actions"]


class TestWhatItWouldChange:
    def test_shows_before_and_after_and_what_stays_with_the_reason(self, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        take(person, assessment)
        page = person.get(f"{assessment}actions/effect")
        assert "One action is counted." in page.words
        assert "Units that change" in page.words
        answer(person, assessment, R12_3="1", R12_1="4")
        one = person.get(f"{assessment}actions/R12.2-1")
        person.submit(one, "action", {"text": "Find out", "aim": "", "then": "save"})
        page = person.get(f"{assessment}actions/effect")
        assert "so the range stays. R12.2-1" in page.words

    def test_counts_what_is_chosen_and_the_proposals_where_nothing_is_taken_up(
        self, place: tuple[Visitor, str]
    ) -> None:
        person, assessment = place
        page = person.get(f"{assessment}actions/effect")
        assert "None has been taken up yet, so the proposals are counted." in page.words
        page = person.get(f"{assessment}actions/effect?chosen=yes")
        assert "0 actions are counted." in page.words
        assert "No unit would change." in page.words
        page = person.get(f"{assessment}actions/effect?chosen=yes&count=R12.3-1&count=nonsense")
        assert "One action is counted." in page.words


class TestRatings:
    def test_are_saved_all_at_once_and_the_order_changes_visibly(self, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        answer(person, assessment, R10_1="0", R10_3="0", R10_4="0")
        page = person.get(f"{assessment}ratings")
        assert "tied with" in page.words
        fields = {"R01-importance": "1", "R01-cost": "1", "R09-importance": "5", "R09-threat": "5"}
        after = person.follow(person.submit(page, "Save and order", fields))
        assert "Saved. The order has changed" in after.words
        assert "up " in after.words
        assert after.fields()[1]["R09-importance"] == "5"
        again = person.follow(person.submit(after, "Save and order"))
        assert "The order is the same." in again.words

    def test_saved_twice_are_saved_once(self, app: Flask, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        page = person.get(f"{assessment}ratings")
        for _press in range(2):
            person.submit(page, "Save and order", {"R10-importance": "4"})
        assert plans(app) == [("R10", 1, {"rating": {"importance": 4}})]

    def test_a_threat_unlike_the_ranking_needs_a_reason(self, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        page = person.get(f"{assessment}units/R16")
        person.submit(
            page, "Save and stay", {"R16.3-rank": ["virtual-assets", "", "", "", ""], "then": "stay"}
        )
        page = person.get(f"{assessment}ratings")
        assert "5 *" in page.words
        shown = person.submit(page, "Save and order", {"R10-threat": "2"}, expect=422)
        assert "R10: write why the threat differs" in shown.words
        shown = person.submit(page, "Save and order", {"R10-threat": "9"}, expect=422)
        assert "R10: choose one of the ratings offered." in shown.words
        person.submit(page, "Save and order", {"R10-threat": "2", "R10-reason": "No such assets\nhere"})
        assert "No such assets" in person.get(f"{assessment}ratings").words

    def test_two_raters_are_shown_both_and_other_units_do_not_stand_in_the_way(
        self, place: tuple[Visitor, str], sign_in: SignIn
    ) -> None:
        amina, assessment = place
        bo = sign_in("KEN", name="Bo Chen")
        hers, his = (person.get(f"{assessment}ratings") for person in (amina, bo))
        bo.submit(his, "Save and order", {"R10-importance": "1"})
        amina.submit(hers, "Save and order", {"R12-importance": "5"})
        shown = amina.submit(
            hers, "Save and order", {"R10-importance": "5", "R12-importance": "5"}, expect=409
        )
        assert "somebody else has rated R10 meanwhile" in shown.words
        assert "Bo Chen" in shown.words
        amina.submit(shown, "Save and order")
        assert amina.get(f"{assessment}ratings").fields()[1]["R10-importance"] == "5"

    def test_leave_the_target_as_it_is(self, place: tuple[Visitor, str]) -> None:
        person, assessment = place
        own = person.get(f"{assessment}units/R10/plan")
        person.submit(own, "Save and see all", {"aim": "own", "target": "60", "then": "stay"})
        person.submit(person.get(f"{assessment}ratings"), "Save and order", {"R10-time": "2"})
        assert person.get(f"{assessment}units/R10/plan").fields()[1]["target"] == "60"
