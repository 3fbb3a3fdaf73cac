"""Offers of experience, as countries released them to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from flask import Response

from questionnaire.assistance.releases import Onlooker
from webapp.access import TOKEN_HOLDERS_AND_PUBLIC, open_to
from webapp.api.answers import answer
from webapp.api.asked import refuse_any_query
from webapp.api.bearer import caller_with
from webapp.api.blueprint import answers_with, blueprint, description
from webapp.api.listing import page_of, place, the_one, today
from webapp.api.shapes import CountryNamed, RecordsQuery
from webapp.records import released_exports, released_records


class OfferAnswer(msgspec.Struct, frozen=True):
    """What a country that is strong on a unit would share with others."""

    number: int
    address: str
    country: CountryNamed
    releases: tuple[int, ...]
    last_day: date | None
    unit: str
    text: str
    languages: str
    office: str


class OffersPage(msgspec.Struct, frozen=True):
    """Offers in the order of their numbers, and the address of those that follow; null on the last page."""

    offers: tuple[OfferAnswer, ...]
    next: str | None


@blueprint.get("/offers")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(query=RecordsQuery, resp=answers_with(OffersPage, 422), skip_validation=True)
def offers() -> Response:
    """List the offers that stand and were released to whoever asks."""
    caller = caller_with("offers:read")
    page = page_of("offer", caller, "api.offers")
    return answer(OffersPage(tuple(_answers(caller.onlooker, page.numbers)), page.next))


@blueprint.get("/offers/<int(min=1):number>")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(
    resp=answers_with(OfferAnswer, 404),
    skip_validation=True,
    path_parameter_descriptions={"number": "The number of the offer."},
)
def offer(number: int) -> Response:
    """Show one offer as it was released to whoever asks."""
    caller = caller_with("offers:read")
    refuse_any_query()
    return answer(the_one(_answers(caller.onlooker, [number])))


def _answers(onlooker: Onlooker, numbers: list[int]) -> Iterator[OfferAnswer]:
    found = released_records.offers_seen(onlooker, today(), numbers=numbers)
    given = released_exports.given_of(onlooker, "offer", numbers, today())
    for one in sorted(found, key=lambda one: one.number):
        leave = given.get(one.number, released_exports.NOTHING)
        yield OfferAnswer(
            number=one.number,
            address=place("api.offer", one.number),
            country=CountryNamed(one.country_code, one.country_name),
            releases=leave.releases,
            last_day=leave.last_day,
            unit=one.unit,
            text=one.text,
            languages=one.languages,
            office=one.office,
        )
