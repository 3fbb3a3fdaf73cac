"""Needs, as the countries released them to whoever asks."""

from __future__ import annotations

from typing import TypeVar

from flask import Response, abort
from msgspec import UNSET

from questionnaire.assistance.releases import NEED_SETS, SeenNeed
from webapp.access import TOKEN_HOLDERS_AND_PUBLIC, open_to
from webapp.api.answers import answer
from webapp.api.asked import query_sent, refuse_any_query, wanted_in
from webapp.api.bearer import caller_with
from webapp.api.blueprint import answers_with, blueprint, description
from webapp.api.listing import address_after, place, today
from webapp.api.shapes import (
    Costs,
    CountryNamed,
    Details,
    GapShown,
    NeedAnswer,
    NeedsPage,
    NeedsQuery,
    Rights,
)
from webapp.records import released, released_needs
from webapp.records.released import NeedSeen

Part = TypeVar("Part", Details, Costs, GapShown, Rights)


@blueprint.get("/needs")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(query=NeedsQuery, resp=answers_with(NeedsPage, 422), skip_validation=True)
def needs() -> Response:
    """List the needs that were released to whoever asks.

    In the order of their numbers. Go on at `next` until it is null: each need comes once, and what is added
    meanwhile comes at the end.
    """
    caller, query = caller_with("needs:read"), query_sent(NeedsQuery)
    after = int(query.cursor, 16) if query.cursor else 0
    # One more than asked for tells whether there is another page.
    numbers = released_needs.numbers_found(
        caller.onlooker, wanted_in(query, caller), today(), after=after, most=query.limit + 1
    )
    here = numbers[: query.limit]
    shown = released.needs_seen(caller.onlooker, here, today())
    following = address_after("api.needs", query, here[-1]) if len(numbers) > query.limit else None
    return answer(NeedsPage(needs=tuple(map(_need_answer, shown)), next=following))


@blueprint.get("/needs/<int(min=1):number>")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(
    resp=answers_with(NeedAnswer, 404),
    skip_validation=True,
    path_parameter_descriptions={"number": "The number of the need."},
)
def need(number: int) -> Response:
    """Show one need as it was released to whoever asks."""
    caller = caller_with("needs:read")
    refuse_any_query()
    found = released.need_seen(caller.onlooker, number, today())
    return answer(_need_answer(found or abort(404)))


def _need_answer(found: NeedSeen) -> NeedAnswer:
    need, sets = found.need, found.sets
    return NeedAnswer(
        number=found.number,
        address=place("api.need", number=found.number),
        country=CountryNamed(found.country_code, found.country_name),
        instrument=found.instrument,
        version=found.version,
        status=found.status,
        status_since=found.status_since,
        releases=found.releases,
        last_day=found.last_day,
        released_sets=tuple(name for name in NEED_SETS if name in sets),
        title=need.title,
        unit=need.unit,
        assistance=need.assistance,
        further=need.further,
        clauses=need.clauses,
        objective=need.objective,
        urgency=need.urgency,
        languages=need.languages,
        delivery=need.delivery,
        wanted_by=need.wanted_by,
        office=need.office,
        details=_part(need, Details) if "details" in sets else UNSET,
        costs=_part(need, Costs) if "costs" in sets else UNSET,
        gap=_part(need, GapShown) if "gap" in sets else UNSET,
        rights=_part(need, Rights) if "rights" in sets else UNSET,
    )


def _part(need: SeenNeed, kind: type[Part]) -> Part:
    """The fields of a set that was released, under the same names."""
    return kind(**{name: getattr(need, name) for name in kind.__struct_fields__})
