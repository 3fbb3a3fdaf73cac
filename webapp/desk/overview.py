"""The first page of the morning: the ten needs to act on, and where all the others stand."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import UNODC
from questionnaire.assistance.status import STATUSES
from webapp import register_words
from webapp.access import UNODC_OFFICERS, open_to, signed_in_user
from webapp.desk.blueprint import blueprint, today
from webapp.desk.words import reason_words
from webapp.records import desk, released_attention, released_needs


@blueprint.get("/")
@open_to(UNODC_OFFICERS)
def overview() -> ResponseReturnValue:
    """Show the needs that ask for a hand, each with its reasons, and how many stand where."""
    day = today()
    found = released_attention.asking_for_a_hand(UNODC, day)
    lines = released_needs.lines_of(UNODC, [one.need.number for one in found], day)
    counts = released_needs.counted_by_status(UNODC, day)
    return render_template(
        "desk/overview.html",
        to_act_on=[(one, lines[one.need.number]) for one in found],
        counts=[(status, counts[status]) for status in STATUSES if status in counts],
        total=sum(counts.values()),
        filters=desk.filters_of(signed_in_user()),
        reason_words=reason_words,
        say=register_words,
    )
