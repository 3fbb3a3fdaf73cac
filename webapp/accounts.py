"""Signing in and out, and the first account of an installation."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_security import FSQLALiteUserDatastore, LoginForm, RoleMixin, Security, hash_password, login_user
from flask_security.utils import validate_redirect_url
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from webapp import clock, throttle
from webapp.access import ANYONE, open_to
from webapp.config import Settings
from webapp.countries import country_choices, country_name
from webapp.database import db
from webapp.passwords import NORMAL_FORM, SHORTEST_PASSWORD, NewPasswordForm
from webapp.records import people
from webapp.sessions import hash_of, load_user
from webapp.tables import User

SIGN_IN_LINK_LASTS = timedelta(hours=24)

blueprint = Blueprint("accounts", __name__)


class SignInForm(LoginForm):
    """E-mail and password; the same answer whether the account is unknown or the password is wrong."""

    def validate_next(self, field: Field) -> None:
        """A page to go on to that is not ours is forgotten: signing in leads to the start page instead."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the person may sign in. Raises `TooManyRequests` when it failed too often lately."""
        email = self.email.data or ""
        throttle.refuse_if_too_many(email)
        if super().validate(**kwargs):
            throttle.start_anew(email)
            return True
        throttle.record_failure(email)
        return False


class PeopleStore(FSQLALiteUserDatastore):
    """Flask-Security's way to our people: it looks them up by the queries of the records."""

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> User | None:  # noqa: ARG002, FBT001, FBT002
        """The person with that e-mail address, in whatever case it is written, or with that session name."""
        if "email" in attributes:
            return people.user_with_email(attributes["email"])
        return people.user_named(attributes["fs_uniquifier"])


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
        errors = [{"field": field.name, "message": field.errors[0]} for field in form if field.errors]
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
    return user


def start_page(user: User) -> str:
    """Where a person new to the service begins: starting an assessment of their country."""
    if not user.memberships:
        return "/"
    return url_for("assessment.start", country=user.memberships[0].country_code)


def make_sign_in_link(user: User, lasts: timedelta = SIGN_IN_LINK_LASTS) -> str:
    """The path of a new link that signs that person in once. The token is in the link only."""
    token = secrets.token_urlsafe(32)
    people.add_sign_in_link(user, hash_of(token), clock.now() + lasts)
    return f"/sign-in/link/{token}"


@blueprint.get("/sign-in/link/<token>")
@open_to(ANYONE)
def sign_in_link(token: str) -> ResponseReturnValue:
    """Shows whom the link signs in. Opening it spends nothing: mail programs open links too."""
    link = people.usable_sign_in_link(hash_of(token), clock.now())
    if link is None:
        abort(404)
    return render_template("accounts/sign_in_link.html", person=link.user)


@blueprint.post("/sign-in/link/<token>")
@open_to(ANYONE)
def use_sign_in_link(token: str) -> ResponseReturnValue:
    """Signs the person in and spends the link."""
    moment = clock.now()
    link = people.usable_sign_in_link(hash_of(token), moment)
    if link is None or not people.use_sign_in_link(link.token_hash, moment):
        abort(404)
    login_user(link.user, authn_via=["link"])
    return redirect("/", 303)


def _security_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_PASSWORD_NORMALIZE_FORM": NORMAL_FORM,
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_URL_PREFIX": None,
        # A person's rights are in memberships; there are no roles to join.
        "SECURITY_JOIN_USER_ROLES": False,
    }


def init_app(app: Flask, settings: Settings) -> None:
    """Gives the application its accounts."""
    app.config.update(_security_config(settings))
    security = Security(app, PeopleStore(db, User, RoleMixin), login_form=SignInForm)
    security.login_manager.user_loader(load_user)
    # A cookie that signs in for months has no place on a shared computer.
    security.login_manager.request_loader(lambda _request: None)
    app.register_blueprint(blueprint)
