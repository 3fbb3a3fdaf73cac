"""Who has released scores, how much of them is known, and how old they are: tiles by region, and a table."""

from __future__ import annotations

import functools
from datetime import date

import msgspec
from flask.typing import ResponseReturnValue

from questionnaire.assistance.portfolio import CountrySeen
from webapp import tile_grid
from webapp.access import UNODC_OFFICERS, open_to
from webapp.desk.blueprint import blueprint, today
from webapp.desk.portfolio import seen
from webapp.tile_grid import Tile
from webapp.wording import _

# From how many per cent on a tile is shaded so; below the first of them it is not shaded at all.
SHADES_FROM = (1, 50, 67, 85)


class Line(msgspec.Struct, frozen=True):
    """A country in the table; `known` in per cent, None where nothing was released, and `share` the same in
    words.
    """

    country: CountrySeen
    age: str
    known: int | None
    share: str

    @property
    def tile(self) -> Tile:
        """The same as a tile that leads to the line."""
        code, name, address = self.country.code, self.country.name, f"#{self.country.code}"
        if self.known is None:
            return Tile(code, name, "–", _("not released"), 0, address)
        words = _("%(known)s %% known, %(age)s", known=self.known, age=self.age)
        return Tile(code, name, self.share, words, shade_of(self.known), address)


@blueprint.get("/portfolio/coverage")
@open_to(UNODC_OFFICERS)
def portfolio_coverage() -> ResponseReturnValue:
    """Show every country that takes part as a tile by region, and in a table."""
    lines = _lines(today())
    return seen.part(
        "coverage",
        lines=lines,
        released=sum(line.known is not None for line in lines),
        tiles=tile_grid.arranged((line.tile for line in lines), seen.language()),
        units=len(seen.scored_units()),
        key=_key(),
    )


def _lines(day: date) -> list[Line]:
    # Many countries share their words, which take longer to find than all else about them.
    age, share = functools.cache(lambda on: seen.age_words(on, day)), functools.cache(_share)
    return [
        Line(one, age(one.on) if one.units else "", known, share(known))
        for one in seen.countries_by_name(day)
        for known in [_per_cent(one.known)]
    ]


def _per_cent(known: float | None) -> int | None:
    return None if known is None else round(100 * known)


def _share(known: int | None) -> str:
    """How much is known, in words; nothing where nothing was released."""
    return "" if known is None else _("%(known)s %%", known=known)


def shade_of(known: int) -> int:
    """The shade of a tile of which so many per cent are known."""
    return sum(known >= first for first in SHADES_FROM)


def _key() -> list[tuple[int, str]]:
    ends = (*SHADES_FROM[1:], 101)
    ranges = [
        (shade, _("%(first)s to %(last)s %%", first=first, last=end - 1))
        for shade, (first, end) in enumerate(zip(SHADES_FROM, ends, strict=True), 1)
    ]
    return [(0, _("not released")), *ranges]
