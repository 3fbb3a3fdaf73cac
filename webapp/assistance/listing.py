"""The needs of a country on one page: where each stands, since when, and whose step is next."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from questionnaire.assistance.status import ENDED
from webapp import clock, register_words
from webapp.access import COUNTRY_READERS, open_to
from webapp.assistance.entered import blueprint, entered
from webapp.records import assessments, needs


@blueprint.get("/needs")
@open_to(COUNTRY_READERS)
def register(country: str) -> ResponseReturnValue:
    """List the country's needs: those under way, and those that have ended."""
    here = entered(country)
    rows = needs.needs_of(country)
    return render_template(
        "assistance/register.html",
        here=here,
        under_way=[row for row in rows if row.status not in ENDED],
        ended=[row for row in rows if row.status in ENDED],
        assessments=assessments.assessments_in([country]),
        say=register_words,
        now=clock.now(),
    )
