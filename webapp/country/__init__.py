"""The people of a country and the bodies for which they speak: kept by its focal points."""

from __future__ import annotations

from flask import Flask

from webapp.country import accounts, happened, institutions, inviting, inviting_many, people, second_factor
from webapp.country.entered import blueprint

__all__ = [
    "accounts",
    "happened",
    "init_app",
    "institutions",
    "inviting",
    "inviting_many",
    "people",
    "second_factor",
]


def init_app(app: Flask) -> None:
    """Adds these pages. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
