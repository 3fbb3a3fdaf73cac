"""Who may open what.

Every view states its policy with `open_to`; a view that states nothing does not exist for anyone. The table
in `tests/webapp/test_access.py` lists them all: it is the access document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from webapp import kept
from webapp.sessions import has_given_second_factor
from webapp.tables import CONTRIBUTOR, COUNTRY_ROLES, FOCAL_POINT, READER, REVIEWER, STATUSES, User

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Policy:
    """Who may open a view. `admits` gets the person and the route's country code, if it has one."""

    name: str
    admits: Callable[[User, str | None], bool]
    needs_sign_in: bool = True


def _is_in_country(*roles: str) -> Callable[[User, str | None], bool]:
    return lambda user, country: country is not None and user.role_in(country) in roles


ANYONE = Policy("anyone", lambda _user, _country: True, needs_sign_in=False)
NOBODY = Policy("nobody", lambda _user, _country: False, needs_sign_in=False)
SIGNED_IN = Policy("signed in", lambda _user, _country: True)
FOCAL_POINTS = Policy("focal point of the country", _is_in_country(FOCAL_POINT))
WRITERS = Policy("focal point or contributor of the country", _is_in_country(FOCAL_POINT, CONTRIBUTOR))
REVIEWERS = Policy("reviewer of the country", _is_in_country(REVIEWER))
FOCAL_POINTS_AND_REVIEWERS = Policy(
    "focal point or reviewer of the country", _is_in_country(FOCAL_POINT, REVIEWER)
)
DISCUSSANTS = Policy(
    "focal point, contributor or reviewer of the country", _is_in_country(FOCAL_POINT, CONTRIBUTOR, REVIEWER)
)
# Those who read the whole assessment. A contributor reads what was given to them.
COUNTRY_READERS = Policy(
    "focal point, reviewer or reader of the country", _is_in_country(FOCAL_POINT, REVIEWER, READER)
)
COUNTRY_MEMBERS = Policy("anyone of the country", _is_in_country(*COUNTRY_ROLES))
ADMINISTRATORS = Policy("administrator", lambda user, _country: user.is_administrator)
# Who looks from outside the countries: what they see comes through `records/released.py`, and only that.
UNODC_OFFICERS = Policy("UNODC officer", lambda user, _country: user.is_unodc_officer)
PARTNERS = Policy("partner", lambda user, _country: user.provider_id is not None)
LOOKING_FROM_OUTSIDE = Policy("UNODC officer or partner", lambda user, _country: looks_from_outside(user))
# Systems with the token of such a person, and everybody without one: `webapp/api/bearer.py` finds out who
# asks.
TOKEN_HOLDERS_AND_PUBLIC = Policy(
    "token holder, or anyone for what is public", lambda _user, _country: True, needs_sign_in=False
)


def looks_from_outside(user: User) -> bool:
    """Whether the person sees what countries released to UNODC or to a provider."""
    return user.is_unodc_officer or user.provider_id is not None


class TurnedAway(NotFound):
    """The person signed in may not open this, and is told that there is no such page."""


def open_to(
    policy: Policy, *, while_: tuple[str, ...] = STATUSES, before_second_factor: bool = False
) -> Callable[[View], View]:
    """States who may open a view, and in which states of the assessment. Put it right above the function,
    below the route.

    A view of a country or of anything in it takes the country from its route, as `country`: a person who is
    nothing in that country is told that there is no such page. A view of an assessment opens it with
    `opened`, which asks `statuses_stated` and refuses, in words, what the state of the assessment forbids.
    Who must have a second factor and has none opens only what says `before_second_factor`.
    """

    def state(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]  # functions carry their policy
        view.statuses = while_  # type: ignore[attr-defined]
        view.before_second_factor = before_second_factor  # type: ignore[attr-defined]
        return view

    return state


