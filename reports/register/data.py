"""Records as JSON, `cpsa-register-needs/1` and `cpsa-register-supports/1`, and their schemas.

One document, written in canonical form as the records come: keys sorted, no white space but one line for each
record. `records_sha256` is the SHA-256 of `records` as canonical JSON without any white space, in UTF-8.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

import msgspec

from questionnaire.assistance.need import COST_BANDS, DELIVERIES, PEOPLE_BANDS
from questionnaire.assistance.releases import NEED_SETS, SUPPORT_SETS
from questionnaire.assistance.status import STATUSES
from questionnaire.assistance.support import PROVIDER_TYPES, ROLES, SUPPORT_STATUSES
from reports.register.columns import NEED_COLUMNS, SUPPORT_COLUMNS, Column, Form, Record, Value, values
from reports.register.delimited import moment
from reports.register.records import Statement

NEEDS, SUPPORTS = "cpsa-register-needs/1", "cpsa-register-supports/1"


def write_json(
    file: IO[bytes],
    statement: Statement,
    form: str,
    columns: tuple[Column[Record], ...],
    records: Iterable[Record],
) -> int:
    """Writes the records as they come; returns how many there were."""
    file.write(b'{"audience":' + msgspec.json.encode(statement.audience))
    file.write(b',"format":' + msgspec.json.encode(form))
    file.write(b',"made_at":' + msgspec.json.encode(moment(statement)))
    file.write(b',"records":[')
    digest, number = hashlib.sha256(b"["), 0
    for number, record in enumerate(records, start=1):
        between = b"," if number > 1 else b""
        line = msgspec.json.encode(
            {column.name: _plain(value) for column, value in values(columns, record)}, order="sorted"
        )
        digest.update(between + line)
        file.write(between + b"\n" + line)
    digest.update(b"]")
    file.write(b'\n],"records_sha256":"' + digest.hexdigest().encode() + b'"}\n')
    return number


def _plain(value: Value) -> object:
    # An amount is a text: numbers of JSON lose cents on their way through floats.
    return str(value) if isinstance(value, Decimal) else value


_TYPES: dict[Form, dict[str, Any]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "codes": {"type": "array", "items": {"type": ["string", "integer"]}},
    "number": {"type": "number"},
    "count": {"type": "integer"},
    "amount": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"},
    "date": {"type": "string", "format": "date"},
    "truth": {"type": "boolean"},
}
_CODES: dict[str, tuple[str, ...]] = {
    "delivery": DELIVERIES,
    "people": PEOPLE_BANDS,
    "cost": COST_BANDS,
    "provider_type": PROVIDER_TYPES,
    "role": ROLES,
}


def schema(form: str) -> dict[str, Any]:
    """The JSON Schema of the format, made from its columns, as `docs/schemas/` publishes it. What was not
    released is an absent key: only what every record has is required.
    """
    is_needs = form == NEEDS
    columns: tuple[Column[Any], ...] = NEED_COLUMNS if is_needs else SUPPORT_COLUMNS
    codes = {
        **_CODES,
        "status": STATUSES if is_needs else SUPPORT_STATUSES,
        "sets": NEED_SETS if is_needs else (*SUPPORT_SETS, "desk"),
    }
    name = form.replace("/", "-")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cpsa:schema:{name}",
        "title": "CPSA register: needs" if is_needs else "CPSA register: support",
        "description": (
            "What was released of the records to `audience` at `made_at`. A key is there if its set was "
            "released, and null if nothing was decided; `sets` names the sets, `releases` the numbers of the "
            "releases. `records_sha256` is the SHA-256 of `records` as canonical JSON: keys sorted, no white "
            "space, UTF-8."
        ),
        "type": "object",
        "required": ["audience", "format", "made_at", "records", "records_sha256"],
        "additionalProperties": False,
        "properties": {
            "audience": {"type": "string", "minLength": 1},
            "format": {"const": form},
            "made_at": {"type": "string", "format": "date-time"},
            "records": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": sorted(column.name for column in columns if not column.part),
                    "additionalProperties": False,
                    "properties": {column.name: _property(column, codes) for column in columns},
                },
            },
            "records_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
    }


def _property(column: Column[Any], codes: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    found = dict(_TYPES[column.form])
    if column.name in codes and column.form == "codes":
        found["items"] = {"enum": list(codes[column.name])}
    elif column.name in codes:
        found = {"enum": [*codes[column.name], None]}
    elif column.form in {"code", "count", "date", "truth", "number", "amount", "text"}:
        found["type"] = [found["type"], "null"]
    return {**found, "x-hxl": column.tag, "x-set": column.part}


def schema_text(form: str) -> str:
    """The schema as it stands in its file."""
    encoded = msgspec.json.format(msgspec.json.encode(schema(form), order="sorted"), indent=2)
    return f"{encoded.decode()}\n"


if __name__ == "__main__":
    print(schema_text(sys.argv[1]), end="")
