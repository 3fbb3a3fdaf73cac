"""The page to which the code on a report leads: open to anybody, and silent about all but one thing."""

from __future__ import annotations

import re
import time

from flask import Blueprint, Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from webapp.access import ANYONE, open_to
from webapp.looks import Looks
from webapp.records import submissions
from webapp.wording import _

PER_MINUTE = 60

blueprint = Blueprint("report_proof", __name__)


@blueprint.get("/reports/<content_hash>")
@open_to(ANYONE)
def standing(content_hash: str) -> ResponseReturnValue:
    """Says whether a submission with that hash was handed in here. Whatever was typed gets the same page."""
    looks: Looks = current_app.extensions["looks at reports"]
    minute = int(time.monotonic() // 60)
    if looks.are_too_many(request.remote_addr or "unknown", minute, most=PER_MINUTE):
        raise TooManyRequests(_("Too many reports were asked for. Please wait a minute, then try again."))
    asked = content_hash.strip().lower()
    is_hash = re.fullmatch("[0-9a-f]{64}", asked) is not None
    found = submissions.standing(asked)
    return render_template("report_proof.html", standing=found, asked=asked if is_hash else "")


def init_app(app: Flask) -> None:
    """Adds the page."""
    app.extensions["looks at reports"] = Looks()
    app.register_blueprint(blueprint)
