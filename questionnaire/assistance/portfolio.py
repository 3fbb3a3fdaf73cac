"""Many countries side by side without ranking them: a grid of ranges, and how units spread over a region.

Countries stand in the order of their names. Nothing is added up over fewer than five countries, and no figure
tells of one of them alone (`assistance.md`, Release 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import fsum
from statistics import quantiles

import msgspec

LEAST_COUNTRIES = 5
# As for one country: a band is named where two thirds are known (`method.md` 4).
SHADES = 5


class UnitSeen(msgspec.Struct, frozen=True, gc=False):
    """What a submission says of one unit: a range of 0..100, and how much of it is known, 0..1. No band where
    too little is known to name one.
    """

    unit: str
    low: float
    high: float
    known: float
    band: int | None


class CountrySeen(msgspec.Struct, frozen=True):
    """The latest scores of a country that an onlooker may see, by unit; none where it has released none."""

    code: str
    name: str
    on: date | None = None
    units: Mapping[str, UnitSeen] = {}

    @property
    def known(self) -> float | None:
        """How much of its units is known on average, 0..1; None where it has released none."""
        return fsum(unit.known for unit in self.units.values()) / len(self.units) if self.units else None


class Spread(msgspec.Struct, frozen=True):
    """How one unit spreads over some countries: quartiles of the middles of their ranges, 0..100."""

    unit: str
    countries: int
    lower: float
    median: float
    upper: float


def spread_of(countries: Iterable[CountrySeen], units: Iterable[str]) -> tuple[Spread, ...]:
    """The spread of each of these units over the countries whose scores of it are known well enough to name a
    band; nothing for a unit with fewer than five of them.
    """
    found = []
    seen = list(countries)
    for unit in units:
        middles = [
            (score.low + score.high) / 2
            for country in seen
            if (score := country.units.get(unit)) is not None and score.band is not None
        ]
        if len(middles) >= LEAST_COUNTRIES:
            lower, median, upper = quantiles(middles, n=4, method="inclusive")
            found.append(Spread(unit, len(middles), lower, median, upper))
    return tuple(found)
