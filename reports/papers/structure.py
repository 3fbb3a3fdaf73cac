"""The parts of a printed paper: every word, box and line on it, in order. Everything is immutable."""

from __future__ import annotations

from reports.content.parts import AnswerEntry, Content, EvidenceLine, NumberLine, Part, SourceNote


class Running(Part, frozen=True):
    """What stands on each sheet, line by line, so that a loose one finds its way back; short enough."""

    head: tuple[str, ...]
    foot: tuple[str, ...]


class Front(Part, frozen=True):
    """What stands at the beginning of a paper and in the head and foot of each sheet.

    `institution`, `asked_by`, `return_to`, `message` and `approver` are as typed and may be empty.
    """

    title: str
    country: str
    assessment: str
    reference_date: str
    institution: str
    asked_by: str
    return_to: str
    return_by: str
    generated_on: str
    instrument: str
    version: str
    notice: str
    statement: str
    classification: str
    pilot_note: str
    grades: str
    running: Running


class Box(Part, frozen=True):
    """A box to tick, with the words beside it; `ticked` where that was answered."""

    text: str
    ticked: bool = False
    number: str = ""
    aside: str = ""


class GridLine(Part, frozen=True):
    """One line of a grid with its boxes."""

    text: str
    boxes: tuple[Box, ...]


class RankedLine(Part, frozen=True):
    """A numbered line on which the option of that rank is written; `text` where one was ranked."""

    number: int
    text: str


class LeftOutBox(Box, frozen=True):
    """An option that may not apply in the country, with the reason if one was given."""

    reason: str = ""


class QuestionForm(Part, frozen=True):
    """One question as it is filled in: what is asked, the boxes, and the lines beside them.

    What was answered is ticked or printed; `comment_lines` and `evidence_rows` say how much room there is to
    write, and `comment_beside` that the comment's lines stand beside the boxes. `is_short` says that the
    whole question fits on a sheet.
    """

    code: str
    text: str
    kind: str
    marks: tuple[str, ...]
    restricted: bool
    guidance: tuple[str, ...]
    proof: str
    how: str
    boxes: tuple[Box, ...]
    grid: tuple[GridLine, ...]
    letters: tuple[Box, ...]
    ranked: tuple[RankedLine, ...]
    left_out: tuple[LeftOutBox, ...]
    not_applicable_when: str
    states: tuple[Box, ...]
    asks_reason: bool
    reason: str
    numbers: tuple[NumberLine, ...]
    comment: str
    comment_lines: int
    comment_beside: bool
    grades: tuple[Box, ...]
    evidence: tuple[EvidenceLine, ...]
    evidence_rows: int
    is_short: bool


class UnitForm(Part, frozen=True):
    """A unit's official text, word for word, and its questions that are on this paper."""

    code: str
    title: str
    paragraphs: tuple[str, ...]
    citation: str
    source: SourceNote
    reading_note: str
    questions: tuple[QuestionForm, ...]


class Paper(Content, frozen=True):
    """Any of the papers: its language and its front."""

    language: str
    front: Front


class Questionnaire(Paper, frozen=True):
    """The questionnaire, blank or filled, whole or in part."""

    units: tuple[UnitForm, ...]
    question_count: int
    restricted_count: int
    is_blank: bool


class RequestSlip(Paper, frozen=True):
    """What one institution is asked: a covering page, and the questions to fill in."""

    request: str
    message: str
    units: tuple[UnitForm, ...]
    question_count: int
    restricted_count: int


class SignedGroup(Part, frozen=True):
    """The answers that share a state, and its name."""

    title: str
    answers: tuple[AnswerEntry, ...]


class SignOffSheet(Paper, frozen=True):
    """What one institution answered, with lines to sign, and the hash of what is signed."""

    approver: str
    signed_hash: str
    declaration: str
    groups: tuple[SignedGroup, ...]
    question_count: int
    restricted_count: int
