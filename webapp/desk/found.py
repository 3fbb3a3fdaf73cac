"""The needs that UNODC may see: filtered by where, what, how urgent, how old, and by words."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from questionnaire.assistance.need import URGENCIES
from questionnaire.assistance.releases import UNODC
from questionnaire.assistance.status import STATUSES, Status
from questionnaire.countries import Group, countries, groups_on, regions_of
from questionnaire.loading import published
from webapp import clock, register_files, register_words
from webapp.access import UNODC_OFFICERS, open_to, signed_in_user
from webapp.countries import region_name
from webapp.desk.blueprint import blueprint, today
from webapp.records import desk, people, released_needs
from webapp.records.released_needs import PAGE, Wanted
from webapp.wording import _

AGES = (14, 30, 90, 180, 365)
LONGEST_SEARCH = 200


class Asked(msgspec.Struct, frozen=True):
    """A filter as it stands in the address: every part a text, "" where nothing is asked. What nobody knows
    is left out, so that an old address still opens.
    """

    words: str = ""
    country: str = ""
    region: str = ""
    group: str = ""
    unit: str = ""
    type: str = ""
    urgency: str = ""
    status: str = ""
    age: str = ""

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode([(name, value) for name, value in msgspec.structs.asdict(self).items() if value])


@blueprint.get("/needs")
@open_to(UNODC_OFFICERS)
def needs() -> ResponseReturnValue:
    """List the needs that fit the filter, one page of them, the most urgent first."""
    asked = asked_in(request.args)
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    found = released_needs.needs_found(UNODC, wanted_by(asked), today(), page=page)
    return render_template(
        "desk/needs.html",
        asked=asked,
        found=found,
        current=page,
        pages=-(-found.total // PAGE),
        choices=choices_of(Asked.__struct_fields__),
        filters=desk.filters_of(signed_in_user()),
        offered=register_files.offered_to_unodc(),
        now=clock.now(),
        say=register_words,
    )


def asked_in(given: Mapping[str, str]) -> Asked:
    """The filter in the query of an address."""
    known = known_values()
    parts = {
        name: value
        for name in Asked.__struct_fields__
        if (value := given.get(name, "").strip()) and (name == "words" or value in known[name])
    }
    return Asked(**{**parts, "words": parts.get("words", "")[:LONGEST_SEARCH]})


def wanted_by(asked: Asked) -> Wanted:
    """The filter as the records read it: regions and groups as the countries in them today."""
    statuses: tuple[Status, ...] = tuple(status for status in STATUSES if status == asked.status)
    return Wanted(
        countries=_countries_of(asked),
        unit=asked.unit,
        assistance=asked.type,
        urgency=int(asked.urgency) if asked.urgency else None,
        statuses=statuses,
        waiting_days=int(asked.age) if asked.age else 0,
        words=asked.words,
    )


def _countries_of(asked: Asked) -> frozenset[str] | None:
    if not (asked.country or asked.region or asked.group):
        return None
    if asked.country and not (asked.region or asked.group):
        return frozenset({asked.country})
    return frozenset(
        one.code
        for one in countries()
        if (not asked.country or one.code == asked.country)
        and (not asked.region or asked.region in regions_of(one))
        and (not asked.group or asked.group in groups_on(one, today()))
    )


def known_values() -> dict[str, frozenset[str]]:
    """What can be asked for in each part of a filter that has a list of values."""
    instrument = published()
    return {
        "country": frozenset(row.code for row in people.countries()),
        "region": frozenset(code for one in countries() for code in regions_of(one)),
        "group": frozenset(Group),
        "unit": frozenset(unit.code for unit in instrument.units),
        "type": frozenset(each.code for each in instrument.assistance_types),
        "urgency": frozenset(map(str, URGENCIES)),
        "status": frozenset(STATUSES),
        "age": frozenset(map(str, AGES)),
    }


def choices_of(names: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in these fields of a filter, as (value, words), everything first."""
    return {name: [("", _("All")), *found] for name, found in _choices().items() if name in names}


def _choices() -> dict[str, list[tuple[str, str]]]:
    instrument, language = published(), str(get_locale()).partition("_")[0]
    regions = dict.fromkeys(code for one in countries() for code in regions_of(one))
    return {
        "country": [(row.code, row.name) for row in people.countries()],
        "region": sorted(((code, region_name(code, language)) for code in regions), key=lambda one: one[1]),
        "group": [(group.value, _group_word(group)) for group in Group],
        "unit": [(unit.code, f"{unit.code} {unit.title}") for unit in instrument.units],
        "type": [(each.code, f"{each.code} {each.title}") for each in instrument.assistance_types],
        "urgency": [(str(each), register_words.urgency_word(each)) for each in URGENCIES],
        "status": [(each, register_words.status_word(each)) for each in STATUSES[2:]],
        "age": [(str(days), _("%(days)s days or more", days=days)) for days in AGES],
    }


def _group_word(group: Group) -> str:
    return {
        Group.LEAST_DEVELOPED: _("Least developed countries"),
        Group.LANDLOCKED: _("Landlocked developing countries"),
        Group.SMALL_ISLANDS: _("Small island developing States"),
    }[group]
