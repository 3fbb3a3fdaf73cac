"""One command runs it all: web server and worker, as two processes under one that looks after them."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from types import FrameType
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from flask import Flask
from gunicorn.app.base import BaseApplication

from questionnaire.loading import published
from webapp import create_app, migrations, processes, worker
from webapp.accounts import first_use_token
from webapp.config import Settings
from webapp.database import db, make_engine
from webapp.records import people

SECONDS_TO_START = 30
SECONDS_TO_STOP = 35
SECONDS_BETWEEN_LOOKS = 1.0
LONGEST_WAIT_FOR_A_WORKER = 60.0


def port_of(settings: Settings) -> int:
    """The port to listen on: PORT, or that of the address, or 8000."""
    return int(os.environ.get("PORT") or urlsplit(settings.address).port or 8000)


def first_use_link(settings: Settings) -> str | None:
    """The link for the first person, as long as there is no account. The database must be up to date."""
    return _first_use_link_of(create_app(settings), settings)


def _first_use_link_of(app: Flask, settings: Settings) -> str | None:
    with app.app_context():
        has_happened = people.is_anybody_here()
        db.session.close()
        # The processes that are forked from this one open connections of their own.
        db.engine.dispose()
    if has_happened:
        return None
    return f"{settings.address}/first-use/{first_use_token(settings.secret_key)}"


def serve(settings: Settings, announcement: str | None = None) -> int:
    """Brings the database up to date, starts everything, and stops everything on SIGTERM or Ctrl-C.

    Returns 0 after a stop that was asked for, 1 if the web server could not start or died, 2 if the port is
    taken.
    """
    port = port_of(settings)
    if _is_taken(port):
        print(
            f"cpsa: port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}",
            file=sys.stderr,
        )
        return 2
    bring_up_to_date(settings)
    app = _loaded(settings)
    return _Supervisor(settings, app, announcement or _announcement(app, settings)).run()


def _loaded(settings: Settings) -> Flask:
    """The application, with the questionnaire loaded before anybody asks for it."""
    app = create_app(settings)
    published()
    # What is loaded now stays: the collector need not walk through all of it again and again.
    gc.freeze()
    gc.enable()
    return app


def bring_up_to_date(settings: Settings) -> bool:
    """Runs the migrations that are missing; returns whether there were any."""
    engine = make_engine(settings.database_url)
    try:
        return migrations.upgrade(engine)
    finally:
        engine.dispose()


def _announcement(app: Flask, settings: Settings) -> str:
    link = _first_use_link_of(app, settings)
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
    """Keeps one web server and one worker running. Without a web server all ends.

    Both are forked from this process, which has loaded the program already and holds nothing open.
    """

    def __init__(self, settings: Settings, app: Flask, announcement: str) -> None:
        self._settings = settings
        self._app = app
        self._announcement = announcement
        self._is_stopping = False
        self._wait_for_worker = SECONDS_BETWEEN_LOOKS
        self._next_worker_at = 0.0

    def run(self) -> int:
        """Until the end; returns the exit code."""
        self._web = self._start(functools.partial(run_web, app=self._app))
        self._worker = self._start(worker.run_worker)
        for number in processes.STOPPING:
            signal.signal(number, self._stop)
        if self._wait_until_it_answers():
            print(self._announcement, flush=True)
        while not self._is_stopping and self._web.is_alive():
            self._replace_dead_worker()
            self._web.join(SECONDS_BETWEEN_LOOKS)
        self._stop_children()
        if self._is_stopping:
            return 0
        print("cpsa: the web server has stopped; its last words are above.", file=sys.stderr)
        return 1

    def _start(self, target: Callable[[Settings], None]) -> ForkProcess:
        # Requests under way are finished even if this process is gone.
        return processes.start(functools.partial(target, self._settings), told=signal.SIGTERM)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        # Wakes the wait in `run`.
        self._web.terminate()

    def _replace_dead_worker(self) -> None:
        """A worker that keeps dying is started less and less often: the site lives, and the log stays
        readable.
        """
        if self._worker.is_alive() or time.monotonic() < self._next_worker_at:
            return
        print("cpsa: the worker has died; starting another.", file=sys.stderr)
        self._worker = self._start(worker.run_worker)
        self._next_worker_at = time.monotonic() + self._wait_for_worker
        self._wait_for_worker = min(2 * self._wait_for_worker, LONGEST_WAIT_FOR_A_WORKER)

    def _wait_until_it_answers(self) -> bool:
        ends_at = time.monotonic() + SECONDS_TO_START
        host = urlsplit(self._settings.address).netloc
        question = Request(f"http://127.0.0.1:{port_of(self._settings)}/health", headers={"Host": host})
        while time.monotonic() < ends_at and self._web.is_alive() and not self._is_stopping:
            with contextlib.suppress(URLError, OSError), urlopen(question, timeout=5):  # noqa: S310  # ourselves
                return True
            time.sleep(0.05)
        return False

    def _stop_children(self) -> None:
        for process in (self._web, self._worker):
            process.terminate()
        for process in (self._web, self._worker):
            process.join(SECONDS_TO_STOP)
            if process.is_alive():
                process.kill()
                process.join()


def run_web(settings: Settings, app: Flask | None = None) -> None:
    """Serves the pages until it is told to stop; requests under way are finished first. `app` is the
    application where it is loaded already.
    """

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
            return app or _loaded(settings)

    WebServer().run()
