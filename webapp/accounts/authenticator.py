"""An authenticator app: set up with a code to scan or a key to type, and removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, Totp, UserMixin
from itsdangerous import BadData

from webapp import clock, throttle
from webapp.access import SIGNED_IN, open_to, signed_in_user
from webapp.accounts import recovery_codes
from webapp.accounts.blueprint import blueprint, recently_signed_in
from webapp.accounts.second_factors import (
    AUTHENTICATOR,
    added,
    factors_of,
    may_remove_one,
    plain_digits,
    refuse_to_remove,
    removing,
)
from webapp.records import sign_in
from webapp.tables import User
from webapp.typed import FormError
from webapp.wording import _

# A code counts for its half minute, and the ones before and after: clocks differ.
SECONDS_OF_TOLERANCE = 30
# How long the page with the secret may stay open before the first code is typed.
SET_UP_WITHIN = timedelta(hours=1)


class OneTimeCodes(Totp):
    """Flask-Security's codes; none is accepted twice."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = self._totp.using(now=lambda: clock.now().timestamp())

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether the code is right and not used before, even if it is sent twice at the same moment."""
        assert isinstance(user, User)  # noqa: S101  # ours are the only ones
        sign_in.hold(user)
        return super().verify_totp(token, totp_secret, user, window)

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The time step of the last code that was accepted."""
        return getattr(user, "totp_last_counter", None)

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        """Remembers the time step of the code that is accepted now."""
        assert isinstance(user, User)  # noqa: S101  # as above
        user.totp_last_counter = tmatch.counter


def _security() -> Security:
    found: Security = current_app.extensions["security"]
    return found


@blueprint.get("/account/authenticator")
@open_to(SIGNED_IN, before_second_factor=True)
@recently_signed_in
def authenticator() -> ResponseReturnValue:
    """Show a new secret, to be put into an app. Nothing is stored until a code shows that it is there."""
    return _set_up_page(_security().totp_factory.generate_totp_secret())


@blueprint.post("/account/authenticator")
@open_to(SIGNED_IN, before_second_factor=True)
@recently_signed_in
def set_up_authenticator() -> ResponseReturnValue:
    """Store the secret if the app shows the right code for it; else ask again, for the same secret."""
    person, secret = signed_in_user(), _secret_sent()
    if secret is None:
        flash(_("The page had been open for too long. Please begin again with the new key."))
        return redirect(url_for(".authenticator"), 303)
    throttle.refuse_if_too_many(person.email, throttle.SECOND_FACTOR)
    code = plain_digits(request.form.get("code", ""))
    if not _security().totp_factory.verify_totp(code, secret, person, SECONDS_OF_TOLERANCE):
        throttle.record_attempt(person.email, throttle.SECOND_FACTOR)
        message = _("This is not the code that the app shows now. Wait for the next one and type that")
        return _set_up_page(secret, errors=[FormError("code", message)]), 422
    _security().datastore.tf_set(person, "authenticator", secret)
    added(person, AUTHENTICATOR)
    if not factors_of(person).recovery_codes:
        return recovery_codes.page_with_new_ones(person)
    flash(_("Your authenticator app is set up."))
    return redirect(url_for(".second_factors"), 303)


@blueprint.post("/account/authenticator/remove")
@open_to(SIGNED_IN)
@recently_signed_in
def remove_authenticator() -> ResponseReturnValue:
    """Forget it, unless it is the last second factor of somebody who must have one."""
    person = signed_in_user()
    if not may_remove_one(person):
        return refuse_to_remove()
    if factors_of(person).has_authenticator:
        removing(person, AUTHENTICATOR)
        person.tf_primary_method = person.tf_totp_secret = None
        flash(_("Your authenticator app is removed. Delete its entry in the app, too."))
    return redirect(url_for(".second_factors"), 303)


def _set_up_page(secret: str, **fields: Any) -> str:
    person, codes = signed_in_user(), _security().totp_factory
    address = codes.get_totp_uri(person.email, secret)
    return render_template(
        "accounts/authenticator.html",
        address=address,
        key=codes.get_totp_pretty_key(secret),
        picture=_modules(address),
        state=_security().tf_setup_serializer.dumps([person.fs_uniquifier, secret]),
        is_replacing=factors_of(person).has_authenticator,
        **fields,
    )


def _secret_sent() -> str | None:
    """The secret that the page had shown, if it was shown to this person, and not too long ago."""
    try:
        name, secret = _security().tf_setup_serializer.loads(
            request.form.get("state", ""), max_age=int(SET_UP_WITHIN.total_seconds())
        )
    except BadData:
        return None
    return str(secret) if name == signed_in_user().fs_uniquifier else None


def _modules(address: str) -> list[list[bool]]:
    """The rows of the picture that an app scans: which of its squares are dark."""
    # Loaded when somebody sets up an app: it brings a library of pictures.
    from qrcode import QRCode  # noqa: PLC0415

    picture = QRCode(border=4)
    picture.add_data(address)
    picture.make(fit=True)
    return [[bool(is_dark) for is_dark in row] for row in picture.get_matrix()]
