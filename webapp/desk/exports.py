"""Files of the register for UNODC: the needs of a filter and their support, as far as they were released."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import parse_qsl

import msgspec
from flask import abort, current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import UNODC
from reports.register import data
from reports.register.columns import NEED_COLUMNS, SUPPORT_COLUMNS
from reports.register.delimited import write_csv
from reports.register.iati import write_iati
from reports.register.records import Statement, TooManyRecords
from webapp import audit, clock
from webapp.access import UNODC_OFFICERS, open_to
from webapp.audit import Action
from webapp.config import Settings
from webapp.database import only_reading
from webapp.desk.blueprint import blueprint, today
from webapp.desk.export_words import CSV, IATI, JSON, NEEDS, XLSX, FileFormat, offered
from webapp.desk.found import Asked, asked_in, wanted_by
from webapp.records.released_exports import needs_taken, supports_for_unodc
from webapp.records.released_needs import Wanted
from webapp.wording import _


def _write_xlsx(*given: Any) -> int:
    # The library is heavy: only a process that is asked for a workbook pays for it.
    from reports.register.sheets import write_xlsx  # noqa: PLC0415

    return write_xlsx(*given)


WRITERS: dict[FileFormat, Callable[..., int]] = {CSV: write_csv, XLSX: _write_xlsx, JSON: data.write_json}


class NoFile(Exception):
    """There is no such file now; the message tells the officer why."""


class Wished(msgspec.Struct, frozen=True):
    """Which records are to be taken away, of which filter, and in which format."""

    kind: str
    format: FileFormat
    asked: Asked


class Written(msgspec.Struct, frozen=True):
    """How many records a file holds, and how many of them its format cannot hold."""

    number: int
    left_out: int = 0


@blueprint.post("/files")
@open_to(UNODC_OFFICERS)
def download() -> ResponseReturnValue:
    """Hand out the needs of a filter, or their support, as a file."""
    wished = _wished()
    statement = Statement("unodc", clock.now())
    # Not in memory, and closed by whoever sends it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        with only_reading():
            written = _write(file, wished, statement)
    except NoFile as problem:
        file.close()
        flash(str(problem))
        return redirect(f"{url_for('.needs')}?{wished.asked.query}", 303)
    name = f"cpsa-{wished.kind}-{statement.made_at:%Y-%m-%d-%H%M}.{wished.format.ending}"
    audit.record(Action.REGISTER_DOWNLOADED, subject=wished.kind, details=_details(name, wished, written))
    file.seek(0)
    return send_file(
        file, mimetype=wished.format.media_type, as_attachment=True, download_name=name, max_age=0
    )


def _wished() -> Wished:
    """What the form asks for; 404 for a file that is not offered."""
    asked = asked_in(dict(parse_qsl(request.form.get("query", ""))))
    wished = request.form.get("file", "")
    found = (
        Wished(kind, each, asked)
        for kind, _name, formats in offered()
        for each in formats
        if wished == f"{kind}.{each.ending}"
    )
    return next(found, None) or abort(404)


def _write(file: IO[bytes], wished: Wished, statement: Statement) -> Written:
    """Writes the file; `NoFile` where it cannot be."""
    wanted = wanted_by(wished.asked)
    if wished.format == IATI:
        return _write_iati(file, wanted, statement)
    write = WRITERS[wished.format]
    try:
        if wished.kind == NEEDS:
            return Written(
                write(file, statement, data.NEEDS, NEED_COLUMNS, needs_taken(UNODC, wanted, today()))
            )
        found = supports_for_unodc(wanted, today())
        return Written(write(file, statement, data.SUPPORTS, SUPPORT_COLUMNS, found))
    except TooManyRecords:
        raise NoFile(_("There are more records than a workbook can hold: choose fewer, or CSV.")) from None


def _write_iati(file: IO[bytes], wanted: Wanted, statement: Statement) -> Written:
    settings: Settings = current_app.extensions["settings"]
    if settings.reporting is None:
        raise NoFile(
            _(
                "IATI files name the organisation that publishes them, and none is set. Ask whoever runs the "
                "service to set CPSA_IATI_ORGANISATION."
            )
        )
    written = write_iati(file, statement, settings.reporting, supports_for_unodc(wanted, today()))
    if not written.activities:
        raise NoFile(
            _("No support of these needs has a start, and the IATI standard takes no activity without one.")
        )
    return Written(written.activities, written.left_out)


def _details(name: str, wished: Wished, written: Written) -> dict[str, Any]:
    return {
        "file": name,
        "format": wished.format.name,
        "records": str(written.number),
        "left out": str(written.left_out),
        "filter": wished.asked.query,
    }
