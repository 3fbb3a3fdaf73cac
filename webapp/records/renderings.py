"""Documents that were asked for, who makes them, and what became of them. The table is the queue: a document
waits from the moment at which asking for it was saved (decision 0040).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, Rendering

QUEUED = "queued"
READY = "ready"
FAILED = "failed"

# How long a worker that is not heard of keeps others from a document. Where clocks differ, a claim may be
# lost too early: that costs work, and nothing else.
CLAIMED_FOR = timedelta(seconds=15)


def find(country: str, assessment_id: int, rendering_id: int) -> Rendering | None:
    """A document of that assessment of that country."""
    return db.session.scalars(
        sa.select(Rendering)
        .join(Rendering.assessment)
        .where(
            Rendering.id == rendering_id,
            Rendering.assessment_id == assessment_id,
            Assessment.country_code == country,
        )
    ).one_or_none()


def with_content(assessment: Assessment, content_hash: str) -> Rendering | None:
    """The document of that assessment with exactly that content, if it was asked for before."""
    return db.session.scalars(
        sa.select(Rendering).where(
            Rendering.assessment_id == assessment.id, Rendering.content_hash == content_hash
        )
    ).one_or_none()


def latest_first(assessment: Assessment, kind: str, since: datetime) -> Iterator[Rendering]:
    """The documents of that form that were asked for since then."""
    yield from db.session.scalars(
        sa.select(Rendering)
        .where(
            Rendering.assessment_id == assessment.id, Rendering.format == kind, Rendering.asked_at >= since
        )
        .order_by(Rendering.id.desc())
    )


def wait_for_turn(assessment: Assessment) -> None:
    """Lets others who are asking for a document of that assessment finish; those after this wait for it."""
    db.session.execute(sa.select(Assessment.id).where(Assessment.id == assessment.id).with_for_update())


def ask(
    assessment: Assessment,
    *,
    content: str,
    content_hash: str,
    kind: str,
    language: str,
    by: int,
    moment: datetime,
) -> Rendering:
    """Remembers that a document was asked for; the worker makes it."""
    rendering = Rendering(
        assessment_id=assessment.id,
        content=content,
        content_hash=content_hash,
        format=kind,
        language=language,
        state=QUEUED,
        message="",
        attempts=0,
        asked_by=by,
        asked_at=moment,
    )
    db.session.add(rendering)
    db.session.flush()
    return rendering


def ask_again(rendering: Rendering, moment: datetime) -> None:
    """A document that failed, or whose file is gone, is to be made once more."""
    rendering.state, rendering.message, rendering.attempts = QUEUED, "", 0
    rendering.asked_at, rendering.finished_at = moment, None
    rendering.claimed_by = rendering.claimed_until = None
    db.session.flush()


# --- For the workers, which serve every country -------------------------------------------------------------


def _is_free(moment: datetime) -> sa.ColumnElement[bool]:
    """It waits, and nobody makes it: nobody claimed it, or whoever did has not been heard of since."""
    is_nobodys = sa.or_(Rendering.claimed_until.is_(None), Rendering.claimed_until <= moment)
    # Written out, or the index of those that wait is not used.
    return sa.and_(Rendering.state == sa.literal(QUEUED, literal_execute=True), is_nobodys)


def is_any_free(moment: datetime) -> bool:
    """Whether there is a document to be made that nobody makes."""
    return db.session.scalar(sa.select(Rendering.id).where(_is_free(moment)).limit(1)) is not None


def claim(holder: str, moment: datetime) -> Rendering | None:
    """The document that was asked for first of those that nobody makes, with this attempt counted; None if
    there is none. It is the holder's alone for a while, and for as long as they go on holding it.
    """
    rendering = db.session.scalars(
        sa.select(Rendering)
        .where(_is_free(moment))
        .order_by(Rendering.id)
        .limit(1)
        # On SQLite, whoever writes is alone anyway.
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if rendering is not None:
        rendering.attempts += 1
        rendering.claimed_by, rendering.claimed_until = holder, moment + CLAIMED_FOR
    return rendering


def hold_on(holder: str, moment: datetime) -> None:
    """The holder is alive and goes on with what they claimed, unless somebody else has it by now."""
    db.session.execute(_claimed_by(holder).values(claimed_until=moment + CLAIMED_FOR))


def give_back(holder: str) -> None:
    """What the holder claimed and has not finished is there for anybody."""
    db.session.execute(_claimed_by(holder).values(claimed_by=None, claimed_until=None))


def finish(rendering_id: int, holder: str, state: str, message: str, moment: datetime) -> None:
    """Says what became of it, unless somebody else has claimed it meanwhile: then they will say."""
    db.session.execute(
        _claimed_by(holder)
        .where(Rendering.id == rendering_id)
        .values(state=state, message=message, finished_at=moment, claimed_by=None, claimed_until=None)
    )


def _claimed_by(holder: str) -> sa.Update:
    return sa.update(Rendering).where(Rendering.claimed_by == holder, Rendering.state == QUEUED)
