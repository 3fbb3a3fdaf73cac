"""Changing one's own password: the present one is asked for, and every other session ends."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_security import hash_password
from flask_wtf import FlaskForm
from wtforms import PasswordField, ValidationError
from wtforms.validators import InputRequired

from webapp.access import SIGNED_IN, open_to, signed_in_user
from webapp.accounts import notices
from webapp.accounts.blueprint import blueprint, errors_of
from webapp.accounts.events import tell
from webapp.accounts.signing_in import is_password_of
from webapp.audit import Action
from webapp.passwords import NewPasswordForm, known_of
from webapp.records import people
from webapp.sessions import go_on_as
from webapp.wording import _


class OwnPasswordForm(NewPasswordForm, FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """The present password, and the one that is to take its place."""

    present_password = PasswordField(lazy_gettext("Your present password"))
    password = PasswordField(
        lazy_gettext("New password"), [InputRequired(lazy_gettext("Choose a new password"))]
    )

    def known_of_the_person(self) -> Iterable[str]:
        """Who they are, and the present password: another one like it is no new one."""
        return (*known_of(signed_in_user()), self.present_password.data or "")

    def validate_present_password(self, field: PasswordField) -> None:
        """It is theirs. Raises `TooManyRequests` when it was wrong too often lately."""
        if not is_password_of(signed_in_user(), field.data or ""):
            raise ValidationError(_("This is not your present password."))


@blueprint.get("/account/password")
@open_to(SIGNED_IN)
def own_password() -> ResponseReturnValue:
    """Ask for the present password and a new one."""
    return _page(OwnPasswordForm())


@blueprint.post("/account/password")
@open_to(SIGNED_IN)
def change_own_password() -> ResponseReturnValue:
    """Change it, or say what is wrong. This session goes on under a new token; all others end."""
    person, form = signed_in_user(), OwnPasswordForm()
    if not form.validate_on_submit():
        return _page(form), 422
    people.change_password(person, hash_password(str(form.password.data)))
    go_on_as(person)
    tell(Action.PASSWORD_CHANGED, person)
    notices.password_was_changed(person)
    flash(_("Your password is changed. Wherever else you were signed in, you are signed out."))
    return redirect(url_for(".own_account"), 303)


def _page(form: OwnPasswordForm) -> str:
    has_one = bool(signed_in_user().password)
    return render_template("accounts/own_password.html", filled=form, has_one=has_one, errors=errors_of(form))
