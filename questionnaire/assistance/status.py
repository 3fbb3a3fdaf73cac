"""The steps of a need, and whose they are (`assistance.md`, Status).

Only the country says that a need is approved, released, submitted, withdrawn or verified; only UNODC says
what becomes of a request. Everything is said with a reason where it turns something down or back.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Status = Literal[
    "draft",
    "approved",
    "released",
    "submitted",
    "acknowledged",
    "in-appraisal",
    "matched",
    "in-delivery",
    "delivered",
    "verified",
    "closed",
    "declined",
    "withdrawn",
    "superseded",
    "met-nationally",
]
Side = Literal["country", "unodc"]
Reference = Literal["note-verbale", "letter", "e-mail", "other"]

STATUSES: tuple[Status, ...] = get_args(Status)
REFERENCES: tuple[Reference, ...] = get_args(Reference)
# From here on nothing more is expected of anybody.
ENDED: frozenset[Status] = frozenset({"closed", "declined", "withdrawn", "superseded", "met-nationally"})
# Handed to UNODC, and not ended.
REQUESTED: tuple[Status, ...] = (
    "submitted",
    "acknowledged",
    "in-appraisal",
    "matched",
    "in-delivery",
    "delivered",
    "verified",
)


# What others can still do something about.
BEFORE_DELIVERY: tuple[Status, ...] = ("released", *REQUESTED[:4])


class Move(msgspec.Struct, frozen=True):
    """One step that a side may take. `asks` names what it must give with it."""

    before: Status
    after: Status
    side: Side
    asks: Literal["nothing", "reason", "reference"] = "nothing"


def _country(
    before: Status, after: Status, asks: Literal["nothing", "reason", "reference"] = "nothing"
) -> Move:
    return Move(before, after, "country", asks)


def _unodc(before: Status, after: Status, asks: Literal["nothing", "reason"] = "nothing") -> Move:
    return Move(before, after, "unodc", asks)


_FORWARD = (
    _country("draft", "approved"),
    _country("approved", "draft", "reason"),
    # The step to released is taken by a release, the step back by its end.
    _country("approved", "released"),
    _country("released", "approved", "reason"),
    _country("released", "submitted", "reference"),
    _unodc("submitted", "acknowledged"),
    _unodc("acknowledged", "in-appraisal"),
    _unodc("in-appraisal", "matched"),
    _unodc("matched", "in-delivery"),
    _unodc("in-delivery", "delivered"),
    _country("delivered", "verified"),
    # What was said to be delivered and was not: delivery goes on.
    _unodc("delivered", "in-delivery", "reason"),
    _unodc("matched", "in-appraisal", "reason"),
    _unodc("in-delivery", "in-appraisal", "reason"),
    _unodc("verified", "closed"),
)
_DECLINED = tuple(
    _unodc(status, "declined", "reason") for status in ("submitted", "acknowledged", "in-appraisal")
)
_TAKEN_OFF = tuple(
    _country(status, after, "reason")
    for status in STATUSES
    if status not in ENDED and status != "verified"
    for after in ("met-nationally", "withdrawn")
)
# A need that others know does not change under their eyes: a new one takes its place.
_REPLACED = tuple(
    _country(status, "superseded", "reason")
    for status in STATUSES
    if status not in ENDED and status != "draft"
)
MOVES: tuple[Move, ...] = (*_FORWARD, *_DECLINED, *_TAKEN_OFF, *_REPLACED)


def moves_from(status: Status, side: Side) -> tuple[Move, ...]:
    """The steps that this side may take from there, forward ones first."""
    return tuple(move for move in MOVES if move.before == status and move.side == side)


def move(before: Status, after: Status, side: Side) -> Move | None:
    """The step, if that side may take it."""
    return next((each for each in moves_from(before, side) if each.after == after), None)
