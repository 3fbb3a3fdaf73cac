"""The audit trail: what happened to access, rights and status, and what left the house."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import Base, UtcDateTime


class AuditEvent(Base):
    """One event, chained to the one before by its hash: never changed, never removed."""

    __tablename__ = "audit_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who did it; None where nobody was signed in, as at a failed sign-in.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str] = mapped_column(sa.String(64))
    action: Mapped[str] = mapped_column(sa.String(60))
    country_code: Mapped[str | None] = mapped_column(sa.String(3), index=True)
    assessment_id: Mapped[int | None]
    # What it was done to, in words or codes; and further facts as a JSON object. Never answers, never tokens.
    subject: Mapped[str] = mapped_column(sa.Text, default="")
    details: Mapped[str] = mapped_column(sa.Text, default="{}")
    previous_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """Number and hash of the latest event. Whoever adds one holds this row until they commit: there is one
    chain.
    """

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
