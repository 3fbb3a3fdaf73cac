"""What comes after a submission: a draft that corrects it, or the next cycle."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.records import answer_revisions
from webapp.records.answer_revisions import SavedAnswer
from webapp.tables import (
    DRAFT,
    SUBMITTED,
    ActionRevision,
    AnswerRevision,
    Assessment,
    Assignment,
    Institution,
    Membership,
    PlanRevision,
    StatusChange,
    User,
)


class Successors(msgspec.Struct, frozen=True):
    """What came after a submission, whatever its state now: the correction of it, and the next cycle."""

    correction: Assessment | None = None
    next_cycle: Assessment | None = None


class BroughtOver(msgspec.Struct, frozen=True):
    """An answer as it came over from the cycle before, and as it is now."""

    before: SavedAnswer
    now: SavedAnswer

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has answered it anew."""
        return not self.now.to_confirm

    @property
    def is_unchanged(self) -> bool:
        """Whether it says what it said, letter by letter."""
        return self.before.answer == self.now.answer


def successors_of(assessment: Assessment) -> Successors:
    """What came after it, in one statement. There is one of each at most."""
    rows = db.session.scalars(
        sa.select(Assessment)
        .where(
            Assessment.country_code == assessment.country_code,
            sa.or_(Assessment.reopens_id == assessment.id, Assessment.follows_id == assessment.id),
        )
        .order_by(Assessment.id)
    ).all()
    return Successors(
        correction=next((row for row in rows if row.reopens_id == assessment.id), None),
        next_cycle=next((row for row in rows if row.reopens_id is None), None),
    )


def reopen(submission: Assessment, reason: str, *, by: User, at: datetime) -> Assessment:
    """A draft that corrects a submission, with all that was answered and planned in it. The answers keep the
    names of those who gave them.
    """
    draft = _successor(submission, submission.title, submission.reference_date, by=by, at=at)
    draft.reopens_id, draft.follows_id = submission.id, submission.follows_id
    db.session.add(
        StatusChange(
            assessment_id=draft.id,
            from_status=SUBMITTED,
            to_status=DRAFT,
            reason=reason,
            changed_by=by.id,
            changed_at=at,
        )
    )
    _copy_answers(submission, draft, to_confirm=False)
    _copy_plans(submission, draft)
    _copy_actions(submission, draft)
    _ask_again(submission, draft, by=by, at=at)
    return draft


def begin_cycle(
    submission: Assessment, title: str, reference_date: date, *, by: User, at: datetime
) -> Assessment:
    """The next cycle after a submission: every answer comes over, to be confirmed; targets, ratings
    and actions do not.
    """
    draft = _successor(submission, title, reference_date, by=by, at=at)
    draft.follows_id = submission.id
    _copy_answers(submission, draft, to_confirm=True)
    _ask_again(submission, draft, by=by, at=at)
    return draft


def brought_over(assessment: Assessment) -> list[BroughtOver]:
    """Every answer that came over from the cycle before, by question code, in two statements."""
    first = {
        saved.question: saved
        for saved in answer_revisions.revisions_of(assessment, _came_over(assessment)).values()
    }
    now = answer_revisions.saved_answers(assessment)
    return [BroughtOver(before, now[code]) for code, before in sorted(first.items())]


def _successor(
    submission: Assessment, title: str, reference_date: date, *, by: User, at: datetime
) -> Assessment:
    draft = Assessment(
        country_code=submission.country_code,
        title=title,
        reference_date=reference_date,
        instrument_code=submission.instrument_code,
        instrument_version=submission.instrument_version,
        modules=submission.modules,
        status=DRAFT,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def _copy_answers(submission: Assessment, draft: Assessment, *, to_confirm: bool) -> None:
    """The latest revisions as first ones. What waits to be confirmed goes on waiting."""
    revision = AnswerRevision
    latest = (
        sa.select(revision.question_code, sa.func.max(revision.revision))
        .where(revision.assessment_id == submission.id)
        .group_by(revision.question_code)
    )
    copied = sa.select(
        sa.literal(draft.id),
        revision.question_code,
        sa.literal(1),
        sa.literal(0),
        revision.content,
        revision.saved_by,
        revision.saved_at,
        revision.institution_id,
        sa.literal(to_confirm) if to_confirm else revision.to_confirm,
    ).where(
        revision.assessment_id == submission.id,
        sa.tuple_(revision.question_code, revision.revision).in_(latest),
    )
    columns = ("assessment_id", "question_code", "revision", "based_on", "content", "saved_by", "saved_at")
    db.session.execute(sa.insert(revision).from_select([*columns, "institution_id", "to_confirm"], copied))


def _copy_plans(submission: Assessment, draft: Assessment) -> None:
    _copy_latest(submission, draft, sa.inspect(PlanRevision).columns["unit_code"])


def _copy_actions(submission: Assessment, draft: Assessment) -> None:
    _copy_latest(submission, draft, sa.inspect(ActionRevision).columns["action_code"])


def _copy_latest(submission: Assessment, draft: Assessment, code: sa.Column[str]) -> None:
    """The latest revisions of what goes by that code, as first ones."""
    columns = code.table.c
    latest = (
        sa.select(code, sa.func.max(columns.revision))
        .where(columns.assessment_id == submission.id)
        .group_by(code)
    )
    copied = sa.select(
        sa.literal(draft.id),
        code,
        sa.literal(1),
        sa.literal(0),
        columns.content,
        columns.saved_by,
        columns.saved_at,
    ).where(columns.assessment_id == submission.id, sa.tuple_(code, columns.revision).in_(latest))
    names = ("assessment_id", code.name, "revision", "based_on", "content", "saved_by", "saved_at")
    db.session.execute(sa.insert(code.table).from_select(list(names), copied))


def _ask_again(submission: Assessment, draft: Assessment, *, by: User, at: datetime) -> None:
    """Gives the same questions to the same bodies and people, as far as they are still there; by when is to
    be said anew.
    """
    still_here = sa.or_(
        Assignment.institution_id.in_(sa.select(Institution.id).where(Institution.is_closed.is_(False))),
        Assignment.user_id.in_(
            sa.select(Membership.user_id).where(Membership.country_code == submission.country_code)
        ),
    )
    copied = sa.select(
        sa.literal(draft.id),
        Assignment.question_code,
        Assignment.institution_id,
        Assignment.user_id,
        sa.literal(by.id),
        sa.literal(at, Assignment.assigned_at.type),
    ).where(Assignment.assessment_id == submission.id, still_here)
    columns = ("assessment_id", "question_code", "institution_id", "user_id", "assigned_by", "assigned_at")
    db.session.execute(sa.insert(Assignment).from_select(list(columns), copied))


def _came_over(assessment: Assessment) -> list[tuple[str, int]]:
    rows = db.session.execute(
        sa.select(AnswerRevision.question_code, AnswerRevision.revision).where(
            AnswerRevision.assessment_id == assessment.id, AnswerRevision.to_confirm
        )
    )
    return [(code, revision) for code, revision in rows]
