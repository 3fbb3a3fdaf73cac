"""Assessments and what is saved in them. Answers and plans are only ever added to: nothing is updated away."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from questionnaire.answer_wire import answer_from_wire, answer_to_wire
from questionnaire.answers import UNANSWERED, Answer, AnswerSheet, Rating, Target
from questionnaire.answers_file import rating_from_wire, rating_to_wire, target_from_wire, target_to_wire
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.wire import Reader
from webapp.database import db
from webapp.tables import AnswerRevision, Assessment, PlanRevision, User


class SavedAnswer(msgspec.Struct, frozen=True):
    """One revision of an answer, with who saved it and when. Revision 0 is the answer nobody has saved yet."""

    question: str
    revision: int
    answer: Answer
    saved_by: str = ""
    saved_by_id: int | None = None
    saved_at: datetime | None = None


class NewAnswer(msgspec.Struct, frozen=True):
    """An answer to be saved as the revision after `based_on`."""

    question: str
    answer: Answer
    based_on: int


class Plan(msgspec.Struct, frozen=True):
    """The target (None: not confirmed) and the ratings of one unit."""

    target: Target | None = None
    rating: Rating = Rating()


class SavedPlan(msgspec.Struct, frozen=True):
    """One revision of a unit's plan, with who saved it and when. Revision 0 is the plan nobody has saved yet."""

    unit: str
    revision: int
    plan: Plan
    saved_by: str = ""
    saved_at: datetime | None = None


class NewPlan(msgspec.Struct, frozen=True):
    """A plan to be saved as the revision after `based_on`."""

    unit: str
    plan: Plan
    based_on: int


def assessments_in(country_codes: Collection[str]) -> list[Assessment]:
    """The assessments of these countries, the latest reference date first."""
    return list(
        db.session.scalars(
            sa.select(Assessment)
            .where(Assessment.country_code.in_(country_codes))
            .order_by(Assessment.reference_date.desc(), Assessment.id.desc())
        )
    )


def assessment_in(country_code: str, number: int, *, to_write: bool = False) -> Assessment | None:
    """The country's assessment with that number. One opened to write is held until the request ends."""
    found = sa.select(Assessment).where(Assessment.id == number, Assessment.country_code == country_code)
    return db.session.scalars(found.with_for_update(of=Assessment) if to_write else found).one_or_none()


def start_assessment(
    country_code: str, title: str, reference_date: date, modules: tuple[str, ...], *, by: User, at: datetime
) -> Assessment:
    """A new, empty assessment on the published instrument."""
    instrument = published()
    assessment = Assessment(
        country_code=country_code,
        title=title,
        reference_date=reference_date,
        instrument_code=instrument.code,
        instrument_version=instrument.version,
        modules=json.dumps(modules),
        status="draft",
        created_by=by.id,
        created_at=at,
    )
    db.session.add(assessment)
    db.session.flush()
    return assessment


def instrument_of(assessment: Assessment) -> Instrument:
    """The version of the instrument that the assessment is pinned to; LookupError if it is not installed."""
    instrument = published()
    if (instrument.code, instrument.version) != (assessment.instrument_code, assessment.instrument_version):
        raise LookupError(f"{assessment.instrument_code} {assessment.instrument_version} is not installed")
    return instrument


def modules_of(assessment: Assessment) -> tuple[str, ...]:
    """The codes of the modules that are switched on."""
    return tuple(json.loads(assessment.modules))


def saved_answers(assessment: Assessment, questions: Collection[str] | None = None) -> dict[str, SavedAnswer]:
    """The latest revision of every answer, or of those named, by question code, in one statement."""
    revision = AnswerRevision
    of_this = [revision.assessment_id == assessment.id]
    if questions is not None:
        of_this.append(revision.question_code.in_(questions))
    latest = (
        sa.select(revision.question_code, sa.func.max(revision.revision).label("revision"))
        .where(*of_this)
        .group_by(revision.question_code)
        .subquery()
    )
    return _answers_in(
        assessment,
        sa.and_(revision.question_code == latest.c.question_code, revision.revision == latest.c.revision),
        latest,
    )


def answers_as_seen(assessment: Assessment, seen: Mapping[str, int]) -> dict[str, SavedAnswer]:
    """The given revision of each question named; those that never were are left out."""
    revision = AnswerRevision
    pairs = [sa.and_(revision.question_code == code, revision.revision == number) for code, number in seen.items()]
    return _answers_in(assessment, sa.or_(sa.false(), *pairs))


def _answers_in(
    assessment: Assessment, which: sa.ColumnElement[bool], *joined: sa.FromClause
) -> dict[str, SavedAnswer]:
    revision = AnswerRevision
    rows = db.session.execute(
        sa.select(
            revision.question_code,
            revision.revision,
            revision.content,
            revision.saved_at,
            revision.saved_by,
            User.name,
        )
        .join(User, User.id == revision.saved_by)
        .join_from(revision, *joined, which)
        .where(revision.assessment_id == assessment.id)
        if joined
        else sa.select(
            revision.question_code,
            revision.revision,
            revision.content,
            revision.saved_at,
            revision.saved_by,
            User.name,
        )
        .join(User, User.id == revision.saved_by)
        .where(revision.assessment_id == assessment.id, which)
    )
    instrument = instrument_of(assessment)
    return {
        row.question_code: SavedAnswer(
            question=row.question_code,
            revision=row.revision,
            answer=answer_stored(instrument, row.question_code, row.content),
            saved_by=row.name,
            saved_by_id=row.saved_by,
            saved_at=row.saved_at,
        )
        for row in rows
    }
