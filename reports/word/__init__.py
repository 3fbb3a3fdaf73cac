"""The report as a document to edit (.docx), for those who must clear its words before it goes out.

It is read out of the same HTML as the PDF, so that no chapter can be forgotten in one of them; see
`docs/decisions/`. What is drawn is left out, because its numbers are printed beside it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx

from reports import html
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.language import direction, translations
from reports.word.blocks import holdable
from reports.word.reading import blocks_of
from reports.word.writing import Writer

# The same content gives the same bytes; the dates that matter are on the first page.
FILE_DATE = datetime(2020, 1, 1)  # noqa: DTZ001  # the format knows no time zone


def render(report: GapReport) -> bytes:
    """The document. What no document can hold, such as a NUL, is written as its number: [U+0000]."""
    _ = Wording(translations(report.language)).gettext
    document = docx.Document()
    writer = Writer(document, language=report.language, direction=direction(report.language))
    cover = report.cover
    head = " · ".join(part for part in (cover.notice, cover.country, cover.reference_date) if part)
    writer.running(holdable(head), cover.classification, (_("Page"), _("of")))
    for block in blocks_of(html.render(report)):
        writer.write(block)
    properties = document.core_properties
    properties.title, properties.subject = holdable(cover.title), holdable(cover.country)
    properties.author, properties.comments = cover.instrument, f"SHA-256 {report.content_hash}"
    properties.language = report.language
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
