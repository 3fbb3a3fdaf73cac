"""The columns of the register's files, as data: one table for CSV, XLSX, JSON and the schema.

Hashtags are those of the Humanitarian Exchange Language, version 1.1 final
(hxlstandard.org/standard/1-1final/dictionary): core hashtags only. Attributes are its own (+code, +name, +id,
+num, +start, +end, +type, +list, +v_iso3) and such as the standard lets everybody add: lower-case letters,
digits and underscores (hxlstandard.org/standard/1-1final/tagging).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date
from decimal import Decimal
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

from reports.register.records import Given, Part, TakenNeed, TakenSupport

Form = Literal["text", "code", "codes", "number", "count", "amount", "date", "truth"]
Value: TypeAlias = str | int | float | Decimal | date | bool | tuple[str | int, ...] | None
Record = TypeVar("Record", TakenNeed, TakenSupport)


class Column(msgspec.Struct, Generic[Record], frozen=True):
    """One column: its name in every format, its hashtag, what it holds, and the part of the record that it
    belongs to; "" where it is in every file.
    """

    name: str
    tag: str
    form: Form
    part: Part | Literal[""]
    of: Callable[[Record], Value]


def values(columns: tuple[Column[Record], ...], record: Record) -> Iterator[tuple[Column[Record], Value]]:
    """Each column that was released of this record, with its value: None where nothing was decided."""
    for column in columns:
        if not column.part or column.part in record.given.parts:
            yield column, column.of(record)


def _of_need(name: str, tag: str, form: Form, part: Part, field: str = "") -> Column[TakenNeed]:
    def read(record: TakenNeed) -> Value:
        value: Value = getattr(record.need, field or name)
        return value

    return Column(name, tag, form, part, read)


def _of_gap(name: str, tag: str, form: Form, field: str) -> Column[TakenNeed]:
    def read(record: TakenNeed) -> Value:
        return getattr(record.need.gap, field) if record.need.gap else None

    return Column(name, tag, form, "gap", read)


def _of_support(
    name: str, tag: str, form: Form, part: Part | Literal[""], field: str = ""
) -> Column[TakenSupport]:
    def read(record: TakenSupport) -> Value:
        value: Value = getattr(record, field or name)
        return value

    return Column(name, tag, form, part, read)


def _parts(record: Any) -> Value:
    given: Given = record.given
    return tuple(sorted(given.parts))


# What lets a reader see a record stands beside it, so that a row that was copied elsewhere still says it.
_LEAVE: tuple[Column[Any], ...] = (
    Column("sets", "#meta+sets+list", "codes", "", _parts),
    Column("releases", "#meta+releases+list", "codes", "", lambda record: record.given.releases),
    Column("released_until", "#date+released+end", "date", "", lambda record: record.given.last_day),
)


NEED_COLUMNS: tuple[Column[TakenNeed], ...] = (
    Column("need", "#need+id", "count", "", lambda record: record.number),
    Column("country", "#country+code+v_iso3", "code", "", lambda record: record.country),
    Column("country_name", "#country+name", "text", "", lambda record: record.country_name),
    _of_need("title", "#need+name", "text", "request"),
    Column("status", "#status+code", "code", "request", lambda record: record.status),
    Column(
        "status_since",
        "#date+status",
        "date",
        "request",
        lambda record: record.status_since.astimezone(UTC).date(),
    ),
    _of_need("unit", "#sector+code", "code", "request"),
    _of_need("clauses", "#subsector+code+list", "codes", "request"),
    _of_need("assistance", "#service+code", "code", "request"),
    _of_need("further", "#service+code+further+list", "codes", "request"),
    _of_need("objective", "#description+objective", "text", "request"),
    _of_need("urgency", "#severity+code", "count", "request"),
    _of_need("languages", "#description+languages", "text", "request"),
    _of_need("delivery", "#modality+code", "code", "request"),
    _of_need("wanted_by", "#date+wanted+end", "date", "request"),
    _of_need("office", "#org+name", "text", "request"),
    Column("instrument", "#meta+instrument+code", "code", "request", lambda record: record.instrument),
    Column(
        "instrument_version", "#meta+instrument+version", "code", "request", lambda record: record.version
    ),
    _of_need("description", "#description", "text", "details"),
    _of_need("beneficiaries", "#beneficiary+type+code+list", "codes", "details"),
    _of_need("people", "#targeted+band+code", "code", "details"),
    _of_need("end_users", "#beneficiary+end_users+name", "text", "details"),
    _of_need("urgency_reason", "#description+urgency", "text", "details"),
    _of_need("constraints", "#description+constraints", "text", "details"),
    _of_need("conditions", "#description+conditions", "text", "details"),
    _of_need("indicator", "#indicator+name", "text", "details"),
    _of_need("cost", "#value+band+code+usd", "code", "costs"),
    _of_need("contribution", "#capacity+contribution", "text", "costs"),
    _of_gap("gap_low", "#indicator+gap+min+num", "number", "low"),
    _of_gap("gap_high", "#indicator+gap+max+num", "number", "high"),
    _of_gap("gap_target", "#indicator+target+num", "number", "target"),
    _of_gap("gap_on", "#date+gap", "date", "on"),
    _of_gap("gap_place", "#indicator+rank+num", "count", "place"),
    _of_need("questions", "#indicator+code+list", "codes", "gap"),
    _of_need("baseline", "#indicator+baseline", "text", "gap"),
    _of_need("rights_note", "#description+rights", "text", "rights"),
    *_LEAVE,
)

SUPPORT_COLUMNS: tuple[Column[TakenSupport], ...] = (
    _of_support("support", "#activity+id", "count", "", "number"),
    _of_support("country", "#country+code+v_iso3", "code", ""),
    _of_support("country_name", "#country+name", "text", ""),
    _of_support("title", "#activity+name", "text", "support"),
    Column(
        "needs",
        "#need+id+list",
        "codes",
        "support",
        lambda record: tuple(served.number for served in record.needs),
    ),
    _of_support("units", "#sector+code+list", "codes", "support"),
    _of_support("provider", "#org+provider+name", "text", "support"),
    _of_support("provider_id", "#org+provider+id", "code", "support"),
    _of_support("provider_type", "#org+provider+type+code", "code", "support"),
    _of_support("role", "#org+provider+role+code", "code", "support"),
    _of_support("status", "#status+code", "code", "support"),
    _of_support("start", "#date+start", "date", "support"),
    _of_support("end", "#date+end", "date", "support"),
    _of_support("share", "#indicator+share+pct+num", "count", "support"),
    _of_support("amount", "#value+amount+num", "amount", "costs"),
    _of_support("currency", "#currency+code", "code", "costs"),
    _of_support("external_id", "#activity+external+id", "code", "desk"),
    _of_support("verified", "#status+verified", "truth", "desk"),
    *_LEAVE,
)
