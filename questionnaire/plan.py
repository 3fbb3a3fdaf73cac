"""The action plan: what could be done about each gap, and what it would change (`method.md` 6).

A proposal is the next step in the questionnaire's own words. What actions would change is never added up:
the answers are raised to what the actions aim at, and everything is computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from questionnaire.action_wire import number_of
from questionnaire.answers import (
    Action,
    Aim,
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    Level,
    NotApplicable,
    Selection,
    applicable_options,
)
from questionnaire.gaps import target_of_question
from questionnaire.instrument import TOP_LEVEL, Instrument, Question
from questionnaire.outcome import Outcome, outcome_of
from questionnaire.scoring import TOLERANCE
from questionnaire.weighing import CHOICE_WORTH, SAFEGUARD_MARGIN, QuestionScore

WithoutEffect = Literal["whole-unit", "find-out", "reached", "not-asked", "not-applicable", "held"]


class HeldBack(msgspec.Struct, frozen=True):
    """Why an action moves no figure, or less than it aims at.

    `limited_by` names the safeguards that hold its question down, or the question that must come first;
    `low` and `high` are what the question is then worth, 0..1.
    """

    action: str
    reason: WithoutEffect
    limited_by: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


class Effect(msgspec.Struct, frozen=True):
    """Everything before and after some actions, and what they do not move."""

    before: Outcome
    after: Outcome
    held_back: tuple[HeldBack, ...]


def proposed_actions(instrument: Instrument, sheet: AnswerSheet, outcome: Outcome) -> tuple[Action, ...]:
    """The next step of each question that keeps a unit below its target or out of balance, in the order of
    priorities; one for each question.

    A safeguard comes before the power that it limits, and the question that a branch depends on in place of
    one that is not asked. Both may belong to another unit.
    """
    steps: dict[str, Action] = {}
    for line in outcome.priorities:
        gap = outcome.gaps[line.code].gap
        for question in _by_weight(instrument, outcome, line.code):
            target = target_of_question(question.kind, gap.target) if gap.kind != "none" else 0.0
            for asked, needed in _to_move(instrument, outcome, question, target):
                step = _step(instrument, sheet, asked, needed)
                if step is not None:
                    steps.setdefault(asked.code, step)
    return tuple(steps.values())


def open_proposals(instrument: Instrument, sheet: AnswerSheet, outcome: Outcome) -> tuple[Action, ...]:
    """The proposals on whose question no action is under way: none was taken up, or it has been reached."""
    under_way = {
        action.question
        for action in sheet.actions.values()
        if action.taken_up and not is_reached(instrument, sheet, action)
    }
    return tuple(
        action for action in proposed_actions(instrument, sheet, outcome) if action.question not in under_way
    )


def is_reached(instrument: Instrument, sheet: AnswerSheet, action: Action) -> bool:
    """Whether the answer already says what the action aims at, or what it was to find out."""
    if not action.question:
        return False
    answer = sheet.answer_to(action.question)
    if action.aim is None:
        return isinstance(answer, Answered)
    return isinstance(answer, Answered) and (
        raised(instrument.question(action.question), answer, action.aim) == answer
    )


def words_aimed_at(instrument: Instrument, action: Action) -> tuple[str, ...]:
    """The questionnaire's own words that the action would satisfy: a level's description, the options, or the
    question itself; none for an action that aims at nothing.
    """
    if not action.question or action.aim is None:
        return ()
    question = instrument.question(action.question)
    if isinstance(action.aim, Level):
        return (question.levels[action.aim.level],)
    if isinstance(action.aim, Selection):
        return tuple(option.text for option in question.options if option.code in action.aim.selected)
    return (question.text,)


def next_code(sheet: AnswerSheet, about: str) -> str:
    """The code of the next action on that question, or for that unit as a whole."""
    numbers = [number_of(code) for code in sheet.actions if code.rpartition("-")[0] == about]
    return f"{about}-{max(numbers, default=0) + 1}"


def if_done(instrument: Instrument, sheet: AnswerSheet, actions: Iterable[Action]) -> AnswerSheet:
    """The sheet as it would be if these actions succeeded; in whatever order, and never with less in it.

    What an action is to find out stays unknown. Evidence for what is said now proves nothing of what is aimed
    at, so that it goes with the old answer.
    """
    answers = dict(sheet.answers)
    for action in actions:
        if action.question and action.aim is not None:
            question = instrument.question(action.question)
            answers[question.code] = raised(
                question, answers.get(question.code) or sheet.answer_to(question.code), action.aim
            )
    return msgspec.structs.replace(sheet, answers=answers)


def effect_of(instrument: Instrument, sheet: AnswerSheet, actions: Iterable[Action]) -> Effect:
    """Scores, bands and imbalances before and after these actions, and why some move nothing."""
    counted = tuple(actions)
    before = outcome_of(instrument, sheet)
    after = outcome_of(instrument, if_done(instrument, sheet, counted))
    found = (_held_back(instrument, sheet, action, after) for action in counted)
    return Effect(before, after, tuple(held for held in found if held is not None))


def raised(question: Question, answer: Answer, aim: Aim) -> Answer:
    """The answer with what is aimed at reached; as it was, where it says so already or does not apply."""
    if isinstance(answer, NotApplicable) and question.not_applicable == "question":
        return answer
    value = answer.value if isinstance(answer, Answered) else None
    if isinstance(aim, Level):
        enough = isinstance(value, Level) and value.level >= aim.level
        return answer if enough else Answered(value=aim, comment=answer.comment)
    if isinstance(aim, Choice):
        enough = isinstance(value, Choice) and CHOICE_WORTH[value.choice] >= CHOICE_WORTH[aim.choice]
        return answer if enough else Answered(value=aim, comment=answer.comment)
    held = value if isinstance(value, Selection) else Selection()
    if set(aim.selected) <= set(held.selected):
        return answer
    ticked = {code for code in held.selected if not question.option(code).exclusive} | set(aim.selected)
    return Answered(
        value=Selection(
            tuple(option.code for option in question.options if option.code in ticked),
            tuple(mark for mark in held.not_applicable if mark.option not in ticked),
        ),
        comment=answer.comment,
    )


def _by_weight(instrument: Instrument, outcome: Outcome, unit_code: str) -> list[Question]:
    """The unit's questions that count: the heaviest first, then the one furthest from full worth."""
    scores = outcome.scores.questions
    counting = [
        question for question in instrument.unit(unit_code).scored_questions if scores[question.code].counts
    ]
    return sorted(counting, key=lambda question: (-question.weight, scores[question.code].low or 0))


