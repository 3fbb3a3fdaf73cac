"""Countries have a name in six languages, a region, and a public page that says what that does not mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from questionnaire import countries
from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from webapp import clock
from webapp.countries import country_choices, country_name, region_name, regions_in_words

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_and_region_has_a_name_of_its_own(language: str) -> None:
    names = [name for _code, name in country_choices(language)]
    assert len(set(names)) == 195
    assert all(name.strip() for name in names)
    regions = {code for land in countries.countries() for code in countries.regions_of(land)}
    assert len({region_name(code, language) for code in regions}) == len(regions) == 29


def test_names_are_the_locale_datas_unless_they_designate() -> None:
    assert country_name("KEN", "fr") == "Kenya"
    assert country_name("DEU", "ru") == "Германия"
    assert country_name("PSE", "ar") == "دولة فلسطين"
    assert country_name("KGZ", "ru") == "Кыргызстан"
    assert country_name("BOL", "zh_Hans") == "多民族玻利维亚国"
    assert regions_in_words("HTI", "es") == "América, América Latina y el Caribe, Caribe"


def test_names_are_in_the_order_of_the_alphabet_whatever_their_accents() -> None:
    names = [name for _code, name in country_choices("fr")]
    assert names.index("Égypte") < names.index("Émirats arabes unis") < names.index("Équateur")
    assert names.index("Équateur") < names.index("Espagne")


@pytest.mark.parametrize("code", ["TWN", "HKG", "COK", "XAA", "nowhere"])
def test_what_is_not_listed_is_not_offered_and_has_no_name(code: str) -> None:
    assert code not in dict(country_choices())
    with pytest.raises(KeyError):
        country_name(code)
    assert regions_in_words(code) == ""


def test_the_list_is_open_to_anybody_and_shows_the_groups_of_the_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def row(day: int) -> str:
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, day, tzinfo=UTC))
        page = Visitor(app).get("/countries")
        assert "195 countries" in page.words
        return page.words.split("Nepal NPL")[1].split("Netherlands")[0]

    assert "least developed (LDC), landlocked developing (LLDC)" in row(23)
    assert "least developed" not in row(24)
    assert "landlocked developing (LLDC)" in row(24)


def test_each_tile_leads_to_the_line_of_its_country(app: Flask) -> None:
    page = Visitor(app).get("/countries")
    for land in countries.countries():
        assert page.text.count(f'href="#{land.code}"') == 1
        assert page.text.count(f'id="{land.code}"') == 1


def test_pages_that_list_countries_lead_to_what_names_do_not_mean(app: Flask, sign_in: SignIn) -> None:
    administrator = sign_in("KEN", is_administrator=True)
    for path in ("/administration/", "/administration/invite"):
        assert "/countries" in administrator.get(path).links()
    assert "/countries" not in administrator.get("/account").links()


def test_administrators_see_the_region_and_groups_of_each_country(sign_in: SignIn) -> None:
    sign_in("RWA")
    sign_in("XAA")
    words = sign_in("KEN", is_administrator=True).get("/administration/").words
    assert "Rwanda Africa, Sub-Saharan Africa, Eastern Africa least developed (LDC), landlocked" in words
    assert "Invented country XAA Has a focal point" in words
