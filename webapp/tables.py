"""What is stored: the mapped classes. Meaning lives elsewhere; every query lives in `webapp/records/`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

FOCAL_POINT = "focal_point"
COUNTRY_ROLES = (FOCAL_POINT, "contributor", "reviewer", "reader")


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are taken off and put on again here."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Refuses a time that does not know its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Every moment read knows that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = sa.MetaData(naming_convention=CONSTRAINT_NAMES)


class Country(Base):
    """A country that takes part. `code` is ISO 3166-1 alpha-3; invented ones use the user-assigned XAA to
    XZZ.
    """

    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    is_invented: Mapped[bool] = mapped_column(default=False)


class User(Base, UserMixin):
    """A person who may sign in. What they may see in a country is in their memberships."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    # Flask-Security's name of a person in a session: changing it ends all sessions.
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_unodc_officer: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", order_by="Membership.country_code"
    )

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]  # Flask-Security declares a list that can be set
        """None of Flask-Security's own: policies read memberships and the two across-country roles."""
        return []

    def role_in(self, country_code: str) -> str | None:
        """The person's role in that country, or None."""
        return next((held.role for held in self.memberships if held.country_code == country_code), None)


class Membership(Base):
    """What a person is in one country."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("role IN ('focal_point', 'contributor', 'reviewer', 'reader')", name="known_role"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(20))

    user: Mapped[User] = relationship(back_populates="memberships")
    country: Mapped[Country] = relationship(lazy="joined", innerjoin=True)


class ServerSession(Base):
    """Someone signed in on one device. The cookie holds the token, this row its hash: ending the row ends
    the session.
    """

    __tablename__ = "server_sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    user: Mapped[User] = relationship()


class FirstUse(Base):
    """The moment the first account was made. There can be one row only, so the first-use link works once."""

    __tablename__ = "first_use"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInLink(Base):
    """A link that signs one person in, once, for a while. Only the hash of its token is stored."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """A sign-in that failed, kept as long as it slows the next one down. Accounts are stored as hashes."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        sa.Index(None, "account_hash", "failed_at"),
        sa.Index(None, "address", "failed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str] = mapped_column(sa.String(64))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Assessment(Base):
    """One self-assessment of one country, pinned to one version of one instrument."""

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    reference_date: Mapped[date]
    instrument_code: Mapped[str] = mapped_column(sa.String(100))
    instrument_version: Mapped[str] = mapped_column(sa.String(20))
    # A JSON list of module codes, in the instrument's order.
    modules: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.String(20), default="draft")
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


class KeptDraft(Base):
    """What a person typed into a page and could not save, because their session or the form's token had
    ended.
    """

    __tablename__ = "kept_drafts"
    __table_args__ = (sa.Index(None, "user_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    path: Mapped[str] = mapped_column(sa.String(500))
    # The form's fields as a JSON list of [name, value] pairs, in the order sent.
    content: Mapped[str] = mapped_column(sa.Text)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Rendering(Base):
    """A document asked for. It is a pure function of `content`, so it is made once and found again by
    `content_hash`.
    """

    __tablename__ = "renderings"
    __table_args__ = (
        sa.CheckConstraint("state IN ('queued', 'ready', 'failed')", name="known_state"),
        UniqueConstraint("assessment_id", "content_hash"),
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
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assessment: Mapped[Assessment] = relationship()
