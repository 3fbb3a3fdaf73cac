"""Lists of the needs that an onlooker may see: filtered, counted, and those that ask for a hand.

Part of the one door (`released.py`): every statement here asks for a release in force of the set `request`,
and reads nothing but columns that belong to it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import Onlooker
from questionnaire.assistance.status import REQUESTED, STATUSES, Status
from webapp.database import db
from webapp.records.needs import Step, step_stored, words_to_search
from webapp.records.released import is_need_released, is_released
from webapp.tables import Country, NeedEvent, NeedRecord, User

PAGE = 50
# The most urgent first, then the longest waiting.
IN_ORDER = (sa.func.coalesce(NeedRecord.urgency, 9), NeedRecord.status_since, NeedRecord.id)


class Wanted(msgspec.Struct, frozen=True):
    """Which needs are asked for; None or empty asks for all. `countries` are codes, already those of a region
    or a group where one was chosen; `waiting_days` is the least age in the present status.
    """

    countries: frozenset[str] | None = None
    unit: str = ""
    assistance: str = ""
    urgency: int | None = None
    statuses: tuple[Status, ...] = ()
    waiting_days: int = 0
    words: str = ""


class NeedLine(msgspec.Struct, frozen=True):
    """A need in a list: what the set `request` tells, without its texts."""

    number: int
    country_code: str
    country_name: str
    title: str
    unit: str
    assistance: str
    further: tuple[str, ...]
    urgency: int | None
    status: Status
    status_since: datetime


class Found(msgspec.Struct, frozen=True):
    """One page of a list, and how many there are in all."""

    lines: list[NeedLine]
    total: int


def needs_found(onlooker: Onlooker, wanted: Wanted, on: date, *, page: int = 1) -> Found:
    """The needs that the onlooker may see and asks for: the most urgent first, then the longest waiting."""
    asked = conditions(onlooker, wanted, on)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(NeedRecord).where(*asked)) or 0
    # The numbers first, out of the index alone: only what stands on the page is read whole.
    numbers = sa.select(NeedRecord.id).where(*asked).order_by(*IN_ORDER).limit(PAGE).offset((page - 1) * PAGE)
    rows = db.session.execute(_LINE.where(NeedRecord.id.in_(numbers)).order_by(*IN_ORDER))
    return Found([_line(row) for row in rows.mappings()], total)


def numbers_found(
    onlooker: Onlooker, wanted: Wanted, on: date, *, after: int = 0, most: int = PAGE
) -> list[int]:
    """The numbers of the needs that the onlooker may see and asks for, from the one after `after` on, in
    order. What is added meanwhile comes at the end: who goes on from the last number gets each need once.
    """
    return list(
        db.session.scalars(
            sa.select(NeedRecord.id)
            .where(NeedRecord.id > after, *conditions(onlooker, wanted, on))
            .order_by(NeedRecord.id)
            .limit(most)
        )
    )


def lines_of(onlooker: Onlooker, numbers: list[int], on: date) -> dict[int, NeedLine]:
    """These needs by number, as far as the onlooker may see them."""
    rows = db.session.execute(
        _LINE.where(NeedRecord.id.in_(numbers), is_released(onlooker, "need", NeedRecord.id, "request", on))
    )
    return {row["id"]: _line(row) for row in rows.mappings()}


def counted_by_status(onlooker: Onlooker, on: date) -> dict[Status, int]:
    """How many needs the onlooker may see stand where."""
    rows = db.session.execute(
        sa.select(NeedRecord.status, sa.func.count().label("number"))
        .where(is_need_released(onlooker, on))
        .group_by(NeedRecord.status)
    )
    return {row.status: row.number for row in rows}


def conditions(onlooker: Onlooker, wanted: Wanted, on: date) -> list[sa.ColumnElement[bool]]:
    """What holds for a need that the onlooker may see and asks for; the first is the release in force."""
    row = NeedRecord
    found = [is_need_released(onlooker, on)]
    # The index of lists begins with the status. Without a word on it SQLite reads all rows whole, which is
    # right only where their words are searched.
    if wanted.statuses or not wanted.words:
        found.append(row.status.in_(wanted.statuses or STATUSES))
    if wanted.countries is not None:
        found.append(row.country_code.in_(sorted(wanted.countries)))
    if wanted.unit:
        found.append(row.unit_code == wanted.unit)
    if wanted.assistance:
        found.append(
            sa.or_(
                row.assistance == wanted.assistance, row.further.contains(wanted.assistance, autoescape=True)
            )
        )
    if wanted.urgency is not None:
        found.append(row.urgency == wanted.urgency)
    if wanted.waiting_days:
        found.append(has_waited(wanted.waiting_days, on))
    found += [
        row.search_words.contains(word, autoescape=True) for word in words_to_search(wanted.words).split()
    ]
    return found


def has_waited(days: int, on: date) -> sa.ColumnElement[bool]:
    """The condition under which a need has stood where it stands for so many days."""
    return NeedRecord.status_since < datetime.combine(on - timedelta(days - 1), time.min, UTC)


def steps_seen_by_unodc(number: int) -> list[Step]:
    """The steps of a need that UNODC may see, from the request on: what the country weighed before stays
    there. People of the country are not named: it speaks as an office.
    """
    rows = db.session.execute(
        sa.select(NeedEvent, User.name)
        .join(User, User.id == NeedEvent.changed_by)
        .where(
            NeedEvent.need_id == number,
            sa.or_(NeedEvent.from_status.in_(REQUESTED), NeedEvent.to_status == "submitted"),
        )
        .order_by(NeedEvent.id)
    )
    return [step_stored(event, name if event.side == "unodc" else "") for event, name in rows]


_LINE = sa.select(
    NeedRecord.id,
    NeedRecord.country_code,
    Country.name.label("country_name"),
    NeedRecord.title,
    NeedRecord.unit_code,
    NeedRecord.assistance,
    NeedRecord.further,
    NeedRecord.urgency,
    NeedRecord.status,
    NeedRecord.status_since,
).join(Country, Country.code == NeedRecord.country_code)


def _line(found: sa.RowMapping) -> NeedLine:
    return NeedLine(
        number=found["id"],
        country_code=found["country_code"],
        country_name=found["country_name"],
        title=found["title"],
        unit=found["unit_code"],
        assistance=found["assistance"],
        further=tuple(found["further"].split()),
        urgency=found["urgency"],
        status=found["status"],
        status_since=found["status_since"],
    )
