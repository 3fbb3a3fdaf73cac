"""Typed text outlives an expired session or form token, for the person who typed it only.

A form's token says, under the service's signature, who the form was sent to (see `sessions.py`). When a
form arrives that cannot be accepted, its fields are kept for that person, and the page it came from offers
them back. A form without such a token may come from anywhere: nothing of it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from flask import current_app, request
from flask.globals import request_ctx as request_context
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from webapp import clock
from webapp.database import READING_METHODS, db, roll_back
from webapp.records import people

KEPT_FOR = timedelta(days=30)
# Never stored: what proves who somebody is.
NEVER_KEPT = ("csrf_token", "password", "password_again", "present_password", "next")


def keep_form() -> bool:
    """Keeps the fields of the form in this request for the person it was sent to; False if that is nobody
    we know.

    Commits at once and by itself: the request that could not be accepted saves nothing else.
    """
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    author = _author_of_form(request.form.get("csrf_token", ""))
    roll_back()
    if not fields or author is None or not people.user_exists(author):
        return False
    people.keep_draft(author, _page_or_path(), json.dumps(fields), clock.now(), KEPT_FOR)
    db.session.commit()
    return True


def keep(fields: Iterable[tuple[str, str]], path: str | None = None) -> None:
    """Keeps these fields for the person signed in, in place of what was kept of the page at `path` (this one,
    if none is given) before; as part of the request's own transaction.
    """
    forget_form(path)
    content = json.dumps([field for field in fields if field[0] not in NEVER_KEPT])
    people.keep_draft(current_user.id, path or _page_or_path(), content, clock.now(), KEPT_FOR)


def kept_form(path: str | None = None) -> MultiDict[str, str] | None:
    """What the person signed in typed into the page at `path` (this one, if none is given) and could not
    save.
    """
    content = people.kept_draft(current_user.id, path or _page_or_path())
    if content is None:
        return None
    return MultiDict((name, value) for name, value in json.loads(content))


def forget_form(path: str | None = None) -> None:
    """Lets go of it, once it is saved or no longer wanted."""
    people.forget_drafts(current_user.id, path or _page_or_path())


def is_form_of(person: int) -> bool:
    """Whether the form in this request was sent to that person, by us: then what it holds is theirs."""
    return request.method == "POST" and _author_of_form(request.form.get("csrf_token", "")) == person


def page_of_this_request() -> str:
    """The path of the page to come back to: this one if it can be read, else the nearest one above it."""
    path = request.path
    if request.url_rule is not None and request.method in READING_METHODS:
        return path
    addresses = request_context.url_adapter
    assert addresses is not None  # noqa: S101  # every request has one
    while path.strip("/"):
        try:
            addresses.match(path, method="GET")
        except RequestRedirect:
            return f"{path}/"
        except (MethodNotAllowed, NotFound):
            path = path.rstrip("/").rpartition("/")[0]
        else:
            return path
    return "/"


def _page_or_path() -> str:
    """Under what typed text is kept: the page that offers it back, with all the forms on it."""
    page = page_of_this_request()
    return request.path if page == "/" else page


def _author_of_form(token: str) -> int | None:
    """Who the form was sent to, if its token bears our signature."""
    try:
        secret = str(
            URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token").loads(token)
        )
    except BadData:
        return None
    number, dot, _rest = secret.partition(".")
    return int(number) if dot and number.isdigit() else None
