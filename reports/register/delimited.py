"""Records as CSV, one row each, with the row of hashtags below the names of the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import IO

from reports.register.columns import Column, Record, Value, values
from reports.register.records import Statement

# What a cell must not begin with, or a spreadsheet program calculates it.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BETWEEN_CODES = "|"
# What the file says of itself stands in every row: a CSV file has no other place for it.
OF_THE_FILE = (
    ("audience", "#meta+audience"),
    ("made_at", "#date+exported"),
    ("format", "#meta+format+version"),
)


def inert(cell: str) -> str:
    """The text of a cell; one that would begin a formula gets an apostrophe in front, which makes it text."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def as_text(value: Value) -> str:
    """A value as text: dates as ISO 8601, codes with a bar between them, nothing for what is not there."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return BETWEEN_CODES.join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def write_csv(
    file: IO[bytes],
    statement: Statement,
    form: str,
    columns: tuple[Column[Record], ...],
    records: Iterable[Record],
) -> int:
    """Writes the records as they come, in UTF-8 with its mark; returns how many there were."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow([*(column.name for column in columns), *(name for name, _tag in OF_THE_FILE)])
    rows.writerow([*(column.tag for column in columns), *(tag for _name, tag in OF_THE_FILE)])
    of_the_file: list[str] = [inert(statement.audience), moment(statement), form]
    number = 0
    for record in records:
        number += 1
        shown: dict[str, str] = {
            column.name: inert(as_text(value)) for column, value in values(columns, record)
        }
        rows.writerow([*(shown.get(column.name, "") for column in columns), *of_the_file])
    text.detach()
    return number


def moment(statement: Statement) -> str:
    """When the file was made, as text."""
    return statement.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
