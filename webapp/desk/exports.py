"""Files of the register for UNODC: the needs of a filter and their support, as far as they were released."""

from __future__ import annotations

from typing import IO
from urllib.parse import parse_qsl

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import UNODC
from reports.register.iati import write_iati
from reports.register.records import Statement
from webapp import clock, register_files
from webapp.access import UNODC_OFFICERS, open_to
from webapp.config import Settings
from webapp.desk.blueprint import blueprint, today
from webapp.desk.found import asked_in, wanted_by
from webapp.records.released_exports import needs_taken, supports_for_unodc
from webapp.records.released_needs import Wanted
from webapp.register_files import IATI, NEEDS, NoFile, Wished, Written
from webapp.wording import _


@blueprint.post("/files")
@open_to(UNODC_OFFICERS)
def download() -> ResponseReturnValue:
    """Hand out the needs of a filter, or their support, as a file."""
    asked = asked_in(dict(parse_qsl(request.form.get("query", ""))))
    offered, button = register_files.offered_to_unodc(), request.form.get("file", "")
    wished = register_files.wished_of(offered, button) or abort(404)
    statement, wanted = Statement(UNODC.audience, clock.now()), wanted_by(asked)
    try:
        with register_files.new_file() as file:
            written = _write(file, wished, wanted, statement)
    except NoFile as problem:
        flash(str(problem))
        return redirect(f"{url_for('.needs')}?{asked.query}", 303)
    return register_files.hand_out(file, statement, wished, written, asked.query)


def _write(file: IO[bytes], wished: Wished, wanted: Wanted, statement: Statement) -> Written:
    """Writes the file; `NoFile` where it cannot be."""
    if wished.kind == NEEDS:
        return register_files.write_needs(file, wished.format, statement, needs_taken(UNODC, wanted, today()))
    if wished.format == IATI:
        return _write_iati(file, wanted, statement)
    found = supports_for_unodc(wanted, today())
    return register_files.write_supports(file, wished.format, statement, found)


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
