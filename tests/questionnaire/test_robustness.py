"""How far the figures move in the draws (`method.md` section 10, and decision 0022)."""

from __future__ import annotations

import subprocess
import sys
from math import isnan

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import AnswerSheet
from questionnaire.draws import Drawn, Figures, aggregated, figures_of, lots_of
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.outcome import Outcome, outcome_of
from questionnaire.robustness import DRAWS, Robustness, robustness_of
from questionnaire.samples import random_sheet
from questionnaire.scoring import band, score
from tests.questionnaire import drawn_by_hand
from tests.questionnaire.builders import (
    ALL_MODULES,
    dont_know,
    level,
    mini_instrument,
    no,
    not_applicable,
    rating,
    sheet,
)
from tests.questionnaire.random_sheets import (
    any_answers,
    any_sheets,
    best,
    known_sheets,
    nothing,
    scored_units,
    whole_sheets,
    with_answer,
)
from tests.questionnaire.worked_examples import PRINTED, R02, R10

NOISE = 1e-6


def numbers(instrument: Instrument, seed: int, draws: int = 3) -> Figures:
    """The numbers of some draws."""
    return np.random.Generator(np.random.PCG64(seed)).random((draws, lots_of(instrument).aggregation + 1))


def drawn(asked: AnswerSheet, rows: Figures, instrument: Instrument | None = None) -> Drawn:
    """The figures of these draws."""
    used = instrument or published()
    headline = score(used, asked).headline.modules
    return figures_of(used, asked, headline, lots_of(used), rows)


def robustness(asked: AnswerSheet, **keywords: int) -> Robustness:
    """What the draws say about the sheet."""
    return robustness_of(published(), asked, outcome_of(published(), asked), **keywords)


# --- One draw -----------------------------------------------------------------------------------------------


def agrees_with_a_draw_by_hand(instrument: Instrument, asked: AnswerSheet, rows: Figures) -> None:
    lots, found = lots_of(instrument), drawn(asked, rows, instrument)
    headline = score(instrument, asked).headline.modules
    for place, row in enumerate(rows.tolist()):
        units = drawn_by_hand.drawn_units(instrument, asked, lots, row)
        pillars = drawn_by_hand.drawn_pillars(instrument, headline, units, lots, row)
        overall = drawn_by_hand.drawn_overall(pillars, lots, row)
        for code, figure in units.items():
            assert at(found.units[code], place) == pytest.approx(figure, nan_ok=True)
        for code, figure in pillars.items():
            assert at(found.pillars[code], place) == pytest.approx(figure, nan_ok=True)
        assert at(found.overall, place) == pytest.approx(overall, nan_ok=True)


def at(figures: Figures, place: int) -> float:
    """The figure of one draw."""
    return float(figures[place if figures.size > 1 else 0])


@whole_sheets
@given(any_sheets(), st.integers(0, 2**32))
def test_a_draw_is_the_sheet_filled_in_and_scored_with_other_weights(asked: AnswerSheet, seed: int) -> None:
    agrees_with_a_draw_by_hand(published(), asked, numbers(published(), seed))


@whole_sheets
@given(st.data(), st.integers(0, 2**32))
def test_in_a_draw_the_children_of_an_unknown_answer_follow_what_was_drawn(
    data: st.DataObject, seed: int
) -> None:
    instrument = mini_instrument("branching")
    answers = {question.code: data.draw(any_answers(question)) for question in instrument.questions}
    agrees_with_a_draw_by_hand(instrument, sheet(answers, modules=("all",)), numbers(instrument, seed, 20))


@whole_sheets
@given(known_sheets())
def test_with_equal_weights_and_nothing_unknown_a_draw_is_the_score(asked: AnswerSheet) -> None:
    rows = np.full((1, lots_of(published()).aggregation + 1), 0.5)
    rows[:, lots_of(published()).aggregation] = 0.0
    scores, found = score(published(), asked), drawn(asked, rows)
    for code, unit in scored_units(scores).items():
        assert at(found.units[code], 0) == pytest.approx(unit.mean.low)
    for pillar in scores.headline.pillars:
        assert at(found.pillars[pillar.code], 0) == pytest.approx(pillar.mean.low)
    assert scores.headline.mean is not None
    assert at(found.overall, 0) == pytest.approx(scores.headline.mean.low)


