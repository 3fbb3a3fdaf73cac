"""Scores of submissions, as countries released them to whoever asks."""

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
from webapp.records.released_records import ScoreSeen


class ScoresAnswer(msgspec.Struct, frozen=True):
    """The scores of one submission, as they were when it was handed in: ranges of 0 to 100. Read `known`, how
    much of each is known, 0 to 1, beside every range. They rank nobody.
    """

    number: int
    address: str
    country: CountryNamed
    releases: tuple[int, ...]
    last_day: date | None
    instrument: str
    version: str
    reference_date: date
    scores: tuple[ScoreSeen, ...]


class ScoresPage(msgspec.Struct, frozen=True):
    """Submissions in the order of their numbers, and the address of those that follow; null at the end."""

    submissions: tuple[ScoresAnswer, ...]
    next: str | None


@blueprint.get("/scores")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(query=RecordsQuery, resp=answers_with(ScoresPage, 422), skip_validation=True)
def scores() -> Response:
    """List the submissions whose scores were released to whoever asks.

    One that its country has corrected is not among them.
    """
    caller = caller_with("scores:read")
    page = page_of("submission", caller, "api.scores")
    return answer(ScoresPage(tuple(_answers(caller.onlooker, page.numbers)), page.next))


@blueprint.get("/scores/<int(min=1):number>")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
@description.validate(
    resp=answers_with(ScoresAnswer, 404),
    skip_validation=True,
    path_parameter_descriptions={"number": "The number of the submission."},
)
def scores_of(number: int) -> Response:
    """Show the scores of one submission as they were released to whoever asks."""
    caller = caller_with("scores:read")
    refuse_any_query()
    return answer(the_one(_answers(caller.onlooker, [number])))


def _answers(onlooker: Onlooker, numbers: list[int]) -> Iterator[ScoresAnswer]:
    found = released_records.submissions_seen(onlooker, today(), numbers=numbers)
    given = released_exports.given_of(onlooker, "submission", numbers, today())
    for one in sorted(found, key=lambda one: one.number):
        leave = given.get(one.number, released_exports.NOTHING)
        if "scores" in one.sets:
            yield ScoresAnswer(
                number=one.number,
                address=place("api.scores_of", one.number),
                country=CountryNamed(one.country_code, one.country_name),
                releases=leave.releases,
                last_day=leave.last_day,
                instrument=one.instrument,
                version=one.version,
                reference_date=one.reference_date,
                scores=one.scores,
            )
