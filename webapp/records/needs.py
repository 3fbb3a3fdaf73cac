"""The needs of a country as its own people see them: every one, every saved state, every step."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.need import Need, is_restricted
from questionnaire.assistance.status import ENDED, Reference, Side, Status, move
from questionnaire.instrument import Instrument
from webapp.database import db
from webapp.tables import Assessment, NeedEvent, NeedRecord, NeedRevision, User


class NotTheirStep(RuntimeError):
    """A need takes only the steps that its status and the side of the person allow, whatever a view asks."""


class NotADraftNeed(RuntimeError):
    """What a need says changes only while it is a draft: others may know it already."""


class SavedNeed(msgspec.Struct, frozen=True):
    """One revision of what a need says, with who saved it and when."""

    need: Need
    revision: int
    saved_by: str
    saved_at: datetime


class FormalRequest(msgspec.Struct, frozen=True):
    """The note or letter by which assistance is asked for."""

    kind: Reference
    number: str
    on: date


class Step(msgspec.Struct, frozen=True):
    """One step that was taken, or a word on one: `before` and `after` are the same then."""

    before: Status
    after: Status
    side: Side
    reason: str
    request: FormalRequest | None
    by: str
    at: datetime


def words_to_search(text: str) -> str:
    """The text as it is compared in a search: without case and without accents, with single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


# --- Reading ------------------------------------------------------------------------------------------------


def needs_of(country_code: str) -> list[NeedRecord]:
    """The country's needs: those under way first, each group by urgency and unit."""
    row = NeedRecord
    return list(
        db.session.scalars(
            sa.select(row)
            .where(row.country_code == country_code)
            .order_by(
                row.status.in_(sorted(ENDED)),
                sa.func.coalesce(row.urgency, 9),
                row.unit_code,
                row.assistance,
                row.id,
            )
        )
    )


def need_in(country_code: str, number: int, *, to_write: bool = False) -> NeedRecord | None:
    """The country's need with that number. One opened to write is held until the request ends."""
    statement = sa.select(NeedRecord).where(NeedRecord.id == number, NeedRecord.country_code == country_code)
    return db.session.scalars(statement.with_for_update() if to_write else statement).one_or_none()


def open_needs_from(assessment: Assessment) -> list[NeedRecord]:
    """The needs born from gaps of that assessment that have not ended: one of a unit and main type at most,
    but for a draft that is to take the place of another.
    """
    row = NeedRecord
    return list(
        db.session.scalars(
            sa.select(row)
            .where(row.assessment_id == assessment.id, row.status.not_in(sorted(ENDED)))
            .order_by(row.id)
        )
    )


