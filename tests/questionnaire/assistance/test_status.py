"""Which side may take a need where."""

from __future__ import annotations

import pytest

from questionnaire.assistance.status import ENDED, MOVES, STATUSES, Status, move, moves_from

# The way of a request that goes well, and whose step each is (`assistance.md`, Status).
THE_WAY = (
    ("draft", "approved", "country"),
    ("approved", "released", "country"),
    ("released", "submitted", "country"),
    ("submitted", "acknowledged", "unodc"),
    ("acknowledged", "in-appraisal", "unodc"),
    ("in-appraisal", "matched", "unodc"),
    ("matched", "in-delivery", "unodc"),
    ("in-delivery", "delivered", "unodc"),
    ("delivered", "verified", "country"),
    ("verified", "closed", "unodc"),
)
ONLY_THE_COUNTRY: tuple[Status, ...] = (
    "approved",
    "released",
    "submitted",
    "verified",
    "withdrawn",
    "superseded",
    "met-nationally",
)


@pytest.mark.parametrize(("before", "after", "side"), THE_WAY)
def test_each_step_of_the_way_belongs_to_one_side(before: Status, after: Status, side: str) -> None:
    assert [each.side for each in MOVES if (each.before, each.after) == (before, after)] == [side]


@pytest.mark.parametrize("status", ONLY_THE_COUNTRY)
def test_only_the_country_says_these(status: Status) -> None:
    assert {each.side for each in MOVES if each.after == status} == {"country"}


@pytest.mark.parametrize("status", sorted(ENDED))
def test_nothing_comes_after_the_end(status: Status) -> None:
    assert not moves_from(status, "country")
    assert not moves_from(status, "unodc")


def test_every_status_can_be_reached_and_left_or_is_an_end() -> None:
    assert {each.after for each in MOVES} | {"draft"} == set(STATUSES)
    assert {each.before for each in MOVES} | ENDED == set(STATUSES)


def test_a_request_is_submitted_with_its_reference_only() -> None:
    found = move("released", "submitted", "country")
    assert found is not None
    assert found.asks == "reference"


def test_whatever_turns_down_or_back_gives_a_reason() -> None:
    order = {status: place for place, status in enumerate(STATUSES)}
    for each in MOVES:
        if each.after in ENDED - {"closed"} or order[each.after] < order[each.before]:
            assert each.asks == "reason", each


def test_unodc_never_edits_what_was_not_submitted() -> None:
    assert not [
        each for each in MOVES if each.side == "unodc" and each.before in {"draft", "approved", "released"}
    ]


def test_no_step_is_there_twice() -> None:
    assert len({(each.before, each.after) for each in MOVES}) == len(MOVES)
