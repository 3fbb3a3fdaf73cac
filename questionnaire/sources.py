"""Official texts: folding, finding the words of a clause in them, and proving them against their source."""

from __future__ import annotations

import re

import msgspec

from questionnaire.instrument import Unit

_EMPHASIS = re.compile(r"\*+")
_WHITE = re.compile(r"\s+")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


class Span(msgspec.Struct, frozen=True):
    """A piece of a folded paragraph: number of the paragraph, first character, one past the last."""

    paragraph: int
    start: int
    end: int


class Segment(msgspec.Struct, frozen=True):
    """Consecutive words of an official text, with the clauses that stand on them (possibly none)."""

    text: str
    clauses: tuple[str, ...] = ()


def fold(text: str) -> str:
    """The text with white space runs as single spaces and the transcription's asterisks dropped."""
    return _WHITE.sub(" ", _EMPHASIS.sub("", text)).strip()


def paragraphs(text: str) -> tuple[str, ...]:
    """The text's paragraphs, parted by blank lines, each folded; empty ones left out."""
    return tuple(folded for part in _PARAGRAPH_BREAK.split(text) if (folded := fold(part)))


def occurrences(text: str, piece: str) -> tuple[Span, ...]:
    """Every place where the words of `piece` stand in the text as whole words, white space folded."""
    words = fold(piece)
    if not words:
        return ()
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w$", words) else ""
    pattern = re.compile(before + re.escape(words) + after)
    return tuple(
        Span(number, match.start(), match.end())
        for number, paragraph in enumerate(paragraphs(text))
        for match in pattern.finditer(paragraph)
    )


def quote_spans(text: str, quote: tuple[str, ...]) -> tuple[Span, ...]:
    """Where each piece of a clause's quote stands; ValueError names a piece that is not there."""
    found = []
    for piece in quote:
        places = occurrences(text, piece)
        if not places:
            raise ValueError(piece)
        found.append(places[0])
    return tuple(found)


def marked_text(unit: Unit) -> tuple[tuple[Segment, ...], ...]:
    """The unit's official text, paragraph by paragraph, cut wherever the clauses that stand on it change.

    Joined together, the segments of a paragraph are that paragraph again, to the letter.
    """
    parts = paragraphs(unit.official_text)
    owners: list[list[set[str]]] = [[set() for _ in part] for part in parts]
    for clause in unit.clauses:
        for span in quote_spans(unit.official_text, clause.quote):
            for place in range(span.start, span.end):
                owners[span.paragraph][place].add(clause.code)
    return tuple(_segments(part, marks) for part, marks in zip(parts, owners, strict=True))


def stands_in(text: str, source: str) -> bool:
    """Whether every paragraph of the text stands in the source word for word, white space folded."""
    whole = fold(source)
    return all(paragraph in whole for paragraph in paragraphs(text))


def _segments(paragraph: str, owners: list[set[str]]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    start = 0
    for place in range(1, len(paragraph) + 1):
        if place == len(paragraph) or owners[place] != owners[start]:
            segments.append(Segment(paragraph[start:place], tuple(sorted(owners[start]))))
            start = place
    return tuple(segments)
