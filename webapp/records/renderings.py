"""Documents that were asked for, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, Rendering

QUEUED = "queued"
READY = "ready"
FAILED = "failed"


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
    db.session.flush()


# --- For the worker, which serves every country -------------------------------------------------------------


def waiting() -> list[int]:
    """The numbers of all documents that nobody has made yet, in the order in which they were asked for."""
    return list(
        db.session.scalars(sa.select(Rendering.id).where(Rendering.state == QUEUED).order_by(Rendering.id))
    )


def begin(rendering_id: int) -> Rendering | None:
    """The document to be made, with this attempt counted; None if it needs no making any more."""
    rendering = db.session.get(Rendering, rendering_id)
    if rendering is None or rendering.state != QUEUED:
        return None
    rendering.attempts += 1
    return rendering


def finish(rendering_id: int, state: str, message: str, moment: datetime) -> None:
    """Says what became of it."""
    db.session.execute(
        sa.update(Rendering)
        .where(Rendering.id == rendering_id)
        .values(state=state, message=message, finished_at=moment)
    )