def replacement_of(row: NeedRecord) -> NeedRecord | None:
    """The need that takes the place of this one, or is to take it once it is approved; None if there is
    none, or it was given up.
    """
    statement = (
        sa.select(NeedRecord)
        .where(NeedRecord.supersedes_id == row.id, NeedRecord.status.not_in(("withdrawn", "met-nationally")))
        .order_by(NeedRecord.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def assessment_of(row: NeedRecord) -> Assessment:
    """The assessment from whose gap it was born."""
    return db.session.get_one(Assessment, row.assessment_id)


def last_mover(row: NeedRecord) -> int | None:
    """Who took the last step of a need; None while nobody has."""
    statement = (
        sa.select(NeedEvent.changed_by)
        .where(NeedEvent.need_id == row.id)
        .order_by(NeedEvent.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def saved_need(row: NeedRecord) -> SavedNeed:
    """The latest revision of what it says."""
    found = db.session.execute(
        sa.select(NeedRevision, User.name)
        .join(User, User.id == NeedRevision.saved_by)
        .where(NeedRevision.need_id == row.id, NeedRevision.revision == row.revision)
    ).one()
    revision, name = found
    return SavedNeed(need_stored(revision.content), revision.revision, name, revision.saved_at)


def saved_needs(rows: Sequence[NeedRecord]) -> list[SavedNeed]:
    """The latest revisions of what these needs say, in their order, in one statement."""
    found = db.session.execute(
        sa.select(NeedRevision, User.name)
        .join(User, User.id == NeedRevision.saved_by)
        .join(
            NeedRecord,
            sa.and_(NeedRecord.id == NeedRevision.need_id, NeedRecord.revision == NeedRevision.revision),
        )
        .where(NeedRecord.id.in_([row.id for row in rows]))
    )
    saved = {
        revision.need_id: SavedNeed(need_stored(revision.content), revision.revision, name, revision.saved_at)
        for revision, name in found
    }
    return [saved[row.id] for row in rows]


def need_stored(content: str) -> Need:
    """What a revision holds; `msgspec.ValidationError` for anything that no need was stored as."""
    return msgspec.json.decode(content, type=Need)


def steps_of(row: NeedRecord) -> list[Step]:
    """Every step of a need and every word on one, the first one first."""
    rows = db.session.execute(
        sa.select(NeedEvent, User.name)
        .join(User, User.id == NeedEvent.changed_by)
        .where(NeedEvent.need_id == row.id)
        .order_by(NeedEvent.id)
    )
    return [step_stored(event, name) for event, name in rows]


def step_stored(event: NeedEvent, by: str) -> Step:
    """The step as pages show it, taken by whoever has that name."""
    request = None
    if event.reference_kind and event.reference_date:
        request = FormalRequest(event.reference_kind, event.reference_number, event.reference_date)
    return Step(
        before=event.from_status,
        after=event.to_status,
        side=event.side,
        reason=event.reason,
        request=request,
        by=by,
        at=event.changed_at,
    )


# --- Writing ------------------------------------------------------------------------------------------------


def add_need(
    assessment: Assessment,
    instrument: Instrument,
    need: Need,
    *,
    by: User,
    at: datetime,
    supersedes: NeedRecord | None = None,
) -> NeedRecord:
    """A new draft in the country of the assessment from whose gap it was born."""
    row = NeedRecord(
        country_code=assessment.country_code,
        assessment_id=assessment.id,
        supersedes_id=supersedes.id if supersedes else None,
        status="draft",
        status_since=at,
        revision=0,
        created_by=by.id,
        created_at=at,
        **_columns(instrument, need),
    )
    db.session.add(row)
    db.session.flush()
    save_need(row, instrument, need, based_on=0, by=by, at=at)
    return row


def save_need(
    row: NeedRecord, instrument: Instrument, need: Need, *, based_on: int, by: User, at: datetime
) -> None:
    """Saves what a draft says as the revision after `based_on`.

    Raises `NotADraftNeed`; `sqlalchemy.exc.IntegrityError`, and nothing saved, if another came first.
    """
    if row.status != "draft":
        raise NotADraftNeed(f"need {row.id} is {row.status}")
    db.session.execute(
        sa.insert(NeedRevision).values(
            need_id=row.id,
            revision=based_on + 1,
            based_on=based_on,
            content=msgspec.json.encode(need).decode(),
            saved_by=by.id,
            saved_at=at,
        )
    )
    row.revision = based_on + 1
    for name, value in _columns(instrument, need).items():
        setattr(row, name, value)


def take_step(
    row: NeedRecord,
    after: Status,
    side: Side,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    request: FormalRequest | None = None,
) -> None:
    """Moves a need on, and notes it. Raises `NotTheirStep` for a step that is not that side's to take, or
    that lacks what it asks for (`assistance.md`, Status).
    """
    before = row.status
    step = move(before, after, side)
    if step is None:
        raise NotTheirStep(f"{side} may not move need {row.id} from {before} to {after}")
    if (step.asks == "reason" and not reason.strip()) or (step.asks == "reference" and request is None):
        raise NotTheirStep(f"the step of need {row.id} to {after} asks for a {step.asks}")
    row.status, row.status_since = after, at
    _note(row, before, after, side, by=by, at=at, reason=reason, request=request)


def disagree(row: NeedRecord, reason: str, *, by: User, at: datetime) -> None:
    """The country says that what is called delivered is not: the need stays where it is, and shows it."""
    if row.status != "delivered" or not reason.strip():
        raise NotTheirStep(f"need {row.id} is {row.status}")
    _note(row, "delivered", "delivered", "country", by=by, at=at, reason=reason)


def _note(
    row: NeedRecord,
    before: Status,
    after: Status,
    side: Side,
    *,
    by: User,
    at: datetime,
    reason: str,
    request: FormalRequest | None = None,
) -> None:
    db.session.add(
        NeedEvent(
            need_id=row.id,
            from_status=before,
            to_status=after,
            side=side,
            reason=reason,
            reference_kind=request.kind if request else None,
            reference_number=request.number if request else "",
            reference_date=request.on if request else None,
            changed_by=by.id,
            changed_at=at,
        )
    )


def _columns(instrument: Instrument, need: Need) -> dict[str, object]:
    unit = instrument.unit(need.unit)
    types = [instrument.assistance_type(code) for code in need.types]
    words = (need.title, need.objective, need.languages, need.office, unit.code, unit.title)
    return {
        "title": need.title,
        "unit_code": need.unit,
        "assistance": need.assistance,
        "further": " ".join(need.further),
        "urgency": need.urgency,
        "is_restricted": is_restricted(instrument, need),
        "search_words": words_to_search(" ".join((*words, *(f"{each.code} {each.title}" for each in types)))),
    }
