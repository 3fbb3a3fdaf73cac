"""Papers as tagged PDF: every word on them, and nothing of what people type taken for anything but words."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from re import findall, fullmatch

import html5lib
import pytest

from questionnaire.loading import published
from reports import html
from reports.papers import Paper, Questionnaire, RequestSlip, SignOffSheet, printing
from reports.papers.structure import QuestionForm, UnitForm
from tests.reports.conftest import Listener, squeeze
from tests.reports.papers.conftest import ARABIC, ASKED, Printed, payload
from tests.reports.test_html import Elements
from tests.reports.test_pdf import Tags

FORMS = ("blank", "part", "filled", "half", "slip", "trying", "trying slip")
NAMES = (*FORMS, "sign-off", "trying sign-off")


@pytest.fixture(params=FORMS)
def to_fill_in(request: pytest.FixtureRequest, printed: Callable[[str], Printed]) -> Printed:
    """Each paper with boxes and lines, as PDF."""
    return printed(request.param)


@pytest.fixture(params=("sign-off", "trying sign-off"))
def to_sign(request: pytest.FixtureRequest, printed: Callable[[str], Printed]) -> Printed:
    """Each sign-off sheet as PDF."""
    return printed(request.param)


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest, printed: Callable[[str], Printed]) -> Printed:
    """Each paper as PDF. That it can be made at all says that the renderer had nothing to complain about."""
    return printed(request.param)


def units(paper: Paper) -> tuple[UnitForm, ...]:
    assert isinstance(paper, Questionnaire | RequestSlip)
    return paper.units


def questions(paper: Paper) -> Iterator[QuestionForm]:
    return (question for unit in units(paper) for question in unit.questions)


def asked_on(paper: Paper) -> int:
    assert isinstance(paper, Questionnaire | RequestSlip | SignOffSheet)
    return paper.question_count


def given(asked: QuestionForm) -> Iterator[str]:
    """Every text and figure that an official gave with the answer."""
    yield asked.comment
    yield asked.reason
    yield from (box.reason for box in asked.left_out)
    yield from (line.text for line in asked.ranked)
    for item in asked.evidence:
        yield from (item.title, item.body, item.date, item.link, item.file)
    for number in asked.numbers:
        yield f"{number.text}: {number.value} {number.unit}" if number.value else ""


def boxes_of(asked: QuestionForm) -> Iterator[bool]:
    for box in (*asked.boxes, *asked.states, *asked.left_out, *asked.grades):
        yield box.ticked
    for line in asked.grid:
        yield from (box.ticked for box in line.boxes)


def test_every_official_text_and_question_can_be_read_with_all_that_can_be_answered(
    to_fill_in: Printed,
) -> None:
    for unit in units(to_fill_in.paper):
        assert to_fill_in.holds(f"{unit.code} {unit.title}")
        assert all(to_fill_in.holds(paragraph) for paragraph in unit.paragraphs)
        assert to_fill_in.holds(unit.source.non_endorsement)
        assert to_fill_in.holds(unit.citation)
    for asked in questions(to_fill_in.paper):
        assert to_fill_in.holds(f"{asked.code} {asked.text}")
        offered = (*asked.boxes, *asked.states, *asked.letters, *asked.left_out)
        assert all(to_fill_in.holds(box.text) for box in offered), asked.code
        assert all(to_fill_in.holds(line.text) for line in asked.grid)
        assert all(to_fill_in.holds(number.text) for number in asked.numbers)
        assert to_fill_in.holds(asked.how)
        assert all(to_fill_in.holds(words) for words in asked.guidance)


def test_every_comment_figure_reason_and_reference_can_be_read(to_fill_in: Printed) -> None:
    missing = [
        (asked.code, text[:80])
        for asked in questions(to_fill_in.paper)
        for text in given(asked)
        if not to_fill_in.holds(text)
    ]
    assert missing == []


def test_what_was_answered_is_ticked_and_nothing_else(to_fill_in: Printed) -> None:
    ticked = sum(sum(boxes_of(asked)) for asked in questions(to_fill_in.paper))
    assert to_fill_in.crosses() == ticked


def test_a_cross_is_read_before_the_words_that_were_chosen(printed: Callable[[str], Printed]) -> None:
    found = printed("filled")
    for asked in questions(found.paper):
        for box in (*asked.boxes, *asked.states, *asked.grades):
            assert found.holds_whole(f"× {box.number} {box.text}") or not box.ticked, asked.code


def test_a_blank_paper_has_no_cross_and_a_filled_one_has_one_for_each_answer(
    printed: Callable[[str], Printed],
) -> None:
    assert printed("blank").crosses() == 0
    assert printed("filled").crosses() > len(published().questions)


def test_the_paper_for_one_institution_has_only_its_questions(printed: Callable[[str], Printed]) -> None:
    for name in ("part", "slip"):
        text = squeeze("".join(printed(name).pages))
        for question in published().questions:
            assert (squeeze(f"{question.code}{question.text}") in text) == (question.code in ASKED)


def test_the_front_says_who_is_asked_by_whom_and_by_when(printed: Callable[[str], Printed]) -> None:
    for name in ("part", "filled", "slip"):
        found = printed(name)
        front = found.paper.front
        first = squeeze(found.pages[0])
        texts = (front.title, front.country, front.assessment, front.reference_date, front.institution)
        for text in (*texts, front.asked_by, front.return_by, front.notice, front.statement):
            assert squeeze(text) in first
        assert all(squeeze(line) in first for line in front.return_to.splitlines())


def test_every_sheet_is_numbered_and_finds_its_way_back(document: Printed) -> None:
    count = len(document.pages)
    running = document.paper.front.running
    for number, page in enumerate(document.pages, start=1):
        assert f"Page {number} of {count}" in page
        assert all(squeeze(line) in squeeze(page) for line in running.foot)
        if number > 1 and document.paper.front.country != ARABIC:
            assert all(squeeze(line) in squeeze(page) for line in running.head)


def test_the_slip_shows_what_would_prove_the_answers_and_what_its_writer_adds(
    printed: Callable[[str], Printed],
) -> None:
    slip = printed("slip")
    assert all(slip.holds(asked.proof) for asked in questions(slip.paper))
    assert printed("trying slip").holds_whole(payload(2))


def test_the_sign_off_sheet_has_every_answer_in_words_under_its_state(to_sign: Printed) -> None:
    paper = to_sign.paper
    assert isinstance(paper, SignOffSheet)
    for group in paper.groups:
        assert to_sign.holds_whole(f"{group.title} ({len(group.answers)})")
        for answer in group.answers:
            assert to_sign.holds(f"{answer.code} {answer.text}")
            assert all(to_sign.holds(line) for line in answer.value)
            assert to_sign.holds(answer.comment)
            assert to_sign.holds(answer.reason)
            assert all(to_sign.holds(mark.option) and to_sign.holds(mark.reason) for mark in answer.left_out)
            for item in answer.evidence:
                assert all(to_sign.holds(text) for text in (item.title, item.body, item.date, item.link))
                assert to_sign.holds(answer.grade_words)
            for number in answer.numbers:
                assert to_sign.holds(f"{number.text}: {number.value} {number.unit}")


def test_each_sheet_that_is_signed_carries_the_hash_and_the_first_the_lines_to_sign(to_sign: Printed) -> None:
    paper = to_sign.paper
    assert isinstance(paper, SignOffSheet)
    assert all(paper.signed_hash in squeeze(page) for page in to_sign.pages)
    for words in ("Name", "Office", "Date", "Signature and stamp", paper.declaration, paper.approver):
        assert squeeze(words) in squeeze(to_sign.pages[0])


def test_a_restricted_question_says_so_before_it_is_answered(printed: Callable[[str], Printed]) -> None:
    text = squeeze("".join(printed("part").pages))
    asked = squeeze(published().question("R16.3").text)
    mark, first_box = text.index("Restricted.", text.index(asked)), text.index("Phishing", text.index(asked))
    assert text.index(asked) < mark < first_box
    assert text.count("Restricted.") == 1


def test_a_question_that_fits_on_a_sheet_is_not_split(to_fill_in: Printed) -> None:
    pages = [squeeze(page) for page in to_fill_in.pages]
    for asked in questions(to_fill_in.paper):
        if asked.is_short:
            [at] = [n for n, page in enumerate(pages) if squeeze(f"{asked.code} {asked.text}") in page][-1:]
            assert squeeze(asked.how) in pages[at]
            assert all(squeeze(box.text) in pages[at] for box in (*asked.boxes, *asked.states))
            assert "Gradeofevidence" in pages[at].partition(squeeze(asked.text))[2]


def test_no_page_is_nearly_empty(document: Printed) -> None:
    heads = 330
    sizes = [len(squeeze(page)) - heads for page in document.pages]
    assert [number for number, size in enumerate(sizes[:-1], start=1) if size < 250] == []


def test_arabic_can_be_read_as_it_was_typed(printed: Callable[[str], Printed]) -> None:
    assert printed("trying").holds("أُنشئت وحدة (CSIRT) في عام 2024، وتضم 12 خبيرًا.")
    assert printed("trying").holds(ARABIC)


def test_the_document_is_tagged_titled_and_has_a_language(document: Printed) -> None:
    root = document.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "en"  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    metadata = document.reader.metadata
    assert metadata is not None
    assert str(metadata.title).startswith(document.paper.front.title)
    assert b"pdfuaid:part" in root["/Metadata"].get_data()  # type: ignore[index]


def test_headings_are_in_order_and_tables_have_headings(document: Printed) -> None:
    tags = Tags(document.reader)
    levels = [int(element["/S"][2]) for element in tags.elements if fullmatch(r"/H\d", element["/S"])]
    assert Counter(levels)[1] == 1
    assert Counter(levels)[3] == asked_on(document.paper)
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for element in tags.elements:
        if element["/S"] == "/TD":
            assert element["/A"]["/Headers"]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_valid_and_refers_to_nothing_outside_itself(
    name: str, paper_by_name: Callable[[str], Paper]
) -> None:
    page = printing.page(paper_by_name(name))
    html5lib.HTMLParser(strict=True).parse(page)
    for tag, attributes in Elements(page).found:
        assert tag not in {"script", "link", "iframe", "object", "svg", "base", "form", "img"}
        assert str(attributes.get("href", "#")).startswith("#")
        assert not [attribute for attribute in attributes if attribute.startswith("on")]
    assert not findall(r"url\(|@import", html.stylesheet(printing.STYLESHEET))


def test_what_people_type_stays_text_and_nothing_is_fetched(
    printed: Callable[[str], Printed], listener: Listener
) -> None:
    found = printed("trying")
    text = "".join(html5lib.parse(printing.page(found.paper), treebuilder="etree").itertext())
    for number in range(3):
        assert payload(number) in text
    assert str(listener.port) in found.paper.canonical_json.decode()
    assert listener.knocks == 0


def test_the_same_content_gives_the_same_bytes_in_another_process(
    printed: Callable[[str], Printed],
) -> None:
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.reports.papers.conftest import _paper; from reports.papers import printing\n"
        "sys.stdout.write(printing.render(_paper('part')).hex())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed("part").document.hex() == other.stdout
