"""Lists of the needs that an onlooker may see: filtered, counted, and those that ask for a hand.

Part of the one door (`released.py`): every statement here asks for a release in force of the set `request`,
and reads nothing but columns that belong to it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import sqlalchemy as sa

from questionnaire.assistance import attention
from questionnaire.assistance.attention import ToActOn, Waiting
from questionnaire.assistance.releases import Onlooker
from questionnaire.assistance.status import REQUESTED, Status
from webapp.database import db
from webapp.records.needs import Step, step_stored, words_to_search
from webapp.records.released import in_force, is_released
from webapp.tables import Country, NeedEvent, NeedMessage, NeedRecord, ReleaseRecord, User

PAGE = 50


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
    rows = db.session.execute(
        _LINE.where(*asked)
        .order_by(sa.func.coalesce(NeedRecord.urgency, 9), NeedRecord.status_since, NeedRecord.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
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


def asking_for_a_hand(onlooker: Onlooker, on: date, *, among: list[int] | None = None) -> tuple[ToActOn, ...]:
    """The needs to act on, of all or of those numbers, with their reasons
    (`questionnaire.assistance.attention`), in one statement.

    The database finds the first ones by the same rules and order, so that it hands over ten rows and not all.
    """
    last_day = _last_day(onlooker, on)
    disputed, answered = _is_disputed(), _is_answered()
    rank = sa.case(
        *[
            (condition, place)
            for place, condition in enumerate(_conditions_of_reasons(on, last_day, disputed, answered))
        ],
        else_=None,
    )
    rows = db.session.execute(
        sa.select(
            NeedRecord.id,
            NeedRecord.status,
            NeedRecord.status_since,
            NeedRecord.urgency,
            last_day.label("last_day"),
            disputed.label("is_disputed"),
            answered.label("is_answered"),
        )
        .where(
            NeedRecord.status.in_(REQUESTED),
            is_released(onlooker, "need", NeedRecord.id, "request", on),
            rank.is_not(None),
            *([NeedRecord.id.in_(among)] if among is not None else []),
        )
        .order_by(rank, sa.func.coalesce(NeedRecord.urgency, 9), NeedRecord.status_since, NeedRecord.id)
        .limit(attention.MOST)
    )
    return attention.to_act_on(
        [
            Waiting(
                number=row.id,
                status=row.status,
                since=row.status_since.date(),
                urgency=row.urgency,
                last_day=row.last_day,
                is_disputed=bool(row.is_disputed),
                is_answered=bool(row.is_answered),
            )
            for row in rows
        ],
        on,
    )


def counted_by_status(onlooker: Onlooker, on: date) -> dict[Status, int]:
    """How many needs the onlooker may see stand where."""
    rows = db.session.execute(
        sa.select(NeedRecord.status, sa.func.count().label("number"))
        .where(is_released(onlooker, "need", NeedRecord.id, "request", on))
        .group_by(NeedRecord.status)
    )
    return {row.status: row.number for row in rows}


def conditions(onlooker: Onlooker, wanted: Wanted, on: date) -> list[sa.ColumnElement[bool]]:
    """What holds for a need that the onlooker may see and asks for; the first is the release in force."""
    row = NeedRecord
    found = [is_released(onlooker, "need", row.id, "request", on)]
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
    if wanted.statuses:
        found.append(row.status.in_(wanted.statuses))
    if wanted.waiting_days:
        found.append(row.status_since < _moment(on - timedelta(wanted.waiting_days - 1)))
    found += [
        row.search_words.contains(word, autoescape=True) for word in words_to_search(wanted.words).split()
    ]
    return found


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


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _last_day(onlooker: Onlooker, on: date) -> sa.ScalarSelect[date]:
    return (
        sa.select(sa.func.max(ReleaseRecord.last_day))
        .where(ReleaseRecord.record_id == NeedRecord.id, in_force(onlooker, "need", on))
        .scalar_subquery()
    )


def _is_disputed() -> sa.ColumnElement[bool]:
    """The country's word on “delivered”, said since then: it was not."""
    event = NeedEvent
    return sa.and_(
        NeedRecord.status == "delivered",
        sa.select(sa.literal(1))
        .where(
            event.need_id == NeedRecord.id,
            event.from_status == "delivered",
            event.to_status == "delivered",
            event.changed_at >= NeedRecord.status_since,
        )
        .exists(),
    )


def _is_answered() -> sa.ColumnElement[bool]:
    """The country has answered, and UNODC has neither written nor taken a step since."""
    answer, later, step = sa.orm.aliased(NeedMessage), sa.orm.aliased(NeedMessage), sa.orm.aliased(NeedEvent)
    return (
        sa.select(sa.literal(1))
        .where(
            answer.need_id == NeedRecord.id,
            answer.kind == "answer",
            ~sa.select(sa.literal(1))
            .where(later.need_id == NeedRecord.id, later.kind != "answer", later.id > answer.id)
            .exists(),
            ~sa.select(sa.literal(1))
            .where(step.need_id == NeedRecord.id, step.side == "unodc", step.changed_at > answer.written_at)
            .exists(),
        )
        .exists()
    )


def _conditions_of_reasons(
    on: date,
    last_day: sa.ScalarSelect[date],
    disputed: sa.ColumnElement[bool],
    answered: sa.ColumnElement[bool],
) -> tuple[sa.ColumnElement[bool], ...]:
    """The rule of each reason, in the order of `attention.REASONS`."""
    row = NeedRecord

    def waited(days: int) -> sa.ColumnElement[bool]:
        return row.status_since < _moment(on - timedelta(days - 1))

    return (
        disputed,
        sa.and_(row.status == "submitted", waited(attention.DAYS_TO_ACKNOWLEDGE)),
        sa.and_(row.urgency == attention.MOST_URGENT, row.status.in_(sorted(attention.BEFORE_SUPPORT))),
        answered,
        last_day <= on + timedelta(attention.DAYS_BEFORE_EXPIRY),
        sa.and_(row.status.in_(sorted(attention.MOVING)), waited(attention.DAYS_UNTIL_STALLED)),
        row.status == "verified",
    )
