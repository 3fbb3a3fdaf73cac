"""Tables into worksheets: text as text, figures as numbers, and nothing cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, TypeAlias

import msgspec
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.content.wording import Wording

CELL_LIMIT = 32_767
ROOM_FOR_REFERENCE = 100

Form = Literal["text", "count", "points", "share", "worth", "day", "number"]
# How a column's figures are shown; the cell holds them unrounded.
NUMBER_FORMATS: dict[Form, str] = {
    "count": "0",
    "points": "0.0",
    "share": "0%",
    "worth": "0.00",
    "day": "yyyy-mm-dd",
    "number": "General",
}

Value: TypeAlias = str | float | date | None


class Column(msgspec.Struct, frozen=True):
    """One column: its heading, its width in characters, what it holds, and the form of its figures."""

    head: str
    width: int
    meaning: str
    form: Form = "text"


class Table(msgspec.Struct, frozen=True):
    """One worksheet. The first `kept` columns stay in view beside the heading row."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    kept: int = 0


def in_cells(text: str) -> list[str]:
    """The text cut into parts that fit a cell together with the words on where it goes on.

    The limit counts UTF-16 units, as the format does, and no character is cut in two.
    """
    if _units(text) <= CELL_LIMIT:
        return [text]
    parts, start, used = [], 0, 0
    for place, character in enumerate(text):
        size = _units(character)
        if used + size > CELL_LIMIT - ROOM_FOR_REFERENCE:
            parts.append(text[start:place])
            start, used = place, 0
        used += size
    return [*parts, text[start:]]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Sheets:
    """Writes one table after the other, each on a sheet of its own."""

    def __init__(self, book: Any, wording: Wording) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._figures = {
            form: book.add_format({"num_format": shown, "valign": "top"})
            for form, shown in NUMBER_FORMATS.items()
        }
        self._goes_on = wording.gettext(" [goes on in cell {cell}]")

    def add(self, table: Table) -> None:
        """A sheet with a heading row that stays in view, and a filter on every column."""
        sheet: Worksheet = self._book.add_worksheet(table.name)
        sheet.freeze_panes(1, table.kept)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        # Printed across one page, with the headings again on each.
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, column.head, self._head)
        for number, row in enumerate(table.rows, start=1):
            self._write_row(sheet, number, row, table.columns)

    def _write_row(
        self, sheet: Worksheet, number: int, row: Sequence[Value], columns: Sequence[Column]
    ) -> None:
        """One row; what does not fit a cell goes on beyond the last column, so that no column shifts."""
        free = len(columns)
        for place, (value, column) in enumerate(zip(row, columns, strict=True)):
            if value is None:
                continue
            if isinstance(value, str):
                free = self._write_text(sheet, number, place, value, free)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, self._figures[column.form])
            else:
                sheet.write_number(number, place, value, self._figures[column.form])

    def _write_text(self, sheet: Worksheet, number: int, place: int, text: str, free: int) -> int:
        """Writes a text from its place on; returns the first column beyond it that is still free."""
        parts = in_cells(text)
        places = [place, *range(free, free + len(parts) - 1)]
        for order, (column, part) in enumerate(zip(places, parts, strict=True)):
            note = "".join(
                self._goes_on.format(cell=xl_rowcol_to_cell(number, following))
                for following in places[order + 1 : order + 2]
            )
            sheet.write_string(number, column, part + note, self._text)
        return free + len(parts) - 1
