"""After a submission: a draft that corrects it, or the next cycle, whose answers are to be confirmed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.answers import Action, Level, Rating, Target
from questionnaire.frozen import read_back
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, bring_to, fill, save, start, unit_page
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_kept import sign_in_again
from webapp import clock, documents, gap_report
from webapp.database import db, own_transaction
from webapp.records import action_revisions, answer_sheets, institutions, plan_revisions, submissions
from webapp.records.action_revisions import NewAction
from webapp.records.plan_revisions import NewPlan, Plan
from webapp.tables import Assessment, Assignment, Institution, User

FIRST, SECOND = "/countries/KEN/assessments/1/", "/countries/KEN/assessments/2/"
REOPEN, BEGIN = "Open a new draft", "Begin the next cycle"
CYCLE = {"title": "Self-assessment 2028", "reference_date": "2027-11-01"}

ACTIONS = (
    Action("R02.3-1", "R02", "R02.3", Level(4), "Review the channel", owner="CERT", end=date(2028, 1, 1)),
    Action("R02-1", "R02", text="Done with", taken_up=False),
    Action("R02.3-2", "R02", "R02.3", Level(2), "Reached by now"),
)


@pytest.fixture
def person(app: Flask, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, who has submitted an assessment with a few answers and one plan."""
    visitor = sign_in("KEN", name="Amina")
    start(visitor, title="Self-assessment 2026")
    answer(visitor, FIRST, R02_3="2")
    answer(visitor, FIRST, R02_3="3")
    answer(visitor, FIRST, R03_1="dont_know")
    with own_transaction(app):
        row, user = db.session.get_one(Assessment, 1), db.session.get_one(User, 1)
        plan = Plan(Target(80, 2028), Rating(importance=4))
        plan_revisions.append_plans(row, [NewPlan("R02", plan, 0)], by=user, at=clock.now())
        action_revisions.append_actions(row, map(NewAction, ACTIONS), by=user, at=clock.now())
    bring_to(app, "submitted")
    return visitor


def reopen(person: Visitor, *, expect: int = 303, **typed: Any) -> Page:
    """Reopens the first assessment."""
    page = person.get(f"{FIRST}reopen")
    return person.submit(page, REOPEN, {"reason": "R02 was wrong", **typed}, expect=expect)


def begin_cycle(person: Visitor, *, expect: int = 303, **typed: Any) -> Page:
    """Begins the cycle after the first assessment."""
    return person.submit(person.get(f"{FIRST}next-cycle"), BEGIN, {**CYCLE, **typed}, expect=expect)


def rows_of(app: Flask, table: str, assessment: int) -> list[dict[str, Any]]:
    """The rows of an assessment in a table, without its number."""
    found = [row for row in dump(app)[table] if row["assessment_id"] == assessment]
    return [{name: value for name, value in row.items() if name != "assessment_id"} for row in found]


