"""Countries, their institutions, and people: who may sign in, what they are where, how they were invited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security.core import UserMixin, WebAuthnMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.tables.base import Base, UtcDateTime

FOCAL_POINT = "focal_point"
CONTRIBUTOR = "contributor"
REVIEWER = "reviewer"
READER = "reader"
COUNTRY_ROLES = (FOCAL_POINT, CONTRIBUTOR, REVIEWER, READER)

# What a personal link is for.
PURPOSES_OF_LINKS = TO_SIGN_IN, TO_CHOOSE_A_PASSWORD, TO_CONFIRM_AN_EMAIL = "sign_in", "password", "email"
SECOND_FACTOR: dict[str, Any] = {"deferred": True, "deferred_group": "second factor"}


class Country(Base):
    """A country that takes part. `code` is ISO 3166-1 alpha-3; invented ones use the user-assigned XAA to
    XZZ.
    """

    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    is_invented: Mapped[bool] = mapped_column(default=False)
    # Whether everybody of the country must sign in with a second factor.
    requires_second_factor: Mapped[bool] = mapped_column(default=False)


class Institution(Base):
    """A body of a country that is asked: named once by the country, often after one of the instrument's lead
    bodies (`body_code`). One that is closed is not asked any more; what it answered stays.
    """

    __tablename__ = "institutions"
    __table_args__ = (UniqueConstraint("country_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    name: Mapped[str] = mapped_column(sa.String(200))
    body_code: Mapped[str | None] = mapped_column(sa.String(20))
    is_closed: Mapped[bool] = mapped_column(default=False)


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
    # The organisation that gives support and for which the person looks at what was released to it, if any.
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("providers.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    # The second factors, under Flask-Security's names. Secrets and codes are encrypted with keys derived from
    # the installation's. Read only where they are needed: pages load the person at every request.
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64), **SECOND_FACTOR)
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255), **SECOND_FACTOR)
    # The time step of the last code accepted: none up to it is accepted again.
    totp_last_counter: Mapped[int | None] = mapped_column(**SECOND_FACTOR)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(sa.JSON(none_as_null=True)),
        **SECOND_FACTOR,
    )
    # What passkeys know the person by: nothing that says who they are.
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # none at first
        sa.String(64), unique=True, **SECOND_FACTOR
    )

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", order_by="Membership.country_code"
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # a narrower list
        back_populates="user", order_by="Passkey.id", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]  # Flask-Security declares a list that can be set
        """None of Flask-Security's own: policies read memberships and the two across-country roles."""
        return []

    def role_in(self, country_code: str) -> str | None:
        """The person's role in that country, or None."""
        held = self.membership_in(country_code)
        return held.role if held else None

    def membership_in(self, country_code: str) -> Membership | None:
        """What the person is in that country, or None."""
        return next((held for held in self.memberships if held.country_code == country_code), None)


class Membership(Base):
    """What a person is in one country."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("role IN ('focal_point', 'contributor', 'reviewer', 'reader')", name="known_role"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    # The body for which the person speaks, if any: questions given to it are given to them.
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), index=True)

    user: Mapped[User] = relationship(back_populates="memberships")
    country: Mapped[Country] = relationship(lazy="joined", innerjoin=True)


class Invitation(Base):
    """An invitation to take part: usable once, until it expires or is revoked. Only the hash of its token is
    stored. Without a country it is for a role across countries.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        sa.CheckConstraint(
            "role IN ('focal_point', 'contributor', 'reviewer', 'reader', 'unodc_officer', 'administrator',"
            " 'partner')",
            name="known_role",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    country_code: Mapped[str | None] = mapped_column(ForeignKey("countries.code"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(20))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    # For a partner: the organisation for which they would look.
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("providers.id"))
    # The questions of this assessment that the person is to be given: a JSON list of codes.
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id"))
    questions: Mapped[str] = mapped_column(sa.Text, default="[]")
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base, WebAuthnMixin):
    """A key on somebody's device that signs them in. The columns have Flask-Security's names."""

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(sa.String(64))
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    transports: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(sa.String(64))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcDateTime)
    usage: Mapped[str] = mapped_column(sa.String(64))

    user: Mapped[User] = relationship(back_populates="webauthn")


class ServerSession(Base):
    """Someone signed in on one device. The cookie holds the token, this row its hash: ending the row ends
    the session. One that waits for a second factor opens nothing.
    """

    __tablename__ = "server_sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    is_pending: Mapped[bool] = mapped_column(default=False)
    # What its owner tells it by in the list of their sessions.
    public_name: Mapped[str] = mapped_column(sa.String(16), unique=True)
    address: Mapped[str] = mapped_column(sa.String(64))
    user_agent: Mapped[str] = mapped_column(sa.String(300))

    user: Mapped[User] = relationship()


class FirstUse(Base):
    """The moment the first account was made. There can be one row only, so the first-use link works once."""

    __tablename__ = "first_use"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonalLink(Base):
    """A link for one person that works once, for a while: it signs in, lets choose a new password, or
    confirms a new e-mail address. Only the hash of its token is stored.
    """

    __tablename__ = "personal_links"
    __table_args__ = (
        sa.CheckConstraint("purpose IN ('sign_in', 'password', 'email')", name="known_purpose"),
    )

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    # The address that is to be confirmed.
    email: Mapped[str | None] = mapped_column(sa.String(254))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class SpentChallenge(Base):
    """A passkey's answer to this challenge has been accepted: it is not accepted again as long as it could
    be.
    """

    __tablename__ = "spent_challenges"

    challenge_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInAttempt(Base):
    """An attempt to sign in that failed, or something else that may be done a few times only. Kept as long as
    it slows the next one down. Accounts are stored as hashes.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        sa.Index(None, "account_hash", "failed_at"),
        sa.Index(None, "address", "failed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str] = mapped_column(sa.String(64))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
