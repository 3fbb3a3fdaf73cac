"""The page to which the code on a report leads: open to anybody, and silent about all but one thing."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict

from flask import Blueprint, Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from webapp.access import ANYONE, open_to
from webapp.records import submissions
from webapp.wording import _

PER_MINUTE = 60
# How many addresses are remembered; the one that asked longest ago is forgotten first.
REMEMBERED = 10_000

blueprint = Blueprint("report_proof", __name__)


class Looks:
    """How often each address has looked in the present minute. A page open to anybody writes nothing, so
    this is kept in memory: each process counts for itself, and forgets when it ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: OrderedDict[str, int] = OrderedDict()

    def are_too_many(self, address: str, minute: int) -> bool:
        """Counts one more look from that address in that minute."""
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            count = self._counts.pop(address, 0) + 1
            self._counts[address] = count
            if len(self._counts) > REMEMBERED:
                self._counts.popitem(last=False)
            return count > PER_MINUTE


@blueprint.get("/reports/<content_hash>")
@open_to(ANYONE)
def standing(content_hash: str) -> ResponseReturnValue:
    """Says whether a submission with that hash was handed in here. Whatever was typed gets the same page."""
    looks: Looks = current_app.extensions["looks at reports"]
    if looks.are_too_many(request.remote_addr or "unknown", int(time.monotonic() // 60)):
        raise TooManyRequests(_("Too many reports were asked for. Please wait a minute, then try again."))
    asked = content_hash.strip().lower()
    is_hash = re.fullmatch("[0-9a-f]{64}", asked) is not None
    found = submissions.standing(asked)
    return render_template("report_proof.html", standing=found, asked=asked if is_hash else "")


def init_app(app: Flask) -> None:
    """Adds the page."""
    app.extensions["looks at reports"] = Looks()
    app.register_blueprint(blueprint)
