"""What each institution of a country is asked in an assessment."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import abort

from questionnaire.instrument import Question
from webapp.assessment.opened import Opened
from webapp.papers.printed import questions_of
from webapp.records import papers
from webapp.records.papers import InstitutionAsked


class BodyAsked(msgspec.Struct, frozen=True):
    """An institution with the questions that it is asked, in the instrument's order: those given to it, or,
    while nothing was, those that name the kind of body that it is.
    """

    institution: InstitutionAsked
    questions: tuple[Question, ...]
    is_given: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its questions."""
        return tuple(question.code for question in self.questions)

    @property
    def due_on(self) -> date | None:
        """The earliest day by which one of its questions is due."""
        return min((day for day in map(self.due, self.codes) if day), default=None)

    def due(self, code: str) -> date | None:
        """The day by which that question is due."""
        return self.institution.given.get(code)


def bodies_asked(here: Opened) -> list[BodyAsked]:
    """The institutions that are asked anything, by name, in one statement."""
    asked = questions_of(here)
    found = (_asked(institution, asked) for institution in papers.institutions_asked(here.row))
    return [body for body in found if body.questions]


def body_asked(here: Opened, number: int) -> BodyAsked:
    """The institution with that number; a 404 where the country has none such, or asks it nothing."""
    found = (body for body in bodies_asked(here) if body.institution.number == number)
    return next(found, None) or abort(404)


def _asked(institution: InstitutionAsked, asked: tuple[Question, ...]) -> BodyAsked:
    given = tuple(question for question in asked if question.code in institution.given)
    if given or institution.is_closed:
        return BodyAsked(institution, given, is_given=True)
    named = tuple(question for question in asked if institution.body_code in question.bodies)
    return BodyAsked(institution, named, is_given=False)
