"""The needs of the register as a table: a column for everything that a need can say."""

from __future__ import annotations

from reports.content.standing_parts import StandingLine
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.workbook.cells import Column, Table, Value


def standing_needs(report: GapReport, wording: Wording) -> Table:
    """The needs as they stood on the day of the report; no row in one that was made without a register."""
    _ = wording.gettext
    lines = report.standing_needs.needs if report.standing_needs else ()
    facts = _said(wording)
    return Table(
        _("Needs"),
        (
            Column(_("Need"), 8, _("Number of the need in the country’s register"), "number"),
            Column(_("Title"), 40, _("What it is called")),
            Column(_("Unit"), 8, _("Code of the unit whose gap it comes from")),
            Column(_("Type"), 8, _("Code of the main type of assistance")),
            Column(_("Further types"), 14, _("Codes of the further types of assistance")),
            Column(_("Urgency"), 22, _("Within which time assistance is wanted")),
            Column(_("Status"), 30, _("How far it has come, and since when")),
            Column(_("Who may see it"), 44, _("The releases that hold, for whom, of what, and until when")),
            *(Column(label, 40 if is_long else 22, meaning) for _name, label, meaning, is_long in facts),
        ),
        tuple(_row(line, tuple(name for name, *_rest in facts)) for line in lines),
        kept=2,
    )


def _row(line: StandingLine, names: tuple[str, ...]) -> tuple[Value, ...]:
    said = {fact.name: fact.text for each in line.sets for fact in each.facts}
    return (
        line.number,
        line.title,
        line.unit,
        line.types[0],
        " ".join(line.types[1:]),
        line.urgency,
        line.status_words,
        line.leave,
        *(said.get(name, "") for name in names),
    )


def _said(wording: Wording) -> tuple[tuple[str, str, str, bool], ...]:
    """What a need can say beside that: name of the field, head and meaning of its column, and whether it is
    a text.
    """
    _ = wording.gettext
    return (
        ("objective", _("Objective"), _("What is to be reached"), True),
        ("clauses", _("Clauses"), _("The clauses of the official text that it serves"), True),
        ("wanted_by", _("Wanted by"), _("The day by which it is wanted, where decided"), False),
        ("languages", _("Languages"), _("In which languages assistance is wanted"), False),
        ("delivery", _("Place"), _("Where assistance is to take place"), False),
        ("office", _("Office that answers for it"), _("The office that others can write to"), True),
        ("description", _("Description"), _("What is needed"), True),
        ("beneficiaries", _("Institutions that benefit"), _("Kinds of institutions"), True),
        ("people", _("How many people benefit"), _("A band"), False),
        ("end_users", _("Who they are"), _("Groups of people who benefit"), True),
        ("urgency_reason", _("Reason of the urgency"), _("Why it is wanted by then"), True),
        ("constraints", _("Constraints"), _("What stands in the way"), True),
        ("conditions", _("Conditions"), _("What the country provides: staff, legal basis, premises"), True),
        ("indicator", _("Indicator"), _("How it will be known that it is done"), True),
        ("cost", _("What it may cost"), _("A band in US dollars"), False),
        ("contribution", _("What the country contributes"), _("In money or in kind"), True),
        ("gap", _("Gap to the country’s target"), _("The gap from which it was born, as it was then"), False),
        ("questionnaire", _("Questionnaire"), _("The questionnaire of that gap"), False),
        ("questions", _("Questions behind it"), _("The questions that name this type"), False),
        ("baseline", _("Baseline"), _("How it was when the need was written"), True),
        ("rights_note", _("Note on human rights"), _("What it risks, and how that is prevented"), True),
    )
