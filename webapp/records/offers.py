"""What a country that is strong on a unit would share with others, as its own people see it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from webapp.database import db
from webapp.tables import OfferRecord, User


def offers_of(country_code: str) -> list[OfferRecord]:
    """The country's offers: those that stand first, then by unit."""
    return list(
        db.session.scalars(
            sa.select(OfferRecord)
            .where(OfferRecord.country_code == country_code)
            .order_by(OfferRecord.withdrawn_at.is_not(None), OfferRecord.unit_code, OfferRecord.id)
        )
    )


def offer_in(country_code: str, number: int, *, to_write: bool = False) -> OfferRecord | None:
    """The country's offer with that number. One opened to write is held until the request ends."""
    statement = sa.select(OfferRecord).where(
        OfferRecord.id == number, OfferRecord.country_code == country_code
    )
    return db.session.scalars(statement.with_for_update() if to_write else statement).one_or_none()


def make_offer(
    country_code: str, unit: str, text: str, languages: str, office: str, *, by: User, at: datetime
) -> OfferRecord:
    """A new offer. Nobody outside the country sees it before it is released."""
    row = OfferRecord(
        country_code=country_code,
        unit_code=unit,
        text=text,
        languages=languages,
        office=office,
        made_by=by.id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row
