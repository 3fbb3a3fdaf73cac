"""The questionnaire on paper, and the slip that asks one institution for its part of it."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Instrument
from reports.content.gathered import Gathered
from reports.papers.asked import chosen, gather, unit_forms
from reports.papers.front import front, grades
from reports.papers.particulars import Particulars
from reports.papers.structure import Front, Questionnaire, RequestSlip, UnitForm


def questionnaire(
    instrument: Instrument,
    sheet: AnswerSheet | None,
    particulars: Particulars,
    *,
    questions: tuple[str, ...] | None = None,
) -> Questionnaire:
    """The questionnaire, filled with the sheet's answers or blank without one.

    `questions` names those to print, in any order; without it, all of the sheet's modules are printed, and
    of a blank one all that there are.
    Raises `UnknownQuestion`, `NothingAsked` and `reports.language.LanguageNotOffered`.
    """
    gathered = gather(instrument, sheet, particulars.language)
    _ = gathered.wording.gettext
    units = unit_forms(gathered, chosen(gathered, questions))
    is_blank = sheet is None or not any(
        sheet.answer_to(question.code).state != "unanswered" or sheet.answer_to(question.code).has_words
        for unit in units for question in unit.questions
    )  # fmt: skip
    classification = "" if is_blank else _("Working file, national use only")
    return Questionnaire(
        language=particulars.language,
        front=form_front(gathered, particulars, _("Questionnaire"), classification),
        units=units,
        question_count=sum(len(unit.questions) for unit in units),
        restricted_count=restricted(units),
        is_blank=is_blank,
    )


def request_slip(
    instrument: Instrument,
    sheet: AnswerSheet | None,
    particulars: Particulars,
    *,
    questions: tuple[str, ...],
) -> RequestSlip:
    """The questions that one institution is asked, to be filled in by hand and sent back.

    What the sheet holds on them already is printed, so that the institution can confirm or correct it.
    Raises `UnknownQuestion`, `NothingAsked` and `reports.language.LanguageNotOffered`.
    """
    gathered = gather(instrument, sheet, particulars.language)
    _ = gathered.wording.gettext
    units = unit_forms(gathered, chosen(gathered, questions))
    return RequestSlip(
        language=particulars.language,
        front=form_front(
            gathered, particulars, _("Request for answers"), _("Working file, national use only")
        ),
        request=request(gathered, particulars, sum(len(unit.questions) for unit in units)),
        message=particulars.message,
        units=units,
        question_count=sum(len(unit.questions) for unit in units),
        restricted_count=restricted(units),
    )


def form_front(gathered: Gathered, particulars: Particulars, title: str, classification: str) -> Front:
    """The front of a paper to fill in: every sheet says what the grades of evidence stand for."""
    foot = gathered.wording.gettext("Evidence: {grades}").format(grades=grades(gathered))
    return front(gathered, particulars, title=title, classification=classification, foot=foot)


def restricted(units: tuple[UnitForm, ...]) -> int:
    """How many of the questions are restricted."""
    return sum(question.restricted for unit in units for question in unit.questions)


def request(gathered: Gathered, particulars: Particulars, count: int) -> str:
    """What is asked, in one paragraph."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    asked = several(
        "{country} is assessing for itself how far it has come in preventing cybercrime. "
        "Your institution is asked to answer the question on the sheets behind this page.",
        "{country} is assessing for itself how far it has come in preventing cybercrime. "
        "Your institution is asked to answer the {count} questions on the sheets behind this page.",
        count,
    ).format(country=particulars.country_name or _("This country"), count=count)
    if particulars.reference_date is None:
        return asked
    day = gathered.wording.day(particulars.reference_date)
    return asked + " " + _("Please describe things as they stand on {day}.").format(day=day)
