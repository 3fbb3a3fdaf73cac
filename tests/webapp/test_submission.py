"""What was handed in is frozen: named by its hash, never changed, and printed the same for ever."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.answers import UNANSWERED
from questionnaire.frozen import read_back
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import Dump, dump
from tests.webapp.journeys import bring_to
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_access import ACCESS, answered, filled_in
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_gap_report import make_what_waits
from tests.webapp.test_kept import sign_in_again
from tests.webapp.test_submission_steps import BUTTONS, TYPED, take
from webapp import asked_documents, clock, documents
from webapp.database import db, own_transaction
from webapp.records import answer_revisions, answer_sheets, plan_revisions, submissions
from webapp.records.answer_revisions import NewAnswer
from webapp.records.assessments import NotADraft
from webapp.records.plan_revisions import NewPlan, Plan
from webapp.tables import STATUSES, Assessment, Rendering, User

ADDRESS = "/countries/KEN/assessments/1/"
FROZEN = (
    "assessments",
    "answer_revisions",
    "plan_revisions",
    "action_revisions",
    "submissions",
    "submitted_scores",
    "submitted_changes",
    "status_changes",
)


@pytest.fixture
def person(app: Flask, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, with one assessment that is filled at random and cleared."""
    visitor = sign_in("KEN", name="Amina Otieno")
    add_assessment(app, seed=11)
    bring_to(app, "cleared")
    return visitor


def submit(person: Visitor) -> Page:
    """The page of the submission, just handed in."""
    return person.follow(take(person, ADDRESS, "submit"))


def facts(page: Page) -> dict[str, str]:
    """What the page says about the submission, by name."""
    return {words(name): words(value) for name, value in zip(page.all("dt"), page.all("dd"), strict=True)}


def frozen_part(app: Flask) -> Dump:
    """Everything in the database that the submission consists of."""
    rows = dump(app)
    return {
        table: [row for row in rows[table] if row.get("assessment_id", row.get("id")) == 1]
        for table in FROZEN
    }


class TestHandingIn:
    def test_freezes_the_content_under_its_hash_and_tells_who(self, app: Flask, person: Visitor) -> None:
        page = submit(person)
        assert page.heading == "Submission"
        [row] = dump(app)["submissions"]
        assert facts(page)["SHA-256"] == row["content_hash"]
        assert row["content_hash"] == hashlib.sha256(row["content"].encode()).hexdigest()
        assert facts(page)["Submitted"].startswith("by Amina Otieno, ")
        assert facts(page)["Cleared"] == (
            "by Dr Amina Otieno, Permanent Secretary, Interior, 2 November 2026"
        )
        assert "Checked just now" in page.words
        event = dump(app)["audit_events"][-1]
        assert (event["action"], json.loads(event["details"])) == (
            "submitted",
            {"SHA-256": row["content_hash"]},
        )

    def test_keeps_every_score_as_a_row(self, app: Flask, person: Visitor) -> None:
        submit(person)
        rows = {(row["kind"], row["code"]): row for row in dump(app)["submitted_scores"]}
        with app.app_context():
            row = db.session.get_one(Assessment, 1)
            scores = outcome_of(published(), answer_sheets.answer_sheet(row)).scores
        for code, unit in scores.units.items():
            found = rows.pop(("unit", code), None)
            assert (unit is None) == (found is None)
            if unit and found:
                assert (found["low"], found["high"]) == (unit.mean.low, unit.mean.high)
                assert (found["substantiated"], found["confidence"]) == (unit.substantiated, unit.confidence)
        for pillar in scores.headline.pillars:
            assert rows.pop(("pillar", pillar.code))["low"] == pillar.mean.low
        assert scores.headline.mean
        assert rows.pop(("overall", "recommendations"))["high"] == scores.headline.mean.high
        assert {kind for kind, _code in rows} <= {"overall"}

    def test_happens_wholly_or_not_at_all(
        self, app: Flask, person: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_anything: object) -> None:
            raise OSError("disk full")

        before = dump(app)
        monkeypatch.setattr(asked_documents, "ask_for", fail)
        take(person, ADDRESS, "submit", expect=500)
        assert dump(app) == before

    def test_twice_makes_one(self, app: Flask, person: Visitor) -> None:
        page = person.get(f"{ADDRESS}submit")
        for _ in range(2):
            sent = person.submit(page, BUTTONS["submit"], TYPED["submit"])
            assert sent.location.endswith("/submission")
        assert len(dump(app)["submissions"]) == 1

    def test_at_the_same_moment_makes_one(self, app: Flask, person: Visitor, sign_in: SignIn) -> None:
        people = [person, sign_in("KEN"), sign_in("KEN")]
        forms = [each.get(f"{ADDRESS}submit").fields(BUTTONS["submit"]) for each in people]

        def press(number: int) -> int:
            action, fields = forms[number]
            return people[number].client.post(action, data={**fields, "acknowledged": "yes"}).status_code

        with ThreadPoolExecutor(len(people)) as pool:
            assert sorted(pool.map(press, range(len(people)))) == [303, 409, 409]
        assert len(dump(app)["submissions"]) == 1
        assert [row["to_status"] for row in dump(app)["status_changes"]].count("submitted") == 1

    def test_needs_what_is_open_to_be_acknowledged(self, app: Flask, person: Visitor) -> None:
        take(person, ADDRESS, "submit", acknowledged=None, expect=422)
        assert dump(app)["submissions"] == []


