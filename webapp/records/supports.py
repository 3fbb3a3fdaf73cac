"""Support that a country receives, as its own people see it; what they judge of it is theirs alone to say."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.records import desk
from webapp.records.desk import SupportLine
from webapp.tables import NeedRecord, SupportedNeed, SupportEvent, SupportRecord, User


class Judgement(msgspec.Struct, frozen=True):
    """The country's word on a support: its share of the objective in percent, and whether what is said to be
    delivered was; None while it has not said.
    """

    share: int | None = None
    verified: bool | None = None
    disagreement: str = ""


def supports_received(country_code: str) -> list[SupportLine]:
    """Everything that is recorded as support of the country's needs, the latest first."""
    return desk.supports_of(
        db.session.scalars(sa.select(NeedRecord.id).where(NeedRecord.country_code == country_code)).all()
    )


def support_in(country_code: str, number: int, *, to_write: bool = False) -> SupportRecord | None:
    """The country's support with that number. One opened to write is held until the request ends."""
    statement = sa.select(SupportRecord).where(
        SupportRecord.id == number, SupportRecord.country_code == country_code
    )
    return db.session.scalars(statement.with_for_update() if to_write else statement).one_or_none()


def needs_served(country_code: str, number: int) -> list[NeedRecord]:
    """The country's needs that this support is for, the first first."""
    return list(
        db.session.scalars(
            sa.select(NeedRecord)
            .join(SupportedNeed, SupportedNeed.need_id == NeedRecord.id)
            .where(SupportedNeed.support_id == number, NeedRecord.country_code == country_code)
            .order_by(NeedRecord.id)
        )
    )


def judged(row: SupportRecord) -> Judgement:
    """What the country has said of the support."""
    return Judgement(row.share, row.verified, row.disagreement)


def judge(row: SupportRecord, said: Judgement, *, by: User, at: datetime) -> None:
    """The country says how much of the objective the support covers, and whether it was delivered."""
    row.share, row.verified, row.disagreement = said.share, said.verified, said.disagreement
    content = msgspec.json.encode(desk.support_stored(row, ())).decode()
    db.session.add(
        SupportEvent(
            support_id=row.id,
            side="country",
            content=content,
            reason=said.disagreement,
            changed_by=by.id,
            changed_at=at,
        )
    )
