"""What UNODC keeps beside the needs that countries released to it: notes, questions, providers, support, and
each officer's saved filters.

Whoever calls these has looked up the need through `released.py` first: no number of a need is taken from a
request as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import Onlooker
from questionnaire.assistance.status import Side
from questionnaire.assistance.support import ProviderType, Role, Support, SupportStatus
from webapp.database import db
from webapp.records.released import is_released
from webapp.tables import (
    NeedMessage,
    NeedRecord,
    Provider,
    SavedFilter,
    SupportedNeed,
    SupportEvent,
    SupportRecord,
    User,
)

MessageKind = Literal["note", "clarification", "answer"]


class Message(msgspec.Struct, frozen=True):
    """A note, a question to the country, or its answer; `by` is "" for the country."""

    kind: MessageKind
    text: str
    by: str
    at: datetime


class SupportLine(msgspec.Struct, frozen=True):
    """A support with its provider's name."""

    support: Support
    title: str
    country_code: str
    provider_name: str


class NewSupport(msgspec.Struct, frozen=True):
    """What UNODC says of a support; share and verification are the country's word and not among it."""

    title: str
    provider: int
    role: Role
    status: SupportStatus
    external_id: str = ""
    start: date | None = None
    end: date | None = None
    amount: Decimal | None = None
    currency: str = ""


# --- Words between UNODC and a country ----------------------------------------------------------------------


def messages_of(need: int) -> list[Message]:
    """What UNODC and the country wrote about a need, the first first, notes of UNODC among it. The country
    speaks as an office: its people are not named.
    """
    rows = db.session.execute(
        sa.select(NeedMessage, User.name)
        .join(User, User.id == NeedMessage.written_by)
        .where(NeedMessage.need_id == need)
        .order_by(NeedMessage.id)
    )
    return [
        Message(row.kind, row.text, "" if row.kind == "answer" else name, row.written_at)
        for row, name in rows
    ]


def write_message(
    need: int, kind: Literal["note", "clarification"], text: str, *, by: User, at: datetime
) -> None:
    """Adds a note, or a question to the country. What the country answers is in `clarifications.py`."""
    db.session.add(NeedMessage(need_id=need, kind=kind, text=text, written_by=by.id, written_at=at))
    db.session.flush()


# --- Providers ----------------------------------------------------------------------------------------------


def providers() -> list[Provider]:
    """Everybody who gives support, by name."""
    return list(db.session.scalars(sa.select(Provider).order_by(Provider.name)))


def provider(number: int) -> Provider | None:
    """The provider with that number."""
    return db.session.get(Provider, number)


def provider_named(name: str) -> Provider | None:
    """The provider with exactly that name."""
    return db.session.scalars(sa.select(Provider).where(Provider.name == name)).one_or_none()


def add_provider(
    name: str, kind: ProviderType, *, organisation_id: str, themes: str, at: datetime
) -> Provider:
    """A new provider; `sqlalchemy.exc.IntegrityError` where one has that name."""
    row = Provider(name=name, type=kind, organisation_id=organisation_id, themes=themes, added_at=at)
    db.session.add(row)
    db.session.flush()
    return row


# --- Support ------------------------------------------------------------------------------------------------


def supports_of(needs: Collection[int]) -> list[SupportLine]:
    """The supports for these needs, each once, the latest first; `support.needs` names those asked for only,
    so that nobody learns of another need through a support that serves both.
    """
    rows = db.session.execute(
        sa.select(SupportRecord, Provider.name, SupportedNeed.need_id)
        .join(SupportedNeed, SupportedNeed.support_id == SupportRecord.id)
        .join(Provider, Provider.id == SupportRecord.provider_id)
        .where(SupportedNeed.need_id.in_(needs))
        .order_by(SupportRecord.id.desc(), SupportedNeed.need_id)
    ).all()
    served: dict[int, list[int]] = {}
    for row, _name, need in rows:
        served.setdefault(row.id, []).append(need)
    by_number = {row.id: (row, name) for row, name, _need in rows}
    return [
        SupportLine(support_stored(row, tuple(served[number])), row.title, row.country_code, name)
        for number, (row, name) in by_number.items()
    ]


