"""Change between two years: on matched questions alone, never more certain than the answers, with reasons."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from msgspec.structs import replace

from questionnaire.answers import Answer, AnswerSheet
from questionnaire.instrument import Instrument, Question
from questionnaire.loading import published
from questionnaire.scoring import Mean, score
from questionnaire.since import Replacement, Since
from questionnaire.since_rules import broken_marks
from questionnaire.trends import Change, QuestionChange, Trend, Year, trend
from tests.questionnaire.builders import (
    ALL_MODULES,
    dont_know,
    level,
    mini_instrument,
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
    any_answers,
    any_sheets,
    given_answers,
    known_sheets,
    whole_sheets,
    with_answer,
)
from tests.questionnaire.worked_examples import PRINTED, R10

NOISE = 1e-9
ONE, TWO = mini_instrument("two-versions-1.0"), mini_instrument("two-versions-2.0")
assert TWO.since is not None
MARKS: tuple[Since, ...] = (TWO.since,)

Answers = Mapping[str, Answer]

THEN: Answers = {
    "V1.1": level(2, 1), "V1.2": no(), "V1.3": level(3), "V1.4": yes(),
    "V2.1": ticked("phone"), "V2.2": level(1), "V2.3": yes(),
}  # fmt: skip
NOW: Answers = {
    "V1.1": level(2, 1), "V1.2": no(), "V1.3": level(3), "V1.5": level(4),
    "V2.1": ticked("phone"), "V2.2": level(1), "V2.4": yes(),
}  # fmt: skip


def year(instrument: Instrument, answers: Answers, modules: tuple[str, ...] = ("all",)) -> Year:
    return Year(instrument, sheet(answers, modules=modules))


def between(then: Answers, now: Answers) -> Trend:
    """The change from a year of the first version to one of the second."""
    return trend(year(ONE, {**THEN, **then}), year(TWO, {**NOW, **now}), MARKS)


def same_version(before: AnswerSheet, now: AnswerSheet) -> Trend:
    return trend(Year(published(), before), Year(published(), now), ())


def unit(found: Trend, code: str) -> Change:
    change = found.unit(code)
    assert change is not None, f"{code} is not compared"
    return change


def question(found: Trend, code: str) -> QuestionChange:
    return next(line for line in found.questions if line.code == code)


def every_change(found: Trend) -> list[Change]:
    return [*found.units, *found.pillars, found.overall]


# --- Worked example 7 ---------------------------------------------------------------------------------------


def next_version() -> Instrument:
    """The published instrument a version later: R10.4 has a new meaning and so a new code."""
    old = published()
    r10 = old.unit("R10")
    asked = tuple(replace(q, code="R10.5") if q.code == "R10.4" else q for q in r10.questions)
    since = Since(
        version="1.0",
        same=tuple(q.code for q in old.questions if q.code != "R10.4"),
        replaced=(Replacement("R10.5", instead_of="R10.4"),),
    )
    units = tuple(replace(u, questions=asked) if u.code == "R10" else u for u in old.units)
    later = replace(old, version="1.1", units=units, checks=(), since=since)
    assert list(broken_marks(later, (old,))) == []
    return later


def test_worked_example_7() -> None:
    later = next_version()
    answers = {**R10, "R10.1": level(2), "R10.3": level(3), "R10.5": level(2)}
    del answers["R10.4"]
    modules = ("recommendations",)
    found = unit(
        trend(
            year(published(), R10, modules),
            year(later, answers, modules),
            (later.since,) if later.since else (),
        ),
        "R10",
    )
    assert found.before is not None
    assert found.now is not None
    assert (found.before.low, found.before.high) == pytest.approx((37.50, 37.50), abs=PRINTED)
    assert (found.now.low, found.now.high) == pytest.approx((62.50, 62.50), abs=PRINTED)
    assert (found.low, found.high) == pytest.approx((25.00, 25.00), abs=PRINTED)
    assert found.share == pytest.approx(0.80, abs=PRINTED)
    assert found.is_published
    assert found.verdict == "improved"


# --- Figures ------------------------------------------------------------------------------------------------


def mean(low: float, high: float | None = None) -> Mean:
    return Mean(low, low if high is None else high)


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        (mean(40), mean(41), "improved"),
        (mean(40), mean(40), "uncertain"),
        (mean(40), mean(39), "declined"),
        (mean(30, 50), mean(51), "improved"),
        (mean(30, 50), mean(50), "uncertain"),
        (mean(30, 50), mean(20, 29), "declined"),
        (mean(30, 50), mean(20, 30), "uncertain"),
        (mean(0, 100), mean(0, 100), "uncertain"),
    ],
)
def test_it_is_said_to_improve_or_decline_only_for_certain(before: Mean, now: Mean, verdict: str) -> None:
    assert Change("R01", before, now, 1.0, 1.0).verdict == verdict


@pytest.mark.parametrize(
    ("shares", "published_"),
    [((1.0, 1.0), True), ((0.7, 1.0), True), ((1.0, 0.7), True), ((0.69, 1.0), False), ((1.0, 0.0), False)],
)
def test_a_change_is_published_only_if_enough_of_both_years_is_compared(
    shares: tuple[float, float], published_: bool
) -> None:
    assert Change("R01", mean(40), mean(60), *shares).is_published is published_


def test_without_matched_questions_nothing_is_published() -> None:
    assert not Change("R01", None, None, 1.0, 1.0).is_published


def test_the_later_weights_count_for_both_years() -> None:
    found = unit(between({"V2.1": ticked("phone", "web", "office")}, {}), "V2")
    # V2.1 weighs 1 and V2.2 weighs 2 now: (1 * 1 + 2 * 0.25) / 3 before.
    assert found.before is not None
    assert found.now is not None
    assert found.before.low == pytest.approx(50.0)
    assert found.now.low == pytest.approx(100 * (1 / 3 + 2 * 0.25) / 3)


def test_each_year_has_its_own_share() -> None:
    found = unit(between({}, {}), "V2")
    assert (found.share_before, found.share_now) == pytest.approx((4 / 5, 3 / 4))
    assert found.share == pytest.approx(3 / 4)


def test_a_pillar_and_the_overall_figure_have_the_mean_share_of_their_parts() -> None:
    found = between({}, {})
    assert found.overall.share_now == pytest.approx((5 / 6 + 3 / 4) / 2)
    assert [change.code for change in found.pillars] == ["P1", "P2"]


def test_a_safeguard_that_only_one_year_asks_about_holds_nothing_down() -> None:
    without = unit(between({"V1.4": no()}, {"V1.5": level(0)}), "V1")
    assert (without.low, without.high) == (0, 0)


def test_a_module_that_was_switched_off_in_one_year_is_not_compared() -> None:
    before, now = sheet({}, modules=("recommendations",)), sheet({}, modules=ALL_MODULES)
    assert same_version(before, now).unit("U1") is None
    assert same_version(now, now).unit("U1") is not None
    assert same_version(now, now).overall == same_version(before, before).overall


# --- Reasons ------------------------------------------------------------------------------------------------

REASONS = [
    ("V1.2", {}, {}, "unchanged"),
    ("V1.2", {}, {"V1.2": partial()}, "raised"),
    ("V1.3", {}, {"V1.3": level(2)}, "lowered"),
    ("V1.2", {"V1.2": dont_know()}, {}, "resolved"),
    ("V1.2", {}, {"V1.2": withheld()}, "unresolved"),
    ("V1.2", {"V1.2": dont_know()}, {"V1.2": unanswered()}, "unchanged"),
    (
        "V1.2",
        {"V1.2": not_applicable()},
        {},
        "resolved",
    ),  # A not-applicable that is not allowed is unanswered.
    ("V1.1", {}, {"V1.3": level(0)}, "safeguard"),
    ("V1.1", {}, {"V1.3": dont_know()}, "safeguard"),
    ("V1.1", {}, {"V1.1": level(4), "V1.3": level(0)}, "raised"),
    ("V2.2", {}, {"V2.1": ticked()}, "lowered"),
    ("V2.2", {}, {"V2.1": dont_know()}, "unresolved"),
    ("V2.1", {}, {"V2.1": ticked("web")}, "unchanged"),
]


@pytest.mark.parametrize(("code", "then", "now", "reason"), REASONS)
def test_why_a_question_is_worth_something_else(code: str, then: Answers, now: Answers, reason: str) -> None:
    assert question(between(then, now), code).reason == reason


def test_better_evidence_is_told_apart_and_changes_no_figure() -> None:
    better, same = between({}, {"V1.1": level(2, 3)}), between({}, {})
    assert (question(better, "V1.1").grades, question(better, "V1.1").reason) == (2, "unchanged")
    assert [question(same, code).grades for code in ("V1.1", "V1.2")] == [0, 0]
    assert every_change(better) == every_change(same)


def test_what_applies_in_one_year_only_is_named_and_not_compared() -> None:
    before, now = sheet(R10), sheet({**R10, "R10.2": yes()})
    appears, vanishes = same_version(before, now), same_version(now, before)
    assert [(line.code, line.kind) for line in appears.applicability] == [("R10.2", "applies_now")]
    assert [(line.code, line.kind) for line in vanishes.applicability] == [("R10.2", "applies_no_more")]
    assert unit(appears, "R10").share == pytest.approx(5 / 6)
    assert (unit(appears, "R10").low, unit(appears, "R10").high) == (0, 0)


# --- Properties ---------------------------------------------------------------------------------------------


@whole_sheets
@given(any_sheets())
def test_p19_the_trend_against_itself_is_0_with_share_1(found: AnswerSheet) -> None:
    against_itself = same_version(found, found)
    for change in every_change(against_itself):
        # What is unknown in both years leaves as much open upwards as downwards.
        assert change.low == -change.high
        assert change.share == 1 or (change.before is None and change.share == 0)
        assert change.verdict == "uncertain"
    assert {line.reason for line in against_itself.questions} <= {"unchanged"}
    assert against_itself.applicability == ()


@whole_sheets
@given(known_sheets())
def test_p19_where_all_is_known_it_is_exactly_0(found: AnswerSheet) -> None:
    assert all((change.low, change.high) == (0, 0) for change in every_change(same_version(found, found)))


@whole_sheets
@given(any_sheets(), any_sheets())
def test_a_trend_never_contradicts_itself(before: AnswerSheet, now: AnswerSheet) -> None:
    there, back = same_version(before, now), same_version(now, before)
    opposite = {"improved": "declined", "declined": "improved", "uncertain": "uncertain"}
    for change, reverse in zip(every_change(there), every_change(back), strict=True):
        assert change.low <= change.high
        assert 0 <= change.share <= 1 + NOISE
        assert (change.low, change.high) == pytest.approx((-reverse.high, -reverse.low), abs=NOISE)
        assert reverse.verdict == opposite[change.verdict]
        assert reverse.share == pytest.approx(change.share)
    for line in there.questions:
        assert line.reason != "unchanged" or line.before == line.now


@whole_sheets
@given(any_sheets(), any_sheets())
def test_where_all_is_compared_the_figures_are_those_of_the_report(
    before: AnswerSheet, now: AnswerSheet
) -> None:
    found, scores = same_version(before, now), (score(published(), before), score(published(), now))
    for change in found.units:
        if change.share == 1:
            printed = [each.units[change.code] for each in scores]
            assert [unit.mean for unit in printed if unit] == [change.before, change.now]


def sheets_of(instrument: Instrument) -> st.SearchStrategy[AnswerSheet]:
    """Any answers to one of the two small versions."""
    each = {asked.code: any_answers(asked) for asked in instrument.questions}
    return st.fixed_dictionaries(each).map(lambda answers: sheet(answers, modules=("all",)))


def not_matched(instrument: Instrument) -> list[Question]:
    return [asked for asked in instrument.questions if asked.code not in MARKS[0].kept]


@whole_sheets
@given(sheets_of(ONE), sheets_of(TWO), st.data())
def test_what_is_not_matched_changes_nothing(before: AnswerSheet, now: AnswerSheet, data: DataObject) -> None:
    found = trend(Year(ONE, before), Year(TWO, now), MARKS)
    # Whether it applies changes the share; what is answered changes nothing.
    for asked in not_matched(ONE):
        if before.answer_to(asked.code).state != "not_applicable":
            before = with_answer(before, asked.code, data.draw(given_answers(asked)))
    for asked in not_matched(TWO):
        if now.answer_to(asked.code).state != "not_applicable":
            now = with_answer(now, asked.code, data.draw(given_answers(asked)))
    assert trend(Year(ONE, before), Year(TWO, now), MARKS) == found


@whole_sheets
@example(sheet(THEN, modules=("all",)), sheet(NOW, modules=("all",)))
@given(sheets_of(ONE), sheets_of(TWO))
def test_a_figure_moves_only_with_a_question_that_is_compared(before: AnswerSheet, now: AnswerSheet) -> None:
    found = trend(Year(ONE, before), Year(TWO, now), MARKS)
    for change in found.units:
        moved = {line.reason for line in found.questions if line.unit == change.code} - {"unchanged"}
        if change.verdict != "uncertain":
            assert moved
