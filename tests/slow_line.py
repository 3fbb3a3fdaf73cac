"""A slow and unreliable line to a server: little goes over it at a time, everything takes a while, and some
requests are lost on the way.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPMessage, parse_headers
from typing import Self

from tests.servers import free_port

# What goes over the line at a time: a small packet.
PACKET = 512
# A request is lost before the server has it, or its answer is, after the server has done the work.
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Line:
    """How slow a line is, and every which request it loses. Without a rate it carries all at once."""

    bits_per_second: int = 0
    seconds_per_request: float = 0.0
    loses_every: int = 20
    # Which request is the first to be lost: before the server has it, the next one after, and so on.
    loses_first: int = 20


@dataclass(frozen=True)
class Lost:
    """A request that was lost on the way, or whose answer was."""

    method: str
    path: str
    way: str


class SlowLine:
    """Listens on a port of its own, and carries each request to the server's port while the `with` lasts.

    Each request has a connection of its own, so that a browser cannot send one again by itself.
    """

    def __init__(self, to_port: int, line: Line) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.carried = 0
        self.lost: list[Lost] = []
        self._to_port, self._line = to_port, line
        self._up, self._down = _Wire(line.bits_per_second), _Wire(line.bits_per_second)
        self._ways = itertools.cycle((BEFORE, AFTER))
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._listener = _Listener(self)
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def carry(self, request: bytes) -> Iterator[bytes]:
        """The answer to a request, packet by packet as it arrives; nothing if either is lost."""
        way = self._fate(request)
        for _packet in self._up.packets(request):
            pass
        time.sleep(self._line.seconds_per_request)
        if way == BEFORE:
            return
        answer = self._asked(request)
        if way == AFTER:
            return
        yield from self._down.packets(answer)

    def _fate(self, request: bytes) -> str:
        with self._lock:
            self.carried += 1
            after_first = self.carried - self._line.loses_first
            if after_first < 0 or after_first % self._line.loses_every:
                return ""
            method, path, _version = request.partition(b"\r\n")[0].decode().split()
            way = next(self._ways)
            self.lost.append(Lost(method, path, way))
            return way

    def _asked(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._to_port), timeout=60) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


class _Wire:
    """One direction of the line, shared by all that is under way."""

    def __init__(self, bits_per_second: int) -> None:
        self._seconds_per_byte = 8 / bits_per_second if bits_per_second else 0.0
        self._free_at = 0.0
        self._lock = threading.Lock()

    def packets(self, content: bytes) -> Iterator[bytes]:
        """The content in packets, each at the moment at which it has arrived."""
        for start in range(0, len(content), PACKET):
            packet = content[start : start + PACKET]
            with self._lock:
                now = time.monotonic()
                self._free_at = max(self._free_at, now) + len(packet) * self._seconds_per_byte
                wait = self._free_at - now
            time.sleep(wait)
            yield packet


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, line: SlowLine) -> None:
        self.line = line
        super().__init__(("127.0.0.1", line.port), _Carrier)


class _Carrier(socketserver.StreamRequestHandler):
    """One connection of a browser: one request, and its answer."""

    server: _Listener

    def handle(self) -> None:
        # A browser that has gone on no longer listens; the server is asked all the same.
        with contextlib.suppress(OSError):
            request = self._request()
            for packet in self.server.line.carry(request) if request else ():
                self.wfile.write(packet)

    def _request(self) -> bytes:
        """The whole request, which asks for its connection to be closed; empty if none came."""
        first = self.rfile.readline()
        if not first:
            return b""
        headers = parse_headers(self.rfile)
        body = self.rfile.read(int(headers.get("Content-Length") or 0))
        return first + _heading(headers) + body


def _heading(headers: HTTPMessage) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items() if name.lower() != "connection"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
