"""The ten needs to act on, and the reason for each."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from questionnaire.assistance.attention import REASONS, Reason, Waiting, reasons_of, to_act_on

TODAY = date(2026, 11, 22)
CALM = Waiting(number=1, status="in-appraisal", since=TODAY, urgency=3, last_day=TODAY + timedelta(365))


def need(**fields: object) -> Waiting:
    """A need that asks for nothing, but for these fields."""
    return msgspec.structs.replace(CALM, **fields)


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days)


REASONED: list[tuple[Waiting, tuple[Reason, ...]]] = [
    (need(), ()),
    (need(status="delivered", is_disputed=True), ("disputed",)),
    (need(status="in-delivery", is_disputed=True), ()),
    (need(status="submitted", since=ago(13)), ()),
    (need(status="submitted", since=ago(14)), ("unanswered",)),
    (need(status="acknowledged", since=ago(14)), ()),
    (need(urgency=1), ("urgent",)),
    (need(urgency=1, status="matched"), ()),
    (need(is_answered=True), ("answered",)),
    (need(last_day=TODAY + timedelta(31)), ()),
    (need(last_day=TODAY + timedelta(30)), ("expiring",)),
    (need(since=ago(89)), ()),
    (need(since=ago(90)), ("stalled",)),
    (need(status="delivered", since=ago(90)), ()),
    (need(status="verified"), ("to-close",)),
    (need(status="submitted", since=ago(100), urgency=1), ("unanswered", "urgent", "stalled")),
]


@pytest.mark.parametrize(("waiting", "reasons"), REASONED)
def test_every_reason_is_told_and_no_other(waiting: Waiting, reasons: tuple[Reason, ...]) -> None:
    assert reasons_of(waiting, TODAY) == reasons


def test_every_reason_occurs() -> None:
    assert {reason for _need, reasons in REASONED for reason in reasons} == set(REASONS)


def test_the_weightiest_reason_leads_then_urgency_then_waiting() -> None:
    given = [
        need(number=1, status="verified"),
        need(number=2, status="submitted", since=ago(20), urgency=2),
        need(number=3, status="submitted", since=ago(30), urgency=2),
        need(number=4, status="submitted", since=ago(20), urgency=1),
        need(number=5),
        need(number=6, status="delivered", is_disputed=True),
    ]
    assert [one.need.number for one in to_act_on(given, TODAY)] == [6, 4, 3, 2, 1]


def test_there_are_ten_at_most() -> None:
    assert len(to_act_on([need(number=number, urgency=1) for number in range(30)], TODAY)) == 10
