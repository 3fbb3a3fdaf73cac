"""A country entered by somebody who belongs to it: what every page about its people begins with."""

from __future__ import annotations

from flask import Blueprint, abort

from webapp.access import signed_in_user
from webapp.tables import Country

blueprint = Blueprint("country", __name__, url_prefix="/countries/<country>")


def entered(code: str) -> Country:
    """The country with that code, if the person signed in is part of it; a 404 otherwise."""
    membership = signed_in_user().membership_in(code) or abort(404)
    return membership.country
