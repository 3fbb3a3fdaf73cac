"""The action plan of an assessment, one revision a save: only ever added to, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from questionnaire.action_wire import action_from_wire, action_to_wire
from questionnaire.answers import Action
from questionnaire.instrument import Instrument
from questionnaire.wire import Reader
from webapp.database import db
from webapp.records.assessments import instrument_of, require_draft, unreadable
from webapp.tables import ActionRevision, Assessment, User


class SavedAction(msgspec.Struct, frozen=True):
    """One revision of an action, with who saved it and when."""

    action: Action
    revision: int
    saved_by: str
    saved_at: datetime


class NewAction(msgspec.Struct, frozen=True):
    """An action to be saved as the revision after `based_on`; 0 where nobody has saved it yet."""

    action: Action
    based_on: int = 0


def saved_actions(assessment: Assessment) -> dict[str, SavedAction]:
    """The latest revision of every action, dropped ones too, by code, in one statement."""
    revision = ActionRevision
    latest = (
        sa.select(revision.action_code, sa.func.max(revision.revision))
        .where(revision.assessment_id == assessment.id)
        .group_by(revision.action_code)
    )
    rows = db.session.execute(
        sa.select(revision.action_code, revision.revision, revision.content, revision.saved_at, User.name)
        .join(User, User.id == revision.saved_by)
        .where(
            revision.assessment_id == assessment.id,
            sa.tuple_(revision.action_code, revision.revision).in_(latest),
        )
        .order_by(revision.action_code)
    )
    instrument = instrument_of(assessment)
    return {
        row.action_code: SavedAction(
            _action_stored(instrument, row.action_code, row.content), row.revision, row.name, row.saved_at
        )
        for row in rows
    }


def append_actions(assessment: Assessment, actions: Iterable[NewAction], *, by: User, at: datetime) -> None:
    """Saves one revision each; `sqlalchemy.exc.IntegrityError`, and none saved, if another came first.

    Raises `NotADraft`, as for answers.
    """
    require_draft(assessment)
    rows = [
        {
            "assessment_id": assessment.id,
            "action_code": new.action.code,
            "revision": new.based_on + 1,
            "based_on": new.based_on,
            "content": msgspec.json.encode(action_to_wire(new.action)).decode(),
            "saved_by": by.id,
            "saved_at": at,
        }
        for new in actions
    ]
    if rows:
        db.session.execute(sa.insert(ActionRevision).values(rows))


def _action_stored(instrument: Instrument, code: str, content: str) -> Action:
    reader = Reader()
    action = action_from_wire(reader, instrument, code, json.loads(content), code)
    return unreadable(reader) if action is None or reader.mistakes else action
