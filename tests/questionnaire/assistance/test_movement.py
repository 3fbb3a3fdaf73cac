"""What moved stands beside support that was delivered for certain; nothing is told of fewer than five."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from questionnaire.answers import DontKnow
from questionnaire.assistance.movement import (
    CountryMoves,
    Group,
    Side,
    SupportGiven,
    UnitMove,
    group_of,
    moved,
    moved_by_unit,
    moves_since,
)
from questionnaire.earlier import Earlier
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from questionnaire.trends import Year, trend

BEFORE, NOW = date(2024, 1, 1), date(2026, 1, 1)
BETWEEN = date(2025, 6, 1)
DELIVERED = SupportGiven("delivered", date(2025, 1, 1), BETWEEN, 60, verified=True)


def sheet(seed: int, strength: float) -> Any:
    """A whole assessment by lot."""
    return random_sheet(published(), seed=seed, complete=True, strength=strength)


class TestWhatIsKept:
    before, now = sheet(1, 0.3), sheet(2, 0.7)

    def kept(self, before: Any, now: Any) -> dict[str, UnitMove]:
        moves = moves_since(Earlier(Year(published(), before), ()), Year(published(), now))
        return {move.unit: move for move in moves}

    def test_it_is_the_change_of_one_country_where_nothing_is_restricted(self) -> None:
        found = trend(Year(published(), self.before), Year(published(), self.now), ())
        kept = self.kept(self.before, self.now)
        for change in found.units:
            unit = published().unit(change.code)
            if not any(question.restricted for question in unit.questions):
                assert (change.code in kept) == change.is_published
                if change.is_published:
                    one = kept[change.code]
                    assert (one.low, one.high, one.share) == (change.low, change.high, change.share)

    def test_nothing_of_a_restricted_question_can_be_read_from_it(self) -> None:
        def silent(given: Any) -> Any:
            answers = {
                code: DontKnow() if published().question(code).restricted else answer
                for code, answer in given.answers.items()
            }
            return replace(given, answers=answers)

        assert silent(self.now) != self.now
        assert self.kept(self.before, self.now) == self.kept(silent(self.before), silent(self.now))


@pytest.mark.parametrize(
    ("supports", "group"),
    [
        ([], "unsupported"),
        ([DELIVERED], "supported"),
        ([replace(DELIVERED, status="closed", end=NOW)], "supported"),
        ([SupportGiven("in-delivery"), DELIVERED], "supported"),
        # Not said by the country, or not when: nobody knows.
        ([replace(DELIVERED, verified=None)], "unclear"),
        ([replace(DELIVERED, verified=False)], "unclear"),
        ([replace(DELIVERED, share=None)], "unclear"),
        ([replace(DELIVERED, share=0)], "unclear"),
        ([replace(DELIVERED, end=None)], "unclear"),
        ([replace(DELIVERED, status="in-delivery")], "unclear"),
        # Of a need that is not released: that there is something, and no more.
        ([SupportGiven()], "unclear"),
        # Outside the time between the two.
        ([replace(DELIVERED, end=BEFORE)], "unsupported"),
        ([replace(DELIVERED, start=date(2026, 2, 1), end=None)], "unsupported"),
        ([replace(DELIVERED, end=date(2026, 2, 1))], "unclear"),
        ([SupportGiven("withdrawn")], "unsupported"),
    ],
)
def test_on_which_side_a_unit_belongs(supports: list[SupportGiven], group: Group) -> None:
    assert group_of(supports, BEFORE, NOW) == group


def country(code: str, *changes: tuple[float, float], group: Group = "supported") -> CountryMoves:
    """A country with a unit for each of these changes, all in one group."""
    moves = tuple(UnitMove(f"R{place:02}", low, high, 1) for place, (low, high) in enumerate(changes, 1))
    return CountryMoves(code, code, BEFORE, NOW, (Side(group, moves),))


class TestGroups:
    def test_nothing_is_told_of_fewer_than_five_countries(self) -> None:
        four = [country(str(number), (1, 2), (3, 4)) for number in range(4)]
        found = moved(four, "supported")
        assert (found.countries, found.units, found.told) == (4, 8, None)
        assert moved([*four, country("4", (1, 2), group="unclear")], "supported").told is None
        assert moved([*four, country("4", (1, 2))], "supported").told is not None
        [(first, _other), (second, _another)] = moved_by_unit([*four, country("4", (1, 2))], ["R01", "R02"])
        assert (first.countries, second.countries) == (5, 4)
        assert first.told is not None
        assert second.told is None

    def test_what_is_certain_is_counted_and_ranges_stay_ranges(self) -> None:
        changes = [(10, 30), (-5, 5), (-30, -10), (0, 20), (20, 20)]
        told = moved([country(str(place), change) for place, change in enumerate(changes)], "supported").told
        assert told is not None
        assert (told.improved, told.uncertain, told.declined) == (2, 2, 1)
        assert (told.lower, told.median_low, told.median_high, told.upper) == (-5, 0, 20, 20)

    def test_a_country_with_many_units_weighs_no_more_than_another(self) -> None:
        others = [country(str(number), (0, 0)) for number in range(4)]
        one = moved([*others, country("4", (40, 40))], "supported").told
        many = moved([*others, country("4", *[(40, 40)] * 17)], "supported").told
        assert one is not None
        assert many is not None
        assert (one.lower, one.upper) == (many.lower, many.upper) == (0, 0)

    def test_no_figure_is_that_of_one_country_when_one_changes(self) -> None:
        given = [country(str(number), (5, 10)) for number in range(5)]
        before = moved([*given, country("5", (5, 10))], "supported").told
        after = moved([*given, country("5", (50, 60))], "supported").told
        assert before is not None
        assert after is not None
        assert before == replace(after, improved=before.improved)
