"""Passkeys: keys on a device that its owner unlocks there. Each is two factors in one, and signs in without a
password or after one.

Flask-Security checks them, in its own views; here is what it is told to ask for, and what it leaves open.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, flash, request, session
from flask_security import (
    UserMixin,
    WebAuthnDeleteForm,
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
    WebauthnUtil,
    wan_deleted,
    wan_registered,
)
from flask_security.webauthn import WebAuthnTfPlugin
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import HiddenField

from webapp import audit, clock, kept, throttle
from webapp.access import signed_in_user
from webapp.accounts.events import tell
from webapp.accounts.second_factors import PASSKEY, added, factors_of, may_remove_one, removing
from webapp.audit import Action
from webapp.records import sign_in
from webapp.sessions import PASSWORD_GIVEN, hash_of, note_second_factor
from webapp.tables import User
from webapp.wording import _

PAGE = "/account/passkeys"
# How long the device may take to answer: slow lines, and a key that has to be fetched from a drawer.
ANSWER_WITHIN = timedelta(minutes=5)
# Flask-Security parts passkeys into those that sign in and those that come after a password. Ours do both.
FOR_EVERYTHING = "first"


class PasskeyRules(WebauthnUtil):
    """Which passkeys we ask for: those that know their owner's account, and that their owner unlocks."""

    def authenticator_selection(self, user: UserMixin, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002  # the same for all
        """What a new one must be able to do."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: UserMixin | None, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002  # as above
        """That its owner has unlocked it, every time."""
        return UserVerificationRequirement.REQUIRED


class PasskeyStep(WebAuthnTfPlugin):
    """A passkey as the step after the password."""

    def get_setup_methods(self, user: UserMixin) -> list[tuple[str, str]]:
        """It can be chosen by whoever has one."""
        return [("webauthn", PASSKEY)] if user.webauthn else []


class NewPasskeyForm(WebAuthnRegisterForm):
    """What a new passkey is to be called."""

    usage = HiddenField()  # type: ignore[assignment]  # there is no choice

    def validate(self, **kwargs: Any) -> bool:
        """Whether the name will do: some letters, and not that of another one."""
        is_right = super().validate(**kwargs)
        self.usage.data = FOR_EVERYTHING
        return is_right


class NewPasskeyAnswerForm(WebAuthnRegisterResponseForm):
    """What the device says to that."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is a passkey that can be used here."""
        is_right = super().validate(**kwargs)
        if not is_right:
            flash(_("The passkey was not added. Try again, or try another device."))
        return is_right


class PasskeyChallengeForm(WebAuthnSigninForm):
    """The wish to sign in with a passkey."""

    def validate(self, **kwargs: Any) -> bool:
        """Whoever they are: the passkey will tell."""
        self.remember.data = False
        return super().validate(**kwargs)


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What the device says to that."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it lets somebody in: the same answer for whatever is wrong with it. Raises
        `TooManyRequests` after too many that were.
        """
        guesser = request.remote_addr or ""
        throttle.refuse_if_too_many(guesser, throttle.PASSKEY)
        self.remember.data = ""
        expected = session.get(PASSWORD_GIVEN) if self.is_secondary else None
        self.is_secondary = False
        is_right = super().validate(**kwargs) and self._lets_in(expected)
        if is_right:
            note_second_factor(PASSKEY)
            return True
        throttle.record_attempt(guesser, throttle.PASSKEY)
        if isinstance(self.user, User):
            tell(Action.SIGN_IN_FAILED, self.user, passkey="not accepted")
        else:
            audit.record(Action.SIGN_IN_FAILED)
        flash(_("The passkey was not accepted. Try again, or sign in with your password."))
        return False

    def _lets_in(self, expected: str | None) -> bool:
        """Its owner may sign in, is the one who gave the password if one was given, and the answer is new."""
        person = self.user
        assert isinstance(person, User)  # noqa: S101  # found with the passkey
        return (
            person.active
            and expected in {None, person.fs_uniquifier}
            and sign_in.spend_challenge(hash_of(self.challenge), clock.now(), ANSWER_WITHIN)
        )


class RemovePasskeyForm(WebAuthnDeleteForm):
    """Which passkey is to be removed."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether there is one of that name, and its owner may do without."""
        if not super().validate(**kwargs):
            return False
        if may_remove_one(signed_in_user()):
            return True
        flash(_("You need a second factor. Set up another one before you remove this one."))
        self.name.errors = [*self.name.errors, "needed"]
        return False


def do_passkeys_work_here() -> bool:
    """Whether browsers allow passkeys at the address of this request: at a name, not at a number."""
    try:
        ipaddress.ip_address(urlsplit(request.host_url).hostname or "")
    except ValueError:
        return True
    return False


def _was_added(_app: Flask, **_others: Any) -> None:
    added(signed_in_user(), PASSKEY)
    kept.forget_form(PAGE)
    if factors_of(signed_in_user()).recovery_codes:
        flash(_("Your passkey is added."))
    else:
        flash(_("Your passkey is added. Now make recovery codes, for the day when the device is lost."))


def _is_removed(_app: Flask, **_others: Any) -> None:
    removing(signed_in_user(), PASSKEY)
    flash(_("The passkey is removed. Delete it on your device, too."))


def _typed_before() -> dict[str, Any]:
    return {"typed_before": kept.kept_form(PAGE) if request.method == "GET" else None}


def init_app(app: Flask) -> None:
    """Listens to Flask-Security's views, and tells templates whether passkeys can be offered."""
    wan_registered.connect(_was_added, app)
    wan_deleted.connect(_is_removed, app)
    app.extensions["security"].wan_register_context_processor(_typed_before)
    app.jinja_env.globals["do_passkeys_work_here"] = do_passkeys_work_here
