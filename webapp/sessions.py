"""Who is signed in is kept in the database; the cookie carries a token.

The cookie is signed and holds three things: the token of a session in the table (if signed in), the secret
of the forms (CSRF) and messages for the next page. So a visitor who is not signed in, and any GET, needs no
write; and ending a row ends the session, whatever copy of the cookie may be about.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import CallbackDict

from webapp import clock
from webapp.database import is_reading_request
from webapp.records import people
from webapp.tables import User

LONGEST_SESSION = timedelta(hours=12)
IN_THE_COOKIE = ("csrf_token", "_flashes")
# Flask-Security's notes to itself about a CSRF cookie that we do not use.
NOT_KEPT = ("fs_cc",)

_as_json = TaggedJSONSerializer()


def hash_of(token: str) -> str:
    """What is stored of a token: who reads the table cannot use what they find. Tokens are random, so no
    salt.
    """
    return hashlib.sha256(token.encode()).hexdigest()


class Visit(CallbackDict[str, Any], SessionMixin):
    """Flask's session: what is known of this visitor, from the cookie and from the table."""

    def __init__(self, content: dict[str, Any], cookie: dict[str, Any]) -> None:
        super().__init__(content)
        self.accessed = True
        self.cookie = cookie
        self.token: str | None = None
        self.user: User | None = None
        self.stored: dict[str, Any] = {}

    def content(self) -> dict[str, Any]:
        """The part that belongs into the table."""
        return {name: value for name, value in self.items() if name not in IN_THE_COOKIE + NOT_KEPT}


class TableSessions(SessionInterface):
    """Opens a visit from its cookie and its row; writes the cookie. Rows are written by `store_visit`."""

    def __init__(self, secret_key: str) -> None:
        self._seal = URLSafeSerializer(
            secret_key,
            salt="cpsa-cookie",
            serializer=_as_json,
            signer_kwargs={"digest_method": hashlib.sha256},
        )

    def open_session(self, app: Flask, request: Request) -> Visit:
        """What the cookie and the table say; a token that is unknown or has ended counts for nothing."""
        cookie = self._read_cookie(request.cookies.get(self.get_cookie_name(app)))
        visit = Visit({name: cookie[name] for name in IN_THE_COOKIE if name in cookie}, cookie)
        if token := cookie.get("token"):
            row = people.session_of(hash_of(token), clock.now())
            if row is not None and row.user.active:
                visit.token, visit.user = token, row.user
                visit.stored = _as_json.loads(row.content)
                visit.update(visit.stored)
                _name_the_author(visit, row.user)
        return visit

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sends the cookie if it has changed."""
        assert isinstance(session, Visit)  # noqa: S101  # opened above
        cookie = {name: session[name] for name in IN_THE_COOKIE if name in session}
        if session.token:
            cookie["token"] = session.token
        response.vary.add("Cookie")
        if cookie == session.cookie:
            return
        name, is_secure = self.get_cookie_name(app), self.get_cookie_secure(app)
        if cookie:
            response.set_cookie(
                name, self._seal.dumps(cookie), path="/", secure=is_secure, httponly=True, samesite="Lax"
            )
        else:
            response.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="Lax")

    def _read_cookie(self, sealed: str | None) -> dict[str, Any]:
        try:
            return dict(self._seal.loads(sealed)) if sealed else {}
        except (BadSignature, TypeError, ValueError):
            return {}


def _name_the_author(visit: Visit, user: User) -> None:
    """Makes forms say who they were sent to, so that text kept from one goes back to that person only."""
    if not str(visit.get("csrf_token", "")).startswith(f"{user.id}."):
        visit["csrf_token"] = f"{user.id}.{secrets.token_hex(20)}"


def _current_visit() -> object:
    """The session itself, not Flask's stand-in for it."""
    return session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the stand-in's own way


def store_visit(response: Response) -> Response:
    """Writes the visit's row: a new one with a new token at sign-in, none after sign-out."""
    visit = _current_visit()
    if not isinstance(visit, Visit) or is_reading_request() or response.status_code >= 500:
        return response
    content = visit.content()
    if content.get("_user_id") != visit.stored.get("_user_id"):
        _change_person(visit, content)
    elif visit.token and content != visit.stored:
        people.change_session(hash_of(visit.token), _as_json.dumps(content))
    return response


def _change_person(visit: Visit, content: dict[str, Any]) -> None:
    if visit.token:
        people.end_session(hash_of(visit.token))
        visit.token = None
    user = people.user_named(content["_user_id"]) if "_user_id" in content else None
    if user is not None:
        visit.token = secrets.token_urlsafe(32)
        started_at = clock.now()
        people.begin_session(
            user.id, hash_of(visit.token), _as_json.dumps(content), started_at, started_at + LONGEST_SESSION
        )


def load_user(fs_uniquifier: str) -> User | None:
    """Flask-Login's question who the session speaks of: answered from the row that was read with the
    session.
    """
    visit = _current_visit()
    known = visit.user if isinstance(visit, Visit) else None
    if known is not None and known.fs_uniquifier == fs_uniquifier:
        return known
    return None


def init_app(app: Flask) -> None:
    """Gives the application its sessions. After `database.init_app`: what it stores is committed with the
    rest.
    """
    app.after_request(store_visit)
    app.session_interface = TableSessions(app.config["SECRET_KEY"])
