"""Signing in with a password."""

from __future__ import annotations

from typing import Any

from flask_security import LoginForm
from flask_security.utils import validate_redirect_url
from wtforms import Field

from webapp import audit, throttle
from webapp.accounts.events import tell
from webapp.audit import Action
from webapp.passwords import LONGEST_PASSWORD
from webapp.tables import User


class SignInForm(LoginForm):
    """E-mail and password; the same answer whether the account is unknown or the password is wrong."""

    def validate_next(self, field: Field) -> None:
        """A page to go on to that is not ours is forgotten: signing in leads to the start page instead."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""

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
