"""Changing one's own e-mail address: the password is asked for, and a link sent to the new address confirms
it. Where no mail is sent an administrator changes it (decision 0019).

The request does not look whether the address is somebody's already: that is done after the answer, and told
to that address only.
"""

from __future__ import annotations

import functools
import secrets
from datetime import timedelta

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_login import current_user

from webapp import clock, kept, mail, throttle
from webapp.access import ANYONE, SIGNED_IN, open_to, signed_in_user
from webapp.accounts import notices
from webapp.accounts.blueprint import blueprint
from webapp.accounts.events import tell
from webapp.accounts.signing_in import is_password_of
from webapp.audit import Action
from webapp.database import own_transaction
from webapp.records import people, sign_in
from webapp.sessions import hash_of
from webapp.tables import TO_CONFIRM_AN_EMAIL, PersonalLink, User
from webapp.typed import FormError, address_problem, one_line, visible
from webapp.wording import _

CONFIRM_WITHIN = timedelta(hours=24)


@blueprint.get("/account/email")
@open_to(SIGNED_IN)
def own_email() -> ResponseReturnValue:
    """Ask for the new address and the password."""
    typed = kept.kept_form()
    return _page(typed.get("email", "") if typed else "", is_kept=typed is not None)


@blueprint.post("/account/email")
@open_to(SIGNED_IN)
def change_own_email() -> ResponseReturnValue:
    """Send a link to the new address, or say what is wrong. Nothing changes before the link is used."""
    person, email = signed_in_user(), one_line(request.form.get("email", "")).strip()
    if not mail.is_configured():
        return _page(visible(email)), 422
    throttle.refuse_if_too_many(person.email, throttle.LINK_FOR_AN_EMAIL)
    if errors := _errors(person, email):
        return _page(visible(email), errors=errors), 422
    throttle.record_attempt(person.email, throttle.LINK_FOR_AN_EMAIL)
    tell(Action.EMAIL_CHANGE_ASKED, person, after=email)
    notices.address_change_was_asked(person)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # outlives the request
    mail.afterwards(functools.partial(_write_to, app, person.id, email, str(get_locale())))
    kept.forget_form()
    flash(_("A link is on its way to %(email)s. Open it within 24 hours.", email=email))
    return redirect(url_for(".own_account"), 303)


@blueprint.get("/confirm-email/<token>")
@open_to(ANYONE)
def confirm_email(token: str) -> ResponseReturnValue:
    """Ask whether the new address is to be used. Opening the link spends nothing."""
    link = _usable(token)
    return _no_such_link() if link is None else render_template("accounts/confirm_email.html", link=link)


@blueprint.post("/confirm-email/<token>")
@open_to(ANYONE)
def use_new_email(token: str) -> ResponseReturnValue:
    """Spend the link: from now on the person signs in with the new address."""
    guesser = request.remote_addr or ""
    throttle.refuse_if_too_many(guesser, throttle.PERSONAL_LINK)
    link = _usable(token)
    if link is None:
        throttle.record_attempt(guesser, throttle.PERSONAL_LINK)
        return _no_such_link()
    person, email = link.user, str(link.email)
    if not sign_in.use_link(link.token_hash, clock.now()) or not change_email(person, email, by=person):
        return _no_such_link()
    flash(_("From now on you sign in with %(email)s.", email=email))
    is_here = current_user.is_authenticated and current_user.id == person.id
    return redirect(url_for(".own_account" if is_here else "security.login"), 303)


def change_email(person: User, email: str, *, by: User | None = None) -> bool:
    """Gives that person another address, and tells the old one; False if it is somebody's already. Done by
    `by`, or by whoever is signed in.
    """
    before = person.email
    if not people.change_email(person, email):
        return False
    tell(Action.EMAIL_CHANGED, person, by=by, before=before, after=person.email)
    notices.address_was_changed(person, before)
    return True


def _errors(person: User, email: str) -> list[FormError]:
    problem = address_problem(email)
    if problem is None and email.lower() == person.email:
        problem = _("This is your present address.")
    errors = [FormError("email", problem)] if problem else []
    if not is_password_of(person, request.form.get("password", "")):
        errors.append(FormError("password", _("The password is not right.")))
    return errors


def _write_to(app: Flask, user_id: int, email: str, language: str) -> None:
    """Sends a link to the new address; one that is somebody's already is told so instead."""
    with app.app_context(), force_locale(language):
        with own_transaction(app):
            person = people.user(user_id)
            if person is None or not person.active:
                return
            is_taken = people.user_with_email(email) is not None
            token = secrets.token_urlsafe(32)
            if not is_taken:
                expires_at = clock.now() + CONFIRM_WITHIN
                sign_in.add_link(person, TO_CONFIRM_AN_EMAIL, hash_of(token), expires_at, email=email.lower())
        if is_taken:
            notices.say_that_address_is_taken(email)
        else:
            link = f"{app.extensions['settings'].address}/confirm-email/{token}"
            notices.send_email_link(person, email, link)


def _usable(token: str) -> PersonalLink | None:
    return sign_in.usable_link(hash_of(token), TO_CONFIRM_AN_EMAIL, clock.now())


def _no_such_link() -> ResponseReturnValue:
    return render_template("accounts/link_gone.html"), 404


def _page(email: str, **content: object) -> str:
    return render_template(
        "accounts/own_email.html",
        email=email,
        person=signed_in_user(),
        has_mail=mail.is_configured(),
        **content,
    )
