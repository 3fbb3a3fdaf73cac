"""The sign-off sheet of one institution: what it answered, the hash of that, and who is to sign."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp import clock, kept
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, opened
from webapp.assessment.words import answer_lines
from webapp.papers.blueprint import blueprint
from webapp.papers.printed import answers_that_count, ask_for_paper, particulars_of, questions_of
from webapp.papers.typed_paper import TypedPaper, errors_in, read_typed
from webapp.submission.signed import Signing, signings_of
from webapp.typed import FormError


@blueprint.get("/sign-off-sheets/<int:institution>")
@open_to(FOCAL_POINTS)
def sign_off_sheet(country: str, number: int, institution: int) -> ResponseReturnValue:
    """Show what the institution would sign for, and offer to print it."""
    here = opened(country, number)
    user, form = signed_in_user(), kept.kept_form()
    typed = TypedPaper(return_to=f"{user.name}, {user.email}") if form is None else read_typed(form)
    return _page(here, _signing(here, institution), typed, is_kept=form is not None)


@blueprint.post("/sign-off-sheets/<int:institution>")
@open_to(FOCAL_POINTS)
def print_sign_off_sheet(country: str, number: int, institution: int) -> ResponseReturnValue:
    """Have the sheet made, or say what is wrong with what was typed for it."""
    here = opened(country, number)
    signing, typed, today = _signing(here, institution), read_typed(request.form), clock.now().date()
    errors = errors_in(typed)
    if errors:
        return _page(here, signing, typed, errors=errors), 422
    kept.forget_form()
    particulars = particulars_of(
        here,
        today,
        institution=signing.name,
        approver=typed.approver,
        return_to=typed.return_to,
        return_by=typed.day,
    )
    return ask_for_paper(here, "sign-off-sheet", answers_that_count(here), particulars, signing.questions)


def _signing(here: Opened, number: int) -> Signing:
    """What that institution would sign now: the same that a signature is compared with when it is
    recorded. A 404 for an institution that was given nothing.
    """
    found = (signing for signing in signings_of(here) if signing.number == number)
    return next(found, None) or abort(404)


def _page(
    here: Opened,
    signing: Signing,
    typed: TypedPaper,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    sheet = answers_that_count(here)
    return render_template(
        "paper_pages/sign_off_sheet.html",
        here=here,
        signing=signing,
        questions=[question for question in questions_of(here) if question.code in signing.questions],
        typed=typed.shown,
        sheet=sheet,
        unanswered=[code for code in signing.questions if sheet.answer_to(code).state == "unanswered"],
        answer_lines=answer_lines,
        errors=errors,
        is_kept=is_kept,
    )
