"""A request is received whole before anything is done about it.

A web server hands a request on when its head has arrived. On a slow line the rest may take minutes: a
transaction opened meanwhile would hold up everybody else who wants to save.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from webapp.config import LARGEST_REQUEST, MEBIBYTE, Settings

View = TypeVar("View", bound=Callable[..., object])
WsgiApp = Callable[..., Iterable[bytes]]

CHUNK = 64 * 1024
LARGEST_IN_MEMORY = MEBIBYTE
# A browser listens to the answer only when it has sent everything: so some more is received, and dropped.
TIMES_MORE_DROPPED = 4
# Bytes that may stand for no text, as they are or as a form writes them. A form without any need not be read
# letter by letter.
BEYOND_ASCII = re.compile(rb"[\x80-\xff]|%[89A-Fa-f]")
# What takes the place of bytes that stand for no text.
LOST = "\ufffd"


def takes_a_file(view: View) -> View:
    """Lets a view take a request as large as the largest file. Put it right above the function."""
    view.takes_a_file = True  # type: ignore[attr-defined]  # functions carry what they take
    return view


class ReceivedWhole:
    """A WSGI application whose requests have arrived when it gets them."""

    def __init__(self, application: WsgiApp, most_bytes: int) -> None:
        self._application = application
        self._most = most_bytes

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Passes the request on with its body at hand."""
        if environ["REQUEST_METHOD"] not in {"POST", "PUT", "PATCH"}:
            return self._application(environ, start_response)
        with tempfile.SpooledTemporaryFile(LARGEST_IN_MEMORY) as body:
            length = self._receive(environ, body)
            body.seek(0)
            # The length is said even where the server would not: what breaks off on the way is told by it.
            environ = environ | {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
            environ.pop("wsgi.input_terminated", None)
            return self._application(environ, start_response)

    def _receive(self, environ: dict[str, Any], body: IO[bytes]) -> int:
        """Takes in what arrives, up to the most that any view takes; returns the length of all of it."""
        announced = environ.get("CONTENT_LENGTH") or ""
        if not announced and not environ.get("wsgi.input_terminated"):
            return 0
        expected = int(announced) if announced.isdecimal() else (1 + TIMES_MORE_DROPPED) * self._most
        length, still = 0, min(expected, (1 + TIMES_MORE_DROPPED) * self._most)
        while still and (chunk := environ["wsgi.input"].read(min(CHUNK, still))):
            length, still = length + len(chunk), still - len(chunk)
            if length <= self._most:
                body.write(chunk)
        return max(length, expected) if announced else length


def _allow_a_file() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_a_file", False):
        settings: Settings = current_app.extensions["settings"]
        request.max_content_length = settings.largest_upload


class NotText(BadRequest):
    """The fields of a form hold bytes that stand for no text; reading them anyhow would change them."""

    words = _l("What arrived is not text as every browser sends it (UTF-8).")


def _refuse_what_is_no_text() -> None:
    try:
        if request.mimetype == "application/x-www-form-urlencoded":
            body = request.get_data()
            if BEYOND_ASCII.search(body):
                unquote_to_bytes(body).decode()
        elif request.mimetype == "multipart/form-data" and _has_signs_of_loss():
            for field in _fields_as_sent():
                field.decode()
    except UnicodeDecodeError:
        raise NotText from None


def _has_signs_of_loss() -> bool:
    """Whether a field of the form holds the sign that stands for what could not be read: somebody may have
    typed it.
    """
    return any(LOST in text for name, texts in request.form.lists() for text in (name, *texts))


def _fields_as_sent() -> Iterator[bytes]:
    """What was sent in each field of a form with parts; files are passed over."""
    body: IO[bytes] = request.environ["wsgi.input"]
    body.seek(0)
    decoder = MultipartDecoder(request.mimetype_params["boundary"].encode())
    is_field, field = False, b""
    while True:
        event = decoder.next_event()
        if isinstance(event, NeedData):
            decoder.receive_data(body.read(CHUNK) or None)
        elif isinstance(event, Field | File):
            is_field, field = isinstance(event, Field), b""
        elif isinstance(event, Data) and is_field:
            field += event.data
            if not event.more_data:
                yield field
        elif isinstance(event, Epilogue):
            return


def init_app(app: Flask, settings: Settings) -> None:
    """Receives requests whole. Comes before whatever looks into a form: how long it may be is said here."""
    most = max(LARGEST_REQUEST, settings.largest_upload)
    app.wsgi_app = ReceivedWhole(app.wsgi_app, most)  # type: ignore[method-assign]
    app.before_request(_allow_a_file)
    app.before_request(_refuse_what_is_no_text)
