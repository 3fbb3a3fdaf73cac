"""The one door to what countries have released: whoever looks from outside a country reads through here.

Every page, export, report and answer of the API for UNODC, partners and the public takes its rows from this
module. It asks for releases in force, in the same statement that reads the record, and hands on nothing but
the sets of fields that they contain.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import (
    FieldSet,
    Onlooker,
    RecordKind,
    SeenNeed,
    seen,
    sets_seen,
)
from questionnaire.assistance.status import Status
from webapp.database import db
from webapp.records.needs import need_stored
from webapp.records.releases import release_stored, sets_by_release
from webapp.tables import Assessment, Country, NeedRecord, NeedRevision, ReleasedSet, ReleaseRecord


class NeedSeen(msgspec.Struct, frozen=True):
    """A need as an onlooker sees it: where it stands, and what of it was released to them. `releases` are the
    numbers of the releases that let them see it: every export states them. `instrument` and `version` say
    which questionnaire the codes are of.
    """

    number: int
    instrument: str
    version: str
    country_code: str
    country_name: str
    status: Status
    status_since: datetime
    need: SeenNeed
    sets: frozenset[FieldSet]
    releases: tuple[int, ...]
    last_day: date


def in_force(onlooker: Onlooker, kind: RecordKind, on: date) -> sa.ColumnElement[bool]:
    """The condition under which a release of that kind holds for the onlooker on that day: the same rule as
    `questionnaire.assistance.releases.is_in_force` and `is_for`, which a property test holds beside it.
    """
    row = ReleaseRecord
    audience: sa.ColumnElement[bool] = row.audience == "open"
    if onlooker.audience == "unodc":
        audience = sa.or_(audience, row.audience == "unodc")
    elif onlooker.audience == "partner":
        audience = sa.or_(audience, _names(onlooker))
    return sa.and_(audience, _holds(kind, on))


def _names(partner: Onlooker) -> sa.ColumnElement[bool]:
    return sa.and_(ReleaseRecord.audience == "partner", ReleaseRecord.provider_id == partner.partner)


def _holds(kind: RecordKind, on: date) -> sa.ColumnElement[bool]:
    row = ReleaseRecord
    return sa.and_(
        row.kind == kind,
        row.withdrawn_at.is_(None),
        sa.or_(row.needs_second.is_(False), row.second_at.is_not(None)),
        row.first_day <= on,
        row.last_day >= on,
    )


def is_released(
    onlooker: Onlooker,
    kind: RecordKind,
    record: sa.orm.InstrumentedAttribute[int],
    field_set: FieldSet,
    on: date,
) -> sa.ColumnElement[bool]:
    """The condition under which the onlooker may see that set of fields of the record in that column."""
    return (
        sa.select(sa.literal(1))
        .select_from(ReleaseRecord)
        .join(ReleasedSet, ReleasedSet.release_id == ReleaseRecord.id)
        .where(
            ReleaseRecord.record_id == record,
            ReleasedSet.field_set == field_set,
            # The rule of `is_shown_to`.
            sa.or_(ReleasedSet.field_set != "gap", ReleaseRecord.audience != "open"),
            in_force(onlooker, kind, on),
        )
        .exists()
    )


def is_need_released(onlooker: Onlooker, on: date) -> sa.ColumnElement[bool]:
    """The condition under which the onlooker may see a need at all, for lists of many: the same as
    `is_released` of the set `request`, read from what the need's row repeats of its releases
    (`seen_until.py`). It holds from the day of their latest change on, so for today.
    """
    row = NeedRecord
    if onlooker.audience == "unodc":
        return row.seen_by_unodc_until >= on
    if onlooker.audience == "open":
        return row.seen_by_all_until >= on
    named = sa.select(ReleaseRecord.record_id).where(_names(onlooker), _holds("need", on))
    return sa.or_(row.seen_by_all_until >= on, row.id.in_(named))


def need_seen(onlooker: Onlooker, number: int, on: date) -> NeedSeen | None:
    """The need with that number as the onlooker may see it on that day; None if they may not."""
    return next(iter(needs_seen(onlooker, [number], on)), None)


def needs_seen(onlooker: Onlooker, numbers: list[int], on: date) -> list[NeedSeen]:
    """Those of these needs that the onlooker may see on that day, as they may see them, in the order of their
    numbers; two statements, however many there are.
    """
    rows = db.session.execute(
        sa.select(
            NeedRecord,
            Country.name.label("country_name"),
            Assessment.instrument_code,
            Assessment.instrument_version,
            NeedRevision.content,
            ReleaseRecord,
        )
        .join(Country, Country.code == NeedRecord.country_code)
        .join(Assessment, Assessment.id == NeedRecord.assessment_id)
        .join(
            NeedRevision,
            sa.and_(NeedRevision.need_id == NeedRecord.id, NeedRevision.revision == NeedRecord.revision),
        )
        .join(ReleaseRecord, ReleaseRecord.record_id == NeedRecord.id)
        .where(NeedRecord.id.in_(numbers), in_force(onlooker, "need", on))
        .order_by(NeedRecord.id, ReleaseRecord.id)
    ).all()
    sets = sets_by_release(found.ReleaseRecord.id for found in rows)
    by_need = (list(group) for _number, group in itertools.groupby(rows, lambda found: found.NeedRecord.id))
    return [shown for group in by_need if (shown := _shown(onlooker, group, sets, on)) is not None]


def _shown(
    onlooker: Onlooker,
    rows: list[sa.Row[NeedRecord, str, str, str, str, ReleaseRecord]],
    sets: dict[int, frozenset[FieldSet]],
    on: date,
) -> NeedSeen | None:
    first, row = rows[0], rows[0].NeedRecord
    given = [
        release_stored(found.ReleaseRecord, sets.get(found.ReleaseRecord.id, frozenset())) for found in rows
    ]
    fields = sets_seen(given, "need", row.id, onlooker, on)
    shown = seen(need_stored(first.content), fields)
    if shown is None:
        return None
    return NeedSeen(
        number=row.id,
        instrument=first.instrument_code,
        version=first.instrument_version,
        country_code=row.country_code,
        country_name=first.country_name,
        status=row.status,
        status_since=row.status_since,
        need=shown,
        sets=fields,
        releases=tuple(release.number for release in given),
        last_day=max(release.last_day for release in given),
    )


def need_held(onlooker: Onlooker, number: int, on: date) -> NeedRecord | None:
    """The same need's row for a step or a word by the onlooker, held until the request ends; None if they may
    not see it on that day. Only for writing: what it says is read from `need_seen`.
    """
    return db.session.scalars(
        sa.select(NeedRecord)
        .where(NeedRecord.id == number, is_released(onlooker, "need", NeedRecord.id, "request", on))
        .with_for_update()
    ).one_or_none()
