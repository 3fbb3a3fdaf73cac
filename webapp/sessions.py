"""Who is signed in is kept in the database; the cookie carries a token.

The cookie is signed and holds the token of a session in the table (if signed in), when it was used last, the
secret of the forms (CSRF) and messages for the next page. So a visitor who is not signed in, and any GET,
needs no write; and ending a row ends the session, whatever copy of the cookie may be about.

A session begins with a new token at every step: after the password where a second factor is still to come
(it opens nothing), and when the person has come in.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, current_app, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import CallbackDict

from webapp import clock
from webapp.config import Settings
from webapp.database import is_reading_request, write_no_more
from webapp.records import people, sign_in
from webapp.tables import ServerSession, User

# How long somebody who has given the password may take for the second factor.
LONGEST_PENDING = timedelta(minutes=10)
# The time of the last use is noted anew when it is older than this, so that few answers carry a cookie.
SECONDS_BETWEEN_NOTES = 60
IN_THE_COOKIE = ("csrf_token", "_flashes")
# Flask-Security's notes to itself about a CSRF cookie that we do not use.
NOT_KEPT = ("fs_cc",)
# What a visit knows: who is signed in, who has given the password only, and that a second factor was given.
SIGNED_IN, PASSWORD_GIVEN, SECOND_FACTOR = "_user_id", "tf_user_id", "second_factor"
LONGEST_USER_AGENT = 300

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
        self.public_name = ""
        self.user: User | None = None
        self.stored: dict[str, Any] = {}
        self.is_used = True
        # Why the table could not be asked as it should have been.
        self.failure: DBAPIError | None = None

    def content(self) -> dict[str, Any]:
        """The part that belongs into the table."""
        return {name: value for name, value in self.items() if name not in IN_THE_COOKIE + NOT_KEPT}


def visit() -> Visit:
    """The visit that this request is part of: the session itself, not Flask's stand-in for it."""
    found = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the stand-in's own way
    assert isinstance(found, Visit)  # noqa: S101  # opened by `TableSessions`
    return found


def has_given_second_factor() -> bool:
    """Whether the person signed in has proved who they are by more than a password."""
    return bool(visit().get(SECOND_FACTOR))


def note_second_factor(which: str) -> None:
    """The person has given a second factor, or set up one, or has none any more (""): the session goes on
    under a new token.
    """
    visit()[SECOND_FACTOR] = which


def go_on_as(user: User) -> None:
    """The session of somebody who has just ended all of theirs goes on under a new token."""
    visit()[SIGNED_IN] = user.fs_uniquifier


def note_no_use() -> None:
    """This request was made by the page itself, not by the person: it does not keep them signed in."""
    visit().is_used = False


