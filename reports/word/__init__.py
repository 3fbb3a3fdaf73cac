"""The report as a document to edit (.docx), for those who must clear its words before it goes out.

It is read out of the same HTML as the PDF, so that no chapter can be forgotten in one of them; see
`docs/decisions/`. What is drawn is left out, because its numbers are printed beside it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import msgspec

from reports import html
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.language import direction, translations
from reports.word.blocks import holdable
from reports.word.reading import blocks_of
from reports.word.writing import Writer

# The same content gives the same bytes; the dates that matter are on the first page.
FILE_DATE = datetime(2020, 1, 1)  # noqa: DTZ001  # the format knows no time zone


class Named(msgspec.Struct, frozen=True):
    """What a document says about itself, and what stands above and below every page."""

    language: str
    title: str
    subject: str
    author: str
    content_hash: str
    head: str
    foot: str


def render(report: GapReport) -> bytes:
    """The report as a document to edit."""
    cover = report.cover
    return written(
        html.render(report),
        Named(
            language=report.language,
            title=cover.title,
            subject=cover.country,
            author=cover.instrument,
            content_hash=report.content_hash,
            head=" · ".join(part for part in (cover.notice, cover.country, cover.reference_date) if part),
            foot=cover.classification,
        ),
    )


def written(page: str, named: Named) -> bytes:
    """The document that says what the page says. What no document can hold, such as a NUL, is written as its
    number: [U+0000].
    """
    _ = Wording(translations(named.language)).gettext
    document = docx.Document()
    writer = Writer(document, language=named.language, direction=direction(named.language))
    writer.running(holdable(named.head), holdable(named.foot), (_("Page"), _("of")))
    for block in blocks_of(page):
        writer.write(block)
    properties = document.core_properties
    properties.title, properties.subject = holdable(named.title)[:255], holdable(named.subject)[:255]
    properties.author, properties.comments = holdable(named.author)[:255], f"SHA-256 {named.content_hash}"
    properties.language = named.language
    properties.created = properties.modified = FILE_DATE
    saved = io.BytesIO()
    document.save(saved)
    return _with_fixed_dates(saved.getvalue())


def _with_fixed_dates(document: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as packed, zipfile.ZipFile(output, "w") as made:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, FILE_DATE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, packed.read(name))
    return output.getvalue()
