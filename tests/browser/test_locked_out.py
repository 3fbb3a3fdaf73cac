"""Somebody has forgotten the password, or lost the phone, and gets in again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    OpenPage,
    SignInBrowser,
    assert_accessible,
    assert_no_sideways_scrolling,
)
from tests.servers import BehindTheScenes
from tests.webapp.second_factors import add_person
from webapp.accounts.password_links import make_password_link

OLD, NEW, NEWER = "a kettle on the roof", "seven lamps under a slow river", "nine boats on a quiet meadow"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_forgotten_password_is_replaced_by_a_link_from_the_focal_point(
    signed_in_page: SignInBrowser, open_page: OpenPage, behind_the_scenes: BehindTheScenes, javascript: bool
) -> None:
    bo = f"bo-{javascript}@example.org"
    number = behind_the_scenes.do(lambda: add_person(bo, OLD, "KEN").id)
    focal_point = signed_in_page("KEN", javascript=javascript)
    focal_point.goto(f"/countries/KEN/people/{number}")
    focal_point.get_by_role("link", name="Forgotten password").click()
    focal_point.get_by_role("button", name="Make the link").click()
    if javascript:
        assert_accessible(focal_point)
    link = focal_point.get_by_label("Link with which").input_value()
    page = open_page(width=320, javascript=javascript)
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgotten your password?").click()
    expect(page.get_by_role("main")).to_contain_text("Ask the focal point")
    page.goto(link)
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set the new password").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_role("status")).to_contain_text("Your new password is set")
    page.get_by_label("E-mail address").fill(bo)
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.goto("/account/password")
    page.get_by_label("Your present password").fill(NEW)
    page.get_by_label("New password").fill(NEWER)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_that_let_somebody_in_again_are_accessible(
    open_page: OpenPage, signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes, width: int
) -> None:
    email = f"chidi-{width}@example.org"
    number, link = behind_the_scenes.do(lambda: _somebody_with_a_link(email))
    page = open_page(width=width)
    for path in (link, "/forgotten-password", "/forgotten-password/asked", "/choose-password/unknown"):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
    page.goto(link)
    page.get_by_role("button", name="Set the new password").click()
    assert_accessible(page)
    page = signed_in_page("KEN", width=width)
    place = f"/countries/KEN/people/{number}"
    for path in (
        place,
        f"{place}/password-link",
        f"{place}/second-factor",
        "/countries/KEN/second-factor",
        "/account/password",
        "/account/email",
    ):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)


def _somebody_with_a_link(email: str) -> tuple[int, str]:
    person = add_person(email, OLD, "KEN")
    return person.id, make_password_link(person)
