"""The people of a country: who is what, for which institution, since when; changing it, and parting.

Nobody changes their own rights, and a country never loses its last focal point.
"""

from __future__ import annotations

import msgspec
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import audit, clock
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.country.entered import blueprint, entered
from webapp.country.typed_invitation import ANSWERING
from webapp.records import assignments, institutions, invitations, members
from webapp.records.members import Member
from webapp.roles import country_role_choices, role_name
from webapp.tables import COUNTRY_ROLES, Membership
from webapp.typed import FormError
from webapp.wording import _


class TypedRights(msgspec.Struct, frozen=True):
    """What a person is to be, as chosen in the form, and what they were when the form was opened."""

    role: str
    institution: str
    was: str


@blueprint.get("/people")
@open_to(FOCAL_POINTS)
def people_of(country: str) -> ResponseReturnValue:
    """List everybody who takes part, and who is invited."""
    return render_template(
        "country/people.html",
        land=entered(country),
        members=members.of_country(country),
        waiting=invitations.waiting_in(country),
        now=clock.now(),
        role_name=role_name,
    )


@blueprint.get("/people/<int:person>")
@open_to(FOCAL_POINTS)
def person(country: str, person: int) -> ResponseReturnValue:
    """Show what one person is, and offer to change it."""
    found = member_of(country, person)
    return _page(country, found, TypedRights(found.role, str(found.institution_id or ""), _state(found)))


@blueprint.post("/people/<int:person>")
@open_to(FOCAL_POINTS)
def change_person(country: str, person: int) -> ResponseReturnValue:
    """Change what the person may do and for whom they speak, or say what is wrong."""
    found = held(country, person)
    typed = TypedRights(
        request.form.get("role", ""), request.form.get("institution", ""), request.form.get("was", "")
    )
    errors = _errors(typed, country, found)
    if errors:
        return _page(country, found, typed, errors=errors), 422
    if typed.was != _state(found):
        # What somebody else saved is shown above the form; sending it again then replaces it knowingly.
        seen = msgspec.structs.replace(typed, was=_state(found))
        return _page(country, found, seen, is_conflict=True), 409
    _change(country, found, typed)
    flash(_("Saved: %(name)s.", name=found.name))
    return redirect(url_for(".people_of", country=country), 303)


@blueprint.get("/people/<int:person>/remove")
@open_to(FOCAL_POINTS)
def parting(country: str, person: int) -> ResponseReturnValue:
    """Say what follows when the person is removed, before it is done."""
    found = member_of(country, person)
    if found.user_id == signed_in_user().id:
        abort(403)
    return render_template("country/remove.html", land=entered(country), member=found, role_name=role_name)


@blueprint.post("/people/<int:person>/remove")
@open_to(FOCAL_POINTS)
def remove_person(country: str, person: int) -> ResponseReturnValue:
    """Remove the person from the country; what they wrote stays."""
    found = held(country, person)
    taken = assignments.take_from_person(country, found.user_id)
    members.remove(_membership(found, country))
    details = {"role": found.role, "institution": found.institution or "", "questions": " ".join(taken)}
    audit.record(audit.Action.REMOVED, country=country, subject=found.email, details=details)
    flash(_("%(name)s is no part of the country’s team any more.", name=found.name))
    return redirect(url_for(".people_of", country=country), 303)


# --- What these views are made of ---------------------------------------------------------------------------


def member_of(country: str, number: int) -> Member:
    """The person with that number, if they are part of the country; a 404 otherwise."""
    return members.member(country, number) or abort(404)


def held(country: str, number: int) -> Member:
    """The person to be changed, held until the request ends. Nobody changes their own rights, and the country
    keeps a focal point.
    """
    institutions.hold(country)
    found = member_of(country, number)
    if found.user_id == signed_in_user().id:
        abort(403)
    # The one who asks may have lost their own rights while they waited for the country to be free.
    if not members.is_led_by(country, signed_in_user().id):
        abort(403)
    return found


def _membership(found: Member, country: str) -> Membership:
    return members.membership(country, found.user_id) or abort(404)


def _state(found: Member) -> str:
    """What the person is, to be compared."""
    return f"{found.role} {found.institution_id or ''}"


def _errors(typed: TypedRights, country: str, found: Member) -> list[FormError]:
    errors = []
    if typed.role not in COUNTRY_ROLES:
        errors.append(FormError("role", _("Choose what the person may do.")))
    open_ones = {str(row.id) for row in institutions.of_country(country, open_only=True)}
    if typed.institution not in open_ones | {"", str(found.institution_id or "")}:
        errors.append(FormError("institution", _("Choose an institution of the list, or none.")))
    return errors


def _change(country: str, found: Member, typed: TypedRights) -> None:
    if f"{typed.role} {typed.institution}" == _state(found):
        return
    held = _membership(found, country)
    held.role, held.institution_id = typed.role, int(typed.institution) if typed.institution else None
    details = {"role": f"{found.role} -> {typed.role}"}
    if held.institution_id != found.institution_id:
        names = {row.id: row.name for row in institutions.of_country(country)}
        details["institution"] = f"{found.institution or ''} -> {names.get(held.institution_id or 0, '')}"
    if typed.role not in ANSWERING:
        details["questions taken"] = " ".join(assignments.take_from_person(country, found.user_id))
    audit.record(audit.Action.RIGHTS_CHANGED, country=country, subject=found.email, details=details)


def _page(country: str, found: Member, typed: TypedRights, **more: object) -> str:
    shown = [
        row for row in institutions.of_country(country) if not row.is_closed or row.id == found.institution_id
    ]
    return render_template(
        "country/person.html",
        land=entered(country),
        member=found,
        typed=typed,
        is_self=found.user_id == signed_in_user().id,
        roles=country_role_choices(),
        role_name=role_name,
        institutions=[(str(row.id), row.name) for row in shown],
        **more,
    )
