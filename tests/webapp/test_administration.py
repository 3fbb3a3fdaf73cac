"""Administrators look after people and see no country's answers, nor give themselves a way to them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.inviting import accepted, events, invite, link_on, roles
from tests.webapp.journeys import start
from tests.webapp.pages import Page, Visitor

PAGE = "/administration/"
EMAIL = "wanjiru@example.org"


def invite_across(visitor: Visitor, role: str, land: str = "", *, expect: int = 200) -> Page:
    """Fills in the page that invites somebody across countries."""
    fields = {"name": "Wanjiru Kamau", "email": EMAIL, "role": role, "land": land}
    return visitor.submit(visitor.get("/administration/invite"), fields=fields, expect=expect)


@pytest.fixture
def administrator(sign_in: SignIn) -> Visitor:
    return sign_in(None, is_administrator=True)


def test_the_first_focal_point_of_a_country_is_invited_and_leads_it(
    app: Flask, administrator: Visitor
) -> None:
    accepted(app, link_on(invite_across(administrator, "focal_point", "KEN")))
    assert roles(app, EMAIL) == {"KEN": "focal_point"}
    assert "Has a focal point" in administrator.get(PAGE).words


def test_nobody_is_invited_to_a_country_that_has_a_focal_point(
    app: Flask, administrator: Visitor, sign_in: SignIn
) -> None:
    sign_in("KEN")
    assert "has a focal point already" in invite_across(administrator, "focal_point", "KEN", expect=422).words
    for land in ("", "XXX", "nowhere"):
        invite_across(administrator, "focal_point", land, expect=422)
    invite_across(administrator, "reader", "KEN", expect=422)
    assert dump(app)["invitations"] == []


@pytest.mark.parametrize("role", ["unodc_officer", "administrator"])
def test_roles_across_countries_are_given_by_invitation(
    app: Flask, administrator: Visitor, role: str
) -> None:
    accepted(app, link_on(invite_across(administrator, role, "KEN")))
    [user] = [row for row in dump(app)["users"] if row["email"] == EMAIL]
    assert (user["is_unodc_officer"], user["is_administrator"]) == (
        role == "unodc_officer",
        role == "administrator",
    )
    assert dump(app)["memberships"] == []
    assert ("invited", EMAIL, {"role": role, "questions": ""}) in events(app)


def test_invitations_of_countries_are_not_the_administrators(
    app: Flask, administrator: Visitor, sign_in: SignIn
) -> None:
    invite(sign_in("KEN", is_administrator=True), role="focal_point")
    assert EMAIL not in administrator.get(PAGE).words
    _action, sent = administrator.get("/").fields("Sign out")
    before = dump(app)
    for deed in ("again", "revoke"):
        administrator.post(f"{PAGE}invitations/1/{deed}", sent, expect=404)
    assert dump(app) == before


def test_a_link_is_replaced_and_revoked(app: Flask, administrator: Visitor) -> None:
    first = link_on(invite_across(administrator, "unodc_officer"))
    second = link_on(administrator.submit(administrator.get(PAGE), "Invite again", expect=200))
    Visitor(app).get(first, expect=404)
    administrator.submit(administrator.get(PAGE), "Revoke")
    Visitor(app).get(second, expect=404)


def test_accounts_are_closed_and_opened_but_never_ones_own(
    app: Flask, administrator: Visitor, sign_in: SignIn
) -> None:
    focal_point = sign_in("KEN")
    administrator.submit(administrator.get(PAGE), "Close the account")
    focal_point.get("/", expect=302)
    assert "Nobody leads it" in administrator.get(PAGE).words
    administrator.submit(administrator.get(PAGE), "Open the account again")
    assert "Has a focal point" in administrator.get(PAGE).words
    _action, sent = administrator.get("/").fields("Sign out")
    for deed in ("close", "open"):
        administrator.post(f"{PAGE}people/1/{deed}", sent, expect=403)
        administrator.post(f"{PAGE}people/99/{deed}", sent, expect=404)


def test_no_assessment_is_shown(administrator: Visitor, sign_in: SignIn) -> None:
    start(sign_in("KEN"), title="A title that is the country's")
    page = administrator.get(PAGE)
    assert "A title that is" not in page.words
    assert not any("/assessments/" in link or "/countries/" in link for link in page.links())


@pytest.mark.parametrize("role", ["focal_point", "reader"])
def test_whoever_is_no_administrator_is_told_that_there_is_no_such_page(
    app: Flask, sign_in: SignIn, role: str
) -> None:
    visitor = sign_in("KEN", role=role)
    _action, sent = visitor.get("/").fields("Sign out")
    before = dump(app)
    visitor.get(PAGE, expect=404)
    visitor.get(f"{PAGE}invite", expect=404)
    for path in ("invite", "people/1/close", "people/1/open", "invitations/1/again", "invitations/1/revoke"):
        visitor.post(PAGE + path, {**sent, "role": "administrator"}, expect=404)
    assert dump(app) == before