class TestTheFile:
    def test_has_exactly_the_bytes_that_the_hash_is_about_and_is_recorded(
        self, app: Flask, person: Visitor
    ) -> None:
        page = submit(person)
        file = person.submit(page, "Download what was handed in", expect=200).response
        assert hashlib.sha256(file.get_data()).hexdigest() == facts(page)["SHA-256"]
        assert file.headers["Content-Disposition"] == (
            'attachment; filename="submission-KEN-2026-11-01.json"'
        )
        assert dump(app)["audit_events"][-1]["action"] == "submission downloaded"


class TestNothingChangesIt:
    """Neither through any page nor below them."""

    @pytest.mark.parametrize(
        "route", [route for route in ACCESS if route[0] == "POST" and "number" in route[1]]
    )
    def test_no_page(self, app: Flask, person: Visitor, route: tuple[str, str]) -> None:
        submit(person)
        before = frozen_part(app)
        fields = {
            "R01.1-base": "1",
            "R01.1-comment": "changed",
            "aim": "own",
            "target": "1",
            "base": "0",
            "unit": "R01",
            "reason": "because",
            **TYPED["clear"],
        }
        answer = answered(person, "POST", filled_in(route[1]), fields)
        assert answer.status_code < 500
        assert frozen_part(app) == before

    @pytest.mark.parametrize("state", STATUSES[1:])
    def test_no_record(self, app: Flask, sign_in: SignIn, state: str) -> None:
        sign_in("KEN")
        number = add_assessment(app, seed=3)
        bring_to(app, state, number)
        with app.app_context():
            row, user = db.session.get_one(Assessment, number), db.session.get_one(User, 1)
            with pytest.raises(NotADraft):
                answer_revisions.append_answers(
                    row, [NewAnswer("R01.1", UNANSWERED, 99)], by=user, at=clock.now()
                )
            with pytest.raises(NotADraft):
                plan_revisions.append_plans(row, [NewPlan("R01", Plan(), 99)], by=user, at=clock.now())