class TestReopening:
    def test_begins_a_draft_that_names_the_submission_and_holds_all_of_it(
        self, app: Flask, person: Visitor
    ) -> None:
        before = {
            table: rows_of(app, table, 1)
            for table in ("answer_revisions", "plan_revisions", "action_revisions")
        }
        assert reopen(person).location.endswith(SECOND)
        draft = next(row for row in dump(app)["assessments"] if row["id"] == 2)
        assert (draft["status"], draft["reopens_id"], draft["follows_id"]) == ("draft", 1, None)
        copied = rows_of(app, "answer_revisions", 2)
        assert [(row["question_code"], row["revision"], row["to_confirm"]) for row in copied] == [
            ("R02.3", 1, False),
            ("R03.1", 1, False),
        ]
        with app.app_context():
            one, two = db.session.get_one(Assessment, 1), db.session.get_one(Assessment, 2)
            sheets = answer_sheets.answer_sheet(one), answer_sheets.answer_sheet(two)
            assert sheets[0] == sheets[1]
            assert sheets[1].targets == {"R02": Target(80, 2028)}
        assert {table: rows_of(app, table, 1) for table in before} == before

    @pytest.mark.usefixtures("person")
    def test_keeps_the_names_of_those_who_answered(self, app: Flask, sign_in: SignIn) -> None:
        reopen(sign_in("KEN", name="Bela"))
        assert {row["saved_by"] for row in rows_of(app, "answer_revisions", 2)} == {1}

    def test_says_why(self, app: Flask, person: Visitor) -> None:
        reopen(person)
        [change] = rows_of(app, "status_changes", 2)
        assert (change["from_status"], change["to_status"], change["reason"]) == (
            "submitted",
            "draft",
            "R02 was wrong",
        )
        event = dump(app)["audit_events"][-1]
        assert (event["action"], event["assessment_id"]) == ("reopened as a new draft", 1)
        assert json.loads(event["details"])["new assessment"] == "2"

    @pytest.mark.parametrize("typed", ["", "  ", "nul\x00"])
    def test_asks_why(self, app: Flask, person: Visitor, typed: str) -> None:
        page = reopen(person, reason=typed, expect=422)
        assert 'href="#reason"' in page.text
        assert len(dump(app)["assessments"]) == 1

    def test_leaves_the_old_one_readable_and_printable(self, person: Visitor) -> None:
        reopen(person)
        answer(person, SECOND, R02_3="0")
        page = person.get(f"{FIRST}submission")
        assert "Checked just now" in page.words
        assert "The assessment that corrects it: Draft" in page.words
        assert "being made" in person.follow(person.submit(person.get(f"{FIRST}report"), "PDF")).heading

    def test_twice_leads_to_the_same_draft(self, app: Flask, person: Visitor) -> None:
        page = person.get(f"{FIRST}reopen")
        for _ in range(2):
            assert person.submit(page, REOPEN, {"reason": "again"}).location.endswith(SECOND)
        assert len(dump(app)["assessments"]) == 2
        assert "has been reopened already" in person.get(f"{FIRST}reopen").words

    def test_at_the_same_moment_makes_one_draft(self, app: Flask, person: Visitor, sign_in: SignIn) -> None:
        people = [person, sign_in("KEN"), sign_in("KEN")]
        forms = [each.get(f"{FIRST}reopen").fields(REOPEN) for each in people]

        def press(number: int) -> int:
            action, fields = forms[number]
            return people[number].client.post(action, data={**fields, "reason": "mine"}).status_code

        with ThreadPoolExecutor(len(people)) as pool:
            assert list(pool.map(press, range(len(people)))) == [303, 303, 303]
        assert len(dump(app)["assessments"]) == 2

    def test_the_correction_names_the_hash_of_what_it_corrects(self, app: Flask, person: Visitor) -> None:
        reopen(person)
        bring_to(app, "submitted", 2)
        first, second = dump(app)["submissions"]
        covering = read_back(second["content"], published()).covering
        assert covering.corrects == first["content_hash"]
        assert "an earlier submission" in person.get(f"{SECOND}submission").words

    def test_what_was_put_aside_stays_put_aside(self, app: Flask, sign_in: SignIn) -> None:
        visitor = sign_in("KEN")
        start(visitor)
        answer(visitor, FIRST, R06_3="no")
        answer(visitor, FIRST, R06_3="yes")
        save(visitor, unit_page(visitor, FIRST, "R16"), {"R16.1-row-prevention": ["funding"]})
        visitor.submit(visitor.get(f"{FIRST}checks"), "Keep the reason", {"reason": "both are so"})
        bring_to(app, "submitted")
        reopen(visitor)
        assert "both are so" in visitor.get(f"{SECOND}checks").words
        assert "may not fit" not in visitor.get(f"{SECOND}check").words
        answer(visitor, SECOND, R06_3="no")
        answer(visitor, SECOND, R06_3="yes")
        assert "may not fit" in visitor.get(f"{SECOND}check").words


