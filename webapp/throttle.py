"""Slows down whoever guesses passwords: per account and per address, for a quarter of an hour, never for
good.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from webapp import clock
from webapp.records import people

COUNTED_FOR = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 10
# A ministry may share one address.
FAILURES_PER_ADDRESS = 50


def refuse_if_too_many(email: str) -> None:
    """Raises `TooManyRequests` if signing in to that account, or from this address, has failed too often
    lately.
    """
    of_account, of_address = people.failed_sign_ins(_account(email), _address(), clock.now() - COUNTED_FOR)
    if of_account >= FAILURES_PER_ACCOUNT or of_address >= FAILURES_PER_ADDRESS:
        raise TooManyRequests(
            _("Signing in has failed too often. Please wait 15 minutes, then try again."),
            retry_after=int(COUNTED_FOR.total_seconds()),
        )


def record_failure(email: str) -> None:
    """Counts a failure, whether or not the account exists."""
    people.record_failed_sign_in(_account(email), _address(), clock.now(), COUNTED_FOR)


def start_anew(email: str) -> None:
    """Forgets the account's failures, now that its owner has signed in."""
    people.forget_failed_sign_ins(_account(email))


def _account(email: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, email.strip().lower().encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _address() -> str:
    return request.remote_addr or "unknown"