class TestThePages:
    """Result, report and answers file read what was frozen; task list and units show what equals it."""

    def test_show_the_same_as_was_frozen(self, app: Flask, person: Visitor) -> None:
        before = [person.get(ADDRESS + page).words for page in ("result", "targets", "units/R04")]
        submit(person)
        with app.app_context():
            row = db.session.get_one(Assessment, 1)
            frozen = read_back(submissions.submission_of(row).content, published()).sheet
            assert answer_sheets.answer_sheet(row) == frozen == submissions.sheet_that_counts(row)
        after = [person.get(ADDRESS + page).words for page in ("result", "targets", "units/R04")]
        assert after[0].partition("Overall")[2] == before[0].partition("Overall")[2]
        assert all(page for page in after)

    def test_what_was_changed_in_the_database_shows_and_does_not_count(
        self, app: Flask, person: Visitor
    ) -> None:
        submit(person)
        result = person.get(f"{ADDRESS}result").words
        with own_transaction(app):
            db.session.execute(
                sa.text(
                    'UPDATE answer_revisions SET content = \'{"state":"withheld"}\' '
                    "WHERE question_code LIKE 'R%'"
                )
            )
        page = person.get(f"{ADDRESS}submission")
        assert "This no longer fits" in page.words
        assert "still has this hash, but the pages" in page.words
        assert person.get(f"{ADDRESS}result").words == result

    def test_an_institution_that_is_called_otherwise_later_changes_nothing_that_was_handed_in(
        self, app: Flask, person: Visitor
    ) -> None:
        page = person.get("/countries/KEN/institutions")
        person.submit(page, fields={"bodies": ["POL"]})
        with own_transaction(app):
            db.session.execute(sa.text("UPDATE answer_revisions SET institution_id = 1"))
        submit(person)
        assert "given_by" in dump(app)["submissions"][0]["content"]
        with own_transaction(app):
            db.session.execute(sa.text("UPDATE institutions SET name = 'Police Service'"))
        assert "Checked just now" in person.get(f"{ADDRESS}submission").words

    def test_what_was_changed_in_the_submission_itself_shows_by_its_hash(
        self, app: Flask, person: Visitor
    ) -> None:
        submit(person)
        with own_transaction(app):
            db.session.execute(
                sa.text("UPDATE submissions SET content = replace(content, 'Dr Amina', 'Dr Ameena')")
            )
        assert "it was changed in the database" in person.get(f"{ADDRESS}submission").words


class TestTheReport:
    def test_is_asked_for_at_submission_and_ready_soon(self, app: Flask, person: Visitor) -> None:
        page = submit(person)
        assert "Being made" in page.words
        assert make_what_waits(app) == 1
        page = person.get(f"{ADDRESS}submission")
        assert "Ready" in page.words
        [link] = [link for link in page.links() if "/report/" in link]
        assert "ready" in person.get(link).heading

    def test_is_the_same_byte_for_byte_whenever_it_is_made(self, app: Flask, person: Visitor) -> None:
        submit(person)
        [content] = [row["content"] for row in dump(app)["renderings"]]
        assert documents.make_document(content) == documents.make_document(content)

    def test_is_of_the_day_of_submission_for_ever(
        self, app: Flask, person: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        submit(person)
        later = clock.now() + timedelta(days=400)
        day = json.loads(dump(app)["renderings"][0]["content"])["generated_on"]
        assert day == clock.now().date().isoformat()
        monkeypatch.setattr(clock, "now", lambda: later)
        ask(sign_in_again(app, "person0@example.org"))
        assert len(dump(app)["renderings"]) == 1

    def test_once_made_is_served_after_the_looks_of_reports_have_changed(
        self, app: Flask, person: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        submit(person)
        make_what_waits(app)
        made = path_of_the_report(app).read_bytes()
        monkeypatch.setattr("webapp.documents.gap_reports.edition", lambda: "another edition")
        page = ask(person)
        assert "ready" in page.heading
        assert path_of_the_report(app).read_bytes() == made
        assert len(dump(app)["renderings"]) == 1

    def test_of_a_draft_is_made_anew_then(
        self, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = sign_in("KEN")
        add_assessment(app, seed=11)
        ask(person)
        monkeypatch.setattr("webapp.documents.gap_reports.edition", lambda: "another edition")
        ask(person)
        assert len(dump(app)["renderings"]) == 2

    def test_whose_file_is_gone_is_made_again(self, app: Flask, person: Visitor) -> None:
        submit(person)
        make_what_waits(app)
        made = path_of_the_report(app).read_bytes()
        path_of_the_report(app).unlink()
        assert "To be made again" in person.get(f"{ADDRESS}submission").words
        ask(person)
        make_what_waits(app)
        assert path_of_the_report(app).read_bytes() == made


def ask(person: Visitor) -> Page:
    """The page on which to wait for the report as PDF."""
    return person.follow(person.submit(person.get(f"{ADDRESS}report"), "PDF"))


def path_of_the_report(app: Flask) -> Any:
    """Where the one document there is lies."""
    with app.app_context():
        return asked_documents.path_of(db.session.scalars(sa.select(Rendering)).one())
