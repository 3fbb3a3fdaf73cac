"""The rules that every check of an instrument keeps; each yields what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from questionnaire.consistency import PLACE_FOR_CODE, Check, Condition
from questionnaire.instrument import TOP_LEVEL, Instrument, Kind, Question
from questionnaire.mistakes import Mistake, listed, repeated
from questionnaire.question_rules import Said

CHECKS_FILE = "checks.toml"

_SAYINGS = tuple(name for name in Condition.__struct_fields__ if name not in ("question", "row"))

_KINDS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("level", ("maturity",)),
    ("level_at_least", ("maturity",)),
    ("choice", ("choice",)),
    ("selected", ("selection", "grid")),
    ("nothing_selected", ("selection",)),
)
"""What each saying about an answer's value can be said of."""


def broken_checks(instrument: Instrument) -> Iterator[Mistake]:
    """Every rule that a check breaks, in the order of the checks."""
    for code in repeated(check.code for check in instrument.checks):
        yield Mistake(CHECKS_FILE, code, "is the code of two checks", "Give each check its own code")
    for check in instrument.checks:
        for rule in CHECK_RULES:
            yield from (Mistake(CHECKS_FILE, check.code, *said) for said in rule(instrument, check))
        for place, condition in enumerate(check.conditions):
            part = f"{check.code} conditions[{place + 1}]"
            for said in _condition(instrument, check, condition):
                yield Mistake(CHECKS_FILE, part, *said)


def _wording(_: Instrument, check: Check) -> Iterator[Said]:
    if not check.sentence.strip():
        yield ("sentence is empty", "Write what the writer is asked")
        return
    named = (*(condition.question for condition in check.conditions), PLACE_FOR_CODE * check.takes_turns)
    for code in dict.fromkeys(filter(None, named)):
        if code not in check.sentence:
            yield (f"its sentence does not name {code}", "Let the writer read which answers it is about")
    if PLACE_FOR_CODE in check.sentence and not check.takes_turns:
        yield (
            f"its sentence has {PLACE_FOR_CODE}, but it is asked once",
            "Name the question, or say of_each or of_every_question",
        )


def _turns(instrument: Instrument, check: Check) -> Iterator[Said]:
    """Of which questions it is asked, and that its conditions agree with that."""
    if not check.conditions:
        yield ("has no conditions", "Say when it is asked")
    if check.of_each and check.of_every_question:
        yield ("is asked of each of some and of every question", "Keep one of the two")
    for code in check.of_each:
        if not instrument.has_question(code):
            yield (f"is asked of {code}, which does not exist", "Name questions of the instrument")
    for code in repeated(check.of_each):
        yield (f"is asked of {code} twice", "Name it once")
    if check.takes_turns and check.conditions and all(condition.question for condition in check.conditions):
        yield (
            "is asked of several questions, but none of its conditions is about the one asked",
            "Leave question out where the one asked is meant",
        )


CHECK_RULES: tuple[Callable[[Instrument, Check], Iterator[Said]], ...] = (_wording, _turns)


def _condition(instrument: Instrument, check: Check, condition: Condition) -> Iterator[Said]:
    if condition == Condition(question=condition.question, row=condition.row):
        yield ("says nothing about the answer", f"Give one of {listed(_SAYINGS)}")
    if not condition.question and not check.takes_turns:
        yield ("names no question", "Name one, or let the check be asked of_each or of_every_question")
    if condition.question and not instrument.has_question(condition.question):
        yield (f"is about {condition.question}, which does not exist", "Name a question of the instrument")
    yield from _bounds(condition)
    if check.of_every_question and not condition.question:
        yield from _own_codes_of_one(condition)
        return
    for code in (condition.question,) if condition.question else check.of_each:
        if instrument.has_question(code):
            yield from _fits(instrument, condition, instrument.question(code))


def _bounds(condition: Condition) -> Iterator[Said]:
    for name, level in (("level", condition.level), ("level_at_least", condition.level_at_least)):
        if level is not None and not 0 <= level <= TOP_LEVEL:
            yield (f"{name} is {level}", f"Levels go from 0 to {TOP_LEVEL}")
    if condition.share is not None and not 0 < condition.share.below <= 1:
        yield (f"its share is below {condition.share.below:g}", "Give a share above 0 and up to 1")
    months = condition.evidence_older_than_months
    if months is not None and months < 1:
        yield (f"evidence_older_than_months is {months}", "Give at least 1 month")


def _own_codes_of_one(condition: Condition) -> Iterator[Said]:
    """Options, rows and figures have their own codes in each question."""
    for name in ("selected", "row", "share", "number_is_zero"):
        if getattr(condition, name) is not None:
            yield (f"says {name} of every question", "Name the question that it is about")


def _fits(instrument: Instrument, condition: Condition, question: Question) -> Iterator[Said]:
    """Whether the question is of the kind, and has the options, rows and figures that are spoken of."""
    for name, kinds in _KINDS:
        said = getattr(condition, name)
        # Level 0 is said, although it equals False.
        if said is not None and said is not False and question.kind not in kinds:
            yield (
                f"{name} needs a {' or a '.join(kinds)} question; {question.code} is a {question.kind}",
                "Use another condition",
            )
    yield from _ticks(condition, question)
    share, zero = condition.share, condition.number_is_zero
    figures = {field.code for field in instrument.number_fields(question)}
    for code in (*((share.number, share.of) if share else ()), *((zero,) if zero is not None else ())):
        if code not in figures:
            yield (f'{question.code} has no figure "{code}"', f"Use one of {listed(figures)}")


def _ticks(condition: Condition, question: Question) -> Iterator[Said]:
    if condition.selected is not None and question.options:
        options = {option.code for option in question.options}
        if condition.selected not in options:
            yield (
                f'{question.code} has no option "{condition.selected}"',
                f"Use one of {listed(options)}",
            )
    if (condition.row is not None) != (question.kind == "grid" and condition.selected is not None):
        yield (
            f"row and the kind of {question.code} do not agree",
            "Say row with what is selected in a grid, and nowhere else",
        )
    elif condition.row is not None and condition.row not in {row.code for row in question.rows}:
        yield (
            f'{question.code} has no row "{condition.row}"',
            f"Use one of {listed(row.code for row in question.rows)}",
        )
