"""Who is asked what: the questions of an assessment given to people and institutions."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.database import db
from webapp.tables import SUBMITTED, Assessment, Assignment, Institution


def take_from_institution(institution: Institution) -> tuple[str, ...]:
    """Takes every question of assessments that are not submitted from that institution; returns their
    codes.
    """
    given = (
        sa.select(Assignment)
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .where(Assignment.institution_id == institution.id, Assessment.status != SUBMITTED)
        .order_by(Assignment.assessment_id, Assignment.id)
    )
    taken = list(db.session.scalars(given))
    for assignment in taken:
        db.session.delete(assignment)
    db.session.flush()
    return tuple(assignment.question_code for assignment in taken)
