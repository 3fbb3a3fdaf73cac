"""Your account: what is known of you here, and the way to each thing you can change."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.wire import text_problem
from webapp import kept
from webapp.access import SIGNED_IN, looks_from_outside, open_to, signed_in_user
from webapp.accounts.blueprint import blueprint
from webapp.accounts.events import tell
from webapp.accounts.second_factors import factors_of
from webapp.audit import Action
from webapp.typed import FormError, one_line, visible
from webapp.wording import _

LONGEST_NAME = 200


@blueprint.get("/account")
@open_to(SIGNED_IN)
def own_account() -> ResponseReturnValue:
    """Show what is known of the person signed in."""
    person = signed_in_user()
    return render_template(
        "accounts/own_account.html",
        person=person,
        factors=factors_of(person),
        looks_from_outside=looks_from_outside(person),
    )


@blueprint.get("/account/name")
@open_to(SIGNED_IN)
def own_name() -> ResponseReturnValue:
    """Ask for a new name."""
    typed = kept.kept_form()
    name = typed.get("name", "") if typed else signed_in_user().name
    return render_template("accounts/own_name.html", name=name, is_kept=typed is not None)


@blueprint.post("/account/name")
@open_to(SIGNED_IN)
def change_own_name() -> ResponseReturnValue:
    """Change it, or say what is wrong with it."""
    name = one_line(request.form.get("name", "")).strip()
    problem = _name_problem(name)
    if problem:
        errors = [FormError("name", problem)]
        return render_template("accounts/own_name.html", name=visible(name), errors=errors), 422
    person = signed_in_user()
    before, person.name = person.name, name
    tell(Action.NAME_CHANGED, person, before=before, after=name)
    kept.forget_form()
    flash(_("Your name is changed."))
    return redirect(url_for(".own_account"), 303)


def _name_problem(name: str) -> str | None:
    if not name:
        return _("Enter your name")
    if len(name) > LONGEST_NAME:
        return _("The name must have at most %(most)d characters", most=LONGEST_NAME)
    problem = text_problem(name)
    return _("The name %(problem)s.", problem=problem) if problem else None
