"""What each person has seen of an assessment, and what has changed since."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, Look, PlanRevision, User


class PlanChange(msgspec.Struct, frozen=True):
    """A unit whose target or ratings were saved, by whom and when last."""

    unit: str
    saved_by: str
    saved_at: datetime


def last_look(assessment: Assessment, user: User) -> datetime | None:
    """Up to when the person has seen what changed; None if they have never said so."""
    return db.session.scalar(
        sa.select(Look.looked_at).where(Look.assessment_id == assessment.id, Look.user_id == user.id)
    )


def look(assessment: Assessment, user: User, seen_until: datetime) -> None:
    """Notes that the person has seen what changed until then, in an assessment opened to write. It never
    takes back what they had seen.
    """
    before = last_look(assessment, user)
    if before is None or before < seen_until:
        db.session.merge(Look(user_id=user.id, assessment_id=assessment.id, looked_at=seen_until))
        db.session.flush()


def plans_changed_since(assessment: Assessment, moment: datetime) -> list[PlanChange]:
    """The units whose targets or ratings were saved after that moment, by code."""
    revision = PlanRevision
    rows = db.session.execute(
        sa.select(revision.unit_code, revision.saved_at, User.name)
        .join(User, User.id == revision.saved_by)
        .where(revision.assessment_id == assessment.id, revision.saved_at > moment)
        .order_by(revision.unit_code, revision.revision)
    )
    latest = {row.unit_code: PlanChange(row.unit_code, row.name, row.saved_at) for row in rows}
    return list(latest.values())
