"""Records as a workbook (XLSX): a sheet about the file, and one with a row for each record.

What people typed is text that nothing computes; figures and dates are figures and dates.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.register.columns import Column, Record, Value, values
from reports.register.delimited import OF_THE_FILE, as_text, moment
from reports.register.records import Statement, TooManyRecords
from reports.workbook.cells import in_cells

# The same records give the same bytes; the date that matters is on the first sheet.
FILE_DATE = datetime(2020, 1, 1)  # noqa: DTZ001  # the format knows no time zone
GOES_ON = " [goes on in cell {cell}]"
ROWS_OF_HEADINGS = 2
# What a worksheet holds.
MOST_RECORDS = 1_048_576 - ROWS_OF_HEADINGS
WIDTH = 18


def write_xlsx(
    file: IO[bytes],
    statement: Statement,
    form: str,
    columns: tuple[Column[Record], ...],
    records: Iterable[Record],
) -> int:
    """Writes the records as they come; returns how many there were. `TooManyRecords` if they do not fit.

    Rows wait in files of their own, not in memory. A text too long for a cell goes on in cells beyond the
    last column, and says in which.
    """
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "use_zip64": True,
        }
        with Workbook(file, options) as book:
            book.set_properties({"title": form, "created": FILE_DATE})
            _about(book.add_worksheet("About"), statement, form)
            return _Rows(book, columns).write(records)


def _about(sheet: Worksheet, statement: Statement, form: str) -> None:
    sheet.set_column(0, 1, 2 * WIDTH)
    said = (statement.audience, moment(statement), form)
    for row, ((name, _tag), text) in enumerate(zip(OF_THE_FILE, said, strict=True)):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)


class _Rows:
    def __init__(self, book: Any, columns: tuple[Column[Any], ...]) -> None:
        self._columns = columns
        self._places = {column.name: place for place, column in enumerate(columns)}
        self._sheet: Worksheet = book.add_worksheet("Records")
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        head = book.add_format({"bold": True})
        self._sheet.freeze_panes(ROWS_OF_HEADINGS, 1)
        self._sheet.set_column(0, len(columns) - 1, WIDTH)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.name, head)
        for place, column in enumerate(columns):
            self._sheet.write_string(1, place, column.tag)

    def write(self, records: Iterable[Any]) -> int:
        number = 0
        for number, record in enumerate(records, start=1):
            if number > MOST_RECORDS:
                raise TooManyRecords(f"a worksheet holds {MOST_RECORDS} records")
            free, row = len(self._columns), number + ROWS_OF_HEADINGS - 1
            for column, value in values(self._columns, record):
                free = self._write(row, self._places[column.name], value, free)
        return number

    def _write(self, row: int, place: int, value: Value, free: int) -> int:
        """Writes one value; returns the first column beyond the last that is still free in this row."""
        if value is None or value == "":
            return free
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self._sheet.write_number(row, place, float(value))
            return free
        if isinstance(value, date):
            self._sheet.write_datetime(row, place, datetime.combine(value, time.min), self._day)
            return free
        parts = in_cells(as_text(value))
        places = [place, *range(free, free + len(parts) - 1)]
        for order, (column, part) in enumerate(zip(places, parts, strict=True)):
            note = "".join(
                GOES_ON.format(cell=xl_rowcol_to_cell(row, following))
                for following in places[order + 1 : order + 2]
            )
            self._sheet.write_string(row, column, part + note)
        return free + len(parts) - 1
