"""Assessments, the revisions of their answers and plans, their submissions, and documents made of them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.tables.base import Base, UtcDateTime
from webapp.tables.people import Country

DRAFT = "draft"
UNDER_REVIEW = "under_review"
CLEARED = "cleared"
SUBMITTED = "submitted"
STATUSES = (DRAFT, UNDER_REVIEW, CLEARED, SUBMITTED)


class Assessment(Base):
    """One self-assessment of one country, pinned to one version of one instrument."""

    __tablename__ = "assessments"
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('draft', 'under_review', 'cleared', 'submitted')", name="known_status"
        ),
        sa.Index(None, "country_code", "reference_date", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    title: Mapped[str] = mapped_column(sa.Text)
    reference_date: Mapped[date]
    instrument_code: Mapped[str] = mapped_column(sa.String(100))
    instrument_version: Mapped[str] = mapped_column(sa.String(20))
    # A JSON list of module codes, in the instrument's order.
    modules: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.String(20), default=DRAFT)
    # The submission that this one corrects, or the one of the cycle before, from which it started.
    reopens_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    country: Mapped[Country] = relationship(lazy="joined", innerjoin=True)


class AnswerRevision(Base):
    """One saved state of one answer: never changed, never removed. `content` is the answer as in the
    answers file.
    """

    __tablename__ = "answer_revisions"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    question_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    # The revision that the writer saw; 0 when there was none.
    based_on: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text)
    saved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The body for which the writer spoke then.
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    # Brought over from an earlier submission: shown, and not an answer until somebody confirms it.
    to_confirm: Mapped[bool] = mapped_column(default=False)


class PlanRevision(Base):
    """One saved state of a unit's target and ratings: never changed, never removed."""

    __tablename__ = "plan_revisions"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    based_on: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text)
    saved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ActionRevision(Base):
    """One saved state of an action of the plan, as in the answers file: never changed, never removed."""

    __tablename__ = "action_revisions"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # The code of the question or unit that it is about, and a number.
    action_code: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    based_on: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text)
    saved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StatusChange(Base):
    """One step of an assessment between draft and submission, or back, with who took it and why."""

    __tablename__ = "status_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    from_status: Mapped[str] = mapped_column(sa.String(20))
    to_status: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    # Who cleared it, in which office, on which day: only for the step to cleared.
    approver_name: Mapped[str] = mapped_column(sa.String(200), default="")
    approver_office: Mapped[str] = mapped_column(sa.String(200), default="")
    approved_on: Mapped[date | None]
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignOff(Base):
    """An institution's signature under its answers, as recorded by a focal point from the sheet on paper."""

    __tablename__ = "sign_offs"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    signed_by: Mapped[str] = mapped_column(sa.String(200))
    office: Mapped[str] = mapped_column(sa.String(200), default="")
    signed_on: Mapped[date]
    # The hash printed on the sheet: what was signed. It no longer fits when an answer has changed since.
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Submission(Base):
    """What was handed in, frozen: instrument version, answers, result and needs as canonical JSON."""

    __tablename__ = "submissions"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id"), primary_key=True, autoincrement=False
    )
    content: Mapped[str] = mapped_column(sa.Text)
    content_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SubmittedScore(Base):
    """One score of a submission as a row: of a unit, a pillar, or the overall figure (`method.md` 4, 5)."""

    __tablename__ = "submitted_scores"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('unit', 'pillar', 'overall')", name="known_kind"),
        sa.Index(None, "kind", "code"),
    )

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.assessment_id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    # The unit's or pillar's code; for the overall figure the modules that it covers.
    code: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    low: Mapped[float]
    high: Mapped[float]
    known: Mapped[float]
    # For units only.
    substantiated: Mapped[float | None]
    confidence: Mapped[float | None]
    # None where too little is known to name a band.
    band_low: Mapped[int | None]
    band_high: Mapped[int | None]


class SubmittedChange(Base):
    """What a unit moved since the cycle before, on matched questions, as others may know it (`method.md` 9).
    Only what may be published is kept.
    """

    __tablename__ = "submitted_changes"

    # The later of the two; the other is the one that it follows.
    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.assessment_id"), primary_key=True, autoincrement=False
    )
    unit_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    low: Mapped[float]
    high: Mapped[float]
    # How much of both years is compared, 0..1.
    share: Mapped[float]


class Rendering(Base):
    """A document asked for. It is a pure function of `content`, so it is made once and found again by
    `content_hash`.
    """

    __tablename__ = "renderings"
    __table_args__ = (
        sa.CheckConstraint("state IN ('queued', 'ready', 'failed')", name="known_state"),
        UniqueConstraint("assessment_id", "content_hash"),
        # Those that wait are few among all that were ever made, and every worker looks for them all the time.
        sa.Index(
            "ix_renderings_queued",
            "id",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    format: Mapped[str] = mapped_column(sa.String(10))
    language: Mapped[str] = mapped_column(sa.String(10))
    # Everything the document is made of, as JSON: the worker reads this and not the answers, which may have
    # moved on.
    content: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(10))
    message: Mapped[str] = mapped_column(sa.Text, default="")
    # How often a worker has begun it: one that dies every time is given up.
    attempts: Mapped[int] = mapped_column(default=0)
    # The worker that makes it now, and until when no other one takes it up.
    claimed_by: Mapped[str | None] = mapped_column(sa.String(120))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assessment: Mapped[Assessment] = relationship()
