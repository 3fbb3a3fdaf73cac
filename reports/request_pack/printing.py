"""The request pack as tagged PDF (PDF/UA-1), and as a document to edit: both out of the same HTML."""

from __future__ import annotations

from reports import html, pdf, word
from reports.language import direction
from reports.papers.printing import STYLESHEET, TEMPLATES
from reports.request_pack import RequestPack


def page(pack: RequestPack) -> str:
    """The pack as one HTML page that refers to nothing outside itself; everything typed is escaped."""
    template = html.environment(pack.language, TEMPLATES).get_template("request_pack.html")
    return template.render(
        pack=pack, stylesheet=html.stylesheet(STYLESHEET), direction=direction(pack.language)
    )


def as_pdf(pack: RequestPack) -> bytes:
    """The PDF. Raises what `reports.pdf.set_in_type` raises."""
    return pdf.set_in_type(page(pack), identifier=bytes.fromhex(pack.content_hash)[:16])


def as_word(pack: RequestPack) -> bytes:
    """The document to edit (.docx)."""
    head = " · ".join(part for part in (pack.notice, pack.country, pack.day) if part)
    return word.written(
        page(pack),
        word.Named(
            language=pack.language,
            title=f"{pack.country}: {pack.day}",
            subject=pack.country,
            author=pack.office,
            content_hash=pack.content_hash,
            head=head,
            foot=pack.reference,
        ),
    )
