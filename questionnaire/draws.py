"""Whole assessments drawn by lot: weights a little different, unknown answers filled in (`method.md` 10).

Arrays hold one figure for each draw, and rules are those of `weighing.py` and `scoring.py`, draw by draw.
What is not known gets an answer first, and everything else follows from it: branches, safeguards, means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from questionnaire.answers import Answered, AnswerSheet, NotApplicable
from questionnaire.instrument import TOP_LEVEL, Branch, Instrument, Question, Unit
from questionnaire.weighing import SAFEGUARD_MARGIN, branch_met, worth

LEAST_FACTOR, MOST_FACTOR = 0.75, 1.25
BAND_WIDTH = 20.0

Figures = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


class Lots(msgspec.Struct, frozen=True):
    """What each number of a draw decides: its place in a row of numbers from 0 to 1, by code.

    Every part of the instrument has its place, whatever was answered, and in the order of codes: another
    answer, another order or a module switched off leaves the other numbers as they were.
    """

    weight: dict[str, int]
    answer: dict[str, int]
    turn: dict[str, int]
    unit: dict[str, int]
    pillar: dict[str, int]
    aggregation: int


class Drawn(msgspec.Struct, frozen=True):
    """The figures of some draws, 0..100, one column for each draw; not a number where nothing applies."""

    units: dict[str, Figures]
    pillars: dict[str, Figures]
    overall: Figures


class _Weighed(msgspec.Struct, frozen=True):
    """One question in some draws: whether it is asked, whether it counts, and its worth in 0..1."""

    asked: Truths
    zero: Truths
    counts: Truths
    worth: Figures


def lots_of(instrument: Instrument) -> Lots:
    """The place of each number in a row. Three for a question: its weight, its answer if it is not known, and
    which options are ticked if the answer is a number of options.
    """
    questions = sorted(question.code for question in instrument.questions)
    units = sorted(unit.code for unit in instrument.units)
    pillars = sorted(pillar.code for pillar in instrument.pillars)
    places = iter(range(3 * len(questions) + len(units) + len(pillars)))
    return Lots(
        weight=dict(zip(questions, places, strict=False)),
        answer=dict(zip(questions, places, strict=False)),
        turn=dict(zip(questions, places, strict=False)),
        unit=dict(zip(units, places, strict=False)),
        pillar=dict(zip(pillars, places, strict=False)),
        aggregation=3 * len(questions) + len(units) + len(pillars),
    )


def figures_of(
    instrument: Instrument, sheet: AnswerSheet, headline: tuple[str, ...], lots: Lots, rows: Figures
) -> Drawn:
    """The figures of the draws whose numbers are `rows`: all units, and pillars of the headline modules."""
    numbers = np.ascontiguousarray(rows.T)
    factors = LEAST_FACTOR + (MOST_FACTOR - LEAST_FACTOR) * numbers
    modules = instrument.units_in(sheet.modules)
    questions = _questions(modules, sheet, lots, numbers)
    units = {
        unit.code: _weighted_mean(
            (question.weight * factors[lots.weight[question.code]], 100 * weighed.worth, weighed.counts)
            for question in _in_order(unit)
            if question.scored and (weighed := questions[question.code]) is not None
        )
        for unit in modules
        if unit.scored
    }
    counted = sorted(unit.code for unit in instrument.units_in(headline) if unit.code in units)
    pillars = {
        pillar.code: _weighted_mean(
            (factors[lots.unit[code]], units[code], ~np.isnan(units[code]))
            for code in counted
            if instrument.unit(code).pillar == pillar.code
        )
        for pillar in instrument.pillars
        if pillar.scored
    }
    parts = [(factors[lots.pillar[code]], pillars[code]) for code in sorted(pillars)]
    return Drawn(units, pillars, aggregated(parts, numbers[lots.aggregation]))


def _in_order(unit: Unit) -> list[Question]:
    """By code, so that sums do not depend on the order in which questions stand."""
    return sorted(unit.questions, key=lambda question: question.code)


def _weighted_mean(parts: Iterable[tuple[Figures, Figures, Truths]]) -> Figures:
    """The mean of figures by their weights, draw by draw, over those that count; not a number without one."""
    weights, sums = np.zeros(1), np.zeros(1)
    for weight, figure, counts in parts:
        weights = weights + np.where(counts, weight, 0.0)
        sums = sums + np.where(counts, weight * figure, 0.0)
    return np.divide(sums, weights, out=np.full_like(sums, np.nan), where=weights > 0)


def aggregated(pillars: list[tuple[Figures, Figures]], number: Figures) -> Figures:
    """The overall figure by the mean, by the geometric mean, or by the mean under the floor rule, as the
    number of each draw says. `pillars` are weights and figures; a pillar may have none in some draws.

    Under the floor rule the figure is at most one band's width above the weakest pillar. Its band is then the
    one that the rule gives, since the band of the smaller of two figures is the smaller of their bands.
    """
    pillars = [(weight, np.broadcast_to(figure, number.shape)) for weight, figure in pillars]
    mean = _weighted_mean((weight, figure, ~np.isnan(figure)) for weight, figure in pillars)
    geometric = (
        np.exp(_weighted_mean((weight, np.log1p(figure), ~np.isnan(figure)) for weight, figure in pillars))
        - 1
    )
    weakest = np.fmin.reduce([figure for _, figure in pillars])
    floored = np.minimum(mean, weakest + BAND_WIDTH)
    return np.select([number < 1 / 3, number < 2 / 3], [mean, geometric], floored)


def _questions(
    units: tuple[Unit, ...], sheet: AnswerSheet, lots: Lots, numbers: Figures
) -> dict[str, _Weighed]:
    """What each question is worth in each draw: own or drawn answer, branch, then safeguards."""
    asked = {question.code: question for unit in units for question in unit.questions}
    raw: dict[str, _Weighed] = {}
    for question in _parents_first(asked):
        raw[question.code] = _weighed(question, asked, sheet, lots, numbers, raw)
    return {code: _under_safeguards(question, raw) for code, question in asked.items()}


def _parents_first(asked: dict[str, Question]) -> Iterator[Question]:
    done: set[str] = set()
    for question in asked.values():
        line = [question]
        while (branch := line[-1].applies) is not None:
            line.append(asked[branch.question])
        for found in reversed(line):
            if found.code not in done:
                done.add(found.code)
                yield found


def _weighed(
    question: Question,
    asked: dict[str, Question],
    sheet: AnswerSheet,
    lots: Lots,
    numbers: Figures,
    raw: dict[str, _Weighed],
) -> _Weighed:
    """The question by its answer, given or drawn; `raw` holds its parent already."""
    own = _own_share(question, sheet, lots, numbers)
    is_asked = np.ones(numbers.shape[1], dtype=bool)
    zero = ~is_asked
    if question.applies is not None:
        parent = raw[question.applies.question]
        met = _condition_met(question.applies, asked[question.applies.question], sheet, lots, numbers)
        # A parent that counts as zero meets no condition; one that left the set takes its children along.
        is_asked = parent.asked & parent.counts & met
        if question.applies.otherwise == "zero":
            zero = (parent.asked & parent.counts & ~met) | parent.zero
    counts = zero if own is None else is_asked | zero
    return _Weighed(is_asked, zero, counts, np.where(is_asked, 0.0 if own is None else own, 0.0))


def _own_share(
    question: Question, sheet: AnswerSheet, lots: Lots, numbers: Figures
) -> Figures | float | None:
    """What the question's own answer is worth, drawn if it is not known; None if it does not apply."""
    answer = sheet.answer_to(question.code)
    if isinstance(answer, NotApplicable) and question.not_applicable == "question":
        return None
    if not isinstance(answer, Answered):
        return _drawn_share(question, lots, numbers)
    if not question.scored:
        return 0.0
    interval = worth(question, answer)
    return None if interval is None else interval[0]


