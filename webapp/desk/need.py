"""One need at the desk: what was released of it, the next step, questions to the country, and own notes."""

from __future__ import annotations

from typing import Literal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.assistance import support as rules
from questionnaire.assistance.status import moves_from
from questionnaire.loading import installed
from questionnaire.wire import text_problem
from webapp import audit, clock, kept, register_words
from webapp.access import UNODC_OFFICERS, open_to, signed_in_user
from webapp.desk.blueprint import blueprint, held_by_unodc, seen_by_unodc, today, trail
from webapp.records import desk, needs, released_needs
from webapp.records.released import NeedSeen
from webapp.typed import FormError, lines, visible
from webapp.wording import _


@blueprint.get("/needs/<int:number>")
@open_to(UNODC_OFFICERS)
def need(number: int) -> ResponseReturnValue:
    """Show one need as it was released, and offer what an officer can do."""
    form = kept.kept_form()
    return _page(seen_by_unodc(number), typed=form, is_kept=form is not None)


@blueprint.post("/needs/<int:number>/step")
@open_to(UNODC_OFFICERS)
def take_step(number: int) -> ResponseReturnValue:
    """Take the step that was chosen, or say what it lacks."""
    row = held_by_unodc(number)
    reason, after = lines(request.form.get("step-reason", "")), request.form.get("to", "")
    step = next((move for move in moves_from(row.status, "unodc") if move.after == after), None)
    errors = []
    if step is None:
        errors.append(FormError("to", _("Choose a step. The need may have moved on meanwhile.")))
    if problem := text_problem(reason):
        errors.append(FormError("step-reason", _("The text %(problem)s.", problem=problem)))
    elif step is not None and step.asks == "reason" and not reason.strip():
        errors.append(FormError("step-reason", _("Write the reason: the country reads it.")))
    if step is None or errors:
        return _page(seen_by_unodc(number), typed=request.form, errors=errors), 422
    needs.take_step(row, step.after, "unodc", by=signed_in_user(), at=clock.now(), reason=reason)
    audit.record(
        audit.Action.NEED_MOVED_BY_UNODC,
        country=row.country_code,
        assessment=row.assessment_id,
        subject=row.title,
        details={"need": str(row.id), "from": step.before, "to": step.after},
    )
    kept.forget_form()
    flash(register_words.status_word(step.after))
    return redirect(url_for(".need", number=number), 303)


@blueprint.post("/needs/<int:number>/messages")
@open_to(UNODC_OFFICERS)
def write(number: int) -> ResponseReturnValue:
    """Keep a note for UNODC, or ask the country."""
    row = held_by_unodc(number)
    kind: Literal["note", "clarification"] = "note" if "note" in request.form else "clarification"
    text = lines(request.form.get(kind, ""))
    if (problem := text_problem(text)) or not text.strip():
        words = _("The text %(problem)s.", problem=problem) if problem else _("Write what you want to say.")
        errors = [FormError(kind, words)]
        return _page(seen_by_unodc(number), typed=request.form, errors=errors), 422
    desk.write_message(row.id, kind, text, by=signed_in_user(), at=clock.now())
    if kind == "clarification":
        audit.record(
            audit.Action.CLARIFICATION_ASKED,
            country=row.country_code,
            assessment=row.assessment_id,
            subject=row.title,
            details={"need": str(row.id)},
        )
    kept.forget_form()
    return redirect(url_for(".need", number=number, _anchor="words"), 303)


def _page(
    found: NeedSeen,
    *,
    typed: MultiDict[str, str] | None = None,
    errors: list[FormError] | None = None,
    is_kept: bool = False,
) -> str:
    supports = desk.supports_of([found.number])
    return render_template(
        "desk/need.html",
        found=found,
        instrument=installed(found.instrument, found.version),
        moves=moves_from(found.status, "unodc"),
        steps=released_needs.steps_seen_by_unodc(found.number),
        messages=desk.messages_of(found.number),
        supports=supports,
        coverage=rules.coverage(line.support for line in supports),
        overlaps=_overlaps(supports),
        typed={name: visible(value) for name, value in (typed or {}).items()},
        errors=errors,
        is_kept=is_kept,
        now=clock.now(),
        today=today(),
        trail=trail((url_for(".needs"), _("Needs"))),
        say=register_words,
    )


def _overlaps(lines: list[desk.SupportLine]) -> list[tuple[str, str]]:
    """The names of providers who do the same for this need at the same time, pair by pair."""
    names = {line.support.number: line.provider_name for line in lines}
    pairs = rules.overlaps(line.support for line in lines)
    return [(names[one.number], names[other.number]) for one, other in pairs]
