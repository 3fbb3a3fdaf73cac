"""What partners' and UNODC's own systems read: `/api/v1`, for programs (`docs/api.md`).

What countries released comes through `records/released.py`, and nothing else of theirs comes here.
"""

from __future__ import annotations

from flask import Flask

from webapp.api import country_list, document, limits, needs, offers, scores, supports
from webapp.api.blueprint import blueprint

__all__ = ["country_list", "document", "init_app", "needs", "offers", "scores", "supports"]


def init_app(app: Flask) -> None:
    """Adds the interface. Importing the modules above has put its views on the blueprint."""
    limits.init_app(app)
    app.register_blueprint(blueprint)
