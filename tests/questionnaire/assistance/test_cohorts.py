"""Countries of a region that need the same."""

from __future__ import annotations

import msgspec

from questionnaire.assistance.cohorts import Cohort, NeedInRegion, cohorts_of

ONE = NeedInRegion(number=1, country="KEN", region="014", unit="R10", types=("TA06",))


def need(number: int, country: str, **fields: object) -> NeedInRegion:
    """A need of that country with these fields."""
    return msgspec.structs.replace(ONE, number=number, country=country, **fields)


def test_three_countries_with_the_same_need_are_a_cohort() -> None:
    given = [ONE, need(2, "UGA"), need(3, "RWA")]
    assert cohorts_of(given) == (Cohort("014", "R10", "TA06", ("KEN", "RWA", "UGA"), (1, 2, 3)),)


def test_another_unit_type_or_region_is_no_part_of_it() -> None:
    given = [ONE, need(2, "UGA")]
    for other in (
        need(3, "RWA", unit="R11"),
        need(3, "RWA", types=("TA05",)),
        need(3, "RWA", region="202"),
    ):
        assert cohorts_of([*given, other]) == ()


def test_a_further_type_counts_as_well() -> None:
    given = [ONE, need(2, "UGA"), need(3, "RWA", types=("TA05", "TA06"))]
    assert [cohort.assistance for cohort in cohorts_of(given)] == ["TA06"]


def test_a_country_with_two_needs_is_one_country() -> None:
    given = [ONE, need(2, "UGA"), need(3, "UGA")]
    assert cohorts_of(given) == ()
    [cohort] = cohorts_of([*given, need(4, "RWA")])
    assert (cohort.countries, cohort.needs) == (("KEN", "RWA", "UGA"), (1, 2, 3, 4))


def test_the_largest_comes_first() -> None:
    small = [need(10 + place, code, unit="R01") for place, code in enumerate(("KEN", "UGA", "RWA"))]
    large = [need(20 + place, code) for place, code in enumerate(("KEN", "UGA", "RWA", "TZA"))]
    assert [cohort.unit for cohort in cohorts_of([*small, *large])] == ["R10", "R01"]
