"""Accounts: the first one, signing in and out, second factors, and what people can do about their own.

Flask-Security checks passwords, codes, recovery codes and passkeys; the pages are ours.
"""

from __future__ import annotations

from flask import Flask

from webapp.accounts import (
    api_tokens,
    authenticator,
    events,
    first_use,
    forgotten,
    own_account,
    own_email,
    own_password,
    own_sessions,
    password_links,
    recovery_codes,
    second_factors,
    wiring,
)
from webapp.accounts.blueprint import blueprint
from webapp.accounts.first_use import first_use_token
from webapp.accounts.sign_in_links import make_sign_in_link
from webapp.config import Settings

__all__ = [
    "api_tokens",
    "authenticator",
    "first_use",
    "first_use_token",
    "forgotten",
    "init_app",
    "make_sign_in_link",
    "own_account",
    "own_email",
    "own_password",
    "own_sessions",
    "password_links",
    "recovery_codes",
    "second_factors",
]


def init_app(app: Flask, settings: Settings) -> None:
    """Gives the application its accounts. Importing the modules above put their views on the blueprint."""
    wiring.init_app(app, settings)
    events.init_app(app)
    app.register_blueprint(blueprint)
