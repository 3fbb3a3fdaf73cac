"""Links that sign one person in, once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import abort, current_app, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_security import login_user

from webapp import clock
from webapp.access import ANYONE, open_to
from webapp.accounts.blueprint import blueprint
from webapp.records import sign_in
from webapp.sessions import hash_of
from webapp.tables import TO_SIGN_IN, User

SIGN_IN_LINK_LASTS = timedelta(hours=24)


def make_sign_in_link(user: User, lasts: timedelta = SIGN_IN_LINK_LASTS) -> str:
    """The path of a new link that signs that person in once. The token is in the link only."""
    token = secrets.token_urlsafe(32)
    sign_in.add_link(user, TO_SIGN_IN, hash_of(token), clock.now() + lasts)
    return f"/sign-in/link/{token}"


@blueprint.get("/sign-in/link/<token>")
@open_to(ANYONE)
def sign_in_link(token: str) -> ResponseReturnValue:
    """Shows whom the link signs in. Opening it spends nothing: mail programs open links too."""
    link = sign_in.usable_link(hash_of(token), TO_SIGN_IN, clock.now())
    if link is None:
        abort(404)
    return render_template("accounts/sign_in_link.html", person=link.user)


@blueprint.post("/sign-in/link/<token>")
@open_to(ANYONE)
def use_sign_in_link(token: str) -> ResponseReturnValue:
    """Spends the link and signs the person in: who has set up a second factor is asked for it still."""
    moment = clock.now()
    link = sign_in.usable_link(hash_of(token), TO_SIGN_IN, moment)
    if link is None or not sign_in.use_link(link.token_hash, moment):
        abort(404)
    second_step = current_app.extensions["security"].two_factor_plugins.tf_enter(
        link.user, remember_me=False, primary_authn_via="link", next_loc=None
    )
    if second_step is not None:
        return redirect(second_step.location, 303)
    login_user(link.user, authn_via=["link"])
    return redirect("/", 303)
