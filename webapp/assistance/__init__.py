"""The assistance register on the country's side: from gaps to needs, releases and what comes of them."""

from __future__ import annotations

from flask import Flask

from webapp.assistance import (
    clarifying,
    given,
    listing,
    locked,
    need,
    offering,
    others,
    packing,
    packs,
    proposing,
    releasing,
    support,
    taking,
)
from webapp.assistance.entered import blueprint

__all__ = [
    "clarifying",
    "given",
    "init_app",
    "listing",
    "locked",
    "need",
    "offering",
    "others",
    "packing",
    "packs",
    "proposing",
    "releasing",
    "support",
    "taking",
]


def init_app(app: Flask) -> None:
    """Adds these pages. Importing the modules above has put their views on the blueprint."""
    app.register_blueprint(blueprint)
