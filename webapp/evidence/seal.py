"""The hash of a file as a page carries it to and fro, with the service's mark on it.

A file is cited by its hash. Whoever may see a file is asked by what they may see cited: so a hash that comes
back from a page counts only if the service itself has written it there.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import current_app
from itsdangerous import BadSignature, Signer

from webapp.keys import derived_key


@lru_cache
def _signer(secret_key: str) -> Signer:
    return Signer(derived_key(secret_key, "files cited on pages"), digest_method=hashlib.sha256)


def sealed(file_hash: str) -> str:
    """The hash with the service's mark; always the same for the same hash."""
    return _signer(current_app.config["SECRET_KEY"]).sign(file_hash).decode()


def unsealed(text: str) -> str | None:
    """The hash, or None if the service has not written it, or nothing is there."""
    try:
        return _signer(current_app.config["SECRET_KEY"]).unsign(text.encode("utf-8", "replace")).decode()
    except BadSignature:
        return None
