"""Whether everybody of a country must sign in with a second factor: switched by its focal points."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import audit
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.country.entered import blueprint, entered
from webapp.records import institutions, members
from webapp.sessions import has_given_second_factor
from webapp.wording import _


@blueprint.get("/second-factor")
@open_to(FOCAL_POINTS)
def second_factor(country: str) -> ResponseReturnValue:
    """Say who will be asked what and when, and offer the switch."""
    return render_template(
        "country/second_factor.html",
        land=entered(country),
        has_given_one=has_given_second_factor(),
        without=members.without_second_factor(country),
    )


@blueprint.post("/second-factor")
@open_to(FOCAL_POINTS)
def require_second_factor(country: str) -> ResponseReturnValue:
    """Switch it. Whoever asks it of others has given one in this session, so that nobody locks themselves
    out.
    """
    institutions.hold(country)
    land, is_required = entered(country), request.form.get("required") == "yes"
    if not members.is_led_by(country, signed_in_user().id):
        abort(403)
    if is_required and not has_given_second_factor():
        flash(_("Set up your own second factor first."))
    elif is_required != land.requires_second_factor:
        land.requires_second_factor = is_required
        action = audit.Action.SECOND_FACTOR_REQUIRED if is_required else audit.Action.SECOND_FACTOR_OPTIONAL
        audit.record(action, country=country, subject=land.name)
        flash(
            _("From now on everybody of %(country)s signs in with a second factor.", country=land.name)
            if is_required
            else _("From now on everybody of %(country)s may do without a second factor.", country=land.name)
        )
    return redirect(url_for(".second_factor", country=country), 303)
