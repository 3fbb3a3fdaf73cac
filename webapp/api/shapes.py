"""What the interface answers with, and what it can be asked: the OpenAPI document is written out of this.

What was not released is absent. What was released and not filled in by the country is "" or null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from questionnaire.assistance.need import CostBand, Delivery, FrozenGap, PeopleBand
from questionnaire.assistance.releases import FieldSet
from questionnaire.assistance.status import Status
from questionnaire.countries import Group

MOST = 200
# A number of a need as eight hexadecimal digits, up to the largest that the database keeps. Systems hand it
# back as it is.
CURSOR = "^[0-7][0-9a-f]{7}$"
LONGEST_SEARCH = 200
NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f\x7f-\x9f]*$"


class NeedsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of the needs is asked for; what is not said asks for all."""

    words: (
        Annotated[
            str,
            Meta(
                max_length=LONGEST_SEARCH,
                pattern=NO_CONTROL_CHARACTERS,
                description="Words that the need must hold, all of them. With a token only.",
            ),
        ]
        | UnsetType
    ) = UNSET
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-3 code.")] | UnsetType = UNSET
    region: Annotated[str, Meta(description="M49 code of a region or sub-region.")] | UnsetType = UNSET
    group: Annotated[str, Meta(description="Group of countries, as of today.")] | UnsetType = UNSET
    unit: Annotated[str, Meta(description="Unit of the questionnaire.")] | UnsetType = UNSET
    type: Annotated[str, Meta(description="Type of assistance, main or further.")] | UnsetType = UNSET
    urgency: (
        Annotated[
            str,
            Meta(description="1: within 6 months, 2: within 12, 3: within 24, 4: later. With a token only."),
        ]
        | UnsetType
    ) = UNSET
    status: Annotated[str, Meta(description="Where the need stands. With a token only.")] | UnsetType = UNSET
    age: (
        Annotated[str, Meta(description="Least number of days in its status. With a token only.")] | UnsetType
    ) = UNSET
    cursor: (
        Annotated[
            str,
            Meta(pattern=CURSOR, description="From `next` of the page before; do not make one yourself."),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=MOST, description="How many needs on a page at most.")] = 50


class RecordsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which countries scores, support or offers are asked for; what is not said asks for all."""

    country: Annotated[str, Meta(description="ISO 3166-1 alpha-3 code.")] | UnsetType = UNSET
    region: Annotated[str, Meta(description="M49 code of a region or sub-region.")] | UnsetType = UNSET
    group: Annotated[str, Meta(description="Group of countries, as of today.")] | UnsetType = UNSET
    cursor: (
        Annotated[
            str,
            Meta(pattern=CURSOR, description="From `next` of the page before; do not make one yourself."),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=MOST, description="How many records on a page at most.")] = 50


class CountryNamed(msgspec.Struct, frozen=True):
    """A country by its ISO 3166-1 alpha-3 code."""

    code: str
    name: str


class Details(msgspec.Struct, frozen=True):
    """The description of a need, for whom it is, and under what conditions."""

    description: str
    beneficiaries: tuple[str, ...]
    people: PeopleBand | None
    end_users: str
    urgency_reason: str
    constraints: str
    conditions: str
    indicator: str


class Costs(msgspec.Struct, frozen=True):
    """What a need is thought to cost, and what the country gives."""

    cost: CostBand | None
    contribution: str


class GapShown(msgspec.Struct, frozen=True):
    """The gap from which a need was born, in points of 0 to 100, as it was then."""

    gap: FrozenGap
    questions: tuple[str, ...]
    baseline: str


class Rights(msgspec.Struct, frozen=True):
    """What a need risks for human rights, and how that is prevented."""

    rights_note: str


class NeedAnswer(msgspec.Struct, frozen=True):
    """A need as the country released it to whoever asks: `releases` let them see it, and the last of them
    ends on `last_day`. Keep that beside every copy, and remove the copy when the need is gone.
    """

    number: int
    address: str
    country: CountryNamed
    instrument: str
    version: str
    status: Status
    status_since: datetime
    releases: tuple[int, ...]
    last_day: date
    released_sets: tuple[FieldSet, ...]
    title: str
    unit: str
    assistance: str
    further: tuple[str, ...]
    clauses: tuple[str, ...]
    objective: str
    urgency: int | None
    languages: str
    delivery: Delivery | None
    wanted_by: date | None
    office: str
    details: Details | UnsetType = UNSET
    costs: Costs | UnsetType = UNSET
    gap: GapShown | UnsetType = UNSET
    rights: Rights | UnsetType = UNSET


class NeedsPage(msgspec.Struct, frozen=True):
    """Needs in the order of their numbers, and the address of those that follow; null on the last page."""

    needs: tuple[NeedAnswer, ...]
    next: str | None


class RegionNamed(msgspec.Struct, frozen=True):
    """A region, sub-region or intermediate region by its M49 code."""

    m49: str
    name: str


class CountryAnswer(msgspec.Struct, frozen=True):
    """A Member State or observer State of the United Nations, with the groups that it is in today."""

    code: str
    name: str
    m49: str
    kind: Literal["member", "observer"]
    regions: tuple[RegionNamed, ...]
    groups: tuple[Group, ...]


class CountriesAnswer(msgspec.Struct, frozen=True):
    """Every State that can take part, in the order of their codes. Names and order say nothing about the
    status of any country or territory.
    """

    day: date
    countries: tuple[CountryAnswer, ...]
