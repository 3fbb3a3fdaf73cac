"""Recovery codes: noted on paper, each lets its owner in once when the second factor's device is lost."""

from __future__ import annotations

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, open_to, signed_in_user
from webapp.accounts.blueprint import blueprint, recently_signed_in
from webapp.accounts.events import tell
from webapp.accounts.second_factors import factors_of
from webapp.audit import Action
from webapp.tables import User


@blueprint.get("/account/recovery-codes")
@open_to(SIGNED_IN)
@recently_signed_in
def own_recovery_codes() -> ResponseReturnValue:
    """Say how many are left, and offer new ones."""
    factors = factors_of(signed_in_user())
    if not factors.number:
        return redirect(url_for(".second_factors"))
    return render_template("accounts/recovery_codes.html", left=factors.recovery_codes)


@blueprint.post("/account/recovery-codes")
@open_to(SIGNED_IN)
@recently_signed_in
def make_recovery_codes() -> ResponseReturnValue:
    """Replace them by new ones."""
    person = signed_in_user()
    if not factors_of(person).number:
        return redirect(url_for(".second_factors"), 303)
    return page_with_new_ones(person)


def page_with_new_ones(person: User) -> str:
    """Makes new codes and shows them, in the answer itself: nothing can read them again after this."""
    codes = current_app.extensions["security"].mf_recovery_codes_util.create_recovery_codes(person)
    tell(Action.RECOVERY_CODES_MADE, person)
    return render_template("accounts/new_recovery_codes.html", codes=codes)
