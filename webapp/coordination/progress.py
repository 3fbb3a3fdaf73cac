"""How far every unit, person and institution has come, for the focal point who coordinates them."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import clock
from webapp.access import FOCAL_POINTS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.assessment.words import minutes_words
from webapp.coordination.blueprint import blueprint
from webapp.coordination.reminding import last_reminders
from webapp.coordination.standing import ORDERS, Overview, in_order, overview_of, units_in_order
from webapp.coordination.words import order_words, state_words
from webapp.records import answer_revisions, coordination
from webapp.tables import DRAFT


@blueprint.get("/progress")
@open_to(FOCAL_POINTS)
def progress(country: str, number: int) -> ResponseReturnValue:
    """Show who has come how far, who is late and since when, and which questions were given to nobody."""
    here = opened(country, number)
    found = overview(here)
    wanted = request.args.get("order", "")
    order = wanted if wanted in ORDERS else ORDERS[0]
    today = clock.now().date()
    return render_template(
        "coordination/progress.html",
        here=here,
        found=found,
        people=in_order(found.people, order),
        institutions=in_order(found.institutions, order),
        units=[one for one in units_in_order(found.units, order) if not one.standing.is_done],
        done_units=[one for one in found.units if one.standing.is_done],
        given_to_nobody=[one for one in found.units if one.given_to_nobody],
        order=order,
        orders=[(one, order_words(one)) for one in ORDERS],
        reminded=last_reminders(here),
        minutes_words=minutes_words,
        may_remind=here.row.status == DRAFT,
        state_words=lambda standing: state_words(standing, today),
    )


def overview(here: Opened) -> Overview:
    """How far everybody has come now."""
    answers, given = answer_revisions.saved_answers(here.row), coordination.given_in(here.row)
    return overview_of(here, answers, given, clock.now().date())
