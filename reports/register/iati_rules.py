"""Rules of the IATI activity standard 2.03 that our files must keep, written down from the standard.

Sources: the schema `iati-activities-schema.xsd` of version 2.03 (order, occurrence, attributes), its code
lists, and the rules `standard.json` of the IATI rulesets (dates, sums, patterns). They cover the elements
that we write, and refuse every other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from reports.register.sectors import SECTORS

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Schema, element iati-activity: the sequence, with how many of each at least and at most.
SEQUENCE: dict[str, tuple[int, int | None]] = {
    "iati-identifier": (1, 1),
    "reporting-org": (1, 1),
    "title": (1, 1),
    "description": (1, None),
    "participating-org": (1, None),
    "activity-status": (1, 1),
    "activity-date": (1, None),
    "recipient-country": (0, None),
    "sector": (0, None),
    "budget": (0, None),
}
# Schema: attributes with use="required".
REQUIRED = {
    "reporting-org": ("ref", "type"),
    "participating-org": ("role",),
    "activity-status": ("code",),
    "activity-date": ("iso-date", "type"),
    "recipient-country": ("code",),
    "sector": ("code",),
    "period-start": ("iso-date",),
    "period-end": ("iso-date",),
    "value": ("value-date",),
}
_ORGANISATIONS = frozenset(
    ("10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90")
)
# Code lists ActivityStatus, ActivityDateType, OrganisationRole, OrganisationType, SectorVocabulary,
# BudgetType, BudgetStatus, DescriptionType: the codes of each attribute.
CODES: dict[tuple[str, str], frozenset[str]] = {
    ("activity-status", "code"): frozenset("123456"),
    ("activity-date", "type"): frozenset("1234"),
    ("participating-org", "role"): frozenset("1234"),
    ("participating-org", "type"): _ORGANISATIONS,
    ("reporting-org", "type"): _ORGANISATIONS,
    ("reporting-org", "secondary-reporter"): frozenset({"0", "1", "true", "false"}),
    ("sector", "vocabulary"): frozenset({"1", "99"}),
    ("budget", "type"): frozenset("12"),
    ("budget", "status"): frozenset("12"),
    ("description", "type"): frozenset("1234"),
}
# Rulesets, regex_matches: identifiers have none of these.
IDENTIFIER = re.compile(r"[^/&|?\s]+")
LONGEST_PERIOD_IN_DAYS = 366
PLACES_OF_COUNTRY, PLACES_OF_CURRENCY = 2, 3


def broken_rules(root: Element, today: date) -> list[str]:
    """What the file breaks, each with the activity; nothing if it is valid as of that day."""
    found = list(_of_the_file(root))
    for activity in root.iter("iati-activity"):
        name = activity.findtext("iati-identifier") or "?"
        for rule in RULES:
            found += [f"{name}: {problem}" for problem in rule(activity, today)]
    return found


def _of_the_file(root: Element) -> Iterator[str]:
    if root.tag != "iati-activities" or root.get("version") != "2.03":
        yield "the file is not iati-activities of version 2.03"
    if not _is_moment(root.get("generated-datetime", "")):
        yield "generated-datetime is no date and time"
    kinds = [_kind(part) for part in root]
    activities = kinds.count("iati-activity")
    if not activities:
        yield "the file has no activity"
    if kinds != ["iati-activity"] * activities + ["other"] * (len(kinds) - activities):
        yield "after the activities come elements of other namespaces only"
    counted = Counter(each.findtext("iati-identifier") for each in root.iter("iati-activity"))
    for name, number in counted.items():
        if number > 1:
            yield f"the identifier {name} is not unique"


def _sequence(activity: Element, _today: date) -> Iterator[str]:
    kinds = [_kind(part) for part in activity]
    order = [*SEQUENCE, "other"]
    for kind in sorted(set(kinds) - set(order)):
        yield f"{kind} is not an element that we write"
    places = [order.index(kind) for kind in kinds if kind in order]
    if places != sorted(places):
        yield "the elements are not in the order of the schema"
    for name, (least, most) in SEQUENCE.items():
        if kinds.count(name) < least or (most is not None and kinds.count(name) > most):
            yield f"{name} occurs {kinds.count(name)} times"
    for budget in activity.findall("budget"):
        if [part.tag for part in budget] != ["period-start", "period-end", "value"]:
            yield "a budget is period-start, period-end and value"


def _attributes(activity: Element, _today: date) -> Iterator[str]:
    for part in activity.iter():
        for name in REQUIRED.get(part.tag, ()):
            if not part.get(name):
                yield f"{part.tag} has no {name}"


def _code_lists(activity: Element, _today: date) -> Iterator[str]:
    for (tag, name), codes in CODES.items():
        for part in activity.iter(tag):
            if part.get(name) is not None and part.get(name) not in codes:
                yield f"{tag} has a {name} that the code list does not know: {part.get(name)}"
    for sector in activity.findall("sector"):
        if sector.get("vocabulary", "1") == "1" and sector.get("code") not in SECTORS:
            yield f"{sector.get('code')} is not a purpose code that we use"
    for place in activity.findall("recipient-country"):
        if not _is_letters(place.get("code", ""), PLACES_OF_COUNTRY):
            yield "a country is a code of two letters (ISO 3166-1 alpha-2)"


def _narratives(activity: Element, _today: date) -> Iterator[str]:
    for tag in ("reporting-org", "title", "description"):
        for part in activity.findall(tag):
            if not (part.findtext("narrative") or "").strip():
                yield f"{tag} has no narrative"
    if activity.get(LANG) is None and any(each.get(LANG) is None for each in activity.iter("narrative")):
        yield "a narrative is in no language that is named"
    for part in activity.findall("participating-org"):
        if not part.get("ref") and not (part.findtext("narrative") or "").strip():
            yield "a participating-org has neither ref nor narrative"
    for part in activity.findall("sector"):
        if part.get("vocabulary") == "99" and not part.findtext("narrative"):
            yield "a sector of our own vocabulary has no narrative"


def _dates(activity: Element, today: date) -> Iterator[str]:
    for part in activity.iter():
        for name in ("iso-date", "value-date"):
            if part.get(name) and _day(part.get(name)) is None:
                yield f"{part.tag} has a {name} that is no date"
    days = {part.get("type"): _day(part.get("iso-date")) for part in activity.findall("activity-date")}
    if not {"1", "2"} & set(days):
        yield "there is no start, planned or actual"
    for first, last in (("1", "3"), ("2", "4")):
        if (start := days.get(first)) and (end := days.get(last)) and end < start:
            yield f"date {last} lies before date {first}"
    for kind in ("2", "4"):
        if (day := days.get(kind)) and day > today:
            yield f"the actual date {kind} lies in the future"


def _percentages(activity: Element, _today: date) -> Iterator[str]:
    vocabularies = {part.get("vocabulary", "1") for part in activity.findall("sector")}
    if not vocabularies:
        yield "there is no sector"
    for vocabulary in sorted(vocabularies):
        parts = [part for part in activity.findall("sector") if part.get("vocabulary", "1") == vocabulary]
        yield from _of_a_hundred(parts, f"the sectors of vocabulary {vocabulary}")
    places = activity.findall("recipient-country")
    if not places:
        yield "there is no country or region that receives"
    else:
        yield from _of_a_hundred(places, "the countries")


def _of_a_hundred(parts: list[Element], what: str) -> Iterator[str]:
    shares = [_number(part.get("percentage", "100" if len(parts) == 1 else "")) for part in parts]
    if None in shares or any(share is not None and not 0 <= share <= 100 for share in shares):
        yield f"{what} have a percentage that is none"
    elif sum(share for share in shares if share is not None) != 100:
        yield f"{what} do not add to 100 percent"


def _identifiers(activity: Element, _today: date) -> Iterator[str]:
    own = activity.findtext("iati-identifier") or ""
    ref = next((part.get("ref", "") for part in activity.findall("reporting-org")), "")
    refs = [part.get("ref") for part in activity.findall("participating-org") if part.get("ref") is not None]
    for each in (own, ref, *refs):
        if not IDENTIFIER.fullmatch(each or ""):
            yield f"{each!r} is no identifier"
    if not own.startswith(f"{ref}-"):
        yield "the identifier does not begin with that of the reporting organisation"


def _budgets(activity: Element, _today: date) -> Iterator[str]:
    for budget in activity.findall("budget"):
        days = [_day(_attribute(budget, name, "iso-date")) for name in ("period-start", "period-end")]
        start, end = days
        if start and end and end < start:
            yield "a budget ends before it begins"
        if start and end and (end - start).days + 1 > LONGEST_PERIOD_IN_DAYS:
            yield "a budget is longer than a year"
        if _number(budget.findtext("value") or "") is None:
            yield "a budget's value is no number"
        currency = _attribute(budget, "value", "currency") or activity.get("default-currency", "")
        if not _is_letters(currency, PLACES_OF_CURRENCY):
            yield "a budget's value is in no currency (ISO 4217)"


RULES: tuple[Callable[[Element, date], Iterator[str]], ...] = (
    _sequence,
    _attributes,
    _code_lists,
    _narratives,
    _dates,
    _percentages,
    _identifiers,
    _budgets,
)


def _kind(part: Element) -> str:
    return "other" if part.tag.startswith("{") else part.tag


def _attribute(parent: Element, tag: str, name: str) -> str:
    part = parent.find(tag)
    return "" if part is None else part.get(name, "")


def _is_letters(code: str, places: int) -> bool:
    return re.fullmatch(f"[A-Z]{{{places}}}", code) is not None


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
