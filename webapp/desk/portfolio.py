"""The portfolio: what countries have released of their scores, side by side and never ranked."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from markupsafe import Markup, escape

from questionnaire import countries as listed
from questionnaire.assistance.portfolio import LEAST_COUNTRIES, CountrySeen, Spread, UnitSeen, spread_of
from questionnaire.assistance.releases import UNODC
from questionnaire.assistance.status import BEFORE_DELIVERY
from questionnaire.instrument import Unit
from questionnaire.loading import published
from questionnaire.needs import NO_ASSISTANCE
from webapp.access import UNODC_OFFICERS, open_to
from webapp.countries import alphabetical, region_name
from webapp.desk.blueprint import blueprint, today
from webapp.records import released_scores
from webapp.wording import _


class Row(msgspec.Struct, frozen=True):
    """A country in the grid, with the age of its scores, and its cells as markup."""

    country: CountrySeen
    age: str
    cells: Markup


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
    instrument = published()
    units = [unit for unit in instrument.units if unit.scored]
    grid = Grid(units, day)
    return render_template(
        "desk/portfolio.html",
        units=units,
        rows=[grid.row(country) for country in seen if country.units],
        without=[country for country in seen if not country.units],
        regions=_by_region(seen, units),
        least=LEAST_COUNTRIES,
        types=[each for each in instrument.assistance_types if each.code != NO_ASSISTANCE],
        tallies={
            (tally.unit, tally.assistance): tally
            for tally in released_scores.needs_by_type(UNODC, day, BEFORE_DELIVERY)
        },
        instrument=instrument,
    )


class Grid:
    """Writes the cells of the grid. There are thousands of them on one page: each is put together from words
    that are looked up once.
    """

    def __init__(self, units: list[Unit], day: date) -> None:
        self.units, self.day = [unit.code for unit in units], day
        self.known = [escape(_("%(known)s %% known", known=share)) for share in range(101)]
        self.too_little = [escape(_("too little known, %(known)s %%", known=share)) for share in range(101)]
        missing = escape(_("not part of the assessment"))
        self.missing = f'<td class="heat-0">–<span class="visually-hidden">, {missing}</span></td>'

    def row(self, country: CountrySeen) -> Row:
        """The line of one country."""
        months = ((self.day - country.on).days // 30) if country.on else 0
        return Row(
            country=country,
            age=_("new") if months < 1 else _("%(number)s months", number=months),
            # Figures and words of our own only.
            cells=Markup("".join(self._cell(country.units.get(code)) for code in self.units)),  # noqa: S704
        )

    def _cell(self, score: UnitSeen | None) -> str:
        if score is None:
            return self.missing
        low, high, known = round(score.low), round(score.high), round(100 * score.known)
        text = low if low == high else f"{low}–{high}"
        words = (self.too_little if score.band is None else self.known)[known]
        shade = score.band or 0
        return f'<td class="heat-{shade}">{text}<span class="visually-hidden">, {words}</span></td>'


def _by_region(seen: list[CountrySeen], units: list[Unit]) -> list[RegionSpread]:
    """The regions that have enough countries for at least one unit, in the order of their names."""
    language = str(get_locale()).partition("_")[0]
    found = []
    for code in dict.fromkeys(code for one in listed.countries() for code in listed.regions_of(one)[:1]):
        members = [one for one in seen if one.units and code in _region_of(one.code)]
        spreads = spread_of(members, [unit.code for unit in units])
        if spreads:
            found.append(RegionSpread(region_name(code, language), len(members), spreads))
    return sorted(found, key=lambda one: alphabetical(one.name))


def _region_of(code: str) -> tuple[str, ...]:
    country = listed.find(code)
    return listed.regions_of(country)[:1] if country else ()
