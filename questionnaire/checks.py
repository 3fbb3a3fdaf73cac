"""Instrument and answers in, the questions to ask back out: answers that do not seem to fit each other.

They ask and never change a score. Only a given answer that counts can contradict another: what is unknown,
withheld, unanswered, not applicable or switched off contradicts nothing, and neither does a missing figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import msgspec

from questionnaire.answer_wire import is_date
from questionnaire.answers import (
    Answered,
    AnswerSheet,
    Choice,
    Evidence,
    Grid,
    Level,
    Selection,
    Value,
    applicable_options,
)
from questionnaire.consistency import PLACE_FOR_CODE, Check, Condition, Share
from questionnaire.instrument import Instrument, Question
from questionnaire.weighing import score_questions

MONTHS_OF_A_YEAR = 12


class Contradiction(msgspec.Struct, frozen=True):
    """One question to ask back: the check's code, the questions it is about, and the sentence to read.

    The same check may ask about several questions, one at a time; check and questions together are unique.
    """

    check: str
    questions: tuple[str, ...]
    sentence: str


def contradictions(instrument: Instrument, sheet: AnswerSheet) -> tuple[Contradiction, ...]:
    """Everything to ask back about the sheet, in the instrument's order of checks, then of questions.

    The questions of each stand in the order in which its conditions name them.
    """
    given = _given_answers(instrument, sheet)
    found = []
    for check in instrument.checks:
        for turn in _turns(instrument, check):
            conditions = _about(check, turn)
            if all(_holds(instrument, condition, given, sheet.reference_date) for condition in conditions):
                codes = tuple(dict.fromkeys(condition.question for condition in conditions))
                found.append(Contradiction(check.code, codes, check.sentence.replace(PLACE_FOR_CODE, turn)))
    return tuple(found)


def answers_needed(instrument: Instrument, questions: Collection[str]) -> frozenset[str]:
    """The questions whose answers decide what is asked back about these: they themselves, those that a check
    sets beside them, and the earlier ones on which any of them depends.
    """
    needed = set(questions)
    for check in instrument.checks:
        for turn in _turns(instrument, check):
            codes = {condition.question for condition in _about(check, turn)}
            if not codes.isdisjoint(questions):
                needed |= codes
    for code in tuple(needed):
        needed |= _depended_on(instrument, code)
    return frozenset(needed)


def _depended_on(instrument: Instrument, code: str) -> set[str]:
    branch = instrument.question(code).applies
    return {branch.question} | _depended_on(instrument, branch.question) if branch else set()


def _given_answers(instrument: Instrument, sheet: AnswerSheet) -> dict[str, Answered]:
    """The answers by question, where there is one and the question is asked of this country."""
    asked = score_questions(instrument.units_in(sheet.modules), sheet)
    answers = ((code, sheet.answer_to(code)) for code, own in asked.items() if own.branching == "asked")
    return {code: answer for code, answer in answers if isinstance(answer, Answered)}


def _turns(instrument: Instrument, check: Check) -> Iterator[str]:
    """The questions that the check is asked of in turn; one empty turn where it names its questions."""
    if not check.takes_turns:
        yield ""
    for question in instrument.questions:
        if check.of_every_question or question.code in check.of_each:
            yield question.code


def _about(check: Check, turn: str) -> list[Condition]:
    return [
        msgspec.structs.replace(condition, question=condition.question or turn)
        for condition in check.conditions
    ]


def _holds(
    instrument: Instrument, condition: Condition, given: dict[str, Answered], reference_date: date
) -> bool:
    """Whether there is an answer that counts, and everything that the condition says about it is so."""
    answer = given.get(condition.question)
    if answer is None:
        return False
    question, value = instrument.question(condition.question), answer.value
    at_least, months = condition.level_at_least, condition.evidence_older_than_months
    return (
        (condition.level is None or value == Level(condition.level))
        and (at_least is None or (isinstance(value, Level) and value.level >= at_least))
        and (condition.choice is None or value == Choice(condition.choice))
        and (condition.selected is None or condition.selected in _ticked(value, condition.row))
        and (not condition.nothing_selected or _ticks_nothing(question, value))
        and (condition.share is None or _is_below(condition.share, answer))
        and (condition.number_is_zero is None or _figure(answer, condition.number_is_zero) == 0)
        and (not condition.without_comment or not answer.comment.strip())
        and (months is None or _is_older(answer.evidence, months, reference_date))
    )


def _ticked(value: Value, row: str | None) -> tuple[str, ...]:
    if isinstance(value, Grid):
        return next((own.selected for own in value.rows if own.row == row), ())
    return value.selected if isinstance(value, Selection) else ()


def _ticks_nothing(question: Question, value: Value) -> bool:
    """Whether no option is ticked although one applies; "none of these" is no tick."""
    if not isinstance(value, Selection) or not applicable_options(question, value):
        return False
    return all(question.option(code).exclusive for code in value.selected)


def _figure(answer: Answered, code: str) -> int | float | None:
    return next((number.value for number in answer.numbers if number.code == code), None)


def _is_below(share: Share, answer: Answered) -> bool:
    part, whole = _figure(answer, share.number), _figure(answer, share.of)
    # Of nobody there is no share.
    return part is not None and whole is not None and whole > 0 and part / whole < share.below


def _is_older(evidence: Evidence, months: int, reference_date: date) -> bool:
    """Whether all the evidence is certainly older: one recent or undated document is enough to say no."""
    # Months are counted by the calendar. Dates are compared as ISO text, which needs no 30 February.
    month = reference_date.year * MONTHS_OF_A_YEAR + reference_date.month - 1 - months
    limit = f"{month // MONTHS_OF_A_YEAR:04d}-{month % MONTHS_OF_A_YEAR + 1:02d}-{reference_date.day:02d}"
    dates = [item.date for item in evidence.items]
    return bool(dates) and all(is_date(stated) and _latest_day(stated) < limit for stated in dates)


def _latest_day(stated: str) -> str:
    """The last day that a year, a month or a day may mean, as ISO text."""
    return stated + "-12-31"[len(stated) - len("2025") :]
