"""What the papers of an assessment have in common: what is printed on them, and how one is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Question
from reports.papers.particulars import Particulars
from webapp import asked_documents
from webapp.assessment.opened import Opened
from webapp.documents import PaperContent, PaperKind, paper_of
from webapp.records import submissions
from webapp.wording import _

LANGUAGE = "en"


def questions_of(here: Opened) -> tuple[Question, ...]:
    """The questions of the assessment that the person who opened it sees, in order."""
    return tuple(question for unit in here.units for question in here.questions(unit))


def answers_that_count(here: Opened) -> AnswerSheet:
    """The answers that papers are filled with: of a submission those that were frozen."""
    return submissions.sheet_that_counts(here.row)


def particulars_of(here: Opened, generated_on: date | None, **typed: Any) -> Particulars:
    """What is printed about the assessment; `typed` is what somebody wrote for this paper."""
    return Particulars(
        language=LANGUAGE,
        country_name=here.row.country.name,
        assessment_title=here.row.title,
        reference_date=here.row.reference_date,
        notice=_("This country and its answers are invented.") if here.row.country.is_invented else "",
        generated_on=generated_on,
        **typed,
    )


def ask_for_paper(
    here: Opened,
    kind: PaperKind,
    sheet: AnswerSheet | None,
    particulars: Particulars,
    questions: tuple[str, ...],
) -> ResponseReturnValue:
    """Has the paper made, unless it was made before, and leads to the page that waits for it."""
    content = paper_of(here.instrument, sheet, kind=kind, particulars=particulars, questions=questions)
    return ask_for_content(here, content)


def ask_for_content(here: Opened, content: PaperContent) -> ResponseReturnValue:
    """The same for a paper whose content is known."""
    rendering = asked_documents.ask_for(here.row, content)
    return redirect(here.address("papers.wait", rendering=rendering.id), 303)
