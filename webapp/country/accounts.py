"""The accounts of a country's people: closed and opened by its focal points, and helped when somebody cannot
sign in any more.

An account with rights in another country, or across countries, is not this country's: only an administrator
touches it. Nor does a focal point take the second factor from another one (decision 0019).
"""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import audit, mail
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.accounts.blueprint import recently_signed_in
from webapp.accounts.locked_out import password_link_for, reset_second_factors
from webapp.accounts.password_links import PASSWORD_LINK_LASTS
from webapp.country.entered import blueprint, entered
from webapp.country.people import held, member_of
from webapp.records import people
from webapp.records.members import Member
from webapp.tables import FOCAL_POINT, User
from webapp.wording import _


@blueprint.post("/people/<int:person>/close")
@open_to(FOCAL_POINTS)
def close_account(country: str, person: int) -> ResponseReturnValue:
    """End the person's sessions and let them sign in no more, until somebody opens the account again."""
    found = held(country, person)
    people.close_account(_account_of(found))
    audit.record(audit.Action.ACCOUNT_CLOSED, country=country, subject=found.email)
    flash(_("The account of %(name)s is closed, and they are signed out everywhere.", name=found.name))
    return redirect(url_for(".person", country=country, person=person), 303)


@blueprint.post("/people/<int:person>/open")
@open_to(FOCAL_POINTS)
def open_account(country: str, person: int) -> ResponseReturnValue:
    """Let the person sign in again."""
    found = held(country, person)
    people.open_account(_account_of(found))
    audit.record(audit.Action.ACCOUNT_OPENED, country=country, subject=found.email)
    flash(_("%(name)s can sign in again.", name=found.name))
    return redirect(url_for(".person", country=country, person=person), 303)


@blueprint.get("/people/<int:person>/password-link")
@open_to(FOCAL_POINTS)
@recently_signed_in
def password_link(country: str, person: int) -> ResponseReturnValue:
    """Say what a link for a new password does, before one is made."""
    found = member_of(country, person)
    _account_to_help(found)
    return _page("accounts/offer_password_link.html", country, found)


@blueprint.post("/people/<int:person>/password-link")
@open_to(FOCAL_POINTS)
@recently_signed_in
def make_password_link(country: str, person: int) -> ResponseReturnValue:
    """Make one, and show it this once, to be handed over."""
    found = held(country, person)
    link = password_link_for(_account_to_help(found))
    return _page("accounts/password_link.html", country, found, link=link)


@blueprint.get("/people/<int:person>/second-factor")
@open_to(FOCAL_POINTS)
@recently_signed_in
def second_factor_of(country: str, person: int) -> ResponseReturnValue:
    """Say what follows when the person's second factor is removed, before it is done."""
    found = member_of(country, person)
    _account_without_lead(found)
    return _page("accounts/offer_second_factor_reset.html", country, found)


@blueprint.post("/people/<int:person>/second-factor")
@open_to(FOCAL_POINTS)
@recently_signed_in
def reset_second_factor(country: str, person: int) -> ResponseReturnValue:
    """Remove it, and sign the person out everywhere."""
    found = held(country, person)
    reset_second_factors(_account_without_lead(found))
    flash(
        _(
            "%(name)s can sign in with the password alone, and can set up a new second factor.",
            name=found.name,
        )
    )
    return redirect(url_for(".person", country=country, person=person), 303)


# --- What these views are made of ---------------------------------------------------------------------------


def _account_of(found: Member) -> User:
    if found.has_rights_elsewhere:
        abort(403)
    return people.user(found.user_id) or abort(404)


def _account_to_help(found: Member) -> User:
    """The account, if it is open, this country's alone, and not of the one who asks."""
    if found.user_id == signed_in_user().id or not found.is_active:
        abort(403)
    return _account_of(found)


def _account_without_lead(found: Member) -> User:
    if found.role == FOCAL_POINT:
        abort(403)
    return _account_to_help(found)


def _page(template: str, country: str, found: Member, **content: object) -> str:
    land = entered(country)
    back = url_for(".person", country=country, person=found.user_id)
    return render_template(
        template,
        person=found,
        back=back,
        trail=[
            ("/", _("Your assessments")),
            (url_for(".people_of", country=country), _("People of %(country)s", country=land.name)),
            (back, found.name),
        ],
        hours=int(PASSWORD_LINK_LASTS.total_seconds() // 3600),
        has_mail=mail.is_configured(),
        **content,
    )
