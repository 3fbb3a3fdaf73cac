"""Who was given what in an assessment, and when each was last reminded."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import (
    CONTRIBUTOR,
    FOCAL_POINT,
    Assessment,
    Assignment,
    AuditEvent,
    Institution,
    Membership,
    User,
)


class Person(msgspec.Struct, frozen=True):
    """Somebody who can be written to."""

    name: str
    email: str


class Addressee(msgspec.Struct, frozen=True):
    """A person or an institution that was given questions; `people` are those who answer for it."""

    key: str
    name: str
    people: tuple[Person, ...]
    is_institution: bool = False


class Given(msgspec.Struct, frozen=True):
    """One question given to one of them: since when, and by when it is to be answered."""

    question: str
    to: Addressee
    since: datetime
    due_on: date | None = None


class Reminded(msgspec.Struct, frozen=True):
    """When somebody was reminded last, and whether that reminder left the house."""

    at: datetime
    was_taken: bool


_GIVEN = (
    sa.select(
        Assignment.question_code,
        Assignment.assigned_at,
        Assignment.due_on,
        Assignment.institution_id,
        Institution.name.label("institution"),
        Assignment.user_id,
        User.name.label("person"),
        User.email,
        User.active,
    )
    .outerjoin(Institution, Institution.id == Assignment.institution_id)
    .outerjoin(User, User.id == Assignment.user_id)
    .where(Assignment.assessment_id == sa.bindparam("assessment"))
    .order_by(Assignment.id)
)
_SPEAKERS = (
    sa.select(Membership.institution_id, User.name, User.email)
    .join(User, User.id == Membership.user_id)
    .where(
        Membership.country_code == sa.bindparam("country_code"),
        Membership.institution_id.is_not(None),
        Membership.role.in_((FOCAL_POINT, CONTRIBUTOR)),
        User.active.is_(True),
    )
    .order_by(User.name, User.id)
)


def given_in(assessment: Assessment) -> tuple[Given, ...]:
    """Every question of the assessment that was given to somebody, in two statements. People who cannot sign
    in any more are nobody's to write to.
    """
    speakers = defaultdict(list)
    for institution, name, email in db.session.execute(_SPEAKERS, {"country_code": assessment.country_code}):
        speakers[institution].append(Person(name, email))
    found = []
    for row in db.session.execute(_GIVEN, {"assessment": assessment.id}):
        if row.institution_id is not None:
            people = tuple(speakers[row.institution_id])
            to = Addressee(f"institution-{row.institution_id}", row.institution, people, is_institution=True)
        else:
            people = (Person(row.person, row.email),) if row.active else ()
            to = Addressee(f"person-{row.user_id}", row.person, people)
        found.append(Given(row.question_code, to, row.assigned_at, row.due_on))
    return tuple(found)


def last_reminders(assessment: Assessment, *, taken: str, not_taken: str) -> dict[str, Reminded]:
    """When each person or institution was last reminded, by their key. The audit trail tells it, under these
    two actions; it is told nowhere else.
    """
    rows = db.session.execute(
        sa.select(AuditEvent.details, AuditEvent.at, AuditEvent.action)
        .where(
            AuditEvent.country_code == assessment.country_code,
            AuditEvent.assessment_id == assessment.id,
            AuditEvent.action.in_((taken, not_taken)),
        )
        .order_by(AuditEvent.number)
    )
    return {json.loads(details)["to"]: Reminded(at, action == taken) for details, at, action in rows}
