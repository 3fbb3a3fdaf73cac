"""Two versions of an answer side by side, with what differs between them.

Texts are compared sentence by sentence, and word by word where sentences differ. Where that would take too
long, everything between the first and the last difference counts as different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

import msgspec

from questionnaire.answers import Answer, EvidenceItem
from questionnaire.instrument import Instrument, Question
from webapp.assessment.words import answer_lines, grade_words
from webapp.wording import _

# Comparing takes as many steps as this at worst: elements of one text times elements of the other.
MOST_STEPS = 25_000_000
SENTENCE = re.compile(r"[^.!?؟。\n]*(?:[.!?؟。\n]+\s*|$)")
# A word, or the space between two; of scripts that are written without spaces, each sign with what alters it.
SIGN = r"\u3041-\u3096\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff"
ALTERS = r"\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
WORD = re.compile(rf"[{SIGN}][{ALTERS}]*|[^\s{SIGN}]+|\s+")


class Piece(msgspec.Struct, frozen=True):
    """Some words of a text, and whether they stand in this version only."""

    text: str
    differs: bool = False


class Part(msgspec.Struct, frozen=True):
    """One part of an answer, such as its comment, line by line."""

    title: str
    lines: tuple[tuple[Piece, ...], ...]
    is_prose: bool = False


Parts = tuple[Part, ...]
Spans = Iterator[tuple[list[str], list[str], bool]]


def versions(instrument: Instrument, question: Question, mine: Answer, theirs: Answer) -> tuple[Parts, Parts]:
    """Both answers part by part, each with what stands in it only. Parts that neither has are left out."""
    own, other = differences(mine.comment, theirs.comment)
    figures = [_figures(instrument, question, answer) for answer in (mine, theirs)]
    evidence = [_evidence(answer) for answer in (mine, theirs)]
    pairs = [
        _of_lines("", answer_lines(question, mine), answer_lines(question, theirs)),
        (_of_prose(_("Comment"), own), _of_prose(_("Comment"), other)),
        _of_lines(_("Figures"), *figures),
        _of_lines(_("Evidence"), *evidence),
    ]
    found = [pair for pair in pairs if pair[0].lines or pair[1].lines]
    return tuple(pair[0] for pair in found), tuple(pair[1] for pair in found)


def differences(mine: str, theirs: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts in pieces: put together again, each is the text, letter by letter."""
    found: tuple[list[Piece], list[Piece]] = ([], [])
    for own, other, is_same in _spans(_sentences(mine), _sentences(theirs), finer=_words):
        for pieces, words in zip(found, (own, other), strict=True):
            _add(pieces, "".join(words), differs=not is_same)
    return _tidy(found[0]), _tidy(found[1])


def _spans(mine: list[str], theirs: list[str], finer: Callable[[str], list[str]] | None = None) -> Spans:
    """Runs of elements, and whether they are the same in both; what differs is looked at again by `finer`."""
    first = _same_at_start(mine, theirs)
    last = _same_at_start(mine[first:][::-1], theirs[first:][::-1])
    middle, other = mine[first : len(mine) - last], theirs[first : len(theirs) - last]
    yield mine[:first], theirs[:first], True
    if len(middle) * len(other) <= MOST_STEPS:
        compared = SequenceMatcher(None, middle, other).get_opcodes()
    else:
        compared = [("replace", 0, len(middle), 0, len(other))]
    for word, start, end, other_start, other_end in compared:
        own_run, other_run = middle[start:end], other[other_start:other_end]
        if word == "replace" and finer:
            yield from _spans(finer("".join(own_run)), finer("".join(other_run)))
        else:
            yield own_run, other_run, word == "equal"
    yield mine[len(mine) - last :], theirs[len(theirs) - last :], True


def _same_at_start(mine: list[str], theirs: list[str]) -> int:
    pairs = enumerate(zip(mine, theirs, strict=False))
    shorter = min(len(mine), len(theirs))
    return next((place for place, (own, other) in pairs if own != other), shorter)


def _sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found]


def _words(text: str) -> list[str]:
    return WORD.findall(text)


def _add(pieces: list[Piece], text: str, *, differs: bool) -> None:
    """Adds to the last piece where it is of the same kind."""
    if not text:
        return
    if pieces and pieces[-1].differs == differs:
        text = pieces.pop().text + text
    pieces.append(Piece(text, differs))


def _tidy(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The same, with one mark over words with but a space between them, and none over space at their end."""
    joined: list[Piece] = []
    for place, piece in enumerate(pieces):
        is_between = 0 < place < len(pieces) - 1 and piece.text.isspace() and "\n" not in piece.text
        _add(joined, piece.text, differs=piece.differs or is_between)
    found: list[Piece] = []
    for piece in joined:
        words = piece.text.rstrip() if piece.differs else ""
        _add(found, words or piece.text, differs=piece.differs)
        _add(found, piece.text[len(words) :] if words else "", differs=False)
    return tuple(found)


def _of_lines(title: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[Part, Part]:
    """A part that is compared line by line."""
    own = tuple((Piece(line, line not in theirs),) for line in mine)
    other = tuple((Piece(line, line not in mine),) for line in theirs)
    return Part(title, own), Part(title, other)


def _of_prose(title: str, text: tuple[Piece, ...]) -> Part:
    return Part(title, (text,) if text else (), is_prose=True)


def _figures(instrument: Instrument, question: Question, answer: Answer) -> tuple[str, ...]:
    titles = {field.code: field.text for field in instrument.number_fields(question)}
    return tuple(f"{titles[number.code]}: {number.value}" for number in answer.numbers)


def _evidence(answer: Answer) -> tuple[str, ...]:
    evidence = answer.evidence
    grade = (grade_words()[evidence.grade],) if evidence.grade or evidence.items else ()
    return (*grade, *(_item(item) for item in evidence.items))


def _item(item: EvidenceItem) -> str:
    parts = (item.title, item.body, item.date, item.link, _("file attached") if item.file else "")
    return ", ".join(part for part in parts if part)
