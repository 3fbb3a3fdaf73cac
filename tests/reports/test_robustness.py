"""What the report says of robustness: never more than the draws do, and nothing where too little is known."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from questionnaire.answers import AnswerSheet, DontKnow
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.robustness import robustness_of
from questionnaire.samples import random_sheet
from reports import html
from reports.content import GapReport
from reports.content.audience import PUBLIC
from tests.questionnaire.builders import RECOMMENDATIONS
from tests.questionnaire.random_sheets import best
from tests.reports.conftest import empty_sheet, report_on

Reports = Callable[[str], GapReport]


def half() -> AnswerSheet:
    """A sheet of which enough is known as a whole, and too little of some pillars."""
    return random_sheet(published(), seed=5)


def test_the_chapter_prints_what_was_drawn() -> None:
    found = robustness_of(published(), half(), outcome_of(published(), half()))
    chapter = report_on(half()).robustness
    assert (chapter.draws, chapter.seed) == ("10,000", "2020")
    assert {line.code: line.share for line in chapter.first_five} == pytest.approx(
        {code: 100 * share for code, share in found.among_first.items() if share >= 0.01}
    )
    others = set(re.findall(r"[RU]\d+", " ".join(chapter.others)))
    assert others == {code for code, share in found.among_first.items() if share < 0.01}
    assert found.overall is not None
    assert (chapter.spreads[0].low, chapter.spreads[0].high) == (found.overall.low, found.overall.high)


def test_units_stand_in_the_order_of_their_shares_with_their_place_in_the_priorities() -> None:
    report = report_on(half())
    places = {line.code: line.place for line in report.priorities}
    shares = [line.share for line in report.robustness.first_five]
    assert shares == sorted(shares, reverse=True)
    assert all(line.place == places.get(line.code, 0) for line in report.robustness.first_five)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        pytest.param(1, "in every draw", id="all"),
        pytest.param(0.9999, "in 99 % of draws", id="nearly all is not all"),
        pytest.param(0.97, "in 97 % of draws", id="some"),
        pytest.param(0.0003, "in less than 1 % of draws", id="a few are not none"),
        pytest.param(0, "in no draw", id="none"),
    ],
)
def test_a_share_never_rounds_to_all_or_nothing(
    share: float, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = robustness_of(published(), half(), outcome_of(published(), half()), draws=1)
    told = msgspec.structs.replace(found, among_first={"R05": share})
    monkeypatch.setattr("reports.content.robustness.drawn", lambda _: told)
    chapter = report_on(half()).robustness
    assert [line.words for line in chapter.first_five] == [words] or chapter.others == (
        f"Among the first five {words}: R05.",
    )


def test_where_too_little_is_known_no_draws_are_shown(reports_by_name: Reports) -> None:
    chapter = reports_by_name("empty").robustness
    assert not chapter.first_five
    assert {line.figure for line in chapter.spreads} == {""}
    assert chapter.findings == ("No question has an answer yet: there is nothing that could be drawn.",)
    hardly_begun = report_on(replace(empty_sheet(published()), answers={"R03.1": DontKnow()})).robustness
    assert hardly_begun.findings == (
        "Less than two thirds of this assessment is known: what the draws say would be mostly chance.",
    )
    mixed = report_on(half()).robustness
    assert {line.figure == "" for line in mixed.spreads if not line.score.enough_known} == {True}
    assert {line.figure == "" for line in mixed.spreads if line.score.enough_known} == {False}


def test_the_findings_name_who_is_nearly_always_among_the_first_and_whose_place_depends() -> None:
    chapter = report_on(half()).robustness
    shares = {line.code: line.share for line in chapter.first_five}
    always = re.match(r"(.+) are among the first five in at least 9 of 10 draws", chapter.findings[1])
    depends = re.match(r"Which of (.+) are among them depends on what was drawn", chapter.findings[2])
    assert always is not None
    assert depends is not None
    assert set(re.findall(r"\w\d+", always[1])) == {code for code, share in shares.items() if share >= 90}
    assert set(re.findall(r"\w\d+", depends[1])) == {
        code for code, share in shares.items() if 10 < share < 90
    }


def test_with_every_target_reached_no_unit_is_among_the_first() -> None:
    answers = {question.code: best(question) for question in published().questions}
    sheet = msgspec.structs.replace(half(), answers=answers, modules=RECOMMENDATIONS)
    chapter = report_on(sheet).robustness
    assert not chapter.first_five
    assert chapter.others[0].startswith("Among the first five in no draw: R01, R02, ")


def test_seed_and_number_of_draws_are_printed_in_the_chapter_and_in_the_annex() -> None:
    page = html.render(report_on(half()))
    chapter = page.split('id="robustness"')[1].split("</section>")[0]
    annex = page.split('id="annex-method"')[1]
    for text in (chapter, annex):
        assert "10,000" in text
        assert "2020" in text


def test_the_public_version_tells_the_spread_and_no_order_of_work() -> None:
    chapter = report_on(random_sheet(published(), seed=3, complete=True), variant=PUBLIC).robustness
    assert chapter.spreads
    assert not chapter.first_five
    assert not chapter.others
    assert not any("first five" in finding for finding in chapter.findings)
