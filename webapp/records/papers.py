"""What each institution is asked in an assessment, for the papers that go to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, Assignment, Institution


class InstitutionAsked(msgspec.Struct, frozen=True):
    """An institution of the country, and the questions given to it with the day by which each is due."""

    number: int
    name: str
    body_code: str | None
    is_closed: bool
    given: Mapping[str, date | None]


def institutions_asked(assessment: Assessment) -> list[InstitutionAsked]:
    """Every institution of the assessment's country by name, whether or not it was given anything, in one
    statement.
    """
    rows = db.session.execute(
        sa.select(
            Institution.id,
            Institution.name,
            Institution.body_code,
            Institution.is_closed,
            Assignment.question_code,
            Assignment.due_on,
        )
        .outerjoin(
            Assignment,
            sa.and_(Assignment.institution_id == Institution.id, Assignment.assessment_id == assessment.id),
        )
        .where(Institution.country_code == assessment.country_code)
        .order_by(Institution.name, Institution.id)
    )
    found: dict[int, InstitutionAsked] = {}
    given: dict[int, dict[str, date | None]] = {}
    for number, name, body_code, is_closed, question, due_on in rows:
        own = given.setdefault(number, {})
        found.setdefault(number, InstitutionAsked(number, name, body_code, is_closed, own))
        if question is not None:
            own[question] = due_on
    return list(found.values())
