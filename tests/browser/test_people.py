"""A team comes together in a real browser: institutions, invitation, acceptance, questions given."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    OpenPage,
    SignInBrowser,
    assert_accessible,
    assert_no_sideways_scrolling,
)


def look_over(page: Page, *, javascript: bool) -> None:
    """Nothing sticks out, and axe has no complaint. Axe needs scripts."""
    assert_no_sideways_scrolling(page)
    if javascript:
        assert_accessible(page)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_a_focal_point_brings_a_team_together(
    signed_in_page: SignInBrowser, open_page: OpenPage, width: int, javascript: bool
) -> None:
    country = "XAA" if javascript else "XAB"
    page = signed_in_page(country, width=width, javascript=javascript)
    place = f"/countries/{country}"
    page.goto(f"{place}/assessments/start")
    page.get_by_label("Title", exact=True).fill("National self-assessment")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile(r"/assessments/\d+/$"))
    assessment = page.url
    page.goto(f"{place}/institutions")
    look_over(page, javascript=javascript)
    page.get_by_role("button", name="Save the institutions").click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    look_over(page, javascript=javascript)

    page.goto(f"{place}/people/invite")
    page.get_by_role("button", name="Invite", exact=True).click()
    look_over(page, javascript=javascript)
    page.get_by_label("Name", exact=True).fill("Bo Lind")
    page.get_by_label("E-mail address").fill(f"bo-{country.lower()}@example.org")
    page.locator("#given-R02").check()
    page.get_by_role("button", name="Invite", exact=True).click()
    look_over(page, javascript=javascript)
    bo = open_page(width=width, javascript=javascript)
    bo.goto(page.locator("#link-1").input_value())
    look_over(bo, javascript=javascript)
    bo.get_by_label("Password").fill("seven lamps under a slow river")
    bo.get_by_role("button", name="Accept and sign in").click()
    expect(bo.get_by_role("status")).to_contain_text("You take part as: Contributor")

    for path in ("", "/invite/list"):
        page.goto(f"{place}/people{path}")
        look_over(page, javascript=javascript)
    page.get_by_label("The list").fill("Cy Amsel; cy@example.org; reader")
    page.get_by_role("button", name="Look through the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invite one person?")
    look_over(page, javascript=javascript)
    page.goto(f"{place}/people")
    page.get_by_role("link", name="Change Bo Lind").click()
    look_over(page, javascript=javascript)

    page.goto(f"{assessment}asked")
    look_over(page, javascript=javascript)
    page.locator("#ask-R03").check()
    page.get_by_role("checkbox", name="Bo Lind").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("3 questions are given")
    page.get_by_role("link", name="Give each question to the bodies it names").click()
    look_over(page, javascript=javascript)
    page.get_by_role("button", name="Give these questions").click()
    look_over(page, javascript=javascript)
    bo.goto(f"{assessment}units/R03")
    expect(bo.get_by_role("heading", level=1)).to_contain_text("R03")
