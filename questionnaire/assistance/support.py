"""Support that providers give to needs: how much of a need is covered, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import msgspec

SupportStatus = Literal["matched", "in-delivery", "delivered", "closed", "withdrawn", "paused"]
Role = Literal["funding", "implementing", "expertise", "equipment", "coordinating"]
ProviderType = Literal[
    "united-nations", "regional", "government", "development-bank", "ngo", "private", "academic"
]

SUPPORT_STATUSES: tuple[SupportStatus, ...] = get_args(SupportStatus)
ROLES: tuple[Role, ...] = get_args(Role)
PROVIDER_TYPES: tuple[ProviderType, ...] = get_args(ProviderType)
# Support that is given, or about to be.
UNDER_WAY: frozenset[SupportStatus] = frozenset({"matched", "in-delivery", "delivered", "closed"})


class Support(msgspec.Struct, frozen=True):
    """What one provider does about one or more needs. `share` is how much of the objective it covers, in
    percent, as the beneficiary judges; None while they have not said. `verified` is the beneficiary's word on
    what the provider says to have delivered: None while they have not said.
    """

    number: int
    needs: tuple[int, ...]
    provider: int
    role: Role
    status: SupportStatus
    external_id: str = ""
    start: date | None = None
    end: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    share: int | None = None
    verified: bool | None = None
    disagreement: str = ""


def coverage(supports: Iterable[Support]) -> int | None:
    """How much of a need's objective its supports cover together, in percent and at most 100; None while the
    beneficiary has judged none of them. Support that was withdrawn or is paused covers nothing.
    """
    shares = [each.share for each in supports if each.status in UNDER_WAY and each.share is not None]
    return min(100, sum(shares)) if shares else None


def overlaps(supports: Iterable[Support]) -> tuple[tuple[Support, Support], ...]:
    """The pairs of supports by two providers that do the same for one need at the same time. Two who share a
    work of different roles do not overlap; what has no days may be at any time.
    """
    under_way = [each for each in supports if each.status in {"matched", "in-delivery"}]
    return tuple(
        (one, other)
        for place, one in enumerate(under_way)
        for other in under_way[place + 1 :]
        if one.provider != other.provider
        and one.role == other.role
        and not set(one.needs).isdisjoint(other.needs)
        and _meet(one, other)
    )


def is_mismatch(support: Support) -> bool:
    """Whether the provider's side says that it has delivered and the beneficiary says that it has not."""
    return support.status in {"delivered", "closed"} and support.verified is False


def _meet(one: Support, other: Support) -> bool:
    return not (
        (one.end is not None and other.start is not None and one.end < other.start)
        or (other.end is not None and one.start is not None and other.end < one.start)
    )
