"""Pages about the service itself."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue

from webapp.access import ANYONE, open_to
from webapp.config import Settings

blueprint = Blueprint("service", __name__)


@blueprint.get("/health")
@open_to(ANYONE)
def health() -> ResponseReturnValue:
    """Says that the web process answers: for supervisors and tests."""
    return {"status": "ok"}


def _for_templates() -> dict[str, bool]:
    settings: Settings = current_app.extensions["settings"]
    return {"is_demonstration": settings.is_demonstration}


def init_app(app: Flask) -> None:
    """Adds these pages, and tells every page whether this is a demonstration."""
    app.register_blueprint(blueprint)
    app.context_processor(_for_templates)
