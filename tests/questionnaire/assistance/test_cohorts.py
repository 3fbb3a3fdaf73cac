"""Countries of a region that need the same."""

from __future__ import annotations

import msgspec

from questionnaire.assistance.cohorts import Cohort, NeedInRegion, cohorts_of

ONE = NeedInRegion(country="KEN", region="014", unit="R10", types=("TA06",))


def need(country: str, **fields: object) -> NeedInRegion:
    """A need of that country with these fields."""
    return msgspec.structs.replace(ONE, country=country, **fields)


def test_three_countries_with_the_same_need_are_a_cohort() -> None:
    given = [ONE, need("UGA"), need("RWA")]
    assert cohorts_of(given) == (Cohort("014", "R10", "TA06", ("KEN", "RWA", "UGA")),)


def test_another_unit_type_or_region_is_no_part_of_it() -> None:
    given = [ONE, need("UGA")]
    for other in (
        need("RWA", unit="R11"),
        need("RWA", types=("TA05",)),
        need("RWA", region="202"),
    ):
        assert cohorts_of([*given, other]) == ()


def test_a_further_type_counts_as_well() -> None:
    given = [ONE, need("UGA"), need("RWA", types=("TA05", "TA06"))]
    assert [cohort.assistance for cohort in cohorts_of(given)] == ["TA06"]


def test_a_country_with_two_needs_is_one_country() -> None:
    given = [ONE, need("UGA"), need("UGA")]
    assert cohorts_of(given) == ()
    [cohort] = cohorts_of([*given, need("RWA")])
    assert cohort.countries == ("KEN", "RWA", "UGA")


def test_the_largest_comes_first() -> None:
    small = [need(code, unit="R01") for code in ("KEN", "UGA", "RWA")]
    large = [need(code) for code in ("KEN", "UGA", "RWA", "TZA")]
    assert [cohort.unit for cohort in cohorts_of([*small, *large])] == ["R10", "R01"]
