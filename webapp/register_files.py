"""Files of the register: the formats in which records are taken away, how they are written and handed out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import msgspec
from flask import send_file
from flask.typing import ResponseReturnValue

from reports.register import data
from reports.register.columns import NEED_COLUMNS, SUPPORT_COLUMNS
from reports.register.delimited import write_csv
from reports.register.records import Statement, TakenNeed, TakenSupport, TooManyRecords
from webapp import audit
from webapp.audit import Action
from webapp.database import only_reading
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
# Which records can be taken away, what they are called, and in which formats.
Offered = list[tuple[str, str, tuple[FileFormat, ...]]]


def offered_to_unodc() -> Offered:
    """What an officer of UNODC can take away."""
    return [(NEEDS, _("Needs"), TABLES), (SUPPORTS, _("Their support"), (*TABLES, IATI))]


def needs_offered_to_partners() -> Offered:
    """What a partner can take away of needs."""
    return [(NEEDS, _("Needs"), TABLES)]


def supports_offered_to_partners() -> Offered:
    """What a partner can take away of support."""
    return [(SUPPORTS, _("Support"), TABLES)]


def offered_to_the_public() -> Offered:
    """What anybody can take away."""
    return [(NEEDS, _("Open needs"), TABLES)]


class Wished(msgspec.Struct, frozen=True):
    """Which records are to be taken away, and in which format."""

    kind: str
    format: FileFormat


class Written(msgspec.Struct, frozen=True):
    """How many records a file holds, and how many of them its format cannot hold."""

    number: int
    left_out: int = 0


class NoFile(Exception):
    """There is no such file now; the message tells the reader why."""


def wished_of(offered: Offered, button: str) -> Wished | None:
    """What the button of that name asks for, such as `needs.csv`; None if it is not offered."""
    return next(
        (
            Wished(kind, each)
            for kind, _name, formats in offered
            for each in formats
            if button == f"{kind}.{each.ending}"
        ),
        None,
    )


@contextmanager
def new_file() -> Iterator[IO[bytes]]:
    """A file, not in memory, to be written while others save; `hand_out` closes it, and so does an error."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        with only_reading():
            yield file
    except BaseException:
        file.close()
        raise


def write_needs(
    file: IO[bytes], form: FileFormat, statement: Statement, records: Iterable[TakenNeed]
) -> Written:
    """Writes needs as a table; `NoFile` if they are too many for the format."""
    return _write(file, form, statement, data.NEEDS, NEED_COLUMNS, records)


def write_open_needs(
    file: IO[bytes], form: FileFormat, statement: Statement, records: Iterable[TakenNeed]
) -> Written:
    """The same for everybody: no score is public, so there is not even a column for one."""
    columns = tuple(column for column in NEED_COLUMNS if column.part != "gap")
    return _write(file, form, statement, data.NEEDS, columns, records)


def write_supports(
    file: IO[bytes], form: FileFormat, statement: Statement, records: Iterable[TakenSupport]
) -> Written:
    """The same for support."""
    return _write(file, form, statement, data.SUPPORTS, SUPPORT_COLUMNS, records)


def hand_out(
    file: IO[bytes], statement: Statement, wished: Wished, written: Written, query: str
) -> ResponseReturnValue:
    """The file as an answer, once it is recorded who took what away."""
    name = _file_name(statement, wished)
    audit.record(
        Action.REGISTER_DOWNLOADED,
        subject=wished.kind,
        details={
            "file": name,
            "audience": statement.audience,
            "format": wished.format.name,
            "records": str(written.number),
            "left out": str(written.left_out),
            "filter": query,
        },
    )
    return hand_out_openly(file, statement, wished)


def hand_out_openly(file: IO[bytes], statement: Statement, wished: Wished) -> ResponseReturnValue:
    """The file as an answer, of which nothing is recorded: only for what everybody may see."""
    file.seek(0)
    return send_file(
        file,
        mimetype=wished.format.media_type,
        as_attachment=True,
        download_name=_file_name(statement, wished),
        max_age=0,
    )


def _file_name(statement: Statement, wished: Wished) -> str:
    return f"cpsa-{wished.kind}-{statement.made_at:%Y-%m-%d-%H%M}.{wished.format.ending}"


def _write(file: IO[bytes], form: FileFormat, *what: Any) -> Written:
    statement, name, columns, records = what
    try:
        return Written(_WRITERS[form](file, statement, name, columns, records))
    except TooManyRecords:
        raise NoFile(_("There are more records than a workbook can hold: choose fewer, or CSV.")) from None


def _write_xlsx(*given: Any) -> int:
    # The library is heavy: only a process that is asked for a workbook pays for it.
    from reports.register.sheets import write_xlsx  # noqa: PLC0415

    return write_xlsx(*given)


_WRITERS: dict[FileFormat, Callable[..., int]] = {CSV: write_csv, XLSX: _write_xlsx, JSON: data.write_json}
