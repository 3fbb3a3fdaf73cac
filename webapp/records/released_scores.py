"""The scores that countries have released, as rows: part of the one door (`released.py`).

The portfolio is made of `submitted_scores`, which were written when each submission was frozen; nothing is
scored again, so that it cannot drift.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.portfolio import CountrySeen, UnitSeen
from questionnaire.assistance.releases import Onlooker
from webapp.database import MANY_FIGURES, db
from webapp.records.released import is_need_released, is_released
from webapp.tables import SUBMITTED, Assessment, Country, NeedRecord, SubmittedScore

# Written into the statement: hundreds of placeholders take longer to fill in than to find what they ask for.
SUBMISSIONS = sa.bindparam("submissions", expanding=True, literal_execute=True, type_=sa.Integer)


class Tally(msgspec.Struct, frozen=True):
    """How many needs under way name a type of assistance on a unit, and of how many countries."""

    unit: str
    assistance: str
    needs: int
    countries: int


class LatestSeen(msgspec.Struct, frozen=True):
    """A country with the number of the latest of its submissions that an onlooker may see; None without."""

    code: str
    name: str
    number: int | None


def latest_seen(onlooker: Onlooker, on: date) -> list[LatestSeen]:
    """Every country that takes part, in the order of the codes; one statement."""
    rows = db.session.execute(latest_of_all(onlooker, on).order_by(Country.code))
    return [LatestSeen(*row) for row in rows]


def latest_of_all(onlooker: Onlooker, on: date) -> sa.Select[str, str, int]:
    """The same as a statement, in no order, to be read on with."""
    return sa.select(Country.code, Country.name, _latest_released(onlooker, on).label("number"))


def countries_seen(onlooker: Onlooker, on: date) -> list[CountrySeen]:
    """Every country that takes part, with the scores of the latest of its submissions that the onlooker may
    see; two statements, however many there are.
    """
    countries = latest_seen(onlooker, on)
    submissions = [row.number for row in countries if row.number is not None]
    units: defaultdict[int | None, dict[str, UnitSeen]] = defaultdict(dict)
    days: dict[int | None, date] = {}
    # Thousands of plain rows, at once and without the session's help, which takes as long as reading them.
    rows = db.session.connection().execute(_SCORES, {"submissions": submissions})
    for number, day, unit, low, high, known, band in rows.all():
        units[number][unit] = UnitSeen(unit, low, high, known, band)
        days[number] = day
    return [
        CountrySeen(country.code, country.name, days.get(country.number), units.get(country.number, {}))
        for country in countries
    ]


_SCORES = (
    sa.select(
        SubmittedScore.assessment_id,
        Assessment.reference_date,
        SubmittedScore.code,
        SubmittedScore.low,
        SubmittedScore.high,
        SubmittedScore.known,
        SubmittedScore.band_low,
    )
    .join(Assessment, Assessment.id == SubmittedScore.assessment_id)
    .where(SubmittedScore.kind == "unit", Assessment.id.in_(SUBMISSIONS))
    .execution_options(**{MANY_FIGURES: True})
)


def needs_by_type(onlooker: Onlooker, on: date, statuses: tuple[str, ...]) -> list[Tally]:
    """The needs in these statuses that the onlooker may see, by unit and main type of assistance."""
    row = NeedRecord
    # Country by country first: few groups are left in which to tell countries apart.
    of_country = (
        sa.select(row.unit_code, row.assistance, sa.func.count().label("needs"))
        .where(row.status.in_(statuses), is_need_released(onlooker, on))
        .group_by(row.unit_code, row.assistance, row.country_code)
        .subquery()
    )
    unit, assistance = of_country.c.unit_code, of_country.c.assistance
    rows = db.session.execute(
        sa.select(unit, assistance, sa.func.sum(of_country.c.needs), sa.func.count())
        .group_by(unit, assistance)
        .order_by(unit, assistance)
    )
    return [Tally(unit, assistance, needs, countries) for unit, assistance, needs, countries in rows]


def _latest_released(onlooker: Onlooker, on: date) -> sa.ScalarSelect[int]:
    """The latest submission of the country of the row around it that was released; one that a later
    submission corrects does not count. Asked country by country, so that a long history costs no more than a
    short one.
    """
    row = Assessment
    return (
        sa.select(row.id)
        .where(
            row.country_code == Country.code,
            row.status == SUBMITTED,
            is_released(onlooker, "submission", row.id, "scores", on),
            ~is_corrected(row),
        )
        .order_by(row.reference_date.desc(), row.id.desc())
        .limit(1)
        .correlate(Country)
        .scalar_subquery()
    )


def is_corrected(row: type[Assessment]) -> sa.ColumnElement[bool]:
    """The condition under which a later submission corrects that one."""
    correction = sa.orm.aliased(Assessment)
    # Asked once for all: row by row, a database that knows that hardly any is corrected reads them all.
    corrected = sa.select(correction.reopens_id).where(
        correction.reopens_id.is_not(None), correction.status == SUBMITTED
    )
    return row.id.in_(corrected)
