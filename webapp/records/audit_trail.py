"""The audit trail: adding an event to the chain, reading it, and following the chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import AuditEvent, AuditHead, User

FACTS = ("number", "actor_id", "address", "action", "country_code", "assessment_id", "subject", "details")
EVENTS_PER_READ = 1_000


class ToldEvent(msgspec.Struct, frozen=True):
    """An event as its country reads it: with the name of who did it, and without the address."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    details: dict[str, str]


def append(  # the columns of an event
    *,
    at: datetime,
    actor_id: int | None,
    address: str,
    action: str,
    country_code: str | None,
    assessment_id: int | None,
    subject: str,
    details: Mapping[str, str],
) -> None:
    """Adds an event after the latest one. Whoever else adds one waits until this transaction has ended."""
    head = db.session.scalars(
        sa.select(AuditHead).with_for_update().execution_options(populate_existing=True)
    ).one()
    event = AuditEvent(
        number=head.number + 1,
        at=at,
        actor_id=actor_id,
        address=address,
        action=action,
        country_code=country_code,
        assessment_id=assessment_id,
        subject=subject,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True),
        previous_hash=head.hash,
    )
    event.hash = hash_of(event)
    head.number, head.hash = event.number, event.hash
    db.session.add(event)
    db.session.flush()


def hash_of(event: AuditEvent) -> str:
    """The hash over everything the event says and the hash of the one before."""
    facts = {name: getattr(event, name) for name in FACTS}
    facts |= {"at": event.at.isoformat(), "previous": event.previous_hash}
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def events_of(country_code: str, limit: int) -> list[AuditEvent]:
    """The latest events of a country, the latest first."""
    return list(
        db.session.scalars(
            sa.select(AuditEvent)
            .where(AuditEvent.country_code == country_code)
            .order_by(AuditEvent.number.desc())
            .limit(limit)
        )
    )


def told_of(country_code: str, limit: int, *, before: int | None = None) -> list[ToldEvent]:
    """The latest events of a country, or those before the one with that number, the latest first."""
    found = (
        sa.select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.country_code == country_code)
        .order_by(AuditEvent.number.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(AuditEvent.number < before)
    return [
        ToldEvent(
            number=event.number,
            at=event.at,
            who=name or "",
            action=event.action,
            subject=event.subject,
            details=json.loads(event.details),
        )
        for event, name in db.session.execute(found)
    ]


def chain() -> Iterator[AuditEvent]:
    """All events in their order, few of them in memory at a time. For the command that verifies them."""
    last = 0
    while True:
        found = db.session.scalars(
            sa.select(AuditEvent)
            .where(AuditEvent.number > last)
            .order_by(AuditEvent.number)
            .limit(EVENTS_PER_READ)
        ).all()
        if not found:
            return
        yield from found
        last = found[-1].number
        db.session.expunge_all()


def head() -> tuple[int, str]:
    """Number and hash of the latest event, as noted beside the chain."""
    row = db.session.scalars(sa.select(AuditHead)).one()
    return row.number, row.hash


def first_mistake() -> tuple[int, str] | None:
    """Follows the whole chain: the number of the first event that does not fit, and why; None if all fit."""
    number, previous = 0, "0" * 64
    for event in chain():
        if event.number != number + 1:
            return number + 1, "is missing"
        if event.previous_hash != previous:
            return event.number, "does not follow from the one before"
        if event.hash != hash_of(event):
            return event.number, "has been changed"
        number, previous = event.number, event.hash
    if head() != (number, previous):
        return number + 1, "is missing at the end of the chain"
    return None
