"""A visitor of a service that runs as a process of its own: real requests, and what may become of them."""

from __future__ import annotations

import http.client
import io
from typing import Any
from urllib.parse import urlsplit

from werkzeug.http import parse_cookie
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from tests.webapp.pages import AnyVisitor

FORM = "application/x-www-form-urlencoded"
SECONDS_TO_ANSWER = 60
# What becomes of a request whose server, or the line to it, has gone.
NO_ANSWER = (OSError, http.client.HTTPException)


class HttpClient:
    """Sends every request over a connection of its own, keeps cookies, follows nothing."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._address, self._host, self._port = address, parts.hostname or "", parts.port
        self.cookies: dict[str, str] = {}

    def another(self, address: str = "") -> HttpClient:
        """Another tab of the same browser; at that address, if one is given."""
        tab = HttpClient(address or self._address)
        tab.cookies = self.cookies
        return tab

    def get(self, path: str, /) -> Response:
        """The answer to a request for that path."""
        return self.send("GET", path)

    def post(self, path: str, /, *, data: Any, content_type: str = FORM) -> Response:
        """The answer to a form sent there."""
        body, kind = encoded(data, content_type)
        return self.send("POST", path, body, kind)

    def send(self, method: str, path: str, body: bytes | None = None, content_type: str = FORM) -> Response:
        """The answer to these very bytes; raises one of `NO_ANSWER` if there is none."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=SECONDS_TO_ANSWER)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            response = Response(answer.read(), answer.status, answer.getheaders())
        finally:
            connection.close()
        for line in response.headers.getlist("Set-Cookie"):
            self.cookies.update(parse_cookie(line.partition(";")[0]))
        return response


class DistantVisitor(AnyVisitor):
    """Somebody at a service that runs as a process of its own."""

    client: HttpClient

    def __init__(self, address: str) -> None:
        super().__init__(HttpClient(address))


def encoded(data: Any, content_type: str = FORM) -> tuple[bytes, str]:
    """A form as a browser sends it, and the name of its kind with all that belongs to it."""
    builder = EnvironBuilder(method="POST", data=data, content_type=content_type)
    try:
        environ = builder.get_environ()
        stream: io.BytesIO = environ["wsgi.input"]
        return stream.read(), environ["CONTENT_TYPE"]
    finally:
        builder.close()
