"""Draft assistance needs, born from gaps (`method.md` section 8, example 6)."""

from __future__ import annotations

import pytest

from questionnaire.answers import Answer
from questionnaire.loading import published
from questionnaire.needs import DraftNeed, assistance_for_constraints, offered_needs, units_without_answer
from questionnaire.outcome import outcome_of
from tests.questionnaire.builders import (
    ALL_MODULES,
    dont_know,
    in_rows,
    level,
    no,
    not_applicable,
    sheet,
    ticked,
    unanswered,
    withheld,
    yes,
)
from tests.questionnaire.worked_examples import R10, R12, Answers

R13_WITH_LEVEL_2: Answers = {"R13.1": yes(), "R13.2": level(2), "R13.3": yes(), "R13.4": yes()}


def needs_of(unit: str, answers: Answers, target: float = 75) -> dict[str, float]:
    """The draft needs of one unit: assistance type and weight, heaviest first."""
    return {need.assistance: need.weight for need in _drafts(unit, answers, target)}


def _drafts(unit: str, answers: Answers, target: float = 75) -> tuple[DraftNeed, ...]:
    return outcome_of(published(), sheet(answers, modules=ALL_MODULES, targets={unit: target})).needs[unit]


# --- Worked example 6 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        pytest.param(
            {},
            {"TA14": 1.75, "TA10": 1.25, "TA06": 1.00, "TA01": 0.75, "TA05": 0.50, "TA09": 0.50},
            id="no constraint ticked",
        ),
        pytest.param(
            {"R16.1": in_rows(prevention=("skills",))},
            {"TA14": 1.75, "TA06": 1.50, "TA10": 1.25, "TA01": 0.75, "TA05": 0.75, "TA09": 0.50},
            id="skills are a constraint",
        ),
    ],
)
def test_example_6_needs_of_r10(constraints: Answers, expected: dict[str, float]) -> None:
    found = needs_of("R10", R10 | constraints)
    assert found == pytest.approx(expected, abs=0.01)
    assert list(found) == list(expected), "heaviest first, ties by code"


# --- Rules --------------------------------------------------------------------------------------------------


def test_a_unit_without_a_gap_has_no_needs() -> None:
    assert needs_of("R13", R13_WITH_LEVEL_2, target=50) == {}


def test_an_unclear_gap_has_needs() -> None:
    found = needs_of("R13", {"R13.1": dont_know(), "R13.2": level(4), "R13.3": yes(), "R13.4": yes()})
    # Half of a core yes is missing: 2 * (1 - 0.5); and not knowing costs 0.25 * 2 in finding out.
    assert found == pytest.approx({"TA16": 1.0, "TA01": 1.0, "TA15": 0.5})


def test_a_question_at_its_target_asks_for_nothing_and_one_above_makes_up_for_no_other() -> None:
    found = _drafts("R13", R13_WITH_LEVEL_2 | {"R13.1": no()})
    by_type = {need.assistance: need.questions for need in found}
    assert by_type == {"TA16": ("R13.1", "R13.2"), "TA01": ("R13.1",), "TA02": ("R13.2",)}


def test_a_missing_safeguard_creates_its_own_need_and_not_one_for_more_tools() -> None:
    found = needs_of("R12", R12 | {"R12.3": level(0), "R12.4": level(3)})
    # R12.1 is capped at 0.25 but fully there: it asks for neither TA13 nor TA05.
    assert found == pytest.approx({"TA16": 1.5, "TA01": 1.5})


@pytest.mark.parametrize(
    ("second_question", "extra"),
    [
        pytest.param(dont_know(), 0.25, id="don't know is a finding"),
        pytest.param(withheld(), 0, id="withheld is a choice"),
        pytest.param(unanswered(), 0, id="unanswered is work not done"),
        pytest.param(not_applicable(), 0, id="not applicable"),
    ],
)
def test_finding_out_is_needed_for_each_dont_know(second_question: Answer, extra: float) -> None:
    found = needs_of("R10", R10 | {"R10.2": second_question})
    assert found.get("TA15", 0) == pytest.approx(extra)


def test_finding_out_weighs_twice_for_core_questions_and_is_not_multiplied_by_a_constraint() -> None:
    answers = R10 | {"R10.1": dont_know(), "R10.2": dont_know()}
    assert needs_of("R10", answers)["TA15"] == pytest.approx(0.25 * (2 + 1))
    # "data" matches TA15, but no question of R10 names TA15: there is no shortfall for the factor to act on.
    assert needs_of("R10", answers | {"R16.1": in_rows(detection=("data",))})["TA15"] == pytest.approx(0.75)


