"""The request pack: all that was put into it can be read, in the PDF and in the document to edit."""

from __future__ import annotations

import io
import re

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from reports.request_pack import PackedNeed, PackLine, RequestPack
from reports.request_pack.printing import as_pdf, as_word, page
from tests.reports.conftest import Listener
from tests.reports.trying import LONG, PAYLOADS


def squeezed(text: str) -> str:
    """The text without white space, which documents fold and break."""
    return re.sub(r"[\s\u00ad]+", "", text)


@pytest.fixture
def pack(listener: Listener) -> RequestPack:
    """A request for two needs whose texts hold what a document may choke on."""
    payloads = tuple(PackLine("Typed", text.format(port=listener.port)) for text in PAYLOADS)
    return RequestPack(
        language="en",
        country="Azuria (invented)",
        notice="This country and its needs are invented.",
        addressee="United Nations Office on Drugs and Crime\nVienna",
        reference="NV/2027/114",
        office="Ministry of Justice",
        day="22 November 2026",
        needs=(
            PackedNeed("Training of judges", (PackLine("Objective", "Judges decide\nin time"), *payloads)),
            PackedNeed("Labs & <licences>", (PackLine("Description", LONG[:9000]),)),
        ),
    )


def said_in(pack: RequestPack) -> list[str]:
    """Everything that has to be read in it."""
    front = (pack.country, pack.notice, pack.addressee, pack.reference, pack.office, pack.day)
    typed = [line.text for need in pack.needs for line in need.lines]
    titles = [need.title for need in pack.needs]
    return [part for text in (*front, *titles, *typed) for part in text.splitlines()]


def test_everything_can_be_read_in_the_pdf_and_nothing_is_fetched(
    pack: RequestPack, listener: Listener
) -> None:
    before, document = listener.knocks, as_pdf(pack)
    found = pypdf.PdfReader(io.BytesIO(document))
    words = squeezed("".join(sheet.extract_text() for sheet in found.pages))
    for text in said_in(pack):
        assert all(squeezed(word) in words for word in text.split()[:200]), text[:80]
    assert found.metadata is not None
    assert "Request for assistance (draft)" in str(found.metadata.title)
    assert str(found.root_object["/Lang"]) == "en"
    assert listener.knocks == before


def test_everything_can_be_read_in_the_document_to_edit(pack: RequestPack) -> None:
    document = docx.Document(io.BytesIO(as_word(pack)))
    words = squeezed("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))
    for text in said_in(pack):
        assert squeezed(text) in words, text[:80]
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert "Title" in styles
    assert styles.count("Heading 1") == 1 + len(pack.needs)


def test_what_is_typed_stays_text(pack: RequestPack) -> None:
    written = page(pack)
    assert "<script" not in written
    assert "<img" not in written
    assert "Labs &amp; &lt;licences&gt;" in written


def test_the_same_pack_is_the_same_document(pack: RequestPack) -> None:
    assert as_word(pack) == as_word(pack)
    assert as_pdf(pack) == as_pdf(pack)
