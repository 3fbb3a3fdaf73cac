"""Helping somebody who cannot sign in any more, or has another address: any account but one's own."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import kept, mail
from webapp.access import ADMINISTRATORS, open_to
from webapp.accounts.blueprint import recently_signed_in
from webapp.accounts.locked_out import password_link_for, reset_second_factors
from webapp.accounts.own_email import change_email
from webapp.accounts.password_links import PASSWORD_LINK_LASTS
from webapp.administration.ground import blueprint, somebody_else
from webapp.tables import User
from webapp.typed import FormError, address_problem, one_line, visible
from webapp.wording import _


@blueprint.get("/people/<int:person>/password-link")
@open_to(ADMINISTRATORS)
@recently_signed_in
def password_link(person: int) -> ResponseReturnValue:
    """Say what a link for a new password does, before one is made."""
    return _page("accounts/offer_password_link.html", _open_account(person))


@blueprint.post("/people/<int:person>/password-link")
@open_to(ADMINISTRATORS)
@recently_signed_in
def make_password_link(person: int) -> ResponseReturnValue:
    """Make one, and show it this once, to be handed over."""
    found = _open_account(person)
    return _page("accounts/password_link.html", found, link=password_link_for(found))


@blueprint.get("/people/<int:person>/second-factor")
@open_to(ADMINISTRATORS)
@recently_signed_in
def second_factor_of(person: int) -> ResponseReturnValue:
    """Say what follows when the person's second factor is removed, before it is done."""
    return _page("accounts/offer_second_factor_reset.html", _open_account(person))


@blueprint.post("/people/<int:person>/second-factor")
@open_to(ADMINISTRATORS)
@recently_signed_in
def reset_second_factor(person: int) -> ResponseReturnValue:
    """Remove it, and sign the person out everywhere."""
    found = _open_account(person)
    reset_second_factors(found)
    flash(
        _(
            "%(name)s can sign in with the password alone, and can set up a new second factor.",
            name=found.name,
        )
    )
    return redirect(url_for(".overview"), 303)


@blueprint.get("/people/<int:person>/email")
@open_to(ADMINISTRATORS)
@recently_signed_in
def email_of(person: int) -> ResponseReturnValue:
    """Ask for the person's new address: for services without mail, and for who lost the old mailbox."""
    typed = kept.kept_form()
    email = typed.get("email", "") if typed else ""
    return _page("administration/email.html", _open_account(person), email=email, is_kept=typed is not None)


@blueprint.post("/people/<int:person>/email")
@open_to(ADMINISTRATORS)
@recently_signed_in
def change_email_of(person: int) -> ResponseReturnValue:
    """Change it, or say what is wrong. Administrators know all accounts: they are told which address is
    somebody's already.
    """
    found, email = _open_account(person), one_line(request.form.get("email", "")).strip()
    problem = address_problem(email)
    if problem is None and not change_email(found, email):
        problem = _("There is an account with this address already.")
    if problem:
        errors = [FormError("email", problem)]
        return _page("administration/email.html", found, email=visible(email), errors=errors), 422
    kept.forget_form()
    flash(_("From now on %(name)s signs in with %(email)s.", name=found.name, email=found.email))
    return redirect(url_for(".overview"), 303)


def _open_account(number: int) -> User:
    found = somebody_else(number)
    return found if found.active else abort(403)


def _page(template: str, found: User, **content: object) -> str:
    back = url_for(".overview")
    return render_template(
        template,
        person=found,
        back=back,
        trail=[("/", _("Your assessments")), (back, _("Administration"))],
        hours=int(PASSWORD_LINK_LASTS.total_seconds() // 3600),
        has_mail=mail.is_configured(),
        **content,
    )
