"""What moved between two cycles, beside whether support was delivered between them; no cause is claimed."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import msgspec
from flask import abort, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assistance.movement import (
    COMPARED,
    GROUPS,
    CountryMoves,
    Group,
    GroupMoved,
    Told,
    UnitMove,
    moved,
    moved_by_unit,
)
from questionnaire.assistance.portfolio import LEAST_COUNTRIES
from questionnaire.assistance.releases import UNODC
from questionnaire.instrument import Unit
from questionnaire.trends import VERDICTS, Verdict
from webapp.access import UNODC_OFFICERS, open_to
from webapp.assessment.words import date_words
from webapp.countries import alphabetical
from webapp.desk.blueprint import blueprint, today
from webapp.desk.portfolio import seen
from webapp.records import released_changes
from webapp.wording import _

# Where an axis of points can end.
ENDS = (25, 50, 100)


class UnitGroups(msgspec.Struct, frozen=True):
    """One unit with the groups that are set side by side."""

    unit: Unit
    groups: tuple[GroupMoved, ...]

    @property
    def is_told(self) -> bool:
        """Whether at least one of them has enough countries."""
        return any(group.told is not None for group in self.groups)


class Line(msgspec.Struct, frozen=True):
    """How one unit of one country moved, in words."""

    country: str
    move: UnitMove
    verdict: str
    group: str


class CountryLine(msgspec.Struct, frozen=True):
    """How many units of a country moved how, and between which days."""

    country: str
    before: str
    now: str
    improved: int
    uncertain: int
    declined: int


@blueprint.get("/portfolio/movement")
@open_to(UNODC_OFFICERS)
def portfolio_movement() -> ResponseReturnValue:
    """Show how both groups moved, over all units and over each, and the countries one by one."""
    countries = _by_name(released_changes.moves_seen(UNODC, today()))
    scored = seen.scored_units()
    by_unit = moved_by_unit(countries, [unit.code for unit in scored])
    units = [UnitGroups(unit, found) for unit, found in zip(scored, by_unit, strict=True)]
    overall = tuple(moved(countries, group) for group in COMPARED)
    told = [group.told for groups in (overall, *by_unit) for group in groups if group.told]
    return seen.part(
        "movement",
        countries=_lines(countries),
        overall=overall,
        end=_end_of_axis(told),
        left_out=moved(countries, "unclear").units,
        units=[one for one in units if any(group.countries for group in one.groups)],
        is_told=any(one.is_told for one in units),
        least=LEAST_COUNTRIES,
        group_words={group: group_words(group) for group in GROUPS},
    )


@blueprint.get("/portfolio/movement/<unit>")
@open_to(UNODC_OFFICERS)
def portfolio_movement_of(unit: str) -> ResponseReturnValue:
    """Show how one unit moved in each country."""
    of = next((one for one in seen.scored_units() if one.code == unit), None) or abort(404)
    countries = _by_name(released_changes.moves_seen(UNODC, today(), unit=of.code))
    # The same few words in hundreds of lines: looked up once.
    groups = {group: group_words(group) for group in GROUPS}
    verdicts = {verdict: verdict_words(verdict) for verdict in VERDICTS}
    lines = [
        Line(country.name, move, verdicts[move.verdict], groups[side.group])
        for country in countries
        for side in country.sides
        for move in side.moves
    ]
    return seen.part(
        "movement_unit",
        (url_for(".portfolio_movement"), _("Portfolio: movement")),
        unit=of,
        lines=lines,
        end=_end_of_axis(line.move for line in lines),
    )


def group_words(group: Group) -> str:
    """On which side a unit stands, in words."""
    return {
        "supported": _("Support delivered"),
        "unsupported": _("No support recorded"),
        "unclear": _("Cannot be told"),
    }[group]


def verdict_words(verdict: Verdict) -> str:
    """What can be said of a change, in words."""
    return {
        "improved": _("Improved"),
        "declined": _("Declined"),
        "uncertain": _("No certain change"),
    }[verdict]


def _lines(countries: list[CountryMoves]) -> list[CountryLine]:
    """The countries one by one. Many of them end a cycle on the same day."""
    words = functools.cache(date_words)
    return [_line(one, words(one.before), words(one.now)) for one in countries]


def _line(one: CountryMoves, before: str, now: str) -> CountryLine:
    verdicts = one.verdicts
    return CountryLine(
        one.name,
        before,
        now,
        improved=verdicts.count("improved"),
        uncertain=verdicts.count("uncertain"),
        declined=verdicts.count("declined"),
    )


def _end_of_axis(shown: Iterable[Told | UnitMove]) -> int:
    """The least of the ends on which everything that is shown has its place: one axis for a whole page."""
    reach = max((one.reach for one in shown), default=0.0)
    return next((end for end in ENDS if reach <= end), ENDS[-1])


def _by_name(countries: list[CountryMoves]) -> list[CountryMoves]:
    return sorted(countries, key=lambda one: alphabetical(one.name))
