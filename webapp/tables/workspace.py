"""What people do around the answers: who is asked, what they discuss, how they judge, and what they prove it
with. None of it is part of an answer.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import Base, UtcDateTime


class Assignment(Base):
    """A question of an assessment given to one person or to one institution. A unit is given question by
    question.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        sa.CheckConstraint("(institution_id IS NULL) <> (user_id IS NULL)", name="one_or_the_other"),
        UniqueConstraint("assessment_id", "question_code", "institution_id"),
        UniqueConstraint("assessment_id", "question_code", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    question_code: Mapped[str] = mapped_column(sa.String(20))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    due_on: Mapped[date | None]
    assigned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Remark(Base):
    """A contribution to the discussion of a question. The first of a thread has no `thread_id`, and is the
    one that is resolved.
    """

    __tablename__ = "remarks"
    __table_args__ = (sa.Index(None, "assessment_id", "question_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    question_code: Mapped[str] = mapped_column(sa.String(20))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("remarks.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewMark(Base):
    """A question that somebody wants looked at again before the assessment goes on, and why."""

    __tablename__ = "review_marks"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id"), primary_key=True, autoincrement=False
    )
    question_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    marked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Review(Base):
    """A reviewer's verdict on one revision of an answer. Their latest one on a question counts; it is out of
    date once the answer has a later revision.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        sa.CheckConstraint("verdict IN ('agree', 'disagree')", name="known_verdict"),
        sa.Index(None, "assessment_id", "question_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    question_code: Mapped[str] = mapped_column(sa.String(20))
    revision: Mapped[int]
    verdict: Mapped[str] = mapped_column(sa.String(10))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Look(Base):
    """When a person last said that they had seen what changed in an assessment."""

    __tablename__ = "looks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id"), primary_key=True, autoincrement=False
    )
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Presence(Base):
    """When a person's browser last told that it had a unit open."""

    __tablename__ = "presences"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id"), primary_key=True, autoincrement=False
    )
    unit_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CheckDismissal(Base):
    """A consistency question that somebody answered: both answers are right, and why. It holds for the
    revisions in `basis` only: when one of the answers changes, the question is asked again.
    """

    __tablename__ = "check_dismissals"
    __table_args__ = (UniqueConstraint("assessment_id", "check_code", "basis"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    check_code: Mapped[str] = mapped_column(sa.String(20))
    # The revisions that the question was about, such as "R06.3@2 R16.1@1".
    basis: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text)
    dismissed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    dismissed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DismissalTakenBack(Base):
    """A `CheckDismissal` that does not hold any more, because somebody wants the question asked again."""

    __tablename__ = "dismissals_taken_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    check_code: Mapped[str] = mapped_column(sa.String(20))
    basis: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text)
    dismissed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    dismissed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    taken_back_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EvidenceDocument(Base):
    """A document that a country proves answers with: described once, cited by as many answers as it serves. A
    file, where there is one, lies in the evidence folder under its hash.
    """

    __tablename__ = "evidence_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text, default="")
    date: Mapped[str] = mapped_column(sa.String(10), default="")
    link: Mapped[str] = mapped_column(sa.Text, default="")
    # SHA-256 of the file, or "" where there is none.
    file_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    file_name: Mapped[str] = mapped_column(sa.String(255), default="")
    media_type: Mapped[str] = mapped_column(sa.String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    added_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
