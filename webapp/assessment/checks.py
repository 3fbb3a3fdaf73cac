"""Do these answers fit together? What is asked back, and why some of it was put aside."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.wire import text_problem
from webapp import audit, clock, kept
from webapp.access import COUNTRY_MEMBERS, WRITERS, open_to, signed_in_user
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.raised import Raised, raised, taken_back_before
from webapp.assessment.words import answer_lines, grade_words
from webapp.audit import Action
from webapp.records import answer_revisions
from webapp.records import checks as records
from webapp.tables import DRAFT, UNDER_REVIEW
from webapp.typed import FormError, lines, visible
from webapp.wording import _

BEFORE_CLEARANCE = (DRAFT, UNDER_REVIEW)
PATH = "/countries/<country>/assessments/<int:number>/checks"


@blueprint.get(PATH)
@open_to(COUNTRY_MEMBERS)
def checks(country: str, number: int) -> ResponseReturnValue:
    """List what is asked back about the answers that the person may read, and what was put aside."""
    return _page(opened(country, number))


@blueprint.post(PATH)
@open_to(WRITERS, while_=BEFORE_CLEARANCE)
def dismiss(country: str, number: int) -> ResponseReturnValue:
    """Put one question aside, with the reason why the answers are right as they stand."""
    here = opened(country, number, to_write=True)
    asked = _asked_in(here, request.form)
    reason = lines(request.form.get("reason", ""))
    if asked is None or asked.basis != request.form.get("basis"):
        return _page(here, typed=request.form, is_outdated=True), 409
    if asked.dismissal:
        is_sent_twice = (asked.dismissal.dismissed_by_id, asked.dismissal.reason) == (
            signed_in_user().id,
            reason,
        )
        if not is_sent_twice:
            return _page(here, typed=request.form, is_outdated=True), 409
    else:
        error = _error_in(reason, asked)
        if error:
            return _page(here, typed=request.form, errors=[error]), 422
        check = asked.contradiction.check
        records.dismiss(here.row, check, asked.basis, reason, by=signed_in_user(), at=clock.now())
        _record(here, Action.CHECK_PUT_ASIDE, asked)
    kept.forget_form()
    flash(_("Your reason is kept. The question is asked again if one of the answers changes."))
    return redirect(here.address("assessment.checks"), 303)


@blueprint.post(f"{PATH}/take-back")
@open_to(WRITERS, while_=BEFORE_CLEARANCE)
def take_back(country: str, number: int) -> ResponseReturnValue:
    """Let a question that was put aside be asked again."""
    here = opened(country, number, to_write=True)
    asked = _asked_in(here, request.form)
    if asked and asked.basis == request.form.get("basis"):
        check = asked.contradiction.check
        if records.take_back(here.row, check, asked.basis, by=signed_in_user(), at=clock.now()):
            _record(here, Action.CHECK_ASKED_AGAIN, asked)
        flash(_("The question is asked again."))
    return redirect(here.address("assessment.checks"), 303)


def _record(here: Opened, action: Action, asked: Raised) -> None:
    audit.record(
        action,
        country=here.row.country_code,
        assessment=here.row.id,
        subject=", ".join(asked.questions),
        details={"check": asked.contradiction.check, "basis": asked.basis},
    )


def _asked_in(here: Opened, form: MultiDict[str, str]) -> Raised | None:
    """The question asked back that the form names, if it is still asked and this person may read it."""
    found = raised(here, answer_revisions.saved_answers(here.row))
    return next((one for one in found if one.anchor == form.get("question")), None)


def _error_in(reason: str, asked: Raised) -> FormError | None:
    problem = text_problem(reason)
    if problem:
        return FormError(f"{asked.anchor}-reason", _("This text %(problem)s.", problem=problem))
    if not reason.strip():
        return FormError(
            f"{asked.anchor}-reason",
            _("%(questions)s: write why this is right.", questions=", ".join(asked.questions)),
        )
    return None


def _page(
    here: Opened,
    *,
    typed: MultiDict[str, str] | None = None,
    errors: list[FormError] | None = None,
    is_outdated: bool = False,
) -> str:
    """The page; `typed` is a reason that could not be kept, from this request or brought back from before."""
    may_dismiss = here.row.status in BEFORE_CLEARANCE and WRITERS.admits(
        signed_in_user(), here.row.country_code
    )
    brought_back = kept.kept_form() if may_dismiss and request.method == "GET" else None
    form = typed or brought_back or MultiDict()
    answers = answer_revisions.saved_answers(here.row)
    found = raised(here, answers)
    taken_back = records.taken_back_in(here.row)
    still_asked = [one for one in found if one.dismissal is None]
    return render_template(
        "assessment/checks.html",
        here=here,
        answers=answers,
        still_asked=still_asked,
        dismissed=[one for one in found if one.dismissal],
        taken_back_before=lambda one: taken_back_before(one, taken_back),
        may_dismiss=may_dismiss,
        typed_for=form.get("question", ""),
        reason=visible(lines(form.get("reason", ""))),
        # A reason for what is not asked any more has no field to stand in.
        is_homeless="reason" in form and form.get("question") not in {one.anchor for one in still_asked},
        is_outdated=is_outdated,
        is_kept=brought_back is not None,
        errors=errors,
        answer_lines=answer_lines,
        grades=grade_words(),
    )
