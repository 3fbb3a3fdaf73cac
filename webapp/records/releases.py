"""Releases as the country sees them: given, agreed to by a second person, withdrawn, and what there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import Audience, FieldSet, RecordKind, Release, sets_of
from webapp.database import db
from webapp.records import seen_until
from webapp.tables import Provider, ReleasedSet, ReleaseRecord, User


class SamePerson(RuntimeError):
    """The second person is not the one who released."""


class NewRelease(msgspec.Struct, frozen=True):
    """What a country decides when it releases a record."""

    kind: RecordKind
    record: int
    fields: frozenset[FieldSet]
    audience: Audience
    purpose: str
    office: str
    first_day: date
    last_day: date
    partner: int | None = None
    # Whether it holds only once a second person has agreed.
    needs_second: bool = False


class ReleaseLine(msgspec.Struct, frozen=True):
    """A release with the people behind it, and the partner's name where it is for one."""

    release: Release
    partner_name: str
    released_by_id: int
    released_by: str
    released_at: datetime
    second_by: str
    withdrawn_at: datetime | None
    withdrawn_because: str


def add_release(country_code: str, new: NewRelease, *, by: User, at: datetime) -> ReleaseRecord:
    """Gives a release; its kind's first set of fields is always in it. `ValueError` for another's, and for
    one that would begin later: what is released is released now.
    """
    known = sets_of(new.kind)
    if new.first_day > at.date():
        raise ValueError(f"a release given on {at.date()} cannot begin on {new.first_day}")
    fields = new.fields | {known[0]}
    if not fields <= set(known):
        raise ValueError(f"a {new.kind} has no {', '.join(sorted(fields - set(known)))}")
    row = ReleaseRecord(
        country_code=country_code,
        kind=new.kind,
        record_id=new.record,
        audience=new.audience,
        provider_id=new.partner,
        purpose=new.purpose,
        office=new.office,
        first_day=new.first_day,
        last_day=new.last_day,
        needs_second=new.needs_second,
        released_by=by.id,
        released_at=at,
    )
    db.session.add(row)
    db.session.flush()
    db.session.execute(
        sa.insert(ReleasedSet).values(
            [{"release_id": row.id, "field_set": name} for name in known if name in fields]
        )
    )
    seen_until.follow_releases(row.kind, row.record_id)
    return row


def release_in(country_code: str, number: int, *, to_write: bool = False) -> ReleaseRecord | None:
    """The country's release with that number. One opened to write is held until the request ends."""
    statement = sa.select(ReleaseRecord).where(
        ReleaseRecord.id == number, ReleaseRecord.country_code == country_code
    )
    return db.session.scalars(statement.with_for_update() if to_write else statement).one_or_none()


def agree(row: ReleaseRecord, *, by: User, at: datetime) -> None:
    """A second person agrees to what goes beyond UNODC. Raises `SamePerson`."""
    if by.id == row.released_by:
        raise SamePerson(f"release {row.id} was given by user {by.id}")
    row.second_by, row.second_at = by.id, at
    seen_until.follow_releases(row.kind, row.record_id)


def withdraw(row: ReleaseRecord, reason: str, *, by: User, at: datetime) -> None:
    """Ends a release from now on. What somebody has copied meanwhile cannot be called back."""
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_because = by.id, at, reason
    seen_until.follow_releases(row.kind, row.record_id)


def releases_of(
    country_code: str, kind: RecordKind | None = None, record: int | None = None
) -> list[ReleaseLine]:
    """The country's releases, or those of one record, the latest first."""
    giver, second = sa.orm.aliased(User), sa.orm.aliased(User)
    statement = (
        sa.select(ReleaseRecord, giver.name, second.name, Provider.name)
        .join(giver, giver.id == ReleaseRecord.released_by)
        .outerjoin(second, second.id == ReleaseRecord.second_by)
        .outerjoin(Provider, Provider.id == ReleaseRecord.provider_id)
        .where(ReleaseRecord.country_code == country_code)
        .order_by(ReleaseRecord.id.desc())
    )
    if kind is not None:
        statement = statement.where(ReleaseRecord.kind == kind)
    if record is not None:
        statement = statement.where(ReleaseRecord.record_id == record)
    rows = db.session.execute(statement).all()
    sets = sets_by_release(row.id for row, *_names in rows)
    return [
        ReleaseLine(
            release=release_stored(row, sets.get(row.id, frozenset())),
            partner_name=partner or "",
            released_by_id=row.released_by,
            released_by=given_by,
            released_at=row.released_at,
            second_by=agreed_by or "",
            withdrawn_at=row.withdrawn_at,
            withdrawn_because=row.withdrawn_because,
        )
        for row, given_by, agreed_by, partner in rows
    ]


def sets_by_release(numbers: Iterable[int]) -> dict[int, frozenset[FieldSet]]:
    """The sets of fields that each of these releases contains."""
    found: dict[int, set[FieldSet]] = {}
    rows = db.session.execute(
        sa.select(ReleasedSet.release_id, ReleasedSet.field_set).where(
            ReleasedSet.release_id.in_(list(numbers))
        )
    )
    for number, name in rows:
        found.setdefault(number, set()).add(name)
    return {number: frozenset(names) for number, names in found.items()}


def release_stored(row: ReleaseRecord, fields: frozenset[FieldSet]) -> Release:
    """The release as the questionnaire's rules read it."""
    return Release(
        number=row.id,
        kind=row.kind,
        record=row.record_id,
        fields=fields,
        audience=row.audience,
        purpose=row.purpose,
        office=row.office,
        first_day=row.first_day,
        last_day=row.last_day,
        partner=row.provider_id,
        is_withdrawn=row.withdrawn_at is not None,
        waits_for_second=row.needs_second and row.second_at is None,
    )