# Views of extensions cannot carry a policy; all others must.
POLICIES_OF_EXTENSIONS = {
    "security.login": ANYONE,
    "security.logout": SIGNED_IN,
    "security.verify": SIGNED_IN,
    # The second step of signing in: for whoever has given the password, which Flask-Security sees to.
    "security.tf_select": ANYONE,
    "security.two_factor_token_validation": ANYONE,
    "security.mf_recovery": ANYONE,
    "security.wan_signin": ANYONE,
    "security.wan_signin_response": ANYONE,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_delete": SIGNED_IN,
    # Ours take their place.
    "security.two_factor_setup": NOBODY,
    "security.two_factor_setup_validate": NOBODY,
    "security.two_factor_rescue": NOBODY,
    "security.mf_recovery_codes": NOBODY,
    "security.static": NOBODY,
    "static": NOBODY,
}

OF_EXTENSIONS_BEFORE_SECOND_FACTOR = frozenset(
    {"security.logout", "security.verify", "security.wan_register", "security.wan_register_response"}
)


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy that a view states, or None if it states nothing."""
    stated = getattr(app.view_functions.get(endpoint), "policy", None)
    return cast("Policy | None", stated) or POLICIES_OF_EXTENSIONS.get(endpoint)


def statuses_stated(app: Flask, endpoint: str | None) -> tuple[str, ...]:
    """The states of an assessment in which a view may be opened."""
    found: tuple[str, ...] = getattr(app.view_functions.get(endpoint or ""), "statuses", STATUSES)
    return found


def signed_in_user() -> User:
    """The person who makes this request. Only for views whose policy needs one."""
    assert current_user.is_authenticated  # noqa: S101  # the policy has seen to it
    return cast("User", current_user._get_current_object())  # noqa: SLF001  # the proxy's own way to the object


def _guard() -> Response | None:
    """Lets a request through to its view, or to the sign-in page, or says that there is no such page."""
    if request.endpoint is None:
        return None  # No such route, or not with this method: Flask says so.
    policy = policy_of(current_app, request.endpoint)
    if policy is None:
        abort(404)
    if not policy.needs_sign_in:
        return None if policy in {ANYONE, TOKEN_HOLDERS_AND_PUBLIC} else abort(404)
    if not current_user.is_authenticated:
        return _to_sign_in()
    if not _has_proved_enough(request.endpoint):
        return _to_second_factor()
    country = (request.view_args or {}).get("country")
    if not policy.admits(signed_in_user(), country):
        raise TurnedAway
    return None


def must_have_second_factor(user: User) -> bool:
    """Whether a password is not enough for this person: UNODC officers, partners and administrators, who see
    or rule more than one country, and everybody of a country that asks for it. In a demonstration, where
    everything is invented, the links are enough for the first three.
    """
    is_across_countries = user.is_administrator or user.is_unodc_officer or user.provider_id is not None
    is_demonstration = current_app.extensions["settings"].is_demonstration
    return (is_across_countries and not is_demonstration) or any(
        held.country.requires_second_factor for held in user.memberships
    )


def _has_proved_enough(endpoint: str) -> bool:
    if has_given_second_factor() or not must_have_second_factor(signed_in_user()):
        return True
    view = current_app.view_functions.get(endpoint)
    return endpoint in OF_EXTENSIONS_BEFORE_SECOND_FACTOR or getattr(view, "before_second_factor", False)


def _to_second_factor() -> Response:
    if request.method == "POST" and kept.keep_form():
        flash(_("Your text is kept: set up a second factor first, then open the page again."))
    return redirect(url_for("accounts.second_factors"), 303 if request.method == "POST" else 302)


def _to_sign_in() -> Response:
    if request.method == "POST" and kept.keep_form():
        flash(_("You had been signed out. Your text is kept: sign in to see it again."))
    return redirect(url_for("security.login", next=kept.page_of_this_request()))


def init_app(app: Flask) -> None:
    """Puts the guard in front of every view."""
    app.before_request(_guard)
