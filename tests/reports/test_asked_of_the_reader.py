"""What a report asks its reader to decide, and in which order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from questionnaire.answers import Answer, Answered, Choice, DontKnow, Level, Target, Unanswered, Withheld
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports import content
from reports.content import GapReport
from tests.reports.conftest import empty_sheet, report_on

Reports = Callable[[str], GapReport]


def test_priorities_stand_in_the_order_of_the_method() -> None:
    sheet = random_sheet(published(), seed=21)
    outcome = outcome_of(published(), sheet)
    report = content.build(published(), sheet, outcome, country_name="Azuria")
    assert [line.code for line in report.priorities] == [line.code for line in outcome.priorities]
    assert [line.place for line in report.priorities] == list(range(1, len(outcome.priorities) + 1))


def test_a_first_step_quotes_the_questionnaire() -> None:
    levels = {level for question in published().questions for level in question.levels}
    steps = [
        line.first_step for line in report_on(random_sheet(published(), seed=4, complete=True)).priorities
    ]
    quoted = [step for step in steps if ": " in step and "Level" in step]
    assert quoted
    assert all(step.split(": ", 1)[1] in levels for step in quoted)


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        pytest.param(Unanswered(), "Answer: {asked}", id="not answered"),
        pytest.param(DontKnow(), "Find out: {asked}", id="not known in the country"),
        pytest.param(Withheld(), "Decide whether to disclose: {asked}", id="known, and withheld"),
        pytest.param(Answered(value=Choice("partial")), "Reach a yes: {asked}", id="not a full yes"),
    ],
)
def test_a_first_step_tells_what_it_is_about(answer: Answer, step: str) -> None:
    """Whoever reads the priorities has no list of questions beside them."""
    best = {code: Answered(value=Level(4)) for code in ("R10.1", "R10.3", "R10.4")}
    sheet = replace(
        empty_sheet(published()), answers={**best, "R10.2": answer}, targets={"R10": Target(100, 2028)}
    )
    (line,) = (line for line in report_on(sheet).priorities if line.code == "R10")
    asked = published().question("R10.2").text
    assert line.first_step == "R10.2 – " + step.format(asked=asked)


def test_the_reader_is_asked_to_approve_the_order_as_it_is_printed(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    first = [line.code for line in report.priorities if line.group != "find-out-first"][:5]
    (asked,) = (decision.text for decision in report.who.decisions if "order of work" in decision.text)
    assert f"begins with {', '.join(first[:-1])} and {first[-1]}, and" in asked


@pytest.mark.parametrize(
    ("safeguard", "asked"),
    [
        pytest.param(
            Answered(value=Level(0)), "Decide which safeguards to strengthen first", id="it is weak"
        ),
        pytest.param(DontKnow(), "Find out how strong the safeguards of R12 are", id="nobody knows"),
    ],
)
def test_the_reader_is_asked_about_safeguards_as_far_as_they_are_known(safeguard: Answer, asked: str) -> None:
    answers = {"R12.1": Answered(value=Level(4)), "R12.3": Answered(value=Level(4)), "R12.4": safeguard}
    report = report_on(replace(empty_sheet(published()), answers=answers))
    (decision,) = (
        line for line in report.who.decisions if line.anchor == "safeguards" and "R12" in line.text
    )
    assert decision.text.startswith(asked)
