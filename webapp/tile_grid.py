"""Countries as tiles of one size, grouped by region: what stands where a map of borders would, because all
countries are seen alike and none is drawn. `templates/components/tiles.html` writes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire import countries
from webapp.countries import alphabetical, region_name

# Shades from nothing (0) to most.
SHADES = range(5)


@dataclass(frozen=True, slots=True)
class Tile:
    """A country as a tile: its code, and what is told of it. The shade never tells anything that `mark` (a
    few letters) and `words` (for whoever does not see the tile) do not tell too.
    """

    code: str
    name: str
    mark: str = ""
    words: str = ""
    shade: int = 0
    address: str = ""

    def __post_init__(self) -> None:
        if self.shade not in SHADES:
            raise ValueError(f"{self.code}: there is no shade {self.shade}")


@dataclass(frozen=True, slots=True)
class Band:
    """The tiles of one sub-region, or intermediate region where M49 has one, in the order of their names."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class RegionOfTiles:
    """A region with its bands, in the order of their names. Countries that are not listed, such as invented
    ones, are in a last region without a name.
    """

    name: str
    bands: tuple[Band, ...]


def arranged(tiles: Iterable[Tile], language: str) -> tuple[RegionOfTiles, ...]:
    """Each tile once, in the band of its region. The order says nothing but the alphabet."""
    gathered: defaultdict[str, defaultdict[str, list[Tile]]] = defaultdict(lambda: defaultdict(list))
    for tile in tiles:
        region, smallest = _place(tile.code, language)
        gathered[region][smallest].append(tile)
    return tuple(
        RegionOfTiles(
            region,
            tuple(
                Band(band, tuple(sorted(bands[band], key=lambda tile: (alphabetical(tile.name), tile.code))))
                for band in sorted(bands, key=alphabetical)
            ),
        )
        for region, bands in sorted(gathered.items(), key=lambda pair: (not pair[0], alphabetical(pair[0])))
    )


def _place(code: str, language: str) -> tuple[str, str]:
    country = countries.find(code)
    if country is None:
        return "", ""
    region, *smaller = countries.regions_of(country)
    return region_name(region, language), region_name(smaller[-1], language)
