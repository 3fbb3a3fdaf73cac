"""Signing in with a password, and giving it again before something weighty."""

from __future__ import annotations

from typing import Any

from flask_security import LoginForm, VerifyForm
from flask_security.utils import validate_redirect_url
from wtforms import Field

from webapp import audit, throttle
from webapp.accounts.events import tell
from webapp.audit import Action
from webapp.passwords import LONGEST_PASSWORD, normal
from webapp.tables import User


class SignInForm(LoginForm):
    """E-mail and password; the same answer whether the account is unknown or the password is wrong."""

    # Nobody is remembered beyond the session.
    remember = None  # type: ignore[assignment]  # takes the field away

    def validate_next(self, field: Field) -> None:
        """A page to go on to that is not ours is forgotten: signing in leads to the start page instead."""
        if not validate_redirect_url(field.data):
            field.data = "/"

    def validate(self, **kwargs: Any) -> bool:
        """Whether the password is right. Raises `TooManyRequests` when it was wrong too often lately."""
        email = self.email.data or ""
        throttle.refuse_if_too_many(email)
        # Nobody has a longer one: it is wrong, and takes no longer to hash than others.
        self.password.data = (self.password.data or "")[: LONGEST_PASSWORD + 1]
        if super().validate(**kwargs):
            throttle.start_anew(email)
            return True
        throttle.record_attempt(email)
        # An address that is nobody's is not written down: it may be a password in the wrong field.
        if isinstance(self.user, User):
            tell(Action.SIGN_IN_FAILED, self.user)
        else:
            audit.record(Action.SIGN_IN_FAILED)
        return False


class ConfirmForm(VerifyForm):
    """The password once more, from somebody who signed in a while ago."""

    def validate(self, **_kwargs: Any) -> bool:
        """Whether it is right. Raises `TooManyRequests` when it was wrong too often lately."""
        person = self.user
        assert isinstance(person, User)  # noqa: S101  # whoever is signed in
        is_right = is_password_of(person, self.password.data or "")
        self.password.errors = [] if is_right else ["wrong"]
        return is_right


def is_password_of(person: User, typed: str) -> bool:
    """Whether somebody who is signed in has typed their own password. Raises `TooManyRequests` when it was
    wrong too often lately.
    """
    throttle.refuse_if_too_many(person.email)
    if person.password and person.verify_and_update_password(normal(typed[: LONGEST_PASSWORD + 1])):
        throttle.start_anew(person.email)
        return True
    throttle.record_attempt(person.email)
    tell(Action.SIGN_IN_FAILED, person, confirming="password")
    return False
