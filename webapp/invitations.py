"""An invitation: issued, delivered by mail or as a link for the inviter to pass on, opened and accepted.

A link is usable once, for thirty days, until it is revoked or replaced. Only the answer to the request that
makes a link ever shows it: nothing keeps it, not even between two requests.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_security import hash_password, login_user
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from webapp import audit, clock, mail, throttle
from webapp.access import ANYONE, open_to, signed_in_user
from webapp.accounts.blueprint import errors_of
from webapp.assessment.words import date_words
from webapp.database import roll_back, save_now
from webapp.passwords import NewPasswordForm
from webapp.records import assessments, assignments, invitations, people
from webapp.records.invitations import NewInvitation
from webapp.roles import ADMINISTRATOR, UNODC_OFFICER, role_name, role_promise
from webapp.sessions import hash_of
from webapp.tables import DRAFT, Invitation, User
from webapp.typed import line_problem, one_line
from webapp.wording import _, ngettext

INVITATION_LASTS = timedelta(days=30)
LONGEST_NAME = 200
# A mail server that refuses this many in a row is not asked again in the same request.
REFUSALS_IN_A_ROW = 2

blueprint = Blueprint("invitations", __name__)


@dataclass(frozen=True)
class Issued:
    """An invitation with its token, which is known in this request only."""

    invitation: Invitation
    token: str

    @property
    def link(self) -> str:
        """The address that the invited person opens."""
        return f"{current_app.extensions['settings'].address}/invitations/{self.token}"


# --- Issuing and delivering -------------------------------------------------------------------------------


def issue(new: NewInvitation) -> Issued:
    """Invites somebody, in the name of the person signed in."""
    token, moment = secrets.token_urlsafe(32), clock.now()
    invitation = invitations.add(
        new, hash_of(token), by=signed_in_user(), at=moment, expires_at=moment + INVITATION_LASTS
    )
    _note(audit.Action.INVITED, invitation)
    return Issued(invitation, token)


def issue_anew(invitation: Invitation) -> Issued:
    """Gives an invitation a new link and thirty days more; the old link is dead."""
    token, moment = secrets.token_urlsafe(32), clock.now()
    invitations.renew(invitation, hash_of(token), at=moment, expires_at=moment + INVITATION_LASTS)
    _note(audit.Action.INVITED_AGAIN, invitation)
    return Issued(invitation, token)


def revoke(invitation: Invitation) -> None:
    """Takes an invitation back: its link is dead."""
    invitations.revoke(invitation, clock.now())
    _note(audit.Action.INVITATION_REVOKED, invitation)


def links_again(country: str, tokens: Iterable[str]) -> list[Issued]:
    """The invitations of that country behind these tokens, which a page has just shown; unknown ones are
    left out.
    """
    by_hash = {hash_of(token): token for token in tokens}
    return [Issued(found, by_hash[found.token_hash]) for found in invitations.issued(country, list(by_hash))]


def deliver(issued: list[Issued], back: str, *, download: str = "") -> ResponseReturnValue:
    """Sends the invitations by mail, and shows the links of those that could not be sent, this once. Several
    can also be taken as a file, from the address `download`.
    """
    left = _not_mailed(issued)
    sent = len(issued) - len(left)
    if not left:
        flash(ngettext("The invitation is sent.", "%(num)s invitations are sent.", sent))
        return redirect(back, 303)
    return render_template(
        "invitations/links.html",
        issued=left,
        sent=sent,
        back=back,
        download=download,
        has_mail=mail.is_configured(),
        role_name=role_name,
        expires_at=left[0].invitation.expires_at,
    )


def _not_mailed(issued: list[Issued]) -> list[Issued]:
    if not mail.is_configured():
        return issued
    # The links must work when they arrive.
    save_now()
    left: list[Issued] = []
    refusals = 0
    for one in issued:
        is_sent = refusals < REFUSALS_IN_A_ROW and mail.send(one.invitation.email, *_mail_words(one))
        refusals = 0 if is_sent else refusals + 1
        if not is_sent:
            left.append(one)
    return left


def _mail_words(one: Issued) -> tuple[str, str]:
    """Subject and text of the mail that carries an invitation."""
    invitation, inviter = one.invitation, signed_in_user()
    text = _(
        "%(name)s, %(inviter)s (%(email)s) invites you to the Cybercrime Prevention Self-Assessment.\n\n"
        "%(role)s. %(promise)s\n\n"
        "Open this link to accept:\n\n%(link)s\n\n"
        "It works once, until %(day)s. If you did not expect this, leave it alone: nothing happens.\n",
        name=invitation.name,
        inviter=inviter.name,
        email=inviter.email,
        role=role_in_words(invitation),
        promise=role_promise(invitation.role),
        link=one.link,
        day=date_words(invitation.expires_at.date()),
    )
    return _("Invitation: %(role)s", role=role_in_words(invitation)), text


def role_in_words(invitation: Invitation) -> str:
    """What the invited person is to be, and where."""
    land = people.country(invitation.country_code) if invitation.country_code else None
    role = role_name(invitation.role)
    return _("%(role)s, %(country)s", role=role, country=land.name) if land else role


def _note(action: audit.Action, invitation: Invitation, *, actor_id: int | None = None) -> None:
    audit.record(
        action,
        actor_id=actor_id,
        country=invitation.country_code,
        assessment=invitation.assessment_id,
        subject=invitation.email,
        details={"role": invitation.role, "questions": " ".join(invitations.questions_of(invitation))},
    )


# --- Opening and accepting --------------------------------------------------------------------------------


class AcceptForm(NewPasswordForm, FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """What somebody new tells: their name, and a password."""

    name = StringField(lazy_gettext("Your name"), [InputRequired(lazy_gettext("Enter your name"))])
    known: tuple[str, ...] = ()

    def known_of_the_person(self) -> Iterable[str]:
        """Their name, and what the invitation says of them."""
        return (*self.known, self.name.data or "")

    def validate_name(self, field: StringField) -> None:
        """A name is more than white space, on one line, and not too long."""
        field.data = one_line(field.data or "").strip()
        problem = line_problem(field.data, LONGEST_NAME)
        if problem:
            raise ValidationError(_("The name %(problem)s.", problem=problem))
        if not field.data:
            raise ValidationError(_("Enter your name"))


@blueprint.get("/invitations/<token>")
@open_to(ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    """Says to what somebody is invited, and asks what is needed to accept. Opening it spends nothing."""
    found = invitations.usable(hash_of(token), clock.now())
    if found is None:
        return _no_such_link()
    return _page(found, AcceptForm(name=found.name))


@blueprint.post("/invitations/<token>")
@open_to(ANYONE)
def accept(token: str) -> ResponseReturnValue:
    """Makes the person what the invitation says; somebody new gets an account."""
    guesser = request.remote_addr or ""
    throttle.refuse_if_too_many(guesser, throttle.PERSONAL_LINK)
    found = invitations.usable(hash_of(token), clock.now())
    if found is None:
        throttle.record_attempt(guesser, throttle.PERSONAL_LINK)
        return _no_such_link()
    account = people.user_with_email(found.email)
    if account is not None:
        if not (current_user.is_authenticated and current_user.id == account.id):
            return _page(found, AcceptForm(name=found.name)), 409
        return _accepted(found, signed_in_user())
    form = AcceptForm()
    form.known = (found.email, found.country_code or "")
    if current_user.is_authenticated or not form.validate_on_submit():
        return _page(found, form), 422
    return _accepted_by_somebody_new(found, form)


def _page(found: Invitation, form: AcceptForm) -> str:
    return render_template(
        "invitations/accept.html",
        invitation=found,
        inviter=people.user(found.invited_by),
        role=role_in_words(found),
        promise=role_promise(found.role),
        account=people.user_with_email(found.email),
        questions=len(invitations.questions_of(found)),
        filled=form,
        errors=errors_of(form),
    )


def _no_such_link() -> ResponseReturnValue:
    """One answer for links that are unknown, used, expired or revoked: it says what to do in each case."""
    return render_template("invitations/gone.html"), 404


def _accepted_by_somebody_new(found: Invitation, form: AcceptForm) -> ResponseReturnValue:
    try:
        user = people.add_user(
            str(form.name.data),
            found.email,
            clock.now(),
            password_hash=hash_password(str(form.password.data)),
        )
    except IntegrityError:
        # Another invitation to the same address was accepted at this moment: there is an account now.
        roll_back()
        return redirect(request.path, 303)
    answer = _accepted(found, user)
    login_user(user, authn_via=["password"])
    return answer


def _accepted(found: Invitation, user: User) -> ResponseReturnValue:
    if not invitations.accept(found, user, clock.now()):
        roll_back()
        return _no_such_link()
    _note(audit.Action.INVITATION_ACCEPTED, found, actor_id=user.id)
    _give_rights(found, user)
    _give_questions(found, user)
    flash(_("Welcome. You take part as: %(role)s.", role=role_in_words(found)))
    return redirect("/", 303)


def _give_rights(found: Invitation, user: User) -> None:
    """Somebody who has become part of the country meanwhile stays what they are in it."""
    if found.country_code is None:
        user.is_administrator = user.is_administrator or found.role == ADMINISTRATOR
        user.is_unodc_officer = user.is_unodc_officer or found.role == UNODC_OFFICER
        # Whoever looks for one organisation already goes on looking for that one.
        user.provider_id = user.provider_id or found.provider_id
    elif user.role_in(found.country_code) is None:
        land = people.country(found.country_code)
        assert land is not None  # noqa: S101  # the database sees to it
        people.add_membership(user, land, found.role, found.institution_id)


def _give_questions(found: Invitation, user: User) -> None:
    """Gives what was promised, unless the assessment is no draft any more."""
    if found.country_code is None or found.assessment_id is None:
        return
    row = assessments.assessment_in(found.country_code, found.assessment_id, to_write=True)
    if row is None or row.status != DRAFT:
        return
    given = assignments.give_to_person(
        row, invitations.questions_of(found), user.id, by=found.invited_by, at=clock.now()
    )
    if given:
        audit.record(
            audit.Action.QUESTIONS_GIVEN,
            actor_id=found.invited_by,
            country=row.country_code,
            assessment=row.id,
            subject=user.email,
            details={"questions": " ".join(given)},
        )


def init_app(app: Flask) -> None:
    """Adds the pages of those who are invited."""
    app.register_blueprint(blueprint)
