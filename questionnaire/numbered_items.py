"""The numbered items of a UN report, read from its plain text.

Reports number their items in many ways: `(1)`, `1.`, `(a)`, `(iv)`, `Recommendation 3:`. The reader looks
for the habit that gives the longest unbroken count from its beginning, and takes the text between the
markers. Page furniture (page numbers, document symbols, rules, "(continued)", running heads) is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import msgspec

from questionnaire.sources import fold

FEWEST_ITEMS = 2


class Item(msgspec.Struct, frozen=True):
    """One numbered item: its number as printed, the headings it stands under, its text folded."""

    number: str
    section: str
    text: str


class ItemList(msgspec.Struct, frozen=True):
    """The longest list of numbered items in a report, and the paragraph that leads into it."""

    items: tuple[Item, ...]
    lead_in: str


class NoItems(ValueError):
    """The text holds no list of numbered items that this reader understands."""


class _Habit(msgspec.Struct, frozen=True):
    """One way of numbering: the marker at the start of a line, and the n-th number it counts with."""

    marker: re.Pattern[str]
    nth: Callable[[int], tuple[str, ...]]


def _arabic(place: int) -> tuple[str, ...]:
    return (str(place), f"{place:02d}")


def _letter(place: int) -> tuple[str, ...]:
    """a to z, then aa, bb, ... as in UN documents, or aa, ab, ... as elsewhere."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    if place <= 26:
        return (alphabet[place - 1],)
    rest = (place - 1) % 26
    return (alphabet[rest] * ((place - 1) // 26 + 1), f"{alphabet[(place - 1) // 26 - 1]}{alphabet[rest]}")


def _roman(place: int) -> tuple[str, ...]:
    values = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    numeral = ""
    for value, letters in values:
        while place >= value:
            numeral += letters
            place -= value
    return (numeral,)


def _habits() -> tuple[_Habit, ...]:
    counts = ((r"\d{1,3}", _arabic), (r"[A-Za-z]{1,2}", _letter), (r"[IVXLCivxlc]{1,8}", _roman))
    shapes = (
        r"\(({0})\)\s*",
        r"({0})\)\s+",
        r"({0})\.\s+",
        r"(?:Recommendation|Conclusion|Suggestion|Item|Paragraph)\s+({0})\s*[.:–—-]\s*",
    )
    return tuple(
        _Habit(re.compile(shape.format(count), re.IGNORECASE), nth)
        for shape in shapes
        for count, nth in counts
    )


_HABITS = _habits()
_FURNITURE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[-–—_*=\s]+",
        r"[-–—]?\s*(page\s*)?\d{1,4}(\s*(/|of)\s*\d{1,4})?\s*[-–—]?",
        r"\d{1,4}(/\d{1,4})?\s+V\.\d\d-\d{5}|V\.\d\d-\d{5}(\s+\d{1,4}(/\d{1,4})?)?",
        r"[A-Z]{1,5}(/[A-Z0-9.\-]+){2,}(\s+\(?[A-Z]\)?)?",
        r"\(?\s*continued\s*\)?\.?",
    )
)
_HEADING = re.compile(r"(?:[IVXL]{1,5}|[A-Z])\.\s+\S.*|(?:Annex|Appendix)(?:\s+[IVX\d]{1,4})?")
_CONTINUED = re.compile(r"\s*\(\s*continued\s*\)$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^\d{1,4}\s+(?=\D)|\s+(page\s*)?\d{1,4}$", re.IGNORECASE)
_LINE = re.compile(r"\r\n|\r|\n|\f")
# Transcriptions set bold headings one after the other without a line between: `**II. List****B. Title**`.
_BETWEEN_HEADINGS = re.compile(r"(?<=\S)\*{3,4}(?=[\w(])")


def read_items(report: str) -> ItemList:
    """The numbered items of the report, in order; raises `NoItems` if there is no list of two or more."""
    lines = _without_furniture(report)
    best: list[tuple[int, str, str]] = []
    for habit in _HABITS:
        found = _longest_count(lines, habit)
        if len(found) > len(best):
            best = found
    if len(best) < FEWEST_ITEMS:
        raise NoItems(
            "no list of numbered items was found: nothing counts up from 1, a or i at the start of lines"
        )
    starts = [start for start, _, _ in best]
    ends = [*starts[1:], _end_of_list(lines, starts)]
    first = starts[0]
    items = []
    for (start, number, rest), end in zip(best, ends, strict=True):
        body = [rest, *(line for line in lines[start + 1 : end] if not _is_heading(line))]
        items.append(Item(number, _section(lines[:start]), fold("\n".join(body))))
    return ItemList(tuple(items), _lead_in(lines[:first]))


