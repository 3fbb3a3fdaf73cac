"""What a system asks for: every part of the address is known and means something, or it is said
which one does not.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from flask import request
from msgspec import UNSET

from questionnaire.assistance.status import BEFORE_DELIVERY
from questionnaire.countries import countries
from webapp.api.bearer import Caller
from webapp.api.problems import RequestProblem
from webapp.api.shapes import NeedsQuery, RecordsQuery
from webapp.desk.found import Asked, known_values, wanted_by
from webapp.open_needs import OFFERED
from webapp.records.released_needs import Wanted

# What the public may ask by: the same as on the page for everybody, and countries.
FOR_EVERYBODY = (*OFFERED, "country", "group")

Query = TypeVar("Query", NeedsQuery, RecordsQuery)


def query_sent(kind: type[Query]) -> Query:
    """The query of the address. Raises `RequestProblem` that names the parameter which is wrong."""
    sent = request.args.to_dict(flat=False)
    for name, values in sent.items():
        if name not in kind.__struct_fields__:
            raise _wrong(name, "There is no such parameter.")
        if len(values) > 1:
            raise _wrong(name, "It is given more than once.")
    parts = {name: values[0] for name, values in sent.items()}
    try:
        asked = msgspec.convert(parts, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise _wrong(str(problem).rpartition("$.")[2].rstrip("`"), f"{problem}.") from None
    known = values_known()
    for name, value in parts.items():
        if name in known and value not in known[name]:
            raise _wrong(name, "No such value is known.")
    return asked


def refuse_any_query() -> None:
    """For addresses that take no parameter. Raises `RequestProblem` if there is one."""
    for name in request.args:
        raise _wrong(name, "This address takes no parameters.")


def countries_in(query: RecordsQuery) -> frozenset[str] | None:
    """The countries that are asked for, those of a region and group as of today; None for all."""
    names = ("country", "region", "group")
    parts = {name: value for name in names if (value := getattr(query, name)) is not UNSET and value}
    return wanted_by(Asked(**parts)).countries


def wanted_in(query: NeedsQuery, caller: Caller) -> Wanted:
    """The same as the records read it. Raises `RequestProblem` for what only the owner of a token may ask."""
    parts = {
        name: value
        for name in Asked.__struct_fields__
        if (value := getattr(query, name)) is not UNSET and value
    }
    if caller.has_token:
        return wanted_by(Asked(**parts))
    for name in parts:
        if name not in FOR_EVERYBODY:
            raise RequestProblem(
                401,
                "Without a token nobody can ask by this.",
                "Send a token, or leave it out.",
                parameter=name,
                WWW_Authenticate='Bearer realm="cpsa"',
            )
    return msgspec.structs.replace(wanted_by(Asked(**parts)), statuses=BEFORE_DELIVERY)


def values_known() -> dict[str, frozenset[str]]:
    """What can be asked for in each parameter that has a list of values."""
    return {**known_values(), "country": frozenset(one.code for one in countries())}


def _wrong(parameter: str, what: str) -> RequestProblem:
    return RequestProblem(
        422,
        what,
        "Look up the parameters and their values in /api/v1/openapi.json.",
        parameter=parameter,
    )
