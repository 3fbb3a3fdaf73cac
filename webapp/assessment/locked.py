"""What cannot be saved, whatever is done: the state of the assessment forbids it, or the question is no
longer given to its writer. Why, and what was typed, to be copied or kept as a remark: none of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from flask import Flask, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.instrument import Question, Unit
from webapp import clock, kept
from webapp.access import WRITERS, open_to, signed_in_user
from webapp.assessment import autosave
from webapp.assessment.entrusted import FIELD, was_entrusted
from webapp.assessment.opened import Locked, Opened, blueprint, opened
from webapp.assessment.saving import ALL, Sent, fields_of, sent_back
from webapp.assessment.steps import last_typed
from webapp.assessment.typed_words import typed_words
from webapp.errors import typed_text
from webapp.records import workspace
from webapp.records.workspace import Asked
from webapp.tables import CLEARED, DRAFT, SUBMITTED, UNDER_REVIEW
from webapp.typed import visible
from webapp.wording import _

PATH = "/countries/<country>/assessments/<int:number>/units/<code>"


class Untaken(msgspec.Struct, frozen=True):
    """A question whose typed text cannot be saved: in words, and as the fields that send it again."""

    question: Question
    words: str
    fields: tuple[tuple[str, str], ...]
    may_be_remark: bool
    # Who is asked the question now.
    asked: tuple[Asked, ...] = ()


def untaken(here: Opened, unit: Unit, form: MultiDict[str, str]) -> list[Untaken]:
    """Those questions of the form with touched fields that this person cannot change now."""
    theirs = here.questions(unit)
    closed = [question for question in unit.questions if not here.may_write or question not in theirs]
    touched = [one for one in sent_back(here.instrument, closed, form) if one.is_touched]
    if not touched:
        return []
    proven = was_entrusted(here.row.id, form.get(FIELD, ""))
    around = workspace.around(here.row.id, [one.question.code for one in touched], moment=clock.now())
    return [
        Untaken(
            question=one.question,
            words=visible(typed_words(here.instrument, one.question, one.typed)),
            fields=fields_again(one),
            may_be_remark=one.question in theirs or one.question.code in proven,
            asked=around.of(one.question.code).asked,
        )
        for one in touched
    ]


def fields_again(one: Sent) -> tuple[tuple[str, str], ...]:
    """The hidden fields that send a question again as it came."""
    code = one.question.code
    marks = [
        (f"{code}-base", f"{one.based_on}.{one.filled}"),
        (f"{code}-confirm", "yes" if one.is_confirmed else ""),
        (f"{code}-conflict", "yes" if one.is_from_conflict else ""),
        (f"{code}-choice", one.choice),
    ]
    given = [(name, visible(value)) for name, value in fields_of(one.question, one.typed)]
    return tuple([(name, value) for name, value in marks if value] + given)


def untaken_page(
    here: Opened,
    unit: Unit,
    found: list[Untaken],
    *,
    saved: Iterable[str] = (),
    kept_as_remarks: Iterable[str] = (),
    others: Iterable[Sent] = (),
) -> str:
    """What could not be taken, and why. `others` could be saved but for mistakes or conflicts: they are sent
    along.
    """
    return render_template(
        "assessment/untaken.html",
        here=here,
        unit=unit,
        found=found,
        state_reason="" if here.may_write else reason_words(here.row.status),
        saved=list(saved),
        kept_as_remarks=list(kept_as_remarks),
        others=[fields_again(one) for one in others],
        entrusted=request.form.get(FIELD, ""),
    )


@blueprint.post(f"{PATH}/remarks")
@open_to(WRITERS)
def keep_as_remark(country: str, number: int, code: str) -> ResponseReturnValue:
    """Keep what could not be saved as remarks in the discussion, or let go of it."""
    here = opened(country, number, to_write=True)
    unit = here.unit_of_all(code)
    found = untaken(here, unit, last_typed(request.form))
    wanted = request.form.get("keep", "")
    chosen = [one for one in found if one.may_be_remark and wanted in {ALL, one.question.code}]
    if not found or (wanted and not chosen):
        abort(404)
    for one in chosen:
        workspace.keep_as_remark(here.row, one.question.code, one.words, by=signed_in_user(), at=clock.now())
    codes = [one.question.code for one in chosen]
    rest = [one for one in found if one not in chosen]
    if rest and wanted:
        others = sent_back(here.instrument, here.questions(unit), request.form) if here.may_write else []
        return untaken_page(here, unit, rest, kept_as_remarks=codes, others=others)
    kept.forget_form(here.address("assessment.unit", code=code))
    if codes:
        flash(_("Kept as a remark in the discussion: %(codes)s.", codes=", ".join(codes)))
    return redirect(here.address("assessment.tasks"), 303)


def _page(problem: Locked) -> ResponseReturnValue:
    here = problem.here
    if request.endpoint == "assessment.save_unit" and request.view_args:
        unit = here.unit_of_all(request.view_args["code"])
        found = untaken(here, unit, last_typed(request.form))
        if autosave.is_autosave():
            report = autosave.closed_report(
                [one.question.code for one in found], reason_words(problem.status)
            )
            return autosave.answer(report, [one.fields for one in found], 409)
        if found:
            return untaken_page(here, unit, found), 409
    return render_template(
        "assessment/locked.html",
        reason=reason_words(problem.status),
        typed=typed_text(),
        tasks=here.address("assessment.tasks"),
    ), 409


def reason_words(status: str) -> str:
    """Why something cannot be done in that state."""
    return {
        DRAFT: _("The assessment is a draft: this comes later."),
        UNDER_REVIEW: _("The assessment is under review. A focal point can take it back to draft."),
        CLEARED: _(
            "The assessment has been cleared. A focal point can take it back to draft, with a reason."
        ),
        SUBMITTED: _("The assessment has been submitted, and what was submitted never changes."),
    }[status]


def init_app(app: Flask) -> None:
    """Gives the application this page."""
    app.register_error_handler(Locked, _page)
