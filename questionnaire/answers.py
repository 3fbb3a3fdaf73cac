"""What officials answered: one class per answer state, and the sheet that holds them.

Immutable values. Reading and writing the answers file is in `answers_file.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from questionnaire.instrument import Option, Question

ChoiceWord = Literal["yes", "partial", "no"]
State = Literal["answered", "not_applicable", "dont_know", "withheld", "unanswered"]
CostBand = Literal["none", "low", "medium", "high"]

TOP_GRADE = 4


class EvidenceItem(msgspec.Struct, frozen=True):
    """One document cited: what it is, who issued it, when, and where it can be read.

    `file` is the SHA-256 of a file attached, in hexadecimal digits, or "". The answers file says which file
    it was; the file itself stays where it was attached.
    """

    title: str
    body: str = ""
    date: str = ""
    link: str = ""
    file: str = ""

    @property
    def suggested_grade(self) -> int:
        """The highest grade for which this document, as cited, can stand."""
        if self.file or self.link:
            return 3
        return 2 if self.body.strip() and self.date else 1


class Evidence(msgspec.Struct, frozen=True):
    """What supports an answer: a grade from 0 (none) to 4 (independently verified) and the items."""

    grade: int = 0
    items: tuple[EvidenceItem, ...] = ()

    @property
    def suggested_grade(self) -> int:
        """The grade for which the documents cited can stand: 0 to 3. That something was independently
        verified (4) only a person can say.
        """
        return max((item.suggested_grade for item in self.items), default=0)


class Number(msgspec.Struct, frozen=True):
    """A companion figure given beside an answer; never scored."""

    code: str
    value: int | float


class Level(msgspec.Struct, frozen=True):
    """A maturity level, 0 to 4."""

    level: int


class Choice(msgspec.Struct, frozen=True):
    """Yes, partial or no."""

    choice: ChoiceWord


class LeftOut(msgspec.Struct, frozen=True):
    """An option that does not apply in the country, with the reason."""

    option: str
    reason: str


class Selection(msgspec.Struct, frozen=True):
    """The options ticked, possibly none, and those that do not apply."""

    selected: tuple[str, ...] = ()
    not_applicable: tuple[LeftOut, ...] = ()


class GridRow(msgspec.Struct, frozen=True):
    """The options ticked in one row of a grid."""

    row: str
    selected: tuple[str, ...]


class Grid(msgspec.Struct, frozen=True):
    """What was ticked in each row; rows left alone are absent."""

    rows: tuple[GridRow, ...] = ()


class Ranking(msgspec.Struct, frozen=True):
    """Options in order, the first the most important."""

    ranked: tuple[str, ...] = ()


Value: TypeAlias = Level | Choice | Selection | Grid | Ranking


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What every state of an answer may carry: comment, evidence, companion figures."""

    comment: str = ""
    evidence: Evidence = Evidence()
    numbers: tuple[Number, ...] = ()

    @property
    def state(self) -> State:
        """The word the answers file uses for this class."""
        raise NotImplementedError

    @property
    def has_words(self) -> bool:
        """Whether anything was typed beside the answer itself."""
        return bool(self.comment or self.evidence.items or self.evidence.grade or self.numbers)


class Answered(Answer, frozen=True, kw_only=True):
    """A value was given."""

    value: Value

    @property
    def state(self) -> State:
        """Always `answered`."""
        return "answered"


class NotApplicable(Answer, frozen=True, kw_only=True):
    """The question does not apply in the country; valid only where the question allows it."""

    reason: str = ""

    @property
    def state(self) -> State:
        """Always `not_applicable`."""
        return "not_applicable"


class DontKnow(Answer, frozen=True, kw_only=True):
    """Nobody asked knows: a finding."""

    @property
    def state(self) -> State:
        """Always `dont_know`."""
        return "dont_know"


class Withheld(Answer, frozen=True, kw_only=True):
    """Known, not disclosed: a choice."""

    @property
    def state(self) -> State:
        """Always `withheld`."""
        return "withheld"


class Unanswered(Answer, frozen=True, kw_only=True):
    """Work not done yet. Anything typed beside the missing answer is kept all the same."""

    @property
    def state(self) -> State:
        """Always `unanswered`."""
        return "unanswered"


UNANSWERED = Unanswered()


class Target(msgspec.Struct, frozen=True):
    """The score, 0 to 100, that a country sets itself for a unit, and the year it is due."""

    target: float
    year: int | None = None


class Rating(msgspec.Struct, frozen=True):
    """The officials' own rating of a unit, each 1 to 5; None is "not rated".

    Importance and threat: 5 is highest. Readiness, cost and time: 5 is easiest.
    """

    importance: int | None = None
    threat: int | None = None
    readiness: int | None = None
    cost: int | None = None
    time: int | None = None
    reason: str = ""


Aim: TypeAlias = Level | Choice | Selection


class Action(msgspec.Struct, frozen=True):
    """One action of the plan, or the proposal of one; what is not decided yet is empty.

    `aim` is what the question's answer is raised to at least: a level, a yes or partial yes, options ticked
    besides those that are. Without one, an action on a question is about finding the answer out, and an
    action without a question serves the unit as a whole. An action dropped is not taken up and stays.
    """

    code: str
    unit: str
    question: str = ""
    aim: Aim | None = None
    text: str = ""
    clauses: tuple[str, ...] = ()
    owner: str = ""
    start: date | None = None
    end: date | None = None
    cost: CostBand | None = None
    indicator: str = ""
    taken_up: bool = True


class AnswerSheet(msgspec.Struct, frozen=True):
    """One country's answers to one version of the instrument at one reference date.

    `answers` is keyed by question code, `targets` and `ratings` by unit code, `actions` by their own code. A
    question without an entry is unanswered; a unit without a target has only the suggested one. `given_by`
    names, by question code, the institution for which an answer was given, where that is known.
    """

    instrument: str
    version: str
    country: str
    reference_date: date
    modules: tuple[str, ...]
    answers: Mapping[str, Answer] = {}
    targets: Mapping[str, Target] = {}
    ratings: Mapping[str, Rating] = {}
    actions: Mapping[str, Action] = {}
    given_by: Mapping[str, str] = {}

    def answer_to(self, question_code: str) -> Answer:
        """The answer given, or the empty `Unanswered`."""
        return self.answers.get(question_code, UNANSWERED)


def applicable_options(question: Question, value: Selection) -> tuple[Option, ...]:
    """The scored options that are left once those marked not applicable are taken out (`method.md` 3).

    Where the question does not allow options to be left out, marks are ignored.
    """
    if question.not_applicable != "option":
        return question.scored_options
    left_out = {mark.option for mark in value.not_applicable}
    return tuple(option for option in question.scored_options if option.code not in left_out)
