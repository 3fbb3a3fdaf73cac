"""What a report says while no question has an answer."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from questionnaire.answers import Answer, DontKnow
from questionnaire.loading import published
from reports import html
from reports.content import GapReport
from reports.content.audience import MINISTERS_BRIEF
from tests.reports.conftest import empty_sheet, report_on

Reports = Callable[[str], GapReport]


def test_an_empty_assessment_is_said_to_be_empty(reports_by_name: Reports) -> None:
    report = reports_by_name("empty")
    assert report.who.counts.unanswered == report.who.counts.asked
    assert not any(answer.given for answer in report.answers)
    assert {line.score.figure for line in report.scoreboard if line.score} == {"0–100"}
    assert {line.group for line in report.priorities} == {"find-out-first"} | (
        {"imbalance"} if any(pair.capped for pair in report.safeguards) else set()
    )


def test_an_empty_assessment_asks_first_who_answers_and_names_neither_gap_nor_draft(
    reports_by_name: Reports,
) -> None:
    report = reports_by_name("empty")
    first = report.who.decisions[0]
    assert (first.text.split(",")[0], first.anchor) == (
        "Give the 100 questions to the institutions expected to lead on them",
        "who",
    )
    assert not any("draft" in decision.text for decision in report.who.decisions)
    assert [report.summary.gaps, report.needs, report.needs_by_type] == [(), (), ()]
    assert report.summary.gaps_more.startswith("No gap is known yet, and none is ruled out")
    assert report.imbalance_sentence == "Whether powers and their safeguards are in balance is not known."
    assert {unit.standing[0] for unit in report.units if unit.score} == {
        "No question of this unit has an answer yet."
    }


def test_an_empty_assessment_prints_what_is_asked_and_no_tables_of_zeros(reports_by_name: Reports) -> None:
    page = html.render(reports_by_name("empty"))
    assert page.count("Questions to answer") == len(published().units)
    for head in ("Shares", "Tied with", "9 of 10 draws", "Proposed, not taken up"):
        assert head not in page
        assert head in html.render(reports_by_name("half"))
    for question in published().questions:
        assert question.code in page
    brief = html.render(report_on(empty_sheet(published()), variant=MINISTERS_BRIEF))
    assert "Question to answer first" in brief
    assert "Tied with" not in brief


def test_the_first_answer_ends_what_is_said_of_an_empty_assessment(reports_by_name: Reports) -> None:
    given: dict[str, Answer] = {"R03.1": DontKnow()}
    report = report_on(replace(empty_sheet(published()), answers=given))
    assert not report.is_blank
    assert {line.unit for line in report.needs} == {"R03"}
    assert report.needs_sentence.startswith("No draft is made of R01, R02, R04,")
    drafts = f"Decide which of {len(report.needs)} draft assistance needs become needs."
    assert drafts in [decision.text for decision in report.who.decisions]
    assert report.summary.gaps
    assert [unit.code for unit in report.units if not unit.is_blank] == ["R03"]
