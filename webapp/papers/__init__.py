"""The journey to paper: the questionnaire to print, what is asked of each institution, and what it signs."""

from __future__ import annotations

from flask import Flask

from webapp.papers import choosing, fetching, request_slips, sign_off_sheets
from webapp.papers.blueprint import blueprint

__all__ = ["choosing", "fetching", "init_app", "request_slips", "sign_off_sheets"]


def init_app(app: Flask) -> None:
    """Adds the pages of this journey. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
