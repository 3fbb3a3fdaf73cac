"""The report as a workbook (XLSX): every score, answer, clause, document, action and need as tables.

What somebody typed is always text, which nothing computes; what we computed is a number, unrounded.
"""

from __future__ import annotations

import io
from datetime import datetime

from xlsxwriter import Workbook

from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.language import translations
from reports.workbook.answers import answers, clauses, evidence, numbers
from reports.workbook.cells import Sheets
from reports.workbook.change import change
from reports.workbook.plan import actions
from reports.workbook.scores import needs, pillars, priorities, scores
from reports.workbook.standing import standing_needs
from reports.workbook.words import about, code_book

# The same content gives the same bytes; the dates that matter are on the first sheet.
FILE_DATE = datetime(2020, 1, 1)  # noqa: DTZ001  # the format knows no time zone


def render(report: GapReport) -> bytes:
    """The workbook. A text too long for a cell goes on in cells beyond the last column, and says in which."""
    output = io.BytesIO()
    book = Workbook(
        output,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "use_zip64": False,
        },
    )
    book.set_properties({"title": report.cover.title, "subject": report.cover.country, "created": FILE_DATE})
    wording = Wording(translations(report.language))
    sheets = Sheets(book, wording)
    tables = (
        scores(report, wording),
        pillars(report, wording),
        priorities(report, wording),
        clauses(report, wording),
        answers(report, wording),
        numbers(report, wording),
        evidence(report, wording),
        standing_needs(report, wording),
        needs(report, wording),
        actions(report, wording),
        *change(report, wording),
    )
    sheets.add(about(report, wording))
    for table in tables:
        sheets.add(table)
    sheets.add(code_book(report, tables, wording))
    book.close()
    return output.getvalue()
