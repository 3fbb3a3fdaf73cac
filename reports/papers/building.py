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
    blank = is_blank(gathered, units)
    classification = "" if blank else _("Working file, national use only")
    return Questionnaire(
        language=particulars.language,
        front=form_front(gathered, particulars, _("Questionnaire"), classification),
        units=units,
        question_count=sum(len(unit.questions) for unit in units),
        restricted_count=restricted(units),
        is_blank=blank,
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
        request=request(gathered, particulars, units),
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


def is_blank(gathered: Gathered, units: tuple[UnitForm, ...]) -> bool:
    """Whether none of the questions has an answer, or anything typed beside a missing one."""
    answers = (gathered.sheet.answer_to(question.code) for unit in units for question in unit.questions)
    return not any(answer.state != "unanswered" or answer.has_words for answer in answers)


def request(gathered: Gathered, particulars: Particulars, units: tuple[UnitForm, ...]) -> str:
    """What is asked, in one paragraph."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    count = sum(len(unit.questions) for unit in units)
    sentences = [
        _("{country} is assessing for itself how far it has come in preventing cybercrime.").format(
            country=particulars.country_name or _("This country")
        ),
        several(
            "Your institution is asked to answer the question on these sheets.",
            "Your institution is asked to answer the {count} questions on these sheets.",
            count,
        ).format(count=count),
    ]
    if particulars.reference_date is not None:
        day = gathered.wording.day(particulars.reference_date)
        sentences.append(_("Please describe things as they stand on {day}.").format(day=day))
    if not is_blank(gathered, units):
        sentences.append(_("What was answered so far is filled in; please confirm or correct it."))
    return " ".join(sentences)
