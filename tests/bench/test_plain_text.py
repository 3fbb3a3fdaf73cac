"""The bare text that the report is measured against holds the report's words, and nothing else."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from bench import plain_text
from reports import pdf

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Left out</title><style>p { color: red }</style></head>
<body><h1>Gap report</h1><p>Two <strong>words</strong> &amp; a<br/>line</p>
<table><tr><th>Head</th><td>Cell <img src="x" alt="left out"/></td><td> </td></tr></table></body></html>"""


def test_each_heading_paragraph_and_cell_is_a_paragraph_of_its_words() -> None:
    assert plain_text.paragraphs(PAGE) == ("Gap report", "Two words & a line", "Head", "Cell")


@pytest.mark.parametrize("pages", [7, 9, 20])
def test_the_paragraphs_are_divided_over_as_many_pages_as_asked_for(pages: int) -> None:
    texts = tuple(f"Paragraph {number} <with> " + "words " * (number % 90) for number in range(120))
    document = PdfReader(io.BytesIO(pdf.set_in_type(plain_text.document(texts, pages), identifier=b"bare")))
    printed = " ".join(page.extract_text() for page in document.pages).split()
    assert len(document.pages) == pages
    assert printed == " ".join(texts).split()
