"""The queue and its worker: a process of its own that makes the documents, so that no page waits for one.

The table of renderings says what is to be made; the queue only wakes the worker. So nothing is lost with a
worker that dies, or with a queue that could not be written: whoever has nothing to do asks the table.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy.exc import DBAPIError

from webapp import clock, processes, seal
from webapp.config import MEBIBYTE, Settings
from webapp.database import own_transaction
from webapp.documents import DocumentFolder, is_to_be_sealed, make_document
from webapp.records import renderings

if TYPE_CHECKING:
    from huey import SqliteHuey

MOST_ATTEMPTS = 3
SECONDS_TO_WAIT_FOR_THE_QUEUE = 1
SECONDS_BETWEEN_LOOKS_INTO_THE_TABLE = 5

log = logging.getLogger(__name__)


@functools.cache
def queue(folder: Path) -> SqliteHuey:
    """The queue of the service in that folder. Opened by the process that uses it: connections outlive no
    fork.
    """
    # Loaded with the first document, as it loads drivers of databases that we do not use.
    from huey import SqliteHuey  # noqa: PLC0415

    return SqliteHuey(
        "cpsa",
        filename=str(folder / "queue.db"),
        journal_mode="delete",
        fsync=True,
        results=False,
        timeout=SECONDS_TO_WAIT_FOR_THE_QUEUE,
    )


def ask_worker(app: Flask, rendering_id: int) -> None:
    """Wakes the worker for a document that is in the table."""
    huey = queue(app.extensions["settings"].folder)
    huey.enqueue(_task(huey, app).s(rendering_id))


@functools.cache
def _task(huey: SqliteHuey, app: Flask) -> Any:
    def make_rendering(rendering_id: int) -> None:
        render(app, rendering_id)

    return huey.task(name="make_rendering")(make_rendering)


class OutOfTime(Exception):
    """A document has taken longer than it may."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises `OutOfTime` in whatever takes longer, and again each second until it is heeded: raised while
    the interpreter tidies up, an exception is lost.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def render(app: Flask, rendering_id: int) -> None:
    """Makes one document of the table and says there what became of it. Never raises for a document that
    fails.
    """
    settings: Settings = app.extensions["settings"]
    with own_transaction(app):
        rendering = renderings.begin(rendering_id)
        if rendering is None:
            return
        content, content_hash, kind = rendering.content, rendering.content_hash, rendering.format
        is_hopeless = rendering.attempts > MOST_ATTEMPTS
    try:
        if is_hopeless:
            raise RuntimeError(f"{MOST_ATTEMPTS} workers died making it")  # noqa: TRY301  # told like any failure
        with time_limit(settings.rendering.seconds):
            document = make_document(content)
            if settings.seal is not None and is_to_be_sealed(content):
                document = seal.sealed(document, settings.seal)
        DocumentFolder(settings.folder).store(content_hash, kind, document)
    except Exception as problem:  # noqa: BLE001  # whatever fails, the page that waits must hear of it
        # The kind of problem only: its words may hold words from the answers, which do not belong into a log.
        log.error(  # noqa: TRY400  # no trace, for the same reason
            "document %d could not be made: %s",
            rendering_id,
            type(problem).__name__,
        )
        state, message = renderings.FAILED, type(problem).__name__
    else:
        state, message = renderings.READY, ""
    with own_transaction(app):
        renderings.finish(rendering_id, state, message, clock.now())


def run_worker(settings: Settings) -> None:
    """Runs the worker until it is told to stop."""
    from huey.consumer import Consumer, Worker  # noqa: PLC0415  # as in `queue`

    from reports import pdf, word, workbook  # noqa: F401, PLC0415  # loaded before the worker's processes fork
    from webapp import create_app  # noqa: PLC0415  # the application needs this module

    app = create_app(settings)
    huey = queue(settings.folder)
    _task(huey, app)
    limits = settings.rendering

    class RenderingWorker(Worker):  # type: ignore[misc]  # huey publishes no types
        """The process that makes the documents."""

        next_look = 0.0

        def initialize(self) -> None:
            """Takes no more memory than it may, by the settings and by the system."""
            most, allowed = limits.mebibytes * MEBIBYTE, resource.getrlimit(resource.RLIMIT_AS)[1]
            if allowed == resource.RLIM_INFINITY or allowed > most:
                resource.setrlimit(resource.RLIMIT_AS, (most, most))
            DocumentFolder(settings.folder).remove_unfinished()
            super().initialize()

        def sleep(self) -> None:
            """Looks into the table, now and then, before it waits."""
            if time.monotonic() >= self.next_look:
                _take_up_what_waits(app)
                self.next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS_INTO_THE_TABLE
            super().sleep()

    class RenderingConsumer(Consumer):  # type: ignore[misc]  # huey publishes no types
        """The process that replaces a worker that has died, or has made its number of documents."""

        worker_class = RenderingWorker

    # Left alone, they would make documents for ever, beside those of the next worker.
    processes.end_all_started_from_here()
    RenderingConsumer(
        huey,
        workers=1,
        worker_type="process",
        # The renderer does not give all its memory back.
        max_tasks=limits.documents_per_worker,
        health_check_interval=1,
        max_delay=0.5,
        periodic=False,
    ).run()


def _take_up_what_waits(app: Flask) -> None:
    try:
        with app.app_context():
            waiting = renderings.waiting()
        for rendering_id in waiting:
            ask_worker(app, rendering_id)
    except (DBAPIError, sqlite3.Error) as problem:
        log.error("cannot look for documents to be made: %s", type(problem).__name__)  # noqa: TRY400
