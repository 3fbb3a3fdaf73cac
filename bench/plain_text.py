"""A document's words as bare text: what the renderer has to do for the words of the same pages alone."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from itertools import accumulate

_TEXTS = ("blockquote", "caption", "div", "figcaption", "figure", "h1", "h2", "h3", "h4", "li", "p")
_TABLES = ("table", "tbody", "td", "th", "thead", "tr")
BLOCKS = frozenset(("body", "main", "ol", "section", "ul", *_TEXTS, *_TABLES))
# Small, and without space between paragraphs, so that the words have room on as many pages.
STYLE = "@page { size: A4; margin: 15mm } p { font-size: 7pt; margin: 0 } section { break-after: page }"
CHARACTERS_A_LINE = 130

PARAGRAPHS_A_PAGE = 6
PARAGRAPH = (
    "The ministry and the regulator agreed on a plan for two years, with a budget of its own and a report to "
    "parliament each spring; the figures for the regions come from the police, and the auditor checks them. "
) * 2


def paragraphs(page: str) -> tuple[str, ...]:
    """The words of an HTML page: one paragraph for each heading, paragraph, item and cell, in their order.

    What is not printed as words (styles, pictures) is left out, and so is whatever holds no word.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return tuple(reader.found)


def document(texts: tuple[str, ...], pages: int) -> str:
    """An HTML page of the paragraphs and nothing else, divided by their lines over that many pages."""
    divided: list[list[str]] = [[] for _ in range(pages)]
    lines = [1 + len(text) // CHARACTERS_A_LINE for text in texts]
    for text, before in zip(texts, accumulate(lines, initial=0), strict=False):
        divided[before * pages // sum(lines)].append(text)
    return _bare([_page(part) for part in divided], STYLE)


def prose(pages: int) -> str:
    """An HTML page of that many pages of prose, 36 lines each: as many words as a page of the full report."""
    page = _page([PARAGRAPH] * PARAGRAPHS_A_PAGE)
    return _bare([page] * pages, "section { break-after: page }")


def _page(texts: list[str]) -> str:
    return f"<section>{''.join(f'<p>{escape(text)}</p>' for text in texts)}</section>"


def _bare(sections: list[str], style: str) -> str:
    head = f"<head><title>Bare text</title><style>{style}</style></head>"
    return f"<!DOCTYPE html><html lang='en'>{head}<body>{''.join(sections)}</body></html>"


class _Reader(HTMLParser):
    """Collects the words between the beginnings and ends of blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._words: list[str] = []
        self._in_body = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's signature
        self._in_body = self._in_body or tag == "body"
        if tag in BLOCKS:
            self._end_paragraph()
        elif tag == "br":
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        if self._in_body:
            self._words.append(data)

    def _end_paragraph(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text:
            self.found.append(text)
