"""Answers to systems: JSON with a strong ETag, so that who has it already is told only that."""

from __future__ import annotations

import hashlib

import msgspec
from flask import Response, request

from webapp.compression import compressed_tag

CONTENT_TYPE = "application/json"


def answer(content: object) -> Response:
    """The answer that holds it; 304 without a body if the system has named it as what it has."""
    body = msgspec.json.encode(content)
    tag = hashlib.sha256(body).hexdigest()
    known = next(
        (each for each in (tag, compressed_tag(tag)) if request.if_none_match.contains_weak(each)), None
    )
    made = Response(b"", 304) if known else Response(body, 200, content_type=CONTENT_TYPE)
    made.set_etag(known or tag)
    made.vary.add("Authorization")
    return made
