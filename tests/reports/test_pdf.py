"""The report as tagged PDF: complete, readable by machines, the same every time, deaf to what people type."""

from __future__ import annotations

import gc
import io
import logging
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pypdf
import pytest
from msgspec.structs import replace
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject
from weasyprint.document import Page
from weasyprint.formatting_structure.boxes import Box
from weasyprint.html import UA

from reports import charts, fonts, html, pdf
from reports.content import GapReport
from reports.content.chapters import CHAPTERS
from reports.content.parts import AnswerEntry
from tests.reports.conftest import Listener, Rendered, squeeze

HOSTILE_PICTURE = (
    '<img alt="x" src="data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20viewBox=%220 0 9 '
    '9%22%3E%3Cimage%20href=%22http://127.0.0.1:{port}/x%22%20width=%229%22%20height=%229%22/%3E%3C/svg%3E">'
)
BARE_PAGE = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p>x</p></body></html>'
NAMES = ("empty", "complete", "trying")


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest, rendered: Callable[[str], Rendered]) -> Rendered:
    """Each report as PDF. That it renders at all says that the renderer had nothing to complain about."""
    return rendered(request.param)


def given(answer: AnswerEntry) -> Iterator[str]:
    """Every text and figure that an official gave with the answer."""
    yield from answer.value
    yield answer.comment
    yield answer.reason
    for mark in answer.left_out:
        yield mark.option
        yield mark.reason
    for item in answer.evidence:
        yield from (item.title, item.body, item.date, item.link, item.file)
    for number in answer.numbers:
        yield f"{number.text}: {number.value} {number.unit}"


def test_every_answer_comment_number_and_reference_can_be_read(document: Rendered) -> None:
    missing = [
        (answer.code, text[:80])
        for answer in document.report.answers
        for text in given(answer)
        if not document.holds(text)
    ]
    assert missing == []


def test_every_question_given_an_answer_stands_in_the_annex(document: Rendered) -> None:
    first = next(
        number for number, page in enumerate(document.pages) if "Annex A: all answers" in page and number > 2
    )
    annex = squeeze("".join(document.pages[first:]))
    for answer in document.report.answers:
        if answer.given:
            assert squeeze(f"{answer.code} {answer.text}") in annex
        elif answer.module_on:
            assert answer.code in annex


def test_every_score_official_text_and_sentence_can_be_read(document: Rendered) -> None:
    report = document.report
    for section in report.units:
        assert document.holds(section.source.non_endorsement)
        assert all(document.holds(sentence) for sentence in section.standing)
        assert all(document.holds(clause.gist) for clause in section.clauses)
        for paragraph in section.paragraphs:
            assert all(document.holds(piece.text) for piece in paragraph)
    assert all(document.holds(decision.text) for decision in report.who.decisions)
    assert document.holds(report.content_hash)
    assert document.holds(report.cover.statement)


def test_pages_are_numbered_and_carry_country_date_and_classification(document: Rendered) -> None:
    count = len(document.pages)
    for number, page in enumerate(document.pages[1:], start=2):
        assert f"Page {number} of {count}" in page
        assert document.report.cover.reference_date in " ".join(page.split())
        assert document.report.cover.classification in page
    assert "Page 1 of" not in document.pages[0]


def test_no_page_is_nearly_empty(document: Rendered) -> None:
    heads = 120
    sizes = [len(squeeze(page)) - heads for page in document.pages]
    assert [number for number, size in enumerate(sizes[:-1], start=1) if size < 250] == []


def test_the_summary_and_the_findings_in_it_fill_one_page(document: Rendered) -> None:
    page = next(page for page in document.pages[2:] if "Strengths to build on" in page)
    for text in ("Summary", "Gaps, the first priorities first", "Assistance that the gaps point to"):
        assert text in page
    summary = document.report.summary
    last = summary.assistance[-1].title if summary.assistance else summary.assistance_more or "None."
    assert squeeze(last) in squeeze(page)


def test_the_contents_name_the_pages_where_chapters_begin(document: Rendered) -> None:
    lines = [line for line in document.pages[1].splitlines() if line.strip()]
    for outline in document.reader.outline:
        if isinstance(outline, list) or outline.title in {document.report.cover.title, "Contents"}:
            continue
        page = document.reader.get_destination_page_number(outline) + 1  # type: ignore[operator]
        assert any(
            squeeze(line).startswith(squeeze(str(outline.title))) and squeeze(line).endswith(str(page))
            for line in lines
        ), outline.title


def test_the_contents_of_a_report_with_every_chapter_stand_on_one_page(
    reports_by_name: Callable[[str], GapReport],
) -> None:
    report = reports_by_name("complete")
    before, end, _ = html.render(report).partition("</ol>\n</section>")
    absent = len(CHAPTERS) - len(report.chapters)
    assert absent == 2, "change since the last assessment, and the needs of the register"
    lines = '<li><a href="#who">Change since the last assessment</a></li>\n' * absent
    places = "".join(
        f'<h2 id="{name}">{name}</h2>' for name in dict.fromkeys(re.findall('href="#(.*?)"', before))
    )
    page = f"{before}{lines}{end}<section class='chapter'>{places}</section></main></body></html>"
    pages = pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"x"))).pages
    assert "unit-R01" in pages[2].extract_text(), "what follows the contents"


