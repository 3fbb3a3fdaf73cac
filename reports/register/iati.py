"""Support as activities of IATI, version 2.03. Needs are none: the standard describes activities.

Each activity says in elements of a namespace of our own, which the standard allows at its end, which releases
let its reader see it; the end of the file says for whom it is and how many records it leaves out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import IO
from xml.etree import ElementTree as ET

import msgspec
from babel.core import get_global

from questionnaire.assistance.support import ProviderType, Role, SupportStatus
from reports.register.delimited import moment
from reports.register.records import ReportingOrganisation, Statement, TakenSupport
from reports.register.sectors import Share, shared_by_sector, shared_by_unit

VERSION = "2.03"
FORMAT = "iati-activities/2.03"
NAMESPACE = "urn:cpsa:register:1"
DAC, OUR_OWN = "1", "99"
# Narratives are in the language in which UNODC keeps the register.
LANGUAGE = "en"

# Code lists ActivityStatus, OrganisationRole, OrganisationType and ActivityDateType of the standard. For
# non-governmental organisations it asks whether they are international, national or regional, which the
# register does not know: they go without a type.
STATUS: dict[SupportStatus, str] = {
    "matched": "1",
    "in-delivery": "2",
    "delivered": "3",
    "closed": "4",
    "withdrawn": "5",
    "paused": "6",
}
ROLE: dict[Role, str] = {
    "funding": "1",
    "coordinating": "2",
    "implementing": "4",
    "expertise": "4",
    "equipment": "4",
}
TYPE: dict[ProviderType, str] = {
    "government": "10",
    "united-nations": "40",
    "regional": "40",
    "development-bank": "40",
    "private": "70",
    "academic": "80",
}
BEGUN: frozenset[SupportStatus] = frozenset({"in-delivery", "delivered", "closed"})
OVER: frozenset[SupportStatus] = frozenset({"delivered", "closed"})
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"


class Written(msgspec.Struct, frozen=True):
    """How many activities a file has, and how many records have no start, without which there is none."""

    activities: int
    left_out: int


def write_iati(
    file: IO[bytes], statement: Statement, reporting: ReportingOrganisation, records: Iterable[TakenSupport]
) -> Written:
    """Writes the records as they come. A file without any activity is not valid: ask what it returns."""
    activities, left_out = 0, 0
    file.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<iati-activities version="{VERSION}" generated-datetime="{moment(statement)}" '
        f'xmlns:cpsa="{NAMESPACE}">\n'.encode()
    )
    for record in records:
        if record.start is None:
            left_out += 1
            continue
        activities += 1
        file.write(_encoded(activity(record, reporting, statement.made_at.date())))
    end = ET.Element(
        "cpsa:file",
        {"audience": statement.audience, "format": FORMAT, "without-start": str(left_out)},
    )
    file.write(_encoded(end) + b"</iati-activities>\n")
    return Written(activities, left_out)


def activity(record: TakenSupport, reporting: ReportingOrganisation, today: date) -> ET.Element:
    """One support as an activity, its elements in the order of the standard. It must have a start."""
    made = ET.Element("iati-activity", {"xml:lang": LANGUAGE})
    budgets = list(_budgets(record))
    if budgets:
        made.set("default-currency", record.currency)
    _add(made, "iati-identifier").text = f"{reporting.identifier}-CPSA-{record.number}"
    is_own = bool(record.provider_id) and record.provider_id == reporting.identifier
    attributes = {
        "ref": reporting.identifier,
        "type": reporting.type,
        "secondary-reporter": "0" if is_own else "1",
    }
    _say(_add(made, "reporting-org", **attributes), reporting.name)
    _say(_add(made, "title"), record.title)
    _say(_add(made, "description", type="1"), _description(record))
    made.append(_provider(record))
    _add(made, "activity-status", code=STATUS[record.status])
    for kind, day in _dates(record, today):
        _add(made, "activity-date", **{"iso-date": day.isoformat(), "type": kind})
    [alpha2] = get_global("territory_aliases")[record.country]
    _add(made, "recipient-country", code=alpha2, percentage="100")
    made.extend(_sectors(record))
    made.extend(budgets)
    released = _add(made, "cpsa:release", sets=" ".join(sorted(record.given.parts)))
    released.set("numbers", " ".join(map(str, record.given.releases)))
    if record.given.last_day:
        released.set("last-day", record.given.last_day.isoformat())
    return made


def _description(record: TakenSupport) -> str:
    about = f" on {', '.join(record.units)}" if record.units else ""
    return f"Assistance to {record.country_name} in preventing cybercrime{about}, given upon its request."


def _provider(record: TakenSupport) -> ET.Element:
    made = ET.Element("participating-org", {"role": ROLE[record.role]})
    if record.provider_type in TYPE:
        made.set("type", TYPE[record.provider_type])
    if record.provider_id:
        made.set("ref", record.provider_id)
    if record.external_id:
        made.set("activity-id", record.external_id)
    _say(made, record.provider)
    return made


def _dates(record: TakenSupport, today: date) -> Iterator[tuple[str, date]]:
    """Start and end. They are actual ones where the support says so and the day has come, else planned."""
    if record.start is not None:
        has_begun = record.status in BEGUN and record.start <= today
        yield ACTUAL_START if has_begun else PLANNED_START, record.start
    if record.end is not None:
        is_over = record.status in OVER and record.end <= today
        yield ACTUAL_END if is_over else PLANNED_END, record.end


def _sectors(record: TakenSupport) -> Iterator[ET.Element]:
    for code, percent in shared_by_sector(record.needs):
        yield _sector(DAC, (code, percent))
    instruments = sorted({(served.instrument, served.version) for served in record.needs})
    for code, percent in shared_by_unit(record.needs):
        made = _sector(OUR_OWN, (code, percent))
        # Codes of units keep their meaning from version to version: one version names them all.
        made.set("vocabulary-uri", "urn:cpsa:instrument:" + ":".join(instruments[-1]))
        _say(made, f"Recommendation {code}")
        yield made


def _sector(vocabulary: str, share: Share) -> ET.Element:
    code, percent = share
    return ET.Element("sector", {"vocabulary": vocabulary, "code": code, "percentage": str(percent)})


def _budgets(record: TakenSupport) -> Iterator[ET.Element]:
    """The amount over the days of the support, one budget for each year, since none may be longer. How it
    falls on the years is an estimate, and its status says so; together they are the amount to the cent.
    """
    if record.amount is None or not record.currency or record.start is None or record.end is None:
        return
    days = (record.end - record.start).days + 1
    given = Decimal()
    for first, last in _years(record.start, record.end):
        until = record.amount * ((last - record.start).days + 1) / days
        until = record.amount if last == record.end else until.quantize(Decimal("0.01"), ROUND_FLOOR)
        made = ET.Element("budget", {"type": "1", "status": "1"})
        _add(made, "period-start", **{"iso-date": first.isoformat()})
        _add(made, "period-end", **{"iso-date": last.isoformat()})
        value = _add(made, "value", currency=record.currency, **{"value-date": first.isoformat()})
        value.text = str(until - given)
        given = until
        yield made


def _years(start: date, end: date) -> Iterator[tuple[date, date]]:
    first = start
    for number in itertools.count(1):
        following = _years_after(start, number)
        yield first, min(end, following - timedelta(1))
        first = following
        if first > end:
            return


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _add(parent: ET.Element, name: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, name, attributes)


def _say(parent: ET.Element, text: str) -> None:
    _add(parent, "narrative").text = text


def _encoded(element: ET.Element) -> bytes:
    written: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=False)
    return written + b"\n"
