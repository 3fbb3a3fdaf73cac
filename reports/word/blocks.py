"""What a text document is made of: paragraphs of runs, and tables of paragraphs."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec

Role = Literal[
    "title",
    "chapter",
    "section",
    "part",
    "subtitle",
    "figure",
    "body",
    "lead",
    "small",
    "bullet",
    "number",
    "caption",
    "official",
    "typed",
]
Mark = Literal["plain", "met", "partly", "not_met", "not_known"]
Direction = Literal["", "ltr", "rtl"]


class Look(msgspec.Struct, frozen=True):
    """How a run looks. `mark` is the status of the clause that the words belong to."""

    bold: bool = False
    raised: bool = False
    mark: Mark = "plain"
    target: str = ""


class Run(msgspec.Struct, frozen=True):
    """Words that look alike. A line feed in them is a line break."""

    text: str
    look: Look = Look()


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph; `names` are those by which other places of the document refer to it.

    `level` is how deep a list is nested, 0 the outermost, and `list_number` which list of the document it
    is. Without a direction it is the document's.
    """

    runs: tuple[Run, ...]
    role: Role = "body"
    direction: Direction = ""
    names: tuple[str, ...] = ()
    level: int = 0
    list_number: int = 0
    starts_page: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


class Cell(msgspec.Struct, frozen=True):
    """One cell, over so many columns."""

    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    is_head: bool = False
    is_figure: bool = False


class Row(msgspec.Struct, frozen=True):
    """One row. Those that stand again on every page come first in a table; `is_group` heads those below."""

    cells: tuple[Cell, ...]
    repeats: bool = False
    is_group: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table, with the width of each column in millimetres."""

    rows: tuple[Row, ...]
    widths: tuple[float, ...]


Block: TypeAlias = Paragraph | Table

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def holdable(text: str) -> str:
    """The text with the number of each character that no document can hold in its place: [U+0000]."""
    return _FORBIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
