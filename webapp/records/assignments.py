"""Who is asked what: the questions of an assessment given to people and institutions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from webapp.database import db
from webapp.tables import SUBMITTED, Assessment, Assignment, Institution


def take_from_institution(institution: Institution) -> tuple[str, ...]:
    """Takes every question of assessments that are not submitted from that institution; returns their
    codes.
    """
    return _take(Assignment.institution_id == institution.id)


def take_from_person(country_code: str, user_id: int) -> tuple[str, ...]:
    """Takes every question of the country's assessments that are not submitted from that person; returns
    their codes.
    """
    return _take(Assignment.user_id == user_id, Assessment.country_code == country_code)


def give_to_person(
    assessment: Assessment, questions: Iterable[str], user_id: int, *, by: int, at: datetime
) -> tuple[str, ...]:
    """Gives these questions to that person, as far as they have not been given already; returns the codes
    that are new.
    """
    known = set(
        db.session.scalars(
            sa.select(Assignment.question_code).where(
                Assignment.assessment_id == assessment.id, Assignment.user_id == user_id
            )
        )
    )
    new = tuple(code for code in questions if code not in known)
    db.session.add_all(
        Assignment(
            assessment_id=assessment.id,
            question_code=code,
            user_id=user_id,
            assigned_by=by,
            assigned_at=at,
        )
        for code in new
    )
    db.session.flush()
    return new


def _take(*which: sa.ColumnElement[bool]) -> tuple[str, ...]:
    given = (
        sa.select(Assignment)
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .where(Assessment.status != SUBMITTED, *which)
        .order_by(Assignment.assessment_id, Assignment.id)
    )
    taken = list(db.session.scalars(given))
    for assignment in taken:
        db.session.delete(assignment)
    db.session.flush()
    return tuple(assignment.question_code for assignment in taken)
