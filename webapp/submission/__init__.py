"""The journey from draft to submission: what is open, each step, and what is frozen at the end."""

from __future__ import annotations

from flask import Flask

from webapp.submission import afterwards, brought_over, changes, signing, submitted, taking, words
from webapp.submission.blueprint import blueprint

__all__ = ["afterwards", "brought_over", "changes", "init_app", "signing", "submitted", "taking"]


def init_app(app: Flask) -> None:
    """Adds the pages of this journey. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        status_words=words.status_words,
        next_words=words.next_words,
        step_taken_words=words.step_taken_words,
    )
