"""Countries and recommendations: each cell a range, with how much of it is known."""

from __future__ import annotations

from datetime import date

import msgspec
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from questionnaire.assistance.portfolio import CountrySeen, UnitSeen
from questionnaire.instrument import Unit
from reports.rounding import whole
from webapp.access import UNODC_OFFICERS, open_to
from webapp.desk.blueprint import blueprint, today
from webapp.desk.portfolio import seen
from webapp.wording import _


class Row(msgspec.Struct, frozen=True):
    """A country in the grid, with its cells as markup: age and ranges, or that it has not released them."""

    name: str
    cells: Markup


@blueprint.get("/portfolio")
@open_to(UNODC_OFFICERS)
def portfolio() -> ResponseReturnValue:
    """Show the grid of countries and units."""
    day = today()
    countries = seen.countries_by_name(day)
    units = seen.scored_units()
    grid = Grid(units, day)
    return seen.part(
        "grid",
        units=units,
        rows=[grid.row(country) for country in countries],
        released=sum(bool(country.units) for country in countries),
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
        self.not_released = Markup('<td class="unreleased" colspan="{}">{}</td>').format(
            1 + len(units), _("not released")
        )
        self.missing = f'<td class="heat-0">–<span class="visually-hidden">, {missing}</span></td>'

    def row(self, country: CountrySeen) -> Row:
        """The line of one country."""
        if not country.units:
            return Row(country.name, self.not_released)
        age = escape(seen.age_words(country.on, self.day))
        cells = "".join(self._cell(country.units.get(code)) for code in self.units)
        # Figures and words of our own only.
        return Row(country.name, Markup(f"<td>{age}</td>{cells}"))  # noqa: S704

    def _cell(self, score: UnitSeen | None) -> str:
        if score is None:
            return self.missing
        low, high, known = whole(score.low), whole(score.high), round(100 * score.known)
        text = low if low == high else f"{low}–{high}"
        words = (self.too_little if score.band is None else self.known)[known]
        shade = score.band or 0
        return f'<td class="heat-{shade}">{text}<span class="visually-hidden">, {words}</span></td>'
