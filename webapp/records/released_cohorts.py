"""What cohorts are made of: part of the one door (`released.py`)."""

from __future__ import annotations

from datetime import date

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.cohorts import Cohort
from questionnaire.assistance.releases import Onlooker
from questionnaire.assistance.status import BEFORE_DELIVERY
from webapp.database import db
from webapp.records.released import is_need_released
from webapp.tables import NeedRecord


class OpenNeed(msgspec.Struct, frozen=True):
    """What a country needs that nobody has met, as far as grouping needs to know it."""

    country: str
    unit: str
    types: tuple[str, ...]


def open_needs(onlooker: Onlooker, on: date) -> list[OpenNeed]:
    """What each country needs by the needs that the onlooker may see and that nobody has met yet, each once:
    of a hundred thousand needs most say the same as another one.
    """
    row = NeedRecord
    rows = db.session.execute(
        sa.select(row.country_code, row.unit_code, row.assistance, row.further)
        .distinct()
        .where(*_open(onlooker, on))
        .order_by(row.country_code, row.unit_code, row.assistance, row.further)
    )
    return [
        OpenNeed(country, unit, (assistance, *further.split())) for country, unit, assistance, further in rows
    ]


def needs_of_cohort(onlooker: Onlooker, cohort: Cohort, on: date) -> list[int]:
    """The numbers of the needs by which these countries are a cohort, in order."""
    row = NeedRecord
    rows = db.session.execute(
        sa.select(row.id, row.assistance, row.further)
        .where(row.unit_code == cohort.unit, row.country_code.in_(cohort.countries), *_open(onlooker, on))
        .order_by(row.id)
    )
    return [
        number for number, assistance, further in rows if cohort.assistance in (assistance, *further.split())
    ]


def _open(onlooker: Onlooker, on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return NeedRecord.status.in_(BEFORE_DELIVERY), is_need_released(onlooker, on)
