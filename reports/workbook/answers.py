"""Answers, their companion figures and documents, and the clauses that they are about, as tables."""

from __future__ import annotations

from reports.content.parts import AnswerEntry
from reports.content.structure import GapReport
from reports.content.wording import Wording
from reports.workbook.cells import Column, Table, Value


def clauses(report: GapReport, wording: Wording) -> Table:
    """Every clause with its status and source."""
    _ = wording.gettext
    return Table(
        _("Clauses"),
        (
            Column(_("Unit"), 8, _("Code of the unit")),
            Column(_("Clause"), 9, _("Code of the clause")),
            Column(_("What it says"), 70, _("The clause in one line")),
            Column(_("Status"), 14, _("How far it is met")),
            Column(_("Asked in"), 24, _("The questions about it")),
            Column(_("Source"), 50, _("The official document and the place in it")),
            Column(_("Non-endorsement"), 70, _("What the source says of its own standing")),
        ),
        tuple(
            (
                unit.code,
                clause.code,
                clause.gist,
                clause.words,
                ", ".join(clause.questions),
                f"{unit.source.title}, {unit.source.date}, {unit.citation}",
                unit.source.non_endorsement,
            )
            for unit in report.units
            for clause in unit.clauses
        ),
        kept=2,
    )


def answers(report: GapReport, wording: Wording) -> Table:
    """Every question with all that was answered and typed."""
    _ = wording.gettext
    return Table(
        _("Answers"),
        (
            Column(_("Unit"), 8, _("Code of the unit")),
            Column(_("Question"), 10, _("Code of the question")),
            Column(_("Text"), 60, _("The question")),
            Column(_("Weight"), 22, _("Whether and how it counts")),
            Column(_("Restricted"), 11, _("Marked where the answer is sensitive")),
            Column(_("State"), 15, _("Answered, or why not")),
            Column(_("Given by"), 30, _("The institution for which it was given, where known")),
            Column(_("Answer"), 50, _("What was chosen, in words")),
            Column(_("Codes"), 16, _("What was chosen, in the codes below")),
            Column(_("Least"), 8, _("The least that it is worth, 0 to 1"), "worth"),
            Column(_("Most"), 8, _("The most that it may be worth, 0 to 1"), "worth"),
            Column(_("Substantiated"), 14, _("How much of it the evidence carries, 0 to 1"), "worth"),
            Column(_("In the score"), 40, _("How it counts, in words")),
            Column(_("Next level"), 40, _("What the next level asks")),
            Column(_("Evidence grade"), 10, _("0 (none) to 4 (independently verified)"), "count"),
            Column(_("Documents"), 11, _("How many documents are cited"), "count"),
            Column(_("Options that do not apply"), 40, _("Each with its reason")),
            Column(_("Evidence"), 60, _("The documents cited, one a line")),
            Column(_("Reason"), 40, _("Why the question does not apply")),
            Column(_("Comment"), 80, _("What was typed beside the answer")),
        ),
        tuple(_answer(answer, wording) for answer in report.answers),
        kept=2,
    )


def _answer(answer: AnswerEntry, wording: Wording) -> tuple[Value, ...]:
    return (
        answer.unit,
        answer.code,
        answer.text,
        answer.weight,
        wording.gettext("restricted") if answer.restricted else None,
        answer.state_words,
        answer.given_by,
        "; ".join(answer.value),
        ", ".join(answer.codes),
        answer.low,
        answer.high,
        answer.substantiated,
        answer.counted,
        answer.next_step,
        answer.grade if answer.given else None,
        len(answer.evidence) if answer.given else None,
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


def numbers(report: GapReport, wording: Wording) -> Table:
    """The companion figures, as numbers."""
    _ = wording.gettext
    return Table(
        _("Numbers"),
        (
            Column(_("Question"), 10, _("Code of the question that it was given beside")),
            Column(_("What it counts"), 60, _("What was asked for")),
            Column(_("Number"), 14, _("The figure as given"), "number"),
            Column(_("Unit of measurement"), 20, _("What it is counted in")),
        ),
        tuple(
            (answer.code, number.text, number.amount, number.unit)
            for answer in report.answers
            for number in answer.numbers
        ),
        kept=1,
    )


def evidence(report: GapReport, wording: Wording) -> Table:
    """The register of documents, question by question."""
    _ = wording.gettext
    return Table(
        _("Evidence"),
        (
            Column(_("Document"), 10, _("Its number in the register of the report")),
            Column(_("Question"), 10, _("Code of the question that it supports")),
            Column(_("Title"), 60, _("Title of the document")),
            Column(_("Body"), 40, _("Who issued it")),
            Column(_("Date"), 14, _("Its date, as typed")),
            Column(_("Link"), 60, _("Where it can be read")),
            Column(_("File"), 16, _("Whether a file is attached")),
        ),
        tuple(
            (item.reference, answer.code, item.title, item.body, item.date, item.link, item.file)
            for answer in report.answers
            for item in answer.evidence
        ),
        kept=1,
    )
