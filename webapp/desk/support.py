"""Support for a need: recorded and followed by UNODC, judged and verified by the country."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask import request as sent
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import UNODC
from questionnaire.assistance.status import REQUESTED
from questionnaire.assistance.support import ROLES, SUPPORT_STATUSES
from webapp import audit, clock, kept, register_words
from webapp.access import UNODC_OFFICERS, open_to, signed_in_user
from webapp.audit import Action
from webapp.desk.blueprint import blueprint, held_by_unodc, seen_by_unodc, today, trail
from webapp.desk.typed_support import SupportTyped, meant_by, read, shown, support_errors, typed_from
from webapp.records import desk
from webapp.tables import NeedRecord, SupportRecord
from webapp.typed import FormError
from webapp.wording import _


@blueprint.get("/needs/<int:number>/support")
@open_to(UNODC_OFFICERS)
def new_support(number: int) -> ResponseReturnValue:
    """Ask what support is given to the need."""
    form = kept.kept_form()
    typed = read(form) if form is not None else SupportTyped()
    return _page(number, None, typed, is_kept=form is not None)


@blueprint.post("/needs/<int:number>/support")
@open_to(UNODC_OFFICERS)
def add_support(number: int) -> ResponseReturnValue:
    """Record a support for a need that was submitted, or say what is wrong."""
    row, typed = held_by_unodc(number), read(sent.form)
    errors = support_errors(typed, desk.providers())
    if row.status not in REQUESTED:
        errors.append(
            FormError("title", _("The country has not submitted this need: no support goes to it."))
        )
    if errors:
        return _page(number, None, typed, errors=errors), 422
    made = desk.add_support(row.id, row.country_code, meant_by(typed), by=signed_in_user(), at=clock.now())
    return _saved(Action.SUPPORT_RECORDED, row, made)


@blueprint.get("/needs/<int:number>/support/<int:support>")
@open_to(UNODC_OFFICERS)
def support_of(number: int, support: int) -> ResponseReturnValue:
    """Show one support of the need, to be followed."""
    found = _support(number, support)
    form = kept.kept_form()
    typed = read(form) if form is not None else typed_from(found)
    return _page(number, found, typed, is_kept=form is not None)


@blueprint.post("/needs/<int:number>/support/<int:support>")
@open_to(UNODC_OFFICERS)
def change_support(number: int, support: int) -> ResponseReturnValue:
    """Keep what UNODC says of the support now, or say what is wrong."""
    row, typed = held_by_unodc(number), read(sent.form)
    found = _support(number, support, to_write=True)
    errors = support_errors(typed, desk.providers())
    if errors:
        return _page(number, found, typed, errors=errors), 422
    desk.change_support(found, meant_by(typed), typed.reason, by=signed_in_user(), at=clock.now())
    return _saved(Action.SUPPORT_CHANGED, row, found)


def _support(number: int, support: int, *, to_write: bool = False) -> SupportRecord:
    return desk.support_for(UNODC, number, support, today(), to_write=to_write) or abort(404)


def _saved(action: Action, need: NeedRecord, support: SupportRecord) -> ResponseReturnValue:
    audit.record(
        action,
        country=need.country_code,
        assessment=need.assessment_id,
        subject=need.title,
        details={"need": str(need.id), "support": str(support.id), "status": support.status},
    )
    kept.forget_form()
    flash(_("The support is saved."))
    return redirect(url_for(".need", number=need.id, _anchor="support"), 303)


def _page(
    number: int,
    found: SupportRecord | None,
    typed: SupportTyped,
    *,
    errors: list[FormError] | None = None,
    is_kept: bool = False,
) -> str:
    seen = seen_by_unodc(number)
    return render_template(
        "desk/support.html",
        found=seen,
        support=found,
        typed=shown(typed),
        providers=[("", _("Choose")), *((str(row.id), row.name) for row in desk.providers())],
        roles=[(role, register_words.role_word(role)) for role in ROLES],
        statuses=[(status, register_words.support_status_word(status)) for status in SUPPORT_STATUSES],
        errors=errors,
        is_kept=is_kept,
        trail=trail((url_for(".needs"), _("Needs")), (url_for(".need", number=number), seen.need.title)),
        say=register_words,
    )
