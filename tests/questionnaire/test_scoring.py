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
    mini_instrument,
    no,
    not_applicable,
    partial,
    question_score,
    scores_of,
    sheet,
    ticked,
    unanswered,
    unit_score,
    withheld,
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


# --- From answer to interval (section 3) --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "low", "high"),
    [
        pytest.param("R01.2", level(0), 0, 0, id="level 0"),
        pytest.param("R01.2", level(1), 0.25, 0.25, id="level 1"),
        pytest.param("R01.2", level(2), 0.5, 0.5, id="level 2"),
        pytest.param("R01.2", level(3), 0.75, 0.75, id="level 3"),
        pytest.param("R01.2", level(4), 1, 1, id="level 4"),
        pytest.param("R04.4", yes(), 1, 1, id="yes"),
        pytest.param("R04.4", partial(), 0.5, 0.5, id="partial"),
        pytest.param("R04.4", no(), 0, 0, id="no"),
        pytest.param("R05.1", ticked(), 0, 0, id="nothing ticked is an answer, and worth nothing"),
        pytest.param("R05.1", ticked("hate-crime"), 1 / 3, 1 / 3, id="one of three"),
        pytest.param("R02.1", ticked("video", "text-messages"), 0, 0, id="recorded options never score"),
        pytest.param(
            "R02.1", ticked("audio-clips", "video"), 1 / 3, 1 / 3, id="nor do they enlarge the whole"
        ),
        pytest.param(
            "R04.1", ticked("primary", left_out=("tertiary",)), 1 / 2, 1 / 2, id="left out: one of two"
        ),
        pytest.param("R01.2", dont_know(), 0, 1, id="don't know"),
        pytest.param("R01.2", withheld(), 0, 1, id="withheld"),
        pytest.param("R01.2", unanswered(), 0, 1, id="unanswered"),
    ],
)
def test_an_answer_is_worth(question: str, answer: Answer, low: float, high: float) -> None:
    found = question_score(question, {question: answer})
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.state == answer.state


def test_a_question_that_nobody_touched_is_unanswered() -> None:
    found = question_score("R01.2", {})
    assert (found.state, found.low, found.high) == ("unanswered", 0, 1)


@pytest.mark.parametrize("question", ["R04.7", "R10.2", "R13.3", "U2.2"])
def test_not_applicable_leaves_the_set_where_the_question_allows_it(question: str) -> None:
    found = question_score(question, {question: not_applicable()})
    assert (found.state, found.low, found.high, found.counts) == ("not_applicable", None, None, False)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("R10.1", id="never allowed"),
        pytest.param("R04.1", id="allowed for options only"),
        pytest.param("R12.3", id="a safeguard"),
    ],
)
def test_not_applicable_counts_as_unanswered_where_it_is_not_allowed(question: str) -> None:
    invalid, silent = scores_of({question: not_applicable()}), scores_of({})
    assert invalid == silent
    assert invalid.questions[question].state == "unanswered"


def test_an_option_left_out_leaves_the_denominator() -> None:
    asked = mini_instrument("options-left-out")
    found = question_score("O1.1", {"O1.1": ticked("primary", left_out=("tertiary",))}, asked)
    assert found.low == pytest.approx(1 / 2)


def test_an_option_both_ticked_and_left_out_does_not_count() -> None:
    asked = mini_instrument("options-left-out")
    found = question_score("O1.1", {"O1.1": ticked("primary", "tertiary", left_out=("tertiary",))}, asked)
    assert found.low == pytest.approx(1 / 2)


def test_a_question_is_not_applicable_when_every_scored_option_is() -> None:
    asked = mini_instrument("options-left-out")
    answer = ticked("evening", left_out=("primary", "secondary", "tertiary"))
    found = question_score("O1.1", {"O1.1": answer}, asked)
    assert (found.state, found.low) == ("not_applicable", None)


def test_options_cannot_be_left_out_where_the_question_does_not_allow_it() -> None:
    asked = mini_instrument("options-left-out")
    found = question_score("O1.2", {"O1.2": ticked("primary", left_out=("secondary", "tertiary"))}, asked)
    assert found.low == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("selected", "worth"),
    [
        pytest.param(("telephone",), 1 / 2, id="it never enlarges the whole"),
        pytest.param(("none",), 0, id="on its own"),
        pytest.param(("telephone", "none"), 0, id="even beside others, should a sheet hold both"),
    ],
)
def test_an_exclusive_option_is_worth_nothing(selected: tuple[str, ...], worth: float) -> None:
    found = question_score("E1.1", {"E1.1": ticked(*selected)}, mini_instrument("exclusive-option"))
    assert (found.low, found.high) == pytest.approx((worth, worth))


