"""Lists of records that were released, page by page: what those of scores, support and offers share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
from flask import abort, current_app, url_for
from msgspec import UNSET

from questionnaire.assistance.releases import RecordKind
from webapp import clock
from webapp.api.asked import countries_in, query_sent
from webapp.api.bearer import Caller
from webapp.api.shapes import NeedsQuery, RecordsQuery
from webapp.records import released_records

Found = TypeVar("Found")


class Page(msgspec.Struct, frozen=True):
    """The records of one page by their numbers, and the address of the page that follows."""

    numbers: list[int]
    next: str | None


def page_of(kind: RecordKind, caller: Caller, endpoint: str) -> Page:
    """The page that the address asks for. Raises `RequestProblem` for an address that nobody can mean."""
    query = query_sent(RecordsQuery)
    numbers = released_records.numbers_seen(
        caller.onlooker,
        kind,
        today(),
        countries=countries_in(query),
        after=int(query.cursor, 16) if query.cursor else 0,
        # One more than asked for tells whether there is another page.
        most=query.limit + 1,
    )
    here = numbers[: query.limit]
    more = len(numbers) > query.limit
    return Page(here, address_after(endpoint, query, here[-1]) if more else None)


def the_one(found: Iterable[Found]) -> Found:
    """The one record that was looked for; 404 if it was not released, or is not there."""
    return next(iter(found), None) or abort(404)


def address_after(endpoint: str, query: NeedsQuery | RecordsQuery, number: int) -> str:
    """Where the list goes on after the record with that number, asked by the same."""
    asked = {
        name: value
        for name, value in msgspec.structs.asdict(query).items()
        if value is not UNSET and name != "cursor"
    }
    return f"{place(endpoint)}?{urlencode({**asked, 'cursor': f'{number:08x}'})}"


def place(endpoint: str, number: int | None = None) -> str:
    """The whole address of a view of the interface."""
    return f"{current_app.extensions['settings'].address}{url_for(endpoint, number=number)}"


def today() -> date:
    """The day on which releases must hold."""
    return clock.now().date()
