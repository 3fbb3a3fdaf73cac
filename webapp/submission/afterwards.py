"""After the submission: a draft that corrects it, or the next cycle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.wire import text_problem
from webapp import audit, clock, kept
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, opened
from webapp.assessment.raised import raised
from webapp.assessment.tasks import date_error, title_error
from webapp.audit import Action
from webapp.records import answer_revisions, checks, cycles
from webapp.submission.blueprint import blueprint
from webapp.tables import SUBMITTED, Assessment
from webapp.typed import FormError, lines, one_line, visible
from webapp.wording import _


@blueprint.get("/reopen")
@open_to(FOCAL_POINTS, while_=(SUBMITTED,))
def ask_reopen(country: str, number: int) -> ResponseReturnValue:
    """Say what reopening does, and ask why."""
    here = opened(country, number)
    form = kept.kept_form()
    return _reopen_page(here, reason=form.get("reason", "") if form else "", is_kept=form is not None)


@blueprint.post("/reopen")
@open_to(FOCAL_POINTS, while_=(SUBMITTED,))
def reopen(country: str, number: int) -> ResponseReturnValue:
    """Begin a draft that corrects the submission, unless there is one already."""
    here = opened(country, number, to_write=True)
    reason = lines(request.form.get("reason", "")).strip()
    existing = cycles.successors_of(here.row).correction
    if existing is not None:
        flash(_("This submission has been reopened already: here is the draft that corrects it."))
        return _leads_to(existing)
    error = _reason_error(reason)
    if error:
        return _reopen_page(here, reason=reason, errors=[error]), 422
    kept.forget_form()
    draft = cycles.reopen(here.row, reason, by=signed_in_user(), at=clock.now())
    _bring_over_dismissals(here, draft)
    _record(Action.REOPENED, here, draft, {"reason": reason})
    flash(_("This draft corrects the submission. The submission itself stays as it is."))
    return _leads_to(draft)


@blueprint.get("/next-cycle")
@open_to(FOCAL_POINTS, while_=(SUBMITTED,))
def ask_next_cycle(country: str, number: int) -> ResponseReturnValue:
    """Say what the next cycle begins with, and ask for its title and reference date."""
    here = opened(country, number)
    form = kept.kept_form()
    return _cycle_page(
        here,
        title=form.get("title", "") if form else "",
        reference_date=form.get("reference_date", "") if form else clock.now().date().isoformat(),
        is_kept=form is not None,
    )


@blueprint.post("/next-cycle")
@open_to(FOCAL_POINTS, while_=(SUBMITTED,))
def begin_next_cycle(country: str, number: int) -> ResponseReturnValue:
    """Begin the next cycle, unless it has begun already."""
    here = opened(country, number, to_write=True)
    existing = cycles.successors_of(here.row).next_cycle
    if existing is not None:
        flash(_("The next cycle has begun already: here it is."))
        return _leads_to(existing)
    title = one_line(request.form.get("title", "")).strip()
    written = request.form.get("reference_date", "").strip()
    errors = [error for error in (title_error(title), date_error(written)) if error]
    if errors:
        return _cycle_page(here, title=title, reference_date=written, errors=errors), 422
    kept.forget_form()
    draft = cycles.begin_cycle(
        here.row, title, date.fromisoformat(written), by=signed_in_user(), at=clock.now()
    )
    _record(Action.CYCLE_BEGUN, here, draft, {})
    flash(_("The next cycle has begun. Every answer of the last one is shown, to be confirmed."))
    return _leads_to(draft)


def _bring_over_dismissals(here: Opened, draft: Assessment) -> None:
    """What was put aside stays put aside: the answers are the same, each as its first revision."""
    for one in raised(here, answer_revisions.saved_answers(here.row)):
        if one.dismissal:
            basis = re.sub(r"@\d+", "@1", one.basis)
            checks.bring_over(draft, one.dismissal, basis)


def _record(action: Action, here: Opened, draft: Assessment, details: dict[str, str]) -> None:
    audit.record(
        action,
        country=here.row.country_code,
        assessment=here.row.id,
        subject=here.row.title,
        details=details | {"new assessment": str(draft.id), "title": draft.title},
    )


def _leads_to(row: Assessment) -> ResponseReturnValue:
    return redirect(url_for("assessment.tasks", country=row.country_code, number=row.id), 303)


def _reason_error(reason: str) -> FormError | None:
    if not reason:
        return FormError("reason", _("Write why the submission is to be corrected."))
    problem = text_problem(reason)
    return FormError("reason", _("This text %(problem)s.", problem=problem)) if problem else None


def _reopen_page(
    here: Opened, *, reason: str, errors: Sequence[FormError] = (), is_kept: bool = False
) -> str:
    return render_template(
        "submission/reopen.html",
        here=here,
        existing=cycles.successors_of(here.row).correction,
        reason=visible(reason),
        errors=list(errors),
        is_kept=is_kept,
    )


def _cycle_page(
    here: Opened,
    *,
    title: str,
    reference_date: str,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    return render_template(
        "submission/next_cycle.html",
        here=here,
        existing=cycles.successors_of(here.row).next_cycle,
        title=visible(title),
        reference_date=visible(reference_date),
        errors=list(errors),
        is_kept=is_kept,
    )
