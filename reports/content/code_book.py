"""What the codes in tables and files stand for, from units down to the options of each question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from questionnaire.answers import TOP_GRADE, State
from questionnaire.clause_status import ClauseStatus
from questionnaire.instrument import TOP_LEVEL, Question
from reports.content.gathered import Gathered
from reports.content.structure import CodeLine

BANDS = range(1, 6)


def lines(gathered: Gathered) -> tuple[CodeLine, ...]:
    """Every code, in the order of the questionnaire; of all modules, also those switched off."""
    return (*_of_the_questionnaire(gathered), *_of_questions(gathered), *_of_scores(gathered))


def _of_the_questionnaire(gathered: Gathered) -> Iterator[CodeLine]:
    _ = gathered.wording.gettext
    instrument = gathered.instrument
    for module in instrument.modules:
        yield CodeLine(_("Module"), module.code, module.title, "")
    for pillar in instrument.pillars:
        yield CodeLine(_("Pillar"), pillar.code, pillar.title, "")
    for unit in instrument.units:
        place = instrument.pillar(unit.pillar).title
        yield CodeLine(_("Unit"), unit.code, unit.title, place)
    for body in instrument.bodies:
        yield CodeLine(_("Institution"), body.code, body.title, "")
    for kind in instrument.assistance_types:
        yield CodeLine(_("Assistance"), kind.code, kind.title, "")


def _of_questions(gathered: Gathered) -> Iterator[CodeLine]:
    _ = gathered.wording.gettext
    for question in gathered.instrument.questions:
        restricted = _("restricted") if question.restricted else ""
        yield CodeLine(_("Question"), question.code, question.text, restricted)
        yield from _of_values(gathered, question)
        for field in gathered.instrument.number_fields(question):
            yield CodeLine(_("Number"), f"{question.code} {field.code}", field.text, field.unit)


def _of_values(gathered: Gathered, question: Question) -> Iterator[CodeLine]:
    """What can be answered to a question, and what it is worth."""
    _ = gathered.wording.gettext
    for level, text in enumerate(question.levels):
        worth = _("worth {worth} of 1").format(worth=level / TOP_LEVEL)
        yield CodeLine(_("Level"), f"{question.code} {level}", text, worth)
    if question.kind == "choice":
        for code, text, worth in (
            ("yes", _("Yes"), "1"),
            ("partial", _("Partial"), "0.5"),
            ("no", _("No"), "0"),
        ):
            yield CodeLine(
                _("Choice"), f"{question.code} {code}", text, _("worth {worth} of 1").format(worth=worth)
            )
    for row in question.rows:
        yield CodeLine(_("Row"), f"{question.code} {row.code}", row.text, "")
    for option in question.options:
        counted = question.scored and option.scored and not option.exclusive
        note = _("counts in the score") if counted else _("recorded only")
        if option.exclusive:
            note = _("excludes all others, worth 0") if question.scored else _("excludes all others")
        yield CodeLine(_("Option"), f"{question.code} {option.code}", option.text, note)


def _of_scores(gathered: Gathered) -> Iterator[CodeLine]:
    _, words = gathered.wording.gettext, gathered.wording
    state: State
    for state in get_args(State):
        yield CodeLine(_("State of an answer"), state, words.state(state), "")
    for grade in range(TOP_GRADE + 1):
        yield CodeLine(_("Evidence grade"), str(grade), words.grade_meaning(grade), "")
    status: ClauseStatus
    for status in get_args(ClauseStatus):
        yield CodeLine(_("Status of a clause"), status, words.clause_status(status), "")
    for band in BANDS:
        yield CodeLine(_("Band"), str(band), words.band(band), _("from {low}").format(low=20 * (band - 1)))
