"""The files in which records of the register are taken away: their formats, and what they are called."""

from __future__ import annotations

import msgspec

from webapp.wording import _

NEEDS, SUPPORTS = "needs", "supports"


class FileFormat(msgspec.Struct, frozen=True):
    """A format: how its files end, their media type, and what it is called."""

    ending: str
    media_type: str
    name: str


CSV = FileFormat("csv", "text/csv", "CSV")
XLSX = FileFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX")
JSON = FileFormat("json", "application/json", "JSON")
IATI = FileFormat("xml", "application/xml", "IATI XML")
TABLES = (CSV, XLSX, JSON)


def offered() -> list[tuple[str, str, tuple[FileFormat, ...]]]:
    """What can be taken away: which records, what they are called, and in which formats."""
    return [(NEEDS, _("Needs"), TABLES), (SUPPORTS, _("Their support"), (*TABLES, IATI))]
