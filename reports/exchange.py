"""The report as data, for other programs: `cpsa-gap-report/1`, and its schema."""

from __future__ import annotations

from typing import Any

import msgspec

from reports.content.structure import GapReport
from reports.content.variants import ON_EVERY

FORMAT = "cpsa-gap-report/1"


def report_json(report: GapReport) -> bytes:
    """The content with its format and hash: sorted keys, the same bytes for the same content."""
    document = {
        "format": FORMAT,
        "content_sha256": report.content_hash,
        "content": report.as_written(),
    }
    encoded: bytes = msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1)
    return encoded + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the format, as `docs/schemas/cpsa-gap-report-1.schema.json` publishes it.

    It is made from the parts themselves. What a version leaves out is not in its file: only what every
    version holds is required.
    """
    _reference, parts = msgspec.json.schema_components((GapReport,), ref_template="#/$defs/{name}")
    for part in parts.values():
        if "properties" in part:
            part["additionalProperties"] = False
    parts["GapReport"]["required"] = sorted(ON_EVERY)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:cpsa:schema:cpsa-gap-report-1",
        "title": "CPSA gap report",
        "description": (
            "Everything that one version of a gap report says. `content.variant` and "
            "`content.cover.audience` say for whom it is; parts named in `content.left_out` are not in the "
            "file. `content_sha256` is the SHA-256 of `content` as canonical JSON: keys sorted, no white "
            "space, UTF-8."
        ),
        "type": "object",
        "required": ["format", "content_sha256", "content"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "content_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "content": {"$ref": "#/$defs/GapReport"},
        },
        "$defs": parts,
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    encoded = msgspec.json.format(msgspec.json.encode(schema(), order="sorted"), indent=2)
    return f"{encoded.decode()}\n"


if __name__ == "__main__":
    print(schema_text(), end="")
