"""The questionnaire on paper, and the slip that asks one institution for its part of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from questionnaire.answers import TOP_GRADE, AnswerSheet
from questionnaire.instrument import Instrument, Unit
from questionnaire.outcome import outcome_of
from questionnaire.sources import paragraphs
from reports.content.gathered import Gathered
from reports.content.units import citation, source_note
from reports.content.wording import Wording
from reports.language import translations
from reports.papers import fields
from reports.papers.particulars import Particulars
from reports.papers.structure import Front, Questionnaire, RequestSlip, Running, UnitForm

# What fits into half a line at the head of a sheet; the paper's front prints it whole.
MOST_IN_HEAD = 56
BLANK_IN_HEAD = "_" * 30


class UnknownQuestion(ValueError):
    """A code names no question of the instrument."""


def questionnaire(
    instrument: Instrument,
    sheet: AnswerSheet | None,
    particulars: Particulars,
    *,
    questions: tuple[str, ...] | None = None,
) -> Questionnaire:
    """The questionnaire, filled with the sheet's answers or blank without one.

    `questions` names those to print, in any order; without it, all of the sheet's modules are printed, and
    of a blank one all that there are. Raises `UnknownQuestion` and `reports.language.LanguageNotOffered`.
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
        front=front(gathered, particulars, _("Questionnaire"), classification),
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
    Raises `UnknownQuestion` and `reports.language.LanguageNotOffered`.
    """
    gathered = gather(instrument, sheet, particulars.language)
    _ = gathered.wording.gettext
    units = unit_forms(gathered, chosen(gathered, questions))
    return RequestSlip(
        language=particulars.language,
        front=front(gathered, particulars, _("Request for answers"), _("Working file, national use only")),
        request=request(gathered, particulars, sum(len(unit.questions) for unit in units)),
        message=particulars.message,
        units=units,
        question_count=sum(len(unit.questions) for unit in units),
        restricted_count=restricted(units),
    )


def gather(instrument: Instrument, sheet: AnswerSheet | None, language: str) -> Gathered:
    """The instrument with the answers and the words to print them in."""
    if sheet is None:
        modules = tuple(module.code for module in instrument.modules)
        sheet = AnswerSheet(instrument.code, instrument.version, "", date.min, modules)
    return Gathered(instrument, sheet, outcome_of(instrument, sheet), Wording(translations(language)))


def chosen(gathered: Gathered, questions: Iterable[str] | None) -> frozenset[str]:
    """The codes to print. Raises `UnknownQuestion`."""
    if questions is None:
        return frozenset(question.code for unit in gathered.units for question in unit.questions)
    codes = frozenset(questions)
    for code in sorted(codes):
        if not gathered.instrument.has_question(code):
            raise UnknownQuestion(code)
    return codes


def unit_forms(gathered: Gathered, codes: frozenset[str]) -> tuple[UnitForm, ...]:
    """The units that ask any of the questions, with those questions, in the instrument's order."""
    found = (unit_form(gathered, unit, codes) for unit in gathered.instrument.units)
    return tuple(form for form in found if form.questions)


def unit_form(gathered: Gathered, unit: Unit, codes: frozenset[str]) -> UnitForm:
    """The unit's official text and those of its questions that have these codes."""
    return UnitForm(
        code=unit.code,
        title=unit.title,
        paragraphs=paragraphs(unit.official_text),
        citation=citation(gathered, unit),
        source=source_note(gathered.instrument.source(unit.source.document)),
        reading_note=unit.reading_note.strip(),
        questions=tuple(
            fields.form(gathered, question) for question in unit.questions if question.code in codes
        ),
    )


def restricted(units: tuple[UnitForm, ...]) -> int:
    """How many of the questions are restricted."""
    return sum(question.restricted for unit in units for question in unit.questions)


def front(gathered: Gathered, particulars: Particulars, title: str, classification: str) -> Front:
    """What the paper says about itself, whole on its first page and shortened at the head of each."""
    _ = gathered.wording.gettext
    reference, return_by, made = (
        gathered.wording.day(day) if day else ""
        for day in (particulars.reference_date, particulars.return_by, particulars.generated_on)
    )
    return Front(
        title=title,
        country=particulars.country_name,
        assessment=particulars.assessment_title,
        reference_date=reference,
        institution=particulars.institution,
        asked_by=particulars.asked_by,
        return_to=particulars.return_to,
        return_by=return_by,
        generated_on=made,
        instrument=gathered.instrument.title,
        version=gathered.instrument.version,
        notice=particulars.notice,
        statement=_("Self-assessment; not a finding of the United Nations"),
        classification=classification,
        pilot_note=gathered.instrument.pilot_note.strip(),
        grades=grades(gathered),
        running=running(gathered, particulars, classification),
    )


def grades(gathered: Gathered) -> str:
    """The grades of evidence, each with its number."""
    return " · ".join(f"{grade} {gathered.wording.grade_meaning(grade)}" for grade in range(TOP_GRADE + 1))


def running(gathered: Gathered, particulars: Particulars, classification: str) -> Running:
    """What stands at the head and foot of each sheet."""
    _ = gathered.wording.gettext
    reference = gathered.wording.day(particulars.reference_date) if particulars.reference_date else ""
    about = (particulars.country_name, particulars.assessment_title, reference)
    source = _("{instrument}, version {version}").format(
        instrument=gathered.instrument.title, version=gathered.instrument.version
    )
    last = (source, classification, in_head(particulars.notice))
    foot = (
        _("Evidence: {grades}").format(grades=grades(gathered)),
        back(gathered, particulars),
        " · ".join(part for part in last if part),
    )
    return Running(
        head=(
            " · ".join(in_head(part) for part in about if part) or gathered.instrument.title,
            _("Institution: {name}").format(name=in_head(particulars.institution) or BLANK_IN_HEAD),
        ),
        foot=tuple(line for line in foot if line),
    )


def back(gathered: Gathered, particulars: Particulars) -> str:
    """To whom the sheet goes back, and by when; empty if neither is known."""
    _ = gathered.wording.gettext
    name, day = in_head(particulars.return_to), particulars.return_by
    if day is None:
        return _("Return to {name}").format(name=name) if name else ""
    if not name:
        return _("Return by {day}").format(day=gathered.wording.day(day))
    return _("Return to {name} by {day}").format(name=name, day=gathered.wording.day(day))


def in_head(text: str) -> str:
    """The text on one line, cut where it would not fit into the head of a sheet."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_IN_HEAD else line[: MOST_IN_HEAD - 1].rstrip() + "…"


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
