"""Scores, pillars, priorities and draft needs as tables."""

from __future__ import annotations

from reports.content.structure import GapReport, PriorityLine, RatedLine, ScoreLine
from reports.content.wording import Wording
from reports.workbook.cells import Column, Table, Value


def scores(report: GapReport, wording: Wording) -> Table:
    """The scoreboard, with the figures behind it."""
    _ = wording.gettext
    return Table(
        _("Scores"),
        (
            Column(_("Unit"), 8, _("Code of the recommendation or theme")),
            Column(_("Title"), 46, _("Its title")),
            Column(_("Pillar"), 8, _("Code of the pillar that it belongs to")),
            Column(_("Low"), 8, _("Low end of the range, 0 to 100"), "points"),
            Column(_("High"), 8, _("High end of the range, 0 to 100"), "points"),
            Column(_("Score"), 12, _("The range as it is printed")),
            Column(_("Band"), 34, _("The band, or why there is none")),
            Column(_("Known"), 9, _("Share of the score that is known"), "share"),
            Column(_("Substantiated"), 14, _("What the evidence carries, 0 to 100"), "points"),
            Column(_("Confidence"), 12, _("Confidence in the answers, from their evidence"), "share"),
            Column(_("Target"), 9, _("The target, 0 to 100"), "points"),
            Column(_("About the target"), 34, _("Its year, or that it is only suggested")),
            Column(_("Smallest gap"), 10, _("Target minus high end, not below 0"), "points"),
            Column(_("Largest gap"), 10, _("Target minus low end, not below 0"), "points"),
            Column(_("Flag"), 22, _("What must not be overlooked")),
        ),
        tuple(_score(line) for line in report.scoreboard),
        kept=2,
    )


def _score(line: ScoreLine) -> tuple[Value, ...]:
    score, target, measures = line.score, line.target, line.measures
    return (
        line.code,
        line.title,
        line.pillar,
        score.low if score else None,
        score.high if score else None,
        score.figure if score else None,
        score.reading if score else line.note,
        measures.known if measures else None,
        measures.substantiated if measures else None,
        measures.confidence if measures else None,
        target.value if target else None,
        target.words if target else None,
        measures.gap_low if measures else None,
        measures.gap_high if measures else None,
        line.flag,
    )


def pillars(report: GapReport, wording: Wording) -> Table:
    """The pillars of the headline figure, and the totals."""
    _ = wording.gettext
    rows: list[tuple[Value, ...]] = [
        (
            pillar.code,
            pillar.title,
            pillar.score.low,
            pillar.score.high,
            pillar.score.reading,
            pillar.substantiated,
            pillar.target,
            ", ".join(pillar.units),
        )
        for pillar in report.summary.pillars
    ]
    rows += [
        (
            None,
            total.title,
            total.score.low,
            total.score.high,
            total.score.reading,
            None,
            None,
            total.sentence,
        )
        for total in report.summary.totals
        if total.score
    ]
    return Table(
        _("Pillars"),
        (
            Column(_("Pillar"), 8, _("Code of the pillar; none for an overall figure")),
            Column(_("Title"), 46, _("Its title")),
            Column(_("Low"), 8, _("Low end of the range, 0 to 100"), "points"),
            Column(_("High"), 8, _("High end of the range, 0 to 100"), "points"),
            Column(_("Band"), 34, _("The band, or why there is none")),
            Column(_("Substantiated"), 14, _("Mean of its units’ substantiated figures"), "points"),
            Column(_("Target"), 9, _("Mean of its units’ targets"), "points"),
            Column(_("Made of"), 50, _("Its units, or what limits the overall band")),
        ),
        tuple(rows),
        kept=2,
    )


def priorities(report: GapReport, wording: Wording) -> Table:
    """The list of priorities in its order, and the ratings of units that reach their target."""
    _ = wording.gettext
    reached = _("Target reached")
    return Table(
        _("Priorities"),
        (
            Column(_("Place"), 7, _("Place in the order of work"), "count"),
            Column(_("Unit"), 8, _("Code of the unit")),
            Column(_("Title"), 46, _("Its title")),
            Column(_("Group"), 34, _("Imbalances, certain gaps, or find out first")),
            Column(_("Lowest"), 9, _("Priority from the smallest gap, 0 to 100"), "points"),
            Column(_("Priority"), 9, _("Priority from the middle of the gap, 0 to 100"), "points"),
            Column(_("Highest"), 9, _("Priority from the largest gap, 0 to 100"), "points"),
            Column(_("Ratings"), 46, _("Importance, threat and feasibility, 1 to 5 each")),
            Column(_("Tied with"), 24, _("Units whose intervals overlap with this one’s")),
            Column(_("Owner"), 34, _("Who takes the first step")),
            Column(_("First step"), 60, _("What the first step is")),
        ),
        tuple(
            (
                line.place,
                line.code,
                line.title,
                line.group_title,
                line.low,
                line.middle,
                line.high,
                _rated(line),
                ", ".join(line.tied_with),
                line.owner,
                line.first_step,
            )
            for line in report.priorities
        )
        + tuple(
            (None, line.code, line.title, reached, None, None, None, _rated(line), None, None, None)
            for line in report.rated_without_gap
        ),
        kept=3,
    )


def _rated(line: PriorityLine | RatedLine) -> str:
    """The ratings, and the reason that was given for them."""
    return f"{line.ratings}. {line.reason}" if line.reason else line.ratings


def needs(report: GapReport, wording: Wording) -> Table:
    """The draft needs."""
    _ = wording.gettext
    return Table(
        _("Draft needs"),
        (
            Column(_("Unit"), 8, _("Code of the unit whose gap it comes from")),
            Column(_("Type"), 8, _("Code of the assistance type")),
            Column(_("Assistance"), 60, _("The assistance type")),
            Column(_("Weight"), 10, _("How much the gap points to it; larger is more"), "worth"),
            Column(_("From the questions"), 30, _("The questions that name this type")),
            Column(_("Constraint ticked"), 18, _("Whether a constraint of R16.1 matches")),
        ),
        tuple(
            (
                line.unit,
                line.code,
                line.assistance,
                line.amount,
                ", ".join(line.questions),
                _("yes") if line.constrained else _("no"),
            )
            for line in report.needs
        ),
        kept=2,
    )
