"""The description of the interface for programs (OpenAPI), completed by what the structs cannot say."""

from __future__ import annotations

import copy
from typing import Any

from flask import Response

from webapp.access import TOKEN_HOLDERS_AND_PUBLIC, open_to
from webapp.api.answers import answer
from webapp.api.asked import values_known
from webapp.api.blueprint import blueprint, description
from webapp.api.problems import CONTENT_TYPE

# An OpenAPI document and its parts, as JSON has them.
Json = dict[str, Any]

ETAG = {"description": "Names exactly this content.", "schema": {"type": "string"}}
RETRY_AFTER = {"description": "How many seconds to wait.", "schema": {"type": "integer"}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what the system has: if it is still that, 304 is answered without content.",
    "schema": {"type": "string"},
}


@blueprint.get("/openapi.json")
@open_to(TOKEN_HOLDERS_AND_PUBLIC)
def document() -> Response:
    """Describe the interface."""
    return answer(described())


def described() -> Json:
    """The OpenAPI document of this installation."""
    made: Json = copy.deepcopy(description.spec)
    for views in made["paths"].values():
        for view in views.values():
            view["parameters"] = [*map(_with_values, view["parameters"]), IF_NONE_MATCH]
            for status, told in view["responses"].items():
                _complete(status, told)
    return made


def _with_values(parameter: Json) -> Json:
    """The parameter with the values that it knows, which come from the questionnaire and the countries."""
    values = values_known().get(parameter["name"])
    if values is None:
        return parameter
    return {**parameter, "schema": {**parameter["schema"], "enum": sorted(values)}}


def _complete(status: str, told: Json) -> None:
    if status in {"200", "304"}:
        told["headers"] = {"ETag": ETAG}
    else:
        told["content"] = {CONTENT_TYPE: told["content"]["application/json"]}
    if status == "429":
        told["headers"] = {"Retry-After": RETRY_AFTER}
