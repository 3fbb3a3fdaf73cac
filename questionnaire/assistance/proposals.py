"""A draft need made of what scoring derives from a gap (`method.md` 8): the beginning of a record, in the
questionnaire's own words.
"""

from __future__ import annotations

from datetime import date

from questionnaire.answers import Answered, AnswerSheet, Level
from questionnaire.assistance.need import FrozenGap, Need
from questionnaire.gaps import target_of_question
from questionnaire.instrument import TOP_LEVEL, Instrument, Question
from questionnaire.needs import DraftNeed
from questionnaire.outcome import Outcome


def frozen_gap(instrument: Instrument, outcome: Outcome, unit: str, on: date) -> FrozenGap:
    """The unit's gap as it stands in this outcome; KeyError for a unit that has none."""
    gap = outcome.gaps[unit].gap
    places = {line.code: place for place, line in enumerate(outcome.priorities, start=1)}
    return FrozenGap(
        low=gap.low,
        high=gap.high,
        target=gap.target,
        instrument=instrument.code,
        version=instrument.version,
        on=on,
        place=places.get(unit, 0),
    )


def proposed(
    instrument: Instrument, sheet: AnswerSheet, outcome: Outcome, draft: DraftNeed, *, title: str = ""
) -> Need:
    """The draft as a record to be edited: clauses, questions, what the next levels ask, the frozen gap."""
    unit = instrument.unit(draft.unit)
    questions = [instrument.question(code) for code in draft.questions]
    asked = [code for question in questions for code in question.clauses]
    target = outcome.gaps[draft.unit].gap.target
    steps = (_next_step(sheet, question, target) for question in questions)
    bodies = dict.fromkeys(code for question in questions for code in question.bodies)
    return Need(
        title=title or f"{instrument.assistance_type(draft.assistance).title}: {unit.title}",
        unit=unit.code,
        assistance=draft.assistance,
        gap=frozen_gap(instrument, outcome, unit.code, sheet.reference_date),
        clauses=tuple(clause.code for clause in unit.clauses if clause.code in asked),
        questions=tuple(question.code for question in questions),
        objective="\n".join(dict.fromkeys(step for step in steps if step)),
        beneficiaries=tuple(body.code for body in instrument.bodies if body.code in bodies),
    )


def _next_step(sheet: AnswerSheet, question: Question, target: float) -> str:
    """What the next level asks, for a question with levels that is answered and below its target."""
    answer = sheet.answer_to(question.code)
    if question.kind != "maturity" or not isinstance(answer, Answered) or not isinstance(answer.value, Level):
        return ""
    level = answer.value.level
    if level >= TOP_LEVEL or level / TOP_LEVEL >= target_of_question(question.kind, target):
        return ""
    return question.levels[level + 1]
