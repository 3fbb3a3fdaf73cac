"""What the administrator's pages share."""

from __future__ import annotations

from flask import Blueprint, abort

from webapp.access import signed_in_user
from webapp.records import people
from webapp.tables import User

blueprint = Blueprint("administration", __name__, url_prefix="/administration")


def somebody_else(number: int) -> User:
    """The person with that number: nobody changes their own rights."""
    if number == signed_in_user().id:
        abort(403)
    return people.user(number) or abort(404)
