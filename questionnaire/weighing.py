"""What each question is worth: its own answer, its branch, its safeguards (`method.md` 3 and 5).

All figures are unrounded and in 0..1. The questions of an instrument are walked, never the answers, so that
silence counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    Level,
    NotApplicable,
    Selection,
    State,
    applicable_options,
)
from questionnaire.instrument import TOP_LEVEL, Branch, Question, Unit

CAP = (0.0, 0.25, 0.75, 1.0, 1.0)
CONFIDENCE = (0.0, 0.25, 0.5, 0.75, 1.0)
CONFIDENCE_OF_NOTHING = 0.75
SAFEGUARD_MARGIN = 0.25
CHOICE_WORTH = {"yes": 1.0, "partial": 0.5, "no": 0.0}

Branching = Literal["asked", "zero", "not_applicable", "waiting"]


class QuestionScore(msgspec.Struct, frozen=True):
    """What one question is worth, each figure in 0..1, after branching and safeguard cap.

    `raw_low`, `raw_high` are before the cap. `branching` says whether the question was asked at all.
    Figures are None for context questions and for those that do not apply.
    """

    code: str
    state: State
    weight: int
    branching: Branching
    raw_low: float | None = None
    raw_high: float | None = None
    raw_substantiated: float | None = None
    low: float | None = None
    high: float | None = None
    substantiated: float | None = None
    confidence: float | None = None
    capped: bool = False

    @property
    def needs_answer(self) -> bool:
        """Whether an answer is looked for: no earlier answer makes the question fall away or count as zero.

        While the earlier answer is unknown, an answer is looked for.
        """
        return self.branching in {"asked", "waiting"}

    @property
    def counts(self) -> bool:
        """Whether the question is scored and applies."""
        return self.weight > 0 and self.low is not None

    @property
    def known(self) -> bool:
        """Whether the question counts and its uncapped worth is one figure."""
        return self.counts and self.raw_low == self.raw_high

    @property
    def capped_for_certain(self) -> bool:
        """Whether the cap would bite even if every unknown safeguard turned out at its best."""
        return (
            self.capped and self.high is not None and self.raw_high is not None and self.high < self.raw_high
        )


def score_questions(units: Iterable[Unit], sheet: AnswerSheet) -> dict[str, QuestionScore]:
    """Weigh each question of the units, first by its own answer and branch, then under its safeguards."""
    asked = {question.code: question for unit in units for question in unit.questions}
    raw: dict[str, QuestionScore] = {}
    for question in asked.values():
        _weigh_in_turn(question, asked, sheet, raw)
    return {code: _under_safeguards(question, raw) for code, question in asked.items()}


def worth(question: Question, answer: Answer) -> tuple[float, float] | None:
    """The interval of one answer on its own, before branching and cap; None if it does not apply.

    A not-applicable that the question does not allow counts as unanswered (`method.md` 3).
    """
    if isinstance(answer, NotApplicable) and question.not_applicable == "question":
        return None
    if not isinstance(answer, Answered):
        return (0.0, 1.0)
    value = answer.value
    if isinstance(value, Level):
        share = value.level / TOP_LEVEL
    elif isinstance(value, Choice):
        share = CHOICE_WORTH[value.choice]
    elif isinstance(value, Selection):
        options = applicable_options(question, value)
        if not options:
            return None
        exclusive = any(question.option(code).exclusive for code in value.selected)
        ticked = 0 if exclusive else sum(option.code in value.selected for option in options)
        share = ticked / len(options)
    else:
        raise TypeError(f"{question.code}: a {type(value).__name__.lower()} has no worth; it is context only")
    return (share, share)


def branch_met(branch: Branch, asked: Question, answer: Answer) -> bool:
    """Whether the answer to the parent question `asked` meets the branch's condition.

    An exclusive option ("none of these") is no tick: it meets no count.
    """
    value = answer.value if isinstance(answer, Answered) else None
    if isinstance(value, Level) and branch.level_at_least is not None:
        return value.level >= branch.level_at_least
    if isinstance(value, Selection):
        if branch.selected is not None:
            return branch.selected in value.selected
        if branch.selected_at_least is not None:
            ticked = sum(not asked.option(code).exclusive for code in value.selected)
            return ticked >= branch.selected_at_least
    return False


def _weigh_in_turn(
    question: Question, asked: dict[str, Question], sheet: AnswerSheet, raw: dict[str, QuestionScore]
) -> None:
    """Weigh the question after its parents, in whatever order questions stand."""
    if question.code in raw:
        return
    if question.applies is not None:
        _weigh_in_turn(asked[question.applies.question], asked, sheet, raw)
    raw[question.code] = _weigh(question, asked, sheet, raw)


def _branching(
    question: Question, asked: dict[str, Question], sheet: AnswerSheet, raw: dict[str, QuestionScore]
) -> Branching:
    """Whether the question is asked, given its parent's answer and the parent's own branch."""
    branch = question.applies
    if branch is None:
        return "asked"
    parent = raw[branch.question]
    if parent.branching == "waiting":
        return "waiting"
    if parent.branching in ("zero", "not_applicable"):
        # A parent that counts as zero meets no condition; one that left the set takes its children along.
        return branch.otherwise if parent.branching == "zero" else "not_applicable"
    if parent.state == "not_applicable":
        return "not_applicable"
    if parent.state != "answered":
        return "waiting"
    met = branch_met(branch, asked[branch.question], sheet.answer_to(branch.question))
    return "asked" if met else branch.otherwise


def _weigh(
    question: Question, asked: dict[str, Question], sheet: AnswerSheet, raw: dict[str, QuestionScore]
) -> QuestionScore:
    """What the question is worth by its own answer and branch; `raw` holds its parents already."""
    branching = _branching(question, asked, sheet, raw)
    if branching == "asked":
        return _by_own_answer(question, sheet.answer_to(question.code))
    if branching == "not_applicable":
        return QuestionScore(question.code, "not_applicable", question.weight, branching)
    if branching == "waiting":
        return _scored(question, "unanswered", branching, (0.0, 1.0))
    parent = raw[question.applies.question] if question.applies else None
    return _scored(
        question, "answered", branching, (0.0, 0.0), confidence=(parent and parent.confidence) or 0.0
    )


def _by_own_answer(question: Question, answer: Answer) -> QuestionScore:
    state = _state(question, answer)
    if not question.scored:
        return QuestionScore(question.code, state, question.weight, "asked")
    interval = worth(question, answer)
    if interval is None:
        return QuestionScore(question.code, "not_applicable", question.weight, "asked")
    if not isinstance(answer, Answered):
        return _scored(question, state, "asked", interval)
    low, high = interval
    grade = answer.evidence.grade
    proven = low * CAP[grade] if question.kind == "selection" else min(low, CAP[grade])
    # A candid "no" needs no proof.
    confidence = CONFIDENCE[grade] if high > 0 else max(CONFIDENCE[grade], CONFIDENCE_OF_NOTHING)
    return _scored(question, state, "asked", interval, substantiated=proven, confidence=confidence)


def _scored(
    question: Question,
    state: State,
    branching: Branching,
    interval: tuple[float, float],
    *,
    substantiated: float = 0.0,
    confidence: float = 0.0,
) -> QuestionScore:
    if not question.scored:
        return QuestionScore(question.code, state, question.weight, branching)
    low, high = interval
    return QuestionScore(
        code=question.code,
        state=state,
        weight=question.weight,
        branching=branching,
        raw_low=low,
        raw_high=high,
        raw_substantiated=substantiated,
        low=low,
        high=high,
        substantiated=substantiated,
        confidence=confidence,
    )


def _state(question: Question, answer: Answer) -> State:
    """The state as it counts: a not-applicable that is not allowed is unanswered."""
    if isinstance(answer, NotApplicable) and question.not_applicable != "question":
        return "unanswered"
    return answer.state


def _under_safeguards(question: Question, raw: dict[str, QuestionScore]) -> QuestionScore:
    """Hold the question to its weakest safeguard plus a quarter (`method.md` 3)."""
    own = raw[question.code]
    guards = [raw[code] for code in question.safeguards if code in raw and raw[code].counts]
    if not guards or own.low is None or own.high is None or own.substantiated is None:
        return own
    low = min(own.low, min(guard.low or 0 for guard in guards) + SAFEGUARD_MARGIN)
    high = min(own.high, min(guard.high or 0 for guard in guards) + SAFEGUARD_MARGIN)
    substantiated = min(
        own.substantiated, min(guard.substantiated or 0 for guard in guards) + SAFEGUARD_MARGIN
    )
    capped = low < own.low or high < own.high
    return msgspec.structs.replace(own, low=low, high=high, substantiated=substantiated, capped=capped)
