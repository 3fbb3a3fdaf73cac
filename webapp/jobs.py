"""The queue and its worker: a process of its own that makes the documents, so that no page waits for one.

The table of renderings says what is to be made; the queue only wakes the worker. So nothing is lost with a
worker that dies: the next one asks the table, and begins anew.
"""

from __future__ import annotations

import functools
import logging
import resource
from pathlib import Path
from typing import Any

from flask import Flask
from huey import SqliteHuey

from webapp import clock, processes
from webapp.config import Settings
from webapp.database import own_transaction
from webapp.documents import DocumentFolder, make_document
from webapp.records import renderings

LONGEST_RENDERING_SECONDS = 300
MOST_MEMORY_BYTES = 2 * 1024**3
# The renderer does not give all its memory back, so a worker process is replaced after so many documents.
DOCUMENTS_PER_WORKER = 20
MOST_ATTEMPTS = 3

log = logging.getLogger(__name__)


@functools.cache
def queue(folder: Path) -> SqliteHuey:
    """The queue of the service in that folder. Opened by the process that uses it: connections outlive no
    fork.
    """
    return SqliteHuey(
        "cpsa", filename=str(folder / "queue.db"), journal_mode="delete", fsync=True, results=False
    )


def ask_worker(app: Flask, rendering_id: int) -> None:
    """Wakes the worker for a document that is in the table."""
    huey = queue(app.extensions["settings"].folder)
    huey.enqueue(_task(huey, app).s(rendering_id))


@functools.cache
def _task(huey: SqliteHuey, app: Flask) -> Any:
    def make_rendering(rendering_id: int) -> None:
        render(app, rendering_id)

    return huey.task(name="make_rendering", timeout=LONGEST_RENDERING_SECONDS)(make_rendering)


def render(app: Flask, rendering_id: int) -> None:
    """Makes one document of the table and says there what became of it. Never raises for a document that
    fails.
    """
    with own_transaction(app):
        rendering = renderings.begin(rendering_id)
        if rendering is None:
            return
        content, content_hash, kind = rendering.content, rendering.content_hash, rendering.format
        is_hopeless = rendering.attempts > MOST_ATTEMPTS
    try:
        if is_hopeless:
            raise RuntimeError(f"{MOST_ATTEMPTS} workers died making it")  # noqa: TRY301  # told like any failure
        DocumentFolder(app.extensions["settings"].folder).store(content_hash, kind, make_document(content))
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
    from reports import pdf, workbook  # noqa: F401, PLC0415  # loaded before the worker's processes fork
    from webapp import create_app  # noqa: PLC0415  # the application needs this module

    app = create_app(settings)
    huey = queue(settings.folder)
    _task(huey, app)

    def take_up_what_waits() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
        with app.app_context():
            waiting = renderings.waiting()
        for rendering_id in waiting:
            ask_worker(app, rendering_id)

    # Left alone, they would make documents for ever, beside those of the next worker.
    processes.end_all_started_from_here()
    huey.on_startup()(take_up_what_waits)
    huey.create_consumer(
        workers=1,
        worker_type="process",
        max_tasks=DOCUMENTS_PER_WORKER,
        health_check_interval=1,
        max_delay=0.5,
        periodic=False,
    ).run()
