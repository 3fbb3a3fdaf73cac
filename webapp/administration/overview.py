"""Countries, people and roles across countries; inviting to them, and closing accounts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from webapp import audit, clock, kept
from webapp.access import ADMINISTRATORS, open_to
from webapp.accounts.events import tell
from webapp.administration.ground import blueprint, somebody_else
from webapp.countries import alphabetical, country_choices, country_name, is_country, regions_in_words
from webapp.country.typed_invitation import TypedInvitation, name_errors, read_fields
from webapp.country_list import groups_in_words
from webapp.invitations import deliver, issue, issue_anew, revoke
from webapp.records import desk, institutions, invitations, members, people
from webapp.records.invitations import NewInvitation
from webapp.roles import ADMINISTRATOR, PARTNER, UNODC_OFFICER, role_name, role_promise
from webapp.tables import FOCAL_POINT, Invitation
from webapp.typed import FormError, address_problem
from webapp.wording import _


@dataclass(frozen=True, slots=True)
class CountryTakingPart:
    """A country of this installation. Invented ones lie in no region."""

    name: str
    regions: str
    groups: str
    is_led: bool


ROLES = (FOCAL_POINT, UNODC_OFFICER, PARTNER, ADMINISTRATOR)


@blueprint.get("/")
@open_to(ADMINISTRATORS)
def overview() -> ResponseReturnValue:
    """List countries, people, and who is invited."""
    return render_template(
        "administration/overview.html",
        countries=_taking_part(),
        everybody=people.everybody(),
        waiting=invitations.waiting_for_administrators(),
        now=clock.now(),
        role_name=role_name,
    )


@blueprint.get("/invite")
@open_to(ADMINISTRATORS)
def invite() -> ResponseReturnValue:
    """Ask whom to invite, and as what."""
    form = kept.kept_form()
    return _page(form or MultiDict(), is_kept=form is not None)


@blueprint.post("/invite")
@open_to(ADMINISTRATORS)
def send_invitation() -> ResponseReturnValue:
    """Invite somebody, or say what is wrong."""
    typed, code = read_fields(request.form), request.form.get("land", "")
    country = code if typed.role == FOCAL_POINT else None
    kept.forget_form()
    provider = _provider(typed, request.form)
    errors = _errors(typed, country)
    if typed.role == PARTNER and provider is None:
        errors.append(FormError("provider", _("Choose the organisation for which the person looks.")))
    if errors:
        return _page(request.form, errors=errors), 422
    if country is not None and people.country(country) is None:
        people.add_country(country, country_name(country))
    new = NewInvitation(
        country=country, email=typed.email, name=typed.name, role=typed.role, provider_id=provider
    )
    return deliver([issue(new)], url_for(".overview"))


@blueprint.post("/invitations/<int:invitation>/again")
@open_to(ADMINISTRATORS)
def invite_again(invitation: int) -> ResponseReturnValue:
    """Make a new link; the old one is dead."""
    return deliver([issue_anew(_waiting(invitation))], url_for(".overview"))


@blueprint.post("/invitations/<int:invitation>/revoke")
@open_to(ADMINISTRATORS)
def revoke_invitation(invitation: int) -> ResponseReturnValue:
    """Take an invitation back."""
    found = _waiting(invitation)
    revoke(found)
    flash(_("The invitation of %(email)s is revoked: its link is dead.", email=found.email))
    return redirect(url_for(".overview"), 303)


@blueprint.post("/people/<int:person>/close")
@open_to(ADMINISTRATORS)
def close_account(person: int) -> ResponseReturnValue:
    """End somebody's sessions and let them sign in no more. It works at once, even for the only focal point
    of a country: another one can be invited then.
    """
    found = somebody_else(person)
    people.close_account(found)
    tell(audit.Action.ACCOUNT_CLOSED, found)
    flash(_("The account of %(name)s is closed, and they are signed out everywhere.", name=found.name))
    return redirect(url_for(".overview"), 303)


@blueprint.post("/people/<int:person>/open")
@open_to(ADMINISTRATORS)
def open_account(person: int) -> ResponseReturnValue:
    """Let somebody sign in again."""
    found = somebody_else(person)
    people.open_account(found)
    tell(audit.Action.ACCOUNT_OPENED, found)
    flash(_("%(name)s can sign in again.", name=found.name))
    return redirect(url_for(".overview"), 303)


def _taking_part() -> list[CountryTakingPart]:
    language, today, led = str(get_locale()), clock.now().date(), members.led_countries()
    return [
        CountryTakingPart(
            land.name,
            regions_in_words(land.code, language),
            groups_in_words(land.code, today),
            land.code in led,
        )
        for land in people.countries()
    ]


def _provider(typed: TypedInvitation, form: MultiDict[str, str]) -> int | None:
    """The number of the organisation for which a partner is to look."""
    if typed.role != PARTNER:
        return None
    return next((row.id for row in desk.providers() if str(row.id) == form.get("provider")), None)


def _waiting(number: int) -> Invitation:
    known = {waiting.id: waiting for waiting in invitations.waiting_for_administrators()}
    waiting = known.get(number) or abort(404)
    return invitations.waiting_invitation(waiting.country, number) or abort(404)


def _errors(typed: TypedInvitation, country: str | None) -> list[FormError]:
    errors = name_errors(typed.name)
    if problem := address_problem(typed.email) or _known_already(typed, country):
        errors.append(FormError("email", problem))
    if typed.role not in ROLES:
        errors.append(FormError("role", _("Choose what the person may do.")))
    if country is None:
        return errors
    institutions.hold(country)
    if not is_country(country) and people.country(country) is None:
        errors.append(FormError("land", _("Choose a country.")))
    elif country in members.led_countries():
        errors.append(FormError("land", _("The country has a focal point already, who invites the others.")))
    return errors


def _known_already(typed: TypedInvitation, country: str | None) -> str:
    waiting = invitations.waiting_for_administrators()
    if any(
        (one.email, one.role, one.country) == (typed.email.lower(), typed.role, country) for one in waiting
    ):
        return _("%(email)s is invited already. For a new link, use “Invite again”.", email=typed.email)
    return ""


def _page(form: MultiDict[str, str], **more: object) -> str:
    choices = dict(country_choices(str(get_locale())))
    known = {land.code: land.name for land in people.countries()}
    return render_template(
        "administration/invite.html",
        typed=read_fields(form).shown,
        land=form.get("land", ""),
        provider=form.get("provider", ""),
        providers=[(str(row.id), row.name) for row in desk.providers()],
        lands=sorted((choices | known).items(), key=lambda pair: alphabetical(pair[1])),
        roles=[(role, role_name(role), role_promise(role)) for role in ROLES],
        **more,
    )