# --- Branching (section 3) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parent", "own", "state", "low", "high"),
    [
        pytest.param(
            level(1), ticked("telephone"), "answered", 1 / 8, 1 / 8, id="condition met: its own answer"
        ),
        pytest.param(
            level(0), ticked("telephone"), "answered", 0, 0, id="not met: zero, whatever was answered"
        ),
        pytest.param(level(0), dont_know(), "answered", 0, 0, id="not met: zero, even if not known"),
        pytest.param(level(1), dont_know(), "dont_know", 0, 1, id="condition met: not known"),
        pytest.param(dont_know(), ticked("telephone"), "unanswered", 0, 1, id="parent not known: unanswered"),
        pytest.param(withheld(), ticked("telephone"), "unanswered", 0, 1, id="parent withheld: unanswered"),
        pytest.param(
            unanswered(), ticked("telephone"), "unanswered", 0, 1, id="parent unanswered: unanswered"
        ),
        pytest.param(
            not_applicable(),
            ticked("telephone"),
            "unanswered",
            0,
            1,
            id="parent invalidly not applicable: unanswered",
        ),
    ],
)
def test_a_child_depends_on_its_parent(
    parent: Answer, own: Answer, state: str, low: float, high: float
) -> None:
    found = question_score("R02.4", {"R02.3": parent, "R02.4": own})
    assert found.state == state
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("parent", "confidence"),
    [
        pytest.param(level(1, grade=2), 0.5, id="the confidence of the parent's grade"),
        pytest.param(level(1, grade=0), 0, id="which may be nothing"),
        pytest.param(level(0, grade=0), 0.75, id="a parent worth 0 is believed"),
        pytest.param(level(0, grade=4), 1, id="and proof of nothing is proof"),
    ],
)
def test_a_zero_by_branching_carries_its_parents_confidence(parent: Answer, confidence: float) -> None:
    found = question_score("U2.5", {"U2.4": parent, "U2.5": ticked("computer-scientists", grade=4)})
    assert (found.low, found.high, found.substantiated) == (0, 0, 0)
    assert found.confidence == confidence


def test_a_recorded_option_is_enough_to_meet_a_branch_on_ticks() -> None:
    assert question_score("R02.2", {"R02.1": ticked("video"), "R02.2": level(3)}).low == 0.75
    assert question_score("R02.2", {"R02.1": ticked(), "R02.2": level(3)}).low == 0


LAW = {"B1.1": level(2), "B1.2": ticked("police", "courts"), "B1.3": yes(), "B1.4": level(4)}


@pytest.mark.parametrize(
    ("changed", "question", "state", "low", "high"),
    [
        pytest.param({}, "B1.3", "answered", 1, 1, id="all conditions met"),
        pytest.param({"B1.1": level(1)}, "B1.2", "answered", 0, 0, id="below the level: zero"),
        pytest.param({"B1.1": level(1)}, "B1.3", "answered", 0, 0, id="a zero meets no condition"),
        pytest.param({"B1.1": level(1)}, "B1.4", "not_applicable", None, None, id="nor that of a grandchild"),
        pytest.param({"B1.1": dont_know()}, "B1.2", "unanswered", 0, 1, id="waiting"),
        pytest.param({"B1.1": dont_know()}, "B1.3", "unanswered", 0, 1, id="waiting down the chain"),
        pytest.param({"B1.1": dont_know()}, "B1.4", "unanswered", 0, 1, id="waiting, whichever way"),
        pytest.param({"B1.2": ticked("police")}, "B1.4", "not_applicable", None, None, id="option not named"),
        pytest.param({"B1.2": ticked("none")}, "B1.3", "answered", 0, 0, id="'none of these' is not a tick"),
        pytest.param({"B1.2": ticked("others")}, "B1.3", "answered", 1, 1, id="a recorded option is"),
        pytest.param({"B1.5": level(1), "B1.6": yes()}, "B1.6", "answered", 1, 1, id="provinces report"),
        pytest.param(
            {"B1.5": not_applicable(), "B1.6": yes()}, "B1.6", "not_applicable", None, None,
            id="a parent that left the set takes its child along",
        ),
    ],
)  # fmt: skip
def test_branches_in_chains(
    changed: Answers, question: str, state: str, low: float | None, high: float | None
) -> None:
    found = question_score(question, LAW | changed, mini_instrument("branching"))
    assert (found.state, found.low, found.high) == (state, low, high)


def test_a_child_that_leaves_the_set_takes_its_weight_along() -> None:
    asked = mini_instrument("branching")
    provinces: Answers = {"B1.5": not_applicable()}
    with_courts = unit_score("B1", LAW | provinces | {"B1.4": level(0)}, asked)
    without = unit_score("B1", LAW | provinces | {"B1.2": ticked("police"), "B1.4": level(0)}, asked)
    assert with_courts.mean.low == pytest.approx(100 * (2 * 0.5 + 1 + 1 + 0) / 5)
    assert without.mean.low == pytest.approx(100 * (2 * 0.5 + 0.5 + 1) / 4)


