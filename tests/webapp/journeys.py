"""Steps of the assessment journey that tests take before they come to what they are about."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import write_answers
from questionnaire.frozen import Clearance
from questionnaire.loading import published
from tests.webapp.pages import AnyVisitor, Page, Visitor
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import submissions
from webapp.tables import (
    CLEARED,
    STATUSES,
    SUBMITTED,
    AnswerRevision,
    Assessment,
    Assignment,
    PlanRevision,
    Remark,
    User,
)

CLEARANCE = Clearance("Dr Amina Otieno", "Permanent Secretary, Interior", date(2026, 11, 2))


def start(visitor: AnyVisitor, country: str = "KEN", **fields: Any) -> str:
    """Starts an assessment and returns its address."""
    page = visitor.get(f"/countries/{country}/assessments/start")
    given = {"title": "Self-assessment", "reference_date": "2026-11-01", **fields}
    return visitor.submit(page, "Start", given).location


def unit_page(visitor: AnyVisitor, assessment: str, unit: str) -> Page:
    """The page of a unit."""
    return visitor.get(f"{assessment}units/{unit}")


def save(visitor: AnyVisitor, page: Page, fields: dict[str, Any], *, expect: int = 303) -> Page:
    """Fills in these fields of a unit page and presses “Save and stay”."""
    return visitor.submit(page, "Save and stay", {**fields, "then": "stay"}, expect=expect)


def autosave(
    visitor: Visitor, page: Page, *steps: dict[str, Any], status: int = 200, **marks: str
) -> dict[str, Any]:
    """What the page's script sends after these fields were typed, step by step, and the report on it. The
    questions of these fields are sent whole.
    """
    action, filled = page.fields("Save and stay")
    sent: MultiDict[str, str] = MultiDict({"csrf_token": filled["csrf_token"], **marks})
    sent["entrusted"] = filled.get("entrusted", "")
    for place, typed in enumerate(steps):
        for name, value in typed.items():
            filled.setlist(name, value if isinstance(value, list) else [value])
        codes = {name.partition("-")[0] for name in typed}
        for name, value in filled.items(multi=True):
            if name.partition("-")[0] in codes:
                sent.add(f"{place}~{name}", value)
    response = visitor.client.post(action, data=sent, headers={"Accept": "application/json"})
    assert response.status_code == status, response.text[:1000]
    return response.json if response.is_json else {}  # type: ignore[return-value]


def told(report: dict[str, Any]) -> dict[str, str]:
    """What a report says became of each question."""
    return {one["code"]: one["state"] for one in report["questions"]}


def answer(visitor: AnyVisitor, assessment: str, **fields: Any) -> Page:
    """Opens the unit of these fields and saves them: `answer(visitor, address, R02_3="2")`."""
    named = {name.replace("_", ".", 1) + "-answer": value for name, value in fields.items()}
    unit = next(iter(named)).partition(".")[0]
    return save(visitor, unit_page(visitor, assessment, unit), named)


def upload(visitor: AnyVisitor, assessment: str, content: bytes, *, expect: int = 303) -> Page:
    """Fills an assessment from a file with that content."""
    return send_file(visitor, visitor.get(f"{assessment}upload"), content, expect=expect)


def send_file(visitor: AnyVisitor, page: Page, content: bytes, *, expect: int) -> Page:
    """Sends a file from a page that is open already."""
    action, fields = page.fields("Fill")
    sent = {"csrf_token": fields["csrf_token"], "answers": FileStorage(io.BytesIO(content), "answers.json")}
    return visitor.post(action, sent, expect=expect)


def fill(visitor: AnyVisitor, assessment: str, sheet: AnswerSheet) -> None:
    """Fills an empty assessment with a whole sheet."""
    upload(visitor, assessment, write_answers(sheet, published()))


def revisions(app: Flask, question: str = "") -> list[tuple[str, int, int, dict[str, Any]]]:
    """Every saved revision, or those of one question: code, revision, what it is based on, content."""
    found = sa.select(AnswerRevision).order_by(AnswerRevision.question_code, AnswerRevision.revision)
    with app.app_context():
        return [
            (row.question_code, row.revision, row.based_on, json.loads(row.content))
            for row in db.session.scalars(found)
            if question in {"", row.question_code}
        ]


def plans(app: Flask) -> list[tuple[str, int, dict[str, Any]]]:
    """Every saved revision of a plan: unit, revision, content."""
    found = sa.select(PlanRevision).order_by(PlanRevision.unit_code, PlanRevision.revision)
    with app.app_context():
        return [(row.unit_code, row.revision, json.loads(row.content)) for row in db.session.scalars(found)]


def number_of(assessment: str) -> int:
    """The number of the assessment at that address."""
    return int(assessment.rstrip("/").rpartition("/")[2])


def give(app: Flask, assessment: str, name: str, *questions: str, due_on: date | None = None) -> None:
    """Gives questions of an assessment to the person of that name."""
    with own_transaction(app):
        person = db.session.scalars(sa.select(User).where(User.name == name)).one()
        db.session.add_all(
            Assignment(
                assessment_id=number_of(assessment),
                question_code=question,
                user_id=person.id,
                due_on=due_on,
                assigned_by=1,
                assigned_at=clock.now(),
            )
            for question in questions
        )


def take_away(app: Flask, assessment: str, *questions: str) -> None:
    """Takes questions away from whomever they were given to."""
    with own_transaction(app):
        db.session.execute(
            sa.delete(Assignment).where(
                Assignment.assessment_id == number_of(assessment), Assignment.question_code.in_(questions)
            )
        )


def set_status(app: Flask, assessment: str, status: str) -> None:
    """Puts an assessment into that state, past the steps that lead there."""
    with own_transaction(app):
        db.session.get_one(Assessment, number_of(assessment)).status = status


def remarks(app: Flask) -> list[tuple[str, str]]:
    """Every remark: the question and the text."""
    with app.app_context():
        return [
            (row.question_code, row.text) for row in db.session.scalars(sa.select(Remark).order_by(Remark.id))
        ]


def bring_to(app: Flask, state: str, number: int = 1) -> None:
    """Brings a draft to that state, past the pages, as the pages would."""
    with own_transaction(app):
        row = db.session.get_one(Assessment, number)
        by, at = db.session.get_one(User, row.created_by), clock.now()
        for step in STATUSES[1 : STATUSES.index(state) + 1]:
            if step == SUBMITTED:
                submissions.hand_in(row, by=by, at=at)
            else:
                clearance = CLEARANCE if step == CLEARED else None
                submissions.change_status(row, step, by=by, at=at, clearance=clearance)


@contextlib.contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements sent to the database meanwhile, but for what goes on in the background."""
    sent: list[str] = []
    here = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if threading.get_ident() == here:
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
