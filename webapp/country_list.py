"""The public list of countries: how they are named, grouped and ordered here, and what that does not mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from questionnaire import countries
from questionnaire.countries import Group
from webapp import clock, tile_grid
from webapp.access import ANYONE, open_to
from webapp.countries import country_choices, regions_in_words
from webapp.tile_grid import Tile
from webapp.wording import _

blueprint = Blueprint("country_list", __name__)


@dataclass(frozen=True, slots=True)
class ListedCountry:
    """A line of the list."""

    code: str
    name: str
    m49: str
    regions: str
    groups: str
    is_observer: bool


@blueprint.get("/countries")
@open_to(ANYONE)
def everything() -> ResponseReturnValue:
    """Show every country with its region and groups today, and what the names are not meant to say."""
    language = str(get_locale())
    today = clock.now().date()
    listed = [_listed(code, name, language, today) for code, name in country_choices(language)]
    tiles = (Tile(each.code, each.name, address=f"#{each.code}") for each in listed)
    return render_template(
        "country_list.html", listed=listed, tiles=tile_grid.arranged(tiles, language), today=today
    )


def groups_in_words(code: str, day: date) -> str:
    """The groups that the country belongs to on that day; nothing where it is in none, or is not listed."""
    country = countries.find(code)
    return ", ".join(_group_name(group) for group in countries.groups_on(country, day)) if country else ""


def _listed(code: str, name: str, language: str, day: date) -> ListedCountry:
    country = countries.find(code)
    assert country is not None  # noqa: S101  # names are given to listed countries only
    return ListedCountry(
        code,
        name,
        country.m49,
        regions_in_words(code, language),
        groups_in_words(code, day),
        country.is_observer,
    )


def _group_name(group: Group) -> str:
    return {
        Group.LEAST_DEVELOPED: _("least developed (LDC)"),
        Group.LANDLOCKED: _("landlocked developing (LLDC)"),
        Group.SMALL_ISLANDS: _("small island developing (SIDS)"),
    }[group]


def init_app(app: Flask) -> None:
    """Adds the page."""
    app.register_blueprint(blueprint)
