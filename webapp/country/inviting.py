"""Inviting one person to a country, inviting them again, and taking an invitation back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import kept
from webapp.access import FOCAL_POINTS, open_to
from webapp.country.entered import blueprint, entered
from webapp.country.ground import Ground, ground_of
from webapp.country.typed_invitation import TypedInvitation, meant, read_fields
from webapp.invitations import deliver, issue, issue_anew, revoke
from webapp.records import institutions, invitations
from webapp.roles import country_role_choices
from webapp.tables import CONTRIBUTOR, Invitation
from webapp.wording import _


@blueprint.get("/people/invite")
@open_to(FOCAL_POINTS)
def invite(country: str) -> ResponseReturnValue:
    """Ask whom to invite, as what, for which institution, and with which questions."""
    form = kept.kept_form()
    typed = TypedInvitation(role=CONTRIBUTOR) if form is None else read_fields(form)
    return _page(ground_of(entered(country)), typed, is_kept=form is not None)


@blueprint.post("/people/invite")
@open_to(FOCAL_POINTS)
def send_invitation(country: str) -> ResponseReturnValue:
    """Invite the person by mail, or show the link to pass on; or say what is wrong."""
    institutions.hold(country)
    ground = ground_of(entered(country))
    typed = read_fields(request.form)
    kept.forget_form()
    new, errors = meant(typed, ground)
    if errors:
        return _page(ground, typed, errors=errors), 422
    return deliver([issue(new)], _people(country))


@blueprint.post("/people/invitations/<int:invitation>/again")
@open_to(FOCAL_POINTS)
def invite_again(country: str, invitation: int) -> ResponseReturnValue:
    """Make a new link and deliver it; the old one is dead."""
    return deliver([issue_anew(_waiting(country, invitation))], _people(country))


@blueprint.post("/people/invitations/<int:invitation>/revoke")
@open_to(FOCAL_POINTS)
def revoke_invitation(country: str, invitation: int) -> ResponseReturnValue:
    """Take an invitation back."""
    found = _waiting(country, invitation)
    revoke(found)
    flash(_("The invitation of %(email)s is revoked: its link is dead.", email=found.email))
    return redirect(_people(country), 303)


def _waiting(country: str, number: int) -> Invitation:
    return invitations.waiting_invitation(country, number) or abort(404)


def _people(country: str) -> str:
    return url_for(".people_of", country=country)


def _page(ground: Ground, typed: TypedInvitation, **more: object) -> str:
    return render_template(
        "country/invite.html",
        ground=ground,
        draft=ground.draft(typed.assessment) or ground.draft(""),
        typed=typed.shown,
        roles=country_role_choices(),
        **more,
    )
