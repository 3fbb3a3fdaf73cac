"""A forgotten password: a link by mail, for whoever has an account.

The request does not even look whether there is such an account: that is done after the answer, so that
neither its words nor its time tell.
"""

from __future__ import annotations

import functools

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale

from webapp import mail, throttle
from webapp.access import ANYONE, open_to
from webapp.accounts import notices
from webapp.accounts.blueprint import blueprint
from webapp.accounts.events import tell
from webapp.accounts.password_links import make_password_link
from webapp.audit import Action
from webapp.database import own_transaction
from webapp.records import people
from webapp.typed import FormError, address_problem, one_line, visible


@blueprint.get("/forgotten-password")
@open_to(ANYONE)
def forgotten_password() -> ResponseReturnValue:
    """Ask for the e-mail address, or say whom to ask where no mail is sent."""
    return _page()


@blueprint.post("/forgotten-password")
@open_to(ANYONE)
def ask_for_password_link() -> ResponseReturnValue:
    """Send a link if there is an account; the answer is the same in any case."""
    email = one_line(request.form.get("email", "")).strip()
    if not mail.is_configured():
        return _page(), 422
    if problem := address_problem(email):
        return _page(email=visible(email), errors=[FormError("email", problem)]), 422
    throttle.refuse_if_too_many(email, throttle.LINK_FOR_A_PASSWORD)
    throttle.record_attempt(email, throttle.LINK_FOR_A_PASSWORD)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # outlives the request
    mail.afterwards(functools.partial(_write_to, app, email, str(get_locale()), request.remote_addr or ""))
    return redirect(url_for(".password_link_asked"), 303)


@blueprint.get("/forgotten-password/asked")
@open_to(ANYONE)
def password_link_asked() -> ResponseReturnValue:
    """Say what happens now, whoever asked."""
    return render_template("accounts/forgotten_asked.html")


def _write_to(app: Flask, email: str, language: str, address: str) -> None:
    """Sends a link to the person with that address, if there is one who may sign in."""
    with app.app_context(), force_locale(language):
        with own_transaction(app):
            person = people.user_with_email(email)
            if person is None or not person.active:
                return
            link = make_password_link(person)
            tell(Action.PASSWORD_LINK_ASKED, person, address=address)
        notices.send_password_link(person, link)


def _page(**content: object) -> str:
    return render_template("accounts/forgotten.html", has_mail=mail.is_configured(), **content)
