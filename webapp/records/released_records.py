"""Submissions and offers as an onlooker may see them, and the numbers of the records of any kind.

Part of the one door (`released.py`): every statement asks for a release in force, in the same statement that
reads the record, and hands on nothing but the sets of fields that it contains.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import FieldSet, Onlooker, RecordKind, sets_of
from webapp.database import db
from webapp.records.released import in_force, is_released
from webapp.records.released_scores import is_corrected
from webapp.records.releases import sets_by_release
from webapp.tables import (
    SUBMITTED,
    Assessment,
    Country,
    NeedRecord,
    OfferRecord,
    ReleaseRecord,
    SubmittedScore,
    SupportRecord,
)

# Any of the tables whose records are released.
AnyRecord = type[NeedRecord] | type[Assessment] | type[OfferRecord] | type[SupportRecord]


class ScoreSeen(msgspec.Struct, frozen=True):
    """One score of a submission: of a unit or a pillar. `confidence` is None for a pillar."""

    kind: str
    code: str
    low: float
    high: float
    known: float
    confidence: float | None


class SubmissionSeen(msgspec.Struct, frozen=True):
    """A submitted assessment as an onlooker sees it; `scores` are empty where they were not released."""

    number: int
    country_code: str
    country_name: str
    reference_date: date
    instrument: str
    version: str
    sets: frozenset[FieldSet]
    scores: tuple[ScoreSeen, ...]


class OfferSeen(msgspec.Struct, frozen=True):
    """What a country would share, as it was released."""

    number: int
    country_code: str
    country_name: str
    unit: str
    text: str
    languages: str
    office: str


def numbers_seen(
    onlooker: Onlooker,
    kind: RecordKind,
    on: date,
    *,
    countries: frozenset[str] | None = None,
    after: int = 0,
    most: int,
) -> list[int]:
    """The numbers of the records of that kind that the onlooker may see and that stand, of all countries or
    of these, from the one after `after` on, in order. What is added meanwhile comes at the end.
    """
    row = _TABLES[kind]
    asked = sa.select(row.id).where(
        row.id > after, is_released(onlooker, kind, row.id, sets_of(kind)[0], on), *_standing(kind)
    )
    if countries is not None:
        asked = asked.where(row.country_code.in_(sorted(countries)))
    return list(db.session.scalars(asked.order_by(row.id).limit(most)))


_TABLES: dict[RecordKind, AnyRecord] = {
    "need": NeedRecord,
    "submission": Assessment,
    "offer": OfferRecord,
    "support": SupportRecord,
}


def _standing(kind: RecordKind) -> tuple[sa.ColumnElement[bool], ...]:
    """Beside the release: an offer was not taken back, and no correction stands in place of a submission."""
    if kind == "offer":
        return (OfferRecord.withdrawn_at.is_(None),)
    if kind == "submission":
        return (Assessment.status == SUBMITTED, ~is_corrected(Assessment))
    return ()


def submissions_seen(
    onlooker: Onlooker, on: date, *, country: str = "", numbers: Collection[int] | None = None
) -> list[SubmissionSeen]:
    """The submissions that the onlooker may see and that no other corrects, of a country or with these
    numbers where either is given, the latest reference date first.
    """
    asked = (
        sa.select(Assessment, ReleaseRecord.id)
        .join(ReleaseRecord, ReleaseRecord.record_id == Assessment.id)
        .where(in_force(onlooker, "submission", on), *_standing("submission"))
        .order_by(Assessment.reference_date.desc(), Assessment.id.desc())
    )
    if country:
        asked = asked.where(Assessment.country_code == country)
    if numbers is not None:
        asked = asked.where(Assessment.id.in_(numbers))
    rows = db.session.execute(asked).all()
    sets = sets_by_release(release for _row, release in rows)
    seen: dict[int, frozenset[FieldSet]] = {}
    for row, release in rows:
        seen[row.id] = seen.get(row.id, frozenset()) | sets.get(release, frozenset())
    scores = scores_of(number for number, names in seen.items() if "scores" in names)
    return [
        submission_as_seen(row, seen[row.id], scores.get(row.id, ()))
        for row in dict.fromkeys(row for row, _release in rows)
    ]


def reports_seen(onlooker: Onlooker, on: date) -> list[SubmissionSeen]:
    """The submissions whose report the onlooker may read and that no other corrects, by the names of
    countries, the latest reference date first.
    """
    found = [each for each in submissions_seen(onlooker, on) if "report" in each.sets]
    return sorted(found, key=lambda each: each.country_name)


def report_seen(onlooker: Onlooker, number: int, on: date) -> Assessment | None:
    """The submission with that number whose report the onlooker may read; None if they may not."""
    return db.session.scalar(
        sa.select(Assessment).where(
            Assessment.id == number,
            is_released(onlooker, "submission", Assessment.id, "report", on),
            *_standing("submission"),
        )
    )


def submission_as_seen(
    row: Assessment, sets: frozenset[FieldSet], scores: tuple[ScoreSeen, ...]
) -> SubmissionSeen:
    """The submission cut down to these sets; for the country's own preview too."""
    return SubmissionSeen(
        number=row.id,
        country_code=row.country_code,
        country_name=row.country.name,
        reference_date=row.reference_date,
        instrument=row.instrument_code,
        version=row.instrument_version,
        sets=sets,
        scores=scores if "scores" in sets else (),
    )


def scores_of(assessments: Iterable[int]) -> dict[int, tuple[ScoreSeen, ...]]:
    """The frozen scores of units and pillars of these submissions. Whoever calls sees to the release."""
    row = SubmittedScore
    found: dict[int, list[ScoreSeen]] = {}
    rows = db.session.scalars(
        sa.select(row)
        .where(row.assessment_id.in_(list(assessments)), row.kind.in_(("unit", "pillar")))
        .order_by(row.assessment_id, row.kind, row.code)
    )
    for one in rows:
        score = ScoreSeen(one.kind, one.code, one.low, one.high, one.known, one.confidence)
        found.setdefault(one.assessment_id, []).append(score)
    return {number: tuple(scores) for number, scores in found.items()}


def offers_seen(
    onlooker: Onlooker,
    on: date,
    *,
    country: str = "",
    unit: str = "",
    numbers: Collection[int] | None = None,
) -> list[OfferSeen]:
    """The offers that stand and that the onlooker may see, of a country, on a unit or with these numbers
    where one of them is given: by the names of countries, then by unit.
    """
    row = OfferRecord
    asked = (
        sa.select(row, Country)
        .join(Country, Country.code == row.country_code)
        .where(is_released(onlooker, "offer", row.id, "experience", on), *_standing("offer"))
        .order_by(Country.name, row.unit_code, row.id)
    )
    if country:
        asked = asked.where(row.country_code == country)
    if unit:
        asked = asked.where(row.unit_code == unit)
    if numbers is not None:
        asked = asked.where(row.id.in_(numbers))
    return [offer_as_seen(*found) for found in db.session.execute(asked)]


def offer_as_seen(row: OfferRecord, country: Country) -> OfferSeen:
    """The offer as a release shows it; for the country's own preview too."""
    return OfferSeen(
        number=row.id,
        country_code=country.code,
        country_name=country.name,
        unit=row.unit_code,
        text=row.text,
        languages=row.languages,
        office=row.office,
    )
