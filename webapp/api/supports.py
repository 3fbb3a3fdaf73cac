"""Support, as the countries that receive it released it to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from flask import Response
from msgspec import UNSET, UnsetType

from questionnaire.assistance.releases import SUPPORT_SETS, FieldSet, Onlooker
from questionnaire.assistance.support import ProviderType, Role, SupportStatus
from webapp.access import TOKEN_HOLDERS_AND_PUBLIC, open_to
from webapp.api.answers import answer
from webapp.api.asked import refuse_any_query
from webapp.api.bearer import caller_with
from webapp.api.blueprint import answers_with, blueprint, description
from webapp.api.listing import page_of, place, the_one, today
from webapp.api.shapes import CountryNamed, RecordsQuery
from webapp.records import released_exports


class ProviderNamed(msgspec.Struct, frozen=True):
    """Who gives the support; `identifier` is that of the organisation in IATI's sense, "" if it has none."""

    name: str
    identifier: str
    type: ProviderType


class SupportCosts(msgspec.Struct, frozen=True):
    """What the support costs: digits as a text, so that no cent is lost, and an ISO 4217 code."""

    amount: str | None
    currency: str


class SupportAnswer(msgspec.Struct, frozen=True):
    """What one provider does about needs of one country. `share` is how much of the objective it covers, in
    percent, as the country judges. `needs` and `units` are of those needs alone that whoever asks may see.
    """

    number: int
    address: str
    country: CountryNamed
    releases: tuple[int, ...]
    last_day: date | None
    released_sets: tuple[FieldSet, ...]
    title: str
    provider: ProviderNamed
    role: Role
    status: SupportStatus
    start: date | None
    end: date | None
    share: int | None
    needs: tuple[int, ...]
    units: tuple[str, ...]
    costs: SupportCosts | UnsetType = UNSET


class SupportsPage(msgspec.Struct, frozen=True):
    """Supports in the order of their numbers, and the address of those that follow; null on the last page."""

    supports: tuple[SupportAnswer, ...]
    next: str | None


@blueprint.get("/supports")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(query=RecordsQuery, resp=answers_with(SupportsPage, 422), skip_validation=True)
def supports() -> Response:
    """List the supports that the countries which receive them released to whoever asks."""
    caller = caller_with("supports:read")
    page = page_of("support", caller, "api.supports")
    return answer(SupportsPage(tuple(_answers(caller.onlooker, page.numbers)), page.next))


@blueprint.get("/supports/<int(min=1):number>")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(
    resp=answers_with(SupportAnswer, 404),
    skip_validation=True,
    path_parameter_descriptions={"number": "The number of the support."},
)
def support(number: int) -> Response:
    """Show one support as it was released to whoever asks."""
    caller = caller_with("supports:read")
    refuse_any_query()
    return answer(the_one(_answers(caller.onlooker, [number])))


def _answers(onlooker: Onlooker, numbers: list[int]) -> Iterator[SupportAnswer]:
    for one in released_exports.supports_taken(onlooker, today(), numbers=numbers):
        sets = one.given.parts
        amount = None if one.amount is None else str(one.amount)
        yield SupportAnswer(
            number=one.number,
            address=place("api.support", one.number),
            country=CountryNamed(one.country, one.country_name),
            releases=one.given.releases,
            last_day=one.given.last_day,
            released_sets=tuple(name for name in SUPPORT_SETS if name in sets),
            title=one.title,
            provider=ProviderNamed(one.provider, one.provider_id, one.provider_type),
            role=one.role,
            status=one.status,
            start=one.start,
            end=one.end,
            share=one.share,
            needs=tuple(served.number for served in one.needs),
            units=one.units,
            costs=SupportCosts(amount, one.currency) if "costs" in sets else UNSET,
        )
