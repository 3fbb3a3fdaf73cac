"""A paper as accessible HTML, and as tagged PDF (PDF/UA-1): the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Callable

from reports import html, pdf
from reports.language import direction
from reports.papers.structure import Paper, Questionnaire, RequestSlip, SignOffSheet

TEMPLATES = html.ROOT / "templates" / "papers"
STYLESHEET = html.ROOT / "static" / "papers.css"
TEMPLATE_OF: dict[type[Paper], str] = {
    Questionnaire: "questionnaire.html",
    RequestSlip: "request_slip.html",
    SignOffSheet: "sign_off_sheet.html",
}


def render(paper: Paper, *, progress: Callable[[str], None] | None = None) -> bytes:
    """The PDF. `progress` is told the step under way, in a word or two.

    Raises `reports.pdf.RendererComplained`, and `reports.fonts.FontMissing` naming the package to install.
    """
    identifier = bytes.fromhex(paper.content_hash)[:16]
    return pdf.set_in_type(page(paper), identifier=identifier, progress=progress)


def page(paper: Paper) -> str:
    """The paper as one HTML page that refers to nothing outside itself; everything typed is escaped."""
    template = html.environment(paper.language, TEMPLATES).get_template(TEMPLATE_OF[type(paper)])
    return template.render(
        paper=paper,
        stylesheet=html.stylesheet(STYLESHEET),
        direction=direction(paper.language),
    )