@whole_sheets
@given(any_sheets(), st.integers(0, 2**32))
def test_no_draw_leaves_the_range_further_than_the_weights_can_push_it(asked: AnswerSheet, seed: int) -> None:
    scores, found = score(published(), asked), drawn(asked, numbers(published(), seed, 20))
    for code, unit in scored_units(scores).items():
        figures = found.units[code][~np.isnan(found.units[code])]
        assert np.all(figures >= pushed_down(unit.mean.low) - NOISE)
        assert np.all(figures <= pushed_up(unit.mean.high) + NOISE)
    for pillar in scores.headline.pillars:
        figures = found.pillars[pillar.code][~np.isnan(found.pillars[pillar.code])]
        assert np.all(figures >= pushed_down(pushed_down(pillar.mean.low)) - NOISE)
        assert np.all(figures <= pushed_up(pushed_up(pillar.mean.high)) + NOISE)


def pushed_down(mean: float) -> float:
    """The lowest mean when what is worth most weighs 0.75 and what is worth nothing 1.25."""
    return 100 * 0.75 * mean / (0.75 * mean + 1.25 * (100 - mean))


def pushed_up(mean: float) -> float:
    """The highest mean when it is the other way round."""
    return 100 - pushed_down(100 - mean)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        pytest.param("R10.1", {0, 0.25, 0.5, 0.75, 1}, id="a level"),
        pytest.param("R04.4", {0, 0.5, 1}, id="yes, partial, no"),
        pytest.param("R02.1", {0, 1 / 3, 2 / 3, 1}, id="scored options ticked"),
    ],
)
def test_every_value_that_an_answer_may_have_is_drawn_equally_often(
    question: str, values: set[float]
) -> None:
    unit = published().unit(question.split(".", maxsplit=1)[0])
    answers = {q.code: not_applicable() for q in unit.questions} | {question: dont_know()}
    only = msgspec.structs.replace(
        published(),
        units=(msgspec.structs.replace(unit, questions=(published().question(question),)),),
    )
    found = drawn(sheet(answers), numbers(only, seed=1, draws=6_000), only).units[unit.code] / 100
    shares = {round(value, 9): float(np.mean(np.isclose(found, value))) for value in values}
    assert shares == pytest.approx(dict.fromkeys(shares, 1 / len(values)), abs=0.03)


# --- From pillars to the overall figure ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "overall"),
    [
        pytest.param(0.1, 52.00, id="arithmetic mean"),
        pytest.param(0.5, 47.39, id="geometric mean"),
        pytest.param(0.9, 38.00, id="floor rule: one band's width above the weakest pillar"),
    ],
)
def test_example_4_in_the_three_ways(number: float, overall: float) -> None:
    pillars = [(np.ones(1), np.array([figure])) for figure in (62.0, 71.0, 18.0, 53.0, 56.0)]
    assert at(aggregated(pillars, np.array([number])), 0) == pytest.approx(overall, abs=PRINTED)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_the_figure_under_the_floor_rule_has_the_band_that_the_rule_gives(found: list[float]) -> None:
    pillars = [(np.ones(1), np.array([figure])) for figure in found]
    mean, floored = (at(aggregated(pillars, np.array([number])), 0) for number in (0.0, 0.9))
    assert band(floored) == min(band(mean), band(min(found)) + 1)


# --- All draws ----------------------------------------------------------------------------------------------


def test_there_are_ten_thousand_draws_with_a_seed_that_is_told() -> None:
    found = robustness(sheet(R02))
    assert (found.draws, found.seed) == (DRAWS, 2020) == (10_000, 2020)


def test_the_same_answers_give_the_same_bytes_in_chunks_of_any_size() -> None:
    asked = random_sheet(published(), seed=5)
    once, again, in_pieces = robustness(asked), robustness(asked), robustness(asked, chunk=777)
    assert msgspec.json.encode(once) == msgspec.json.encode(again) == msgspec.json.encode(in_pieces)
    assert robustness(asked, seed=1) != once


def test_the_order_of_units_questions_and_options_is_irrelevant() -> None:
    def reversed_unit(unit_code: str) -> object:
        unit = published().unit(unit_code)
        questions = tuple(
            msgspec.structs.replace(question, options=question.options[::-1])
            for question in reversed(unit.questions)
        )
        return msgspec.structs.replace(unit, questions=questions)

    backwards = msgspec.structs.replace(
        published(),
        units=tuple(reversed_unit(unit.code) for unit in reversed(published().units)),
        pillars=published().pillars[::-1],
    )
    asked = random_sheet(published(), seed=5)
    found = robustness_of(backwards, asked, outcome_of(backwards, asked), draws=500)
    assert found == robustness(asked, draws=500)


