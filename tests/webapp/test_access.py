"""Who may open what: this table is the access document. A view that is not in it does not open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import bring_to
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from webapp.access import OF_EXTENSIONS_BEFORE_SECOND_FACTOR, policy_of, statuses_stated
from webapp.tables import COUNTRY_ROLES, STATUSES

ANYONE = "anyone"
NOBODY = "nobody"
SIGNED_IN = "signed in"
MEMBERS = "anyone of the country"
READERS = "focal point, reviewer or reader of the country"
WRITERS = "focal point or contributor of the country"
FOCAL_POINTS = "focal point of the country"
REVIEWERS = "reviewer of the country"
LEADING_AND_REVIEWING = "focal point or reviewer of the country"
DISCUSSING = "focal point, contributor or reviewer of the country"
ADMINISTRATORS = "administrator"
OFFICERS = "UNODC officer"
PARTNERS = "partner"
OUTSIDERS = "UNODC officer or partner"
TOKEN_HOLDERS = "token holder, or anyone for what is public"
# Who asks without signing in is answered, or told that there is no such page.
WITHOUT_SIGNING_IN = {ANYONE, NOBODY, TOKEN_HOLDERS}

# What each policy of a country means, role by role.
ROLES_ADMITTED = {
    MEMBERS: {"focal_point", "contributor", "reviewer", "reader"},
    READERS: {"focal_point", "reviewer", "reader"},
    WRITERS: {"focal_point", "contributor"},
    FOCAL_POINTS: {"focal_point"},
    REVIEWERS: {"reviewer"},
    LEADING_AND_REVIEWING: {"focal_point", "reviewer"},
    DISCUSSING: {"focal_point", "contributor", "reviewer"},
}

ASSESSMENT = "/countries/<country>/assessments/<int:number>"

NEED = "/countries/<country>/needs/<int:need>"
RELEASES = "/countries/<country>/releases"

PEOPLE = "/countries/<country>/people"

ACCESS = {
    # The service itself
    ("GET", "/health"): ANYONE,
    # How countries are named and grouped
    ("GET", "/countries"): ANYONE,
    # Whoever holds a report: was it submitted?
    ("GET", "/reports/<content_hash>"): ANYONE,
    # What countries released openly
    ("GET", "/open-reports"): ANYONE,
    ("GET", "/open-reports/<int:number>"): ANYONE,
    ("GET", "/open-supports/"): ANYONE,
    ("GET", "/open-supports/<int:number>"): ANYONE,
    ("GET", "/open-needs/"): ANYONE,
    ("GET", "/open-needs/<int:number>"): ANYONE,
    ("GET", "/open-needs/feed.xml"): ANYONE,
    ("GET", "/open-needs/needs.<any(csv, xlsx, json):ending>"): ANYONE,
    # What other systems read; what a token opens is told in test_api.py
    ("GET", "/api/v1/needs"): TOKEN_HOLDERS,
    ("GET", "/api/v1/needs/<int(min=1):number>"): TOKEN_HOLDERS,
    ("GET", "/api/v1/scores"): TOKEN_HOLDERS,
    ("GET", "/api/v1/scores/<int(min=1):number>"): TOKEN_HOLDERS,
    ("GET", "/api/v1/supports"): TOKEN_HOLDERS,
    ("GET", "/api/v1/supports/<int(min=1):number>"): TOKEN_HOLDERS,
    ("GET", "/api/v1/offers"): TOKEN_HOLDERS,
    ("GET", "/api/v1/offers/<int(min=1):number>"): TOKEN_HOLDERS,
    ("GET", "/api/v1/countries"): TOKEN_HOLDERS,
    ("GET", "/api/v1/openapi.json"): TOKEN_HOLDERS,
    # Accounts
    ("GET", "/sign-in"): ANYONE,
    ("POST", "/sign-in"): ANYONE,
    ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/sign-in/link/<token>"): ANYONE,
    ("POST", "/sign-in/link/<token>"): ANYONE,
    ("GET", "/forgotten-password"): ANYONE,
    ("POST", "/forgotten-password"): ANYONE,
    ("GET", "/forgotten-password/asked"): ANYONE,
    ("GET", "/choose-password/<token>"): ANYONE,
    ("POST", "/choose-password/<token>"): ANYONE,
    ("GET", "/confirm-email/<token>"): ANYONE,
    ("POST", "/confirm-email/<token>"): ANYONE,
    ("GET", "/first-use/<token>"): ANYONE,
    ("POST", "/first-use/<token>"): ANYONE,
    ("GET", "/account"): SIGNED_IN,
    ("GET", "/account/name"): SIGNED_IN,
    ("POST", "/account/name"): SIGNED_IN,
    ("GET", "/account/password"): SIGNED_IN,
    ("POST", "/account/password"): SIGNED_IN,
    ("GET", "/account/email"): SIGNED_IN,
    ("POST", "/account/email"): SIGNED_IN,
    ("GET", "/account/sessions"): SIGNED_IN,
    ("POST", "/account/sessions/<name>/end"): SIGNED_IN,
    ("POST", "/account/sessions/end-others"): SIGNED_IN,
    ("GET", "/account/confirm"): SIGNED_IN,
    ("POST", "/account/confirm"): SIGNED_IN,
    ("GET", "/account/second-factors"): SIGNED_IN,
    ("GET", "/account/authenticator"): SIGNED_IN,
    ("POST", "/account/authenticator"): SIGNED_IN,
    ("POST", "/account/authenticator/remove"): SIGNED_IN,
    ("GET", "/account/recovery-codes"): SIGNED_IN,
    ("POST", "/account/recovery-codes"): SIGNED_IN,
    ("GET", "/account/tokens"): OUTSIDERS,
    ("GET", "/account/tokens/new"): OUTSIDERS,
    ("POST", "/account/tokens/new"): OUTSIDERS,
    ("POST", "/account/tokens/<int:number>/revoke"): OUTSIDERS,
    # The second step of signing in: for whoever has given the password, see test_second_factors.py
    ("GET", "/sign-in/second-step"): ANYONE,
    ("POST", "/sign-in/second-step"): ANYONE,
    ("GET", "/sign-in/code"): ANYONE,
    ("POST", "/sign-in/code"): ANYONE,
    ("GET", "/sign-in/recovery-code"): ANYONE,
    ("POST", "/sign-in/recovery-code"): ANYONE,
    ("GET", "/sign-in/passkey"): ANYONE,
    ("POST", "/sign-in/passkey"): ANYONE,
    ("POST", "/sign-in/passkey/<token>"): ANYONE,
    ("GET", "/account/passkeys"): SIGNED_IN,
    ("POST", "/account/passkeys"): SIGNED_IN,
    ("POST", "/account/passkeys/<token>"): SIGNED_IN,
    ("GET", "/account/passkeys/remove"): SIGNED_IN,
    ("POST", "/account/passkeys/remove"): SIGNED_IN,
    # What extensions bring and nobody needs
    ("GET", "/tf-setup"): NOBODY,
    ("POST", "/tf-setup"): NOBODY,
    ("POST", "/tf-setup/<token>"): NOBODY,
    ("GET", "/tf-rescue"): NOBODY,
    ("POST", "/tf-rescue"): NOBODY,
    ("GET", "/mf-recovery-codes"): NOBODY,
    ("POST", "/mf-recovery-codes"): NOBODY,
    ("GET", "/fs-static/<path:filename>"): NOBODY,
    # Invitations: whoever has the link
    ("GET", "/invitations/<token>"): ANYONE,
    ("POST", "/invitations/<token>"): ANYONE,
    # Administration: no assessment, no country in any address
    ("GET", "/administration/"): ADMINISTRATORS,
    ("GET", "/administration/invite"): ADMINISTRATORS,
    ("POST", "/administration/invite"): ADMINISTRATORS,
    ("POST", "/administration/invitations/<int:invitation>/again"): ADMINISTRATORS,
    ("POST", "/administration/invitations/<int:invitation>/revoke"): ADMINISTRATORS,
    ("POST", "/administration/people/<int:person>/close"): ADMINISTRATORS,
    ("POST", "/administration/people/<int:person>/open"): ADMINISTRATORS,
    ("GET", "/administration/people/<int:person>/password-link"): ADMINISTRATORS,
    ("POST", "/administration/people/<int:person>/password-link"): ADMINISTRATORS,
    ("GET", "/administration/people/<int:person>/second-factor"): ADMINISTRATORS,
    ("POST", "/administration/people/<int:person>/second-factor"): ADMINISTRATORS,
    ("GET", "/administration/people/<int:person>/email"): ADMINISTRATORS,
    ("POST", "/administration/people/<int:person>/email"): ADMINISTRATORS,
    # UNODC's desk: what countries released, and no country in any address
    ("GET", "/desk/"): OFFICERS,
    ("GET", "/desk/needs"): OFFICERS,
    ("POST", "/desk/files"): OFFICERS,
    ("GET", "/desk/needs/<int:number>"): OFFICERS,
    ("POST", "/desk/needs/<int:number>/step"): OFFICERS,
    ("POST", "/desk/needs/<int:number>/messages"): OFFICERS,
    ("GET", "/desk/needs/<int:number>/support"): OFFICERS,
    ("POST", "/desk/needs/<int:number>/support"): OFFICERS,
    ("GET", "/desk/needs/<int:number>/support/<int:support>"): OFFICERS,
    ("POST", "/desk/needs/<int:number>/support/<int:support>"): OFFICERS,
    ("GET", "/desk/portfolio"): OFFICERS,
    ("GET", "/desk/portfolio/coverage"): OFFICERS,
    ("GET", "/desk/portfolio/regions"): OFFICERS,
    ("GET", "/desk/portfolio/needs"): OFFICERS,
    ("GET", "/desk/portfolio/movement"): OFFICERS,
    ("GET", "/desk/portfolio/movement/<unit>"): OFFICERS,
    ("GET", "/desk/reports"): OFFICERS,
    ("GET", "/desk/reports/<int:number>"): OFFICERS,
    ("GET", "/desk/cohorts"): OFFICERS,
    ("GET", "/desk/cohorts/<region>/<unit>/<assistance>"): OFFICERS,
    # What was released to a partner's organisation
    ("GET", "/partner/reports"): PARTNERS,
    ("GET", "/partner/reports/<int:number>"): PARTNERS,
    ("GET", "/partner/"): PARTNERS,
    ("GET", "/partner/needs/<int:number>"): PARTNERS,
    ("POST", "/partner/files"): PARTNERS,
    ("POST", "/partner/supports/files"): PARTNERS,
    ("GET", "/partner/supports/"): PARTNERS,
    ("GET", "/partner/supports/<int:number>"): PARTNERS,
    ("GET", "/desk/providers"): OFFICERS,
    ("POST", "/desk/providers"): OFFICERS,
    ("POST", "/desk/filters"): OFFICERS,
    ("POST", "/desk/filters/<int:number>/forget"): OFFICERS,
    # The people and bodies of a country
    ("GET", PEOPLE): FOCAL_POINTS,
    ("GET", f"{PEOPLE}/invite"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/invite"): FOCAL_POINTS,
    ("GET", f"{PEOPLE}/invite/list"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/invite/list"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/invite/list/send"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/invitations/links"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/invitations/<int:invitation>/again"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/invitations/<int:invitation>/revoke"): FOCAL_POINTS,
    ("GET", f"{PEOPLE}/<int:person>"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/<int:person>"): FOCAL_POINTS,
    ("GET", f"{PEOPLE}/<int:person>/remove"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/<int:person>/remove"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/<int:person>/close"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/<int:person>/open"): FOCAL_POINTS,
    ("GET", f"{PEOPLE}/<int:person>/password-link"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/<int:person>/password-link"): FOCAL_POINTS,
    ("GET", f"{PEOPLE}/<int:person>/second-factor"): FOCAL_POINTS,
    ("POST", f"{PEOPLE}/<int:person>/second-factor"): FOCAL_POINTS,
    ("GET", "/countries/<country>/second-factor"): FOCAL_POINTS,
    ("POST", "/countries/<country>/second-factor"): FOCAL_POINTS,
    ("GET", "/countries/<country>/institutions"): FOCAL_POINTS,
    ("POST", "/countries/<country>/institutions"): FOCAL_POINTS,
    # Assessments
    ("GET", "/"): SIGNED_IN,
    ("GET", "/countries/<country>/assessments/start"): FOCAL_POINTS,
    ("POST", "/countries/<country>/assessments/start"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/"): MEMBERS,
    ("GET", f"{ASSESSMENT}/units/<code>"): MEMBERS,
    ("POST", f"{ASSESSMENT}/units/<code>"): WRITERS,
    ("POST", f"{ASSESSMENT}/units/<code>/remarks"): WRITERS,
    ("POST", f"{ASSESSMENT}/units/<code>/presence"): MEMBERS,
    ("GET", f"{ASSESSMENT}/actions"): READERS,
    ("POST", f"{ASSESSMENT}/actions"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/actions/effect"): READERS,
    ("GET", f"{ASSESSMENT}/actions/<code>"): READERS,
    ("POST", f"{ASSESSMENT}/actions/<code>"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/ratings"): READERS,
    ("POST", f"{ASSESSMENT}/ratings"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/units/<code>/plan"): READERS,
    ("POST", f"{ASSESSMENT}/units/<code>/plan"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/targets"): READERS,
    ("POST", f"{ASSESSMENT}/targets"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/asked"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/asked"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/asked/bodies"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/asked/bodies"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/result"): READERS,
    ("POST", f"{ASSESSMENT}/answers.json"): READERS,
    ("GET", f"{ASSESSMENT}/upload"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/upload"): FOCAL_POINTS,
    # Answers that do not seem to fit
    ("GET", f"{ASSESSMENT}/checks"): MEMBERS,
    ("POST", f"{ASSESSMENT}/checks"): WRITERS,
    ("POST", f"{ASSESSMENT}/checks/take-back"): WRITERS,
    # Who has come how far
    ("GET", f"{ASSESSMENT}/progress"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/reminders"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/reminders"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/reminders/<whom>"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/reminders/<whom>"): FOCAL_POINTS,
    # What is said about an answer
    ("GET", f"{ASSESSMENT}/questions/<code>"): MEMBERS,
    ("POST", f"{ASSESSMENT}/questions/<code>"): DISCUSSING,
    ("POST", f"{ASSESSMENT}/questions/<code>/threads/<int:thread>"): DISCUSSING,
    ("POST", f"{ASSESSMENT}/questions/<code>/mark"): DISCUSSING,
    ("POST", f"{ASSESSMENT}/questions/<code>/review"): REVIEWERS,
    ("GET", f"{ASSESSMENT}/questions/<code>/history"): LEADING_AND_REVIEWING,
    ("GET", f"{ASSESSMENT}/modules"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/modules"): FOCAL_POINTS,
    # What happened in a country
    ("GET", "/countries/<country>/events"): FOCAL_POINTS,
    # From draft to submission
    ("GET", f"{ASSESSMENT}/check"): READERS,
    ("POST", f"{ASSESSMENT}/check/seen"): READERS,
    ("GET", f"{ASSESSMENT}/send-to-review"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/send-to-review"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/clear"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/clear"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/reopen"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/reopen"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/next-cycle"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/next-cycle"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/confirmed"): READERS,
    ("GET", f"{ASSESSMENT}/sign-offs"): READERS,
    ("POST", f"{ASSESSMENT}/sign-offs"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/submit"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/submit"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/submission"): READERS,
    ("POST", f"{ASSESSMENT}/submission/content"): READERS,
    ("GET", f"{ASSESSMENT}/take-back"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/take-back"): FOCAL_POINTS,
    # Documents that prove answers
    ("GET", f"{ASSESSMENT}/documents"): MEMBERS,
    ("GET", f"{ASSESSMENT}/documents/add"): WRITERS,
    ("POST", f"{ASSESSMENT}/documents/add"): WRITERS,
    ("GET", f"{ASSESSMENT}/documents/<int:document>"): WRITERS,
    ("POST", f"{ASSESSMENT}/documents/<int:document>"): WRITERS,
    ("POST", f"{ASSESSMENT}/documents/<int:document>/withdraw"): WRITERS,
    ("POST", f"{ASSESSMENT}/documents/<int:document>/file"): MEMBERS,
    ("GET", f"{ASSESSMENT}/questions/<code>/evidence"): WRITERS,
    ("POST", f"{ASSESSMENT}/questions/<code>/evidence"): WRITERS,
    ("POST", f"{ASSESSMENT}/questions/<code>/evidence/listed"): WRITERS,
    # The gap report as files
    ("GET", f"{ASSESSMENT}/report"): READERS,
    ("POST", f"{ASSESSMENT}/report"): READERS,
    ("GET", f"{ASSESSMENT}/report/<int:rendering>"): READERS,
    ("POST", f"{ASSESSMENT}/report/<int:rendering>/file"): READERS,
    ("GET", f"{ASSESSMENT}/report/read/<variant>"): READERS,
    ("GET", f"{ASSESSMENT}/report/read/<variant>/answers/<unit>"): READERS,
    # The assistance register
    ("GET", f"{ASSESSMENT}/needs"): READERS,
    ("POST", f"{ASSESSMENT}/needs"): FOCAL_POINTS,
    ("GET", "/countries/<country>/needs"): READERS,
    ("GET", NEED): READERS,
    ("GET", f"{NEED}/edit"): FOCAL_POINTS,
    ("POST", f"{NEED}/edit"): FOCAL_POINTS,
    ("GET", f"{NEED}/steps/<step>"): FOCAL_POINTS,
    ("POST", f"{NEED}/steps/<step>"): FOCAL_POINTS,
    ("POST", f"{NEED}/replacement"): FOCAL_POINTS,
    ("POST", f"{NEED}/clarifications/<int:message>"): FOCAL_POINTS,
    ("GET", "/countries/<country>/needs/pack"): FOCAL_POINTS,
    ("POST", "/countries/<country>/needs/pack"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/needs/pack/<int:rendering>"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/needs/pack/<int:rendering>/again"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/needs/pack/<int:rendering>/file"): FOCAL_POINTS,
    ("GET", RELEASES): READERS,
    ("GET", f"{RELEASES}/new/<kind>/<int:record>"): FOCAL_POINTS,
    ("POST", f"{RELEASES}/new/<kind>/<int:record>"): FOCAL_POINTS,
    ("GET", f"{RELEASES}/<int:release>"): READERS,
    ("POST", f"{RELEASES}/<int:release>/agree"): FOCAL_POINTS,
    ("GET", f"{RELEASES}/<int:release>/withdraw"): FOCAL_POINTS,
    ("POST", f"{RELEASES}/<int:release>/withdraw"): FOCAL_POINTS,
    ("GET", "/countries/<country>/what-others-see"): READERS,
    ("GET", "/countries/<country>/what-others-see/needs/<int:need>"): READERS,
    ("GET", "/countries/<country>/offers"): READERS,
    ("POST", "/countries/<country>/offers"): FOCAL_POINTS,
    ("POST", "/countries/<country>/offers/<int:offer>/withdraw"): FOCAL_POINTS,
    ("GET", "/countries/<country>/support"): READERS,
    ("GET", "/countries/<country>/support/<int:support>"): READERS,
    ("POST", "/countries/<country>/support/<int:support>"): FOCAL_POINTS,
    # Papers to print; a contributor those about what was given to them
    ("GET", f"{ASSESSMENT}/papers"): MEMBERS,
    ("POST", f"{ASSESSMENT}/papers"): MEMBERS,
    ("GET", f"{ASSESSMENT}/papers/request-slips/<int:institution>"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/papers/request-slips/<int:institution>"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/papers/sign-off-sheets/<int:institution>"): FOCAL_POINTS,
    ("POST", f"{ASSESSMENT}/papers/sign-off-sheets/<int:institution>"): FOCAL_POINTS,
    ("GET", f"{ASSESSMENT}/papers/<int:rendering>"): MEMBERS,
    ("POST", f"{ASSESSMENT}/papers/<int:rendering>/again"): MEMBERS,
    ("POST", f"{ASSESSMENT}/papers/<int:rendering>/file"): MEMBERS,
}

# The routes that are closed in some states of the assessment, with those in which they are open.
OPEN_WHILE = {
    ("POST", f"{ASSESSMENT}/units/<code>"): ("draft",),
    ("POST", f"{ASSESSMENT}/units/<code>/presence"): ("draft", "under_review"),
    ("POST", f"{ASSESSMENT}/actions"): ("draft",),
    ("POST", f"{ASSESSMENT}/actions/<code>"): ("draft",),
    ("POST", f"{ASSESSMENT}/ratings"): ("draft",),
    ("POST", f"{ASSESSMENT}/units/<code>/plan"): ("draft",),
    ("POST", f"{ASSESSMENT}/targets"): ("draft",),
    ("POST", f"{ASSESSMENT}/asked"): ("draft",),
    ("POST", f"{ASSESSMENT}/asked/bodies"): ("draft",),
    ("GET", f"{ASSESSMENT}/upload"): ("draft",),
    ("GET", f"{ASSESSMENT}/documents/add"): ("draft",),
    ("POST", f"{ASSESSMENT}/documents/add"): ("draft",),
    ("GET", f"{ASSESSMENT}/documents/<int:document>"): ("draft",),
    ("POST", f"{ASSESSMENT}/documents/<int:document>"): ("draft",),
    ("POST", f"{ASSESSMENT}/documents/<int:document>/withdraw"): ("draft",),
    ("GET", f"{ASSESSMENT}/questions/<code>/evidence"): ("draft",),
    ("POST", f"{ASSESSMENT}/questions/<code>/evidence"): ("draft",),
    ("POST", f"{ASSESSMENT}/questions/<code>/evidence/listed"): ("draft",),
    ("GET", f"{ASSESSMENT}/reminders"): ("draft",),
    ("POST", f"{ASSESSMENT}/reminders"): ("draft",),
    ("GET", f"{ASSESSMENT}/reminders/<whom>"): ("draft",),
    ("POST", f"{ASSESSMENT}/reminders/<whom>"): ("draft",),
    ("POST", f"{ASSESSMENT}/checks"): ("draft", "under_review"),
    ("POST", f"{ASSESSMENT}/checks/take-back"): ("draft", "under_review"),
    ("POST", f"{ASSESSMENT}/upload"): ("draft",),
    ("POST", f"{ASSESSMENT}/questions/<code>/mark"): ("draft", "under_review"),
    ("POST", f"{ASSESSMENT}/questions/<code>/review"): ("draft", "under_review"),
    ("GET", f"{ASSESSMENT}/papers/request-slips/<int:institution>"): ("draft",),
    ("POST", f"{ASSESSMENT}/papers/request-slips/<int:institution>"): ("draft",),
    ("GET", f"{ASSESSMENT}/modules"): ("draft",),
    ("POST", f"{ASSESSMENT}/modules"): ("draft",),
    ("GET", f"{ASSESSMENT}/send-to-review"): ("draft",),
    ("POST", f"{ASSESSMENT}/send-to-review"): ("draft",),
    ("GET", f"{ASSESSMENT}/clear"): ("under_review",),
    ("POST", f"{ASSESSMENT}/clear"): ("under_review",),
    ("POST", f"{ASSESSMENT}/sign-offs"): ("draft", "under_review", "cleared"),
    ("GET", f"{ASSESSMENT}/reopen"): ("submitted",),
    ("POST", f"{ASSESSMENT}/reopen"): ("submitted",),
    ("GET", f"{ASSESSMENT}/next-cycle"): ("submitted",),
    ("POST", f"{ASSESSMENT}/next-cycle"): ("submitted",),
    ("GET", f"{ASSESSMENT}/submit"): ("cleared",),
    ("POST", f"{ASSESSMENT}/submit"): ("cleared",),
    ("GET", f"{ASSESSMENT}/submission"): ("submitted",),
    ("POST", f"{ASSESSMENT}/submission/content"): ("submitted",),
    ("GET", f"{ASSESSMENT}/take-back"): ("under_review", "cleared"),
    ("POST", f"{ASSESSMENT}/take-back"): ("under_review", "cleared"),
}

PARTS = {
    "<country>": "KEN",
    "<int:number>": "1",
    "/questions/<code>": "/questions/R01.1",
    "/actions/<code>": "/actions/R01-1",
    "<code>": "R01",
    "<int:thread>": "1",
    "<int:need>": "1",
    "<int:message>": "1",
    "<step>": "approved",
    "<kind>": "need",
    "<int:record>": "1",
    "<int:release>": "1",
    "<int:offer>": "1",
    "<int:document>": "1",
    "<int:rendering>": "1",
    "<int:institution>": "1",
    "<int:support>": "1",
    "<int:person>": "1",
    "<int:invitation>": "1",
    "<region>": "202",
    "<unit>": "R10",
    "<assistance>": "TA06",
    "<any(csv, xlsx, json):ending>": "csv",
    "<token>": "unknown",
    "<content_hash>": "unknown",
    "<variant>": "working-file",
    "<name>": "unknown",
    "<whom>": "person-1",
    "<path:filename>": "css/main.css",
}


def filled_in(rule: str) -> str:
    """The address of a route in Kenya's first assessment."""
    for part, value in PARTS.items():
        rule = rule.replace(part, value)
    return rule


