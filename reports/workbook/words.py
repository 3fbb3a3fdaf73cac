"""What the workbook is, and what its columns and codes mean."""

from __future__ import annotations

from collections.abc import Iterable

from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.workbook.cells import Column, Table, Value


def about(report: GapReport, wording: Wording) -> Table:
    """What the file is, of whom, and what it is not."""
    _ = wording.gettext
    cover = report.cover
    lines: list[tuple[Value, ...]] = [
        (_("Report"), cover.title),
        (_("Country"), cover.country),
        (_("Country code"), cover.country_code),
        (_("Reference date"), cover.reference_date),
        (_("Questionnaire"), f"{cover.instrument}, {cover.version}"),
        (_("Modules"), "; ".join(cover.modules)),
        (_("Classification"), cover.classification),
        (_("Status"), cover.statement),
        *((source.title, source.non_endorsement) for source in cover.sources),
        (_("Content hash (SHA-256)"), report.content_hash),
        (
            _("Long texts"),
            _("A cell holds 32,767 characters; a longer text goes on beyond the last column."),
        ),
        (_("Figures"), _("Numbers are unrounded; the cells show them rounded. What was typed is text.")),
        (_("Columns and codes"), _("The last sheet says what each column holds and each code stands for.")),
    ]
    if cover.notice:
        lines.insert(0, (_("Notice"), cover.notice))
    if cover.generated_on:
        lines.insert(5, (_("Made on"), cover.generated_on))
    return Table(_("About"), (Column(_("What"), 34, ""), Column(_("Value"), 110, "")), tuple(lines), kept=1)


def code_book(report: GapReport, tables: Iterable[Table], wording: Wording) -> Table:
    """Every column of the sheets before, and every code in them."""
    _ = wording.gettext
    columns = [
        (_("Column of {sheet}").format(sheet=table.name), column.head, column.meaning, None)
        for table in tables
        for column in table.columns
    ]
    codes = [(line.kind, line.code, line.text, line.note) for line in report.code_book]
    return Table(
        _("Code book"),
        (
            Column(_("Kind"), 24, ""),
            Column(_("Code"), 30, ""),
            Column(_("What it stands for"), 90, ""),
            Column(_("Note"), 34, ""),
        ),
        (*columns, *codes),
        kept=2,
    )
