"""Pages for what went wrong: what happened, and what to do now. No details of the machine, and nothing
typed is lost.
"""

from __future__ import annotations

import traceback
from typing import Any

from flask import Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError

from webapp import kept
from webapp.api.problems import is_of_a_system, problem_answer
from webapp.database import roll_back, write_no_more

DESIGNED = frozenset({400, 403, 404, 413, 429, 500})
# What is answered when rights have changed while somebody typed.
REFUSALS = frozenset({403, 404})

# Where even the designed page cannot be drawn, because what it needs is what is broken.
BARE_PAGE = """<!DOCTYPE html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Something went wrong</title></head>
<body><main><h1>Something went wrong</h1>
<p>The service could not answer. Nothing that was shown as saved is lost. Go back, copy what you typed, and
try again in a few minutes.</p></main></body></html>
"""


def page_for(error: HTTPException) -> ResponseReturnValue:
    """The page that says what went wrong. Who typed something into a page that is not open to them any more
    finds it there.
    """
    if error.code is None or error.code < 400:
        return error.get_response()
    if is_of_a_system():
        return problem_answer(error)
    template = error.code if error.code in DESIGNED else 400 if error.code < 500 else 500
    headers = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
    typed = _own_words() if error.code in REFUSALS else []
    return render_template(f"errors/{template}.html", error=error, typed=typed), error.code, headers


def _own_words() -> list[tuple[str, str]]:
    """What is worth copying of the person's own form: codes and choices are single words of ASCII."""
    if not (current_user.is_authenticated and kept.is_form_of(current_user.id)):
        return []
    return [(name, text) for name, text in typed_text() if len(text.split()) > 1 or not text.isascii()]


def _page_for_stale_form(error: CSRFError) -> ResponseReturnValue:
    """The form's token is missing, or of an earlier session: its text is kept or stays on the screen."""
    page = kept.page_of_this_request()
    if kept.keep_form():
        flash(
            _(
                "This was not saved, because you had signed in again since the page was opened. "
                "Your text is kept."
            )
        )
        return redirect(page, 303)
    if request.endpoint == "security.login":
        flash(_("The page had been open for too long. Please try again."))
        return redirect(request.full_path, 303)
    # A form that another site sent here is not to speak in our name.
    typed = typed_text() if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" else []
    return render_template("errors/400.html", error=error, typed=typed), 400


def _page_for_breakdown(error: InternalServerError) -> ResponseReturnValue:
    """Ours to mend. What was typed stays on the screen, because it could not be saved."""
    write_no_more()
    if is_of_a_system():
        return problem_answer(error)
    is_storage = isinstance(error.original_exception, DBAPIError)
    try:
        return render_template("errors/500.html", error=error, is_storage=is_storage, typed=typed_text()), 500
    except Exception:  # noqa: BLE001  # whatever it is, an answer must leave
        write_no_more()
        return BARE_PAGE, 500


def typed_text() -> list[tuple[str, str]]:
    """The words of the form in this request, with the names of their fields."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if value and name not in kept.NEVER_KEPT
    ]


class RolledBackOnError(Flask):
    """A Flask application in which a view that raised has changed nothing, and whose log holds no tokens."""

    def log_exception(self, exc_info: Any) -> None:
        """Names the route and not the address: addresses of sign-in links hold tokens.

        Of what a database says only the first line: the next ones quote rows, which hold answers.
        """
        problem = exc_info[1]
        if isinstance(problem, DBAPIError):
            said = str(problem.orig).partition("\n")[0]
            trace = "".join(traceback.format_tb(problem.__traceback__))
            self.logger.error(
                "exception on %s [%s]: %s\n%s", request.url_rule, request.method, said, trace.rstrip()
            )
            return
        self.logger.error("exception on %s [%s]", request.url_rule, request.method, exc_info=exc_info)

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        """Forgets the view's changes before any error page is made."""
        roll_back()
        return super().handle_user_exception(e)


def init_app(app: Flask) -> None:
    """Gives every error its page."""
    app.register_error_handler(HTTPException, page_for)
    app.register_error_handler(CSRFError, _page_for_stale_form)
    app.register_error_handler(InternalServerError, _page_for_breakdown)
