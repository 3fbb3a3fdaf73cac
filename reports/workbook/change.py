"""What changed since the last assessment as tables: the figures, and the questions with their reasons."""

from __future__ import annotations

from reports.content.change_parts import ChangeChapter, Move
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.workbook.cells import Column, Table, Value


def change(report: GapReport, wording: Wording) -> tuple[Table, ...]:
    """Both tables; none for an assessment that follows no other."""
    if report.change is None:
        return ()
    return (_figures(report.change, wording), _questions(report.change, wording))


def _figures(chapter: ChangeChapter, wording: Wording) -> Table:
    """The overall figure, the pillars and the units at both dates."""
    _ = wording.gettext
    return Table(
        _("Change"),
        (
            Column(_("Code"), 10, _("Code of the unit or pillar, or overall")),
            Column(_("Title"), 46, _("Its title")),
            Column(
                _("Low then"), 9, _("Low end at the earlier date, on matched questions, 0 to 100"), "points"
            ),
            Column(_("High then"), 9, _("High end at the earlier date"), "points"),
            Column(_("Low now"), 9, _("Low end now, on matched questions, 0 to 100"), "points"),
            Column(_("High now"), 9, _("High end now"), "points"),
            Column(_("Least change"), 10, _("Low end now minus high end then"), "points"),
            Column(_("Most change"), 10, _("High end now minus low end then"), "points"),
            Column(_("Share"), 9, _("Share of the weight of both dates that is matched, in per cent")),
            Column(_("Verdict"), 34, _("What is certain, or why nothing is printed")),
            Column(_("Why"), 46, _("What the answers did")),
        ),
        tuple(_move(line) for line in (chapter.overall, *chapter.pillars, *chapter.units)),
        kept=2,
    )


def _move(line: Move) -> tuple[Value, ...]:
    figures: tuple[Value, ...] = (None,) * 6
    if line.before is not None and line.now is not None:
        figures = (*line.before, *line.now, line.now[0] - line.before[1], line.now[1] - line.before[0])
    return (line.code, line.title, *figures, line.share, line.verdict or line.note, line.why)


def _questions(chapter: ChangeChapter, wording: Wording) -> Table:
    """Every question that is compared, or is not for a reason."""
    _ = wording.gettext
    told = (*chapter.reasons, *chapter.evidence, *chapter.applicability)
    rows = [(code, line.words) for line in told for code in line.questions]
    rows += [(line.code, line.words) for line in chapter.marks]
    return Table(
        _("Change by question"),
        (
            Column(_("Question"), 10, _("Code of the question")),
            Column(_("What happened"), 90, _("Why it is worth what it is now, or is not compared")),
        ),
        tuple(sorted(rows)),
        kept=1,
    )
