"""The portfolio: what countries have released of their scores, side by side and never ranked."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from questionnaire import countries as listed
from questionnaire.assistance.portfolio import LEAST_COUNTRIES, CountrySeen, Spread, UnitSeen, spread_of
from questionnaire.assistance.releases import UNODC
from questionnaire.assistance.status import BEFORE_DELIVERY
from questionnaire.instrument import Unit
from questionnaire.loading import published
from webapp.access import UNODC_OFFICERS, open_to
from webapp.countries import alphabetical, region_name
from webapp.desk.blueprint import blueprint, today
from webapp.records import released_scores
from webapp.wording import _


class Cell(msgspec.Struct, frozen=True):
    """A unit of a country in the grid: what it says, in how dark a shade (0 to 5), and the same in words."""

    text: str
    shade: int
    words: str


class Row(msgspec.Struct, frozen=True):
    """A country in the grid, with the age of its scores."""

    country: CountrySeen
    age: str
    cells: tuple[Cell, ...]


class RegionSpread(msgspec.Struct, frozen=True):
    """How the units spread over the countries of one region."""

    name: str
    countries: int
    spreads: tuple[Spread, ...]


@blueprint.get("/portfolio")
@open_to(UNODC_OFFICERS)
def portfolio() -> ResponseReturnValue:
    """Show the grid of countries and units, how units spread by region, and needs by type and unit."""
    day = today()
    seen = sorted(released_scores.countries_seen(UNODC, day), key=lambda one: alphabetical(one.name))
    units = [unit for unit in published().units if unit.scored]
    return render_template(
        "desk/portfolio.html",
        units=units,
        rows=[_row(country, units, day) for country in seen if country.units],
        without=[country for country in seen if not country.units],
        regions=_by_region(seen, units),
        least=LEAST_COUNTRIES,
        tallies=released_scores.needs_by_type(UNODC, day, BEFORE_DELIVERY),
        instrument=published(),
    )


def _row(country: CountrySeen, units: list[Unit], day: date) -> Row:
    months = ((day - country.on).days // 30) if country.on else 0
    return Row(
        country=country,
        age=_("new") if months < 1 else _("%(number)s months", number=months),
        cells=tuple(_cell(country.units.get(unit.code)) for unit in units),
    )


def _cell(score: UnitSeen | None) -> Cell:
    if score is None:
        return Cell("–", 0, _("not part of the assessment"))
    low, high, known = round(score.low), round(score.high), round(100 * score.known)
    text = f"{low}" if low == high else f"{low}–{high}"
    if score.band is None:
        return Cell(text, 0, _("too little known, %(known)s %%", known=known))
    return Cell(text, score.band, _("%(known)s %% known", known=known))


def _by_region(seen: list[CountrySeen], units: list[Unit]) -> list[RegionSpread]:
    """The regions that have enough countries for at least one unit, in the order of their names."""
    language = str(get_locale()).partition("_")[0]
    found = []
    for code in dict.fromkeys(code for one in listed.countries() for code in listed.regions_of(one)[:2]):
        members = [one for one in seen if one.units and code in _regions_of(one.code)]
        spreads = spread_of(members, [unit.code for unit in units])
        if spreads:
            found.append(RegionSpread(region_name(code, language), len(members), spreads))
    return sorted(found, key=lambda one: alphabetical(one.name))


def _regions_of(code: str) -> tuple[str, ...]:
    country = listed.find(code)
    return listed.regions_of(country) if country else ()
