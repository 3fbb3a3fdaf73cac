"""What one question is worth: answers, branches, safeguards, proof (`method.md` 3, 5)."""

from __future__ import annotations

import pytest

from questionnaire.answers import Answer
from tests.questionnaire.builders import (
    dont_know,
    level,
    mini_instrument,
    no,
    not_applicable,
    partial,
    question_score,
    scores_of,
    ticked,
    unanswered,
    unit_score,
    withheld,
    yes,
)
from tests.questionnaire.worked_examples import Answers

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
