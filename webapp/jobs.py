"""Making the documents that were asked for, one after the other: claimed in the table of renderings, made,
stored, and said there what became of them.

The table is the queue, on either engine: whoever asks for a document has put it there in their own
transaction, and a worker that dies loses nothing, because its claim runs out.
"""

from __future__ import annotations

import contextlib
import enum
import logging
import signal
from collections.abc import Iterator
from types import FrameType

from flask import Flask

from webapp import clock, seal
from webapp.config import Settings
from webapp.database import own_reading, own_transaction
from webapp.documents import DocumentFolder, is_to_be_sealed, make_document
from webapp.records import renderings

MOST_ATTEMPTS = 3

log = logging.getLogger(__name__)


class OutOfTime(Exception):
    """A document has taken longer than it may."""


class Outcome(enum.Enum):
    """What became of the look for a document to be made."""

    NONE_ASKED = enum.auto()
    MADE = enum.auto()
    FAILED = enum.auto()


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


def make_next(app: Flask, holder: str) -> Outcome:
    """Makes the document that was asked for first of those that nobody makes, in the name of that holder, and
    says here and in the table what became of it. Never raises for a document that fails.
    """
    with own_reading(app):
        if not renderings.is_any_free(clock.now()):
            return Outcome.NONE_ASKED
    with own_transaction(app):
        rendering = renderings.claim(holder, clock.now())
        if rendering is None:
            return Outcome.NONE_ASKED
        number, is_hopeless = rendering.id, rendering.attempts > MOST_ATTEMPTS
    try:
        if is_hopeless:
            raise RuntimeError(f"{MOST_ATTEMPTS} workers died making it")  # noqa: TRY301  # told like any failure
        _make(app, rendering.content, rendering.content_hash, rendering.format)
    except Exception as problem:  # noqa: BLE001  # whatever fails, the page that waits must hear of it
        # The kind of problem only: its words may hold words from the answers, which do not belong into a log.
        log.error("document %d could not be made: %s", number, type(problem).__name__)  # noqa: TRY400
        outcome, state, message = Outcome.FAILED, renderings.FAILED, type(problem).__name__
    else:
        outcome, state, message = Outcome.MADE, renderings.READY, ""
    with own_transaction(app):
        renderings.finish(number, holder, state, message, clock.now())
    return outcome


def _make(app: Flask, content: str, content_hash: str, kind: str) -> None:
    settings: Settings = app.extensions["settings"]
    folder = DocumentFolder(settings.folder)
    # Another worker had stored it, and died before it could say so.
    if folder.path(content_hash, kind).exists():
        return
    with time_limit(settings.rendering.seconds):
        document = make_document(content)
        if settings.seal is not None and is_to_be_sealed(content):
            document = seal.sealed(document, settings.seal)
    folder.store(content_hash, kind, document)
