"""Waiting in sight for a request pack, and taking it home. The worker makes it: `jobs.py`."""

from __future__ import annotations

import msgspec
from flask import Response, abort, redirect, render_template, send_file
from flask.typing import ResponseReturnValue

from webapp import asked_documents, audit, clock, documents
from webapp.access import FOCAL_POINTS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.assistance.entered import blueprint
from webapp.audit import Action
from webapp.documents import RequestPackContent
from webapp.records import renderings
from webapp.tables import Rendering

SECONDS_BETWEEN_LOOKS = 2


@blueprint.get("/assessments/<int:number>/needs/pack/<int:rendering>")
@open_to(FOCAL_POINTS)
def pack(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """Show how far the pack is. The page looks again by itself, without JavaScript, until there is an end."""
    here = opened(country, number)
    wanted, content = _found(here, rendering)
    state = asked_documents.state_of(wanted)
    page = Response(
        render_template("assistance/pack.html", here=here, rendering=wanted, state=state, pack=content.pack)
    )
    if state == renderings.QUEUED:
        page.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return page


@blueprint.post("/assessments/<int:number>/needs/pack/<int:rendering>/again")
@open_to(FOCAL_POINTS)
def make_pack_again(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """Have a pack made once more that could not be made, or whose file is gone."""
    here = opened(country, number)
    _wanted, content = _found(here, rendering)
    again = asked_documents.ask_for(here.row, msgspec.structs.replace(content, edition=documents.edition()))
    return redirect(here.address("assistance.pack", rendering=again.id), 303)


@blueprint.post("/assessments/<int:number>/needs/pack/<int:rendering>/file")
@open_to(FOCAL_POINTS)
def download_pack(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """The pack itself, as a file."""
    here = opened(country, number)
    wanted, content = _found(here, rendering)
    if asked_documents.state_of(wanted) != renderings.READY:
        abort(404)
    name = f"request-{country}-{clock.now().date().isoformat()}.{wanted.format}"
    audit.record(
        Action.PAPER_DOWNLOADED,
        country=country,
        assessment=number,
        subject=here.row.title,
        details={"file": name, "needs": str(len(content.pack.needs))},
    )
    return send_file(
        asked_documents.path_of(wanted),
        mimetype=documents.MEDIA_TYPES[wanted.format],
        as_attachment=True,
        download_name=name,
        max_age=0,
    )


def _found(here: Opened, number: int) -> tuple[Rendering, RequestPackContent]:
    """The pack with that number, and what it is made of; a 404 for any other document."""
    found = renderings.find(here.row.country_code, here.row.id, number) or abort(404)
    content = documents.read_content(found.content)
    if not isinstance(content, RequestPackContent):
        abort(404)
    return found, content
