"""An assessment opened by its country and number: what every page of this journey begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, abort, current_app, request, url_for

from questionnaire.instrument import Instrument, Question, Unit
from webapp.access import signed_in_user, statuses_stated
from webapp.records import assessments
from webapp.tables import CONTRIBUTOR, DRAFT, FOCAL_POINT, Assessment, Membership

blueprint = Blueprint("assessment", __name__)


class Locked(Exception):
    """What was asked for is not possible in the assessment's present state: nothing has been changed."""

    def __init__(self, here: Opened) -> None:
        super().__init__(f"assessment {here.row.id} is {here.row.status}")
        self.here = here
        self.country, self.number, self.status = here.row.country_code, here.row.id, here.row.status


@dataclass(frozen=True)
class Opened:
    """One assessment, the instrument it is pinned to, and what the person who opened it may do.

    `given` holds the codes of the questions given to a contributor; it is None for everybody else, who read
    the whole assessment.
    """

    row: Assessment
    instrument: Instrument
    modules: tuple[str, ...]
    membership: Membership
    given: frozenset[str] | None

    @property
    def may_write(self) -> bool:
        """Whether the person may change answers now; a contributor those to the questions given to them."""
        return self.row.status == DRAFT and self.is_writer

    @property
    def is_writer(self) -> bool:
        """Whether the person is one of those who answer, whatever the state of the assessment."""
        return self.membership.role in {FOCAL_POINT, CONTRIBUTOR}

    @property
    def may_read_all(self) -> bool:
        """Whether the person reads the whole assessment, its result and its report."""
        return self.given is None

    @property
    def may_plan(self) -> bool:
        """Whether the person may set targets and ratings now."""
        return self.row.status == DRAFT and self.is_led

    @property
    def is_led(self) -> bool:
        """Whether the person leads it: a focal point of the country."""
        return self.membership.role == FOCAL_POINT

    def address(self, endpoint: str, **parts: Any) -> str:
        """Where a page of this assessment is."""
        return url_for(endpoint, country=self.row.country_code, number=self.row.id, **parts)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the modules switched on, in the instrument's order; for a contributor those in which
        they were given something.
        """
        units = self.instrument.units_in(self.modules)
        return units if self.given is None else tuple(unit for unit in units if self.questions(unit))

    @cached_property
    def rated_units(self) -> tuple[Unit, ...]:
        """The units that take a target and ratings."""
        return tuple(unit for unit in self.units if unit.scored)

    def unit(self, code: str) -> Unit:
        """The unit with that code; a 404 where this assessment has none such."""
        return next((unit for unit in self.units if unit.code == code), None) or abort(404)

    def unit_of_all(self, code: str) -> Unit:
        """The unit with that code, whether or not anything in it was given to the person; a 404 where this
        assessment has none such.
        """
        units = self.instrument.units_in(self.modules)
        return next((unit for unit in units if unit.code == code), None) or abort(404)

    def questions(self, unit: Unit) -> tuple[Question, ...]:
        """The unit's questions, in order; for a contributor those given to them."""
        if self.given is None:
            return unit.questions
        return tuple(question for question in unit.questions if question.code in self.given)

    def question(self, code: str) -> Question:
        """The question with that code; a 404 where this assessment has none such, or not for this person."""
        found = (
            question for unit in self.units for question in self.questions(unit) if question.code == code
        )
        return next(found, None) or abort(404)


def opened(country: str, number: int, *, to_write: bool = False) -> Opened:
    """The country's assessment with that number; a 404 where there is none, whoever else may have one.

    Raises `Locked` if the view may not be opened in the assessment's present state.
    """
    membership = signed_in_user().membership_in(country) or abort(404)
    given = None
    if membership.role == CONTRIBUTOR:
        row, given = assessments.assessment_given_to(membership, number, to_write=to_write) or abort(404)
    else:
        row = assessments.assessment_in(country, number, to_write=to_write) or abort(404)
    here = Opened(
        row=row,
        instrument=assessments.instrument_of(row),
        modules=assessments.modules_of(row),
        membership=membership,
        given=given,
    )
    if row.status not in statuses_stated(current_app, request.endpoint):
        raise Locked(here)
    return here


def neighbours(units: tuple[Unit, ...], unit: Unit) -> tuple[Unit | None, Unit | None]:
    """The units before and after this one."""
    place = units.index(unit)
    return (units[place - 1] if place else None, units[place + 1] if place + 1 < len(units) else None)
