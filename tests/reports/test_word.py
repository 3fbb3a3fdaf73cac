"""The report as a document to edit: all that is read in the PDF stands in it, and nothing in it acts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import msgspec
import pytest
from docx.oxml.ns import qn

from reports import html, word
from reports.content import GapReport
from reports.word.blocks import Paragraph, Table
from reports.word.reading import blocks_of
from reports.word.writing import bookmark_name, by_direction

Reports = Callable[[str], GapReport]


def opened(report: GapReport) -> Any:
    """The document as the library reads it back."""
    return docx.Document(io.BytesIO(word.render(report)))


def squeezed(text: str) -> str:
    """The text without white space, which a document folds and breaks, and without marks of line breaks."""
    return re.sub(r"[\s\u00ad¶]+", "", text)


def words_of(document: Any) -> str:
    """All its words, tables included, in order, without white space."""
    return squeezed("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))


@pytest.mark.parametrize("name", ["empty", "half", "complete", "trying"])
def test_every_answer_comment_and_reference_stands_in_it_whole(name: str, reports_by_name: Reports) -> None:
    report = reports_by_name(name)
    words = words_of(opened(report))
    for answer in report.answers:
        if answer.given:
            for text in (answer.comment, answer.reason, *answer.value, answer.state_words):
                assert squeezed(text) in words, answer.code
            for item in answer.evidence:
                assert all(squeezed(part) in words for part in (item.title, item.body, item.date, item.link))
    for unit in report.units:
        assert all(squeezed(clause.gist) in words for clause in unit.clauses)


def test_each_mark_after_the_official_text_is_told_in_words(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    words = words_of(opened(report))
    for unit in report.units:
        official = "".join(
            piece.text + "".join(mark.letter + mark_words(mark.status) for mark in piece.marks)
            for paragraph in unit.paragraphs
            for piece in paragraph
        )
        assert squeezed(official) in words, unit.code


def mark_words(status: str) -> str:
    """What the mark of a status says."""
    return {"partly": "partly met", "not_met": "not met", "not_known": "not known"}.get(
        status, status.replace("_", " ")
    )


def test_its_headings_are_those_of_the_report(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    found = [
        squeezed(paragraph.text)
        for paragraph in opened(report).paragraphs
        if paragraph.style.name in {"Heading 1", "Heading 2"}
    ]
    told = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", html.render(report), re.DOTALL)
    shown = [re.sub(r"<[^>]+>", "", heading) for heading in told]
    assert [re.sub(r"&#?\w+;", "", squeezed(heading)) for heading in shown] == [
        re.sub("[&'\"]", "", heading) for heading in found
    ]


def test_it_reaches_for_nothing_and_computes_nothing_but_page_numbers(reports_by_name: Reports) -> None:
    document = word.render(reports_by_name("trying"))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    assert not [name for name, text in parts.items() if 'TargetMode="External"' in text]
    everything = "".join(text for name, text in parts.items() if name.startswith("word/"))
    assert set(re.findall(r'w:instr="(\w+)"', everything)) == {"PAGE", "NUMPAGES"}
    assert "w:instrText" not in everything
    assert not [name for name in parts if name.endswith((".bin", ".vml"))]


def test_every_link_leads_to_a_place_in_it(reports_by_name: Reports) -> None:
    body = opened(reports_by_name("complete")).element.body
    places = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
    links = {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))}
    assert bookmark_name("unit-R01") in links
    assert links <= places


def test_the_heads_of_tables_stand_again_on_each_page_and_rows_are_not_split(
    reports_by_name: Reports,
) -> None:
    tables = opened(reports_by_name("complete")).tables
    scoreboard = next(table for table in tables if table.rows[0].cells[-1].text == "Gap")
    assert scoreboard.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in scoreboard.rows)
    assert [cell.text for cell in scoreboard.rows[0].cells] == [
        "Unit", "Score", "Band and flag", "Substantiated", "Confidence", "Target", "Gap"
    ]  # fmt: skip


def test_words_from_right_to_left_say_so(reports_by_name: Reports) -> None:
    document = opened(reports_by_name("trying"))
    arabic = [paragraph for paragraph in document.paragraphs if "أُنشئت وحدة" in paragraph.text]
    assert arabic
    for paragraph in arabic:
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None
        runs = {run.text.strip(" ()،."): run.font.rtl for run in paragraph.runs}
        assert runs["CSIRT"] is None
        assert all(is_rtl for text, is_rtl in runs.items() if re.search("[\u0600-\u06ff]", text))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain", [("plain", False)]),
        ("وحدة", [("وحدة", True)]),
        ("a وحدة b", [("a ", False), ("وحدة", True), (" b", False)]),
        ("وحدة (CSIRT) في", [("وحدة", True), (" (CSIRT) ", False), ("في", True)]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_its_direction_changes(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert by_direction(text) == pieces


def test_each_numbered_list_begins_with_one() -> None:
    blocks = blocks_of("<body><ol><li>a</li><li>b<ol><li>c</li></ol></li></ol><ol><li>d</li></ol></body>")
    numbers = [
        (block.text, block.level, block.list_number) for block in blocks if isinstance(block, Paragraph)
    ]
    assert numbers == [("a", 0, 1), ("b", 0, 1), ("c", 1, 2), ("d", 0, 3)]


def test_a_column_of_pictures_is_left_out_and_a_column_without_words_yet_is_too() -> None:
    (table,) = blocks_of(
        "<body><table><thead><tr><th>Unit</th><th>Range</th><th>Score</th></tr></thead>"
        "<tbody><tr><th>R01</th><td><img alt='Range bar'></td><td>53</td></tr>"
        "<tr><td colspan='3'>no score</td></tr></tbody></table></body>"
    )
    assert isinstance(table, Table)
    rows = [[cell.paragraphs[0].text for cell in row.cells] for row in table.rows]
    assert rows == [["Unit", "Score"], ["R01", "53"], ["no score"]]
    assert [cell.columns for cell in table.rows[2].cells] == [2]
    assert sum(table.widths) == pytest.approx(170)


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1f", "\ufffe"])
def test_what_no_document_can_hold_is_shown_as_its_number(character: str, small: GapReport) -> None:
    cover = msgspec.structs.replace(small.cover, country=f"a{character}b")
    words = words_of(opened(msgspec.structs.replace(small, cover=cover)))
    assert f"a[U+{ord(character):04X}]b" in words


def test_the_same_content_gives_the_same_bytes_and_other_content_another_hash(
    reports_by_name: Reports,
) -> None:
    report = reports_by_name("half")
    assert word.render(report) == word.render(report)
    assert report.content_hash in opened(report).core_properties.comments
    assert report.content_hash in words_of(opened(report))


def test_words_that_mean_nothing_without_their_picture_are_left_out_with_it(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    words = words_of(opened(report))
    assert "".join(point.code for point in report.feasibility.points) not in words
    assert all(squeezed(f"{point.code} {point.title}") in words for point in report.feasibility.points)


def test_it_says_nothing_of_bars_and_dots_which_it_does_not_show(reports_by_name: Reports) -> None:
    words = words_of(opened(reports_by_name("complete")))
    found = re.findall(r"\w*(?:[Bb]ar:|[Dd]ot:|[Ff]lag:|[Ww]hiskers|[Tt]ile|opendot|filleddot)", words)
    assert not found
    captions = re.findall(r'<span class="legend">', html.render(reports_by_name("complete")))
    assert len(captions) >= 8


def test_the_table_of_contents_has_no_numbers_beside_the_codes_of_units(reports_by_name: Reports) -> None:
    paragraphs = opened(reports_by_name("complete")).paragraphs
    start = next(place for place, each in enumerate(paragraphs) if each.text == "Contents")
    lines = paragraphs[start + 1 : start + 20]
    assert {line.style.name for line in lines} == {"List Bullet", "List Bullet 2"}


def test_what_heads_other_rows_is_not_the_last_on_its_page(reports_by_name: Reports) -> None:
    tables = opened(reports_by_name("complete")).tables
    priorities = next(table for table in tables if table.rows[0].cells[-1].text == "Tied with")
    kept = [row.cells[0].paragraphs[0]._p.pPr.find(qn("w:keepNext")) is not None for row in priorities.rows]
    assert kept[:3] == [True, True, False]


def test_a_column_is_not_as_wide_as_what_is_drawn_in_it() -> None:
    (table,) = blocks_of(
        "<body><table>"
        "<thead><tr><th>Step</th><th class='w40'>Priority<span class='axis'>0</span></th></tr></thead>"
        "<tbody><tr><td>R01</td><td><img alt='Interval'>5.4</td></tr></tbody></table></body>"
    )
    assert isinstance(table, Table)
    assert table.widths == pytest.approx((142, 28))


def test_the_words_that_say_what_follows_are_bold(reports_by_name: Reports) -> None:
    paragraphs = opened(reports_by_name("complete")).paragraphs
    labels = [run.bold for each in paragraphs if each.text == "Comment:" for run in each.runs]
    assert labels
    assert all(labels)


def test_what_is_important_as_a_whole_is_bold() -> None:
    blocks = blocks_of(
        "<body><p class='strong'>a</p><ul><li class='strong'>b</li></ul>"
        "<table><tbody><tr><th class='strong'>c</th><td class='strong'>d</td><td>e</td></tr></tbody></table>"
        "</body>"
    )
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    cells = [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    paragraphs += [paragraph for cell in cells for paragraph in cell.paragraphs]
    assert {run.text: run.look.bold for each in paragraphs for run in each.runs} == {
        "a": True, "b": True, "c": True, "d": True, "e": False,
    }  # fmt: skip