def _to_move(
    instrument: Instrument, outcome: Outcome, question: Question, target: float
) -> Iterator[tuple[Question, float]]:
    """The questions that must move for this one to reach its target and come into balance, with what each is
    to be worth.
    """
    scores = outcome.scores.questions
    own = scores[question.code]
    if own.low is None or own.raw_low is None or own.raw_high is None:
        return
    is_short = own.low < target - TOLERANCE
    supported = max(target if is_short else 0.0, own.raw_high if own.capped else 0.0)
    for code in question.safeguards:
        guard = scores.get(code)
        if guard is None or guard.low is None:
            continue
        if guard.low + SAFEGUARD_MARGIN < supported - TOLERANCE:
            yield _asked(instrument, outcome, instrument.question(code)), supported - SAFEGUARD_MARGIN
    if is_short and own.raw_low < target - TOLERANCE:
        yield _asked(instrument, outcome, question), target


def _asked(instrument: Instrument, outcome: Outcome, question: Question) -> Question:
    """The question, or the one that it depends on while it is not asked."""
    while question.applies is not None and outcome.scores.questions[question.code].branching != "asked":
        question = instrument.question(question.applies.question)
    return question


def _step(instrument: Instrument, sheet: AnswerSheet, question: Question, needed: float) -> Action | None:
    """The proposal of the next step on a question; None if there is nothing left to reach."""
    answer = sheet.answer_to(question.code)
    aim = _next_aim(question, answer, needed)
    if aim is None and isinstance(answer, Answered):
        return None
    proposal = Action(
        code=next_code(sheet, question.code),
        unit=instrument.unit_of(question.code).code,
        question=question.code,
        aim=aim,
        clauses=_clauses(question, aim),
        owner=instrument.body(question.bodies[0]).title if question.bodies else "",
        taken_up=False,
    )
    words = words_aimed_at(instrument, proposal) or (question.text,)
    return msgspec.structs.replace(proposal, text="; ".join(words))


def _next_aim(question: Question, answer: Answer, needed: float) -> Aim | None:
    value = answer.value if isinstance(answer, Answered) else None
    if isinstance(value, Level) and value.level < TOP_LEVEL:
        return Level(value.level + 1)
    if isinstance(value, Choice) and value.choice != "yes":
        half = value.choice == "no" and needed <= CHOICE_WORTH["partial"] + TOLERANCE
        return Choice("partial" if half else "yes")
    if isinstance(value, Selection):
        options = applicable_options(question, value)
        missing = tuple(option.code for option in options if option.code not in value.selected)
        return Selection(missing) if missing else None
    return None


def _clauses(question: Question, aim: Aim | None) -> tuple[str, ...]:
    """The clauses of the question; of options that are to be ticked those that they stand for."""
    if isinstance(aim, Selection):
        of_options = {code for option in aim.selected for code in question.option(option).clauses}
        if of_options:
            return tuple(code for code in question.clauses if code in of_options)
    return question.clauses


def _held_back(instrument: Instrument, sheet: AnswerSheet, action: Action, after: Outcome) -> HeldBack | None:
    if not action.question:
        return HeldBack(action.code, "whole-unit")
    question = instrument.question(action.question)
    if is_reached(instrument, sheet, action):
        return HeldBack(action.code, "reached")
    own = after.scores.questions.get(question.code)
    if own is None or not own.counts:
        return HeldBack(action.code, "not-applicable")
    if own.branching != "asked":
        first = _asked(instrument, after, question).code
        return HeldBack(action.code, "not-asked", (first,), own.low, own.high)
    if action.aim is None:
        return HeldBack(action.code, "find-out", (), own.low, own.high)
    limiting = _limiting(question, own, after)
    return HeldBack(action.code, "held", limiting, own.low, own.high) if limiting else None


def _limiting(question: Question, own: QuestionScore, after: Outcome) -> tuple[str, ...]:
    """The safeguards that hold the question below its own worth."""
    if not own.capped or own.raw_high is None:
        return ()
    scores = after.scores.questions
    return tuple(
        code
        for code in question.safeguards
        if code in scores
        and (low := scores[code].low) is not None
        and low + SAFEGUARD_MARGIN < own.raw_high - TOLERANCE
    )
