"""What all pages of accounts share."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint
from flask_security import auth_required
from flask_wtf import FlaskForm

from webapp.typed import FormError

# How long after signing in somebody may change how they sign in, without proving again who they are.
FRESH_FOR = timedelta(minutes=30)

blueprint = Blueprint("accounts", __name__)

# Above a view that changes how its owner signs in, below its policy: who signed in longer ago is asked for
# the password again, so that an unattended screen is not enough.
recently_signed_in = auth_required("session", within=lambda: FRESH_FOR, grace=lambda: timedelta(0))


def errors_of(form: FlaskForm) -> list[FormError]:
    """What is wrong with a form, field by field, as pages show it."""
    return [FormError(field.name, str(field.errors[0])) for field in form if field.errors]
