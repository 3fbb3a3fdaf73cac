"""How far the words of a clause are met, by the answers of the questions that name it.

The rule is that of `report.md`, "Status of a clause".
"""

from __future__ import annotations

from typing import Literal

from questionnaire.answers import Answered, AnswerSheet, Selection, applicable_options
from questionnaire.instrument import Clause, Instrument, Question
from questionnaire.scoring import Scores
from questionnaire.weighing import SAFEGUARD_MARGIN, QuestionScore

ClauseStatus = Literal["met", "partly", "not_met", "not_known", "context", "not_applicable"]
MET = 0.75


def clause_statuses(instrument: Instrument, sheet: AnswerSheet, scores: Scores) -> dict[str, ClauseStatus]:
    """The status of every clause of the modules switched on, by clause code."""
    return {
        clause.code: _status(instrument, clause, sheet, scores)
        for unit in instrument.units_in(sheet.modules)
        for clause in unit.clauses
    }


def _status(instrument: Instrument, clause: Clause, sheet: AnswerSheet, scores: Scores) -> ClauseStatus:
    asked = [
        question
        for question in instrument.questions_on(clause.code)
        if question.scored and question.code in scores.questions
    ]
    if clause.kind == "context" or not asked:
        return "context"
    intervals = [
        found for question in asked if (found := _worth_on(question, clause, sheet, scores)) is not None
    ]
    if not intervals:
        return "not_applicable"
    known = [low for low, high in intervals if low == high]
    some_met, some_not = any(value >= MET for value in known), any(value == 0 for value in known)
    if any(0 < value < MET for value in known) or (some_met and some_not):
        return "partly"
    if len(known) < len(intervals):
        return "not_known"
    return "met" if some_met else "not_met"


def _worth_on(
    question: Question, clause: Clause, sheet: AnswerSheet, scores: Scores
) -> tuple[float, float] | None:
    """What the question is worth on this clause alone, after the safeguard cap; None if it does not apply."""
    own = scores.questions[question.code]
    if own.low is None or own.high is None:
        return None
    answer = sheet.answer_to(question.code)
    tied = {option.code for option in question.scored_options if clause.code in option.clauses}
    if not tied or own.branching != "asked" or not isinstance(answer, Answered):
        return (own.low, own.high)
    if not isinstance(answer.value, Selection):
        return (own.low, own.high)
    options = [option for option in applicable_options(question, answer.value) if option.code in tied]
    if not options:
        return None
    share = (
        0.0
        if own.raw_low == 0
        else sum(option.code in answer.value.selected for option in options) / len(options)
    )
    low, high = _limit(question, scores.questions)
    return (min(share, low), min(share, high))


def _limit(question: Question, scores: dict[str, QuestionScore]) -> tuple[float, float]:
    """The most the question may be worth under its safeguards."""
    guards = [scores[code] for code in question.safeguards if code in scores and scores[code].counts]
    if not guards:
        return (1.0, 1.0)
    return (
        min(guard.low or 0 for guard in guards) + SAFEGUARD_MARGIN,
        min(guard.high or 0 for guard in guards) + SAFEGUARD_MARGIN,
    )