class TestTheNextCycle:
    def test_brings_every_answer_to_be_confirmed_and_counts_none(self, app: Flask, person: Visitor) -> None:
        assert begin_cycle(person).location.endswith(SECOND)
        row = next(row for row in dump(app)["assessments"] if row["id"] == 2)
        assert (row["title"], str(row["reference_date"])) == ("Self-assessment 2028", "2027-11-01")
        assert (row["reopens_id"], row["follows_id"]) == (None, 1)
        with app.app_context():
            sheet = answer_sheets.answer_sheet(db.session.get_one(Assessment, 2))
        assert (sheet.answers, sheet.targets, sheet.ratings) == ({}, {}, {})
        assert "2 answers of the earlier submission to confirm" in person.get(f"{SECOND}check").words
        event = dump(app)["audit_events"][-1]
        assert (event["action"], event["subject"]) == ("next cycle begun", "Self-assessment 2026")

    def test_lists_what_was_confirmed_unchanged(self, person: Visitor) -> None:
        begin_cycle(person)
        page = person.get(f"{SECOND}confirmed")
        assert "2 answers to confirm" in page.words
        save(person, unit_page(person, SECOND, "R02"), {"R02.3-confirm": "yes"})
        answer(person, SECOND, R03_1="withheld")
        page = person.get(f"{SECOND}confirmed")
        assert "One answer confirmed unchanged" in page.words
        assert "One answer changed" in page.words
        [unchanged, changed] = [words(table) for table in page.all("table")]
        assert "R02.3" in unchanged
        assert "Amina" in unchanged
        assert "Withheld" in changed

    def test_of_another_assessment_lists_nothing(self, person: Visitor) -> None:
        assert "No answer came over" in person.get(f"{FIRST}confirmed").words

    @pytest.mark.parametrize(
        ("field", "typed"), [("title", ""), ("title", "nul\x00"), ("reference_date", "soon")]
    )
    def test_asks_for_title_and_date(self, app: Flask, person: Visitor, field: str, typed: str) -> None:
        page = begin_cycle(person, expect=422, **{field: typed})
        assert f'href="#{field}"' in page.text
        assert len(dump(app)["assessments"]) == 1

    def test_typed_text_outlives_the_session(self, app: Flask, person: Visitor) -> None:
        page = person.get(f"{FIRST}next-cycle")
        again = sign_in_again(app, "person0@example.org")
        again.submit(page, BEGIN, CYCLE)
        page = again.get(f"{FIRST}next-cycle")
        assert page.fields(BEGIN)[1]["title"] == CYCLE["title"]
        again.submit(page, BEGIN)
        assert len(dump(app)["assessments"]) == 2

    def test_begins_once(self, app: Flask, person: Visitor) -> None:
        page = person.get(f"{FIRST}next-cycle")
        for _ in range(2):
            assert person.submit(page, BEGIN, CYCLE).location.endswith(SECOND)
        assert len(dump(app)["assessments"]) == 2

    def test_both_may_come_after_the_same_submission(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        reopen(person)
        assert [(row["reopens_id"], row["follows_id"]) for row in dump(app)["assessments"]] == [
            (None, None),
            (None, 1),
            (1, None),
        ]

    def test_an_answer_never_confirmed_waits_on_in_a_correction(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        bring_to(app, "submitted", 2)
        page = person.get(f"{SECOND}reopen")
        person.submit(page, REOPEN, {"reason": "R02 forgotten"})
        assert {row["to_confirm"] for row in rows_of(app, "answer_revisions", 3)} == {True}


class TestTargetsOfTheCycleBefore:
    """They are shown and count for nothing until somebody confirms them."""

    def test_all_at_once(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        page = person.get(f"{SECOND}targets")
        assert "80 in the cycle before, to confirm" in page.words
        person.submit(page, "Confirm the targets and ratings of the cycle before")
        with app.app_context():
            sheet = answer_sheets.answer_sheet(db.session.get_one(Assessment, 2))
        assert sheet.targets == {"R02": Target(80, 2028)}
        assert sheet.ratings == {"R02": Rating(importance=4)}
        assert "cycle before, to confirm" not in person.get(f"{SECOND}targets").words

    def test_one_by_one(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        page = person.get(f"{SECOND}units/R02/plan")
        assert "It counts only once you save it here" in page.words
        assert page.fields()[1]["target"] == "80"
        person.submit(page, fields={"target": "85"})
        with app.app_context():
            plan = plan_revisions.saved_plans(db.session.get_one(Assessment, 2))["R02"].plan
        assert plan == Plan(Target(85, 2028), Rating(importance=4))
        assert "cycle before" not in person.get(f"{SECOND}units/R02/plan").words

    def test_what_somebody_rated_since_stays(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        fields = {"aim": "open", "target": "", "year": "", "importance": "2"}
        person.submit(person.get(f"{SECOND}units/R02/plan"), fields=fields)
        person.submit(person.get(f"{SECOND}targets"), "Confirm the targets and ratings of the cycle before")
        with app.app_context():
            plan = plan_revisions.saved_plans(db.session.get_one(Assessment, 2))["R02"].plan
        assert plan == Plan(Target(80, 2028), Rating(importance=2))


class TestActionsOfTheCycleBefore:
    def test_a_correction_holds_the_whole_plan(self, app: Flask, person: Visitor) -> None:
        reopen(person)
        assert [(row["action_code"], row["revision"]) for row in rows_of(app, "action_revisions", 2)] == [
            ("R02-1", 1),
            ("R02.3-1", 1),
            ("R02.3-2", 1),
        ]
        with app.app_context():
            sheet = answer_sheets.answer_sheet(db.session.get_one(Assessment, 2))
        assert sheet.actions == {action.code: action for action in ACTIONS}

    def test_the_next_cycle_offers_what_was_under_way_and_counts_nothing_until_it_is_taken_up(
        self, app: Flask, person: Visitor
    ) -> None:
        begin_cycle(person)
        answer(person, SECOND, R02_3="2")
        page = person.get(f"{SECOND}actions")
        assert rows_of(app, "action_revisions", 2) == []
        assert "R02.3-1 From the cycle before, to confirm Level 4" in page.words
        assert "Done with" not in page.words
        assert "Reached by now" not in page.words
        shown = person.get(f"{SECOND}actions/R02.3-1")
        assert "It counts only once you save it here" in shown.words
        person.submit(page, "Take up", {"take": "R02.3-1@4"})
        with app.app_context():
            sheet = answer_sheets.answer_sheet(db.session.get_one(Assessment, 2))
        assert sheet.actions == {"R02.3-1": ACTIONS[0]}


@pytest.mark.parametrize("after", [reopen, begin_cycle], ids=["reopened", "next cycle"])
def test_the_same_are_asked_again_as_far_as_they_are_still_there(
    app: Flask, sign_in: SignIn, after: Any
) -> None:
    visitor = sign_in("KEN")
    start(visitor)
    sign_in("KEN", role="contributor")
    with own_transaction(app):
        here = institutions.add("KEN", "High Court", None)
        gone = institutions.add("KEN", "Old Ministry", None)
        gone.is_closed = True
        given: list[dict[str, Any]] = [
            {"institution_id": here.id},
            {"institution_id": gone.id},
            {"user_id": 2},
            {"user_id": 1},
        ]
        db.session.add_all(
            Assignment(
                assessment_id=1,
                question_code="R02.1",
                due_on=date(2026, 10, 1),
                assigned_by=1,
                assigned_at=clock.now(),
                **whom,
            )
            for whom in given
        )
    bring_to(app, "submitted")
    with own_transaction(app):
        db.session.execute(sa.text("DELETE FROM memberships WHERE user_id = 2"))
    after(visitor)
    copied = rows_of(app, "assignments", 2)
    with app.app_context():
        court = db.session.scalars(sa.select(Institution.id).where(Institution.name == "High Court")).one()
    assert {(row["institution_id"], row["user_id"], row["due_on"]) for row in copied} == {
        (court, None, None),
        (None, 1, None),
    }


class TestReportOnTheNextCycle:
    def test_is_made_of_both_submissions(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        first = dump(app)["submissions"][0]
        with app.app_context():
            draft = gap_report.content_for(db.session.get_one(Assessment, 2), "pdf")
        assert draft.earlier == first["content"]
        bring_to(app, "submitted", 2)
        with app.app_context():
            handed_in = gap_report.content_for(db.session.get_one(Assessment, 2), "pdf")
            first_report = gap_report.content_for(db.session.get_one(Assessment, 1), "pdf")
        assert handed_in.earlier == first["content"]
        second = dump(app)["submissions"][1]
        assert read_back(second["content"], published()).covering.follows == first["content_hash"]
        assert first_report.earlier == ""

    def test_the_result_tells_what_changed_and_only_what_is_certain(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        visitor = sign_in("KEN")
        start(visitor, title="Self-assessment 2026")
        fill(visitor, FIRST, random_sheet(published(), seed=2, complete=True, country="KEN"))
        answer(visitor, FIRST, R02_3="1", R02_4="dont_know")
        bring_to(app, "submitted")
        assert "Change since the last assessment" not in visitor.get(f"{FIRST}result").words
        begin_cycle(visitor)
        page = visitor.get(f"{SECOND}result")
        assert "Compared with “Self-assessment 2026” as of" in page.words
        assert "0 improved and 0 declined for certain" in page.words
        confirmed = {f"R02.{number}-confirm": "yes" for number in (1, 2, 4)}
        save(visitor, unit_page(visitor, SECOND, "R02"), {"R02.3-answer": "4", **confirmed})
        page = visitor.get(f"{SECOND}result")
        assert "1 improved and 0 declined for certain" in page.words
        [line] = [words(row) for row in page.all("tr") if "Improved" in words(row)]
        assert line.startswith("R02")

    def test_is_made_of_no_other_submission_than_the_one_it_names(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        bring_to(app, "submitted", 2)
        first, second = (row["content"] for row in dump(app)["submissions"])
        for earlier in ("", second):
            with app.app_context(), pytest.raises(ValueError, match="not the submission"):
                documents.content_of_submission(
                    published(), second, kind="pdf", language="en", notice="", earlier=earlier
                )
        found = documents.content_of_submission(
            published(), second, kind="pdf", language="en", notice="", earlier=first
        )
        assert documents.read_content(found.as_json()).hash == found.hash

    def test_a_correction_is_compared_with_what_its_submission_was(self, app: Flask, person: Visitor) -> None:
        begin_cycle(person)
        bring_to(app, "submitted", 2)
        person.submit(person.get(f"{SECOND}reopen"), REOPEN, {"reason": "R02 was wrong"})
        with app.app_context():
            report = gap_report.content_for(db.session.get_one(Assessment, 3), "pdf")
        assert report.earlier == dump(app)["submissions"][0]["content"]


def test_the_home_page_shows_the_chain(app: Flask, person: Visitor) -> None:
    begin_cycle(person)
    reopen(person)
    page = person.get("/")
    assert "Follows “Self-assessment 2026”." in page.words
    assert "Corrects “Self-assessment 2026”." in page.words
    assert "Corrected by a later one" not in page.words
    bring_to(app, "submitted", 3)
    assert "Corrected by a later one" in person.get("/").words
    with app.app_context():
        row = db.session.get_one(Assessment, 1)
        assert submissions.plans_of_cycle_before(row) == {}
