"""The administrator's pages: countries, people, their accounts and roles across countries. They show no
assessment, and give no way to one: a focal point can be invited only to a country that nobody leads.
"""

from __future__ import annotations

from flask import Flask

from webapp.administration import accounts, overview
from webapp.administration.ground import blueprint

__all__ = ["accounts", "init_app", "overview"]


def init_app(app: Flask) -> None:
    """Adds these pages. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
