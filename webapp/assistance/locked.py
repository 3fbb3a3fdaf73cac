"""What cannot be done with a record any more, or not yet: said in words, and what was typed stays."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.assistance.entered import Entered, OpenedNeed, blueprint
from webapp.errors import typed_text
from webapp.register_words import status_word
from webapp.wording import _


class NotNow(Exception):
    """What was asked for is not possible now: nothing has been changed. `back` is the record's page."""

    def __init__(self, here: Entered, reason: str, back: str) -> None:
        super().__init__(reason)
        self.here, self.reason, self.back = here, reason, back


def not_now(here: OpenedNeed) -> NotNow:
    """The need stands elsewhere by now than the page thought."""
    reason = _("The need stands at: %(status)s.", status=status_word(here.row.status))
    return NotNow(here, reason, here.address("assistance.need"))


def require_draft(here: OpenedNeed) -> None:
    """Raises `NotNow` unless what the need says may be changed."""
    if here.row.status != "draft":
        raise not_now(here)


@blueprint.errorhandler(NotNow)
def _page(problem: NotNow) -> ResponseReturnValue:
    return render_template(
        "assistance/not_now.html",
        here=problem.here,
        reason=problem.reason,
        back=problem.back,
        typed=typed_text(),
    ), 409
