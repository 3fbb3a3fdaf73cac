"""Flask-Security, told everything here."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import flask
from flask import Flask, request
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security
from flask_security.utils import set_request_attr
from flask_wtf import FlaskForm

from webapp import clock
from webapp.accounts import passkeys
from webapp.accounts.authenticator import SECONDS_OF_TOLERANCE, OneTimeCodes
from webapp.accounts.blueprint import FRESH_FOR
from webapp.accounts.second_factors import CodeForm, NoRescueForm, RecoveryCodeForm
from webapp.accounts.signing_in import ConfirmForm, SignInForm
from webapp.config import Settings
from webapp.database import db
from webapp.keys import derived_key
from webapp.passwords import NORMAL_FORM, SHORTEST_PASSWORD
from webapp.records import people
from webapp.sessions import load_user
from webapp.tables import Passkey, User

RECOVERY_CODES = 10
MILLISECONDS = 1000


class PeopleStore(FSQLALiteUserDatastore):
    """Flask-Security's way to our people: it looks them up by the queries of the records."""

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> User | None:  # noqa: ARG002, FBT001, FBT002
        """The person with that e-mail address, in whatever case it is written, with that session name, or
        with that number.
        """
        if "email" in attributes:
            return people.user_with_email(attributes["email"])
        if "id" in attributes:
            return people.user(attributes["id"])
        return people.user_named(attributes["fs_uniquifier"])


def _known_person(fs_uniquifier: str) -> User | None:
    """Who the session speaks of, and for Flask-Security how and when they came in."""
    user = load_user(fs_uniquifier)
    if user is not None:
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", flask.session.get("fs_paa", 0))
    return user


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
        "SECURITY_FRESHNESS": FRESH_FOR,
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
        "SECURITY_VERIFY_URL": "/account/confirm",
        "SECURITY_VERIFY_TEMPLATE": "accounts/confirm.html",
    }


def _second_factor_config(settings: Settings) -> dict[str, Any]:
    host = urlsplit(settings.address).hostname
    key_of_codes = urlsafe_b64encode(derived_key(settings.secret_key, "recovery codes")).decode()
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "webapp.accounts.passkeys.PasskeyStep",
        },
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": SECONDS_OF_TOLERANCE,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/second-step",
        "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "accounts/second_step.html",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/code.html",
        "SECURITY_TOTP_ISSUER": f"CPSA {host}",
        "SECURITY_TOTP_SECRETS": {"1": derived_key(settings.secret_key, "authenticator secrets").hex()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [key_of_codes],
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery_code.html",
    }


def _passkey_config() -> dict[str, Any]:
    return {
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "CPSA",
        "SECURITY_WAN_REGISTER_URL": passkeys.PAGE,
        "SECURITY_WAN_REGISTER_TEMPLATE": "accounts/passkeys.html",
        "SECURITY_WAN_POST_REGISTER_VIEW": "accounts.second_factors",
        "SECURITY_WAN_DELETE_URL": f"{passkeys.PAGE}/remove",
        "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "accounts/passkey_sign_in.html",
        "SECURITY_WAN_REGISTER_WITHIN": passkeys.ANSWER_WITHIN,
        "SECURITY_WAN_SIGNIN_WITHIN": passkeys.ANSWER_WITHIN,
        "SECURITY_WAN_REGISTER_TIMEOUT": MILLISECONDS * passkeys.ANSWER_WITHIN.seconds,
        "SECURITY_WAN_SIGNIN_TIMEOUT": MILLISECONDS * passkeys.ANSWER_WITHIN.seconds,
        # Nobody learns from an address whether it has passkeys.
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_ALLOW_AS_VERIFY": [],
    }


def init_app(app: Flask, settings: Settings) -> None:
    """Gives the application Flask-Security: pages only, no interface for programs."""
    app.config.update(_security_config(settings) | _second_factor_config(settings) | _passkey_config())
    security = Security(
        app,
        PeopleStore(db, User, RoleMixin, Passkey),
        login_form=SignInForm,
        verify_form=ConfirmForm,
        two_factor_verify_code_form=CodeForm,
        two_factor_rescue_form=NoRescueForm,
        mf_recovery_form=RecoveryCodeForm,
        totp_cls=OneTimeCodes,
        wan_register_form=passkeys.NewPasskeyForm,
        wan_register_response_form=passkeys.NewPasskeyAnswerForm,
        wan_signin_form=passkeys.PasskeyChallengeForm,
        wan_signin_response_form=passkeys.PasskeyAnswerForm,
        wan_delete_form=passkeys.RemovePasskeyForm,
        webauthn_util_cls=passkeys.PasskeyRules,
        render_template=_page,
    )
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(_known_person)
    # A cookie that signs in for months has no place on a shared computer.
    security.login_manager.request_loader(lambda _request: None)
    passkeys.init_app(app)
