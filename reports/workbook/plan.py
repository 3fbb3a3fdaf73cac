"""The action plan as a table: what is planned, and beside it what is proposed."""

from __future__ import annotations

from datetime import date

from reports.content.plan_parts import PlanLine
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.workbook.cells import Column, Table, Value


def actions(report: GapReport, wording: Wording) -> Table:
    """The actions of the plan in the order of priorities, then the proposals."""
    _ = wording.gettext
    units = (*report.plan.planned, *report.plan.proposed)
    return Table(
        _("Actions"),
        (
            Column(_("Action"), 11, _("Code of the action")),
            Column(_("Unit"), 8, _("Code of the unit that it serves")),
            Column(_("Question"), 10, _("Code of the question whose answer it would raise")),
            Column(_("State"), 16, _("In the plan, or only proposed")),
            Column(_("What is done"), 60, _("The action in the officials’ words, or as proposed")),
            Column(_("Target level"), 16, _("The level, choice or options that it aims at")),
            Column(_("Words of that level"), 60, _("What the questionnaire says of that level")),
            Column(_("Clauses"), 20, _("The clauses of the official text that it serves")),
            Column(_("Owner"), 34, _("The institution that carries it out")),
            Column(_("Start"), 16, _("First day, where decided"), "day"),
            Column(_("End"), 16, _("Last day, where decided"), "day"),
            Column(_("Cost"), 14, _("Cost band, explained in the report")),
            Column(_("Indicator"), 40, _("How it will be known that it is done")),
        ),
        tuple(_action(line) for unit in units for line in unit.lines),
        kept=1,
    )


def _action(line: PlanLine) -> tuple[Value, ...]:
    return (
        line.code,
        line.unit,
        line.question,
        line.state,
        line.text,
        line.aim,
        line.quote,
        ", ".join(line.clauses),
        line.owner,
        _day(line.start),
        _day(line.end),
        line.cost,
        line.indicator,
    )


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
