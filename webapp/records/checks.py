"""Consistency questions that somebody has answered: both answers are right, and why."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from webapp.database import connection, db
from webapp.tables import Assessment, CheckDismissal, DismissalTakenBack, User, UtcDateTime


class Dismissal(msgspec.Struct, frozen=True):
    """Why a question was put aside, by whom and when. It holds for the revisions named in `basis` only."""

    check: str
    basis: str
    reason: str
    dismissed_by: str
    dismissed_by_id: int
    dismissed_at: datetime


class TakenBack(msgspec.Struct, frozen=True):
    """A dismissal that does not hold any more, and who wanted the question asked again."""

    dismissal: Dismissal
    taken_back_by: str
    taken_back_at: datetime


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
    rows = connection().execute(_DISMISSALS, {"assessment": assessment.id})
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


def take_back(assessment: Assessment, check: str, basis: str, *, by: User, at: datetime) -> bool:
    """Lets the question be asked again, and keeps why it had been put aside; False, and nothing happens, if
    it is asked already.
    """
    is_it = sa.and_(
        CheckDismissal.assessment_id == assessment.id,
        CheckDismissal.check_code == check,
        CheckDismissal.basis == basis,
    )
    kept = ("assessment_id", "check_code", "basis", "reason", "dismissed_by", "dismissed_at")
    columns = [getattr(CheckDismissal, name) for name in kept]
    taken = sa.select(*columns, sa.literal(by.id), sa.literal(at, UtcDateTime())).where(is_it)
    db.session.execute(
        sa.insert(DismissalTakenBack).from_select([*kept, "taken_back_by", "taken_back_at"], taken)
    )
    gone = db.session.execute(sa.delete(CheckDismissal).where(is_it).returning(CheckDismissal.id))
    return gone.first() is not None


def taken_back_in(assessment: Assessment) -> tuple[TakenBack, ...]:
    """All that were put aside once and are asked again, in the order in which they were taken back."""
    gone, dismisser, taker = DismissalTakenBack, aliased(User), aliased(User)
    rows = db.session.execute(
        sa.select(
            gone.check_code,
            gone.basis,
            gone.reason,
            dismisser.name,
            gone.dismissed_by,
            gone.dismissed_at,
            taker.name,
            gone.taken_back_at,
        )
        .join(dismisser, dismisser.id == gone.dismissed_by)
        .join(taker, taker.id == gone.taken_back_by)
        .where(gone.assessment_id == assessment.id)
        .order_by(gone.id)
    )
    return tuple(TakenBack(Dismissal(*row[:6]), *row[6:]) for row in rows)


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
