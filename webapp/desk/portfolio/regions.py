"""How recommendations spread over the countries of a region, where there are enough of them."""

from __future__ import annotations

from datetime import date

import msgspec
from flask.typing import ResponseReturnValue

from questionnaire import countries as listed
from questionnaire.assistance.portfolio import LEAST_COUNTRIES, CountrySeen, Spread, spread_of
from questionnaire.loading import published
from webapp.access import UNODC_OFFICERS, open_to
from webapp.countries import alphabetical, region_name
from webapp.desk.blueprint import blueprint, today
from webapp.desk.portfolio import seen


class RegionSpread(msgspec.Struct, frozen=True):
    """How the units spread over the countries of one region; none where there are too few of these."""

    name: str
    countries: int
    spreads: tuple[Spread, ...]


@blueprint.get("/portfolio/regions")
@open_to(UNODC_OFFICERS)
def portfolio_regions() -> ResponseReturnValue:
    """Show the quartiles of each unit, region by region."""
    regions = _by_region(today())
    return seen.part(
        "regions",
        regions=[region for region in regions if region.spreads],
        without=[region for region in regions if not region.spreads],
        least=LEAST_COUNTRIES,
        instrument=published(),
    )


def _by_region(day: date) -> list[RegionSpread]:
    """The regions of the world in the order of their names."""
    members: dict[str, list[CountrySeen]] = {
        code: [] for one in listed.countries() for code in listed.regions_of(one)[:1]
    }
    for one in seen.countries_by_name(day):
        country = listed.find(one.code)
        if country and one.units:
            members[listed.regions_of(country)[0]].append(one)
    units = [unit.code for unit in seen.scored_units()]
    found = [
        RegionSpread(region_name(code, seen.language()), len(own), spread_of(own, units))
        for code, own in members.items()
    ]
    return sorted(found, key=lambda one: alphabetical(one.name))