def _without_furniture(report: str) -> list[str]:
    """The report's lines, stripped, with page furniture and repeated running heads left out."""
    lines = [fold(line) for line in _LINE.split(_BETWEEN_HEADINGS.sub("\n", report))]
    times = Counter(_without_page_number(line) for line in lines if line)
    kept = []
    for line in lines:
        running_head = (
            times[_without_page_number(line)] > 1
            and len(line) < 90
            and not line.endswith((".", ";", ":"))
            and not _marked(line)
        )
        again = _CONTINUED.search(line) is not None and len(line) < 90 and not _is_heading(line)
        if line and (running_head or again or any(pattern.fullmatch(line) for pattern in _FURNITURE)):
            continue
        kept.append(line)
    return kept


def _without_page_number(line: str) -> str:
    """What is the same in a running head from page to page."""
    return _PAGE_NUMBER.sub("", line)


def _marked(line: str) -> bool:
    return any(habit.marker.match(line) for habit in _HABITS)


def _longest_count(lines: list[str], habit: _Habit) -> list[tuple[int, str, str]]:
    """The longest run of lines whose markers count up from the first number: line, number, text after it.

    A list inside an item counts from its own beginning, so several runs are open at a time; a number goes
    on with the latest run that it follows. Headings count too, but are no items.
    """
    runs: list[list[tuple[int, str, str]]] = []
    for place, line in enumerate(lines):
        match = habit.marker.match(line)
        if match is None:
            continue
        number = match.group(1)
        entry = (place, number, line[match.end() :])
        followed = next((run for run in reversed(runs) if number.lower() in habit.nth(len(run) + 1)), None)
        if followed is not None:
            followed.append(entry)
        elif number.lower() in habit.nth(1):
            runs.append([entry])
    items = [run for run in runs if not all(_is_heading(lines[place]) for place, _, _ in run)]
    return max(items, key=len, default=[])


def _end_of_list(lines: list[str], starts: list[int]) -> int:
    """Where the last item ends: at the next heading or numbered paragraph, or, if every other item is one
    paragraph, where its own paragraph ends.
    """
    parted = any(_has_gap(lines[start:end]) for start, end in pairwise(starts))
    for place in range(starts[-1] + 1, len(lines)):
        after_gap = bool(lines[place]) and not lines[place - 1]
        if _is_heading(lines[place]) or (after_gap and (not parted or _marked(lines[place]))):
            return place
    return len(lines)


def _has_gap(item: list[str]) -> bool:
    """Whether a blank line stands between words of the item, page breaks with their headings aside."""
    words = [line for line in item if not _is_heading(line)]
    while words and not words[-1]:
        words.pop()
    return "" in words


def _is_heading(line: str) -> bool:
    plain = _CONTINUED.sub("", line)
    return _HEADING.fullmatch(plain) is not None and len(plain) < 120 and not plain.endswith((".", ";", ","))


def _section(before: list[str]) -> str:
    """The chapter and the section above a line: the last heading with a numeral, the last with a letter."""
    chapter, section = "", ""
    for line in before:
        if not _is_heading(line):
            continue
        plain = _CONTINUED.sub("", line).strip()
        if re.match(r"[IVXL]+\.", plain) and not (
            section and re.match(r"[A-Z]\.", plain) and _follows(section, plain)
        ):
            chapter, section = plain, ""
        else:
            section = plain
    return ", ".join(part for part in (chapter, section) if part)


def _follows(earlier: str, later: str) -> bool:
    """Whether a single capital is the next letter (H, I) and not the numeral one."""
    return ord(later[0]) == ord(earlier[0]) + 1


def _lead_in(before: list[str]) -> str:
    """The paragraph right before the first item."""
    words: list[str] = []
    for line in reversed(before):
        if not line and words:
            break
        if _is_heading(line):
            break
        if line:
            words.insert(0, line)
    return fold(" ".join(words))
