"""Support as IATI activities: valid by the rules of the standard, and each rule is seen to refuse."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import msgspec
import pytest

from questionnaire.assistance.releases import seen
from reports.register.iati import STATUS, Written, write_iati
from reports.register.iati_rules import LANG, SEQUENCE, broken_rules
from reports.register.records import ServedNeed, TakenSupport
from reports.register.sectors import sectors_of, shared_by_sector, shared_by_unit
from tests.reports.register.generated import (
    MADE_AT,
    REPORTING,
    STATEMENT,
    SUPPORT,
    WHOLE,
    support_at_random,
    taken,
)

TODAY = MADE_AT.date()


def written(*records: TakenSupport) -> bytes:
    """The file of these supports."""
    file = io.BytesIO()
    write_iati(file, STATEMENT, REPORTING, records)
    return file.getvalue()


def read(*records: TakenSupport) -> Element:
    """The same, read back."""
    return ET.fromstring(written(*records))  # noqa: S314  # our own file


def served(number: int = 7, **fields: Any) -> ServedNeed:
    """A need that support is for, with everything released."""
    shown = seen(msgspec.structs.replace(WHOLE, **fields), frozenset({"request", "gap"}))
    assert shown is not None
    return ServedNeed(number, "cybercrime-prevention", "1.0", shown)


def only(root: Element, path: str) -> Element:
    """The one element there."""
    [found] = root.findall(path)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_support_is_the_file_is_valid(seed: int) -> None:
    chance = random.Random(seed)
    records = [support_at_random(chance, number) for number in range(1, 31)]
    root = read(*records)
    assert broken_rules(root, TODAY) == []
    with_start = [record for record in records if record.start is not None]
    assert len(root.findall("iati-activity")) == len(with_start)
    left_out = root.find("{urn:cpsa:register:1}file")
    assert left_out is not None
    assert left_out.get("without-start") == str(len(records) - len(with_start))
    assert left_out.get("audience") == "unodc"
    assert written(*records) == written(*records)


def test_an_activity_says_what_the_register_knows() -> None:
    activity = only(read(SUPPORT), "iati-activity")
    assert activity.findtext("iati-identifier") == "XM-EXAMPLE-1-CPSA-4"
    assert only(activity, "reporting-org").attrib == {
        "ref": "XM-EXAMPLE-1",
        "type": "40",
        "secondary-reporter": "1",
    }
    assert only(activity, "participating-org").attrib == {
        "role": "1",
        "type": "80",
        "ref": "XI-EXAMPLE-7",
        "activity-id": "XI-EXAMPLE-7-001",
    }
    assert only(activity, "participating-org").findtext("narrative") == "Example Foundation"
    assert [(part.get("type"), part.get("iso-date")) for part in activity.findall("activity-date")] == [
        ("2", "2026-03-01"),
        ("3", "2028-02-29"),
    ]
    assert only(activity, "recipient-country").get("code") == "KE"
    sectors = [
        (part.get("vocabulary"), part.get("code"), part.get("percentage"))
        for part in activity.findall("sector")
    ]
    # Questions of a gap that was released: R10.4 is about virtual assets.
    assert sectors == [
        ("1", "15113", "33.34"),
        ("1", "15132", "33.33"),
        ("1", "15134", "33.33"),
        ("99", "R10", "100"),
    ]
    released = only(activity, "{urn:cpsa:register:1}release")
    assert released.attrib == {"sets": "costs desk support", "numbers": "3 5", "last-day": "2027-10-31"}


def test_the_amount_falls_on_years_and_adds_up_to_the_cent() -> None:
    activity = only(read(SUPPORT), "iati-activity")
    budgets = activity.findall("budget")
    starts, ends = (
        [only(budget, name).get("iso-date") for budget in budgets] for name in ("period-start", "period-end")
    )
    assert starts == ["2026-03-01", "2027-03-01"]
    assert ends == ["2027-02-28", "2028-02-29"]
    assert sum(Decimal(budget.findtext("value") or "") for budget in budgets) == Decimal("120000.50")
    assert {budget.get("status") for budget in budgets} == {"1"}


def test_what_was_not_released_is_not_in_it() -> None:
    given = msgspec.structs.replace(SUPPORT.given, parts=frozenset({"support"}))
    bare = msgspec.structs.replace(
        SUPPORT, given=given, needs=(), amount=None, currency="", external_id="", verified=None
    )
    content = written(bare).decode()
    for secret in ("120000", "USD", "XI-EXAMPLE-7-001", "R10", 'vocabulary="99"'):
        assert secret not in content
    assert '"15130" percentage="100"' in content


def test_a_file_without_a_start_has_no_activity_and_says_how_many_it_lacks() -> None:
    file = io.BytesIO()
    record = msgspec.structs.replace(SUPPORT, start=None)
    assert write_iati(file, STATEMENT, REPORTING, [record]) == Written(0, 1)


# `assistance.md`, Exchange: the status of each support.
STATUSES = [
    ("matched", "1"),
    ("in-delivery", "2"),
    ("delivered", "3"),
    ("closed", "4"),
    ("withdrawn", "5"),
    ("paused", "6"),
]


def test_every_status_has_its_code() -> None:
    assert list(STATUS.items()) == STATUSES


# Status, start, end; the types of the dates. Actual dates are never in the future.
DATES = [
    ("matched", date(2026, 1, 1), date(2026, 2, 1), ["1", "3"]),
    ("in-delivery", date(2026, 1, 1), date(2026, 2, 1), ["2", "3"]),
    ("in-delivery", date(2027, 1, 1), None, ["1"]),
    ("delivered", date(2026, 1, 1), date(2026, 2, 1), ["2", "4"]),
    ("closed", date(2026, 1, 1), date(2027, 2, 1), ["2", "3"]),
    ("paused", date(2026, 1, 1), None, ["1"]),
    ("withdrawn", date(2026, 1, 1), date(2026, 2, 1), ["1", "3"]),
]


@pytest.mark.parametrize(("status", "start", "end", "types"), DATES)
def test_a_date_is_an_actual_one_only_where_the_register_says_so(
    status: str, start: date, end: date | None, types: list[str]
) -> None:
    root = read(msgspec.structs.replace(SUPPORT, status=status, start=start, end=end))
    assert [part.get("type") for part in root.iter("activity-date")] == types


# `assistance.md`, Exchange: the purpose codes.
SECTORS = [
    ({"unit": "R01", "assistance": "TA01", "questions": ()}, {"15130"}),
    ({"unit": "R01", "assistance": "TA05", "questions": ()}, {"15132"}),
    ({"unit": "R10", "assistance": "TA06", "questions": ()}, {"15134"}),
    ({"unit": "R10", "assistance": "TA10", "questions": ("R10.4",)}, {"15113"}),
    ({"unit": "R11", "assistance": "TA10", "questions": ()}, {"15113"}),
    ({"unit": "R05", "assistance": "TA12", "questions": ()}, {"15180"}),
    ({"unit": "R12", "assistance": "TA16", "questions": ()}, {"15160"}),
    ({"unit": "R13", "assistance": "TA16", "questions": ()}, {"15160"}),
    ({"unit": "R08", "assistance": "TA13", "questions": ()}, {"22010"}),
    ({"unit": "R08", "assistance": "TA05", "questions": ()}, {"22010", "15132"}),
    ({"unit": "R04", "assistance": "TA11", "questions": (), "clauses": ("R04.h",)}, {"11110"}),
    ({"unit": "R04", "assistance": "TA07", "questions": (), "clauses": ("R04.h",)}, {"11130"}),
    ({"unit": "R04", "assistance": "TA07", "questions": (), "clauses": ("R04.a",)}, {"11220"}),
    ({"unit": "R04", "assistance": "TA11", "questions": (), "clauses": ("R04.c",)}, {"11420"}),
    ({"unit": "R04", "assistance": "TA11", "questions": (), "clauses": ("R04.e",)}, {"11130"}),
]


@pytest.mark.parametrize(("fields", "codes"), SECTORS)
def test_a_need_has_the_purpose_codes_of_its_recommendation_and_types(
    fields: dict[str, Any], codes: set[str]
) -> None:
    assert sectors_of(served(further=(), **fields)) == codes


@pytest.mark.parametrize("number", range(1, 12))
def test_percentages_add_to_exactly_a_hundred(number: int) -> None:
    chance = random.Random(number)
    needs = [each for _try in range(number) for each in support_at_random(chance, 1).needs]
    assert sum(share for _code, share in shared_by_sector(needs)) == 100
    assert sum(share for _code, share in shared_by_unit(needs)) == (100 if needs else 0)


# --- Every rule is seen to refuse ---------------------------------------------------------------------------

Change = Callable[[Element], object]


def _first(root: Element, path: str) -> Element:
    found = root.find(path)
    assert found is not None
    return found


def _set(path: str, name: str, value: str) -> Change:
    return lambda root: _first(root, path).set(name, value)


def _take(path: str, name: str) -> Change:
    return lambda root: _first(root, path).attrib.pop(name)


def _remove(path: str) -> Change:
    def change(root: Element) -> None:
        parent, _slash, tag = path.rpartition("/")
        inside = _first(root, parent)
        for part in inside.findall(tag):
            inside.remove(part)

    return change


def _say(path: str, text: str) -> Change:
    def change(root: Element) -> None:
        _first(root, path).text = text

    return change


def _last(root: Element) -> None:
    activity = _first(root, "iati-activity")
    part = activity[0]
    activity.remove(part)
    activity.append(part)


def _second(root: Element) -> None:
    root.insert(1, root[0])


def _unknown(root: Element) -> None:
    ET.SubElement(_first(root, "iati-activity"), "score")


def _after(root: Element) -> None:
    ET.SubElement(root, "score")


A = "iati-activity"
MANDATORY = [name for name, (least, _most) in SEQUENCE.items() if least]
BROKEN: list[tuple[Change, str]] = [
    (lambda root: root.set("version", "2.02"), "not iati-activities of version 2.03"),
    (lambda root: root.set("generated-datetime", "today"), "no date and time"),
    (lambda root: root.remove(root[0]), "the file has no activity"),
    (_after, "elements of other namespaces only"),
    (_second, "is not unique"),
    (_unknown, "score is not an element that we write"),
    (_last, "not in the order of the schema"),
    *[(_remove(f"{A}/{name}"), f"{name} occurs 0 times") for name in MANDATORY],
    (_remove(f"{A}/budget/value"), "a budget is period-start, period-end and value"),
    (_take(f"{A}/reporting-org", "type"), "reporting-org has no type"),
    (_take(f"{A}/participating-org", "role"), "participating-org has no role"),
    (_take(f"{A}/activity-date", "iso-date"), "activity-date has no iso-date"),
    (_take(f"{A}/budget/value", "value-date"), "value has no value-date"),
    (_set(f"{A}/activity-status", "code", "7"), "the code list does not know: 7"),
    (_set(f"{A}/participating-org", "type", "99"), "the code list does not know: 99"),
    (_set(f"{A}/sector", "code", "99999"), "not a purpose code that we use"),
    (_set(f"{A}/recipient-country", "code", "KEN"), "a code of two letters"),
    (_say(f"{A}/title/narrative", " "), "title has no narrative"),
    (_take(A, LANG), "in no language that is named"),
    (_remove(f"{A}/sector[@vocabulary='99']/narrative"), "our own vocabulary has no narrative"),
    (_set(f"{A}/activity-date", "iso-date", "2026-02-30"), "that is no date"),
    (_set(f"{A}/activity-date[@type='2']", "type", "3"), "no start, planned or actual"),
    (_set(f"{A}/activity-date[@type='2']", "iso-date", "2026-12-01"), "date 2 lies in the future"),
    (_set(f"{A}/sector", "percentage", "33.33"), "sectors of vocabulary 1 do not add to 100 percent"),
    (_set(f"{A}/sector", "percentage", "-1"), "have a percentage that is none"),
    (_take(f"{A}/sector", "percentage"), "have a percentage that is none"),
    (_remove(f"{A}/sector"), "there is no sector"),
    (_remove(f"{A}/recipient-country"), "no country or region that receives"),
    (_set(f"{A}/recipient-country", "percentage", "50"), "the countries do not add to 100 percent"),
    (_set(f"{A}/reporting-org", "ref", "XM/1"), "is no identifier"),
    (_say(f"{A}/iati-identifier", "XM-OTHER-4"), "does not begin with that of the reporting organisation"),
    (_set(f"{A}/budget/period-end", "iso-date", "2026-02-01"), "a budget ends before it begins"),
    (_set(f"{A}/budget/period-end", "iso-date", "2027-03-02"), "a budget is longer than a year"),
    (_say(f"{A}/budget/value", "much"), "a budget's value is no number"),
    (_set(f"{A}/budget/value", "currency", "dollars"), "in no currency"),
]


@pytest.mark.parametrize(("change", "problem"), BROKEN)
def test_every_rule_refuses_what_breaks_it(change: Change, problem: str) -> None:
    root = read(SUPPORT)
    assert broken_rules(root, TODAY) == []
    change(root)
    assert any(problem in each for each in broken_rules(root, TODAY)), broken_rules(root, TODAY)


def test_an_end_before_the_start_and_an_organisation_without_name_are_refused() -> None:
    root = read(msgspec.structs.replace(SUPPORT, status="matched", provider_id=""))
    _set(f"{A}/activity-date[@type='3']", "iso-date", "2026-01-01")(root)
    _remove(f"{A}/participating-org/narrative")(root)
    found = " ".join(broken_rules(root, TODAY))
    assert "date 3 lies before date 1" in found
    assert "a participating-org has neither ref nor narrative" in found


def test_the_needs_that_are_released_are_named() -> None:
    record = msgspec.structs.replace(SUPPORT, needs=(served(1, unit="R05"), served(2), served(3, unit="R05")))
    assert record.units == ("R05", "R10")
    assert [share for _code, share in shared_by_unit(record.needs)] == [Decimal("66.67"), Decimal("33.33")]
    assert taken().need.unit == "R10"