class TableSessions(SessionInterface):
    """Opens a visit from its cookie and its row; writes the cookie. Rows are written by `store_visit`."""

    def __init__(self, secret_key: str, longest_idle: timedelta) -> None:
        self._longest_idle = longest_idle.total_seconds()
        self._seal = URLSafeSerializer(
            secret_key,
            salt="cpsa-cookie",
            serializer=_as_json,
            signer_kwargs={"digest_method": hashlib.sha256},
        )

    def open_session(self, app: Flask, request: Request) -> Visit:
        """What the cookie and the table say; a token that is unknown, has ended or was not used for too long
        counts for nothing.
        """
        cookie = self._read_cookie(request.cookies.get(self.get_cookie_name(app)))
        told = {name: cookie[name] for name in IN_THE_COOKIE if name in cookie}
        # A list of its own: a message added to the one in the cookie would not show as a change.
        opened = Visit(copy.deepcopy(told), cookie)
        token = cookie.get("token")
        if token and _now() - cookie.get("used", 0) <= self._longest_idle:
            try:
                _recognise(opened, token)
            except DBAPIError as failure:
                # Raised only when the request has a page to say it on, to a person known if that can be.
                opened.failure = failure
                write_no_more()
                with contextlib.suppress(DBAPIError):
                    _recognise(opened, token)
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sends the cookie if it has changed."""
        assert isinstance(session, Visit)  # noqa: S101  # opened above
        cookie = {name: session[name] for name in IN_THE_COOKIE if name in session}
        if session.token:
            cookie |= {"token": session.token, "used": _last_use(session)}
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


def _recognise(opened: Visit, token: str) -> None:
    row = sign_in.session_of(hash_of(token), clock.now())
    if row is not None and row.user.active:
        opened.token, opened.public_name = token, row.public_name
        opened.stored = _as_json.loads(row.content)
        opened.update(opened.stored)
        if SIGNED_IN in opened.stored:
            opened.user = row.user
            _name_the_author(opened, row.user)


def _name_the_author(opened: Visit, user: User) -> None:
    """Makes forms say who they were sent to, so that text kept from one goes back to that person only."""
    if not str(opened.get("csrf_token", "")).startswith(f"{user.id}."):
        opened["csrf_token"] = f"{user.id}.{secrets.token_hex(20)}"


def _now() -> int:
    return int(clock.now().timestamp())


def _last_use(ending: Visit) -> int:
    """When the session was used last, as the cookie is to say."""
    noted = int(ending.cookie.get("used", 0)) if ending.cookie.get("token") == ending.token else 0
    is_recent = _now() - noted < SECONDS_BETWEEN_NOTES
    return noted if noted and (is_recent or not ending.is_used) else _now()


def store_visit(response: Response) -> Response:
    """Writes the visit's row: a new one with a new token at every step of signing in, none after sign-out."""
    if is_reading_request() or response.status_code >= 500:
        return response
    ending = visit()
    content = ending.content()
    if _standing(content) != _standing(ending.stored):
        _begin_anew(ending, content)
    elif ending.token and content != ending.stored:
        sign_in.change_session(hash_of(ending.token), _as_json.dumps(content))
    return response


def _standing(content: dict[str, Any]) -> tuple[object, ...]:
    """Whom a visit speaks of, and how much they have proved: whenever it changes, so does the token."""
    return tuple(content.get(name) for name in (SIGNED_IN, PASSWORD_GIVEN, SECOND_FACTOR))


def _begin_anew(ending: Visit, content: dict[str, Any]) -> None:
    if ending.token:
        sign_in.end_session(hash_of(ending.token))
        ending.token = None
    is_pending = SIGNED_IN not in content
    user = people.user_named(content.get(SIGNED_IN) or content.get(PASSWORD_GIVEN) or "")
    if user is None:
        return
    started_at = clock.now()
    settings: Settings = current_app.extensions["settings"]
    ending.token = secrets.token_urlsafe(32)
    sign_in.begin_session(
        ServerSession(
            token_hash=hash_of(ending.token),
            user_id=user.id,
            content=_as_json.dumps(content),
            started_at=started_at,
            ends_at=started_at + (LONGEST_PENDING if is_pending else settings.longest_session),
            is_pending=is_pending,
            public_name=secrets.token_hex(8),
            address=request.remote_addr or "",
            user_agent=request.user_agent.string[:LONGEST_USER_AGENT],
        )
    )


def load_user(fs_uniquifier: str) -> User | None:
    """Flask-Login's question who the session speaks of: answered from the row that was read with the
    session.
    """
    known = visit().user
    if known is not None and known.fs_uniquifier == fs_uniquifier:
        return known
    return None


def _raise_what_failed() -> None:
    if (failure := visit().failure) is not None:
        raise failure


def init_app(app: Flask, settings: Settings) -> None:
    """Gives the application its sessions. After `database.init_app`: what it stores is committed with the
    rest.
    """
    app.before_request(_raise_what_failed)
    app.after_request(store_visit)
    app.session_interface = TableSessions(app.config["SECRET_KEY"], settings.longest_idle)
