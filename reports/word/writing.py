"""Writes blocks as a document of Office Open XML (.docx), with named styles that its editors can change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.word.blocks import Block, Cell, Look, Paragraph, Role, Row, Run, Table

# Elements of Office Open XML; the library's types end at its own objects.
Element: TypeAlias = Any

INK = RGBColor(0x17, 0x37, 0x5E)
OFFICIAL, TYPED, SMALL, LEAD, FIGURE = "Official text", "As typed", "Small print", "Lead", "Figure"
HEADINGS = (
    ("Title", 26),
    ("Subtitle", 16),
    ("Heading 1", 16),
    ("Heading 2", 12),
    ("Heading 3", 10.5),
    ("Caption", 9),
)
STYLES: dict[Role, str] = {
    "title": "Title",
    "chapter": "Heading 1",
    "section": "Heading 2",
    "part": "Heading 3",
    "subtitle": "Subtitle",
    "figure": FIGURE,
    "body": "Normal",
    "lead": LEAD,
    "small": SMALL,
    "bullet": "List Bullet",
    "number": "List Number",
    "caption": "Caption",
    "official": OFFICIAL,
    "typed": TYPED,
}
UNDERLINES = {"met": "single", "partly": "dash", "not_met": "double", "not_known": "dotted"}
DEEPEST = 2
SOFT_HYPHEN = "\u00ad"
SHADE = "EEF2F6"
CELL_MARGIN = 1.2
# In half points.
SIZE_IN_TABLES = "17"
# Letters that are written from right to left: Hebrew, Arabic and their neighbours.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^A-Za-z]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?"
)


class Writer:
    """Writes one document, whose words run in one direction unless they say otherwise.

    Paragraphs and tables are made as elements: the library's own objects look through the whole table for
    each cell, which takes ten times as long.
    """

    def __init__(self, document: Document, *, language: str, direction: str) -> None:
        self._document = document
        self._direction = direction
        self._bookmarks: dict[str, int] = {}
        _style(document, language, direction)
        self._style_ids = {style.name: style.style_id for style in document.styles}
        self._end = document.element.body.sectPr
        self._numbering = document.part.numbering_part.element
        self._numbers: dict[int, str] = {}

    def write(self, block: Block) -> None:
        """Adds the block at the end."""
        if isinstance(block, Table):
            self._end.addprevious(self._table(block))
            # Two tables without a paragraph between them would be one.
            self._end.addprevious(self._paragraph(Paragraph((), "small")))
        else:
            self._end.addprevious(self._paragraph(block))

    def running(self, head: str, foot: str, page_words: tuple[str, str]) -> None:
        """What stands above and below every page: `page_words` around its number and that of all pages."""
        section = self._document.sections[0]
        above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
        above._p.getparent().replace(above._p, self._paragraph(Paragraph((Run(head),), "small")))  # noqa: SLF001
        line = self._paragraph(Paragraph((Run(f"{foot} · {page_words[0]} "),), "small"))
        line.append(_field("PAGE"))
        line.append(_run(f" {page_words[1]} ", Look()))
        line.append(_field("NUMPAGES"))
        below._p.getparent().replace(below._p, line)  # noqa: SLF001  # the library has no name for it

    def _paragraph(
        self, paragraph: Paragraph, cell: Cell | None = None, *, is_strong: bool = False
    ) -> Element:
        name = STYLES[paragraph.role]
        if paragraph.role in {"bullet", "number"} and paragraph.level:
            name = f"{name} {min(paragraph.level, DEEPEST) + 1}"
        properties = _element("w:pPr", _element("w:pStyle", val=self._style_ids[name]))
        if cell and is_strong:
            # What heads other rows is not the last on its page.
            properties.append(_element("w:keepNext"))
        if paragraph.starts_page:
            properties.append(_element("w:pageBreakBefore"))
        if paragraph.role == "number":
            number = _element("w:numId", val=self._number(paragraph.list_number, name))
            properties.append(_element("w:numPr", _element("w:ilvl", val="0"), number))
        if (paragraph.direction or self._direction) == "rtl":
            properties.append(_element("w:bidi"))
        if cell:
            properties.append(_element("w:spacing", after="40"))
        if cell and cell.is_figure:
            properties.append(_element("w:jc", val="end"))
        made = _element("w:p", properties)
        for bookmark in paragraph.names:
            made.extend(self._bookmark(bookmark))
        for run in paragraph.runs:
            look = msgspec.structs.replace(run.look, bold=True) if is_strong else run.look
            made.extend(_runs(run.text, look, SIZE_IN_TABLES if cell else None))
        return made

    def _number(self, list_number: int, style: str) -> str:
        """The numbering of a list, which begins with 1 like that of every other."""
        if list_number not in self._numbers:
            given = self._document.styles[style].element.pPr.numPr.numId.val
            abstract = self._numbering.num_having_numId(given).abstractNumId.val
            made = self._numbering.add_num(abstract)
            made.add_lvlOverride(ilvl=0).add_startOverride(1)
            self._numbers[list_number] = str(made.numId)
        return self._numbers[list_number]

    def _bookmark(self, name: str) -> tuple[Element, Element]:
        number = str(self._bookmarks.setdefault(name, len(self._bookmarks) + 1))
        start = _element("w:bookmarkStart", id=number, name=bookmark_name(name))
        return start, _element("w:bookmarkEnd", id=number)

    def _table(self, table: Table) -> Element:
        properties = _element("w:tblPr", _element("w:tblStyle", val=self._style_ids["Table Grid"]))
        if self._direction == "rtl":
            properties.append(_element("w:bidiVisual"))
        properties.append(_element("w:tblW", w=_twips(sum(table.widths)), type="dxa"))
        properties.append(_element("w:tblLayout", type="fixed"))
        sides = (_element(f"w:{side}", w=_twips(CELL_MARGIN), type="dxa") for side in ("start", "end"))
        properties.append(_element("w:tblCellMar", *sides))
        grid = _element("w:tblGrid", *(_element("w:gridCol", w=_twips(width)) for width in table.widths))
        return _element("w:tbl", properties, grid, *(self._row(row, table.widths) for row in table.rows))

    def _row(self, row: Row, widths: tuple[float, ...]) -> Element:
        properties = _element("w:trPr", _element("w:cantSplit"))
        if row.repeats:
            properties.append(_element("w:tblHeader"))
        made = _element("w:tr", properties)
        start = 0
        for cell in row.cells:
            width = sum(widths[start : start + cell.columns])
            made.append(self._cell(cell, width, is_strong=row.repeats or row.is_group))
            start += cell.columns
        return made

    def _cell(self, cell: Cell, width: float, *, is_strong: bool) -> Element:
        properties = _element("w:tcPr", _element("w:tcW", w=_twips(width), type="dxa"))
        if cell.columns > 1:
            properties.append(_element("w:gridSpan", val=str(cell.columns)))
        if is_strong:
            properties.append(_element("w:shd", val="clear", fill=SHADE))
        paragraphs = cell.paragraphs or (Paragraph(()),)
        return _element(
            "w:tc",
            properties,
            *(self._paragraph(paragraph, cell, is_strong=is_strong) for paragraph in paragraphs),
        )


def _element(tag: str, *children: Element, **attributes: str) -> Element:
    """An element of the format, with attributes of its name space."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    made.extend(children)
    return made


