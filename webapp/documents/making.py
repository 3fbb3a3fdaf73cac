"""From the stored content of a document to its bytes. Only the worker calls this: renderers are heavy."""

from __future__ import annotations

from collections.abc import Callable

from questionnaire.answers_file import read_answers
from questionnaire.earlier import instrument_named_in
from questionnaire.loading import published
from reports import content
from webapp.documents.contents import Format, GapReportContent, PaperContent, RequestPackContent, read_content
from webapp.documents.gap_reports import report_of


def make_document(stored: str) -> bytes:
    """The document with that content. Raises what the renderer raises."""
    wanted = read_content(stored)
    if isinstance(wanted, RequestPackContent):
        return _request_pack(wanted)
    return _paper(wanted) if isinstance(wanted, PaperContent) else _gap_report(wanted)


def _gap_report(wanted: GapReportContent) -> bytes:
    # The renderer is heavy: only the worker that calls this pays for it.
    from reports import exchange, pdf, word, workbook  # noqa: PLC0415

    report = report_of(wanted)
    renderers: dict[Format, Callable[[content.GapReport], bytes]] = {
        "pdf": pdf.render,
        "docx": word.render,
        "xlsx": workbook.render,
        "json": exchange.report_json,
    }
    return renderers[wanted.format](report)


def _paper(wanted: PaperContent) -> bytes:
    # As above.
    from reports import papers  # noqa: PLC0415
    from reports.papers import printing  # noqa: PLC0415

    particulars = wanted.particulars
    # Blank papers are printed of the version that is asked now.
    instrument = published() if wanted.is_blank else instrument_named_in(wanted.answers)
    sheet = None if wanted.is_blank else read_answers(bytes(wanted.answers), instrument)
    paper: papers.Paper
    if wanted.kind == "questionnaire":
        paper = papers.questionnaire(instrument, sheet, particulars, questions=wanted.questions)
    elif wanted.kind == "request-slip":
        paper = papers.request_slip(instrument, sheet, particulars, questions=wanted.questions or ())
    elif sheet is None:
        raise ValueError("a sign-off sheet needs answers")
    else:
        paper = papers.sign_off_sheet(instrument, sheet, particulars, questions=wanted.questions or ())
    return printing.render(paper)


def _request_pack(wanted: RequestPackContent) -> bytes:
    # As above.
    from reports.request_pack import printing  # noqa: PLC0415

    return printing.as_word(wanted.pack) if wanted.format == "docx" else printing.as_pdf(wanted.pack)
