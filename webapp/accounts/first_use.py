"""The first account of an installation: who opens the printed link becomes administrator and focal point."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from flask import abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, lazy_gettext
from flask_security import hash_password, login_user
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from webapp import clock
from webapp.access import ANYONE, open_to
from webapp.accounts.blueprint import blueprint, errors_of
from webapp.accounts.events import tell
from webapp.audit import Action
from webapp.countries import country_choices, country_name
from webapp.passwords import NewPasswordForm
from webapp.records import people
from webapp.tables import User
from webapp.wording import _


class FirstUseForm(NewPasswordForm, FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """What the first person tells: who they are, and for which country."""

    name = StringField(
        lazy_gettext("Your name"), [InputRequired(lazy_gettext("Enter your name")), Length(max=200)]
    )
    email = StringField(
        lazy_gettext("E-mail address"),
        [
            InputRequired(lazy_gettext("Enter your e-mail address")),
            Length(max=254),
            Email(lazy_gettext("Enter an e-mail address in the form name@example.org")),
        ],
    )
    country = SelectField(lazy_gettext("Country"), [InputRequired(lazy_gettext("Choose a country"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = [("", _("Choose a country")), *country_choices(str(get_locale()))]

    def known_of_the_person(self) -> Iterable[str]:
        """What they have just told of themselves."""
        code = self.country.data or ""
        known = (self.name.data, self.email.data, code, dict(country_choices()).get(code))
        return [text for text in known if text]

    def validate_name(self, field: StringField) -> None:
        """A name is more than white space."""
        field.data = (field.data or "").strip()
        if not field.data:
            raise ValidationError(_("Enter your name"))


def first_use_token(secret_key: str) -> str:
    """The token of the first-use link: the same at every start until somebody has used it, and stored
    nowhere.
    """
    digest = hmac.new(
        secret_key.encode(), b"the first person to use this installation", hashlib.sha256
    ).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


@blueprint.route("/first-use/<token>", methods=["GET", "POST"])
@open_to(ANYONE)
def first_use(token: str) -> ResponseReturnValue:
    """Makes the first account: administrator, and focal point of the country chosen."""
    is_right = hmac.compare_digest(token.encode(), first_use_token(current_app.config["SECRET_KEY"]).encode())
    if not is_right or people.has_first_use_happened():
        abort(404)
    form = FirstUseForm()
    if not form.validate_on_submit():
        errors = errors_of(form)
        return render_template("accounts/first_use.html", filled=form, errors=errors), 422 if errors else 200
    user = _make_first_account(form)
    login_user(user, authn_via=["password"])
    return redirect(start_page(user), 303)


def _make_first_account(form: FirstUseForm) -> User:
    moment = clock.now()
    user = people.add_user(
        str(form.name.data),
        str(form.email.data).strip(),
        moment,
        password_hash=hash_password(str(form.password.data)),
        is_administrator=True,
    )
    people.use_first_use(user, moment)
    code = form.country.data
    people.add_membership(user, people.add_country(code, country_name(code)))
    tell(Action.FIRST_USE, user, by=user)
    return user


def start_page(user: User) -> str:
    """Where a person new to the service begins: starting an assessment of their country."""
    if not user.memberships:
        return "/"
    return url_for("assessment.start", country=user.memberships[0].country_code)