def _twips(millimetres: float) -> str:
    """The format counts in twentieths of a point."""
    return str(round(millimetres / 25.4 * 1440))


def bookmark_name(anchor: str) -> str:
    """The name of an anchor as a bookmark may be called: letters, digits and underscores."""
    return "at_" + re.sub(r"\W", "_", anchor)


def by_direction(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, with whether each is written from right to left."""
    pieces: list[tuple[str, bool]] = []
    place = 0
    for found in _RIGHT_TO_LEFT.finditer(text):
        if found.start() > place:
            pieces.append((text[place : found.start()], False))
        pieces.append((found[0], True))
        place = found.end()
    if place < len(text):
        pieces.append((text[place:], False))
    return pieces


def _runs(text: str, look: Look, size: str | None) -> list[Element]:
    """Runs of words that look alike, each in one direction, in a link if they are one."""
    runs = [_run(piece, look, size, is_rtl=is_rtl) for piece, is_rtl in by_direction(text)]
    return [_element("w:hyperlink", *runs, anchor=bookmark_name(look.target))] if look.target else runs


def _run(text: str, look: Look, size: str | None = None, *, is_rtl: bool = False) -> Element:
    """Words that look alike, in the order of properties that the format asks for."""
    properties = _element("w:rPr")
    if look.bold or look.mark == "not_met":
        properties.extend((_element("w:b"), _element("w:bCs")))
    if look.mark == "not_known":
        properties.extend((_element("w:i"), _element("w:iCs")))
    if look.raised:
        properties.append(_element("w:color", val=str(INK)))
    if size:
        properties.extend((_element("w:sz", val=size), _element("w:szCs", val=size)))
    if look.mark in UNDERLINES and not look.raised:
        properties.append(_element("w:u", val=UNDERLINES[look.mark]))
    if look.raised:
        properties.append(_element("w:vertAlign", val="superscript"))
    if is_rtl:
        properties.append(_element("w:rtl"))
    return _element("w:r", properties, *_words(text))


def _words(text: str) -> Iterator[Element]:
    """Words with their line breaks and with the places where they may be divided."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield _element("w:br")
        for place, part in enumerate(line.split(SOFT_HYPHEN)):
            if place:
                yield _element("w:softHyphen")
            written = _element("w:t")
            written.text = part
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield written


def _field(code: str) -> Element:
    """A field that the word processor fills in, such as the number of the page."""
    return _element("w:fldSimple", _run("1", Look()), instr=code)


def _style(document: Document, language: str, direction: str) -> None:
    """A4, and the looks that the report's styles have."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(22), Mm(20)
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), "Arial")
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:bidi" if direction == "rtl" else "w:val"), language)
    normal.element.get_or_add_rPr().append(spoken)
    normal.paragraph_format.space_after = Pt(5)
    for name, size in ((SMALL, 8.5), (LEAD, 11), (OFFICIAL, 11), (TYPED, 10), (FIGURE, 13)):
        own = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = normal
        own.font.size = Pt(size)
    for name in (OFFICIAL, TYPED):
        styles[name].paragraph_format.left_indent = Mm(5)
    for name, size in HEADINGS:
        heading = styles[name]
        heading.font.name, heading.font.color.rgb = "Calibri", INK
        heading.font.size, heading.font.italic = Pt(size), False
        heading.paragraph_format.keep_with_next = True
        # The template names fonts of the theme, which go before the font.
        theme = heading.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(theme.attrib):
            if attribute.endswith("Theme"):
                del theme.attrib[attribute]
