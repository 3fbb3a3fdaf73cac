"""The needs of a country as they stand in the register on one day: plain values that the gap report prints.

They are no part of a submission, whose gaps they are born from and which they outlive.
"""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

from questionnaire.assistance.releases import Audience, FieldSet, SeenNeed
from questionnaire.assistance.status import Status


class ShownTo(msgspec.Struct, frozen=True):
    """A release that holds: for whom, with the name where that is a partner, and until which day."""

    number: int
    audience: Audience
    partner: str
    sets: tuple[FieldSet, ...]
    last_day: date


class StandingNeed(msgspec.Struct, frozen=True):
    """A need as its readers may see it. `instrument` and `version` name the questionnaire of its codes.

    `status` and `since` are None for readers who are not told how far it has come. `releases` let them see
    it, until `last_day`; its own country needs none, and is told who else sees it in `shown_to`.
    """

    number: int
    instrument: str
    version: str
    need: SeenNeed
    sets: tuple[FieldSet, ...]
    status: Status | None = None
    since: date | None = None
    releases: tuple[int, ...] = ()
    last_day: date | None = None
    shown_to: tuple[ShownTo, ...] = ()


class StandingNeeds(msgspec.Struct, frozen=True):
    """The needs that readers may see, and the day on which they were read."""

    as_of: date
    needs: tuple[StandingNeed, ...]

    @property
    def digest(self) -> str:
        """Changes with whatever is told of a need, and not with the day alone."""
        return hashlib.sha256(msgspec.json.encode(self.needs, order="sorted")).hexdigest()
