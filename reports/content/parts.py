"""The parts that a unit's section is made of, and those that every chapter shares.

Figures that are drawn stay numbers (0..100, or 0..1 where it says so); figures that are read are words
already. Everything is immutable.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any, Literal

import msgspec

from questionnaire.answers import State
from questionnaire.clause_status import ClauseStatus


class Part(msgspec.Struct, frozen=True):
    """One part of the content."""


class Content(Part, frozen=True, dict=True):
    """The content of a whole document, known by the hash over all of it."""

    @cached_property
    def canonical_json(self) -> bytes:
        """The content as JSON with sorted keys and no white space: the same bytes for the same content."""
        return msgspec.json.encode(self.as_written(), order="sorted")

    def as_written(self) -> dict[str, Any]:
        """The content as it is written and hashed."""
        whole: dict[str, Any] = msgspec.to_builtins(self)
        return whole

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the canonical JSON, in hexadecimal: 64 characters."""
        return hashlib.sha256(self.canonical_json).hexdigest()


class Score(Part, frozen=True):
    """An interval in 0..100 as it is drawn and as it is read.

    `figure` is "53" or "53–73". `reading` is what may be said of it: a band, or that too little is known.
    """

    low: float
    high: float
    figure: str
    reading: str
    known: str
    enough_known: bool


class Target(Part, frozen=True):
    """A target in 0..100, its year, and whether the country confirmed it."""

    value: float
    figure: str
    words: str
    confirmed: bool


class SourceNote(Part, frozen=True):
    """A document that official texts are quoted from, with the sentence of non-endorsement."""

    code: str
    title: str
    body: str
    date: str
    place: str
    attribution: str
    non_endorsement: str


class Counts(Part, frozen=True):
    """How many questions are in which state, after branching."""

    answered: int = 0
    not_applicable: int = 0
    dont_know: int = 0
    withheld: int = 0
    unanswered: int = 0

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.not_applicable + self.dont_know + self.withheld + self.unanswered


class Finding(Part, frozen=True):
    """A unit and what there is to say about it."""

    unit: str
    title: str
    text: str


class UnitFinding(Part, frozen=True):
    """What there is to say about a unit, by the question that decides it; each part is a sentence or two."""

    unit: str
    title: str
    question: str
    now: str
    proof: str
    consequence: str
    next_level: str


class ClauseMark(Part, frozen=True):
    """The letter and the status that stand after the words of a clause."""

    code: str
    letter: str
    status: ClauseStatus


class TextPiece(Part, frozen=True):
    """Words of the official text that share a status; `marks` of the clauses that end with them."""

    text: str
    status: ClauseStatus | Literal["plain"]
    marks: tuple[ClauseMark, ...] = ()


class ClauseLine(Part, frozen=True):
    """A clause of the official text in one line."""

    code: str
    letter: str
    gist: str
    status: ClauseStatus
    words: str
    questions: tuple[str, ...]


class EvidenceLine(Part, frozen=True):
    """One document cited, as typed; `file` says in words that a file is attached, or nothing.

    `reference` is its number in the register of the report, such as "E7"; a paper has no register.
    """

    title: str
    body: str
    date: str
    link: str
    file: str
    reference: str = ""


class DocumentLine(Part, frozen=True):
    """One document of the register, and the questions whose answers cite it."""

    document: EvidenceLine
    questions: tuple[str, ...]


class NumberLine(Part, frozen=True):
    """A companion figure given beside an answer; on a paper it may still be empty."""

    text: str
    value: str
    unit: str
    amount: float | None = None


class NamedReason(Part, frozen=True):
    """An option that does not apply, and why, as typed."""

    option: str
    reason: str


class AnswerEntry(Part, frozen=True):
    """One question with all that was answered, typed and cited, and how it counts."""

    code: str
    unit: str
    text: str
    kind: str
    weight: str
    restricted: bool
    module_on: bool
    given: bool
    state: State
    state_words: str
    value: tuple[str, ...]
    codes: tuple[str, ...]
    left_out: tuple[NamedReason, ...]
    reason: str
    comment: str
    excerpt: str
    excerpt_is_whole: bool
    grade: int
    grade_words: str
    given_by: str
    evidence: tuple[EvidenceLine, ...]
    numbers: tuple[NumberLine, ...]
    counted: str
    next_step: str
    low: float | None
    high: float | None
    substantiated: float | None


class UnitSection(Part, frozen=True):
    """One unit: its official text with the clauses marked, where it stands, and what comes next."""

    code: str
    title: str
    pillar: str
    module: str
    addressed_to: str
    reading_note: str
    citation: str
    source: SourceNote
    later: str
    paragraphs: tuple[tuple[TextPiece, ...], ...]
    clauses: tuple[ClauseLine, ...]
    score: Score | None
    target: Target | None
    standing: tuple[str, ...]
    strength: UnitFinding | None
    gap: UnitFinding | None
    actions: tuple[Finding, ...]
    answers: tuple[AnswerEntry, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no question of the unit has an answer that is shown, and no answer elsewhere decides one of
        its clauses: then its clauses and questions can be listed without a state.
        """
        return not any(answer.given for answer in self.answers) and all(
            clause.status in {"not_known", "context"} for clause in self.clauses
        )
