"""Releasing a record: first what others will see, exactly as they will get it, then the release itself."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import AUDIENCES
from webapp import audit, clock, kept, register_words
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance.entered import Entered, blueprint, entered
from webapp.assistance.locked import NotNow
from webapp.assistance.moves import follow_release, take_back_what_no_release_holds
from webapp.assistance.others import once_released
from webapp.assistance.releasable import Releasable, releasable
from webapp.assistance.typed_release import (
    TypedRelease,
    blank,
    meant_by,
    needs_second,
    read_release,
    release_errors,
)
from webapp.audit import Action
from webapp.records import desk, releases
from webapp.records.releases import NewRelease
from webapp.tables import ReleaseRecord
from webapp.typed import FormError
from webapp.wording import _


@blueprint.get("/releases/new/<kind>/<int:record>")
@open_to(FOCAL_POINTS)
def ask_release(country: str, kind: str, record: int) -> ResponseReturnValue:
    """Ask for whom, what of it, what for and until when."""
    here, what = _what(country, kind, record)
    form = kept.kept_form()
    typed = blank(what, clock.now().date()) if form is None else read_release(form, what)
    return _form(here, what, typed, is_kept=form is not None)


@blueprint.post("/releases/new/<kind>/<int:record>")
@open_to(FOCAL_POINTS)
def release(country: str, kind: str, record: int) -> ResponseReturnValue:
    """Show what they will see; from there, release it or go back to the form."""
    here, what = _what(country, kind, record, to_write=True)
    typed, today = read_release(request.form, what), clock.now().date()
    partners = {str(row.id) for row in desk.providers()}
    kept.forget_form()
    if errors := release_errors(typed, what, partners, today):
        return _form(here, what, typed, errors=errors), 422
    then = request.form.get("then", "look")
    if then == "change":
        return _form(here, what, typed)
    if then != "release":
        return _preview(here, what, typed)
    new = meant_by(typed, what, today)
    if not _is_given_already(country, new):
        take_back_what_no_release_holds(country)
        _give(country, what, new)
    # A need has a next step, on its page; there, who sees it stands too.
    return redirect(what.page if what.kind == "need" else here.address("assistance.releases_given"), 303)


def _what(country: str, kind: str, record: int, *, to_write: bool = False) -> tuple[Entered, Releasable]:
    here = entered(country)
    what = releasable(here, kind, record, to_write=to_write)
    if what.obstacle:
        raise NotNow(here, what.obstacle, what.page)
    return here, what


def _give(country: str, what: Releasable, new: NewRelease) -> ReleaseRecord:
    row = releases.add_release(country, new, by=signed_in_user(), at=clock.now())
    audit.record(
        Action.RELEASED,
        country=country,
        subject=what.title,
        details={
            "release": str(row.id),
            "record": f"{new.kind} {new.record}",
            "audience": new.audience if new.partner is None else f"partner {new.partner}",
            "fields": " ".join(sorted(new.fields)),
            "office": new.office,
            "last day": new.last_day.isoformat(),
            "second person": "to agree" if new.needs_second else "not needed",
        },
    )
    if new.needs_second:
        flash(_("The release waits: another focal point has to agree before anybody sees anything."))
    else:
        follow_release(row)
        flash(_("Released."))
    return row


def _is_given_already(country: str, new: NewRelease) -> bool:
    """Whether the same person has just given the same release: then a form was sent twice."""
    lines = releases.releases_of(country, new.kind, new.record)
    if not lines or lines[0].released_by_id != signed_in_user().id or lines[0].release.is_withdrawn:
        return False
    last = lines[0].release
    said = ("audience", "partner", "fields", "purpose", "office", "first_day", "last_day")
    return all(getattr(last, name) == getattr(new, name) for name in said)


def _form(
    here: Entered,
    what: Releasable,
    typed: TypedRelease,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    return render_template(
        "assistance/release.html",
        here=here,
        what=what,
        typed=typed.shown,
        errors=list(errors),
        is_kept=is_kept,
        partners=[("", _("Choose")), *((str(row.id), row.name) for row in desk.providers())],
        audiences=AUDIENCES,
        say=register_words,
    )


def _preview(here: Entered, what: Releasable, typed: TypedRelease) -> str:
    today = clock.now().date()
    new = meant_by(typed, what, today)
    partner = desk.provider(new.partner) if new.partner is not None else None
    return render_template(
        "assistance/release_preview.html",
        here=here,
        what=what,
        typed=typed,
        new=new,
        who=register_words.audience_word(new.audience, partner.name if partner else ""),
        seen=once_released(here, new, typed.onlooker, today),
        waits=needs_second(typed, what),
        say=register_words,
        now=clock.now(),
    )
