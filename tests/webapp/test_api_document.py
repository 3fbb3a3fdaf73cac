"""The description of the interface is a good OpenAPI document, and the interface does what it says."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.webapp.register import Register
from tests.webapp.test_api import EVERYTHING, FIELDS, Systems
from tests.webapp.test_api_records import LISTS, Making

DOCUMENT = "/api/v1/openapi.json"
# What is checked of every answer. The document tells no server error, so none may come.
PROMISES = (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
EXAMPLES_PER_VIEW = 30
LISTS_AND_RECORDS = tuple(
    f"/api/v1/{name}{record}"
    for name in ("needs", "scores", "supports", "offers")
    for record in ("", "/{number}")
)
# Where something can be asked rightly, and where wrongly.
PATHS = {
    GenerationMode.POSITIVE: (*LISTS_AND_RECORDS, "/api/v1/countries"),
    GenerationMode.NEGATIVE: LISTS_AND_RECORDS,
}


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """The document as systems get it."""
    found: dict[str, Any] = app.test_client().get(DOCUMENT).get_json()
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(document).validate()


def test_every_view_of_the_interface_is_in_it(app: Flask, document: dict[str, Any]) -> None:
    views = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(document["paths"]) == len(views) - 1  # the document itself
    for path, view in document["paths"].items():
        assert view["get"]["summary"], path
        assert {"200", "304", "401", "403", "429"} <= set(view["get"]["responses"])


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", ["officer", "public"])
def test_the_interface_does_what_the_document_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch, who: str, mode: GenerationMode
) -> None:
    for limit in ("PER_TOKEN", "PER_ADDRESS"):
        monkeypatch.setattr(f"webapp.api.limits.{limit}", 10**6)
    register = Register(app)
    register.release(register.need(**FIELDS), EVERYTHING, "open")
    making, systems = Making(register), Systems(app)
    systems.partner("Donor")
    for kind in LISTS:
        making.release(kind, making.record(kind))
    headers = {"Accept-Encoding": "identity"}
    if who == "officer":
        headers["Authorization"] = f"Bearer {systems.officer()}"
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    for path in PATHS[mode]:
        _ask_at_random(schema[path]["GET"].as_strategy(generation_mode=mode), headers)


def _ask_at_random(cases: SearchStrategy[Case[Any]], headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES_PER_VIEW,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=[*PROMISES])

    ask()
