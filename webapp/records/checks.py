"""Consistency questions that somebody has answered: both answers are right, and why."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, CheckDismissal, User


class Dismissal(msgspec.Struct, frozen=True):
    """Why a question was put aside, by whom and when. It holds for the revisions named in `basis` only."""

    check: str
    basis: str
    reason: str
    dismissed_by: str
    dismissed_by_id: int
    dismissed_at: datetime


_DISMISSALS = (
    sa.select(
        CheckDismissal.check_code,
        CheckDismissal.basis,
        CheckDismissal.reason,
        User.name,
        CheckDismissal.dismissed_by,
        CheckDismissal.dismissed_at,
    )
    .join(User, User.id == CheckDismissal.dismissed_by)
    .where(CheckDismissal.assessment_id == sa.bindparam("assessment"))
    .order_by(CheckDismissal.id)
)


def dismissals_in(assessment: Assessment) -> tuple[Dismissal, ...]:
    """All that were ever put aside and not taken back, in their order, in one statement."""
    rows = db.session.execute(_DISMISSALS, {"assessment": assessment.id})
    return tuple(Dismissal(*row) for row in rows)


def dismiss(assessment: Assessment, check: str, basis: str, reason: str, *, by: User, at: datetime) -> None:
    """Puts a question aside; `sqlalchemy.exc.IntegrityError` if that has happened already."""
    db.session.add(
        CheckDismissal(
            assessment_id=assessment.id,
            check_code=check,
            basis=basis,
            reason=reason,
            dismissed_by=by.id,
            dismissed_at=at,
        )
    )
    db.session.flush()


def take_back(assessment: Assessment, check: str, basis: str) -> None:
    """Lets the question be asked again; nothing happens if it is asked already."""
    db.session.execute(
        sa.delete(CheckDismissal).where(
            CheckDismissal.assessment_id == assessment.id,
            CheckDismissal.check_code == check,
            CheckDismissal.basis == basis,
        )
    )


def bring_over(assessment: Assessment, dismissal: Dismissal, basis: str) -> None:
    """Puts the same question aside in another assessment, in the words and the name of who did it first."""
    db.session.add(
        CheckDismissal(
            assessment_id=assessment.id,
            check_code=dismissal.check,
            basis=basis,
            reason=dismissal.reason,
            dismissed_by=dismissal.dismissed_by_id,
            dismissed_at=dismissal.dismissed_at,
        )
    )
    db.session.flush()
