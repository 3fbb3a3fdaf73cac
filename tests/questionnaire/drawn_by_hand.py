"""One draw of the robustness check in plain Python: fill in the sheet, score it as always, weigh anew."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, floor, isnan, log, nan

from msgspec.structs import replace

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    Level,
    NotApplicable,
    Selection,
    Value,
)
from questionnaire.draws import Lots
from questionnaire.instrument import Instrument, Question, Unit
from questionnaire.weighing import QuestionScore, score_questions

Weighed = list[tuple[float, float]]


def filled_in(instrument: Instrument, sheet: AnswerSheet, lots: Lots, row: Sequence[float]) -> AnswerSheet:
    """The sheet with an answer drawn for everything that is not known."""
    answers: dict[str, Answer] = {}
    for question in instrument.questions:
        given = sheet.answer_to(question.code)
        valid = isinstance(given, NotApplicable) and question.not_applicable == "question"
        if isinstance(given, Answered) or valid or question.kind in {"grid", "ranking"}:
            answers[question.code] = given
        else:
            number, turn = row[lots.answer[question.code]], row[lots.turn[question.code]]
            answers[question.code] = Answered(value=_drawn_value(question, number, turn))
    return replace(sheet, answers=answers)


def _drawn_value(question: Question, number: float, turn: float) -> Value:
    if question.kind == "maturity":
        return Level(floor(number * 5))
    if question.kind == "choice":
        return Choice("no" if number < 1 / 3 else "partial" if number < 2 / 3 else "yes")
    options = question.scored_options or [option for option in question.options if not option.exclusive]
    codes = sorted(option.code for option in options)
    ticked = floor(number * (len(codes) + 1))
    # From the place where the turn stops, back along the circle: the options that stand before it.
    start = floor(turn * len(codes)) + 1
    return Selection(tuple(codes[(start + place) % len(codes)] for place in range(ticked)))


def drawn_units(
    instrument: Instrument, sheet: AnswerSheet, lots: Lots, row: Sequence[float]
) -> dict[str, float]:
    """The figure of every scored unit in this draw."""
    units = instrument.units_in(sheet.modules)
    questions = score_questions(units, filled_in(instrument, sheet, lots, row))
    return {unit.code: _unit(unit, questions, lots, row) for unit in units if unit.scored}


def _unit(unit: Unit, questions: dict[str, QuestionScore], lots: Lots, row: Sequence[float]) -> float:
    parts = []
    for question in unit.scored_questions:
        found = questions[question.code]
        if found.counts:
            assert found.low == found.high is not None
            parts.append((question.weight * factor(row[lots.weight[question.code]]), 100 * found.high))
    return mean(parts)


def drawn_pillars(
    instrument: Instrument,
    headline: tuple[str, ...],
    units: dict[str, float],
    lots: Lots,
    row: Sequence[float],
) -> dict[str, float]:
    """The figure of every scored pillar in this draw."""
    return {
        pillar.code: mean(
            [
                (factor(row[lots.unit[unit.code]]), units[unit.code])
                for unit in instrument.units_in(headline)
                if unit.pillar == pillar.code and unit.code in units
            ]
        )
        for pillar in instrument.pillars
        if pillar.scored
    }


def drawn_overall(pillars: dict[str, float], lots: Lots, row: Sequence[float]) -> float:
    """The overall figure of this draw, made in the way that the draw says."""
    parts = [
        (factor(row[lots.pillar[code]]), figure) for code, figure in pillars.items() if not isnan(figure)
    ]
    if not parts:
        return nan
    if row[lots.aggregation] < 1 / 3:
        return mean(parts)
    if row[lots.aggregation] < 2 / 3:
        return exp(mean([(weight, log(figure + 1)) for weight, figure in parts])) - 1
    return min(mean(parts), min(figure for _, figure in parts) + 20)


def factor(number: float) -> float:
    """A number from 0 to 1 as a factor from 0.75 to 1.25."""
    return 0.75 + number / 2


def mean(parts: Weighed) -> float:
    """The mean of the figures by their weights, those that are no number left out."""
    counted = [(weight, figure) for weight, figure in parts if not isnan(figure)]
    if not counted:
        return nan
    return sum(weight * figure for weight, figure in counted) / sum(weight for weight, _ in counted)
