"""What cohorts are made of: part of the one door (`released.py`)."""

from __future__ import annotations

from datetime import date

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import Onlooker
from questionnaire.assistance.status import BEFORE_DELIVERY
from webapp.database import db
from webapp.records.released import is_need_released
from webapp.tables import NeedRecord


class OpenNeed(msgspec.Struct, frozen=True):
    """A need that nobody has met, as far as grouping needs to know it."""

    number: int
    country: str
    unit: str
    types: tuple[str, ...]


def open_needs(onlooker: Onlooker, on: date) -> list[OpenNeed]:
    """Every need that the onlooker may see and that nobody has met yet."""
    row = NeedRecord
    rows = db.session.execute(
        sa.select(row.id, row.country_code, row.unit_code, row.assistance, row.further)
        .where(row.status.in_(BEFORE_DELIVERY), is_need_released(onlooker, on))
        .order_by(row.id)
    )
    return [
        OpenNeed(number, country, unit, (assistance, *further.split()))
        for number, country, unit, assistance, further in rows
    ]
