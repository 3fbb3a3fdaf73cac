"""Which needs ask for an officer's hand now, and why: the ten to act on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, get_args

import msgspec

from questionnaire.assistance.status import Status

Reason = Literal["disputed", "unanswered", "urgent", "answered", "expiring", "stalled", "to-close"]

# The order in which reasons count: what harms trust first, what can wait last.
REASONS: tuple[Reason, ...] = get_args(Reason)
MOST = 10
# A request is acknowledged within two weeks; without a step for a quarter of a year it stalls.
DAYS_TO_ACKNOWLEDGE = 14
DAYS_UNTIL_STALLED = 90
DAYS_BEFORE_EXPIRY = 30
MOST_URGENT = 1
# Nobody gives support yet: the time until then is what an urgent need has.
BEFORE_SUPPORT: frozenset[Status] = frozenset({"submitted", "acknowledged", "in-appraisal"})
MOVING: frozenset[Status] = BEFORE_SUPPORT | {"matched", "in-delivery"}


class Waiting(msgspec.Struct, frozen=True):
    """What is known of a request when an officer begins the day."""

    number: int
    status: Status
    since: date
    urgency: int | None
    # The last day on which its release to UNODC holds.
    last_day: date
    # Whether the country's latest word on “delivered” is that it was not, of the need or of support for it.
    is_disputed: bool = False
    # Whether the country has answered a clarification on which nobody has acted since.
    is_answered: bool = False


class ToActOn(msgspec.Struct, frozen=True):
    """A need that asks for a hand, with every reason, the weightiest first."""

    need: Waiting
    reasons: tuple[Reason, ...]


def reasons_of(need: Waiting, today: date) -> tuple[Reason, ...]:
    """Every reason for which this need asks for a hand on that day, in the order of `REASONS`."""
    waited = (today - need.since).days
    found: dict[Reason, bool] = {
        "disputed": need.is_disputed and need.status == "delivered",
        "unanswered": need.status == "submitted" and waited >= DAYS_TO_ACKNOWLEDGE,
        "urgent": need.urgency == MOST_URGENT and need.status in BEFORE_SUPPORT,
        "answered": need.is_answered,
        "expiring": need.last_day <= today + timedelta(DAYS_BEFORE_EXPIRY),
        "stalled": need.status in MOVING and waited >= DAYS_UNTIL_STALLED,
        "to-close": need.status == "verified",
    }
    return tuple(reason for reason in REASONS if found[reason])


def to_act_on(needs: Iterable[Waiting], today: date, *, most: int = MOST) -> tuple[ToActOn, ...]:
    """The needs that ask for a hand: by weightiest reason, then by urgency, then the longest waiting."""
    found = [ToActOn(need, reasons) for need in needs if (reasons := reasons_of(need, today))]
    found.sort(
        key=lambda one: (
            REASONS.index(one.reasons[0]),
            one.need.urgency or len(REASONS),
            one.need.since,
            one.need.number,
        )
    )
    return tuple(found[:most])
