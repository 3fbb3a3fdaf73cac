"""Flask-Security, told everything here."""

from __future__ import annotations

from typing import Any

import flask
from flask import Flask, request
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security
from flask_wtf import FlaskForm

from webapp import clock
from webapp.accounts.signing_in import SignInForm
from webapp.config import Settings
from webapp.database import db
from webapp.keys import derived_key
from webapp.passwords import NORMAL_FORM, SHORTEST_PASSWORD
from webapp.records import people
from webapp.sessions import load_user
from webapp.tables import User


class PeopleStore(FSQLALiteUserDatastore):
    """Flask-Security's way to our people: it looks them up by the queries of the records."""

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> User | None:  # noqa: ARG002, FBT001, FBT002
        """The person with that e-mail address, in whatever case it is written, or with that session name."""
        if "email" in attributes:
            return people.user_with_email(attributes["email"])
        return people.user_named(attributes["fs_uniquifier"])


def _page(template: str, **content: Any) -> Any:
    """A page of Flask-Security's, which says by its status that something in its form is wrong.

    Flask-Security declares words only; its views return whatever they are given.
    """
    forms = [value for value in content.values() if isinstance(value, FlaskForm)]
    is_wrong = request.method == "POST" and any(form.errors for form in forms)
    return flask.render_template(template, **content), 422 if is_wrong else 200


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
        # Of no use to argon2, which salts by itself, but asked for.
        "SECURITY_PASSWORD_SALT": derived_key(settings.secret_key, "password salt").hex(),
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_URL_PREFIX": None,
        # A person's rights are in memberships; there are no roles to join.
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_DATETIME_FACTORY": clock.now,
    }


def init_app(app: Flask, settings: Settings) -> None:
    """Gives the application Flask-Security: pages only, no interface for programs."""
    app.config.update(_security_config(settings))
    security = Security(app, PeopleStore(db, User, RoleMixin), login_form=SignInForm, render_template=_page)
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(load_user)
    # A cookie that signs in for months has no place on a shared computer.
    security.login_manager.request_loader(lambda _request: None)
