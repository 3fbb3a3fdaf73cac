"""An administrator stops the service: what is under way is finished, and what waits is done after the next
start.
"""

from __future__ import annotations

import http.client
import signal
import socket
import time

from tests.faults.conftest import OpenOffice
from tests.faults.office import Desk
from tests.webapp.over_http import encoded


class HalfSent:
    """A form of which the server has the heading, and waits for the rest."""

    def __init__(self, desk: Desk, text: str) -> None:
        desk.fields[f"{desk.question}-comment"] = text
        desk.fields[f"{desk.question}-base"] = str(len(desk.saved))
        self._body, kind = encoded(desk.fields)
        self._connection = socket.create_connection(("127.0.0.1", desk.office.server.port), timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in desk.visitor.client.cookies.items())
        heading = (
            f"POST {desk.action} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nCookie: {cookies}\r\n"
            f"Content-Length: {len(self._body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        self._connection.sendall(heading.encode())
        # The server says that it has begun.
        assert self._connection.recv(100).startswith(b"HTTP/1.1 100 ")

    def finish(self) -> int:
        """Sends the rest; returns the status of the answer."""
        with self._connection as connection:
            connection.sendall(self._body)
            answer = http.client.HTTPResponse(connection, method="POST")
            answer.begin()
            answer.read()
            return answer.status


def wait_until_nobody_listens(port: int) -> None:
    """The service takes no new requests any more."""
    ends_at = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            return
        assert time.monotonic() < ends_at, "the service goes on"


def test_a_save_under_way_is_finished_before_the_service_ends(open_office: OpenOffice) -> None:
    office = open_office()
    desk = Desk(office)
    under_way = HalfSent(desk, "typed while somebody stops the service")
    office.server.process.send_signal(signal.SIGTERM)
    wait_until_nobody_listens(office.server.port)
    assert under_way.finish() == 303
    desk.saved.append("typed while somebody stops the service")
    assert office.server.stop() == 0
    office.start_again()
    desk.assert_all_found()
