"""Whole random answer sheets of the published instrument, and the small changes that properties speak of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from questionnaire.answers import (
    TOP_GRADE,
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    DontKnow,
    Evidence,
    Grid,
    GridRow,
    LeftOut,
    Level,
    NotApplicable,
    Ranking,
    Rating,
    Selection,
    Target,
    Unanswered,
    Value,
    Withheld,
)
from questionnaire.instrument import TOP_LEVEL, Question
from questionnaire.loading import published
from questionnaire.scoring import PillarScore, Scores, Total, UnitScore
from questionnaire.weighing import QuestionScore
from tests.questionnaire.builders import ALL_MODULES, RECOMMENDATIONS

_MORE = os.environ.get("CPSA_EXAMPLES")

whole_sheets = settings(
    # The same sheets in every run, so that a change and not chance decides whether the build passes. With
    # CPSA_EXAMPLES=1000 there are that many, others each time, and a failing one is made as small as it can
    # be, which takes minutes.
    phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if _MORE else [])],
    max_examples=int(_MORE or 100),
    derandomize=_MORE is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

REASON = "does not exist here"
EVIDENCE = tuple(Evidence(grade=grade) for grade in range(TOP_GRADE + 1))
UNKNOWN: tuple[Answer, ...] = tuple(
    kind(evidence=evidence) for kind, evidence in product((DontKnow, Withheld, Unanswered), EVIDENCE[::2])
)
NOT_APPLICABLE: tuple[Answer, ...] = tuple(NotApplicable(reason=REASON, evidence=e) for e in EVIDENCE[:2])


# --- Answers ------------------------------------------------------------------------------------------------


# One draw per question keeps a sheet of a hundred questions quick: what can be listed is listed, and a set of
# ticks is drawn as one number.


def given_answers(question: Question) -> SearchStrategy[Answer]:
    """Any answer with a value, at any grade, options left out where the question allows it."""
    if listed := _listed(question):
        return st.sampled_from(listed)
    values = _selections(question) if question.kind == "selection" else _context_values(question)
    return st.builds(_answered, values, st.sampled_from(EVIDENCE))


def unknown_answers() -> SearchStrategy[Answer]:
    """Don't know, withheld or unanswered, with or without evidence beside it."""
    return st.sampled_from(UNKNOWN)


def valid_answers(question: Question) -> SearchStrategy[Answer]:
    """Every state that the question allows."""
    return _mixed(question, NOT_APPLICABLE if question.not_applicable == "question" else ())


def any_answers(question: Question) -> SearchStrategy[Answer]:
    """Every state, a not-applicable that is not allowed included."""
    return _mixed(question, NOT_APPLICABLE)


def _mixed(question: Question, extra: tuple[Answer, ...]) -> SearchStrategy[Answer]:
    """Mostly answers with a value, because most rules are about values."""
    if listed := _listed(question):
        return st.sampled_from([*listed, *UNKNOWN[:: 2 if len(listed) < 20 else 1], *extra])
    given = given_answers(question)
    return st.one_of(given, given, given, st.sampled_from([*UNKNOWN, *extra]))


def _listed(question: Question) -> list[Answer]:
    """Every answer at every grade, where they are few."""
    values: list[Value] = []
    if question.kind == "maturity":
        values = [Level(number) for number in range(TOP_LEVEL + 1)]
    elif question.kind == "choice":
        values = [Choice("no"), Choice("partial"), Choice("yes")]
    return [_answered(value, evidence) for value, evidence in product(values, EVIDENCE)]


def _context_values(question: Question) -> SearchStrategy[Value]:
    if question.kind == "grid":
        each = {row.code: _ticks(question) for row in question.rows}
        return st.fixed_dictionaries(each).map(
            lambda ticks: Grid(tuple(GridRow(row.code, ticks[row.code]) for row in question.rows))
        )
    codes = [option.code for option in question.options]
    ranked = st.lists(st.sampled_from(codes), unique=True, max_size=question.at_most)
    return ranked.map(lambda found: Ranking(tuple(found)))


def _selections(question: Question) -> SearchStrategy[Value]:
    if question.not_applicable != "option":
        return _ticks(question).map(Selection)
    return st.builds(_selection, _ticks(question), _subsets([option.code for option in question.options]))


def _ticks(question: Question) -> SearchStrategy[tuple[str, ...]]:
    """Any set of options, or an exclusive one alone."""
    together = _subsets([option.code for option in question.options if not option.exclusive])
    alone = [(option.code,) for option in question.options if option.exclusive]
    return st.one_of(together, st.sampled_from(alone)) if alone else together


def _subsets(codes: list[str]) -> SearchStrategy[tuple[str, ...]]:
    return st.integers(0, 2 ** len(codes) - 1).map(
        lambda bits: tuple(code for place, code in enumerate(codes) if bits >> place & 1)
    )


def _answered(value: Value, evidence: Evidence) -> Answer:
    return Answered(value=value, evidence=evidence)


def _selection(selected: tuple[str, ...], left_out: tuple[str, ...]) -> Selection:
    marks = tuple(LeftOut(code, REASON) for code in left_out if code not in selected)
    return Selection(selected, marks)


# --- Sheets -------------------------------------------------------------------------------------------------

AnswersFor = Callable[[Question], SearchStrategy[Answer]]


