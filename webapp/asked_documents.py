"""Asking the worker for a document, and finding what it made. Shared by all pages that offer documents."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from webapp import clock, documents
from webapp.access import signed_in_user
from webapp.config import Settings
from webapp.records import renderings
from webapp.tables import Assessment, Rendering


def ask_for(assessment: Assessment, content: documents.DocumentContent) -> Rendering:
    """The rendering of that content; a worker takes it up if it is still to be made."""
    renderings.wait_for_turn(assessment)
    rendering = renderings.with_content(assessment, content.hash)
    if rendering is None:
        rendering = renderings.ask(
            assessment,
            content=content.as_json(),
            content_hash=content.hash,
            kind=content.format,
            language=content.language,
            by=signed_in_user().id,
            moment=clock.now(),
        )
    elif state_of(rendering) == renderings.FAILED:
        renderings.ask_again(rendering, clock.now())
    return rendering


def path_of(rendering: Rendering) -> Path:
    """Where the document's file is once it is ready."""
    settings: Settings = current_app.extensions["settings"]
    return documents.DocumentFolder(settings.folder).path(rendering.content_hash, rendering.format)


def state_of(rendering: Rendering) -> str:
    """Queued, ready or failed; a document whose file is gone has failed."""
    if rendering.state == renderings.READY and not path_of(rendering).exists():
        return renderings.FAILED
    return rendering.state
