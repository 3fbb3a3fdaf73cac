"""Pages travel compressed: most of our readers have slow lines.

Compressing pages that hold a form's token is safe here because a page asked for from another site arrives
without its cookie (SameSite=Lax), so nobody can make a victim's browser fetch it again and again to guess
the token by its length.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

WORTH_COMPRESSING = 500
KINDS = frozenset({"text/html", "application/json", "text/plain"})


def compressed_tag(tag: str) -> str:
    """The ETag of the compressed form of what has that ETag: other bytes, so another strong ETag."""
    return f"{tag}-gzip"


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.status_code in {204, 304}:
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.headers.get("Accept-Encoding", "") or "Content-Encoding" in response.headers:
        return response
    content = response.get_data()
    if len(content) >= WORTH_COMPRESSING:
        response.set_data(gzip.compress(content, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        tag, _is_weak = response.get_etag()
        if tag:
            response.set_etag(compressed_tag(tag))
    return response


def init_app(app: Flask) -> None:
    """Compresses every page whose reader understands gzip."""
    app.after_request(_compress)
