"""What each version of the report tells, and what it must not: in the content, on the page, in the files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from itertools import chain

import html5lib
import msgspec
import pypdf
import pytest

from questionnaire.answers import Answer, Answered, AnswerSheet, DontKnow, Evidence, Level, Withheld
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from reports import exchange, html, pdf
from reports import word as document
from reports.content import GapReport, for_audience
from reports.content.audience import (
    FOR_OTHERS,
    MINISTERS_BRIEF,
    PUBLIC,
    UNODC,
    VARIANTS,
    WORKING_FILE,
    VariantCode,
)
from reports.content.chapters import CHAPTERS
from reports.content.variants import ON_EVERY, parts_of
from tests.reports.canaries import CANARY, Marked, marked
from tests.reports.conftest import empty_sheet, report_on
from tests.reports.test_html import Elements


@pytest.fixture(scope="module")
def canaries() -> Marked:
    return marked()


def document_words(report: GapReport) -> str:
    """Everything that can be read out of the PDF, its metadata and bookmarks too, without white space."""
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(report)))
    told = [page.extract_text() for page in reader.pages]
    told += [
        str(reader.metadata),
        reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else "",
    ]
    told += [str(entry) for entry in reader.outline]
    return "".join("".join(told).split())


@pytest.mark.parametrize("variant", [MINISTERS_BRIEF, UNODC, PUBLIC])
def test_no_word_figure_or_document_that_somebody_typed_is_in_a_version_but_the_working_file(
    variant: VariantCode, canaries: Marked
) -> None:
    report = report_on(canaries.sheet, variant=variant)
    for told in (
        report.canonical_json.decode(),
        exchange.report_json(report).decode(),
        html.render(report),
        document_words(report),
        word_words(report),
    ):
        assert CANARY not in told
        assert not [figure for figure in canaries.figures if figure in told]
        assert "2026-01-31" not in told
        assert "0f0f0f" not in told


def word_words(report: GapReport) -> str:
    """All that the document to edit says, and what it says of itself."""
    with zipfile.ZipFile(io.BytesIO(document.render(report))) as archive:
        told = (archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
        return " ".join(text for part in told for text in re.findall(r">([^<]+)<", part))


def test_the_working_file_holds_every_one_of_them(canaries: Marked) -> None:
    report = report_on(canaries.sheet)
    assert report.left_out == ()
    told = report.canonical_json.decode()
    assert len(canaries.words) > 200
    assert [word for word in (*canaries.words, *canaries.figures) if word not in told] == []


def other_secrets(sheet: AnswerSheet) -> AnswerSheet:
    """The sheet with other words, other restricted answers, other kinds of silence and other files."""
    instrument = published()
    other = marked(seed=4).sheet
    answers = dict(sheet.answers)
    for question in instrument.questions:
        if question.restricted:
            answers[question.code] = other.answer_to(question.code)
            continue
        answer = sheet.answer_to(question.code)
        answers[question.code] = msgspec.structs.replace(
            answer, comment="other", evidence=Evidence(answer.evidence.grade), numbers=()
        )
    answers["R01.2"], answers["R02.3"] = DontKnow(), Withheld()
    return msgspec.structs.replace(sheet, answers=answers)


@pytest.mark.parametrize("variant", FOR_OTHERS)
def test_nothing_that_may_not_be_shown_moves_a_figure_an_order_or_a_sentence(
    variant: VariantCode, canaries: Marked
) -> None:
    """Two countries that differ in their secrets alone have the same report: nothing can be worked out."""
    sheets = (canaries.sheet, other_secrets(canaries.sheet))
    first, second = (report_on(sheet, variant=variant) for sheet in sheets)
    assert first.canonical_json == second.canonical_json
    assert report_on(sheets[0]).canonical_json != report_on(sheets[1]).canonical_json


@pytest.mark.parametrize("variant", FOR_OTHERS)
def test_a_version_that_shows_no_answer_says_so_and_not_that_none_was_given(variant: VariantCode) -> None:
    nothing = empty_sheet(published())
    silent: dict[str, Answer] = {question.code: DontKnow() for question in published().questions}
    report = report_on(nothing, variant=variant)
    assert report == report_on(msgspec.structs.replace(nothing, answers=silent), variant=variant)
    assert report.summary.findings[0].startswith("No answer is shown in this version: ")
    assert "does not tell whether powers and their safeguards are in balance" in report.imbalance_sentence
    page = html.render(report)
    for said in ("No question has an answer yet", "has an answer yet.", "The answers show no safeguard"):
        assert said not in page
    assert all(unit.is_blank for unit in report.units)
    assert ("Questions of which no answer is shown" in page) == report.has("units")


@pytest.mark.parametrize("variant", FOR_OTHERS)
@pytest.mark.parametrize("seed", [1, 2, 5])
def test_the_figures_for_others_are_ranges_around_those_of_the_country(
    variant: VariantCode, seed: int
) -> None:
    sheet = random_sheet(published(), seed=seed, complete=True)
    own, shown = report_on(sheet), report_on(sheet, variant=variant)
    for mine, theirs in zip(own.scoreboard, shown.scoreboard, strict=True):
        if mine.score and theirs.score:
            assert theirs.score.low <= mine.score.low + 1e-9
            assert mine.score.high <= theirs.score.high + 1e-9
    assert any(line.score and line.score.low < line.score.high for line in shown.scoreboard)


def test_the_public_version_shows_every_answer_that_is_neither_restricted_nor_silent(
    canaries: Marked,
) -> None:
    report = report_on(canaries.sheet, variant=PUBLIC)
    own = {entry.code: entry for entry in report_on(canaries.sheet).answers}
    for entry in chain.from_iterable(unit.answers for unit in report.units):
        if own[entry.code].restricted or own[entry.code].state not in {"answered", "not_applicable"}:
            assert (entry.value, entry.state_words) == ((), "Not shown in this version")
            assert not entry.next_step
        else:
            assert entry.value == own[entry.code].value
    assert report.cover.sources
    assert report.scoreboard
    assert report.weights


def test_a_question_that_is_not_shown_does_not_say_why(canaries: Marked) -> None:
    told = report_on(canaries.sheet, variant=PUBLIC).canonical_json.decode()
    assert "Not shown in this version" in told
    for word in ("Withheld", "withheld.", "Don’t know", "Find out.", "Answer the question"):
        assert word not in told
    # One that waits for another has no answer of its own to show either.
    one: dict[str, Answer] = {"R02.2": Answered(value=Level(2))}
    sheet = msgspec.structs.replace(empty_sheet(published()), answers=one)
    standing = " ".join(line for unit in report_on(sheet, variant=PUBLIC).units for line in unit.standing)
    assert "4 not shown" in standing
    assert "not answered" not in standing


@pytest.mark.parametrize(
    ("variant", "chapters"),
    [
        (MINISTERS_BRIEF, ["summary", "priorities"]),
        (UNODC, ["summary", "scoreboard", "priorities", "context"]),
        (
            PUBLIC,
            [
                "summary",
                "scoreboard",
                "reading",
                "proof",
                "safeguards",
                "units",
                "context",
                "robustness",
                "coverage",
                "annex-method",
            ],
        ),
    ],
)
def test_each_version_has_the_chapters_promised(
    variant: VariantCode, chapters: list[str], canaries: Marked
) -> None:
    report = report_on(canaries.sheet, variant=variant)
    assert [chapter.code for chapter in report.chapters] == chapters
    ids = {attributes.get("id") for _, attributes in Elements(html.render(report)).found}
    assert set(chapters) <= ids
    assert not ({chapter.code for chapter in CHAPTERS} - set(chapters)) & ids


def test_every_part_of_the_report_belongs_to_a_chapter() -> None:
    """A part that no chapter names is in the working file alone, and nobody decided that: decide it."""
    named = {part for chapter in CHAPTERS for part in chapter.parts} | set(ON_EVERY)
    assert named == set(GapReport.__struct_fields__)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_part_that_a_version_does_not_hold_is_not_in_its_object_nor_in_what_is_written(
    variant: VariantCode, canaries: Marked
) -> None:
    report = report_on(canaries.sheet, variant=variant)
    assert set(report.as_written()) == parts_of(variant)
    for part in set(GapReport.__struct_fields__) - parts_of(variant):
        assert not any(leaves(msgspec.to_builtins(getattr(report, part))))


def leaves(value: object) -> list[object]:
    """Every text, number and truth inside."""
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list | tuple):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value]


def test_only_a_version_that_has_actions_speaks_of_them_and_only_one_with_priorities_of_these(
    canaries: Marked,
) -> None:
    pages = {variant: html.render(report_on(canaries.sheet, variant=variant)) for variant in VARIANTS}
    for variant, page in pages.items():
        assert ("Where an action has been taken up" in page) == (variant in {WORKING_FILE, MINISTERS_BRIEF})
        assert ("the first priorities first" in page) == (variant != PUBLIC)
    assert "Annex: formulas and weights" in pages[PUBLIC]
    assert "Annex C" not in pages[PUBLIC]


def test_a_report_cannot_be_turned_into_another_version_afterwards(
    reports_by_name: Callable[[str], GapReport],
) -> None:
    report = reports_by_name("half")
    assert for_audience(report, WORKING_FILE) is report
    with pytest.raises(ValueError, match="build that one"):
        for_audience(report, PUBLIC)


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_version_is_a_valid_page_that_links_only_to_itself(
    variant: VariantCode, canaries: Marked
) -> None:
    page = html.render(report_on(canaries.sheet, variant=variant))
    html5lib.HTMLParser(strict=True).parse(page)
    elements = Elements(page).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for tag, attributes in elements if tag == "a"} <= {f"#{name}" for name in ids}
    assert [tag for tag, _ in elements].count("h1") == 1


@pytest.mark.parametrize("variant", [MINISTERS_BRIEF, UNODC])
def test_each_version_says_on_every_page_for_whom_it_is_and_which_one(
    variant: VariantCode, canaries: Marked
) -> None:
    report = report_on(canaries.sheet, variant=variant, country_name="Azuria")
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(report)))
    pages = [page.extract_text() for page in reader.pages]
    first = " ".join(pages[0].split())
    for told in (
        report.cover.country,
        report.cover.reference_date,
        report.cover.classification,
        report.cover.state,
        report.cover.statement,
        report.cover.sources[0].non_endorsement,
        report.content_hash,
    ):
        assert told in first
    for page in pages if variant == MINISTERS_BRIEF else pages[1:]:
        line = " ".join(page.split())
        assert report.cover.audience.readers in line
        assert report.cover.classification in line
        assert f"1 November 2026 · version 1.0 · hash {report.content_hash[:12]}" in line
