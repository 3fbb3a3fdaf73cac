"""The journey of an assessment: start it, answer it, see the result, set targets, move answers as files."""

from __future__ import annotations

from flask import Flask

from webapp.assessment import (
    actions,
    assign,
    blocks,
    checks,
    citing,
    documents,
    effect,
    files,
    history,
    locked,
    modules,
    plan,
    presence,
    question,
    ratings,
    result,
    tasks,
    turned_away,
    unit,
    words,
)
from webapp.assessment.opened import blueprint
from webapp.evidence.names import shown_name

__all__ = [
    "actions",
    "assign",
    "checks",
    "citing",
    "documents",
    "effect",
    "files",
    "history",
    "init_app",
    "locked",
    "modules",
    "plan",
    "presence",
    "question",
    "ratings",
    "result",
    "tasks",
    "turned_away",
    "unit",
]


def init_app(app: Flask) -> None:
    """Adds the pages of this journey. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
    locked.init_app(app)
    turned_away.init_app(app)
    blocks.init_app(app)
    app.jinja_env.filters.update(
        moment_words=words.moment_words,
        date_words=words.date_words,
        figure=words.figure,
        size_words=words.size_words,
    )
    app.jinja_env.globals.update(
        span=words.span,
        percent=words.percent,
        reason_words=locked.reason_words,
        shown_name=shown_name,
        file_megabytes=app.extensions["settings"].file_megabytes,
    )