def test_another_answer_moves_no_other_unit() -> None:
    rows = numbers(published(), seed=4, draws=100)
    before, after = drawn(sheet(R10 | R02), rows), drawn(sheet(R10 | R02 | {"R10.2": no()}), rows)
    assert {code for code in before.units if not np.array_equal(before.units[code], after.units[code])} == {
        "R10"
    }


def test_where_all_answers_are_alike_weights_and_aggregation_move_nothing() -> None:
    asked = sheet({question.code: best(question) for question in published().questions})
    found = robustness(asked, draws=200)
    spreads = [found.overall, *found.pillars.values()]
    assert {(spread.low, spread.middle, spread.high) for spread in spreads if spread} == {(100, 100, 100)}
    assert set(found.among_first.values()) == {0}


def test_what_is_known_only_narrows_the_spread() -> None:
    half = random_sheet(published(), seed=5)
    known = msgspec.structs.replace(
        half,
        answers={
            question.code: level(2)
            if question.kind == "maturity"
            and half.answer_to(question.code).state in {"dont_know", "withheld"}
            else half.answer_to(question.code)
            for question in published().questions
        },
    )
    wide, narrow = robustness(half).overall, robustness(known).overall
    assert wide is not None
    assert narrow is not None
    assert narrow.high - narrow.low < wide.high - wide.low


def test_half_of_the_draws_lie_on_either_side_of_the_middle_and_nine_tenths_inside() -> None:
    asked = random_sheet(published(), seed=5)
    rows = numbers(published(), seed=2020, draws=2_000)
    figures, found = drawn(asked, rows).overall, robustness(asked, draws=2_000).overall
    assert found is not None
    below = [float(np.mean(figures <= edge + NOISE)) for edge in (found.low, found.middle, found.high)]
    assert below == pytest.approx([0.05, 0.5, 0.95])


def test_a_pillar_without_a_unit_that_applies_has_no_spread() -> None:
    asked = random_sheet(published(), seed=3, complete=True)
    for question in published().unit("R14").questions + published().unit("R03").questions:
        asked = with_answer(asked, question.code, not_applicable())
    outcome = outcome_of(published(), asked)
    found = robustness_of(published(), asked, outcome, draws=50)
    assert set(found.pillars) == {pillar.code for pillar in outcome.scores.headline.pillars}
    assert all(not isnan(spread.low) for spread in found.pillars.values())


# --- Among the first five -----------------------------------------------------------------------------------


def shares(asked: AnswerSheet, draws: int = 400) -> dict[str, float]:
    """In which share of the draws each unit is among the five largest priorities."""
    return robustness(asked, draws=draws).among_first


def test_units_that_share_the_fifth_place_are_all_among_the_first() -> None:
    found = shares(sheet({question.code: nothing(question) for question in published().questions}))
    assert set(found.values()) == {1.0}


def test_a_unit_is_among_the_first_by_gap_importance_and_feasibility() -> None:
    answers = {question.code: nothing(question) for question in published().questions}
    ratings = {unit.code: rating(1, 1) for unit in published().units if unit.scored}
    ratings |= {code: rating(5, 5, (5, 5, 5)) for code in ("R01", "R02", "R03", "R04", "U1")}
    found = shares(sheet(answers, modules=ALL_MODULES, ratings=ratings))
    assert {code for code, share in found.items() if share == 1} == {"R01", "R02", "R03", "R04", "U1"}
    assert {share for code, share in found.items() if code not in {"R01", "R02", "R03", "R04", "U1"}} == {0}


def test_at_most_five_are_among_the_first_unless_some_are_tied() -> None:
    found = shares(random_sheet(published(), seed=5))
    assert sum(found.values()) == pytest.approx(5, abs=0.2)
    assert all(0 <= share <= 1 for share in found.values())


def test_a_unit_that_has_reached_its_target_is_never_among_the_first() -> None:
    answers = {question.code: best(question) for question in published().unit("R10").questions}
    assert shares(sheet(answers))["R10"] == 0


@whole_sheets
@given(any_sheets())
def test_every_unit_with_a_gap_has_a_share(asked: AnswerSheet) -> None:
    outcome: Outcome = outcome_of(published(), asked)
    found = robustness_of(published(), asked, outcome, draws=20)
    assert set(found.among_first) == set(outcome.gaps)
    assert set(found.pillars) == {pillar.code for pillar in outcome.scores.headline.pillars}


# --- What it costs ------------------------------------------------------------------------------------------


def test_nothing_that_a_page_needs_loads_numpy() -> None:
    everything = """
import importlib, pkgutil, sys
import reports, webapp
for package in (reports, webapp):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if "migrations" not in found.name:
            importlib.import_module(found.name)
sys.exit("numpy" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", everything], check=False).returncode == 0
