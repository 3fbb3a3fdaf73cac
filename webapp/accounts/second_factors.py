"""Second factors: which somebody has, giving one at sign-in, and the page from which they are changed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import MfRecoveryForm, TwoFactorRescueForm, TwoFactorVerifyCodeForm
from werkzeug.wrappers import Response
from wtforms import RadioField

from webapp import throttle
from webapp.access import SIGNED_IN, must_have_second_factor, open_to, signed_in_user
from webapp.accounts.blueprint import blueprint
from webapp.accounts.events import tell
from webapp.audit import Action
from webapp.records import sign_in
from webapp.sessions import hash_of, note_second_factor, visit
from webapp.tables import User
from webapp.wording import _

AUTHENTICATOR, RECOVERY_CODE, PASSKEY = "authenticator app", "recovery code", "passkey"


@dataclass(frozen=True)
class Factors:
    """The second factors that somebody has set up."""

    has_authenticator: bool
    passkeys: int
    recovery_codes: int

    @property
    def number(self) -> int:
        """How many there are. Recovery codes stand in for one that is lost; they are none by themselves."""
        return self.has_authenticator + self.passkeys


def factors_of(user: User) -> Factors:
    """What this person has set up."""
    return Factors(
        has_authenticator=bool(user.tf_primary_method and user.tf_totp_secret),
        passkeys=len(user.webauthn),
        recovery_codes=len(user.mf_recovery_codes or []),
    )


# --- Giving one at sign-in ------------------------------------------------------------------------------


class CodeForm(TwoFactorVerifyCodeForm):
    """The code that an authenticator app shows."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the code of this moment and was not used before. Raises `TooManyRequests` after too
        many others.
        """
        person = _person_at_the_door(self.user)
        self.code.data = plain_digits(self.code.data or "")
        return _is_let_in(person, AUTHENTICATOR, is_right=super().validate(**kwargs))


class NoRescueForm(TwoFactorRescueForm):
    """Flask-Security's offer to write to somebody, of which our page for the code makes no use."""

    help_setup = RadioField(choices=[])


class RecoveryCodeForm(MfRecoveryForm):
    """One of the codes that were noted for the day when the device is lost."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is one of them. Raises `TooManyRequests` after too many others."""
        person = _person_at_the_door(self.user)
        self.code.data = _as_printed(self.code.data or "")
        is_right = super().validate(**kwargs)
        if is_right:
            left = factors_of(person).recovery_codes - 1
            tell(Action.RECOVERY_CODE_USED, person, by=person, left=str(left))
        return _is_let_in(person, RECOVERY_CODE, is_right=is_right)


def plain_digits(typed: str) -> str:
    """A code as typed on any keyboard, with or without spaces, in the digits 0 to 9."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in typed if not letter.isspace())


def _as_printed(typed: str) -> str:
    letters = plain_digits(typed).lower().replace("-", "")
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _person_at_the_door(user: Any) -> User:
    """Whoever has given the password, if they may try; nobody else tries for them until this has ended."""
    assert isinstance(user, User)  # noqa: S101  # Flask-Security's view has found them
    sign_in.hold(user)
    throttle.refuse_if_too_many(user.email, throttle.SECOND_FACTOR)
    return user


def _is_let_in(person: User, factor: str, *, is_right: bool) -> bool:
    if is_right:
        throttle.start_anew(person.email, throttle.SECOND_FACTOR)
        note_second_factor(factor)
    else:
        throttle.record_attempt(person.email, throttle.SECOND_FACTOR)
        tell(Action.SIGN_IN_FAILED, person, second_factor=factor)
    return is_right


# --- Having them ----------------------------------------------------------------------------------------


@blueprint.get("/account/second-factors")
@open_to(SIGNED_IN, before_second_factor=True)
def second_factors() -> ResponseReturnValue:
    """Show what is set up and what can be; until it is done, the only way on for who must have one."""
    person = signed_in_user()
    return render_template(
        "accounts/second_factors.html", factors=factors_of(person), is_needed=must_have_second_factor(person)
    )


def added(person: User, factor: str) -> None:
    """A second factor has been set up. With the first one the session goes on under a new token, and ends
    wherever else the person is signed in without one.
    """
    tell(Action.SECOND_FACTOR_ADDED, person, which=factor)
    sign_in.end_sessions(person.id, but=hash_of(visit().token or ""))
    note_second_factor(factor)


def may_remove_one(person: User) -> bool:
    """Whether this person may do with one less."""
    return factors_of(person).number > 1 or not must_have_second_factor(person)


def removing(person: User, factor: str) -> None:
    """A second factor is about to be removed. With the last one go the recovery codes: they would let in
    nobody.
    """
    tell(Action.SECOND_FACTOR_REMOVED, person, which=factor)
    if factors_of(person).number == 1:
        person.mf_recovery_codes = None
        note_second_factor("")


def refuse_to_remove() -> Response:
    """Says why the last one stays, on the page where another can be set up."""
    flash(_("You need a second factor. Set up another one before you remove this one."))
    return redirect(url_for("accounts.second_factors"), 303)
