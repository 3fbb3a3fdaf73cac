"""Links with which one person chooses a new password, once, within a day.

Whoever has the link can do no more than that: it signs nobody in, and a second factor is still asked for.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password
from flask_wtf import FlaskForm

from webapp import clock, throttle
from webapp.access import ANYONE, open_to
from webapp.accounts import notices
from webapp.accounts.blueprint import blueprint, errors_of
from webapp.accounts.events import tell
from webapp.audit import Action
from webapp.passwords import NewPasswordForm, known_of
from webapp.records import people, sign_in
from webapp.sessions import hash_of
from webapp.tables import TO_CHOOSE_A_PASSWORD, PersonalLink, User
from webapp.wording import _

PASSWORD_LINK_LASTS = timedelta(hours=24)


class ChoosePasswordForm(NewPasswordForm, FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """A new password of whoever has the link."""

    known: tuple[str, ...] = ()

    def known_of_the_person(self) -> Iterable[str]:
        """Who the link is for."""
        return self.known


def make_password_link(person: User) -> str:
    """The address of a new link for that person. The token is in the link only; earlier links go on working,
    until one of them is used.
    """
    token = secrets.token_urlsafe(32)
    sign_in.add_link(person, TO_CHOOSE_A_PASSWORD, hash_of(token), clock.now() + PASSWORD_LINK_LASTS)
    return f"{current_app.extensions['settings'].address}/choose-password/{token}"


@blueprint.get("/choose-password/<token>")
@open_to(ANYONE)
def choose_password(token: str) -> ResponseReturnValue:
    """Ask for the new password. Opening the link spends nothing: mail programs open links too."""
    link = _usable(token)
    return _no_such_link() if link is None else _page(link, ChoosePasswordForm())


@blueprint.post("/choose-password/<token>")
@open_to(ANYONE)
def set_password(token: str) -> ResponseReturnValue:
    """Spend the link: the new password holds, and every session ends."""
    guesser = request.remote_addr or ""
    throttle.refuse_if_too_many(guesser, throttle.PERSONAL_LINK)
    link, form = _usable(token), ChoosePasswordForm()
    if link is None:
        throttle.record_attempt(guesser, throttle.PERSONAL_LINK)
        return _no_such_link()
    form.known = known_of(link.user)
    if not form.validate_on_submit():
        return _page(link, form), 422
    if not sign_in.use_link(link.token_hash, clock.now()):
        return _no_such_link()
    _reset(link.user, hash_password(str(form.password.data)))
    flash(_("Your new password is set. Sign in with it."))
    return redirect(url_for("security.login"), 303)


def _reset(person: User, password_hash: str) -> None:
    people.change_password(person, password_hash)
    # Whoever forgot it has tried a few others.
    throttle.start_anew(person.email)
    tell(Action.PASSWORD_RESET, person, by=person)
    notices.password_was_changed(person)


def _usable(token: str) -> PersonalLink | None:
    return sign_in.usable_link(hash_of(token), TO_CHOOSE_A_PASSWORD, clock.now())


def _page(link: PersonalLink, form: ChoosePasswordForm) -> str:
    return render_template(
        "accounts/choose_password.html",
        person=link.user,
        expires_at=link.expires_at,
        filled=form,
        errors=errors_of(form),
    )


def _no_such_link() -> ResponseReturnValue:
    """One answer for links that are unknown, used or expired: it says what to do in each case."""
    return render_template("accounts/link_gone.html"), 404
