"""The worker: a process that looks after another one, which makes the documents, so that no page waits for
one. Any number of workers, on any number of machines, may work on one database.
"""

from __future__ import annotations

import functools
import logging
import resource
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from os import getpid
from types import FrameType
from typing import Protocol

from flask import Flask
from sqlalchemy.exc import DBAPIError

from webapp import clock, jobs, processes
from webapp.config import MEBIBYTE, RenderingLimits, Settings
from webapp.database import db, own_transaction
from webapp.documents import DocumentFolder
from webapp.records import renderings

SECONDS_BETWEEN_LOOKS = 0.5
# Several times while a claim lasts.
SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0
SECONDS_BEFORE_ANOTHER = 1.0
# What a document may take beyond its time, until the process that does not heed its end is killed.
SECONDS_OF_GRACE = 60

log = logging.getLogger(__name__)


class Begun(Protocol):
    """When the document that is being made was begun, by a clock that all processes share; 0 for none."""

    value: float


def run_worker(settings: Settings) -> None:
    """Runs the worker until it is told to stop."""
    # It loads the renderer, which the other processes do not need.
    from reports import preparing  # noqa: PLC0415
    from webapp import create_app  # noqa: PLC0415  # the application needs other parts of this package

    preparing.prepare()

    # Left alone, they would make documents for ever, beside those of the next worker.
    processes.end_all_started_from_here()
    _Worker(create_app(settings), settings.rendering).run()


class _Worker:
    """Keeps one process running that makes documents, and its claim alive while it does.

    A process that has made its share, has failed, or has died is followed by another: the renderer does not
    give all its memory back. This process opens no connection that one of them would inherit.
    """

    def __init__(self, app: Flask, limits: RenderingLimits) -> None:
        self._app = app
        self._limits = limits
        self._holder = f"{socket.gethostname()[:80]} {getpid()} {secrets.token_hex(4)}"
        self._is_stopping = False
        self._process: ForkProcess | None = None
        self._begun: Begun = processes.FORK.RawValue("d", 0.0)

    def run(self) -> None:
        """Until the end."""
        for number in processes.STOPPING:
            signal.signal(number, self._stop)
        while not self._is_stopping:
            self._look_after_one()

    def _look_after_one(self) -> None:
        self._begun.value = 0.0
        make = functools.partial(_make_documents, self._app, self._limits, self._holder, self._begun)
        self._process = process = processes.start(make, told=signal.SIGKILL)
        while process.is_alive() and not self._is_stopping:
            process.join(SECONDS_BETWEEN_SIGNS_OF_LIFE)
            if process.is_alive() and self._begun.value:
                self._hold_on(process)
        if self._is_stopping:
            process.terminate()
        process.join()
        if process.exitcode:
            self._tell_the_table(lambda: renderings.give_back(self._holder))
            if not self._is_stopping:
                log.warning("the process that makes documents has died; another one follows")
                time.sleep(SECONDS_BEFORE_ANOTHER)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        if self._process is not None:
            # Wakes the wait for it.
            self._process.terminate()

    def _hold_on(self, process: ForkProcess) -> None:
        """Others leave alone what is being made here; a process that does not heed its limit is killed."""
        if time.monotonic() > self._begun.value + self._limits.seconds + SECONDS_OF_GRACE:
            process.kill()
        else:
            self._tell_the_table(lambda: renderings.hold_on(self._holder, clock.now()))

    def _tell_the_table(self, say: Callable[[], None]) -> None:
        """If that fails, the claim runs out, and another worker takes up what was claimed."""
        try:
            with own_transaction(self._app):
                say()
        except DBAPIError as problem:
            log.error("cannot say what is being made: %s", type(problem).__name__)  # noqa: TRY400
        finally:
            with self._app.app_context():
                db.engine.dispose()


def _make_documents(app: Flask, limits: RenderingLimits, holder: str, begun: Begun) -> None:
    """Makes one document after the other until the process has made its share, or one could not be made: what
    was laid out when the memory or the time came to an end would be in the way of the next.
    """
    # It takes no more memory than it may, by the settings and by the system.
    most, allowed = limits.mebibytes * MEBIBYTE, resource.getrlimit(resource.RLIMIT_AS)[1]
    if allowed == resource.RLIM_INFINITY or allowed > most:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    settings: Settings = app.extensions["settings"]
    DocumentFolder(settings.folder).remove_unfinished()
    made = 0
    while made < limits.documents_per_worker:
        begun.value = time.monotonic()
        try:
            outcome = jobs.make_next(app, holder)
        except DBAPIError as problem:
            log.error("cannot look for documents to be made: %s", type(problem).__name__)  # noqa: TRY400
            sys.exit(1)
        begun.value = 0.0
        if outcome is jobs.Outcome.FAILED:
            return
        if outcome is jobs.Outcome.MADE:
            made += 1
        else:
            time.sleep(SECONDS_BETWEEN_LOOKS)
