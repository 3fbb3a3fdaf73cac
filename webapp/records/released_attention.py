"""Which of the needs that an onlooker may see ask for a hand now: part of the one door (`released.py`).

The rules are those of `questionnaire.assistance.attention`, said to the database so that it hands over a few
needs and not all of them: a test holds the two beside each other.
"""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from questionnaire.assistance import attention
from questionnaire.assistance.attention import ToActOn, Waiting
from questionnaire.assistance.releases import Onlooker
from questionnaire.assistance.status import REQUESTED
from webapp.database import db
from webapp.records.released import in_force, is_need_released
from webapp.records.released_needs import IN_ORDER, has_waited
from webapp.tables import NeedEvent, NeedMessage, NeedRecord, ReleaseRecord, SupportedNeed, SupportRecord


def asking_for_a_hand(onlooker: Onlooker, on: date, *, among: list[int] | None = None) -> tuple[ToActOn, ...]:
    """The needs to act on, of all or of those numbers, with their reasons
    (`questionnaire.assistance.attention`), in one statement.

    The first of all are among the first of each reason: whatever stands before one of them under its
    weightiest reason stands before it in the whole list too.
    """
    seen = [
        NeedRecord.status.in_(REQUESTED),
        is_need_released(onlooker, on),
        *([NeedRecord.id.in_(among)] if among is not None else []),
    ]
    # Few needs are: found once, before the needs are, for those to find and for what is told of them.
    disputed = sa.and_(
        NeedRecord.status == "delivered",
        NeedRecord.id.in_(sa.select(_disputed().cte("disputed").prefix_with("MATERIALIZED"))),
    )
    first = [
        sa.select(
            sa.select(NeedRecord.id).where(*seen, reason).order_by(*IN_ORDER).limit(attention.MOST).subquery()
        )
        for reason in (disputed, *_conditions_of_other_reasons(onlooker, on))
    ]
    rows = db.session.execute(
        sa.select(
            NeedRecord.id,
            NeedRecord.status,
            NeedRecord.status_since,
            NeedRecord.urgency,
            _last_day(onlooker, on).label("last_day"),
            disputed.label("is_disputed"),
            _is_answered().label("is_answered"),
        ).where(NeedRecord.id.in_(sa.union(*first)))
    )
    return attention.to_act_on(
        [
            Waiting(
                number=row.id,
                status=row.status,
                since=row.status_since.date(),
                urgency=row.urgency,
                last_day=row.last_day,
                is_disputed=bool(row.is_disputed),
                is_answered=bool(row.is_answered),
            )
            for row in rows
        ],
        on,
    )


def _conditions_of_other_reasons(onlooker: Onlooker, on: date) -> tuple[sa.ColumnElement[bool], ...]:
    """The rule of each reason but the first, in the order of `attention.REASONS`."""
    row = NeedRecord
    return (
        sa.and_(row.status == "submitted", has_waited(attention.DAYS_TO_ACKNOWLEDGE, on)),
        sa.and_(row.status.in_(sorted(attention.BEFORE_SUPPORT)), row.urgency == attention.MOST_URGENT),
        # Found before the needs are: few are answered, and a planner that thinks otherwise walks all needs.
        row.id.in_(sa.select(_answered().cte("answered").prefix_with("MATERIALIZED"))),
        ~is_need_released(onlooker, on + timedelta(attention.DAYS_BEFORE_EXPIRY + 1)),
        sa.and_(row.status.in_(sorted(attention.MOVING)), has_waited(attention.DAYS_UNTIL_STALLED, on)),
        row.status == "verified",
    )


def _last_day(onlooker: Onlooker, on: date) -> sa.ScalarSelect[date]:
    return (
        sa.select(sa.func.max(ReleaseRecord.last_day))
        .where(ReleaseRecord.record_id == NeedRecord.id, in_force(onlooker, "need", on))
        .scalar_subquery()
    )


def _disputed() -> sa.CompoundSelect[int]:
    """The needs of which the country says that nothing was delivered: of the need since UNODC said that it
    was, or of support for it.
    """
    event, support, served = NeedEvent, SupportRecord, SupportedNeed
    need = sa.orm.aliased(NeedRecord)
    of_the_need = (
        sa.select(event.need_id)
        .join(need, need.id == event.need_id)
        .where(
            event.from_status == "delivered",
            event.to_status == "delivered",
            event.changed_at >= need.status_since,
        )
    )
    # The rule of `is_mismatch`.
    of_support = (
        sa.select(served.need_id)
        .join(support, support.id == served.support_id)
        .where(support.status.in_(("delivered", "closed")), support.verified.is_(False))
    )
    return of_the_need.union_all(of_support)


def _answered() -> sa.Select[int]:
    """The needs of which the country has answered, and UNODC has neither written nor taken a step since."""
    answer, later, step = sa.orm.aliased(NeedMessage), sa.orm.aliased(NeedMessage), sa.orm.aliased(NeedEvent)
    # The latest, and not whether there is one: asked for that, a database reads the steps of all needs.
    latest_step = (
        sa.select(sa.func.max(step.changed_at))
        .where(step.need_id == answer.need_id, step.side == "unodc")
        .scalar_subquery()
    )
    return sa.select(answer.need_id).where(
        answer.kind == "answer",
        ~sa.select(sa.literal(1))
        .where(later.need_id == answer.need_id, later.kind != "answer", later.id > answer.id)
        .exists(),
        sa.func.coalesce(latest_step <= answer.written_at, sa.true()),
    )


def _is_answered() -> sa.ColumnElement[bool]:
    """The same of the need of the row around it: quicker than the list of all where few are asked about."""
    answered = _answered()
    return answered.where(answered.selected_columns.need_id == NeedRecord.id).exists()
