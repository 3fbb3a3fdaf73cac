"""A partner sees what was released to their organisation by name, or to everybody, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.inviting import accepted, link_on
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.test_desk import SECRET, titles
from webapp import clock
from webapp.database import own_transaction
from webapp.records import desk

BELOW = "/partner/needs/"


@pytest.fixture
def register(app: Flask) -> Register:
    """The needs of this service, which knows two providers."""
    with own_transaction(app):
        for name in ("Academy", "Bank"):
            desk.add_provider(name, "academic", organisation_id="", themes="", at=clock.now())
    return Register(app)


def test_each_partner_sees_their_own(register: Register, sign_in: SignIn) -> None:
    named = register.need(title="For the academy", description=SECRET)
    register.release(named, {"request"}, "partner", partner=1)
    register.release(register.need("PER", title="For everybody"), {"request"}, "open")
    register.need(title="For UNODC alone")
    academy, bank = sign_in(None, provider=1), sign_in(None, provider=2)
    assert set(titles(academy.get("/partner/"), BELOW)) == {"For the academy", "For everybody"}
    assert titles(bank.get("/partner/"), BELOW) == ["For everybody"]
    page = academy.get(f"{BELOW}{named}")
    assert SECRET not in page.text
    assert "Details: not released." in page.words
    bank.get(f"{BELOW}{named}", expect=404)


def test_a_partner_opens_neither_the_desk_nor_a_country(register: Register, sign_in: SignIn) -> None:
    number = register.need()
    partner = sign_in(None, provider=1)
    for path in ("/desk/", f"/desk/needs/{number}", "/desk/portfolio", "/countries/KEN/needs"):
        partner.get(path, expect=404)


def test_a_partner_is_invited_for_one_organisation(app: Flask, register: Register, sign_in: SignIn) -> None:
    administrator = sign_in(None, is_administrator=True)
    fields = {"name": "Wanjiru Kamau", "email": "wanjiru@example.org", "role": "partner"}
    page = administrator.submit(administrator.get("/administration/invite"), fields=fields, expect=422)
    assert "Choose the organisation" in page.words
    accepted(app, link_on(administrator.submit(page, fields={"provider": "2"}, expect=200)))
    [user] = [row for row in dump(app)["users"] if row["email"] == "wanjiru@example.org"]
    assert (user["provider_id"], user["is_unodc_officer"], user["is_administrator"]) == (2, False, False)


def test_an_organisation_gives_no_other_role(app: Flask, register: Register, sign_in: SignIn) -> None:
    administrator = sign_in(None, is_administrator=True)
    fields = {"name": "Wanjiru", "email": "wanjiru@example.org", "role": "unodc_officer", "provider": "2"}
    page = administrator.submit(administrator.get("/administration/invite"), fields=fields, expect=200)
    accepted(app, link_on(page))
    [user] = [row for row in dump(app)["users"] if row["email"] == "wanjiru@example.org"]
    assert user["provider_id"] is None


def test_a_partner_must_have_a_second_factor(register: Register, app: Flask, sign_in: SignIn) -> None:
    administrator = sign_in(None, is_administrator=True)
    fields = {"name": "W", "email": "w@example.org", "role": "partner", "provider": "1"}
    page = administrator.submit(administrator.get("/administration/invite"), fields=fields, expect=200)
    newcomer: Visitor = accepted(app, link_on(page))
    assert newcomer.get("/partner/", expect=302).location.endswith("/account/second-factors")
