"""What is asked on a paper: the questions chosen, under the official texts that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Instrument, Unit
from questionnaire.outcome import outcome_of
from questionnaire.sources import paragraphs
from reports.content.gathered import Gathered
from reports.content.units import citation, source_note
from reports.content.wording import Wording
from reports.language import translations
from reports.papers import fields
from reports.papers.structure import UnitForm


class UnknownQuestion(ValueError):
    """A code names no question of the instrument."""


class NothingAsked(ValueError):
    """No question was chosen: there is nothing to print."""


def gather(instrument: Instrument, sheet: AnswerSheet | None, language: str) -> Gathered:
    """The instrument with the answers and the words to print them in."""
    if sheet is None:
        modules = tuple(module.code for module in instrument.modules)
        sheet = AnswerSheet(instrument.code, instrument.version, "", date.min, modules)
    return Gathered(instrument, sheet, outcome_of(instrument, sheet), Wording(translations(language)))


def chosen(gathered: Gathered, questions: Iterable[str] | None) -> frozenset[str]:
    """The codes to print. Raises `UnknownQuestion` and `NothingAsked`."""
    if questions is None:
        return frozenset(question.code for unit in gathered.units for question in unit.questions)
    codes = frozenset(questions)
    if not codes:
        raise NothingAsked
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
