"""The chapter on assistance needs: what it says of each need, in each version."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from questionnaire.answers import AnswerSheet
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports import content, html
from reports.content import GapReport, Heading
from reports.content.audience import MINISTERS_BRIEF, PUBLIC, UNODC, WORKING_FILE, VariantCode
from reports.register.standing import StandingNeeds
from tests.reports.conftest import Rendered
from tests.reports.standing import TRYING_TEXTS, standing_needs

pytestmark = pytest.mark.xdist_group("reports")


@pytest.fixture(scope="module")
def sheet() -> AnswerSheet:
    return random_sheet(published(), seed=1, complete=True)


def report_with(sheet: AnswerSheet, variant: VariantCode, needs: StandingNeeds | None) -> GapReport:
    return content.build(
        published(),
        sheet,
        outcome_of(published(), sheet),
        country_name="Azuria (invented)",
        heading=Heading(variant, needs=needs),
        draws=False,
    )


@pytest.mark.parametrize("variant", [WORKING_FILE, UNODC, PUBLIC])
def test_a_need_says_all_that_its_readers_may_know(sheet: AnswerSheet, variant: VariantCode) -> None:
    standing = standing_needs(published(), sheet, variant)
    chapter = report_with(sheet, variant, standing).standing_needs
    assert chapter is not None
    lines = {line.number: line for line in chapter.needs}
    assert set(lines) == {need.number for need in standing.needs}
    for each in standing.needs:
        said = {fact.name: fact.text for one in lines[each.number].sets for fact in one.facts}
        for name in each.need.__struct_fields__:
            value = getattr(each.need, name)
            if isinstance(value, str) and value and name not in {"title", "unit", "assistance"}:
                assert name in said
            if value is None:
                assert name not in said
        assert [one.code for one in lines[each.number].sets] == list(each.sets)


def test_the_public_version_tells_no_gap_and_no_status_whatever_it_is_handed(sheet: AnswerSheet) -> None:
    standing = standing_needs(published(), sheet, UNODC)
    assert any("gap" in need.sets for need in standing.needs)
    assert any(need.status == "closed" for need in standing.needs)
    report = report_with(sheet, PUBLIC, standing)
    assert report.standing_needs is not None
    assert len(report.standing_needs.needs) == len(standing.needs) - 1
    for line in report.standing_needs.needs:
        assert "gap" not in {each.code for each in line.sets}
        assert (line.status, line.status_words) == (None, "")
    for words in ("The gap behind it", "Gap to the country’s target", "In delivery", "Closed"):
        assert words not in html.render(report)


@pytest.mark.parametrize("variant", [WORKING_FILE, UNODC, PUBLIC])
def test_whatever_was_typed_into_a_need_is_printed_whole(sheet: AnswerSheet, variant: VariantCode) -> None:
    standing = standing_needs(published(), sheet, variant, texts=TRYING_TEXTS)
    rendered = Rendered(report_with(sheet, variant, standing))
    for each in standing.needs:
        for name in ("title", "objective", "description", "rights_note"):
            assert rendered.holds(getattr(each.need, name) or "")


def test_a_report_made_without_the_register_has_no_chapter_and_promises_none(sheet: AnswerSheet) -> None:
    for variant in (WORKING_FILE, UNODC, PUBLIC):
        report = report_with(sheet, variant, None)
        assert not report.has("needs")
        assert report.has("draft-needs") == (variant == WORKING_FILE)
        page = html.render(report)
        assert "Assistance needs" not in page
        assert ("drafts, not requests" in page) == (variant == WORKING_FILE)


def test_the_brief_says_to_which_assistance_the_gaps_point(sheet: AnswerSheet) -> None:
    summary = report_with(sheet, MINISTERS_BRIEF, None).summary
    assert summary.assistance
    assert summary.assistance_heading == "Assistance that the gaps point to (drafts, not requests)"


def test_the_day_and_every_word_of_the_needs_are_part_of_the_content_hash(sheet: AnswerSheet) -> None:
    standing = standing_needs(published(), sheet, UNODC)
    later = msgspec.structs.replace(standing, as_of=date(2026, 12, 24))
    fewer = msgspec.structs.replace(standing, needs=standing.needs[1:])
    found = {report_with(sheet, UNODC, each).content_hash for each in (standing, later, fewer)}
    assert len(found) == 3
    assert standing.digest == later.digest != fewer.digest
