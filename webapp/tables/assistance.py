"""The assistance register: needs and what became of them, releases, support, providers, and offers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from questionnaire.assistance.releases import Audience, FieldSet, RecordKind
from questionnaire.assistance.status import Reference, Side, Status
from questionnaire.assistance.support import ProviderType, Role, SupportStatus
from webapp.tables.base import Base, UtcDateTime


class Provider(Base):
    """Who gives support: an organisation that the register knows, with its identifier in IATI's sense."""

    __tablename__ = "providers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    organisation_id: Mapped[str] = mapped_column(sa.String(100), default="")
    type: Mapped[ProviderType] = mapped_column(sa.String(20))
    themes: Mapped[str] = mapped_column(sa.Text, default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NeedRecord(Base):
    """A need of a country: where it stands, and what lists are made of. What it says is in its revisions;
    the columns below `revision` repeat the latest one, so that lists need not read it.
    """

    __tablename__ = "needs"
    __table_args__ = (
        sa.Index(None, "country_code", "status"),
        sa.Index(None, "unit_code", "assistance"),
        # All that long lists are chosen, counted and ordered by, so that they read this and not the rows.
        sa.Index(
            "ix_needs_lists",
            "status",
            "seen_by_unodc_until",
            "seen_by_all_until",
            "urgency",
            "status_since",
            "unit_code",
            "assistance",
            "country_code",
            "further",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    # The assessment from whose gap it was born.
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    # The need whose place it takes.
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"))
    status: Mapped[Status] = mapped_column(sa.String(20))
    status_since: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int]
    title: Mapped[str] = mapped_column(sa.Text)
    unit_code: Mapped[str] = mapped_column(sa.String(20))
    assistance: Mapped[str] = mapped_column(sa.String(10))
    # Codes of the further types, with a space between them.
    further: Mapped[str] = mapped_column(sa.String(50))
    urgency: Mapped[int | None]
    # Whether it rests on a restricted question.
    is_restricted: Mapped[bool]
    # What is searched: the words of the set of fields that every release of a need contains, folded.
    search_words: Mapped[str] = mapped_column(sa.Text)
    # What its releases come to: the last day on which UNODC, and everybody, sees it as things stand; None
    # where nothing was released to them. `records/seen_until.py` keeps it.
    seen_by_unodc_until: Mapped[date | None]
    seen_by_all_until: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NeedRevision(Base):
    """One saved state of what a need says: never changed, never removed."""

    __tablename__ = "need_revisions"

    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    based_on: Mapped[int]
    content: Mapped[str] = mapped_column(sa.Text)
    saved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NeedEvent(Base):
    """One step of a need, or a word on the step that the other side took: only ever added to."""

    __tablename__ = "need_events"
    __table_args__ = (sa.CheckConstraint("side IN ('country', 'unodc')", name="known_side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    from_status: Mapped[Status] = mapped_column(sa.String(20))
    # The same as before where a side only disagrees.
    to_status: Mapped[Status] = mapped_column(sa.String(20))
    side: Mapped[Side] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    # The formal request, for the step to submitted.
    reference_kind: Mapped[Reference | None] = mapped_column(sa.String(20))
    reference_number: Mapped[str] = mapped_column(sa.String(200), default="")
    reference_date: Mapped[date | None]
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NeedMessage(Base):
    """What UNODC notes about a need for itself, or asks the country; and what the country answers."""

    __tablename__ = "need_messages"
    __table_args__ = (sa.CheckConstraint("kind IN ('note', 'clarification', 'answer')", name="known_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    # A note stays at UNODC; a clarification is asked of the country, and an answer is its answer to one.
    kind: Mapped[Literal["note", "clarification", "answer"]] = mapped_column(sa.String(20))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("need_messages.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReleaseRecord(Base):
    """Leave given to an audience to see some fields of one record. It is never removed: it ends."""

    __tablename__ = "releases"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('need', 'submission', 'offer', 'support')", name="known_kind"),
        sa.CheckConstraint("audience IN ('unodc', 'partner', 'open')", name="known_audience"),
        sa.CheckConstraint("(audience = 'partner') = (provider_id IS NOT NULL)", name="partner_is_named"),
        sa.Index(None, "kind", "record_id"),
        sa.Index(None, "provider_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), index=True)
    kind: Mapped[RecordKind] = mapped_column(sa.String(20))
    # The number of the need, offer or support, or of the assessment that was submitted.
    record_id: Mapped[int]
    audience: Mapped[Audience] = mapped_column(sa.String(10))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("providers.id"))
    purpose: Mapped[str] = mapped_column(sa.Text)
    office: Mapped[str] = mapped_column(sa.String(200))
    first_day: Mapped[date]
    last_day: Mapped[date]
    # Whether a second person must agree before it holds; and who did.
    needs_second: Mapped[bool] = mapped_column(default=False)
    second_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_because: Mapped[str] = mapped_column(sa.Text, default="")


class ReleasedSet(Base):
    """A set of fields that a release contains."""

    __tablename__ = "released_sets"

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True, autoincrement=False)
    field_set: Mapped[FieldSet] = mapped_column(sa.String(20), primary_key=True)


class SupportRecord(Base):
    """What one provider does about needs of one country. UNODC keeps it; share and verification are the
    country's word.
    """

    __tablename__ = "supports"

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("providers.id"), index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    role: Mapped[Role] = mapped_column(sa.String(20))
    status: Mapped[SupportStatus] = mapped_column(sa.String(20))
    external_id: Mapped[str] = mapped_column(sa.String(100), default="")
    start: Mapped[date | None]
    end: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(sa.Numeric(16, 2))
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    # How much of the objective it covers, in percent, as the country judges.
    share: Mapped[int | None]
    # The country's word on what is said to be delivered: None while it has not said.
    verified: Mapped[bool | None]
    disagreement: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SupportedNeed(Base):
    """A need that a support is for."""

    __tablename__ = "supported_needs"

    support_id: Mapped[int] = mapped_column(ForeignKey("supports.id"), primary_key=True, autoincrement=False)
    need_id: Mapped[int] = mapped_column(
        ForeignKey("needs.id"), primary_key=True, autoincrement=False, index=True
    )


class SupportEvent(Base):
    """One change of a support, in words: only ever added to."""

    __tablename__ = "support_events"
    __table_args__ = (sa.CheckConstraint("side IN ('country', 'unodc')", name="known_side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("supports.id"), index=True)
    side: Mapped[Side] = mapped_column(sa.String(10))
    # The support after the change, as JSON.
    content: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    changed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfferRecord(Base):
    """What a country that is strong on a unit would share with others."""

    __tablename__ = "offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), index=True)
    unit_code: Mapped[str] = mapped_column(sa.String(20), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    languages: Mapped[str] = mapped_column(sa.Text, default="")
    office: Mapped[str] = mapped_column(sa.String(200))
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedFilter(Base):
    """A question that an officer asks the register again and again: its name and the address's query."""

    __tablename__ = "saved_filters"
    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    query: Mapped[str] = mapped_column(sa.Text)


class ApiToken(Base):
    """A key for a system that reads the register on behalf of a person, with some of their rights. Only its
    hash is stored.
    """

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    # Names of what it may read, with a space between them.
    scopes: Mapped[str] = mapped_column(sa.String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
