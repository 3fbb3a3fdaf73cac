"""The parts of the chapter on change since the last assessment.

Figures that are drawn stay numbers (0..100); figures that are read are words already.
"""

from __future__ import annotations

from reports.content.parts import Part


class Move(Part, frozen=True):
    """A unit, a pillar or the overall figure at both dates, on matched questions.

    Without `before` and `now` too little is compared, and `note` says so instead of figures. `verdict` is
    certain or "no certain change"; `why` says what the answers did.
    """

    code: str
    title: str
    before: tuple[float, float] | None
    now: tuple[float, float] | None
    before_figure: str
    now_figure: str
    change: str
    share: str
    verdict: str
    is_certain: bool
    note: str
    why: str


class ReasonLine(Part, frozen=True):
    """A reason, and the questions that it holds for."""

    words: str
    questions: tuple[str, ...]


class MarkLine(Part, frozen=True):
    """A question that a later version words otherwise, replaces, adds or asks no more."""

    code: str
    words: str
    text: str


class ChangeChapter(Part, frozen=True):
    """What changed since the last assessment, and why. `is_broken` where it answers another version."""

    compared: str
    then: str
    today: str
    lead: str
    counted: str
    matched: str
    overall: Move
    pillars: tuple[Move, ...]
    units: tuple[Move, ...]
    reasons: tuple[ReasonLine, ...]
    evidence: tuple[ReasonLine, ...]
    evidence_sentence: str
    applicability: tuple[ReasonLine, ...]
    is_broken: bool
    versions: str
    marks: tuple[MarkLine, ...]
