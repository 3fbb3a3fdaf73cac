"""Taking a step: what is open is shown first, and who took the step, and why, is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import asked_documents, audit, clock, gap_report, kept
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Locked, Opened, opened
from webapp.audit import Action
from webapp.records import submissions
from webapp.submission.blueprint import blueprint
from webapp.submission.changes import changes_for
from webapp.submission.findings import Findings, findings_of
from webapp.submission.steps import CLEAR, SEND_TO_REVIEW, SUBMIT, TAKE_BACK, Step
from webapp.submission.typed_step import TypedStep, errors_in, typed_into
from webapp.submission.words import step_words, taken_words
from webapp.typed import FormError

ACTIONS = {
    SEND_TO_REVIEW.code: Action.SENT_TO_REVIEW,
    CLEAR.code: Action.CLEARED,
    SUBMIT.code: Action.SUBMITTED,
    TAKE_BACK.code: Action.TAKEN_BACK,
}


@blueprint.get("/check")
@open_to(COUNTRY_READERS)
def check(country: str, number: int) -> ResponseReturnValue:
    """Show what is open, without taking any step."""
    here = opened(country, number)
    return _page(here, None, findings_of(here))


@blueprint.get("/send-to-review")
@open_to(FOCAL_POINTS, while_=SEND_TO_REVIEW.before)
def ask_send_to_review(country: str, number: int) -> ResponseReturnValue:
    """Show what is open, and offer to send the assessment to review."""
    return _asked(country, number, SEND_TO_REVIEW)


@blueprint.post("/send-to-review")
@open_to(FOCAL_POINTS, while_=SEND_TO_REVIEW.before)
def send_to_review(country: str, number: int) -> ResponseReturnValue:
    """From draft to under review."""
    return _taken(country, number, SEND_TO_REVIEW)


@blueprint.get("/clear")
@open_to(FOCAL_POINTS, while_=CLEAR.before)
def ask_clear(country: str, number: int) -> ResponseReturnValue:
    """Show what is open, and ask who cleared the assessment."""
    return _asked(country, number, CLEAR)


@blueprint.post("/clear")
@open_to(FOCAL_POINTS, while_=CLEAR.before)
def clear(country: str, number: int) -> ResponseReturnValue:
    """From under review to cleared, by a named approver."""
    return _taken(country, number, CLEAR)


@blueprint.get("/submit")
@open_to(FOCAL_POINTS, while_=SUBMIT.before)
def ask_submit(country: str, number: int) -> ResponseReturnValue:
    """Show what is open, and say what submitting does."""
    return _asked(country, number, SUBMIT)


@blueprint.post("/submit")
@open_to(FOCAL_POINTS, while_=SUBMIT.before)
def submit(country: str, number: int) -> ResponseReturnValue:
    """From cleared to submitted: what is there is frozen."""
    return _taken(country, number, SUBMIT)


@blueprint.get("/take-back")
@open_to(FOCAL_POINTS, while_=TAKE_BACK.before)
def ask_take_back(country: str, number: int) -> ResponseReturnValue:
    """Ask why the assessment goes back to draft."""
    return _asked(country, number, TAKE_BACK)


@blueprint.post("/take-back")
@open_to(FOCAL_POINTS, while_=TAKE_BACK.before)
def take_back(country: str, number: int) -> ResponseReturnValue:
    """Back to draft, with a reason."""
    return _taken(country, number, TAKE_BACK)


def _asked(country: str, number: int, step: Step) -> ResponseReturnValue:
    here = opened(country, number)
    form = kept.kept_form()
    typed = TypedStep(approved_on=clock.now().date().isoformat()) if form is None else typed_into(step, form)
    return _page(here, step, findings_of(here), typed=typed, is_kept=form is not None)


def _taken(country: str, number: int, step: Step) -> ResponseReturnValue:
    typed = typed_into(step, request.form)
    leads_to = "submission.submitted" if step == SUBMIT else "assessment.tasks"
    try:
        here = opened(country, number, to_write=True)
    except Locked as locked:
        if not _is_sent_twice(locked, step, typed):
            raise
        return redirect(url_for(leads_to, country=country, number=number), 303)
    findings, moment = findings_of(here), clock.now()
    errors = errors_in(step, typed, findings, moment.date())
    if errors:
        return _page(here, step, findings, typed=typed, errors=errors), 422
    kept.forget_form()
    _take(here, step, typed, moment)
    flash(taken_words(step))
    return redirect(here.address(leads_to), 303)


def _take(here: Opened, step: Step, typed: TypedStep, moment: datetime) -> None:
    author, details = signed_in_user(), _details(typed)
    if step == SUBMIT:
        details["SHA-256"] = submissions.hand_in(here.row, by=author, at=moment)
        asked_documents.ask_for(here.row, gap_report.content_for(here.row, "pdf"))
    else:
        submissions.change_status(
            here.row, step.after, by=author, at=moment, reason=typed.reason, clearance=typed.clearance
        )
    audit.record(
        ACTIONS[step.code],
        country=here.row.country_code,
        assessment=here.row.id,
        subject=here.row.title,
        details=details,
    )


def _is_sent_twice(locked: Locked, step: Step, typed: TypedStep) -> bool:
    """Whether this very step was the last one, by the same person and with the same words."""
    taken = submissions.steps_taken(locked.country, locked.number)
    if not taken or locked.status != step.after or errors_in(step, typed, Findings(), clock.now().date()):
        return False
    last = taken[-1]
    mine = (step.after, typed.reason, typed.clearance, signed_in_user().id)
    return (last.after, last.reason, last.clearance, last.by_id) == mine


def _details(typed: TypedStep) -> dict[str, str]:
    found = {
        "reason": typed.reason,
        "approver": typed.approver_name,
        "office": typed.approver_office,
        "approved on": typed.approved_on if typed.approver_name else "",
    }
    return {name: text for name, text in found.items() if text}


def _page(
    here: Opened,
    step: Step | None,
    findings: Findings,
    *,
    typed: TypedStep | None = None,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    return render_template(
        "submission/check.html",
        here=here,
        step=step,
        words=step_words(step),
        findings=findings,
        changes=changes_for(here),
        typed=(typed or TypedStep()).shown,
        errors=list(errors),
        is_kept=is_kept,
    )
