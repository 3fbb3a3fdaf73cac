"""The report as a workbook (XLSX): every score, answer, clause and need, as text that nothing computes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.content.parts import AnswerEntry
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.language import translations

CELL_LIMIT = 32_767
ROOM_FOR_REFERENCE = 100
# The same content gives the same bytes; the dates that matter are on the first sheet.
FILE_DATE = datetime(2020, 1, 1)  # noqa: DTZ001  # the format knows no time zone

Rows = Iterable[Sequence[str]]


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
    _ = wording.gettext
    sheets = _Sheets(book, wording)
    sheets.add(_("About"), (_("What"), _("Value")), about(report, wording), (34, 110))
    sheets.add(
        _("Scores"),
        (
            _("Unit"),
            _("Title"),
            _("Pillar"),
            _("Score"),
            _("Band"),
            _("Known"),
            _("Substantiated"),
            _("Confidence"),
            _("Target"),
            _("Gap"),
            _("Flag"),
        ),
        scores(report),
        (8, 46, 8, 10, 30, 9, 14, 12, 34, 10, 22),
    )
    sheets.add(
        _("Priorities"),
        (
            _("Place"),
            _("Unit"),
            _("Title"),
            _("Group"),
            _("Priority"),
            _("Gap"),
            _("Ratings"),
            _("Tied with"),
            _("Owner"),
            _("First step"),
        ),
        priorities(report),
        (7, 8, 46, 34, 12, 10, 46, 24, 34, 60),
    )
    sheets.add(
        _("Clauses"),
        (
            _("Unit"),
            _("Clause"),
            _("What it says"),
            _("Status"),
            _("Asked in"),
            _("Source"),
            _("Non-endorsement"),
        ),
        clauses(report),
        (8, 9, 70, 14, 24, 50, 70),
    )
    sheets.add(
        _("Answers"),
        (
            _("Unit"),
            _("Question"),
            _("Text"),
            _("Weight"),
            _("Restricted"),
            _("State"),
            _("Answer"),
            _("In the score"),
            _("Next level"),
            _("Evidence grade"),
            _("Numbers"),
            _("Options that do not apply"),
            _("Evidence"),
            _("Reason"),
            _("Comment"),
        ),
        answers(report, wording),
        (8, 10, 60, 22, 11, 15, 50, 40, 40, 34, 40, 40, 60, 40, 80),
    )
    sheets.add(
        _("Evidence"),
        (_("Question"), _("Title"), _("Body"), _("Date"), _("Link"), _("File")),
        (
            (answer.code, item.title, item.body, item.date, item.link, item.file)
            for answer in report.answers
            for item in answer.evidence
        ),
        (10, 60, 40, 14, 60, 16),
    )
    sheets.add(
        _("Draft needs"),
        (_("Unit"), _("Type"), _("Assistance"), _("Weight"), _("From the questions"), _("Constraint ticked")),
        needs(report, wording),
        (8, 8, 60, 10, 30, 18),
    )
    book.close()
    return output.getvalue()


def about(report: GapReport, wording: Wording) -> list[tuple[str, str]]:
    """What the file is, of whom, and what it is not."""
    _ = wording.gettext
    cover = report.cover
    lines = [
        (_("Report"), cover.title),
        (_("Country"), cover.country),
        (_("Country code"), cover.country_code),
        (_("Reference date"), cover.reference_date),
        (_("Questionnaire"), f"{cover.instrument}, {cover.version}"),
        (_("Modules answered"), "; ".join(cover.modules)),
        (_("Classification"), cover.classification),
        (_("Status"), cover.statement),
        *((source.title, source.non_endorsement) for source in cover.sources),
        (_("Content hash (SHA-256)"), report.content_hash),
        (
            _("Long texts"),
            _("A cell holds 32,767 characters; a longer text goes on beyond the last column."),
        ),
    ]
    if cover.notice:
        lines.insert(0, (_("Notice"), cover.notice))
    lines += [
        (total.title, f"{total.score.figure}: {total.score.reading}" if total.score else total.sentence)
        for total in report.summary.totals
    ]
    lines += [
        (pillar.title, f"{pillar.score.figure}: {pillar.score.reading}") for pillar in report.summary.pillars
    ]
    return lines


def scores(report: GapReport) -> Rows:
    """The scoreboard."""
    for line in report.scoreboard:
        yield (
            line.code,
            line.title,
            line.pillar,
            line.score.figure if line.score else line.note,
            line.score.reading if line.score else "",
            line.score.known if line.score else "",
            line.substantiated,
            line.confidence,
            line.target.words if line.target else "",
            line.gap,
            line.flag,
        )


def priorities(report: GapReport) -> Rows:
    """The list of priorities."""
    for line in report.priorities:
        yield (
            str(line.place),
            line.code,
            line.title,
            line.group_title,
            line.figure,
            line.gap,
            line.ratings,
            ", ".join(line.tied_with),
            line.owner,
            line.first_step,
        )


def clauses(report: GapReport) -> Rows:
    """Every clause with its status and source."""
    for unit in report.units:
        for clause in unit.clauses:
            source = f"{unit.source.title}, {unit.source.date}, {unit.citation}"
            questions = ", ".join(clause.questions)
            yield (
                unit.code,
                clause.code,
                clause.gist,
                clause.words,
                questions,
                source,
                unit.source.non_endorsement,
            )


def answers(report: GapReport, wording: Wording) -> Rows:
    """Every question with all that was answered, typed and cited."""
    _ = wording.gettext
    for answer in report.answers:
        yield (
            answer.unit,
            answer.code,
            answer.text,
            answer.weight,
            _("restricted") if answer.restricted else "",
            answer.state_words,
            "; ".join(answer.value),
            answer.counted,
            answer.next_step,
            answer.grade_words if answer.given else "",
            "; ".join(f"{number.text}: {number.value} {number.unit}" for number in answer.numbers),
            "; ".join(f"{mark.option}: {mark.reason}" for mark in answer.left_out),
            evidence_words(answer),
            answer.reason,
            answer.comment,
        )


def evidence_words(answer: AnswerEntry) -> str:
    """The documents cited, one a line."""
    return "\n".join(
        ", ".join(part for part in (item.title, item.body, item.date, item.link, item.file) if part)
        for item in answer.evidence
    )


def needs(report: GapReport, wording: Wording) -> Rows:
    """The draft needs."""
    _ = wording.gettext
    for line in report.needs:
        constrained = _("yes") if line.constrained else _("no")
        yield (line.unit, line.code, line.assistance, line.weight, ", ".join(line.questions), constrained)


def in_cells(text: str) -> list[str]:
    """The text cut into parts that fit a cell together with the words on where it goes on.

    The limit counts UTF-16 units, as the format does, and no character is cut in two.
    """
    if _units(text) <= CELL_LIMIT:
        return [text]
    parts, start, used = [], 0, 0
    for place, character in enumerate(text):
        size = _units(character)
        if used + size > CELL_LIMIT - ROOM_FOR_REFERENCE:
            parts.append(text[start:place])
            start, used = place, 0
        used += size
    return [*parts, text[start:]]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Sheets:
    """Writes one table after the other, each on a sheet of its own."""

    def __init__(self, book: Any, wording: Wording) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._cell = book.add_format({"text_wrap": True, "valign": "top"})
        self._goes_on = wording.gettext(" [goes on in cell {cell}]")

    def add(self, name: str, heads: Sequence[str], rows: Rows, widths: Sequence[int]) -> None:
        """A sheet with a heading row that stays in view."""
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self._head)
        for number, row in enumerate(rows, start=1):
            self._write_row(sheet, number, row)

    def _write_row(self, sheet: Worksheet, number: int, row: Sequence[str]) -> None:
        """One row; what does not fit a cell goes on beyond the last column, so that no column shifts."""
        free = len(row)
        for column, text in enumerate(row):
            parts = in_cells(text)
            places = [column, *range(free, free + len(parts) - 1)]
            free += len(parts) - 1
            for order, (place, part) in enumerate(zip(places, parts, strict=True)):
                following = places[order + 1 : order + 2]
                note = "".join(
                    self._goes_on.format(cell=xl_rowcol_to_cell(number, other)) for other in following
                )
                sheet.write_string(number, place, part + note, self._cell)
