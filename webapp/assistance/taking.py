"""Taking a step with a need: its page says what the step does and asks for what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.assistance.need import missing
from questionnaire.assistance.releases import is_in_force
from questionnaire.assistance.status import REFERENCES, Status, move
from webapp import audit, clock, kept, register_words
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance.entered import OpenedNeed, blueprint, opened_need
from webapp.assistance.locked import NotNow, not_now
from webapp.assistance.moves import (
    NOT_DELIVERED,
    STEP_NAMES,
    StepName,
    may_be_replaced,
    move_on,
    steps_offered,
    take_back_what_no_release_holds,
)
from webapp.assistance.need_words import field_label
from webapp.assistance.step_words import step_words
from webapp.assistance.typed_step import TypedStep, reason_errors, request_errors, typed_into
from webapp.audit import Action
from webapp.records import needs, releases
from webapp.tables import NeedRecord
from webapp.typed import FormError
from webapp.wording import _


@blueprint.get("/needs/<int:need>/steps/<step>")
@open_to(FOCAL_POINTS)
def ask_step(country: str, need: int, step: str) -> ResponseReturnValue:
    """Say what the step does, and ask for what belongs to it."""
    here, name = opened_need(country, need), _step(step)
    if name not in steps_offered(here.row.status):
        raise not_now(here)
    form = kept.kept_form()
    today = clock.now().date().isoformat()
    typed = TypedStep(on=today) if form is None else typed_into(form)
    return _page(here, name, typed, is_kept=form is not None)


@blueprint.post("/needs/<int:need>/steps/<step>")
@open_to(FOCAL_POINTS)
def take_step(country: str, need: int, step: str) -> ResponseReturnValue:
    """Take the step, or say what is missing."""
    here, name = opened_need(country, need, to_write=True), _step(step)
    typed = typed_into(request.form)
    if here.row.status == name and _is_mine(here.row):
        return redirect(here.address("assistance.need"), 303)
    take_back_what_no_release_holds(country)
    if name not in steps_offered(here.row.status):
        raise not_now(here)
    kept.forget_form()
    if errors := _errors(here, name, typed):
        return _page(here, name, typed, errors=errors), 422
    _take(here, name, typed)
    flash(step_words(name).taken)
    return redirect(here.address("assistance.need"), 303)


@blueprint.post("/needs/<int:need>/replacement")
@open_to(FOCAL_POINTS)
def replace(country: str, need: int) -> ResponseReturnValue:
    """Begin a draft that says the same, to be changed; it takes the need's place once it is approved."""
    here = opened_need(country, need, to_write=True)
    already = needs.replacement_of(here.row)
    if already is None and not may_be_replaced(here.row):
        raise not_now(here)
    row = already or _begin_replacement(here)
    return redirect(OpenedNeed(here.membership, row).address("assistance.need"), 303)


def _begin_replacement(here: OpenedNeed) -> NeedRecord:
    assessment = needs.assessment_of(here.row)
    row = needs.add_need(
        assessment, here.instrument, here.need, by=signed_in_user(), at=clock.now(), supersedes=here.row
    )
    audit.record(
        Action.NEED_BEGUN,
        country=row.country_code,
        assessment=assessment.id,
        subject=row.title,
        details={"need": str(row.id), "in place of": str(here.row.id)},
    )
    flash(_("A draft is begun that says the same. It takes the need’s place once you approve it."))
    return row


def _take(here: OpenedNeed, step: StepName, typed: TypedStep) -> None:
    row = here.row
    if step == NOT_DELIVERED:
        needs.disagree(row, typed.reason, by=signed_in_user(), at=clock.now())
        audit.record(
            Action.DELIVERY_DISPUTED,
            country=row.country_code,
            assessment=row.assessment_id,
            subject=row.title,
            details={"need": str(row.id), "reason": typed.reason},
        )
        return
    if step == "draft":
        _end_what_waits(row, typed.reason)
    if step == "approved" and (replaced := _replaced_by(row)) is not None:
        move_on(replaced, "superseded", reason=typed.reason)
    asked_for = typed.request if step == "submitted" else None
    move_on(row, cast("Status", step), reason=typed.reason, request=asked_for)


def _end_what_waits(row: NeedRecord, reason: str) -> None:
    """What a second person has not agreed to yet was about words that may change now."""
    for line in releases.releases_of(row.country_code, "need", row.id):
        if line.release.waits_for_second and not line.release.is_withdrawn:
            found = releases.release_in(row.country_code, line.release.number, to_write=True)
            assert found is not None  # noqa: S101  # it was among the country's own
            releases.withdraw(found, reason, by=signed_in_user(), at=clock.now())


def _errors(here: OpenedNeed, step: StepName, typed: TypedStep) -> list[FormError]:
    if step == "submitted":
        if not _is_seen_by_unodc(here.row):
            raise NotNow(
                here,
                _("UNODC cannot see this need: release it to UNODC, or openly, before you submit it."),
                here.address("assistance.need"),
            )
        return request_errors(typed, clock.now().date())
    if step == "approved":
        lacking = [
            FormError(f"lacking-{name}", _("“%(field)s” says nothing yet.", field=field_label(name)))
            for name in missing(here.need)
        ]
        return lacking + (reason_errors(typed) if _replaced_by(here.row) else [])
    return [] if step == "verified" else reason_errors(typed)


def _is_seen_by_unodc(row: NeedRecord) -> bool:
    today = clock.now().date()
    return any(
        line.release.audience in {"unodc", "open"} and is_in_force(line.release, today)
        for line in releases.releases_of(row.country_code, "need", row.id)
    )


def _replaced_by(row: NeedRecord) -> NeedRecord | None:
    """The need whose place this one takes when it is approved, if it is still there to be replaced."""
    found = needs.need_in(row.country_code, row.supersedes_id or 0)
    return found if found is not None and move(found.status, "superseded", "country") else None


def _step(step: str) -> StepName:
    return next((name for name in STEP_NAMES if name == step), None) or abort(404)


def _is_mine(row: NeedRecord) -> bool:
    """Whether the last step was taken by the same person: then a form was sent twice."""
    return needs.last_mover(row) == signed_in_user().id


def _page(
    here: OpenedNeed,
    step: StepName,
    typed: TypedStep,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    lacking = missing(here.need) if step == "approved" else ()
    return render_template(
        "assistance/step.html",
        here=here,
        step=step,
        words=step_words(step),
        typed=typed.shown,
        errors=list(errors),
        is_kept=is_kept,
        lacking=[(name, field_label(name)) for name in lacking],
        replaced=_replaced_by(here.row) if step == "approved" else None,
        is_seen=_is_seen_by_unodc(here.row),
        references=[(kind, register_words.reference_word(kind)) for kind in REFERENCES],
    )
