"""Need against feasibility: who stands where, and labels that never lie on each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import AnswerSheet, Rating
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports import charts, html
from reports.content import GapReport
from reports.content.feasibility import COLUMNS, LABEL_SLOTS, SLOTS, apart, feasibility
from reports.content.feasibility_parts import FeasibilityChapter, PlanePoint
from reports.content.gathered import Gathered
from reports.content.wording import Wording
from reports.language import translations
from tests.questionnaire.builders import rating, sheet
from tests.questionnaire.random_sheets import any_sheets, nothing, whole_sheets
from tests.reports.conftest import empty_sheet, report_on

Reports = Callable[[str], GapReport]
STYLESHEET = (Path(__file__).parents[2] / "static" / "report.css").read_text(encoding="utf-8")


def weak(**ratings: Rating) -> FeasibilityChapter:
    """The chapter of a country in which nothing is in place, with these ratings."""
    answers = {question.code: nothing(question) for question in published().questions}
    return report_on(sheet(answers, ratings=ratings)).feasibility


def gathered(asked: AnswerSheet) -> Gathered:
    """What the chapter is made from."""
    return Gathered(published(), asked, outcome_of(published(), asked), Wording(translations("en")))


def point(chapter: FeasibilityChapter, code: str) -> PlanePoint:
    """The unit on the plane."""
    return next(point for point in chapter.points if point.code == code)


@pytest.mark.parametrize(
    ("given_rating", "quarter"),
    [
        pytest.param(rating(5, 5, (5, 5, 5)), "Larger need, easier", id="vital and easy"),
        pytest.param(rating(5, 5, (1, 2, 1)), "Larger need, harder", id="vital and hard"),
        pytest.param(
            rating(3, 3, (3, 3, 3)), "Larger need, easier", id="three of five is easier, half is larger"
        ),
        pytest.param(rating(3, 3, (3, 3, 2)), "Larger need, harder", id="less than three is harder"),
        pytest.param(
            rating(2, 2, (4, 4, 4)), "Smaller need, easier", id="less than half of the axis is smaller"
        ),
        pytest.param(rating(2, 2, (1, 1, 1)), "Smaller need, harder", id="neither"),
    ],
)
def test_a_unit_stands_in_the_quarter_of_its_ratings(given_rating: Rating, quarter: str) -> None:
    # All have a gap of 75: ratings of 5 make it a need of 75, 3 one of 45, 2 one of 30. The axis ends at 80.
    others = {f"R{number:02}": rating(1, 1) for number in range(3, 16)}
    chapter = weak(R01=given_rating, R02=rating(5, 5), **others)
    found = next(q for q in chapter.quarters if any(point.code == "R01" for point in q.points))
    assert found.title == quarter


def test_the_axis_ends_at_the_next_ten_above_the_largest_need() -> None:
    assert weak(R01=rating(5, 5)).end == "80"
    assert weak(R01=rating(3, 3)).end == "50"
    on_the_ten = {f"R{number:02}": rating(2, 2) for number in range(1, 16)}
    assert weak(**on_the_ten).end == "40", "a dot on the frame has no room for its label"


def test_at_most_twelve_units_are_drawn_and_the_others_are_named() -> None:
    chapter = weak(**{f"R{number:02}": rating(5, 5) for number in range(1, 13)})
    assert sorted(point.code for point in chapter.points) == [f"R{number:02}" for number in range(1, 13)]
    assert chapter.sentences[-1] == "Not in this figure, because their need is smaller: R13, R14 and R15."


def test_a_unit_without_a_gap_is_not_drawn(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    reached = {line.code for line in report.scoreboard if line.gap == "none"}
    assert reached
    assert not reached & {point.code for point in report.feasibility.points}


def test_a_certain_gap_and_an_unclear_one_are_drawn_differently() -> None:
    asked = random_sheet(published(), seed=5)
    gaps = outcome_of(published(), asked).gaps
    chapter = report_on(asked).feasibility
    assert {point.certain for point in chapter.points} == {True, False}
    assert all(point.certain == (gaps[point.code].gap.kind == "certain") for point in chapter.points)


def test_who_did_not_rate_is_told() -> None:
    chapter = weak(R01=rating(5, 5, (4, 4, 4)))
    assert point(chapter, "R01").rated
    assert "R01" not in chapter.sentences[0]
    assert "What was not rated is taken as 3." in chapter.sentences[0]


@given(st.lists(st.integers(0, SLOTS - 1), max_size=12).map(sorted))
def test_labels_of_a_column_stand_apart_in_their_order_and_on_the_plane(wanted: list[int]) -> None:
    found = apart(wanted)
    assert all(later - earlier >= LABEL_SLOTS for earlier, later in pairwise(found))
    assert all(0 <= slot < SLOTS for slot in found)


@whole_sheets
@given(any_sheets())
def test_no_two_labels_lie_on_each_other(asked: AnswerSheet) -> None:
    points = feasibility(gathered(asked)).points
    for one in points:
        for other in points:
            if one is not other and one.column == other.column:
                assert abs(one.slot - other.slot) >= LABEL_SLOTS
    assert len(points) <= 12


def test_labels_stand_where_the_picture_expects_them() -> None:
    for column in range(COLUMNS):
        left = charts.FIRST_COLUMN + charts.COLUMN_STEP * column + charts.LABEL_AFTER
        assert f".column-{column} {{ left: {left:.2f}%; }}" in STYLESHEET
    for slot in range(SLOTS):
        # A label is two slots high, and its middle is the middle of its slot.
        top = charts.SLOT_STEP * (slot + 0.5) - charts.SLOT_STEP * LABEL_SLOTS / 2
        assert f".slot-{slot} {{ top: {top:.0f}%; }}" in STYLESHEET


def test_every_label_of_the_plane_is_in_the_list_beside_it() -> None:
    page = html.render(report_on(random_sheet(published(), seed=5)))
    chapter = page.split('id="feasibility"')[1].split("</section>")[0]
    labels = re.findall(r'<span class="label [^"]+">(\w+)</span>', chapter)
    listed = re.findall(r'<a class="code" href="#unit-\w+">(\w+)</a>', chapter)
    assert labels
    assert sorted(labels) == sorted(listed)


def test_units_that_nobody_rated_are_not_drawn_on_one_line() -> None:
    chapter = weak()
    assert chapter.points == ()
    assert chapter.sentences == (
        "Nobody has rated the readiness, cost or time of a unit with a gap: there is nothing to compare.",
    )
    assert chapter.sentences[0] in html.render(report_on(empty_sheet(published())))
