"""What a file of the register is made of: the statement on the file, and one record after the other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from questionnaire.assistance.releases import FieldSet, SeenNeed
from questionnaire.assistance.status import Status
from questionnaire.assistance.support import ProviderType, Role, SupportStatus

# Beside the sets that a country releases: what UNODC's desk keeps of its own, and hands to nobody else.
Part: TypeAlias = FieldSet | Literal["desk"]


class Statement(msgspec.Struct, frozen=True):
    """For whom a file is, in code or name, and the moment at which it was made, in UTC."""

    audience: str
    made_at: datetime


class TooManyRecords(ValueError):
    """The format cannot hold so many records."""


class ReportingOrganisation(msgspec.Struct, frozen=True):
    """Who publishes activities in IATI's format: identifier, code of its type, and name, as IATI has them."""

    identifier: str
    type: str
    name: str


class Given(msgspec.Struct, frozen=True):
    """What releases let somebody see of a record: the sets, the releases' numbers, and their last day."""

    parts: frozenset[Part]
    releases: tuple[int, ...]
    last_day: date | None


class TakenNeed(msgspec.Struct, frozen=True):
    """A need as far as it was released. `instrument` and `version` name the questionnaire of its codes."""

    number: int
    country: str
    country_name: str
    instrument: str
    version: str
    status: Status
    status_since: datetime
    need: SeenNeed
    given: Given


class ServedNeed(msgspec.Struct, frozen=True):
    """A need that support is for, as far as the reader of the support may see it."""

    number: int
    instrument: str
    version: str
    need: SeenNeed


class TakenSupport(msgspec.Struct, frozen=True):
    """Support as far as it was released. `needs` are those alone that the reader may see. What belongs to a
    set that was not released is None or "".
    """

    number: int
    country: str
    country_name: str
    title: str
    provider: str
    provider_id: str
    provider_type: ProviderType
    role: Role
    status: SupportStatus
    start: date | None
    end: date | None
    share: int | None
    needs: tuple[ServedNeed, ...]
    given: Given
    amount: Decimal | None = None
    currency: str = ""
    external_id: str = ""
    verified: bool | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The recommendations that it is about, each once, as far as the reader may see its needs."""
        return tuple(dict.fromkeys(served.need.unit for served in self.needs))
