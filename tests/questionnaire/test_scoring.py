"""What an answer, a unit, a pillar and the whole are worth (`method.md` sections 3 to 5, examples 1 to 4)."""

from __future__ import annotations

import pytest

from questionnaire.answers import Answer
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.scoring import Mean, PillarScore, UnitScore, band, floor_rule, score
from tests.questionnaire.builders import (
    ALL_MODULES,
    RECOMMENDATIONS,
    dont_know,
    interval,
    level,
    no,
    not_applicable,
    question_score,
    scores_of,
    sheet,
    ticked,
    unit_score,
    yes,
)
from tests.questionnaire.worked_examples import PRINTED, R02, R10, R12, Answers

# --- Worked examples ----------------------------------------------------------------------------------------


def test_example_1_an_unknown_answer_widens_the_range_of_r02() -> None:
    found = unit_score("R02", R02)
    assert interval(found.mean) == pytest.approx((53.33, 73.33), abs=PRINTED)
    assert found.mean.known == pytest.approx(0.80, abs=PRINTED)
    assert found.confidence == pytest.approx(0.60, abs=PRINTED)
    assert found.substantiated == pytest.approx(53.33, abs=PRINTED)


@pytest.mark.parametrize(
    ("second_question", "low", "high", "known"),
    [
        pytest.param(not_applicable(), 30.00, 30.00, 1, id="not applicable leaves the set"),
        pytest.param(no(), 25.00, 25.00, 1, id="a plain no counts as nothing"),
        pytest.param(dont_know(), 25.00, 41.67, 0.8333, id="not knowing widens the range"),
    ],
)
def test_example_2_r10(second_question: Answer, low: float, high: float, known: float) -> None:
    found = unit_score("R10", R10 | {"R10.2": second_question})
    assert interval(found.mean) == pytest.approx((low, high), abs=PRINTED)
    assert found.mean.known == pytest.approx(known, abs=0.0001)


def test_example_2_moves_no_other_unit() -> None:
    before, after = scores_of(R10 | R02), scores_of(R10 | R02 | {"R10.2": no()})
    assert {code for code in before.units if before.units[code] != after.units[code]} == {"R10"}


def test_example_3_strength_cannot_buy_off_missing_safeguards_in_r12() -> None:
    found = unit_score("R12", R12)
    assert interval(found.mean) == pytest.approx((50, 50), abs=PRINTED)
    assert found.imbalance
    assert not found.imbalance_only_unknown
    assert found.substantiated == pytest.approx(33.33, abs=PRINTED)
    assert found.confidence == pytest.approx(0.4583, abs=0.0001)
    assert question_score("R12.1", R12).low == 0.5
    assert question_score("R12.1", R12).raw_low == 1


def test_example_3_an_unknown_safeguard_leaves_too_little_known_for_a_band() -> None:
    found = unit_score("R12", R12 | {"R12.3": dont_know()})
    assert interval(found.mean) == pytest.approx((33.33, 83.33), abs=PRINTED)
    assert found.mean.known == pytest.approx(0.50, abs=PRINTED)
    assert found.band is None


def test_example_4_the_floor_rule_holds_the_overall_band_to_the_weakest_pillar() -> None:
    found = floor_rule(RECOMMENDATIONS, _pillars(62, 71, 18, 53, 56))
    assert found.mean is not None
    assert interval(found.mean) == pytest.approx((52, 52), abs=PRINTED)
    assert (found.band_low, found.band_high) == (2, 2)
    assert found.limited_by == "P3"
    assert found.floor_bites


# --- Unit, pillar, overall (section 4) ----------------------------------------------------------------------


def test_core_questions_weigh_two_and_others_one() -> None:
    everything_no: Answers = {"R03.1": level(4), "R03.2": no(), "R03.3": level(0)}
    assert unit_score("R03", everything_no).mean.low == pytest.approx(100 * 2 / 5)
    assert unit_score("R03", everything_no | {"R03.1": level(1), "R03.2": yes()}).mean.low == pytest.approx(
        30
    )


def test_a_unit_of_which_nothing_applies_has_no_score_and_leaves_its_pillar() -> None:
    asked = _with_unit_left_out(published(), "R13")
    answers: Answers = {"R13.3": not_applicable()} | _everything_in("R05", 4)
    found = score(asked, sheet(answers))
    assert found.units["R13"] is None
    people = found.pillar("P3")
    assert people is not None
    assert interval(people.mean) == (100, 100), "R05 alone is left in the pillar"


def test_a_pillar_of_which_nothing_applies_leaves_the_overall_figure() -> None:
    asked = _without_units(published(), "R05", "R13")
    found = score(asked, sheet(_everything_in("R02", 4)))
    assert [pillar.code for pillar in found.headline.pillars] == ["P1", "P2", "P4", "P5"]
    assert found.headline.mean is not None
    assert found.headline.mean.high == 100
    education = found.pillar("P2")
    assert education is not None
    assert found.headline.mean.low == pytest.approx(education.mean.low / 4)


def test_context_units_and_their_pillar_have_no_score() -> None:
    found = scores_of({})
    assert found.units["R16"] is None
    assert found.units["R17"] is None
    assert found.pillar("P6") is None


