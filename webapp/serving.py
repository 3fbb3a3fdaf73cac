"""One command runs it all: web server and worker, as two processes under one that looks after them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from webapp.config import Settings

SECONDS_TO_START = 30
SECONDS_TO_STOP = 35
SECONDS_BETWEEN_LOOKS = 1.0
LONGEST_WAIT_FOR_A_WORKER = 60.0
PR_SET_PDEATHSIG = 1


def port_of(settings: Settings) -> int:
    """The port to listen on: PORT, or that of the address, or 8000."""
    return int(os.environ.get("PORT") or urlsplit(settings.address).port or 8000)


def first_use_link(settings: Settings) -> str | None:
    """The link for the first person, as long as there is no account. The database must be up to date."""
    from webapp import create_app  # noqa: PLC0415  # heavy
    from webapp.accounts import first_use_token  # noqa: PLC0415
    from webapp.records import people  # noqa: PLC0415

    with create_app(settings).app_context():
        if people.is_anybody_here():
            return None
    return f"{settings.address}/first-use/{first_use_token(settings.secret_key)}"


def serve(settings: Settings, announcement: str | None = None) -> int:
    """Brings the database up to date, starts everything, and stops everything on SIGTERM or Ctrl-C.

    Returns 0 after a stop that was asked for, 1 if the web server could not start or died, 2 if the port is
    taken.
    """
    from webapp import migrations  # noqa: PLC0415  # heavy
    from webapp.database import make_engine  # noqa: PLC0415

    port = port_of(settings)
    if _is_taken(port):
        print(
            f"cpsa: port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}",
            file=sys.stderr,
        )
        return 2
    migrations.upgrade(make_engine(settings.database_url))
    if announcement is None:
        announcement = _announcement(settings)
    return _Supervisor(port, announcement, urlsplit(settings.address).netloc).run()


def _announcement(settings: Settings) -> str:
    link = first_use_link(settings)
    if link is None:
        return f"CPSA runs at {settings.address}\nStop it with Ctrl-C."
    return (
        f"CPSA runs at {settings.address}\n\nTo set it up, open this link. It works once:\n\n    {link}\n\n"
        "Stop it with Ctrl-C."
    )


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class _Supervisor:
    """Keeps one web server and one worker running. A worker that dies is replaced; without a web server all
    ends.
    """

    def __init__(self, port: int, announcement: str, host: str) -> None:
        self._port = port
        self._host = host
        self._announcement = announcement
        self._is_stopping = False
        self._wait_for_worker = SECONDS_BETWEEN_LOOKS
        self._next_worker_at = 0.0

    def run(self) -> int:
        """Until the end; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._web = _start("web")
        self._worker = _start("worker")
        is_up = self._wait_until_it_answers()
        if is_up:
            print(self._announcement, flush=True)
        while not self._is_stopping and self._web.poll() is None:
            self._replace_dead_worker()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._web.wait(SECONDS_BETWEEN_LOOKS)
        self._stop_children()
        if self._is_stopping:
            return 0
        print("cpsa: the web server has stopped; its last words are above.", file=sys.stderr)
        return 1

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        # Wakes the wait in `run`.
        self._web.terminate()

    def _replace_dead_worker(self) -> None:
        """A worker that keeps dying is started less and less often: the site lives, and the log stays
        readable.
        """
        if self._worker.poll() is None or time.monotonic() < self._next_worker_at:
            return
        print("cpsa: the worker has died; starting another.", file=sys.stderr)
        self._worker = _start("worker")
        self._next_worker_at = time.monotonic() + self._wait_for_worker
        self._wait_for_worker = min(2 * self._wait_for_worker, LONGEST_WAIT_FOR_A_WORKER)

    def _wait_until_it_answers(self) -> bool:
        ends_at = time.monotonic() + SECONDS_TO_START
        question = Request(f"http://127.0.0.1:{self._port}/health", headers={"Host": self._host})
        while time.monotonic() < ends_at and self._web.poll() is None and not self._is_stopping:
            with contextlib.suppress(URLError, OSError), urlopen(question, timeout=5):  # noqa: S310  # ourselves
                return True
            time.sleep(0.05)
        return False

    def _stop_children(self) -> None:
        for process in (self._web, self._worker):
            if process.poll() is None:
                process.terminate()
        for process in (self._web, self._worker):
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(command: str) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl-C reaches the supervisor alone, which lets requests under way
    # finish.
    return subprocess.Popen(  # noqa: S603  # our own command, with our own word
        [sys.executable, "-m", "webapp.cli", command], start_new_session=True
    )


def end_with_parent() -> None:
    """Makes the kernel stop this process when the one that started it is gone, however it went (Linux
    only).
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run_web(settings: Settings) -> None:
    """Serves the pages until it is told to stop; requests under way are finished first."""
    from flask import Flask  # noqa: PLC0415
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  # heavy

    from webapp import create_app  # noqa: PLC0415

    class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
        """gunicorn, told everything here: it reads neither files nor its own environment variables."""

        def load_config(self) -> None:
            """One process with threads for SQLite; several for a database server."""
            is_sqlite = settings.database_url.startswith("sqlite:")
            choices = {
                "bind": f"{os.environ.get('CPSA_BIND') or '127.0.0.1'}:{port_of(settings)}",
                "workers": 1 if is_sqlite else int(os.environ.get("CPSA_PROCESSES") or 2),
                "worker_class": "gthread",
                "threads": 8,
                "preload_app": True,
                "timeout": 60,
                "graceful_timeout": 30,
                "keepalive": 5,
                "accesslog": None,
                "errorlog": "-",
                "loglevel": "warning",
                "control_socket_disable": True,
                "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
            }
            for name, value in choices.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            """The application."""
            return create_app(settings)

    WebServer().run()
