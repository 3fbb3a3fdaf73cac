"""Tokens for systems that read the register on behalf of an officer of UNODC or a partner."""

from __future__ import annotations

import secrets
from datetime import timedelta

import msgspec
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp import clock, kept
from webapp.access import LOOKING_FROM_OUTSIDE, open_to, signed_in_user
from webapp.accounts.blueprint import blueprint, recently_signed_in
from webapp.accounts.events import tell
from webapp.api.scopes import SCOPES, scope_word
from webapp.audit import Action
from webapp.records import api_tokens, sign_in
from webapp.sessions import hash_of
from webapp.tables import ApiToken, User
from webapp.typed import FormError, line_problem, one_line, visible
from webapp.wording import _

MOST_TOKENS = 10
LONGEST_NAME = 100
MOST_DAYS = 365
DAYS_PROPOSED = "90"
# By which a token is known wherever it has leaked to, to people and to programs that look for such.
BEGINNING = "cpsa_"


class TokenTyped(msgspec.Struct, frozen=True):
    """The form as typed."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    days: str = DAYS_PROPOSED


@blueprint.get("/account/tokens")
@open_to(LOOKING_FROM_OUTSIDE)
def own_tokens() -> ResponseReturnValue:
    """List the person's tokens, without what they are made of."""
    found = api_tokens.tokens_of(signed_in_user().id)
    return render_template(
        "accounts/own_tokens.html",
        tokens=found,
        may_make_one=len(_in_use(found)) < MOST_TOKENS,
        most=MOST_TOKENS,
        now=clock.now(),
        scope_word=scope_word,
    )


@blueprint.get("/account/tokens/new")
@open_to(LOOKING_FROM_OUTSIDE)
@recently_signed_in
def new_token() -> ResponseReturnValue:
    """Ask what the new token is for, what it may read and when it ends."""
    form = kept.kept_form()
    typed = _read(form) if form is not None else TokenTyped(scopes=SCOPES)
    return _page(typed, is_kept=form is not None)


@blueprint.post("/account/tokens/new")
@open_to(LOOKING_FROM_OUTSIDE)
@recently_signed_in
def make_token() -> ResponseReturnValue:
    """Make it and show it in the answer itself: nothing can show it again after this."""
    person, typed = signed_in_user(), _read(request.form)
    # Whoever sends two forms at once has one counted after the other.
    sign_in.hold(person)
    if errors := _errors(person, typed):
        return _page(typed, errors=errors), 422
    secret, at = BEGINNING + secrets.token_urlsafe(32), clock.now()
    made = api_tokens.add_token(
        person.id,
        hash_of(secret),
        name=typed.name,
        scopes=typed.scopes,
        at=at,
        expires_at=at + timedelta(days=int(typed.days)),
    )
    tell(
        Action.API_TOKEN_MADE,
        person,
        name=made.name,
        scopes=made.scopes,
        until=made.expires_at.date().isoformat(),
    )
    kept.forget_form()
    return render_template("accounts/new_token.html", token=made, secret=secret)


@blueprint.post("/account/tokens/<int:number>/revoke")
@open_to(LOOKING_FROM_OUTSIDE)
def revoke_token(number: int) -> ResponseReturnValue:
    """End one of them at once."""
    person = signed_in_user()
    ended = api_tokens.revoke_token(person.id, number, clock.now()) or abort(404)
    tell(Action.API_TOKEN_REVOKED, person, name=ended.name)
    flash(_("The token “%(name)s” is revoked: no system gets in with it any more.", name=ended.name))
    return redirect(url_for(".own_tokens"), 303)


def _in_use(tokens: list[ApiToken]) -> list[ApiToken]:
    return [token for token in tokens if token.expires_at > clock.now()]


def _read(form: MultiDict[str, str]) -> TokenTyped:
    ticked = form.getlist("scopes")
    return TokenTyped(
        name=one_line(form.get("name", "")).strip(),
        scopes=tuple(scope for scope in SCOPES if scope in ticked),
        days=one_line(form.get("days", "")).strip(),
    )


def _errors(person: User, typed: TokenTyped) -> list[FormError]:
    errors = []
    if problem := line_problem(typed.name, LONGEST_NAME):
        errors.append(FormError("name", _("The name %(problem)s.", problem=problem)))
    elif not typed.name:
        errors.append(FormError("name", _("Say for which system the token is.")))
    if not typed.scopes:
        errors.append(FormError("scopes", _("Choose at least one thing that the token may read.")))
    if not _is_number_of_days(typed.days):
        errors.append(FormError("days", _("Enter a number of days from 1 to %(most)s.", most=MOST_DAYS)))
    if len(_in_use(api_tokens.tokens_of(person.id))) >= MOST_TOKENS:
        errors.append(
            FormError("name", _("You have %(most)s tokens. Revoke one of them first.", most=MOST_TOKENS))
        )
    return errors


def _is_number_of_days(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= 3 and 1 <= int(typed) <= MOST_DAYS


def _page(typed: TokenTyped, *, errors: list[FormError] | None = None, is_kept: bool = False) -> str:
    return render_template(
        "accounts/make_token.html",
        typed=msgspec.structs.replace(typed, name=visible(typed.name), days=visible(typed.days)),
        scopes=[(scope, scope_word(scope)) for scope in SCOPES],
        most_days=MOST_DAYS,
        errors=errors,
        is_kept=is_kept,
    )
