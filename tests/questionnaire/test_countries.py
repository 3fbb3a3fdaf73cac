"""The countries that can take part are the States of the United Nations, with the groups of the day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from questionnaire import countries
from questionnaire.countries import Group

NOW = date(2026, 11, 22)


def members(group: Group, day: date = NOW) -> set[str]:
    return {land.code for land in countries.countries() if group in countries.groups_on(land, day)}


def test_there_are_193_member_states_and_two_observers() -> None:
    observers = {land.code for land in countries.countries() if land.is_observer}
    assert observers == {"PSE", "VAT"}
    assert len(countries.countries()) - len(observers) == 193


def test_who_is_no_state_of_the_united_nations_is_not_listed() -> None:
    for code in ("TWN", "HKG", "MAC", "XKX", "GRL", "COK", "NIU", "ESH", "XAA", ""):
        assert countries.find(code) is None


def test_every_code_and_number_is_there_once_and_in_order() -> None:
    codes = [land.code for land in countries.countries()]
    numbers = [land.m49 for land in countries.countries()]
    assert codes == sorted(set(codes))
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 3 and number.isdigit() for number in numbers)


def test_every_country_lies_in_a_region_and_sub_region() -> None:
    sizes = Counter(countries.regions_of(land)[0] for land in countries.countries())
    # Africa, Americas, Asia, Europe, Oceania.
    assert sizes == {"002": 54, "019": 35, "142": 48, "150": 44, "009": 14}
    assert {len(countries.regions_of(land)) for land in countries.countries()} == {2, 3}


def test_sub_regions_and_intermediate_regions_have_their_number_of_countries() -> None:
    sizes = Counter(land.region for land in countries.countries())
    africa = {"014": 18, "017": 9, "015": 6, "018": 5, "011": 16}
    americas = {"029": 13, "013": 8, "021": 2, "005": 12}
    asia = {"143": 5, "030": 5, "035": 11, "034": 9, "145": 18}
    europe = {"151": 10, "154": 10, "039": 15, "155": 9}
    assert sizes == africa | americas | asia | europe | {"053": 2, "054": 4, "057": 5, "061": 3}


@pytest.mark.parametrize(
    ("code", "regions"),
    [
        ("KEN", ("002", "202", "014")),
        ("EGY", ("002", "015")),
        ("HTI", ("019", "419", "029")),
        ("USA", ("019", "021")),
        ("CYP", ("142", "145")),
        ("RUS", ("150", "151")),
        ("PSE", ("142", "145")),
        ("VAT", ("150", "039")),
        ("NZL", ("009", "053")),
    ],
)
def test_regions_are_those_of_m49(code: str, regions: tuple[str, ...]) -> None:
    land = countries.find(code)
    assert land is not None
    assert countries.regions_of(land) == regions


@pytest.mark.parametrize(
    ("day", "count", "left"),
    [
        (date(2023, 12, 12), 46, set()),
        (date(2023, 12, 13), 45, {"BTN"}),
        (date(2024, 12, 13), 44, {"STP"}),
        (date(2026, 11, 23), 44, set()),
        (date(2026, 11, 24), 41, {"BGD", "LAO", "NPL"}),
        (date(2027, 12, 13), 40, {"SLB"}),
        (date(2029, 12, 19), 38, {"KHM", "SEN"}),
    ],
)
def test_a_least_developed_country_is_one_until_the_day_of_its_graduation(
    day: date, count: int, left: set[str]
) -> None:
    assert len(members(Group.LEAST_DEVELOPED, day)) == count
    assert not members(Group.LEAST_DEVELOPED, day) & left


def test_the_other_groups_have_their_members() -> None:
    assert len(members(Group.LANDLOCKED)) == 32
    # The list has 39; the Cook Islands and Niue are no Members of the United Nations.
    assert len(members(Group.SMALL_ISLANDS)) == 37
    assert "BTN" in members(Group.LANDLOCKED)
    assert "SLB" in members(Group.SMALL_ISLANDS, date(2028, 1, 1))


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("PSE", "State of Palestine"),
        ("VAT", "Holy See"),
        ("TUR", "Türkiye"),
        ("VNM", "Viet Nam"),
        ("CIV", "Côte d’Ivoire"),
        ("SWZ", "Eswatini"),
        ("BOL", "Bolivia (Plurinational State of)"),
        ("KOR", "Republic of Korea"),
        ("419", "Latin America and the Caribbean"),
    ],
)
def test_names_that_are_a_question_of_designation_are_those_of_the_united_nations(
    code: str, english: str
) -> None:
    assert countries.name_of(code, "en") == english
    assert len({countries.name_of(code, language) for language in ("ru", "ar", "zh")}) == 3


def test_other_names_are_left_to_the_locale_data() -> None:
    assert countries.name_of("KEN", "en") is None
    assert countries.name_of("PSE", "de") is None
    assert countries.name_of("PSE", "code") is None
