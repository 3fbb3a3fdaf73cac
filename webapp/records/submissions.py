"""The way of an assessment from draft to submission: who took which step, and what was frozen at its end."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, StatusChange, User


class Clearance(msgspec.Struct, frozen=True):
    """Who cleared an assessment, in which office, on which day."""

    name: str = ""
    office: str = ""
    on: date | None = None


class StepTaken(msgspec.Struct, frozen=True):
    """One step as it was taken."""

    before: str
    after: str
    reason: str
    clearance: Clearance
    by: str
    by_id: int
    at: datetime


def change_status(
    assessment: Assessment,
    after: str,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    clearance: Clearance | None = None,
) -> None:
    """Takes an assessment, opened to write, to another state. Which states may follow which is not asked
    here.
    """
    clearance = clearance or Clearance()
    db.session.add(
        StatusChange(
            assessment_id=assessment.id,
            from_status=assessment.status,
            to_status=after,
            reason=reason,
            approver_name=clearance.name,
            approver_office=clearance.office,
            approved_on=clearance.on,
            changed_by=by.id,
            changed_at=at,
        )
    )
    assessment.status = after
    db.session.flush()


def steps_taken(country_code: str, number: int) -> list[StepTaken]:
    """Every step of the country's assessment with that number, the first one first."""
    rows = db.session.execute(
        sa.select(StatusChange, User.name)
        .join(Assessment, Assessment.id == StatusChange.assessment_id)
        .join(User, User.id == StatusChange.changed_by)
        .where(Assessment.id == number, Assessment.country_code == country_code)
        .order_by(StatusChange.id)
    )
    return [
        StepTaken(
            before=row.from_status,
            after=row.to_status,
            reason=row.reason,
            clearance=Clearance(row.approver_name, row.approver_office, row.approved_on),
            by=name,
            by_id=row.changed_by,
            at=row.changed_at,
        )
        for row, name in rows
    ]
