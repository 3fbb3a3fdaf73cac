"""The register of a country, opened by somebody who reads it: what every page of this journey begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, abort, url_for

from questionnaire.assistance.need import Need
from questionnaire.instrument import Instrument
from questionnaire.loading import installed, published
from webapp.access import signed_in_user
from webapp.records import needs
from webapp.records.needs import SavedNeed
from webapp.tables import FOCAL_POINT, Country, Membership, NeedRecord

blueprint = Blueprint("assistance", __name__, url_prefix="/countries/<country>")


@dataclass(frozen=True)
class Entered:
    """A country's register, and what the person who opened it may do there."""

    membership: Membership

    @property
    def land(self) -> Country:
        """The country."""
        return self.membership.country

    @property
    def is_led(self) -> bool:
        """Whether the person may write in it: a focal point of the country."""
        return self.membership.role == FOCAL_POINT

    @property
    def instrument(self) -> Instrument:
        """The questionnaire in whose words codes are read."""
        return published()

    def address(self, endpoint: str, **parts: Any) -> str:
        """Where a page of this country is."""
        return url_for(endpoint, country=self.land.code, **parts)


@dataclass(frozen=True)
class OpenedNeed(Entered):
    """One need of the country, with what it says."""

    row: NeedRecord

    @cached_property
    def saved(self) -> SavedNeed:
        """The latest revision of what it says."""
        return needs.saved_need(self.row)

    @property
    def need(self) -> Need:
        """What it says."""
        return self.saved.need

    @cached_property
    def instrument(self) -> Instrument:
        """The version of the questionnaire from whose answers it was born."""
        return installed(self.need.gap.instrument, self.need.gap.version)

    @property
    def may_edit(self) -> bool:
        """Whether the person may change what it says now."""
        return self.is_led and self.row.status == "draft"

    def address(self, endpoint: str, **parts: Any) -> str:
        """Where a page of this need is."""
        return url_for(endpoint, country=self.land.code, need=self.row.id, **parts)


def entered(country: str) -> Entered:
    """The register of the country, if the person signed in is part of it; a 404 otherwise."""
    return Entered(signed_in_user().membership_in(country) or abort(404))


def opened_need(country: str, number: int, *, to_write: bool = False) -> OpenedNeed:
    """The country's need with that number; a 404 where there is none, whoever else may have one."""
    here = entered(country)
    row = needs.need_in(country, number, to_write=to_write) or abort(404)
    return OpenedNeed(here.membership, row)
