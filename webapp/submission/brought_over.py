"""What became of the answers that came over from the cycle before."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import COUNTRY_READERS, open_to
from webapp.assessment.opened import opened
from webapp.assessment.words import answer_lines
from webapp.records import cycles
from webapp.submission.blueprint import blueprint


@blueprint.get("/confirmed")
@open_to(COUNTRY_READERS)
def confirmed(country: str, number: int) -> ResponseReturnValue:
    """List what was confirmed unchanged, what was changed, and what waits to be confirmed."""
    here = opened(country, number)
    asked = {question.code: question for unit in here.units for question in unit.questions}
    found = [each for each in cycles.brought_over(here.row) if each.now.question in asked]
    return render_template(
        "submission/confirmed.html",
        here=here,
        questions=asked,
        waiting=[each for each in found if not each.is_confirmed],
        unchanged=[each for each in found if each.is_confirmed and each.is_unchanged],
        changed=[each for each in found if each.is_confirmed and not each.is_unchanged],
        answer_lines=answer_lines,
    )
