"""The report as one page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import html5lib
import pytest
from markupsafe import Markup
from msgspec.structs import replace

from questionnaire.countries import countries, name_of
from reports import charts, html
from reports.content import GapReport
from reports.content.wording import CUT_SHORT
from tests.reports.conftest import the_listener
from tests.reports.trying import PAYLOADS

NAMES = ("empty", "half", "complete", "one module", "trying")


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(params=NAMES)
def page(request: pytest.FixtureRequest, reports_by_name: Callable[[str], GapReport]) -> str:
    """Each report as a page."""
    return html.render(reports_by_name(request.param))


def test_the_page_is_valid(page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(page)
    elements = Elements(page).found
    ids = Counter(attributes["id"] for _, attributes in elements if "id" in attributes)
    assert not [name for name, count in ids.items() if count > 1]
    targets = {attributes["href"] for tag, attributes in elements if tag == "a"}
    assert targets <= {f"#{name}" for name in ids}


def test_headings_go_down_one_by_one_from_a_single_first(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(page).found if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_picture_has_words_and_every_heading_cell_a_scope(page: str) -> None:
    for tag, attributes in Elements(page).found:
        if tag == "img":
            assert attributes["alt"]
        if tag == "th":
            assert attributes["scope"] in {"col", "row", "colgroup"}


def test_the_words_of_every_picture_are_words(page: str) -> None:
    """Figures alone say nothing of what they measure."""
    for tag, attributes in Elements(page).found:
        if tag == "img" and attributes["alt"] != charts.SAID_BESIDE:
            words = str(attributes["alt"])
            assert sum(character.isalpha() for character in words) >= len(words) / 2, words


def test_a_picture_without_words_stands_beside_them(page: str) -> None:
    for parent in html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).iter():
        if any(child.tag == "img" and child.get("alt") == charts.SAID_BESIDE for child in parent):
            assert "".join(parent.itertext()).strip()


def test_the_title_of_the_page_can_be_read_at_a_glance(reports_by_name: Callable[[str], GapReport]) -> None:
    report = reports_by_name("complete")
    cover = replace(report.cover, title="A title " * 40, country="A country " * 40)
    found = re.search("<title>(.*)</title>", html.render(replace(report, cover=cover)))
    assert found
    assert found[1].startswith("A title A title")
    assert len(found[1]) <= 200


def test_no_cell_is_empty(page: str) -> None:
    for cell in html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False).iter("td"):
        assert "".join(cell.itertext()).strip() or cell.find(".//img") is not None


def test_the_page_refers_to_nothing_outside_itself(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag not in {"script", "link", "iframe", "object", "svg", "base", "form"}
        assert str(attributes.get("src", "data:image/svg+xml,")).startswith("data:image/svg+xml,")
        assert str(attributes.get("href", "#")).startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.findall(r"url\(|@import", html.stylesheet(html.STYLESHEET))


def test_typed_text_is_inert(reports_by_name: Callable[[str], GapReport]) -> None:
    page = html.render(reports_by_name("trying"))
    text = "".join(html5lib.parse(page, treebuilder="etree").itertext())
    for payload in PAYLOADS:
        assert payload.format(port=the_listener().port) in text


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("hello", "ltr"),
        ("مرحبا hello", "rtl"),
        ("(2025) שלום", "rtl"),
        ("123", "ltr"),
        ("", "ltr"),
        ("😀 ok", "ltr"),
    ],
)
def test_typed_text_keeps_its_direction(text: str, direction: str) -> None:
    assert html.written(text) == direction


def test_the_name_of_every_country_stands_whole_in_a_heading_and_a_longer_one_ends_with_a_word() -> None:
    names = [name_of(country.code, "en") or "" for country in countries()]
    assert len(max(names, key=len)) > 50
    assert [html.in_brief(name) for name in names] == names
    assert html.in_brief("The United Republics and Overseas Territories of Azuria and Isles").endswith(
        f" Overseas Territories of{CUT_SHORT}"
    )


@pytest.mark.parametrize(
    "text", ["a b " * 5_000, "x" * 10_000, "line\n" * 2_000, "two\n\nlines", "short", ""]
)
def test_cutting_a_long_text_into_paragraphs_loses_nothing(text: str) -> None:
    parts = html.blocks(text)
    assert all(len(part) <= html.PARAGRAPH for part in parts)
    assert "".join("".join(parts).replace("¶", "").split()) == "".join(text.split())


@pytest.mark.parametrize(
    "sentence", ["The law of 2024 is in force. ", "在全国范围内实施。", "صدر القانون في عام 2024. "]
)
def test_a_long_text_is_cut_after_a_sentence_and_not_within_one(sentence: str) -> None:
    parts = html.blocks(sentence * 200)
    assert len(parts) > 1
    assert all(part.endswith(sentence) for part in parts)


@pytest.mark.parametrize("name", NAMES)
def test_the_asterisk_is_explained_exactly_where_one_stands(
    name: str, reports_by_name: Callable[[str], GapReport]
) -> None:
    report = reports_by_name(name)
    stands = any(line.target and not line.target.confirmed for line in report.scoreboard)
    assert ("* Suggested target" in html.render(report)) == stands


def test_some_reports_have_an_asterisk_and_some_have_none(
    reports_by_name: Callable[[str], GapReport],
) -> None:
    marked = ["* Suggested target" in html.render(reports_by_name(name)) for name in ("empty", "complete")]
    assert marked == [True, False]


def test_a_process_that_is_prepared_has_read_every_template() -> None:
    html.environment.cache_clear()
    html.prepare()
    templates = html.environment("en")
    assert templates.cache is not None
    assert len(templates.cache) == len(list(html.TEMPLATES.iterdir()))


def test_no_figure_begins_a_line_of_its_own() -> None:
    assert html.tied("Counts as 0.57 of 1.") == "Counts as 0.57\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}1."
    assert html.tied("") == ""


def test_the_date_of_a_document_keeps_its_order_beside_arabic(small: GapReport) -> None:
    line = small.documents[0]
    arabic = replace(line.document, title="القرار رقم 45", body="وزارة العدل", date="2025-03-08")
    page = html.render(replace(small, documents=(replace(line, document=arabic),)))
    assert (
        '<p class="evidence" dir="rtl">القرار رقم 45. وزارة العدل. '
        '<span class="inline-typed" dir="ltr">2025-03-08</span></p>'
    ) in page


@pytest.mark.parametrize(
    ("text", "around", "beside", "printed"),
    [
        ("Ministry of Justice", "ltr", "", "Ministry of Justice"),
        ("<b>2025", "ltr", "", "&lt;b&gt;2025"),
        ("وزارة العدل", "ltr", "", '<span class="inline-typed" dir="rtl">وزارة العدل</span>'),
        ("CSIRT (وحدة)", "ltr", "", '<span class="inline-typed" dir="ltr">CSIRT (وحدة)</span>'),
        ("2025-03-08", "ltr", "القرار", '<span class="inline-typed" dir="ltr">2025-03-08</span>'),
        ("2025-03-08", "ltr", "Decision", "2025-03-08"),
        ("2025-03-08", "rtl", "", '<span class="inline-typed" dir="ltr">2025-03-08</span>'),
        ("٤٥", "ltr", "", '<span class="inline-typed" dir="ltr">٤٥</span>'),
    ],
)
def test_typed_words_say_their_direction_unless_all_of_their_line_goes_from_left_to_right(
    text: str, around: str, beside: str, printed: str
) -> None:
    assert str(html.in_line(text, around, beside)) == printed


def test_no_range_is_divided_between_lines_and_what_is_typed_stays_inert() -> None:
    assert html.unbroken("0–0.25 instead of 0–1.") == (
        '<span class="range">0–0.25</span> instead of <span class="range">0–1</span>.'
    )
    assert html.unbroken("<b>R01–R02</b>") == Markup("&lt;b&gt;R01–R02&lt;/b&gt;")


def test_a_sentence_between_a_heading_and_its_table_stays_with_both(page: str) -> None:
    headings = re.findall(r"(<div[^>]*>)?\s*<h3>([^<]*)</h3>\s*<p>[^<]*</p>\s*<table", page)
    assert [words for opening, words in headings if "opening" not in opening] == []
