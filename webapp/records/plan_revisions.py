"""Targets and ratings of units, one revision a save: only ever added to, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from questionnaire.answers import Rating, Target
from questionnaire.answers_file import rating_from_wire, rating_to_wire, target_from_wire, target_to_wire
from questionnaire.wire import Reader
from webapp.database import connection, db
from webapp.records.assessments import require_draft, unreadable
from webapp.tables import Assessment, PlanRevision, User


class Plan(msgspec.Struct, frozen=True):
    """The target (None: not confirmed) and the ratings of one unit."""

    target: Target | None = None
    rating: Rating = Rating()


class SavedPlan(msgspec.Struct, frozen=True):
    """One revision of a unit's plan, with who saved it and when. Revision 0 is what nobody has saved yet."""

    unit: str
    revision: int
    plan: Plan
    saved_by: str = ""
    saved_at: datetime | None = None


class NewPlan(msgspec.Struct, frozen=True):
    """A plan to be saved as the revision after `based_on`."""

    unit: str
    plan: Plan
    based_on: int


_OF_THIS = PlanRevision.assessment_id == sa.bindparam("assessment")
# Made once: the task list asks.
_LATEST_PLANS = (
    sa.select(
        PlanRevision.unit_code,
        PlanRevision.revision,
        PlanRevision.content,
        PlanRevision.saved_at,
        User.name,
    )
    .join(User, User.id == PlanRevision.saved_by)
    .where(
        _OF_THIS,
        sa.tuple_(PlanRevision.unit_code, PlanRevision.revision).in_(
            sa.select(PlanRevision.unit_code, sa.func.max(PlanRevision.revision))
            .where(_OF_THIS)
            .group_by(PlanRevision.unit_code)
        ),
    )
)


def saved_plans(assessment: Assessment) -> dict[str, SavedPlan]:
    """The latest target and ratings of every unit that has any, by unit code, in one statement."""
    rows = connection().execute(_LATEST_PLANS, {"assessment": assessment.id})
    return {
        row.unit_code: SavedPlan(
            row.unit_code, row.revision, _plan_stored(row.content), row.name, row.saved_at
        )
        for row in rows
    }


def plans_as_of(assessment: Assessment, revisions: Mapping[str, int]) -> dict[str, Plan]:
    """What each unit's plan was at that revision, by unit code; at revision 0 it was empty."""
    pairs = [(unit, revision) for unit, revision in revisions.items() if revision]
    rows = db.session.execute(
        sa.select(PlanRevision.unit_code, PlanRevision.content).where(
            PlanRevision.assessment_id == assessment.id,
            sa.tuple_(PlanRevision.unit_code, PlanRevision.revision).in_(pairs),
        )
    )
    stored = {row.unit_code: _plan_stored(row.content) for row in rows} if pairs else {}
    return {unit: stored.get(unit, Plan()) for unit in revisions}


def append_plans(assessment: Assessment, plans: Iterable[NewPlan], *, by: User, at: datetime) -> None:
    """Saves one revision each; `sqlalchemy.exc.IntegrityError`, and none saved, if another came first.

    Raises `NotADraft`, as for answers.
    """
    require_draft(assessment)
    rows = [
        {
            "assessment_id": assessment.id,
            "unit_code": new.unit,
            "revision": new.based_on + 1,
            "based_on": new.based_on,
            "content": _plan_as_text(new.plan),
            "saved_by": by.id,
            "saved_at": at,
        }
        for new in plans
    ]
    if rows:
        db.session.execute(sa.insert(PlanRevision).values(rows))


def _plan_stored(content: str) -> Plan:
    wire, reader = json.loads(content), Reader()
    target = target_from_wire(reader, wire["target"], "target") if "target" in wire else None
    rating = rating_from_wire(reader, wire.get("rating", {}), "rating")
    return Plan(target, rating) if not reader.mistakes else unreadable(reader)


def _plan_as_text(plan: Plan) -> str:
    wire: dict[str, Any] = {} if plan.target is None else {"target": target_to_wire(plan.target)}
    return msgspec.json.encode(wire | {"rating": rating_to_wire(plan.rating)}).decode()
