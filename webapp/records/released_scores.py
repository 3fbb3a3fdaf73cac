"""The scores that countries have released, as rows: part of the one door (`released.py`).

The portfolio is made of `submitted_scores`, which were written when each submission was frozen; nothing is
scored again, so that it cannot drift.
"""

from __future__ import annotations

from datetime import date

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.portfolio import CountrySeen, UnitSeen
from questionnaire.assistance.releases import Onlooker
from webapp.database import db
from webapp.records.released import is_released
from webapp.tables import SUBMITTED, Assessment, Country, NeedRecord, Submission, SubmittedScore


class Tally(msgspec.Struct, frozen=True):
    """How many needs under way name a type of assistance on a unit, and of how many countries."""

    unit: str
    assistance: str
    needs: int
    countries: int


def countries_seen(onlooker: Onlooker, on: date) -> list[CountrySeen]:
    """Every country that takes part, with the scores of the latest of its submissions that the onlooker may
    see; two statements, however many there are.
    """
    latest = _latest_released(onlooker, on).subquery()
    score = SubmittedScore
    rows = db.session.execute(
        sa.select(
            latest.c.country_code,
            latest.c.reference_date,
            score.code,
            score.low,
            score.high,
            score.known,
            score.band_low,
        )
        .join(score, sa.and_(score.assessment_id == latest.c.id, score.kind == "unit"))
        .where(latest.c.place == 1)
    )
    units: dict[str, dict[str, UnitSeen]] = {}
    days: dict[str, date] = {}
    for code, day, unit, low, high, known, band in rows:
        units.setdefault(code, {})[unit] = UnitSeen(unit, low, high, known, band)
        days[code] = day
    return [
        CountrySeen(code, name, days.get(code), units.get(code, {}))
        for code, name in db.session.execute(sa.select(Country.code, Country.name).order_by(Country.code))
    ]


def needs_by_type(onlooker: Onlooker, on: date, statuses: tuple[str, ...]) -> list[Tally]:
    """The needs in these statuses that the onlooker may see, by unit and main type of assistance."""
    row = NeedRecord
    rows = db.session.execute(
        sa.select(
            row.unit_code, row.assistance, sa.func.count(), sa.func.count(sa.distinct(row.country_code))
        )
        .where(row.status.in_(statuses), is_released(onlooker, "need", row.id, "request", on))
        .group_by(row.unit_code, row.assistance)
        .order_by(row.unit_code, row.assistance)
    )
    return [Tally(unit, assistance, needs, countries) for unit, assistance, needs, countries in rows]


def _latest_released(onlooker: Onlooker, on: date) -> sa.Select[tuple[int, str, date, int]]:
    """Each released submission with its place among those of its country, the latest first. One that a later
    submission corrects does not count.
    """
    row, correction = Assessment, sa.orm.aliased(Assessment)
    place = (
        sa.func.row_number()
        .over(partition_by=row.country_code, order_by=(row.reference_date.desc(), row.id.desc()))
        .label("place")
    )
    is_corrected = (
        sa.select(sa.literal(1))
        .where(correction.reopens_id == row.id, correction.status == SUBMITTED)
        .exists()
    )
    return (
        sa.select(row.id, row.country_code, row.reference_date, place)
        .join(Submission, Submission.assessment_id == row.id)
        .where(is_released(onlooker, "submission", row.id, "scores", on), ~is_corrected)
    )
