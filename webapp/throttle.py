"""Slows down whoever guesses passwords, codes or links: per account and per address, for a quarter of an
hour, never for good.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from webapp import clock
from webapp.keys import derived_key
from webapp.records import sign_in
from webapp.wording import _

COUNTED_FOR = timedelta(minutes=15)
# All kinds of attempts together. A ministry may share one address.
ATTEMPTS_PER_ADDRESS = 50


@dataclass(frozen=True)
class Kind:
    """Something that may be tried a few times per account."""

    name: str
    per_account: int


SIGN_IN = Kind("sign-in", 10)
SECOND_FACTOR = Kind("second factor", 10)
PASSKEY = Kind("passkey", 20)
LINK_FOR_A_PASSWORD = Kind("link for a new password", 5)
LINK_FOR_AN_EMAIL = Kind("link for a new e-mail address", 5)
PERSONAL_LINK = Kind("personal link", 20)


def refuse_if_too_many(account: str, kind: Kind = SIGN_IN) -> None:
    """Raises `TooManyRequests` if this was tried too often lately: for that account, or from this address."""
    since = clock.now() - COUNTED_FOR
    of_account, of_address = sign_in.attempts(_hashed(account, kind), _address(), since)
    if of_account >= kind.per_account or of_address >= ATTEMPTS_PER_ADDRESS:
        raise TooManyRequests(
            _("This was tried too often. Please wait 15 minutes, then try again."),
            retry_after=int(COUNTED_FOR.total_seconds()),
        )


def record_attempt(account: str, kind: Kind = SIGN_IN) -> None:
    """Counts an attempt, whether or not there is such an account."""
    sign_in.record_attempt(_hashed(account, kind), _address(), clock.now(), COUNTED_FOR)


def start_anew(account: str, kind: Kind = SIGN_IN) -> None:
    """Forgets the account's attempts, now that its owner has succeeded."""
    sign_in.forget_attempts(_hashed(account, kind))


def _hashed(account: str, kind: Kind) -> str:
    key = derived_key(current_app.config["SECRET_KEY"], f"attempts: {kind.name}")
    return hmac.new(key, account.strip().lower().encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _address() -> str:
    return request.remote_addr or "unknown"