def sheets_of(
    answers_for: AnswersFor, *, modules: SearchStrategy[tuple[str, ...]] | None = None
) -> SearchStrategy[AnswerSheet]:
    """Sheets in which each question is answered by what `answers_for` draws for it."""
    scored = [unit.code for unit in published().units if unit.scored]
    whole = st.integers(1, 5)
    ratings = st.builds(
        Rating, importance=st.none() | whole, threat=st.none() | whole, readiness=st.none() | whole,
        cost=whole, time=st.none() | whole,
    )  # fmt: skip
    targets = st.builds(Target, target=st.integers(0, 100).map(float) | st.floats(0, 100), year=st.just(2028))
    return st.builds(
        _sheet,
        modules or st.sampled_from([RECOMMENDATIONS, ALL_MODULES]),
        st.fixed_dictionaries({question.code: answers_for(question) for question in published().questions}),
        st.dictionaries(st.sampled_from(scored), targets, max_size=6),
        st.dictionaries(st.sampled_from(scored), ratings, max_size=6),
    )


def _sheet(
    modules: tuple[str, ...],
    answers: dict[str, Answer],
    targets: dict[str, Target],
    ratings: dict[str, Rating],
) -> AnswerSheet:
    return AnswerSheet(
        "cybercrime-prevention", "1.0", "XAA", date(2026, 11, 1), modules, answers, targets, ratings
    )


def known_sheets() -> SearchStrategy[AnswerSheet]:
    """Sheets in which every question has a value."""
    return sheets_of(given_answers)


def valid_sheets() -> SearchStrategy[AnswerSheet]:
    """Sheets that an answers file may hold, from nearly all known to mostly not known."""
    return st.one_of(sheets_of(valid_answers), known_sheets())


def any_sheets() -> SearchStrategy[AnswerSheet]:
    """Sheets in which anything may stand, an invalid not-applicable included."""
    return st.one_of(sheets_of(any_answers), valid_sheets(), lopsided_sheets())


@st.composite
def lopsided_sheets(draw: st.DrawFn) -> AnswerSheet:
    """Sheets strong in some pillars and weak in others, which independent answers hardly ever are."""
    strong = draw(_subsets([pillar.code for pillar in published().pillars]))
    answers = {
        question.code: best(question) if unit.pillar in strong else nothing(question)
        for unit in published().units
        for question in unit.questions
    }
    for question in draw(st.lists(st.sampled_from(published().questions), max_size=12)):
        answers[question.code] = draw(any_answers(question))
    return _sheet(draw(st.sampled_from([RECOMMENDATIONS, ALL_MODULES])), answers, {}, {})


def with_answer(sheet: AnswerSheet, code: str, answer: Answer) -> AnswerSheet:
    """The sheet with one answer changed."""
    return replace(sheet, answers={**sheet.answers, code: answer})


# --- Small changes ------------------------------------------------------------------------------------------


def raised(question: Question, answer: Answer) -> Iterator[Answer]:
    """Every answer that is one step higher: a level more, no to partial to yes, one option more."""
    value = answer.value if isinstance(answer, Answered) else None
    higher: list[Value] = []
    if isinstance(value, Level) and value.level < TOP_LEVEL:
        higher.append(Level(value.level + 1))
    elif isinstance(value, Choice) and value.choice != "yes":
        higher.append(Choice("partial") if value.choice == "no" else Choice("yes"))
    elif isinstance(value, Selection):
        left_out = {mark.option for mark in value.not_applicable}
        ticked = tuple(code for code in value.selected if not question.option(code).exclusive)
        open_options = [o.code for o in question.options if not o.exclusive and o.code not in left_out]
        higher += [replace(value, selected=(*ticked, code)) for code in open_options if code not in ticked]
    assert isinstance(answer, Answered) or not higher
    return (replace(answer, value=step) for step in higher)


def better_proven(answer: Answer) -> Answer:
    """The answer with the next grade of evidence, if there is one."""
    grade = min(TOP_GRADE, answer.evidence.grade + 1)
    return replace(answer, evidence=replace(answer.evidence, grade=grade))


def best(question: Question) -> Answer:
    """The best answer, independently verified."""
    return Answered(value=_extreme(question, best=True), evidence=EVIDENCE[TOP_GRADE])


def nothing(question: Question) -> Answer:
    """Nothing in place, and no proof of it."""
    return _answered(_extreme(question, best=False), EVIDENCE[0])


def worst(question: Question) -> SearchStrategy[Answer]:
    """Nothing in place, at any grade."""
    return st.sampled_from(EVIDENCE).map(lambda proof: _answered(_extreme(question, best=False), proof))


def _extreme(question: Question, *, best: bool) -> Value:
    if question.kind == "maturity":
        return Level(TOP_LEVEL if best else 0)
    if question.kind == "choice":
        return Choice("yes" if best else "no")
    if question.kind == "selection":
        return Selection(tuple(o.code for o in question.options if not o.exclusive) if best else ())
    return Grid() if question.kind == "grid" else Ranking()


# --- What a score consists of -------------------------------------------------------------------------------


def scored_units(scores: Scores) -> dict[str, UnitScore]:
    """The units that have a score."""
    return {code: unit for code, unit in scores.units.items() if unit is not None}


def totals(scores: Scores) -> list[Total]:
    """The headline, and all modules where that is another figure."""
    return [scores.headline, *([scores.all_modules] if scores.all_modules else [])]


def pillars(scores: Scores) -> dict[tuple[int, str], PillarScore]:
    """Every pillar of every total."""
    return {
        (place, pillar.code): pillar for place, total in enumerate(totals(scores)) for pillar in total.pillars
    }


def counting(scores: Scores) -> Iterable[QuestionScore]:
    """The questions that are scored and apply."""
    return (question for question in scores.questions.values() if question.counts)
