"""What is asked back and what is not: a table of cases for each check, and what holds for all of them."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from questionnaire.answers import Answer, Answered, AnswerSheet, LeftOut, Selection
from questionnaire.checks import Contradiction, answers_needed, contradictions
from questionnaire.loading import published
from questionnaire.outcome import outcome_of, result_json
from questionnaire.samples import random_sheet
from tests.questionnaire.builders import (
    ALL_MODULES,
    RECOMMENDATIONS,
    dont_know,
    in_rows,
    level,
    mini_instrument,
    no,
    not_applicable,
    partial,
    proven_on,
    saying,
    sheet,
    ticked,
    unanswered,
    with_figures,
    withheld,
    yes,
)
from tests.questionnaire.random_sheets import any_sheets, whole_sheets, with_answer

Asked = tuple[tuple[str, tuple[str, ...]], ...]
"""Check and questions of each contradiction."""

NOTHING: Asked = ()


def asked_back(answers: dict[str, Answer], modules: tuple[str, ...] = ALL_MODULES) -> Asked:
    """Which checks ask about which questions of the published instrument."""
    return _named(contradictions(published(), sheet(answers, modules=modules)))


def _named(found: tuple[Contradiction, ...]) -> Asked:
    return tuple((each.check, each.questions) for each in found)


# --- X1 and X2: training, and the figures beside it ---------------------------------------------------------


def judges(at_level: int, **figures: float) -> dict[str, Answer]:
    return {"R10.1": with_figures(level(at_level), **figures)}


def prosecutors(question: str, at_level: int, **figures: float) -> dict[str, Answer]:
    return {question: with_figures(level(at_level), **figures)}


X1: Asked = (("X1", ("R10.1",)),)
EVERYBODY_BUT_FEW = [
    pytest.param(judges(3, officers_trained=79, officers_handling=100), X1, id="fewer than 80 in 100"),
    pytest.param(judges(4, officers_trained=1, officers_handling=3), X1, id="level 4"),
    pytest.param(judges(3, officers_trained=0, officers_handling=5), X1, id="none of five"),
    pytest.param(judges(3, officers_trained=4, officers_handling=5), NOTHING, id="exactly 80 in 100"),
    pytest.param(judges(3, officers_trained=9, officers_handling=5), NOTHING, id="more than there are"),
    pytest.param(judges(2, officers_trained=1, officers_handling=5), NOTHING, id="level 2 promises less"),
    pytest.param(judges(3, officers_trained=0, officers_handling=0), NOTHING, id="nobody handles cases"),
    pytest.param(judges(3, officers_trained=1), NOTHING, id="total not given"),
    pytest.param(judges(3, officers_handling=5), NOTHING, id="trained not given"),
    pytest.param(judges(3), NOTHING, id="no figures"),
    pytest.param(
        prosecutors("U2.1", 3, prosecutors_trained=7, prosecutors_total=10),
        (("X2", ("U2.1",)),),
        id="at national level",
    ),
    pytest.param(
        prosecutors("U2.2", 4, prosecutors_trained=7, prosecutors_total=10),
        (("X2", ("U2.2",)),),
        id="at local level",
    ),
    pytest.param(
        prosecutors("U2.2", 3, prosecutors_trained=1, prosecutors_total=10)
        | prosecutors("U2.1", 3, prosecutors_trained=1, prosecutors_total=10),
        (("X2", ("U2.1",)), ("X2", ("U2.2",))),
        id="at both levels, asked of each",
    ),
    pytest.param(
        prosecutors("U2.1", 3, prosecutors_trained=8, prosecutors_total=10), NOTHING, id="8 prosecutors of 10"
    ),
    pytest.param({"U2.2": not_applicable()}, NOTHING, id="no local offices"),
]


@pytest.mark.parametrize(("answers", "expected"), EVERYBODY_BUT_FEW)
def test_x1_and_x2_everybody_is_trained_but_the_figures_say_fewer(
    answers: dict[str, Answer], expected: Asked
) -> None:
    assert asked_back(answers) == expected


# --- X3: a channel without reports --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "asks"),
    [
        pytest.param(with_figures(level(3), reports_received=0), True, id="nationwide, no report"),
        pytest.param(with_figures(level(4), reports_received=0), True, id="reviewed, no report"),
        pytest.param(with_figures(level(3), reports_received=1), False, id="one report"),
        pytest.param(with_figures(level(2), reports_received=0), False, id="only designated"),
        pytest.param(level(3), False, id="no figure is not no report"),
        pytest.param(
            with_figures(level(3), population_covered=0), False, id="another figure is none of reports"
        ),
    ],
)
def test_x3_the_channel_works_but_no_report_came(answer: Answer, asks: bool) -> None:
    assert asked_back({"R02.3": answer}) == ((("X3", ("R02.3",)),) if asks else NOTHING)


# --- Two or three answers against each other ----------------------------------------------------------------

PAIRS = [
    pytest.param("X4", {"R01.1": ticked("isps"), "R09.1": level(0), "R12.1": level(0)}, True, id="X4"),
    pytest.param("X4", {"R01.1": ticked("isps"), "R09.1": level(1), "R12.1": level(0)}, False, id="X4 pact"),
    pytest.param("X4", {"R01.1": ticked("isps"), "R09.1": level(0), "R12.1": level(1)}, False, id="X4 talks"),
    pytest.param("X4", {"R01.1": ticked("ngos"), "R09.1": level(0), "R12.1": level(0)}, False, id="X4 NGOs"),
    pytest.param("X4", {"R01.1": ticked("isps"), "R09.1": level(0)}, False, id="X4 half answered"),
    pytest.param("X5", {"R06.3": yes(), "R16.1": in_rows(prevention=("skills", "funding"))}, True, id="X5"),
    pytest.param("X5", {"R06.3": partial(), "R16.1": in_rows(prevention=("funding",))}, False, id="X5 half"),
    pytest.param("X5", {"R06.3": no(), "R16.1": in_rows(prevention=("funding",))}, False, id="X5 no funding"),
    pytest.param("X5", {"R06.3": yes(), "R16.1": in_rows(detection=("funding",))}, False, id="X5 a row"),
    pytest.param("X5", {"R06.3": yes(), "R16.1": in_rows(prevention=("staff",))}, False, id="X5 staff"),
    pytest.param("X5", {"R06.3": yes(), "R16.1": in_rows()}, False, id="X5 empty grid"),
    pytest.param("X6", {"R13.2": level(3), "R13.3": no()}, True, id="X6"),
    pytest.param("X6", {"R13.2": level(4), "R13.3": no()}, True, id="X6 level 4"),
    pytest.param("X6", {"R13.2": level(2), "R13.3": no()}, False, id="X6 level 2"),
    pytest.param("X6", {"R13.2": level(3), "R13.3": partial()}, False, id="X6 partial"),
    pytest.param("X6", {"R13.2": level(3), "R13.3": not_applicable()}, False, id="X6 no measure was drafted"),
    pytest.param("X7", {"U3.4": yes(), "U3.1": level(0)}, True, id="X7"),
    pytest.param("X7", {"U3.4": partial(), "U3.1": level(0)}, False, id="X7 partial"),
    pytest.param("X7", {"U3.4": yes(), "U3.1": level(1)}, False, id="X7 some funds"),
    pytest.param("X8", {"R15.8": no()}, True, id="X8"),
    pytest.param("X8", {"R15.8": saying(no(), " \n\t")}, True, id="X8 only blanks"),
    pytest.param("X8", {"R15.8": saying(no(), "Section 4 of the Data Act")}, False, id="X8 barrier named"),
    pytest.param("X8", {"R15.8": partial()}, False, id="X8 partial"),
    pytest.param("X8", {"R15.8": yes()}, False, id="X8 yes"),
    pytest.param("X9", {"R08.3": ticked("duration", "access"), "R12.4": level(0)}, True, id="X9"),
    pytest.param("X9", {"R08.3": ticked("access"), "R12.4": level(0)}, False, id="X9 duration open"),
    pytest.param("X9", {"R08.3": ticked("no-rules"), "R12.4": level(0)}, False, id="X9 no rules"),
    pytest.param("X9", {"R08.3": ticked("duration"), "R12.4": level(1)}, False, id="X9 principles"),
    pytest.param("X11", {"R14.2": level(3), "R15.7": ticked()}, True, id="X11"),
    pytest.param("X11", {"R14.2": level(2), "R15.7": ticked()}, False, id="X11 level 2"),
    pytest.param("X11", {"R14.2": level(3), "R15.7": ticked("police-reaction")}, False, id="X11 one"),
    pytest.param(
        "X11",
        {"R14.2": level(3), "R15.7": ticked(left_out=("prosecution-reaction",))},
        True,
        id="X11 one function does not exist",
    ),
    pytest.param(
        "X11",
        {
            "R14.2": level(3),
            "R15.7": Answered(
                value=Selection(
                    not_applicable=tuple(
                        LeftOut(option.code, "no mandate") for option in published().question("R15.7").options
                    )
                )
            ),
        },
        False,
        id="X11 no function exists",
    ),
]  # fmt: skip
"""The check, the answers, and whether it asks."""


@pytest.mark.parametrize(("check", "answers", "asks"), PAIRS)
def test_answers_that_do_not_fit(check: str, answers: dict[str, Answer], asks: bool) -> None:
    assert asked_back(answers) == (((check, tuple(answers)),) if asks else NOTHING)


ASKING = [case for case in PAIRS if case.values[2]]


@pytest.mark.parametrize(("check", "answers", "asks"), ASKING)
@pytest.mark.parametrize("unknown", [dont_know(), withheld(), unanswered(), not_applicable()])
def test_what_is_not_known_contradicts_nothing(
    unknown: Answer, check: str, answers: dict[str, Answer], asks: bool
) -> None:
    for question in answers:
        assert asked_back(answers | {question: unknown}) == NOTHING
        assert asked_back({code: answer for code, answer in answers.items() if code != question}) == NOTHING


# --- X10: old evidence --------------------------------------------------------------------------------------

REFERENCE_DATE = date(2026, 11, 1)

EVIDENCE = [
    pytest.param(("2023-10-31",), True, id="36 months and a day"),
    pytest.param(("2023-11-01",), False, id="36 months to the day"),
    pytest.param(("2023-10",), True, id="some day of the month before"),
    pytest.param(("2023-11",), False, id="some day of the month of the limit"),
    pytest.param(("2022",), True, id="some day of the year before"),
    pytest.param(("2023",), False, id="some day of the year of the limit"),
    pytest.param(("2026",), False, id="this year"),
    pytest.param(("2027-01-01",), False, id="after the reference date"),
    pytest.param(("2019", "2020-05", "2021-01-31"), True, id="all old"),
    pytest.param(("2019", "2026-05"), False, id="one of them recent"),
    pytest.param(("2019", ""), False, id="one of them undated"),
    pytest.param(("2019", "last year"), False, id="one of them dated in words"),
    pytest.param((), False, id="no document"),
]


@pytest.mark.parametrize(("dates", "asks"), EVIDENCE)
def test_x10_level_4_stands_on_old_evidence(dates: tuple[str, ...], asks: bool) -> None:
    assert asked_back({"R03.1": proven_on(level(4), *dates)}) == ((("X10", ("R03.1",)),) if asks else NOTHING)
    assert asked_back({"R03.1": proven_on(level(3), *dates)}) == NOTHING, "only level 4 is asked about"


@pytest.mark.parametrize(
    ("reference_date", "dated", "asks"),
    [
        (date(2027, 1, 1), "2023-12-31", True),
        (date(2027, 1, 1), "2023", True),
        (date(2027, 1, 1), "2024-01", False),
        (date(2026, 12, 31), "2023-12-30", True),
        (date(2026, 12, 31), "2023-12", False),
        (date(2028, 2, 29), "2025-02-28", True),
        (date(2028, 2, 29), "2025-03-01", False),
        (date(2027, 2, 28), "2024-02-29", False),
        (date(2027, 3, 1), "2024-02-29", True),
    ],
)
def test_x10_counts_months_by_the_calendar(reference_date: date, dated: str, asks: bool) -> None:
    old = replace(sheet({"R03.1": proven_on(level(4), dated)}), reference_date=reference_date)
    assert bool(contradictions(published(), old)) == asks


def test_x10_asks_about_each_question_in_the_order_of_the_instrument() -> None:
    old = proven_on(level(4), "2019")
    found = contradictions(published(), sheet({"U1.1": old, "R12.3": old, "R03.1": old}, modules=ALL_MODULES))
    assert _named(found) == (("X10", ("R03.1",)), ("X10", ("R12.3",)), ("X10", ("U1.1",)))
    assert found[0].sentence == (
        "R03.1 is at level 4; all evidence named for it is more than 36 months old. Is it still so today?"
    )


# --- All of them --------------------------------------------------------------------------------------------


def test_the_sentence_is_the_one_that_the_writer_reads() -> None:
    (found,) = contradictions(published(), sheet({"R06.3": yes(), "R16.1": in_rows(prevention=("funding",))}))
    assert found == Contradiction(
        check="X5",
        questions=("R06.3", "R16.1"),
        sentence="R06.3 says that funding runs without a break; R16.1 names funding as a constraint on "
        "prevention. Is that right?",
    )


def test_a_module_that_is_switched_off_is_not_asked_about() -> None:
    answers: dict[str, Answer] = {"U3.4": yes(), "U3.1": level(0), "R15.8": no()}
    assert asked_back(answers, ALL_MODULES) == (("X7", ("U3.4", "U3.1")), ("X8", ("R15.8",)))
    assert asked_back(answers, RECOMMENDATIONS) == (("X8", ("R15.8",)),)


@pytest.mark.parametrize(
    ("parent", "asks"),
    [
        pytest.param(ticked("courts"), True, id="asked"),
        pytest.param(ticked(), False, id="no longer asked"),
        pytest.param(dont_know(), False, id="not known whether it is asked"),
    ],
)
def test_an_answer_that_does_not_count_because_of_its_branch_contradicts_nothing(
    parent: Answer, asks: bool
) -> None:
    answers = sheet({"K1.4": parent, "K1.7": proven_on(level(4), "2019")}, modules=("all",))
    found = contradictions(mini_instrument("checks"), answers)
    assert _named(found) == ((("C4", ("K1.7",)),) if asks else NOTHING)


@pytest.mark.parametrize(
    ("ticks", "asks"),
    [
        pytest.param(ticked(), True, id="nothing"),
        pytest.param(ticked("none"), True, id="none of these is no tick"),
        pytest.param(ticked("courts"), False, id="one"),
    ],
)
def test_nothing_selected_in_an_instrument_with_none_of_these(ticks: Answer, asks: bool) -> None:
    answers = sheet({"K1.4": ticks, "K1.5": in_rows(practice=("courts",))}, modules=("all",))
    found = contradictions(mini_instrument("checks"), answers)
    assert _named(found) == ((("C3", ("K1.4", "K1.5")),) if asks else NOTHING)


def test_a_check_of_each_may_look_at_another_answer_as_well() -> None:
    none_trained = with_figures(level(1), trained=0)
    answers = sheet({"K1.1": none_trained, "K1.2": none_trained, "K1.3": yes()}, modules=("all",))
    found = contradictions(mini_instrument("checks"), answers)
    assert _named(found) == (("C2", ("K1.1", "K1.3")), ("C2", ("K1.2", "K1.3")))
    assert found[1].sentence.startswith("K1.2 says that there is training")


def test_an_instrument_without_checks_asks_nothing() -> None:
    assert mini_instrument("branching").checks == ()
    assert contradictions(mini_instrument("branching"), sheet({"B1.1": level(4)}, modules=("all",))) == ()


@whole_sheets
@given(any_sheets())
def test_checks_never_change_a_score(answers: AnswerSheet) -> None:
    silent = replace(published(), checks=())
    assert contradictions(silent, answers) == ()
    with_checks, without = (
        result_json(instrument, answers, outcome_of(instrument, answers))
        for instrument in (published(), silent)
    )
    assert with_checks == without


@whole_sheets
@given(st.integers(0, 10_000), st.floats(0.3, 1))
def test_every_question_asked_back_is_about_given_answers_and_taking_one_back_settles_it(
    seed: int, strength: float
) -> None:
    answers = random_sheet(published(), seed=seed, strength=strength)
    found = contradictions(published(), answers)
    keys = [(each.check, each.questions) for each in found]
    assert len(set(keys)) == len(keys)
    for each in found:
        for question in each.questions:
            assert isinstance(answers.answer_to(question), Answered)
            assert question in each.sentence
            settled = contradictions(published(), with_answer(answers, question, dont_know()))
            assert (each.check, each.questions) not in _named(settled)
    entries = list(answers.answers.items())
    Random(seed).shuffle(entries)
    assert contradictions(published(), replace(answers, answers=dict(entries))) == found


def test_the_answers_needed_are_those_beside_and_before() -> None:
    assert answers_needed(published(), {"R16.1"}) == {"R16.1", "R06.3"}
    assert answers_needed(published(), {"R01.1"}) == {"R01.1", "R09.1", "R12.1"}


@given(data=st.data(), seed=st.integers(0, 50))
def test_what_is_asked_about_a_unit_needs_no_other_answers(data: st.DataObject, seed: int) -> None:
    instrument = published()
    whole = random_sheet(instrument, seed=seed, complete=True)
    unit = data.draw(st.sampled_from(instrument.units))
    own = {question.code for question in unit.questions}
    needed = answers_needed(instrument, own)
    some = replace(whole, answers={code: one for code, one in whole.answers.items() if code in needed})
    assert [one for one in contradictions(instrument, some) if not own.isdisjoint(one.questions)] == [
        one for one in contradictions(instrument, whole) if not own.isdisjoint(one.questions)
    ]
