"""The report as data, for other programs."""

from __future__ import annotations

import msgspec

from reports.content.structure import GapReport

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
