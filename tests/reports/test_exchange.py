"""The report as data: what the schema says, and a hash that anybody can calculate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from reports import exchange
from reports.content import GapReport
from reports.content.audience import VARIANTS, VariantCode
from tests.reports.conftest import report_on

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "cpsa-gap-report-1.schema.json"


def test_the_published_schema_is_that_of_the_parts() -> None:
    """If not: `python -m reports.exchange > docs/schemas/cpsa-gap-report-1.schema.json`, and read the
    difference. A part that changes its meaning needs a new number of the format.
    """
    assert SCHEMA.read_text(encoding="utf-8") == exchange.schema_text()
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_version_keeps_to_the_schema_and_states_for_whom_it_is(variant: VariantCode) -> None:
    report = report_on(random_sheet(published(), seed=3, complete=True), variant=variant)
    document = json.loads(exchange.report_json(report))
    Draft202012Validator(exchange.schema()).validate(document)
    content = document["content"]
    assert content["variant"] == variant
    assert content["cover"]["audience"]["readers"]
    assert content["cover"]["reference_date"] == "1 November 2026"
    assert content["cover"]["version"] == "1.0"
    assert not set(content["left_out"]) & set(content)


@pytest.mark.parametrize("name", ["empty", "half", "trying"])
def test_anybody_can_calculate_the_hash_from_the_file(
    name: str, reports_by_name: Callable[[str], GapReport]
) -> None:
    document = json.loads(exchange.report_json(reports_by_name(name)))
    canonical = json.dumps(
        document["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert hashlib.sha256(canonical).hexdigest() == document["content_sha256"]


def test_the_schema_refuses_what_the_format_does_not_know(
    reports_by_name: Callable[[str], GapReport],
) -> None:
    document = json.loads(exchange.report_json(reports_by_name("empty")))
    document["content"]["cover"]["secret"] = 1
    with pytest.raises(ValidationError):
        Draft202012Validator(exchange.schema()).validate(document)
