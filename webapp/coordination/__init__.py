"""The journey of whoever coordinates an assessment: how far everybody has come, who is late, reminders."""

from __future__ import annotations

from flask import Flask

from webapp.coordination import progress, reminders
from webapp.coordination.blueprint import blueprint

__all__ = ["init_app", "progress", "reminders"]


def init_app(app: Flask) -> None:
    """Adds the pages of this journey. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
