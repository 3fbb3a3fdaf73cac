"""Who asks the interface for systems: the owner of the token that comes with the request, or the public.

Cookies count for nothing here, so that no page of another site can ask in the name of a reader.
"""

from __future__ import annotations

from typing import cast

import msgspec
from flask import g, request

from questionnaire.assistance.releases import PUBLIC, UNODC, Onlooker
from webapp import clock
from webapp.access import looks_from_outside, must_have_second_factor
from webapp.api import limits
from webapp.api.problems import RequestProblem
from webapp.api.scopes import SCOPES, Scope
from webapp.records import api_tokens
from webapp.records.api_tokens import Held
from webapp.sessions import hash_of, note_no_use
from webapp.tables import User


class Caller(msgspec.Struct, frozen=True):
    """Whose eyes look, and what their token lets them read. Without a token: the public, which may read all
    that is public.
    """

    onlooker: Onlooker
    scopes: frozenset[str]
    has_token: bool


def recognise() -> None:
    """Finds out who asks, before any view of the interface. Raises `RequestProblem` for a token that lets in
    nobody, and for whoever asks too often.
    """
    note_no_use()
    address = f"address {request.remote_addr or 'unknown'}"
    token = _token_sent()
    if token is None:
        limits.count(address, limits.PER_ADDRESS)
        g.caller = Caller(PUBLIC, frozenset(SCOPES), has_token=False)
        return
    held = api_tokens.token_held(hash_of(token), clock.now())
    if held is None or not _lets_in(held):
        limits.count(address, limits.PER_ADDRESS)
        raise _refusal("invalid_token")
    limits.count(f"token {held.number}", limits.PER_TOKEN)
    g.caller = Caller(_onlooker(held.user), held.scopes, has_token=True)


def caller() -> Caller:
    """Who makes this request."""
    return cast("Caller", g.caller)


def caller_with(scope: Scope) -> Caller:
    """Who makes this request. Raises `RequestProblem` if their token is not for this."""
    found = caller()
    if scope not in found.scopes:
        raise RequestProblem(
            403,
            f"The token is not for this: it lacks the scope {scope}.",
            "Make another token with this scope, on the page of your account.",
            WWW_Authenticate=f'Bearer realm="cpsa", error="insufficient_scope", scope="{scope}"',
        )
    return found


def _token_sent() -> str | None:
    """The token in the header; None where there is no header. In the address it would stand in logs."""
    if "Authorization" not in request.headers:
        return None
    scheme, _blank, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        limits.count(f"address {request.remote_addr or 'unknown'}", limits.PER_ADDRESS)
        raise _refusal("invalid_request")
    return token.strip()


def _lets_in(held: Held) -> bool:
    return looks_from_outside(held.user) and (
        held.has_second_factor or not must_have_second_factor(held.user)
    )


def _onlooker(owner: User) -> Onlooker:
    return UNODC if owner.is_unodc_officer else Onlooker("partner", owner.provider_id)


def _refusal(error: str) -> RequestProblem:
    return RequestProblem(
        401,
        "The token lets in nobody: it is unknown, has ended or was revoked, or its owner’s account is closed "
        "or has no second factor.",
        "Send “Authorization: Bearer”, a blank and a token that is in use. Its owner sees on the page of "
        "their account which are, and makes new ones there. Without this header you read what is public.",
        WWW_Authenticate=f'Bearer realm="cpsa", error="{error}"',
    )
