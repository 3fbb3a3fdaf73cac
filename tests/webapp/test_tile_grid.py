"""Tiles stand in for a map: each country once, in the order of the alphabet within its region."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from webapp.countries import alphabetical, country_choices
from webapp.tile_grid import Tile, arranged

CHOICES = country_choices("en")


OTHERS = [("XAA", "Azuria"), ("XAB", "Belmora")]


@given(st.sets(st.sampled_from(CHOICES)), st.sets(st.sampled_from(OTHERS)))
def test_every_tile_is_there_once_and_nothing_else(
    listed: set[tuple[str, str]], others: set[tuple[str, str]]
) -> None:
    regions = arranged([Tile(code, name) for code, name in listed | others], "en")
    shown = [(tile.code, tile.name) for region in regions for band in region.bands for tile in band.tiles]
    assert sorted(shown) == sorted(listed | others)
    for region in regions:
        assert [band.name for band in region.bands] == sorted(band.name for band in region.bands)
        for band in region.bands:
            names = [alphabetical(tile.name) for tile in band.tiles]
            assert names == sorted(names)
    assert ([region.name for region in regions if not region.name] == [""]) == bool(others)
    assert not others or regions[-1].name == ""


def test_bands_are_sub_regions_or_intermediate_regions() -> None:
    regions = arranged([Tile(code, name) for code, name in CHOICES], "en")
    assert [region.name for region in regions] == ["Africa", "Americas", "Asia", "Europe", "Oceania"]
    americas = [(band.name, len(band.tiles)) for band in regions[1].bands]
    assert americas == [
        ("Caribbean", 13),
        ("Central America", 8),
        ("Northern America", 2),
        ("South America", 12),
    ]


def test_the_order_follows_the_language() -> None:
    tiles = [Tile(code, name) for code, name in country_choices("ru")]
    names = [region.name for region in arranged(tiles, "ru")]
    assert names == ["Азия", "Америка", "Африка", "Европа", "Океания"]


def test_there_are_five_shades() -> None:
    with pytest.raises(ValueError, match="KEN"):
        Tile("KEN", "Kenya", shade=5)


def test_a_tile_is_written_with_its_mark_its_words_and_its_link(app: Flask) -> None:
    tiles = [
        Tile("KEN", "Kenya", mark="3", words="3 needs", shade=2, address="/there"),
        Tile("XAA", "<Azuria>"),
    ]
    source = (
        '{% import "components/tiles.html" as tile_grid with context %}{{ tile_grid.tiles(tiles, level=2) }}'
    )
    with app.test_request_context("/"):
        html = render_template_string(source, tiles=arranged(tiles, "en"))
    assert '<li class="shade-2"><a href="/there">KEN<span class="visually-hidden"> Kenya: 3 needs' in html
    assert '<b aria-hidden="true">3</b>' in html
    assert '<li class="shade-0"><span>XAA<span class="visually-hidden"> &lt;Azuria&gt;</span>' in html
    assert "<h2>Not in the list of the United Nations</h2>" in html
