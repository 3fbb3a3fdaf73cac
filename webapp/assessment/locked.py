"""What the present state of an assessment forbids: why, and what was typed, so that none is lost."""

from __future__ import annotations

from flask import Flask, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.assessment.opened import Locked
from webapp.errors import typed_text
from webapp.tables import CLEARED, DRAFT, SUBMITTED, UNDER_REVIEW
from webapp.wording import _


def _page(problem: Locked) -> ResponseReturnValue:
    return render_template(
        "assessment/locked.html",
        reason=reason_words(problem.status),
        typed=typed_text(),
        tasks=url_for("assessment.tasks", country=problem.country, number=problem.number),
    ), 409


def reason_words(status: str) -> str:
    """Why something cannot be done in that state."""
    return {
        DRAFT: _("The assessment is a draft: this comes later."),
        UNDER_REVIEW: _("The assessment is under review. A focal point can take it back to draft."),
        CLEARED: _(
            "The assessment has been cleared. A focal point can take it back to draft, with a reason."
        ),
        SUBMITTED: _("The assessment has been submitted, and what was submitted never changes."),
    }[status]


def init_app(app: Flask) -> None:
    """Gives the application this page."""
    app.register_error_handler(Locked, _page)
