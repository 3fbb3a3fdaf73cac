"""The journey of a UNODC officer: which needs ask for a hand, what is known of each, and what is done.

What countries released comes through `records/released.py`, and nothing else of theirs comes here.
"""

from __future__ import annotations

from flask import Flask

from webapp.desk import cohorts, exports, found, need, overview, portfolio, providers, saved_filters, support
from webapp.desk.blueprint import blueprint

__all__ = [
    "cohorts",
    "exports",
    "found",
    "init_app",
    "need",
    "overview",
    "portfolio",
    "providers",
    "saved_filters",
    "support",
]


def init_app(app: Flask) -> None:
    """Adds the pages of this journey. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
