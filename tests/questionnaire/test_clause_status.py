"""How far the words of a clause are met, by the answers that name it (`report.md`, "Status of a clause")."""

from __future__ import annotations

import pytest
from hypothesis import given

from questionnaire.answers import Answer, AnswerSheet
from questionnaire.clause_status import clause_statuses
from questionnaire.loading import published
from questionnaire.scoring import score
from tests.questionnaire.builders import (
    ALL_MODULES,
    RECOMMENDATIONS,
    dont_know,
    level,
    no,
    not_applicable,
    partial,
    sheet,
    ticked,
    unanswered,
    withheld,
    yes,
)
from tests.questionnaire.random_sheets import (
    any_sheets,
    best,
    known_sheets,
    nothing,
    whole_sheets,
    with_answer,
)
from tests.questionnaire.worked_examples import Answers


def statuses(answers: AnswerSheet) -> dict[str, str]:
    """The status of every clause."""
    return {**clause_statuses(published(), answers, score(published(), answers))}


def status(clause: str, answers: Answers) -> str:
    """The status of one clause."""
    return statuses(sheet(answers, modules=ALL_MODULES))[clause]


@pytest.mark.parametrize(
    ("role_of_others", "who_leads", "expected"),
    [
        pytest.param(level(3), level(4), "met", id="all worth three quarters or more"),
        pytest.param(level(3), level(2), "partly", id="one below"),
        pytest.param(level(1), level(2), "partly", id="all below"),
        pytest.param(level(4), level(0), "partly", id="one met, one not"),
        pytest.param(level(0), level(0), "not_met", id="all at nothing"),
        pytest.param(level(0), level(1), "partly", id="a little of one"),
        pytest.param(dont_know(), level(4), "not_known", id="the unknown one decides"),
        pytest.param(dont_know(), level(0), "not_known", id="the unknown one decides, the other way"),
        pytest.param(dont_know(), level(2), "partly", id="the known one decides: neither met nor not met"),
        pytest.param(withheld(), withheld(), "not_known", id="withheld"),
        pytest.param(unanswered(), unanswered(), "not_known", id="unanswered"),
    ],
)
def test_a_clause_that_two_questions_ask_about(
    role_of_others: Answer, who_leads: Answer, expected: str
) -> None:
    assert status("R01.a", {"R01.2": role_of_others, "R01.3": who_leads}) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(yes(), "met"), (partial(), "partly"), (no(), "not_met"), (dont_know(), "not_known")],
    ids=["yes", "partial", "no", "don't know"],
)
def test_a_clause_that_one_choice_asks_about(answer: Answer, expected: str) -> None:
    assert status("R12.b", {"R12.2": answer}) == expected


def test_each_option_of_a_selection_speaks_for_its_own_clause() -> None:
    answers: Answers = {"R04.1": ticked("primary", left_out=("tertiary",))}
    assert [status(clause, answers) for clause in ("R04.a", "R04.b", "R04.c")] == [
        "met",
        "not_met",
        "not_applicable",
    ]
    assert status("R04.a", {"R04.1": dont_know()}) == "not_known"


def test_a_clause_with_several_options_is_met_by_three_quarters_of_them() -> None:
    most = ticked("online-form", "telephone", "in-person", "anonymous", "all-languages", "accessible")
    some = ticked("online-form", "telephone")
    assert status("R02.e", {"R02.3": level(3), "R02.4": most}) == "met"
    assert status("R02.e", {"R02.3": level(3), "R02.4": some}) == "partly"
    assert status("R02.e", {"R02.3": level(0), "R02.4": most}) == "not_met", (
        "no channel: the ticks do not count"
    )
    assert status("R02.e", {"R02.3": dont_know(), "R02.4": most}) == "not_known"


def test_a_power_without_safeguards_does_not_meet_its_clause() -> None:
    strong: Answers = {"R12.1": level(4), "R12.3": level(1), "R12.4": level(4)}
    assert status("R12.a", strong) == "partly"
    assert status("R12.a", strong | {"R12.3": level(3)}) == "met"


def test_a_detection_duty_is_held_down_by_its_safeguard_option_by_option() -> None:
    duties: Answers = {"R08.5": ticked("detect", "prevent"), "R08.6": level(0)}
    assert [status(clause, duties) for clause in ("R08.e", "R08.f", "R08.g")] == [
        "partly",
        "partly",
        "not_met",
    ]


def test_what_cannot_be_met_by_a_state_is_context() -> None:
    assert status("R08.c", {}) == "context", "asked about by context questions only"
    found = statuses(sheet(modules=ALL_MODULES))
    kinds = {clause.code: clause.kind for clause in published().clauses}
    assert all(found[code] == "context" for code, kind in kinds.items() if kind == "context")
    assert {found[clause.code] for unit in ("R16", "R17") for clause in published().unit(unit).clauses} == {
        "context"
    }


def test_a_question_that_does_not_apply_leaves_the_clause_to_the_others() -> None:
    assert status("R13.b", {"R13.2": level(3), "R13.3": not_applicable()}) == "met"


@whole_sheets
@given(any_sheets())
def test_every_clause_of_the_modules_switched_on_has_one_status(answers: AnswerSheet) -> None:
    on = [clause.code for unit in published().units_in(answers.modules) for clause in unit.clauses]
    assert list(statuses(answers)) == on
    assert len(on) == (151 if answers.modules == ALL_MODULES else 151 - 48)


@whole_sheets
@given(known_sheets())
def test_where_all_is_known_no_clause_is_unknown(answers: AnswerSheet) -> None:
    assert "not_known" not in statuses(answers).values()


@pytest.mark.parametrize("modules", [RECOMMENDATIONS, ALL_MODULES], ids=["recommendations", "all"])
def test_the_best_answers_meet_every_clause_and_the_worst_none(modules: tuple[str, ...]) -> None:
    for answer_to, expected in ((best, {"met", "context"}), (nothing, {"not_met", "context"})):
        answers = sheet(modules=modules)
        for question in published().questions:
            answers = with_answer(answers, question.code, answer_to(question))
        assert set(statuses(answers).values()) == expected
