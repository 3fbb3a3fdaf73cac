"""Draft assistance needs, born from gaps (`method.md` 8). A draft is never a request by itself."""

from __future__ import annotations

from math import fsum

import msgspec

from questionnaire.answers import Answered, AnswerSheet, Grid
from questionnaire.gaps import UnitGap, target_of_question
from questionnaire.instrument import Instrument, Unit
from questionnaire.scoring import TOLERANCE, Scores
from questionnaire.weighing import QuestionScore

CONSTRAINED = 1.5
FINDING_OUT = "TA15"
NO_ASSISTANCE = "TA00"
WEIGHT_OF_NOT_KNOWING = 0.25


class DraftNeed(msgspec.Struct, frozen=True):
    """An assistance type that would help to close a unit's gap: its weight and the questions behind it."""

    unit: str
    assistance: str
    weight: float
    questions: tuple[str, ...]
    constrained: bool


def draft_needs(
    instrument: Instrument, sheet: AnswerSheet, scores: Scores, gaps: dict[str, UnitGap]
) -> dict[str, tuple[DraftNeed, ...]]:
    """The draft needs of each scored unit, heaviest first, ties by code; empty where there is no gap."""
    constrained = assistance_for_constraints(instrument, sheet)
    return {
        unit.code: _needs_of(unit, scores.questions, gaps[unit.code], constrained)
        for unit in instrument.units
        if unit.code in gaps
    }


def units_without_answer(instrument: Instrument, sheet: AnswerSheet, scores: Scores) -> tuple[str, ...]:
    """The scored units in which no question that is scored has an answer yet, not even “don’t know”."""
    return tuple(
        unit.code
        for unit in instrument.units
        if scores.units.get(unit.code) is not None
        and all(sheet.answer_to(question.code).state == "unanswered" for question in unit.scored_questions)
    )


def offered_needs(
    instrument: Instrument, sheet: AnswerSheet, scores: Scores, drafts: dict[str, tuple[DraftNeed, ...]]
) -> dict[str, tuple[DraftNeed, ...]]:
    """The drafts that officials are asked to decide on: those of units in which a question has an answer.

    Before the first answer the rule weighs every kind of assistance that a unit names, for every country the
    same: what comes first there is to find out.
    """
    waiting = units_without_answer(instrument, sheet, scores)
    return {unit: () if unit in waiting else own for unit, own in drafts.items()}


def assistance_for_constraints(instrument: Instrument, sheet: AnswerSheet) -> frozenset[str]:
    """The assistance types that match a constraint ticked in any row of the constraints grid."""
    question = instrument.feeding("constraints")
    answer = sheet.answer_to(question.code) if question else None
    if question is None or not isinstance(answer, Answered) or not isinstance(answer.value, Grid):
        return frozenset()
    ticked = {code for row in answer.value.rows for code in row.selected}
    return frozenset(
        code for option in question.options if option.code in ticked for code in option.assistance
    )


def _needs_of(
    unit: Unit, scores: dict[str, QuestionScore], unit_gap: UnitGap, constrained: frozenset[str]
) -> tuple[DraftNeed, ...]:
    if unit_gap.gap.kind == "none":
        return ()
    shortfalls: dict[str, list[tuple[str, float]]] = {}
    for question in unit.scored_questions:
        own = scores[question.code]
        # Uncapped worth, so that a missing safeguard creates its own need and not one for more tools.
        if own.raw_low is None or own.raw_high is None:
            continue
        target = target_of_question(question.kind, unit_gap.gap.target)
        short = question.weight * max(0.0, target - (own.raw_low + own.raw_high) / 2)
        for code in question.assistance:
            shortfalls.setdefault(code, []).append((question.code, short))
    not_known = [
        (question.code, WEIGHT_OF_NOT_KNOWING * question.weight)
        for question in unit.scored_questions
        if scores[question.code].state == "dont_know"
    ]
    needs = []
    for code in sorted({*shortfalls, *([FINDING_OUT] if not_known else [])} - {NO_ASSISTANCE}):
        parts = [part for part in shortfalls.get(code, ()) if part[1] > TOLERANCE]
        extra = not_known if code == FINDING_OUT else []
        factor = CONSTRAINED if code in constrained else 1.0
        weight = factor * fsum(short for _, short in parts) + fsum(short for _, short in extra)
        if weight > TOLERANCE:
            behind = dict.fromkeys(question for question, _ in (*parts, *extra))
            needs.append(DraftNeed(unit.code, code, weight, tuple(behind), code in constrained))
    return tuple(sorted(needs, key=lambda need: (-round(need.weight, 9), need.assistance)))
