"""Submissions and offers as an onlooker may see them.

Part of the one door (`released.py`): every statement asks for a release in force, in the same statement that
reads the record, and hands on nothing but the sets of fields that it contains.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.releases import FieldSet, Onlooker
from webapp.database import db
from webapp.records.released import in_force
from webapp.records.releases import sets_by_release
from webapp.tables import Assessment, OfferRecord, ReleaseRecord, SubmittedScore


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
    reference_date: date
    instrument: str
    version: str
    sets: frozenset[FieldSet]
    scores: tuple[ScoreSeen, ...]


class OfferSeen(msgspec.Struct, frozen=True):
    """What a country would share, as it was released."""

    number: int
    country_code: str
    unit: str
    text: str
    languages: str
    office: str


def submissions_seen(onlooker: Onlooker, country_code: str, on: date) -> list[SubmissionSeen]:
    """The country's submissions that the onlooker may see, the latest reference date first."""
    rows = db.session.execute(
        sa.select(Assessment, ReleaseRecord.id)
        .join(ReleaseRecord, ReleaseRecord.record_id == Assessment.id)
        .where(Assessment.country_code == country_code, in_force(onlooker, "submission", on))
        .order_by(Assessment.reference_date.desc(), Assessment.id.desc())
    ).all()
    sets = sets_by_release(release for _row, release in rows)
    seen: dict[int, frozenset[FieldSet]] = {}
    for row, release in rows:
        seen[row.id] = seen.get(row.id, frozenset()) | sets.get(release, frozenset())
    scores = scores_of(number for number, names in seen.items() if "scores" in names)
    return [
        submission_as_seen(row, seen[row.id], scores.get(row.id, ()))
        for row in dict.fromkeys(row for row, _release in rows)
    ]


def submission_as_seen(
    row: Assessment, sets: frozenset[FieldSet], scores: tuple[ScoreSeen, ...]
) -> SubmissionSeen:
    """The submission cut down to these sets; for the country's own preview too."""
    return SubmissionSeen(
        number=row.id,
        country_code=row.country_code,
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


def offers_seen(onlooker: Onlooker, country_code: str, on: date) -> list[OfferSeen]:
    """The country's offers that stand and that the onlooker may see, by unit."""
    is_released = (
        sa.select(sa.literal(1))
        .select_from(ReleaseRecord)
        .where(ReleaseRecord.record_id == OfferRecord.id, in_force(onlooker, "offer", on))
        .exists()
    )
    rows = db.session.scalars(
        sa.select(OfferRecord)
        .where(OfferRecord.country_code == country_code, OfferRecord.withdrawn_at.is_(None), is_released)
        .order_by(OfferRecord.unit_code, OfferRecord.id)
    )
    return [offer_as_seen(row) for row in rows]


def offer_as_seen(row: OfferRecord) -> OfferSeen:
    """The offer as a release shows it; for the country's own preview too."""
    return OfferSeen(row.id, row.country_code, row.unit_code, row.text, row.languages, row.office)
