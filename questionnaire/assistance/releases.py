"""What others may see of a country's records: nothing without a release (`assistance.md`, Release).

A release names one record, sets of its fields, one audience, a purpose, the office that approved it and the
last day on which it holds. The audiences do not contain each other, with one exception: what is released
openly is seen by everybody. So nobody learns something through a release that does not name them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import msgspec

from questionnaire.assistance.need import CostBand, Delivery, FrozenGap, Need, PeopleBand

Audience = Literal["unodc", "partner", "open"]
RecordKind = Literal["need", "submission", "offer", "support"]
FieldSet = Literal[
    "request",  # of a need: what is needed, on what, how urgently, and how far it has come
    "details",  # of a need: the description, for whom, under what conditions
    "costs",  # of a need: cost band and national contribution; of support: the amount
    "gap",  # of a need: the gap from which it was born, which is a score
    "rights",  # of a need: the note on human rights
    "scores",  # of a submission: ranges of units and pillars, coverage and age
    "report",  # of a submission: its report as the audience's version
    "experience",  # of an offer: the unit, and what the country would share
    "support",  # of support: provider, role, dates, status, share of the objective
]

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
RECORD_KINDS: tuple[RecordKind, ...] = get_args(RecordKind)
# The first set of each kind is part of every release of such a record, or there would be nothing to show.
NEED_SETS: tuple[FieldSet, ...] = ("request", "details", "costs", "gap", "rights")
SUBMISSION_SETS: tuple[FieldSet, ...] = ("scores", "report")
OFFER_SETS: tuple[FieldSet, ...] = ("experience",)
SUPPORT_SETS: tuple[FieldSet, ...] = ("support", "costs")
MONTHS_BY_DEFAULT = 12


class Release(msgspec.Struct, frozen=True):
    """Leave given to an audience to see some fields of a record. `partner` is the provider's number where the
    audience is a named partner. `last_day` is the last day on which it holds.
    """

    number: int
    kind: RecordKind
    record: int
    fields: frozenset[FieldSet]
    audience: Audience
    purpose: str
    office: str
    first_day: date
    last_day: date
    partner: int | None = None
    is_withdrawn: bool = False
    # Where a restricted record goes beyond UNODC, a second person has to agree before it holds.
    waits_for_second: bool = False


class Onlooker(msgspec.Struct, frozen=True):
    """Who looks from outside the country: UNODC, a named partner, or anybody."""

    audience: Audience
    partner: int | None = None


PUBLIC = Onlooker("open")
UNODC = Onlooker("unodc")


class SeenNeed(msgspec.Struct, frozen=True):
    """What an onlooker is shown of a need. What was not released to them is None, in all exports too."""

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
    description: str | None = None
    beneficiaries: tuple[str, ...] | None = None
    people: PeopleBand | None = None
    end_users: str | None = None
    urgency_reason: str | None = None
    constraints: str | None = None
    conditions: str | None = None
    indicator: str | None = None
    cost: CostBand | None = None
    contribution: str | None = None
    gap: FrozenGap | None = None
    questions: tuple[str, ...] | None = None
    baseline: str | None = None
    rights_note: str | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """The main type of assistance and the further ones."""
        return (self.assistance, *self.further)


_FIELDS_OF_REQUEST = (
    "title",
    "unit",
    "assistance",
    "further",
    "clauses",
    "objective",
    "urgency",
    "languages",
    "delivery",
    "wanted_by",
    "office",
)
# Question codes and the baseline tell what was answered: they go with the gap and not with the request.
_FIELDS_OF_SETS: tuple[tuple[FieldSet, tuple[str, ...]], ...] = (
    (
        "details",
        (
            "description",
            "beneficiaries",
            "people",
            "end_users",
            "urgency_reason",
            "constraints",
            "conditions",
            "indicator",
        ),
    ),
    ("costs", ("cost", "contribution")),
    ("gap", ("gap", "questions", "baseline")),
    ("rights", ("rights_note",)),
)


def sets_of(kind: RecordKind) -> tuple[FieldSet, ...]:
    """The sets of fields that such a record has; the first is part of every release of it."""
    if kind == "need":
        return NEED_SETS
    if kind == "submission":
        return SUBMISSION_SETS
    return OFFER_SETS if kind == "offer" else SUPPORT_SETS


def is_shown_to(audience: Audience, name: FieldSet) -> bool:
    """Whether a release to that audience shows the set at all: a need's gap is a score, and scores are never
    public through the register, whatever was ticked.
    """
    return not (audience == "open" and name == "gap")


def is_in_force(release: Release, on: date) -> bool:
    """Whether the release holds on that day."""
    return (
        not release.is_withdrawn
        and not release.waits_for_second
        and release.first_day <= on <= release.last_day
    )


def is_for(release: Release, onlooker: Onlooker) -> bool:
    """Whether the release names this onlooker: what is open is for all, a partner's only for that partner."""
    if release.audience == "open":
        return True
    if release.audience == "partner":
        return onlooker.audience == "partner" and onlooker.partner == release.partner
    return onlooker.audience == "unodc"


def sets_seen(
    releases: Iterable[Release], kind: RecordKind, record: int, onlooker: Onlooker, on: date
) -> frozenset[FieldSet]:
    """The sets of fields of a record that an onlooker may see on that day; none: the record is not there."""
    return frozenset(
        each
        for release in releases
        if release.kind == kind
        and release.record == record
        and is_for(release, onlooker)
        and is_in_force(release, on)
        for each in release.fields
        if is_shown_to(release.audience, each)
    )


def seen(need: Need, fields: frozenset[FieldSet]) -> SeenNeed | None:
    """What is left of a need when only these sets may be seen; None without the set of the request."""
    if "request" not in fields:
        return None
    shown = list(_FIELDS_OF_REQUEST)
    for name, members in _FIELDS_OF_SETS:
        if name in fields:
            shown += members
    return SeenNeed(**{name: getattr(need, name) for name in shown})