# --- Safeguards (section 3) ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("power", "order", "oversight", "low", "high", "imbalance", "only_unknown"),
    [
        pytest.param(level(4), yes(), level(4), 1, 1, False, False, id="strong safeguards: no cap"),
        pytest.param(
            level(4), yes(), level(3), 1, 1, False, False, id="a cap that just allows it does not bite"
        ),
        pytest.param(level(4), yes(), level(2), 0.75, 0.75, True, False, id="the weakest decides"),
        pytest.param(
            level(4), no(), level(4), 0.25, 0.25, True, False, id="the weakest may be in another unit"
        ),
        pytest.param(level(1), no(), level(0), 0.25, 0.25, False, False, id="a small power needs little"),
        pytest.param(
            level(4), yes(), dont_know(), 0.25, 1, True, True, id="bites only because a safeguard is unknown"
        ),
        pytest.param(
            level(4), partial(), dont_know(), 0.25, 0.75, True, False, id="bites whatever the unknown one is"
        ),
        pytest.param(
            dont_know(), no(), level(4), 0, 0.25, True, False, id="an unknown power is held down too"
        ),
        pytest.param(dont_know(), yes(), unanswered(), 0, 1, False, False, id="nothing known, nothing bites"),
        pytest.param(
            level(1), yes(), dont_know(), 0.25, 0.25, False, False, id="an unknown that cannot matter"
        ),
    ],
)
def test_a_power_is_worth_its_weakest_safeguard_plus_a_quarter(
    power: Answer,
    order: Answer,
    oversight: Answer,
    low: float,
    high: float,
    imbalance: bool,
    only_unknown: bool,
) -> None:
    asked = mini_instrument("safeguards")
    answers = {"S1.1": power, "S1.2": order, "S2.1": oversight}
    found = question_score("S1.1", answers, asked)
    unit = unit_score("S1", answers, asked)
    assert (found.low, found.high, found.capped) == (low, high, imbalance)
    assert (unit.imbalance, unit.imbalance_only_unknown) == (imbalance, only_unknown)
    assert not unit_score("S2", answers, asked).imbalance


def test_the_cap_holds_the_substantiated_figure_to_the_substantiated_safeguards() -> None:
    asked = mini_instrument("safeguards")
    answers: Answers = {"S1.1": level(4, 4), "S1.2": yes(4), "S2.1": level(4, 0)}
    found = question_score("S1.1", answers, asked)
    assert (found.low, found.substantiated) == (1, 0.25)
    assert not unit_score("S1", answers, asked).imbalance, "a lack of proof alone is no imbalance"


def test_disruption_in_r15_leans_on_oversight_in_r11() -> None:
    answers: Answers = {"R15.5": level(4), "R15.6": level(4), "R11.4": level(1)}
    assert [question_score(code, answers).low for code in ("R15.5", "R15.6")] == [0.5, 0.5]
    assert unit_score("R15", answers).imbalance


# --- Declared and substantiated (section 5) -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "substantiated", "confidence"),
    [
        pytest.param("R01.2", level(4, 0), 0, 0, id="level 4 without evidence"),
        pytest.param("R01.2", level(4, 1), 0.25, 0.25, id="level 4, statement of an office"),
        pytest.param("R01.2", level(4, 2), 0.75, 0.5, id="level 4, document cited"),
        pytest.param("R01.2", level(4, 3), 1, 0.75, id="level 4, document attached"),
        pytest.param("R01.2", level(4, 4), 1, 1, id="level 4, verified"),
        pytest.param("R01.2", level(1, 1), 0.25, 0.25, id="a small claim needs little proof"),
        pytest.param("R04.4", yes(2), 0.75, 0.5, id="yes, document cited"),
        pytest.param("R04.4", partial(1), 0.25, 0.25, id="partial, statement"),
        pytest.param("R05.1", ticked("hate-crime", grade=1), 1 / 12, 0.25, id="a selection is multiplied"),
        pytest.param("R05.1", ticked("hate-crime", grade=2), 1 / 4, 0.5, id="a selection, document cited"),
        pytest.param("R01.2", level(0, 0), 0, 0.75, id="a candid level 0 needs no proof"),
        pytest.param("R04.4", no(1), 0, 0.75, id="a candid no"),
        pytest.param("R05.1", ticked(), 0, 0.75, id="a candid nothing"),
        pytest.param("R01.2", level(0, 4), 0, 1, id="a proven nothing"),
        pytest.param("R01.2", dont_know(), 0, 0, id="don't know"),
        pytest.param("R01.2", withheld(), 0, 0, id="withheld"),
        pytest.param("R01.2", unanswered(), 0, 0, id="unanswered"),
    ],
)
def test_proof(question: str, answer: Answer, substantiated: float, confidence: float) -> None:
    found = question_score(question, {question: answer})
    assert (found.substantiated, found.confidence) == pytest.approx((substantiated, confidence))


def test_evidence_beside_an_answer_that_is_not_known_proves_nothing() -> None:
    from msgspec.structs import replace

    from questionnaire.answers import Evidence

    found = question_score("R01.2", {"R01.2": replace(dont_know(), evidence=Evidence(grade=4))})
    assert (found.substantiated, found.confidence) == (0, 0)


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
