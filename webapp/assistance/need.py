"""One need: what it says, where it stands, who sees it, what happened to it; and its form while a draft."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.need import (
    COST_BANDS,
    DELIVERIES,
    PEOPLE_BANDS,
    URGENCIES,
    Need,
    missing,
    needs_rights_note,
)
from questionnaire.assistance.support import coverage
from webapp import clock, kept, register_words
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance import need_words
from webapp.assistance.entered import OpenedNeed, blueprint, opened_need
from webapp.assistance.given import all_given
from webapp.assistance.locked import require_draft
from webapp.assistance.moves import may_be_replaced, steps_offered
from webapp.assistance.preview import as_seen
from webapp.assistance.releasable import releasable
from webapp.assistance.step_words import step_words
from webapp.assistance.typed_need import (
    TypedNeed,
    further_offered,
    meant_by,
    need_errors,
    read_need,
    shown,
    typed_for,
)
from webapp.records import clarifications, desk, needs
from webapp.typed import FormError
from webapp.wording import _


@blueprint.get("/needs/<int:need>")
@open_to(COUNTRY_READERS)
def need(country: str, need: int) -> ResponseReturnValue:
    """Show the need, what can be done with it now, and what has been done."""
    here = opened_need(country, need)
    return need_page(here, form=kept.kept_form() if here.is_led else None)


@blueprint.get("/needs/<int:need>/edit")
@open_to(FOCAL_POINTS)
def edit(country: str, need: int) -> ResponseReturnValue:
    """Offer the fields of a draft."""
    here = opened_need(country, need)
    require_draft(here)
    form = kept.kept_form()
    typed = typed_for(here.need) if form is None else read_need(form)
    based_on = here.row.revision if form is None else _based_on(form)
    return _form(here, typed, based_on, is_kept=form is not None)


@blueprint.post("/needs/<int:need>/edit")
@open_to(FOCAL_POINTS)
def save(country: str, need: int) -> ResponseReturnValue:
    """Keep what was typed, or say what is wrong, or that somebody else has saved another version."""
    here = opened_need(country, need, to_write=True)
    require_draft(here)
    typed, based_on = read_need(request.form), _based_on(request.form)
    kept.forget_form()
    if errors := need_errors(typed, here.instrument, here.need):
        return _form(here, typed, based_on, errors=errors), 422
    meant = meant_by(typed, here.need, here.instrument)
    if meant != here.need and based_on != here.row.revision:
        # What somebody else saved is shown beside; sending the page again then replaces it knowingly.
        theirs = need_words.differing_fields(here.instrument, here.need, meant)
        return _form(here, typed, here.row.revision, theirs=theirs), 409
    if meant != here.need:
        author = signed_in_user()
        needs.save_need(here.row, here.instrument, meant, based_on=based_on, by=author, at=clock.now())
    flash(_("Saved."))
    return redirect(here.address("assistance.need"), 303)


def need_page(
    here: OpenedNeed, *, errors: Sequence[FormError] = (), form: MultiDict[str, str] | None = None
) -> str:
    """The page of a need; `form` holds what was typed into it and could not be saved."""
    supported = desk.supports_of([here.row.id])
    return render_template(
        "assistance/need.html",
        here=here,
        found=as_seen(here),
        steps=needs.steps_of(here.row),
        offered=steps_offered(here.row.status) if here.is_led else (),
        may_be_replaced=here.is_led and may_be_replaced(here.row),
        replaces=needs.need_in(here.land.code, here.row.supersedes_id or 0),
        replaced_by=needs.replacement_of(here.row),
        lacking=need_words.missing_fields(missing(here.need)) if here.row.status == "draft" else (),
        given=[one for one in all_given(here) if one.is_of("need", here.row.id) and not one.has_ended],
        may_release=here.is_led and not releasable(here, "need", here.row.id).obstacle,
        supports=supported,
        covered=coverage(line.support for line in supported),
        threads=clarifications.asked_about(here.row),
        typed=form or {},
        is_kept=form is not None,
        errors=list(errors),
        say=register_words,
        step_words=step_words,
        now=clock.now(),
    )


def _form(
    here: OpenedNeed,
    typed: TypedNeed,
    based_on: int,
    *,
    errors: Sequence[FormError] = (),
    theirs: Sequence[need_words.FieldLine] = (),
    is_kept: bool = False,
) -> str:
    chosen: Need = here.need
    return render_template(
        "assistance/edit.html",
        here=here,
        typed=shown(typed),
        based_on=based_on,
        theirs=theirs,
        is_kept=is_kept,
        errors=list(errors),
        unit=here.instrument.unit(chosen.unit),
        further_offered=further_offered(here.instrument, chosen),
        wants_rights_note=needs_rights_note(chosen.unit, (chosen.assistance, *typed.further)),
        label=need_words.field_label,
        say=register_words,
        people_bands=PEOPLE_BANDS,
        deliveries=DELIVERIES,
        cost_bands=COST_BANDS,
        urgencies=URGENCIES,
    )


def _based_on(form: MultiDict[str, str]) -> int:
    text = form.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
