"""How much of a need its support covers, and what does not fit together."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from questionnaire.assistance.support import Support, coverage, is_mismatch, overlaps

ONE = Support(number=1, needs=(1,), provider=1, role="funding", status="in-delivery")


def with_(**fields: object) -> Support:
    """The support with these fields."""
    return msgspec.structs.replace(ONE, **fields)


COVERAGES = [
    ([], None),
    ([with_(share=None)], None),
    ([with_(share=0)], 0),
    ([with_(share=40), with_(share=30)], 70),
    ([with_(share=40), with_(share=None)], 40),
    ([with_(share=80), with_(share=60)], 100),
    ([with_(share=40), with_(share=30, status="withdrawn")], 40),
    ([with_(share=40, status="paused")], None),
]


@pytest.mark.parametrize(("supports", "percent"), COVERAGES)
def test_shares_add_up_as_far_as_they_were_judged(supports: list[Support], percent: int | None) -> None:
    assert coverage(supports) == percent


OVERLAPS = [
    (with_(provider=2), True),
    (with_(provider=1), False),
    (with_(provider=2, role="expertise"), False),
    (with_(provider=2, needs=(2,)), False),
    (with_(provider=2, needs=(2, 1)), True),
    (with_(provider=2, status="closed"), False),
    (with_(provider=2, start=date(2027, 7, 1)), False),
    (with_(provider=2, start=date(2027, 6, 30)), True),
    (with_(provider=2, end=date(2026, 12, 31)), False),
    (with_(provider=2, end=date(2027, 1, 1)), True),
]


@pytest.mark.parametrize(("other", "do_overlap"), OVERLAPS)
def test_two_providers_who_do_the_same_at_the_same_time_overlap(other: Support, *, do_overlap: bool) -> None:
    one = with_(start=date(2027, 1, 1), end=date(2027, 6, 30))
    assert bool(overlaps([one, other])) is do_overlap
    assert bool(overlaps([other, one])) is do_overlap


@pytest.mark.parametrize(
    ("status", "verified", "is_one"),
    [
        ("delivered", False, True),
        ("closed", False, True),
        ("delivered", None, False),
        ("delivered", True, False),
        ("in-delivery", False, False),
    ],
)
def test_delivered_and_not_confirmed_is_a_mismatch(
    status: str, *, verified: bool | None, is_one: bool
) -> None:
    assert is_mismatch(with_(status=status, verified=verified)) is is_one
