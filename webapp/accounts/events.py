"""What the audit trail is told about accounts."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_login import user_logged_out
from flask_security import user_authenticated

from webapp import audit
from webapp.audit import Action
from webapp.sessions import SECOND_FACTOR, visit
from webapp.tables import User

# How Flask-Security says that a session goes on after its owner has changed the password.
GOING_ON = "change"


def tell(action: Action, user: User, *, by: User | None = None, address: str = "", **details: str) -> None:
    """Adds an event about this person to the trail of each country that they are part of, so that its focal
    points can read it. Done by `by`, or by whoever is signed in; from `address`, or from where the request
    comes.
    """
    countries: list[str | None] = [held.country_code for held in user.memberships]
    for country in countries or [None]:
        audit.record(
            action,
            actor_id=by.id if by else None,
            country=country,
            subject=user.email,
            details=details,
            address=address,
        )


def _tell_of_sign_in(_app: Flask, user: User, authn_via: list[str] | None = None, **_others: Any) -> None:
    """Flask-Security does not say which second factor was given; the visit does."""
    if authn_via != [GOING_ON]:
        means = authn_via[0] if authn_via else str(visit().get(SECOND_FACTOR))
        tell(Action.SIGNED_IN, user, by=user, by_means_of=means)


def _tell_of_sign_out(_app: Flask, user: User, **_others: Any) -> None:
    tell(Action.SIGNED_OUT, user, by=user)


def init_app(app: Flask) -> None:
    """Listens to Flask-Security and Flask-Login."""
    user_authenticated.connect(_tell_of_sign_in, app)
    user_logged_out.connect(_tell_of_sign_out, app)
