"""How many minutes a question takes by what it asks, and which questions still cost any."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from questionnaire.answers import Answer, AnswerSheet, Unanswered
from questionnaire.burden import minutes_by_question, minutes_for, minutes_left, minutes_to_confirm
from questionnaire.loading import published
from tests.questionnaire.builders import (
    ALL_MODULES,
    RECOMMENDATIONS,
    dont_know,
    in_rows,
    level,
    mini_instrument,
    no,
    not_applicable,
    sheet,
    ticked,
    unanswered,
    withheld,
    yes,
)
from tests.questionnaire.random_sheets import any_sheets, valid_answers, whole_sheets, with_answer

INSTRUMENT = published()
EVERY_MINUTE = sum(minutes_for(question) for question in INSTRUMENT.questions)

# --- One question -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "minutes"),
    [
        pytest.param("R06.3", 5, id="yes, partial, no"),
        pytest.param("R09.1", 6, id="five levels"),
        pytest.param("R02.3", 8, id="five levels and a figure"),
        pytest.param("R10.1", 10, id="five levels and two figures"),
        pytest.param("R08.3", 6, id="five options"),
        pytest.param("R01.1", 7, id="seven options"),
        pytest.param("R16.1", 14, id="six rows of eleven options"),
        pytest.param("R16.3", 10, id="five places among options"),
    ],
)
def test_the_more_a_question_asks_the_longer_it_takes(code: str, minutes: int) -> None:
    assert minutes_for(INSTRUMENT.question(code)) == minutes


def test_every_question_takes_some_minutes_and_none_an_hour() -> None:
    assert all(1 <= minutes_for(question) <= 15 for question in INSTRUMENT.questions)


def test_confirming_takes_less_than_answering_whatever_is_asked() -> None:
    assert minutes_to_confirm() == 2
    assert all(minutes_to_confirm() < minutes_for(question) for question in INSTRUMENT.questions)


def test_what_only_has_to_be_confirmed_costs_its_confirmation_and_nothing_once_it_is() -> None:
    brought_over = frozenset({"R06.3", "R16.1"})
    before = minutes_by_question(INSTRUMENT, sheet(), to_confirm=brought_over)
    assert (before["R06.3"], before["R16.1"], before["R09.1"]) == (2, 2, 6)
    confirmed = sheet({"R06.3": no(), "R16.1": in_rows()})
    after = minutes_by_question(INSTRUMENT, confirmed, to_confirm=brought_over)
    assert brought_over.isdisjoint(after)


# --- What is left -------------------------------------------------------------------------------------------


def left(answers: dict[str, Answer], *codes: str, modules: tuple[str, ...] = ALL_MODULES) -> int:
    """The minutes left on these questions, or on all."""
    questions = [INSTRUMENT.question(code) for code in codes] or INSTRUMENT.questions
    return minutes_left(INSTRUMENT, sheet(answers, modules=modules), questions)


def test_an_empty_sheet_costs_every_question_of_its_modules() -> None:
    recommendations = [
        q for q in INSTRUMENT.questions if INSTRUMENT.unit_of(q.code).module in RECOMMENDATIONS
    ]
    assert left({}) == EVERY_MINUTE
    assert left({}, modules=RECOMMENDATIONS) == sum(map(minutes_for, recommendations)) < EVERY_MINUTE
    assert left({}, "U3.4", modules=RECOMMENDATIONS) == 0


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        pytest.param(yes(), 0, id="answered"),
        pytest.param(dont_know(), 0, id="don't know"),
        pytest.param(withheld(), 0, id="withheld"),
        pytest.param(not_applicable(), 0, id="not applicable"),
        pytest.param(unanswered(), 5, id="unanswered"),
        pytest.param(Unanswered(comment="Ask the ministry"), 5, id="a comment is no answer"),
    ],
)
def test_what_has_an_answer_or_a_state_that_stands_for_one_costs_nothing(
    answer: Answer, minutes: int
) -> None:
    assert left({"R13.3": answer}, "R13.3") == minutes
    assert left({"R13.3": answer}) == EVERY_MINUTE - 5 + minutes


@pytest.mark.parametrize(
    ("parent", "minutes"),
    [
        pytest.param(unanswered(), 6 + 5, id="both are open"),
        pytest.param(dont_know(), 5, id="it may still be asked"),
        pytest.param(level(1), 5, id="asked"),
        pytest.param(level(0), 0, id="counts as zero"),
        pytest.param(not_applicable(), 0, id="leaves with its parent"),
    ],
)
def test_a_question_that_needs_no_answer_because_of_an_earlier_one_costs_nothing(
    parent: Answer, minutes: int
) -> None:
    instrument = mini_instrument("branching")
    parent_and_child = [instrument.question("B1.5"), instrument.question("B1.6")]
    answers = sheet({"B1.5": parent}, modules=("all",))
    assert minutes_left(instrument, answers, parent_and_child) == minutes


def test_a_question_named_twice_is_answered_once() -> None:
    assert left({}, "R06.3", "R06.3", "R09.1") == left({}, "R06.3", "R09.1") == 11


def test_nothing_is_left_of_nothing() -> None:
    assert minutes_left(INSTRUMENT, sheet(), ()) == 0


def test_the_minutes_by_question_stand_in_the_order_of_the_instrument() -> None:
    answers = sheet({"R16.1": in_rows(), "R06.3": no(), "R01.1": ticked()}, modules=ALL_MODULES)
    by_question = minutes_by_question(INSTRUMENT, answers)
    assert list(by_question) == [q.code for q in INSTRUMENT.questions if q.code in by_question]
    assert {"R16.1", "R06.3", "R01.1"}.isdisjoint(by_question)
    assert minutes_left(INSTRUMENT, answers, INSTRUMENT.questions) == sum(by_question.values())


@whole_sheets
@given(any_sheets(), st.data())
def test_answering_what_is_open_never_adds_minutes(answers: AnswerSheet, data: DataObject) -> None:
    still_open = list(minutes_by_question(INSTRUMENT, answers))
    assume(still_open)
    question = INSTRUMENT.question(data.draw(st.sampled_from(still_open)))
    further = with_answer(answers, question.code, data.draw(valid_answers(question)))
    before, after = minutes_by_question(INSTRUMENT, answers), minutes_by_question(INSTRUMENT, further)
    assert set(after) <= set(before)
