"""Everything that an onlooker may take away of needs and support, one record after the other.

Part of the one door (`released.py`): every statement here asks for a release in force, and what comes out is
cut to the sets of fields that were released. Records are read some hundreds at a time, in the order of their
numbers, so that a hundred thousand of them need no more memory than one batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import (
    UNODC,
    FieldSet,
    Onlooker,
    RecordKind,
    seen,
    sets_seen,
)
from reports.register.records import Given, ServedNeed, TakenNeed, TakenSupport
from webapp.database import db
from webapp.records.needs import need_stored
from webapp.records.released import in_force, is_need_released, is_released
from webapp.records.released_needs import Wanted, conditions
from webapp.records.releases import release_stored
from webapp.tables import (
    Assessment,
    Country,
    NeedRecord,
    NeedRevision,
    Provider,
    ReleasedSet,
    ReleaseRecord,
    SupportedNeed,
    SupportRecord,
)

BATCH = 500
NOTHING = Given(frozenset(), (), None)


def needs_taken(onlooker: Onlooker, wanted: Wanted, on: date) -> Iterator[TakenNeed]:
    """The needs that the onlooker may see and asks for, with everything that was released of each to them."""
    statement = _NEED.where(*conditions(onlooker, wanted, on))
    for rows in _batches(statement, NeedRecord.id):
        given = given_of(onlooker, "need", [row.id for row in rows], on)
        for row in rows:
            leave = given.get(row.id, NOTHING)
            # What was withdrawn since the first statement of this batch is not there any more.
            shown = seen(need_stored(row.content), _sets(leave))
            if shown is not None:
                yield TakenNeed(
                    number=row.id,
                    country=row.country_code,
                    country_name=row.country_name,
                    instrument=row.instrument_code,
                    version=row.instrument_version,
                    status=row.status,
                    status_since=row.status_since,
                    need=shown,
                    given=leave,
                )


def supports_for_unodc(wanted: Wanted, on: date) -> Iterator[TakenSupport]:
    """The supports of needs that UNODC may see and asks for: whole, since its desk keeps them."""
    found = conditions(UNODC, wanted, on)
    serves = (
        sa.select(sa.literal(1))
        .select_from(SupportedNeed)
        .join(NeedRecord, NeedRecord.id == SupportedNeed.need_id)
        .where(SupportedNeed.support_id == SupportRecord.id, *found)
        .exists()
    )
    for rows in _batches(_SUPPORT.where(serves), SupportRecord.id):
        served = _served(UNODC, [row.id for row in rows], on)
        for row in rows:
            needs = served.get(row.id, [])
            if needs:
                leave = [given for _need, given in needs]
                whole = Given(
                    parts=frozenset({"support", "costs", "desk"}),
                    releases=tuple(sorted({number for given in leave for number in given.releases})),
                    last_day=max(given.last_day for given in leave if given.last_day),
                )
                yield _taken(row, tuple(need for need, _given in needs), whole)


def supports_taken(
    onlooker: Onlooker, on: date, *, numbers: Collection[int] | None = None, country: str = ""
) -> Iterator[TakenSupport]:
    """The supports that countries released to the onlooker, all or those with these numbers or of a country,
    and what they released of each.
    """
    statement = _SUPPORT.where(is_released(onlooker, "support", SupportRecord.id, "support", on))
    if numbers is not None:
        statement = statement.where(SupportRecord.id.in_(numbers))
    if country:
        statement = statement.where(SupportRecord.country_code == country)
    for rows in _batches(statement, SupportRecord.id):
        here = [row.id for row in rows]
        given, served = given_of(onlooker, "support", here, on), _served(onlooker, here, on)
        for row in rows:
            leave = given.get(row.id, NOTHING)
            if "support" in leave.parts:
                yield _taken(row, tuple(need for need, _given in served.get(row.id, [])), leave)


def support_once_released(
    country: str, number: int, leave: Given, onlooker: Onlooker, on: date
) -> TakenSupport | None:
    """The country's support cut down to what `leave` holds, the way the onlooker would take it; for the
    country's own preview.
    """
    statement: sa.Select[*tuple[Any, ...]] = _SUPPORT.where(
        SupportRecord.id == number, SupportRecord.country_code == country
    )
    rows = db.session.execute(statement).all()
    served = _served(onlooker, [number], on).get(number, [])
    return next((_taken(row, tuple(need for need, _given in served), leave) for row in rows), None)


_NEED = (
    sa.select(
        NeedRecord.id,
        NeedRecord.country_code,
        Country.name.label("country_name"),
        Assessment.instrument_code,
        Assessment.instrument_version,
        NeedRecord.status,
        NeedRecord.status_since,
        NeedRevision.content,
    )
    .join(Country, Country.code == NeedRecord.country_code)
    .join(Assessment, Assessment.id == NeedRecord.assessment_id)
    .join(
        NeedRevision,
        sa.and_(NeedRevision.need_id == NeedRecord.id, NeedRevision.revision == NeedRecord.revision),
    )
)
_SUPPORT = (
    sa.select(
        SupportRecord.id,
        SupportRecord.country_code,
        Country.name.label("country_name"),
        SupportRecord.title,
        Provider.name.label("provider"),
        Provider.organisation_id,
        Provider.type,
        SupportRecord.role,
        SupportRecord.status,
        SupportRecord.external_id,
        SupportRecord.start,
        SupportRecord.end,
        SupportRecord.amount,
        SupportRecord.currency,
        SupportRecord.share,
        SupportRecord.verified,
    )
    .join(Country, Country.code == SupportRecord.country_code)
    .join(Provider, Provider.id == SupportRecord.provider_id)
)


def _batches(
    statement: sa.Select[*tuple[Any, ...]], number: sa.orm.InstrumentedAttribute[int]
) -> Iterator[Sequence[sa.Row[Any]]]:
    """The rows in the order of that number, a batch at a time: each begins after the last of the former."""
    last = 0
    while rows := db.session.execute(statement.where(number > last).order_by(number).limit(BATCH)).all():
        yield rows
        last = rows[-1].id


def given_of(onlooker: Onlooker, kind: RecordKind, numbers: list[int], on: date) -> dict[int, Given]:
    """What releases in force let the onlooker see of each of these records, in one statement."""
    rows = db.session.execute(
        sa.select(ReleaseRecord, ReleasedSet.field_set)
        .join(ReleasedSet, ReleasedSet.release_id == ReleaseRecord.id)
        .where(ReleaseRecord.record_id.in_(numbers), in_force(onlooker, kind, on))
        .order_by(ReleaseRecord.id)
    ).all()
    sets: dict[int, set[FieldSet]] = {}
    for row, field_set in rows:
        sets.setdefault(row.id, set()).add(field_set)
    given: dict[int, dict[int, ReleaseRecord]] = {}
    for row, _field_set in rows:
        given.setdefault(row.record_id, {})[row.id] = row
    return {
        number: Given(
            parts=frozenset(
                sets_seen(
                    [release_stored(row, frozenset(sets[row.id])) for row in releases.values()],
                    kind,
                    number,
                    onlooker,
                    on,
                )
            ),
            releases=tuple(releases),
            last_day=max(row.last_day for row in releases.values()),
        )
        for number, releases in given.items()
    }


def _served(onlooker: Onlooker, supports: list[int], on: date) -> dict[int, list[tuple[ServedNeed, Given]]]:
    """The needs behind each support that the onlooker may see, cut to what was released of them."""
    rows = db.session.execute(
        _NEED.add_columns(SupportedNeed.support_id)
        .join(SupportedNeed, SupportedNeed.need_id == NeedRecord.id)
        .where(
            SupportedNeed.support_id.in_(supports),
            is_need_released(onlooker, on),
        )
        .order_by(NeedRecord.id)
    ).all()
    given = given_of(onlooker, "need", sorted({row.id for row in rows}), on)
    found: dict[int, list[tuple[ServedNeed, Given]]] = {}
    for row in rows:
        leave = given.get(row.id, NOTHING)
        shown = seen(need_stored(row.content), _sets(leave))
        if shown is not None:
            need = ServedNeed(row.id, row.instrument_code, row.instrument_version, shown)
            found.setdefault(row.support_id, []).append((need, leave))
    return found


def _sets(leave: Given) -> frozenset[FieldSet]:
    return frozenset(part for part in leave.parts if part != "desk")


def _taken(row: sa.Row[Any], needs: tuple[ServedNeed, ...], leave: Given) -> TakenSupport:
    taken = TakenSupport(
        number=row.id,
        country=row.country_code,
        country_name=row.country_name,
        title=row.title,
        provider=row.provider,
        provider_id=row.organisation_id,
        provider_type=row.type,
        role=row.role,
        status=row.status,
        start=row.start,
        end=row.end,
        share=row.share,
        needs=needs,
        given=leave,
    )
    if "costs" in leave.parts:
        taken = msgspec.structs.replace(taken, amount=row.amount, currency=row.currency)
    if "desk" in leave.parts:
        taken = msgspec.structs.replace(taken, external_id=row.external_id, verified=row.verified)
    return taken
