"""What happened in a country: the events of its audit trail, in words, for its focal points."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import FOCAL_POINTS, open_to
from webapp.country.entered import blueprint, entered
from webapp.country.event_words import event_words
from webapp.records import audit_trail

EVENTS_PER_PAGE = 50


@blueprint.get("/events")
@open_to(FOCAL_POINTS)
def events(country: str) -> ResponseReturnValue:
    """List the latest events, or those before one of them."""
    land = entered(country)
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 10):
        abort(404)
    found = audit_trail.told_of(country, EVENTS_PER_PAGE + 1, before=int(before) if before else None)
    return render_template(
        "country/events.html",
        land=land,
        events=[(event, event_words(event)) for event in found[:EVENTS_PER_PAGE]],
        is_first_page=not before,
        earlier=found[EVENTS_PER_PAGE - 1].number if len(found) > EVENTS_PER_PAGE else None,
    )
