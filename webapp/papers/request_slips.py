"""The request slip of one institution: what it is asked, as a page and to be printed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import clock, kept
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, opened
from webapp.forms import state_words
from webapp.papers.blueprint import blueprint
from webapp.papers.bodies import BodyAsked, body_asked
from webapp.papers.printed import answers_that_count, ask_for_paper, particulars_of
from webapp.papers.typed_paper import TypedPaper, errors_in, read_typed
from webapp.tables import DRAFT
from webapp.typed import FormError


@blueprint.get("/request-slips/<int:institution>")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def request_slip(country: str, number: int, institution: int) -> ResponseReturnValue:
    """Show what the institution is asked, what would prove it and by when, and offer to print it."""
    here = opened(country, number)
    body, form = body_asked(here, institution), kept.kept_form()
    typed = _proposed(body) if form is None else read_typed(form)
    return _page(here, body, typed, is_kept=form is not None)


@blueprint.post("/request-slips/<int:institution>")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def print_request_slip(country: str, number: int, institution: int) -> ResponseReturnValue:
    """Have the slip made, or say what is wrong with what was typed for it."""
    here = opened(country, number)
    body, typed, today = body_asked(here, institution), read_typed(request.form), clock.now().date()
    errors = errors_in(typed)
    if errors:
        return _page(here, body, typed, errors=errors), 422
    kept.forget_form()
    particulars = particulars_of(
        here,
        today,
        institution=body.institution.name,
        asked_by=signed_in_user().name,
        return_to=typed.return_to,
        return_by=typed.day,
        message=typed.message,
    )
    return ask_for_paper(here, "request-slip", answers_that_count(here), particulars, body.codes)


def _proposed(body: BodyAsked) -> TypedPaper:
    """What stands in the fields before anybody has typed."""
    user, due = signed_in_user(), body.due_on
    return_by = due.isoformat() if due and due >= clock.now().date() else ""
    return TypedPaper(return_to=f"{user.name}, {user.email}", return_by=return_by)


def _page(
    here: Opened,
    body: BodyAsked,
    typed: TypedPaper,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    return render_template(
        "paper_pages/request_slip.html",
        here=here,
        body=body,
        typed=typed.shown,
        sheet=answers_that_count(here),
        state_words=state_words,
        errors=errors,
        is_kept=is_kept,
    )