def all_routes(app: Flask) -> dict[tuple[str, str], str]:
    """Every method of every route, with its endpoint."""
    return {
        (method, rule.rule): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def start_assessment(visitor: Visitor, country: str) -> None:
    """An assessment of that country, with an answer to its first question."""
    path = f"/countries/{country}/assessments/start"
    answer = visitor.submit(
        visitor.get(path), fields={"title": f"About {country}", "reference_date": "2026-11-01"}
    )
    assert answer.location.endswith("/")


def status(visitor: Visitor, method: str, path: str) -> int:
    """The status of what the visitor is answered."""
    return answered(visitor, method, path).status_code


def answered(visitor: Visitor, method: str, path: str, fields: dict[str, Any] | None = None) -> TestResponse:
    """What the visitor is answered, whatever it is; a POST carries a good token."""
    if method == "GET":
        return visitor.client.get(path)
    _action, sent = visitor.get("/").fields("Sign out")
    return visitor.client.post(path, data={**sent, **(fields or {})})


def test_every_route_is_in_the_table_and_states_the_same_policy(app: Flask) -> None:
    stated = {
        route: policy.name if (policy := policy_of(app, endpoint)) else "states nothing"
        for route, endpoint in all_routes(app).items()
    }
    assert stated == ACCESS


def test_every_route_states_the_same_states_of_the_assessment(app: Flask) -> None:
    stated = {
        route: statuses
        for route, endpoint in all_routes(app).items()
        if (statuses := statuses_stated(app, endpoint)) != STATUSES
    }
    assert stated == OPEN_WHILE


# What opens for who must have a second factor and has none: the way to it, and the way out.
BEFORE_A_SECOND_FACTOR = {
    ("GET", "/account/second-factors"),
    ("GET", "/account/authenticator"),
    ("POST", "/account/authenticator"),
    ("GET", "/account/passkeys"),
    ("POST", "/account/passkeys"),
    ("POST", "/account/passkeys/<token>"),
    ("GET", "/account/confirm"),
    ("POST", "/account/confirm"),
    ("POST", "/sign-out"),
}


def test_the_way_to_a_second_factor_opens_before_there_is_one_and_nothing_else(app: Flask) -> None:
    open_views = {
        route
        for route, endpoint in all_routes(app).items()
        if endpoint in OF_EXTENSIONS_BEFORE_SECOND_FACTOR
        or getattr(app.view_functions[endpoint], "before_second_factor", False)
    }
    assert open_views == BEFORE_A_SECOND_FACTOR


@pytest.mark.own_service
def test_a_view_that_states_nothing_is_closed_to_everybody(app: Flask, sign_in: SignIn) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open", methods=["GET", "POST"])
    Visitor(app).get("/forgotten", expect=404)
    administrator = sign_in("KEN", is_administrator=True)
    administrator.get("/forgotten", expect=404)
    assert status(administrator, "POST", "/forgotten") == 404


def tried(
    app: Flask, visitor: Visitor, routes: list[tuple[str, str]], *, country: str = "KEN"
) -> dict[tuple[str, str], int]:
    """The status that each of those routes answered the visitor; none of them may change anything."""
    statuses = {}
    before = dump(app)
    for method, rule in routes:
        address = filled_in(rule).replace("/KEN/", f"/{country}/")
        statuses[method, rule] = status(visitor, method, address)
        assert dump(app) == before, f"{method} {address} changed the database"
    return statuses


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(app: Flask, sign_in: SignIn) -> None:
    start_assessment(sign_in("KEN"), "KEN")
    before = dump(app)
    visitor = Visitor(app)
    _action, sent = visitor.get("/sign-in").fields()
    for (method, rule), policy in ACCESS.items():
        if policy in WITHOUT_SIGNING_IN:
            continue
        if method == "GET":
            answer = visitor.get(filled_in(rule), expect=302)
        else:
            answer = visitor.post(filled_in(rule), {"csrf_token": sent["csrf_token"]}, expect=302)
        assert answer.location.startswith("/sign-in?next="), rule
        assert dump(app) == before, rule


def test_what_is_open_to_nobody_does_not_exist(app: Flask, sign_in: SignIn) -> None:
    routes = [route for route, policy in ACCESS.items() if policy == NOBODY]
    assert tried(app, sign_in("KEN", is_administrator=True), routes) == dict.fromkeys(routes, 404)


class TestAnotherCountry:
    """Whoever belongs to another country, or to none, is told that there is no such page, on every route."""

    ROUTES: ClassVar = [route for route in ACCESS if "<country>" in route[1]]

    @pytest.mark.parametrize("role", COUNTRY_ROLES)
    def test_gets_404_and_nothing_changes(self, app: Flask, sign_in: SignIn, role: str) -> None:
        start_assessment(sign_in("KEN"), "KEN")
        stranger = sign_in("FRA", role=role)
        assert tried(app, stranger, self.ROUTES) == dict.fromkeys(self.ROUTES, 404)

    def test_gets_404_for_the_assessment_under_its_own_country_too(self, app: Flask, sign_in: SignIn) -> None:
        routes = [route for route in self.ROUTES if "<int:number>" in route[1]]
        start_assessment(sign_in("KEN"), "KEN")
        stranger = sign_in("FRA")
        assert tried(app, stranger, routes, country="FRA") == dict.fromkeys(routes, 404)

    @pytest.mark.parametrize("right", ["is_administrator", "is_unodc_officer"])
    def test_a_right_across_countries_opens_no_country(self, app: Flask, sign_in: SignIn, right: str) -> None:
        start_assessment(sign_in("KEN"), "KEN")
        official = sign_in(None, **{right: True})
        assert tried(app, official, self.ROUTES) == dict.fromkeys(self.ROUTES, 404)


@pytest.mark.parametrize("rights", [{"is_unodc_officer": True}, {"is_administrator": True}])
def test_the_partners_pages_are_closed_to_whoever_is_no_partner(
    app: Flask, sign_in: SignIn, rights: dict[str, bool]
) -> None:
    Register(app).need()
    closed = [route for route, policy in ACCESS.items() if policy == PARTNERS]
    assert tried(app, sign_in("KEN", **rights), closed) == dict.fromkeys(closed, 404)


@pytest.mark.parametrize("role", [*COUNTRY_ROLES, "administrator"])
def test_the_desk_and_tokens_are_closed_to_whoever_is_not_of_unodc(
    app: Flask, sign_in: SignIn, role: str
) -> None:
    Register(app).need()
    somebody = sign_in(None, is_administrator=True) if role == "administrator" else sign_in("KEN", role=role)
    closed = [route for route, policy in ACCESS.items() if policy in {OFFICERS, OUTSIDERS}]
    assert tried(app, somebody, closed) == dict.fromkeys(closed, 404)


@pytest.mark.parametrize("role", COUNTRY_ROLES)
def test_whom_the_policy_does_not_name_gets_404_in_their_own_country_too(
    app: Flask, sign_in: SignIn, role: str
) -> None:
    start_assessment(sign_in("KEN"), "KEN")
    closed = [
        route
        for route, policy in ACCESS.items()
        if policy in ROLES_ADMITTED and role not in ROLES_ADMITTED[policy]
    ]
    assert tried(app, sign_in("KEN", role=role), closed) == dict.fromkeys(closed, 404)


def asked_of(app: Flask, sign_in: SignIn, state: str) -> Callable[[tuple[str, str]], tuple[int, bool]]:
    """Asks a route of an assessment in that state, as somebody whom the route admits: what was answered,
    and whether it was the page that tells what cannot be done now.
    """
    # Not who took the steps up to that state: a step that the same person sends twice is one step.
    start_assessment(sign_in("KEN"), "KEN")
    bring_to(app, state)
    visitors = {role: sign_in("KEN", role=role) for role in sorted({admitted(route) for route in OPEN_WHILE})}

    def ask(route: tuple[str, str]) -> tuple[int, bool]:
        method, rule = route
        typed = {"R01.1-base": "0", "R01.1-comment": "typed"}
        answer = answered(visitors[admitted(route)], method, filled_in(rule), typed)
        # The unit page has a page of its own for what it cannot take, with all that was typed.
        page = answer.get_data(as_text=True)
        return answer.status_code, re.search("This cannot be (changed|saved) now", page) is not None

    return ask


def admitted(route: tuple[str, str]) -> str:
    """A role that the policy of the route admits."""
    return max(ROLES_ADMITTED[ACCESS[route]])


@pytest.mark.parametrize("state", STATUSES)
def test_what_a_state_of_the_assessment_forbids_is_told_and_changes_nothing(
    app: Flask, sign_in: SignIn, state: str
) -> None:
    ask = asked_of(app, sign_in, state)
    before = dump(app)
    for route, states in OPEN_WHILE.items():
        if state not in states:
            assert ask(route) == (409, True), route
            assert dump(app) == before, route


@pytest.mark.parametrize(
    ("route", "state"), [(route, state) for route, states in OPEN_WHILE.items() for state in states]
)
def test_what_a_state_of_the_assessment_allows_is_not_closed(
    app: Flask, sign_in: SignIn, route: tuple[str, str], state: str
) -> None:
    answer_status, is_locked = asked_of(app, sign_in, state)(route)
    assert answer_status < 500
    assert not is_locked
