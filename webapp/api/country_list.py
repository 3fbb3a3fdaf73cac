"""The countries that can take part, and the regions and groups that needs can be asked for by."""

from __future__ import annotations

from datetime import date

from flask import Response

from questionnaire.countries import Country, countries, groups_on, regions_of
from webapp import clock
from webapp.access import TOKEN_HOLDERS_AND_PUBLIC, open_to
from webapp.api.answers import answer
from webapp.api.asked import refuse_any_query
from webapp.api.bearer import caller_with
from webapp.api.blueprint import answers_with, blueprint, description
from webapp.api.shapes import CountriesAnswer, CountryAnswer, RegionNamed
from webapp.countries import country_name, region_name


@blueprint.get("/countries")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(resp=answers_with(CountriesAnswer), skip_validation=True)
def list_countries() -> Response:
    """List every country that can take part, with its regions and the groups that it is in today."""
    caller_with("countries:read")
    refuse_any_query()
    today = clock.now().date()
    return answer(CountriesAnswer(day=today, countries=tuple(_country(each, today) for each in countries())))


def _country(country: Country, day: date) -> CountryAnswer:
    return CountryAnswer(
        code=country.code,
        name=country_name(country.code),
        m49=country.m49,
        kind="observer" if country.is_observer else "member",
        regions=tuple(RegionNamed(code, region_name(code)) for code in regions_of(country)),
        groups=groups_on(country, day),
    )
