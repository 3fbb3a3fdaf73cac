"""A client that costs little itself, and servers as processes."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._file = self._socket.makefile("rb")

    def ask(
        self, path: str, *, cookie: str = "", body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in lower case and body as sent."""
        method = "GET" if body is None else "POST"
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", "Accept-Encoding: gzip"]
        if cookie:
            lines.append(f"Cookie: {cookie}")
        if body is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + (body or b""))
        status = int(self._file.readline().split()[1])
        headers: dict[str, str] = {}
        while (line := self._file.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        content = self._file.read(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            self.__init__(self._port)  # type: ignore[misc]  # the server has had enough of this one
        return status, headers, content


def requests_per_second(
    port: int, path: str, *, cookie: str = "", seconds: float = 4.0, connections: int = 4
) -> float:
    """How many such requests the server answers, asked over several connections at once."""
    counts = [0] * connections
    ends_at = time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = Connection(port)
        while time.perf_counter() < ends_at:
            status, _headers, _content = connection.ask(path, cookie=cookie)
            assert status == 200, f"{path} answered {status}"
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int, path: str, **environment: str) -> Iterator[float]:
    """Runs a server; gives the seconds from its start to its first page."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
    )
    try:
        while True:
            assert process.poll() is None, f"{command} has stopped"
            with contextlib.suppress(OSError, IndexError):
                if Connection(port).ask(path)[0] == 200:
                    break
            time.sleep(0.01)
        yield time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def cookie_of(headers: dict[str, str]) -> str:
    """The cookie that an answer sets, as a browser sends it back."""
    found = re.match(r"[^;]+", headers["set-cookie"])
    assert found is not None
    return found.group()
