"""Reads the blocks of a text document out of the report's own HTML, so that both say the same.

It reads what our templates write, not HTML in general. Pictures are left out: the numbers that they draw are
printed beside them, and where a mark stands alone, after the words of a clause, its words take its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

import msgspec
from lxml import html

from reports.word.blocks import Block, Direction, Look, Mark, Paragraph, Role, Run, holdable
from reports.word.tables import table

# Elements of lxml, which publishes no types.
Element: TypeAlias = Any

INLINE = {"a", "br", "img", "small", "span", "strong"}
# Words in and around pictures that mean nothing without them: ends of axes, legends, and a plane with its
# quarters.
LEFT_OUT = {"axis", "legend", "plane-box", "quarters"}
BETWEEN_KEYS = " · "
MARKS: tuple[Mark, ...] = ("met", "partly", "not_met", "not_known")
_SPACES = re.compile(r"[ \t\n\r]+")


def blocks_of(page: str) -> tuple[Block, ...]:
    """The blocks of the page, in order."""
    body = html.document_fromstring(holdable(page)).find("body")
    return tuple(_merged_names(_blocks(body, _Place())))


class _Place(msgspec.Struct, frozen=True):
    """What an element takes over from those around it."""

    role: Role = "body"
    look: Look = Look()
    level: int = 0
    list_number: int = 0


def _merged_names(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks, each named by what was named before it and has no words of its own."""
    names: tuple[str, ...] = ()
    starts_page = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            yield block
        elif block.text.strip():
            yield msgspec.structs.replace(
                block, names=names + block.names, starts_page=starts_page or block.starts_page
            )
            names, starts_page = (), False
        else:
            names, starts_page = names + block.names, starts_page or block.starts_page


def _blocks(element: Element, place: _Place) -> Iterator[Block]:
    """The blocks of an element that holds others, or words, or both."""
    kept = _keeps_lines(element)
    direction = cast("Direction", element.get("dir", ""))
    pending: list[Run] = list(_text(element.text, place.look, kept=kept))

    def flushed() -> Iterator[Paragraph]:
        runs = tuple(pending) if kept else _trimmed(pending)
        pending.clear()
        if any(run.text.strip() for run in runs):
            yield Paragraph(runs, place.role, direction, level=place.level, list_number=place.list_number)

    for child in element:
        if child.tag in INLINE:
            pending += _inline(child, place.look, kept=kept)
        elif isinstance(child.tag, str):
            yield from flushed()
            yield from _block(child, place)
        pending += _text(child.tail, place.look, kept=kept)
    yield from flushed()


def _block(element: Element, place: _Place) -> Iterator[Block]:
    classes = set(element.get("class", "").split())
    if classes & LEFT_OUT:
        return
    starts_page = element.tag == "section" and bool(classes & {"chapter", "flowing"})
    if element.get("id") or starts_page:
        name = (element.get("id"),) if element.get("id") else ()
        yield Paragraph((), names=name, starts_page=starts_page)
    if element.tag == "table":
        yield from table(element, lambda cell: _blocks(cell, _Place(look=_own_look(cell, place.look))))
    elif element.tag in {"ul", "ol"}:
        yield from _items(element, place)
    else:
        role = _role(element, classes, place.role)
        look = _own_look(element, place.look)
        yield from _blocks(element, msgspec.structs.replace(place, role=role, look=look))


def _items(element: Element, place: _Place) -> Iterator[Block]:
    """The items of a list, or of one within an item of another."""
    is_nested = place.role in {"bullet", "number"}
    # Chapters have names and units have codes: numbers of their own in the table of contents would be others.
    is_numbered = element.tag == "ol" and not element.xpath("ancestor::section[contains(@class, 'contents')]")
    inner = _Place(
        role="number" if is_numbered else "bullet",
        look=place.look,
        level=place.level + 1 if is_nested else 0,
        list_number=int(element.xpath("count(preceding::ol) + count(ancestor-or-self::ol)")),
    )
    for item in element:
        yield from _blocks(item, msgspec.structs.replace(inner, look=_own_look(item, place.look)))


def _own_look(element: Element, look: Look) -> Look:
    """How the words of a paragraph, an item or a cell look, if the whole of it is important."""
    is_important = element.tag == "b" or not {"label", "strong"}.isdisjoint(element.get("class", "").split())
    return msgspec.structs.replace(look, bold=True) if is_important else look


def _role(element: Element, classes: set[str], around: Role) -> Role:
    """What a paragraph is, by its element and class."""
    by_tag: dict[str, Role] = {
        "h1": "title",
        "h2": "chapter",
        "h3": "section",
        "h4": "part",
        "figcaption": "caption",
        "caption": "caption",
        "blockquote": "official",
    }
    by_class: dict[str, Role] = {
        "country": "subtitle",
        "evidence": "typed",
        "figure": "figure",
        "lead": "lead",
        "small": "small",
        "statement": "lead",
        "typed": "typed",
    }
    for name in sorted(classes):
        if name in by_class:
            return by_class[name]
    return by_tag.get(element.tag, around)


def _inline(element: Element, look: Look, *, kept: bool) -> Iterator[Run]:
    classes = set(element.get("class", "").split())
    if classes & LEFT_OUT:
        return
    if _is_in_key(element) and element.getprevious() is not None:
        yield Run(BETWEEN_KEYS, look)
    if element.tag == "br":
        yield Run("\n", look)
    elif element.tag == "img":
        if look.raised:
            yield Run(f" {element.get('alt')} ", look)
        return
    inner = _look(element, classes, look)
    kept = kept or _keeps_lines(element)
    yield from _text(element.text, inner, kept=kept)
    for child in element:
        yield from _inline(child, inner, kept=kept)
        yield from _text(child.tail, inner, kept=kept)


def _look(element: Element, classes: set[str], look: Look) -> Look:
    mark = next((mark for mark in MARKS if f"c-{mark}" in classes), look.mark)
    address = element.get("href", "")
    return Look(
        bold=look.bold
        or element.tag in {"b", "strong"}
        or bool(classes & {"code", "figure-number", "label"}),
        raised=look.raised or "letter" in classes,
        mark=mark,
        target=address[1:] if address.startswith("#") else look.target,
    )


def _is_in_key(element: Element) -> bool:
    """Whether it is one of the words that explain marks, which stand in a row."""
    return "key-line" in element.getparent().get("class", "").split()


def _keeps_lines(element: Element) -> bool:
    return "typed" in element.get("class", "").split()


def _text(text: str | None, look: Look, *, kept: bool) -> Iterator[Run]:
    if text:
        yield Run(text if kept else _SPACES.sub(" ", text), look)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """The runs with one space between words, and none at the ends or beside a line break."""
    found: list[Run] = []
    before = "\n"
    for run in runs:
        text = run.text.lstrip(" ") if before in {" ", "\n"} else run.text
        if not text:
            continue
        if text == "\n" and found:
            found[-1] = Run(found[-1].text.rstrip(" "), found[-1].look)
        found.append(Run(text, run.look))
        before = text[-1]
    if found:
        found[-1] = Run(found[-1].text.rstrip(" \n"), found[-1].look)
    return tuple(run for run in found if run.text)