def _drawn_share(question: Question, lots: Lots, numbers: Figures) -> Figures:
    """One of the values that an answer may have, each with the same chance."""
    steps = _steps(question)
    drawn: Figures = np.floor(numbers[lots.answer[question.code]] * (steps + 1)) / max(1, steps)
    return drawn


def _steps(question: Question) -> int:
    """How many steps lead from nothing to all: levels, two for yes and partial, or options to tick."""
    if question.kind == "maturity":
        return TOP_LEVEL
    return 2 if question.kind == "choice" else len(_tickable(question))


def _tickable(question: Question) -> list[str]:
    """The options that count, or of a question that has no score all; by code."""
    options = question.scored_options or [option for option in question.options if not option.exclusive]
    return sorted(option.code for option in options)


def _condition_met(
    branch: Branch, parent: Question, sheet: AnswerSheet, lots: Lots, numbers: Figures
) -> Truths:
    """Whether the parent's answer, given or drawn, meets the condition.

    A share of options is ticked as a stretch of the circle that they stand on, begun anywhere: that is the
    right number of options, each with the same chance.
    """
    answer = sheet.answer_to(parent.code)
    if isinstance(answer, Answered):
        return np.full(numbers.shape[1], branch_met(branch, parent, answer))
    share, steps = _drawn_share(parent, lots, numbers), max(1, _steps(parent))
    if branch.level_at_least is not None:
        return share * TOP_LEVEL >= branch.level_at_least
    if branch.selected_at_least is not None:
        return np.rint(share * steps) >= branch.selected_at_least
    options = _tickable(parent)
    place = options.index(branch.selected) if branch.selected in options else 0
    ticked: Truths = np.mod(place / steps - numbers[lots.turn[parent.code]], 1.0) < share
    return ticked


def _under_safeguards(question: Question, raw: dict[str, _Weighed]) -> _Weighed:
    """Hold the question to its weakest safeguard plus a quarter, draw by draw."""
    own = raw[question.code]
    most = own.worth
    for code in question.safeguards:
        if code in raw:
            guard = raw[code]
            most = np.where(guard.counts, np.minimum(most, guard.worth + SAFEGUARD_MARGIN), most)
    return msgspec.structs.replace(own, worth=most)
