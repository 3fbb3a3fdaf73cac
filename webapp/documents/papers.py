"""From answers, or none, to what a printed paper is made of."""

from __future__ import annotations

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import write_answers
from questionnaire.instrument import Instrument
from reports.papers.particulars import Particulars
from webapp.documents.contents import BLANK, PaperContent, PaperKind, edition


def paper_of(
    instrument: Instrument,
    sheet: AnswerSheet | None,
    *,
    kind: PaperKind,
    particulars: Particulars,
    questions: tuple[str, ...] | None = None,
) -> PaperContent:
    """What the paper with these questions is made of: filled with the sheet's answers, or blank without one.

    Of the answers only those to the questions are kept, so that others change nothing about the paper.
    Raises ValueError for codes that no question has, a slip or sign-off sheet without questions, and a
    sign-off sheet without answers.
    """
    if kind != "questionnaire" and not questions:
        raise ValueError(f"a {kind} needs questions")
    if kind == "sign-off-sheet" and sheet is None:
        raise ValueError("a sign-off sheet needs answers")
    if questions is not None:
        questions = _in_order(instrument, questions)
    answers = BLANK if sheet is None else write_answers(_asked_of(sheet, questions), instrument)
    return PaperContent(
        answers=msgspec.Raw(answers),
        edition=edition(),
        kind=kind,
        particulars=particulars,
        questions=questions,
    )


def _in_order(instrument: Instrument, questions: tuple[str, ...]) -> tuple[str, ...]:
    """The codes in the instrument's order, so that the same questions are the same paper."""
    unknown = [code for code in questions if not instrument.has_question(code)]
    if unknown:
        raise ValueError(f"no question has the code {unknown[0]}")
    return tuple(question.code for question in instrument.questions if question.code in questions)


def _asked_of(sheet: AnswerSheet, questions: tuple[str, ...] | None) -> AnswerSheet:
    """The sheet with the answers to these questions, or to all, and nothing of its plan."""
    given = {code: answer for code, answer in sheet.answers.items() if questions is None or code in questions}
    return msgspec.structs.replace(sheet, answers=given, targets={}, ratings={})