class Tags:
    """The structure of a tagged PDF."""

    def __init__(self, reader: pypdf.PdfReader) -> None:
        self.elements: list[dict[str, Any]] = []
        self._walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]

    def _walk(self, node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, ArrayObject):
            for child in node:
                self._walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                self.elements.append(dict(node))
            if "/K" in node:
                self._walk(node["/K"])


def test_the_document_is_tagged_titled_and_has_a_language(document: Rendered) -> None:
    root = document.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "en"  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    metadata = document.reader.metadata
    assert metadata is not None
    assert (
        metadata.title
        == f"Gap report: {document.report.cover.country}, {document.report.cover.reference_date}"
    )
    assert b"pdfuaid:part" in document.reader.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]


def test_figures_have_alternatives_and_tables_have_headings(document: Rendered) -> None:
    tags = Tags(document.reader)
    kinds = Counter(element["/S"] for element in tags.elements)
    assert kinds["/H1"] == 1
    assert kinds["/H2"] >= 14
    assert kinds["/Figure"] > 50
    for element in tags.elements:
        if element["/S"] == "/Figure":
            assert element["/Alt"]
        if element["/S"] == "/TD":
            assert element["/A"]["/Headers"]
        if element["/S"] == "/TH":
            assert element["/A"]["/Scope"] in {"/Column", "/Row"}


def test_every_link_is_one_in_the_structure_too(small: GapReport) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(small)))
    numbers: Any = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]  # type: ignore[index]
    by_number = dict(zip(numbers[::2], numbers[1::2], strict=True))
    links: list[Any] = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    assert links
    for link in links:
        assert by_number[link["/StructParent"]].get_object()["/S"] == "/Link", link["/Contents"]


