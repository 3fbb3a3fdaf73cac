"""Many countries side by side: nothing is told of fewer than five."""

from __future__ import annotations

import pytest

from questionnaire.assistance.portfolio import CountrySeen, UnitSeen, spread_of


def country(code: str, low: float, high: float, *, band: int | None = 2) -> CountrySeen:
    """A country that has released one unit."""
    return CountrySeen(code, code, units={"R01": UnitSeen("R01", low, high, 0.8, band)})


def test_quartiles_are_those_of_the_middles_of_the_ranges() -> None:
    given = [country(str(number), 10 * number, 10 * number + 10) for number in range(5)]
    [spread] = spread_of(given, ["R01"])
    assert (spread.lower, spread.median, spread.upper, spread.countries) == (15, 25, 35, 5)


@pytest.mark.parametrize("number", range(5))
def test_fewer_than_five_countries_have_no_spread(number: int) -> None:
    assert spread_of([country(str(each), 10, 20) for each in range(number)], ["R01"]) == ()


def test_what_is_known_too_little_does_not_count() -> None:
    given = [country(str(each), 10, 20) for each in range(4)]
    assert spread_of([*given, country("4", 0, 100, band=None)], ["R01"]) == ()
    assert spread_of([*given, CountrySeen("5", "5")], ["R01"]) == ()


def test_no_figure_is_that_of_one_country_when_one_changes() -> None:
    """Whoever knows all countries but one cannot read that one off: the extremes are not told."""
    given = [country(str(each), 40, 50) for each in range(5)]
    [before] = spread_of([*given, country("5", 40, 50)], ["R01"])
    [after] = spread_of([*given, country("5", 0, 0)], ["R01"])
    assert before == after
