"""Reads a table of the report's HTML. Columns that hold nothing but pictures are left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import msgspec

from reports.word.blocks import Block, Cell, Paragraph, Row, Table

Element: TypeAlias = Any
Reader: TypeAlias = Callable[[Element], Iterator[Block]]

PAGE_WIDTH = 170.0
NARROWEST = 12.0
# The column that takes what the others leave holds sentences.
NARROWEST_ALONE = 32.0
# Words in the fonts of a word processor are wider than in those of the PDF.
ROOM = 1.12
# A column that was as wide as what is drawn in it, and holds a few words beside.
BESIDE_A_DRAWING = 28.0
_WIDTH = re.compile(r"\bw(\d+)\b")


def table(element: Element, read: Reader) -> Iterator[Block]:
    """The caption, if there is one, and the table."""
    caption = element.find("caption")
    if caption is not None:
        for block in read(caption):
            if isinstance(block, Paragraph):
                yield msgspec.structs.replace(block, role="caption")
    rows = [_row(row, read) for row in element.iter("tr")]
    given = [_given_width(head) for head in next(element.iter("tr"), ())]
    columns = sum(cell.columns for cell in rows[0].cells) if rows else 0
    given += [0.0] * (columns - len(given))
    drawn = {column for column in range(columns) if _is_drawn(rows, column)}
    kept = [width for column, width in enumerate(given) if column not in drawn]
    yield Table(tuple(_without(row, drawn) for row in rows), _shared(kept))


def _row(element: Element, read: Reader) -> Row:
    group = element.getparent()
    return Row(
        tuple(_cell(cell, read) for cell in element),
        repeats=group.tag == "thead",
        is_group="group" in group.get("class", "").split(),
    )


def _cell(element: Element, read: Reader) -> Cell:
    blocks = read(element)
    paragraphs = tuple(block for block in blocks if isinstance(block, Paragraph) and block.text.strip())
    if element.get("id"):
        named = msgspec.structs.replace(paragraphs[0], names=(element.get("id"),))
        paragraphs = (named, *paragraphs[1:])
    return Cell(
        paragraphs,
        columns=int(element.get("colspan", "1")),
        is_head=element.tag == "th",
        is_figure="number" in element.get("class", "").split(),
    )


def _is_drawn(rows: list[Row], column: int) -> bool:
    """Whether no cell below the heading of the column has words, and there are such cells."""
    below = [cell for row in rows if not row.repeats for cell in _alone_in(row, column)]
    return bool(below) and not any(cell.paragraphs for cell in below)


def _alone_in(row: Row, column: int) -> Iterator[Cell]:
    start = 0
    for cell in row.cells:
        if start == column and cell.columns == 1:
            yield cell
        start += cell.columns


def _without(row: Row, drawn: set[int]) -> Row:
    """The row without those columns."""
    cells, start = [], 0
    for cell in row.cells:
        left = sum(column not in drawn for column in range(start, start + cell.columns))
        start += cell.columns
        if left:
            cells.append(msgspec.structs.replace(cell, columns=left))
    return msgspec.structs.replace(row, cells=tuple(cells))


def _given_width(head: Element) -> float:
    found = _WIDTH.search(head.get("class", ""))
    given = float(found[1]) * ROOM if found else 0.0
    return min(given, BESIDE_A_DRAWING) if head.find_class("axis") else given


def _shared(widths: list[float]) -> tuple[float, ...]:
    """Widths that fill the page: those given, and the rest shared by the others."""
    open_columns = widths.count(0.0)
    if open_columns:
        narrowest = NARROWEST_ALONE if open_columns == 1 else NARROWEST
        share = max(narrowest, (PAGE_WIDTH - sum(widths)) / open_columns)
        widths = [width or share for width in widths]
    scale = PAGE_WIDTH / sum(widths) if widths else 1.0
    return tuple(width * scale for width in widths)