def test_rules_for_notes_are_left_out_and_change_nothing(
    small: GapReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They cost a fifth of the memory. If a new renderer words them otherwise, this tells."""
    assert re.findall(r"(?m)^::[-a-z]+", pdf.own_rules()) == []
    lean = pdf.render(small)
    monkeypatch.setattr(pdf, "own_rules", lambda: UA)
    assert pdf.render(small) == lean


def test_a_page_looks_the_same_whichever_parser_reads_it(small: GapReport) -> None:
    page = html.render(small)
    # Two strokes within a comment are nothing in a page, and an end of XML.
    not_xml = page.replace("<body>", "<body><!-- -- -->")
    assert pdf.set_in_type(not_xml, identifier=b"x") == pdf.set_in_type(page, identifier=b"x")


def test_space_between_blocks_is_left_out_and_changes_no_word(
    small: GapReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages() -> list[str]:
        reader = pypdf.PdfReader(io.BytesIO(pdf.render(small)))
        return [" ".join(page.extract_text().split()) for page in reader.pages]

    lean = pages()
    monkeypatch.setattr(pdf, "_SPACE_BETWEEN_BLOCKS", re.compile(r"(?!)"))
    assert pages() == lean


def test_a_picture_that_recurs_is_held_once_more_and_drawn_as_it_was() -> None:
    """In a group of its own, some programs would draw its strokes paler than the first time."""
    mark = charts.clause_mark("met", "met")
    page = BARE_PAGE.replace("<p>x</p>", f"<style>img {{ width: 9px }}</style>{f'<p>{mark}</p>' * 3}")
    reader = pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"x")))
    (kept,) = reader.pages[0]["/Resources"]["/XObject"].values()  # type: ignore[index]
    drawing = kept.get_object()
    assert "/Group" not in drawing
    operators, kept_operators = (
        [operator for _, operator in ContentStream(each, reader).operations]
        for each in (reader.pages[0].get_contents(), drawing)
    )
    assert operators.count(b"Do") == 2
    painted = {b"c", b"rg", b"RG", b"B"}
    assert [each for each in kept_operators if each in painted] == [
        each for each in operators if each in painted
    ]


def test_nothing_that_was_laid_out_stays_in_memory(small: GapReport) -> None:
    """A worker makes one report after the other, and the boxes of a page hold each other."""

    def boxes() -> list[object]:
        return [each for each in gc.get_objects() if isinstance(each, (Box, Page))]

    gc.collect()
    before = len(boxes())
    pdf.render(small)
    assert len(boxes()) <= before


def test_a_control_character_that_somebody_typed_costs_nobody_the_document() -> None:
    page = BARE_PAGE.replace("<p>x</p>", "<p>before\x0bafter</p>")
    assert (
        "before"
        in pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"x"))).pages[0].extract_text()
    )


def test_nothing_of_a_crowded_cover_is_lost(small: GapReport) -> None:
    long = "National self-assessment of the prevention of cybercrime, agreed by all ministries, " * 2
    crowded = replace(small, cover=replace(small.cover, title=long, country=long, notice="Invented"))
    first = pypdf.PdfReader(io.BytesIO(pdf.render(crowded))).pages[0].extract_text()
    for text in (long, small.cover.statement, small.cover.classification, crowded.content_hash):
        assert squeeze(text) in squeeze(first)


def test_what_stands_at_the_foot_of_the_cover_lies_below_the_rest(small: GapReport) -> None:
    heights: dict[str, float] = {}

    def remember(text: str, _page: object, matrix: list[float], _font: object, _size: object) -> None:
        heights[" ".join(text.split())] = matrix[5]

    pypdf.PdfReader(io.BytesIO(pdf.render(small))).pages[0].extract_text(visitor_text=remember)
    # The renderer counts from the top of the page.
    foot = next(height for text, height in heights.items() if small.cover.statement in text)
    above = [text for text, height in heights.items() if height < foot]
    assert any(small.content_hash in text for text in above)
    assert any(small.cover.classification in text for text in above)


def test_headings_are_in_order(document: Rendered) -> None:
    levels = [
        int(element["/S"][2]) for element in Tags(document.reader).elements if element["/S"][:2] == "/H"
    ]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_bookmarks_lead_to_chapters_and_units(document: Rendered) -> None:
    titles = [entry.title for entry in document.reader.outline if not isinstance(entry, list)]
    assert titles[:4] == [
        "Gap report",
        "Contents",
        "Who answered, and what you are asked to decide",
        "Summary",
    ]
    units = document.reader.outline[
        titles.index("Unit by unit: the text, and where the country stands") + 1 :
    ]
    nested = next(entry for entry in units if isinstance(entry, list))
    named = [entry.title for entry in nested if not isinstance(entry, list)]
    assert len(named) >= 1


def test_the_same_content_gives_the_same_bytes_in_another_process(small: GapReport) -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, '.')\n"
        "from questionnaire.loading import load; from questionnaire.samples import random_sheet\n"
        "from tests.reports.conftest import MINI_INSTRUMENTS, report_on; from reports import pdf\n"
        "instrument = load(MINI_INSTRUMENTS / 'safeguards')\n"
        "report = report_on(random_sheet(instrument, seed=1, complete=True), instrument)\n"
        "sys.stdout.write(pdf.render(report).hex())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert pdf.render(small).hex() == other.stdout


def test_the_renderer_fetches_nothing_that_people_typed(
    rendered: Callable[[str], Rendered], listener: Listener
) -> None:
    assert str(listener.port) in rendered("trying").report.canonical_json.decode()
    assert listener.knocks == 0


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://127.0.0.1:{port}/x" alt="x">',
        '<img src="file:///etc/hostname" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/x">',
        '<style>@import url("http://127.0.0.1:{port}/x")</style>',
        '<p style="background: url(http://127.0.0.1:{port}/x)">x</p>',
        HOSTILE_PICTURE,
    ],
)
def test_a_page_that_refers_to_anything_is_refused(markup: str, listener: Listener) -> None:
    page = BARE_PAGE.replace("</body>", markup.format(port=listener.port))
    with pytest.raises(pdf.RendererComplained):
        pdf.set_in_type(page, identifier=b"1" * 16)
    assert listener.knocks == 0


def test_a_warning_of_the_renderer_is_an_error() -> None:
    page = BARE_PAGE.replace("</body>", "<style>p { colour: red }</style>")
    with pytest.raises(pdf.RendererComplained, match="colour"):
        pdf.set_in_type(page, identifier=b"1" * 16)


def test_a_character_that_no_font_has_is_printed_as_its_number() -> None:
    page = BARE_PAGE.replace("</body>", "<p>Before \U00020000, between \ue000\U00020000, after.</p></body>")
    document = pdf.set_in_type(page, identifier=b"1" * 16)
    text = pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()
    assert "Before [U+20000], between [U+E000][U+20000], after." in text


def test_a_missing_font_package_is_named(monkeypatch: pytest.MonkeyPatch, small: GapReport) -> None:
    missing = fonts.Face("Report Text", "fontpkg_no_such_font", "files/No.ttf")
    monkeypatch.setattr(fonts, "FACES", (missing, *fonts.FACES))
    with pytest.raises(fonts.FontMissing, match="pip install fontpkg-no-such-font"):
        pdf.render(small)


def test_fonts_are_the_packages_and_only_those_that_are_needed(rendered: Callable[[str], Rendered]) -> None:
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in rendered("empty").reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert names
    assert all(name.startswith("Report-Text") for name in names)
    families = {face.family for face in fonts.faces_for("Ready 😀 مرحبا ไทย")}
    assert families == {"Report Text", "Report Arabic", "Report Emoji", "Report Thai"}


def test_progress_is_told_in_words(small: GapReport) -> None:
    said: list[str] = []
    pdf.render(small, progress=said.append)
    assert list(dict.fromkeys(said)) == ["reading", "laying out", "drawing"]
    assert logging.getLogger("weasyprint.progress").handlers == []
