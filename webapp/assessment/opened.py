"""An assessment opened by its country and number: what every page of this journey begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, abort, url_for

from questionnaire.instrument import Instrument, Unit
from webapp.access import signed_in_user
from webapp.records import assessments
from webapp.tables import FOCAL_POINT, Assessment

blueprint = Blueprint("assessment", __name__)


@dataclass(frozen=True)
class Opened:
    """One assessment, the instrument it is pinned to, and what the person who opened it may do."""

    row: Assessment
    instrument: Instrument
    modules: tuple[str, ...]
    may_write: bool

    def address(self, endpoint: str, **parts: Any) -> str:
        """Where a page of this assessment is."""
        return url_for(endpoint, country=self.row.country_code, number=self.row.id, **parts)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the modules switched on, in the instrument's order."""
        return self.instrument.units_in(self.modules)

    @cached_property
    def rated_units(self) -> tuple[Unit, ...]:
        """The units that take a target and ratings."""
        return tuple(unit for unit in self.units if unit.scored)

    def unit(self, code: str) -> Unit:
        """The unit with that code; a 404 where this assessment has none such."""
        return next((unit for unit in self.units if unit.code == code), None) or abort(404)


def opened(country: str, number: int, *, to_write: bool = False) -> Opened:
    """The country's assessment with that number; a 404 where there is none, whoever else may have one."""
    row = assessments.assessment_in(country, number, to_write=to_write)
    if row is None:
        abort(404)
    return Opened(
        row=row,
        instrument=assessments.instrument_of(row),
        modules=assessments.modules_of(row),
        may_write=signed_in_user().role_in(country) == FOCAL_POINT,
    )


def neighbours(units: tuple[Unit, ...], unit: Unit) -> tuple[Unit | None, Unit | None]:
    """The units before and after this one."""
    place = units.index(unit)
    return (units[place - 1] if place else None, units[place + 1] if place + 1 < len(units) else None)