def test_a_pillar_is_the_plain_mean_of_its_units_whatever_their_size() -> None:
    found = scores_of(_everything_in("R05", 4) | _everything_in("R13", 0)).pillar("P3")
    assert found is not None
    assert interval(found.mean) == (50, 50), "five questions of R05 count as much as four of R13"


def test_the_headline_is_that_of_the_recommendations_and_the_whole_stands_beside_it() -> None:
    strategy = _everything_in("R03", 4) | _everything_in("R14", 4)
    statement = _everything_in("U1", 0) | _everything_in("U3", 0)
    found = score(published(), sheet(strategy | statement, modules=ALL_MODULES))
    assert found.all_modules is not None
    headline = next(pillar for pillar in found.headline.pillars if pillar.code == "P1")
    whole = next(pillar for pillar in found.all_modules.pillars if pillar.code == "P1")
    assert interval(headline.mean) == (100, 100)
    assert interval(whole.mean) == (50, 50)


def test_without_the_national_statement_there_is_nothing_beside_the_headline() -> None:
    found = score(published(), sheet(modules=RECOMMENDATIONS))
    assert found.all_modules is None
    assert not {"U1", "U2", "U3", "U4"} & set(found.units)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 1), (19.99, 1), (20 - 1e-8, 1), (20 - 1e-10, 2), (20, 2), (39.999, 2), (40 - 1e-10, 3), (40, 3),
        (59.999, 3), (60, 4), (79.999, 4), (80 - 1e-8, 4), (80 - 1e-10, 5), (80, 5), (100, 5),
    ],
)  # fmt: skip
def test_bands(value: float, expected: int) -> None:
    assert band(value) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        pytest.param(53, 73, 3, id="the band that the answers secure"),
        pytest.param(40, 40 + 100 / 3, 3, id="two thirds known are enough"),
        pytest.param(40, 40 + 100 / 3 + 1e-6, None, id="a little less is not"),
        pytest.param(0, 100, None, id="nothing known"),
    ],
)
def test_a_band_is_named_when_two_thirds_are_known(low: float, high: float, expected: int | None) -> None:
    found = UnitScore("R02", Mean(low, high), 0, 0, imbalance=False, imbalance_only_unknown=False)
    assert found.band == expected
    assert (found.band_low, found.band_high) == (band(low), band(high))


@pytest.mark.parametrize(
    ("pillars", "bands", "limited_by", "bites"),
    [
        pytest.param((62, 71, 18, 53, 56), (2, 2), "P3", True, id="one weak pillar"),
        pytest.param((62, 71, 22, 53, 56), (3, 3), "P3", False, id="one band below is allowed"),
        pytest.param((90, 90, 90, 90, 90), (5, 5), "P1", False, id="ties by code"),
        pytest.param((100, 100, 100, 100, 0), (2, 2), "P5", True, id="nothing in one pillar"),
    ],
)
def test_the_floor_rule(
    pillars: tuple[float, ...], bands: tuple[int, int], limited_by: str, bites: bool
) -> None:
    found = floor_rule(RECOMMENDATIONS, _pillars(*pillars))
    assert (found.band_low, found.band_high) == bands
    assert (found.limited_by, found.floor_bites) == (limited_by, bites)


def test_the_floor_rule_runs_once_on_the_lows_and_once_on_the_highs() -> None:
    doubtful = PillarScore("P1", Mean(0, 90))
    found = floor_rule(RECOMMENDATIONS, (doubtful, *_pillars(80, 80)[1:], PillarScore("P3", Mean(44, 44))))
    # Lows 0, 80, 44: mean 41.33, band 3, held to 1 + 1. Highs 90, 80, 44: mean 71.33, band 4, allowed.
    assert (found.band_low, found.band_high) == (2, 4)
    assert found.limited_by == "P3", "the lowest midpoint is 44, below the 45 of the doubtful one"


def _pillars(*values: float) -> tuple[PillarScore, ...]:
    return tuple(PillarScore(f"P{place}", Mean(value, value)) for place, value in enumerate(values, start=1))


def _everything_in(unit: str, number: int) -> Answers:
    """Every scored question of the unit at the same share: 4 is the best, 0 the worst."""
    answers: Answers = {}
    for question in published().unit(unit).scored_questions:
        if question.kind == "maturity":
            answers[question.code] = level(number)
        elif question.kind == "choice":
            answers[question.code] = yes() if number == 4 else no()
        else:
            answers[question.code] = ticked(*(o.code for o in question.scored_options) if number == 4 else ())
    return answers


def _with_unit_left_out(instrument: Instrument, code: str) -> Instrument:
    """The instrument in which the unit asks only its question that may be not applicable."""
    from msgspec.structs import replace

    units = tuple(
        replace(unit, questions=tuple(q for q in unit.questions if q.not_applicable == "question"))
        if unit.code == code
        else unit
        for unit in instrument.units
    )
    return replace(instrument, units=units)


def _without_units(instrument: Instrument, *codes: str) -> Instrument:
    from msgspec.structs import replace

    return replace(instrument, units=tuple(unit for unit in instrument.units if unit.code not in codes))
