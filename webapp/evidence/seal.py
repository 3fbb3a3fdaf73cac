"""Files as a page carries them to and fro, with the service's mark on them.

A file is cited by its hash, and whoever may see what cites it may see the file. So a hash that comes back
from a page counts only if the service itself has written it there.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import msgspec
from flask import current_app
from itsdangerous import BadData, BadSignature, Signer, URLSafeSerializer

from webapp.keys import derived_key
from webapp.records.evidence import AttachedFile


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


@lru_cache
def _serializer(secret_key: str) -> URLSafeSerializer:
    key = derived_key(secret_key, "files taken in")
    return URLSafeSerializer(key, signer_kwargs={"digest_method": hashlib.sha256})


def sealed_file(file: AttachedFile) -> str:
    """A file that has been taken in, for a form that has to be sent again without it."""
    return str(_serializer(current_app.config["SECRET_KEY"]).dumps(msgspec.structs.asdict(file)))


def unsealed_file(text: str) -> AttachedFile | None:
    """The file, or None if the service has not written it, or nothing is there."""
    try:
        content = _serializer(current_app.config["SECRET_KEY"]).loads(text)
    except BadData:
        return None
    return AttachedFile(**content)
