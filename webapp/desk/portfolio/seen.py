"""What the pages of the portfolio share: countries in the order of their names, and how old scores are."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask_babel import get_locale

from questionnaire.assistance.portfolio import CountrySeen
from questionnaire.assistance.releases import UNODC
from questionnaire.instrument import Unit
from questionnaire.loading import published
from webapp.countries import alphabetical
from webapp.desk.blueprint import trail
from webapp.records import released_scores
from webapp.wording import _, ngettext


def part(template: str, *above: tuple[str, str], **facts: object) -> str:
    """One page of the portfolio, with the way to the others; `above` are the steps from the desk to it."""
    pages = [
        ("desk.portfolio", _("Countries")),
        ("desk.portfolio_coverage", _("Coverage")),
        ("desk.portfolio_regions", _("Regions")),
        ("desk.portfolio_needs", _("Needs")),
        ("desk.portfolio_movement", _("Movement")),
    ]
    return render_template(f"desk/portfolio/{template}.html", pages=pages, trail=trail(*above), **facts)


def countries_by_name(day: date) -> list[CountrySeen]:
    """Every country that takes part, with what it has released to UNODC."""
    return sorted(released_scores.countries_seen(UNODC, day), key=lambda one: alphabetical(one.name))


def scored_units() -> list[Unit]:
    """The recommendations and themes that have a score, in their order."""
    return [unit for unit in published().units if unit.scored]


def age_words(on: date | None, day: date) -> str:
    """How old scores of that day are."""
    months = ((day - on).days // 30) if on else 0
    return _("new") if months < 1 else ngettext("one month", "%(num)s months", months)


def language() -> str:
    """The language of the page, without its region."""
    return str(get_locale()).partition("_")[0]
