"""What is said about an answer: discussion, marks for review, and reviewers' verdicts."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from webapp.database import db
from webapp.tables import Assessment, Remark, Review, ReviewMark, User


class Said(msgspec.Struct, frozen=True):
    """One remark, with who wrote it and when."""

    number: int
    text: str
    written_by: str
    written_at: datetime


class Thread(msgspec.Struct, frozen=True):
    """A remark, the replies to it in their order, and who resolved it, if somebody did."""

    first: Said
    replies: tuple[Said, ...] = ()
    resolved_by: str = ""
    resolved_at: datetime | None = None


class Marked(msgspec.Struct, frozen=True):
    """Who wants a question looked at again, since when and why."""

    reason: str
    marked_by: str
    marked_at: datetime


class Judged(msgspec.Struct, frozen=True):
    """What a reviewer said last about an answer, and of which revision."""

    reviewer: str
    reviewer_id: int
    agrees: bool
    note: str
    revision: int
    reviewed_at: datetime


def threads_of(assessment: Assessment, question: str) -> list[Thread]:
    """The discussion of a question in the order in which it was begun, in one statement."""
    writer, resolver = aliased(User), aliased(User)
    rows = db.session.execute(
        sa.select(Remark, writer.name.label("writer"), sa.func.coalesce(resolver.name, "").label("resolver"))
        .join(writer, writer.id == Remark.written_by)
        .outerjoin(resolver, resolver.id == Remark.resolved_by)
        .where(Remark.assessment_id == assessment.id, Remark.question_code == question)
        .order_by(Remark.id)
    ).all()
    said = {
        row.Remark.id: Said(row.Remark.id, row.Remark.text, row.writer, row.Remark.written_at) for row in rows
    }
    return [
        Thread(
            first=said[first.Remark.id],
            replies=tuple(said[row.Remark.id] for row in rows if row.Remark.thread_id == first.Remark.id),
            resolved_by=first.resolver,
            resolved_at=first.Remark.resolved_at,
        )
        for first in rows
        if first.Remark.thread_id is None
    ]


def thread_in(assessment: Assessment, question: str, number: int) -> Remark | None:
    """The first remark of the thread with that number about that question."""
    return db.session.scalars(
        sa.select(Remark).where(
            Remark.id == number,
            Remark.assessment_id == assessment.id,
            Remark.question_code == question,
            Remark.thread_id.is_(None),
        )
    ).one_or_none()


def add_remark(
    assessment: Assessment, question: str, text: str, *, by: User, at: datetime, thread: int | None = None
) -> Remark:
    """Begins a thread about a question, or adds to the one with that number. What this person said last there
    is not said twice: a form whose answer got lost is sent again.
    """
    last = _last_remark(assessment, question, thread)
    if last and (last.written_by, last.text, last.resolved_at) == (by.id, text, None):
        return last
    remark = Remark(
        assessment_id=assessment.id,
        question_code=question,
        thread_id=thread,
        text=text,
        written_by=by.id,
        written_at=at,
    )
    db.session.add(remark)
    db.session.flush()
    return remark


def _last_remark(assessment: Assessment, question: str, thread: int | None) -> Remark | None:
    """The last one in that thread; without a thread, the first of the last thread."""
    return db.session.scalars(
        sa.select(Remark)
        .where(
            Remark.assessment_id == assessment.id,
            Remark.question_code == question,
            Remark.thread_id == thread,
        )
        .order_by(Remark.id.desc())
        .limit(1)
    ).first()


def resolve(thread: Remark, *, by: User, at: datetime) -> None:
    """Ends a thread; the first to do so is remembered."""
    if thread.resolved_at is None:
        thread.resolved_by, thread.resolved_at = by.id, at


def open_again(thread: Remark) -> None:
    """Takes up a thread again."""
    thread.resolved_by = thread.resolved_at = None


def mark_of(assessment: Assessment, question: str) -> Marked | None:
    """The mark for review on a question, if there is one."""
    row = db.session.execute(
        sa.select(ReviewMark, User.name)
        .join(User, User.id == ReviewMark.marked_by)
        .where(ReviewMark.assessment_id == assessment.id, ReviewMark.question_code == question)
    ).one_or_none()
    return Marked(row.ReviewMark.reason, row.name, row.ReviewMark.marked_at) if row else None


def mark(assessment: Assessment, question: str, reason: str, *, by: User, at: datetime) -> None:
    """Marks a question for review, in place of an earlier mark."""
    db.session.merge(
        ReviewMark(
            assessment_id=assessment.id, question_code=question, reason=reason, marked_by=by.id, marked_at=at
        )
    )
    db.session.flush()


def unmark(assessment: Assessment, question: str) -> None:
    """Takes the mark off."""
    db.session.execute(
        sa.delete(ReviewMark).where(
            ReviewMark.assessment_id == assessment.id, ReviewMark.question_code == question
        )
    )


def verdicts_on(assessment: Assessment, question: str) -> list[Judged]:
    """The latest verdict of each reviewer on an answer, by name."""
    latest = (
        sa.select(sa.func.max(Review.id))
        .where(Review.assessment_id == assessment.id, Review.question_code == question)
        .group_by(Review.reviewed_by)
    )
    rows = db.session.execute(
        sa.select(Review, User.name)
        .join(User, User.id == Review.reviewed_by)
        .where(Review.id.in_(latest))
        .order_by(User.name, User.id)
    )
    return [
        Judged(
            reviewer=row.name,
            reviewer_id=row.Review.reviewed_by,
            agrees=row.Review.verdict == "agree",
            note=row.Review.note,
            revision=row.Review.revision,
            reviewed_at=row.Review.reviewed_at,
        )
        for row in rows
    ]


def add_verdict(
    assessment: Assessment, question: str, *, revision: int, agrees: bool, note: str, by: User, at: datetime
) -> None:
    """What a reviewer says about that revision of an answer; earlier verdicts stay on record. The last one is
    not recorded twice: a form whose answer got lost is sent again.
    """
    verdict = "agree" if agrees else "disagree"
    last = db.session.scalars(
        sa.select(Review)
        .where(
            Review.assessment_id == assessment.id,
            Review.question_code == question,
            Review.reviewed_by == by.id,
        )
        .order_by(Review.id.desc())
        .limit(1)
    ).first()
    if last and (last.revision, last.verdict, last.note) == (revision, verdict, note):
        return
    db.session.add(
        Review(
            assessment_id=assessment.id,
            question_code=question,
            revision=revision,
            verdict=verdict,
            note=note,
            reviewed_by=by.id,
            reviewed_at=at,
        )
    )
    db.session.flush()
