"""What UNODC asks the country about a need, answered by the country."""

from __future__ import annotations

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from webapp import audit, clock, kept
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance.entered import blueprint, opened_need
from webapp.assistance.need import need_page
from webapp.assistance.typed_step import text_errors
from webapp.audit import Action
from webapp.records import clarifications
from webapp.typed import lines
from webapp.wording import _


@blueprint.post("/needs/<int:need>/clarifications/<int:message>")
@open_to(FOCAL_POINTS)
def answer(country: str, need: int, message: int) -> ResponseReturnValue:
    """Answer a question of UNODC; the answer is for UNODC to read."""
    here = opened_need(country, need, to_write=True)
    field = f"answer-{message}"
    text = lines(request.form.get(field, ""))
    if message not in {thread.number for thread in clarifications.asked_about(here.row)}:
        abort(404)
    if errors := text_errors(field, text, _("Write the answer.")):
        return need_page(here, errors=errors, form=request.form), 422
    clarifications.answer(here.row, message, text, by=signed_in_user(), at=clock.now())
    kept.forget_form(here.address("assistance.need"))
    audit.record(
        Action.NEED_ANSWERED,
        country=country,
        assessment=here.row.assessment_id,
        subject=here.row.title,
        details={"need": str(here.row.id)},
    )
    flash(_("The answer is sent to UNODC."))
    return redirect(here.address("assistance.need"), 303)