def test_a_constraint_multiplies_the_shortfall_and_leaves_the_finding_out_alone() -> None:
    # R06.1 (core) names TA15 and TA03 and stands at level 1: 2 * (0.75 - 0.25). R06.3 is not known: 0.25.
    answers: Answers = {
        "R06.1": level(1),
        "R06.2": yes(),
        "R06.3": dont_know(),
        "R06.4": ticked("children", left_out=_ALL_BUT_CHILDREN),
    }
    assert needs_of("R06", answers)["TA15"] == pytest.approx(1.0 + 0.25)
    assert needs_of("R06", answers | {"R16.1": in_rows(detection=("data",))})["TA15"] == pytest.approx(
        1.5 + 0.25
    )


def test_a_child_that_waits_for_its_parent_is_not_one_more_dont_know() -> None:
    found = needs_of("R02", {"R02.1": ticked(), "R02.3": dont_know(), "R02.4": dont_know()})
    # R02.2 counts as 0 (TA15, TA11); R02.3 is not known (0.25 * 2); R02.4 waits for it and is unanswered.
    assert found["TA15"] == pytest.approx(0.75 + 0.5)


def test_the_target_of_each_question_is_rounded_up_to_its_own_steps() -> None:
    found = needs_of("R13", {"R13.1": no(), "R13.2": level(0), "R13.3": yes(), "R13.4": yes()}, target=60)
    # R13.1 is a choice: the step above 60 is a full yes. R13.2 is a maturity question: level 3.
    assert found == pytest.approx({"TA16": 2 * 1 + 2 * 0.75, "TA01": 2 * 1, "TA02": 2 * 0.75})


@pytest.mark.parametrize(
    ("constraint", "types"),
    [
        ("laws", "TA01 TA02 TA16"),
        ("institutions", "TA03 TA04"),
        ("staff", "TA17"),
        ("skills", "TA05 TA06 TA07 TA08"),
        ("equipment", "TA09 TA10"),
        ("connectivity", "TA09 TA17"),
        ("funding", "TA17"),
        ("data", "TA15"),
        ("coordination", "TA04 TA13 TA14"),
        ("political-priority", "TA03 TA14"),
        ("no-constraint", ""),
    ],
)
def test_a_constraint_matches_assistance_types(constraint: str, types: str) -> None:
    found = assistance_for_constraints(published(), sheet({"R16.1": in_rows(adjudication=(constraint,))}))
    assert found == frozenset(types.split())


def test_a_constraint_counts_once_however_many_rows_tick_it() -> None:
    once = R10 | {"R16.1": in_rows(prevention=("skills",))}
    often = R10 | {
        "R16.1": in_rows(prevention=("skills",), detection=("skills", "data"), adjudication=("skills",))
    }
    assert needs_of("R10", once) == needs_of("R10", often)


def test_constraints_that_are_not_known_multiply_nothing() -> None:
    assert needs_of("R10", R10 | {"R16.1": dont_know()}) == needs_of("R10", R10)


_ALL_BUT_CHILDREN = tuple(
    option.code for option in published().question("R06.4").options if option.code != "children"
)


# --- Which drafts officials are asked to decide on ----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        pytest.param("R03.1", dont_know(), id="not known is an answer"),
        pytest.param("R03.1", withheld(), id="withheld"),
        pytest.param("R03.1", level(0), id="the lowest level"),
        pytest.param("R03.2", yes(), id="one that counts only once another is answered"),
    ],
)
def test_drafts_are_offered_of_a_unit_from_its_first_answer_on(code: str, answer: Answer) -> None:
    answered = sheet({code: answer}, modules=ALL_MODULES)
    outcome = outcome_of(published(), answered)
    offered = offered_needs(published(), answered, outcome.scores, outcome.needs)
    assert [unit for unit, own in offered.items() if own] == ["R03"]
    assert offered["R03"] == outcome.needs["R03"], "as the method weighs them"
    assert len(units_without_answer(published(), answered, outcome.scores)) == 18


def test_what_is_recorded_and_not_scored_makes_no_draft() -> None:
    answered = sheet({"R08.3": ticked()}, modules=ALL_MODULES)
    outcome = outcome_of(published(), answered)
    assert not any(offered_needs(published(), answered, outcome.scores, outcome.needs).values())
