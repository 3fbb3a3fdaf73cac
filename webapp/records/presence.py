"""Who was on which unit, and when last. It is known for a short while only, then forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from webapp.database import connection, db
from webapp.tables import AnswerRevision, Assessment, Presence, User, UtcDateTime

# A browser tells once a minute that it shows a unit: who was seen this lately is on it now.
HERE_FOR = timedelta(minutes=2)
# How long it is known that somebody was on a unit. Older presences are neither shown nor kept.
REMEMBERED_FOR = timedelta(minutes=15)


class Present(msgspec.Struct, frozen=True):
    """Somebody who is on a unit, or was a short while ago."""

    name: str
    seen_at: datetime


_UNIT = sa.bindparam("unit", type_=sa.String)
_USER = sa.bindparam("user", type_=sa.Integer)
_SINCE = sa.bindparam("since", type_=UtcDateTime())
_SEEN = sa.union_all(
    sa.select(Presence.user_id.label("user_id"), Presence.seen_at.label("seen_at")).where(
        Presence.assessment_id == sa.bindparam("assessment"),
        Presence.unit_code == _UNIT,
        Presence.user_id != _USER,
        Presence.seen_at > _SINCE,
    ),
    # A page without script tells by what it saves that it is open.
    sa.select(AnswerRevision.saved_by, AnswerRevision.saved_at).where(
        AnswerRevision.assessment_id == sa.bindparam("assessment"),
        AnswerRevision.question_code.like(_UNIT.concat(".%")),
        AnswerRevision.saved_by != _USER,
        AnswerRevision.saved_at > _SINCE,
    ),
).subquery()
# Who but `user` was seen on the unit since then, once each, with when last.
OTHERS = (
    sa.select(User.name.label("name"), sa.func.max(_SEEN.c.seen_at).label("seen_at"))
    .join(_SEEN, _SEEN.c.user_id == User.id)
    .group_by(User.id, User.name)
    .subquery()
)
_OTHERS = sa.select(OTHERS).order_by(OTHERS.c.seen_at.desc(), OTHERS.c.name)


def note(assessment: Assessment, unit: str, by: User, at: datetime) -> None:
    """Notes that the person is on that unit of an assessment opened to write, and forgets whoever was seen
    on any unit too long ago.
    """
    is_theirs = sa.and_(
        Presence.assessment_id == assessment.id, Presence.unit_code == unit, Presence.user_id == by.id
    )
    is_forgotten = Presence.seen_at <= at - REMEMBERED_FOR
    db.session.execute(sa.delete(Presence).where(sa.or_(is_theirs, is_forgotten)))
    db.session.execute(
        sa.insert(Presence).values(assessment_id=assessment.id, unit_code=unit, user_id=by.id, seen_at=at)
    )


def others_on(assessment: Assessment, unit: str, user: User, moment: datetime) -> tuple[Present, ...]:
    """Who but that person is on the unit, or was a short while ago, the latest first."""
    given = {
        "assessment": assessment.id,
        "unit": unit,
        "user": user.id,
        "since": moment - REMEMBERED_FOR,
    }
    return tuple(Present(*row) for row in connection().execute(_OTHERS, given))