def support_for(
    onlooker: Onlooker, need: int, number: int, on: date, *, to_write: bool = False
) -> SupportRecord | None:
    """That support, if it serves the need and the onlooker may see the need on that day. One opened to write
    is held until the request ends.
    """
    statement = (
        sa.select(SupportRecord)
        .join(SupportedNeed, SupportedNeed.support_id == SupportRecord.id)
        .join(NeedRecord, NeedRecord.id == SupportedNeed.need_id)
        .where(
            SupportRecord.id == number,
            NeedRecord.id == need,
            is_released(onlooker, "need", NeedRecord.id, "request", on),
        )
    )
    if to_write:
        statement = statement.with_for_update(of=SupportRecord)
    return db.session.scalars(statement).one_or_none()


def add_support(need: int, country_code: str, new: NewSupport, *, by: User, at: datetime) -> SupportRecord:
    """A support for that need of that country."""
    row = SupportRecord(country_code=country_code, recorded_by=by.id, recorded_at=at)
    _say(row, new)
    db.session.add(row)
    db.session.flush()
    db.session.execute(sa.insert(SupportedNeed).values(support_id=row.id, need_id=need))
    _note(row, "unodc", "", by=by, at=at)
    return row


def change_support(row: SupportRecord, new: NewSupport, reason: str, *, by: User, at: datetime) -> None:
    """What UNODC says now. What the country has said of the delivery is asked again when that changes."""
    if new.status != row.status:
        row.verified, row.disagreement = None, ""
    _say(row, new)
    _note(row, "unodc", reason, by=by, at=at)


def support_stored(row: SupportRecord, needs: tuple[int, ...]) -> Support:
    """The support as the questionnaire's rules read it."""
    return Support(
        number=row.id,
        needs=needs,
        provider=row.provider_id,
        role=row.role,
        status=row.status,
        external_id=row.external_id,
        start=row.start,
        end=row.end,
        amount=row.amount,
        currency=row.currency,
        share=row.share,
        verified=row.verified,
        disagreement=row.disagreement,
    )


def _say(row: SupportRecord, new: NewSupport) -> None:
    row.title, row.provider_id, row.role, row.status = new.title, new.provider, new.role, new.status
    row.external_id, row.start, row.end = new.external_id, new.start, new.end
    row.amount, row.currency = new.amount, new.currency


def _note(row: SupportRecord, side: Side, reason: str, *, by: User, at: datetime) -> None:
    content = msgspec.json.encode(support_stored(row, ())).decode()
    db.session.add(
        SupportEvent(
            support_id=row.id, side=side, content=content, reason=reason, changed_by=by.id, changed_at=at
        )
    )


# --- Saved filters ------------------------------------------------------------------------------------------


def filters_of(user: User) -> list[SavedFilter]:
    """The filters that this person has saved, by name."""
    return list(
        db.session.scalars(
            sa.select(SavedFilter).where(SavedFilter.user_id == user.id).order_by(SavedFilter.name)
        )
    )


def save_filter(user: User, name: str, query: str) -> None:
    """Saves a filter under a name; one that had the name before is replaced."""
    db.session.execute(sa.delete(SavedFilter).where(SavedFilter.user_id == user.id, SavedFilter.name == name))
    db.session.add(SavedFilter(user_id=user.id, name=name, query=query))


def forget_filter(user: User, number: int) -> bool:
    """Lets go of a saved filter of that person; False if they have none with that number."""
    found = db.session.scalars(
        sa.select(SavedFilter).where(SavedFilter.user_id == user.id, SavedFilter.id == number)
    ).one_or_none()
    if found is not None:
        db.session.delete(found)
    return found is not None
