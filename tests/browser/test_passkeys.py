"""Passkeys in a real browser, which has a device of its own for the test."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    OpenPage,
    assert_accessible,
    assert_no_sideways_scrolling,
)
from tests.servers import BehindTheScenes, Server
from tests.webapp.second_factors import add_person

PASSWORD = "a kettle on the roof"


def give_device(page: Page) -> None:
    """The browser has a device that its owner unlocks at once."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page: Page, email: str) -> None:
    """With the password."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_passkey_is_added_signs_in_alone_and_after_the_password_and_is_removed(
    open_page: OpenPage, server: Server, behind_the_scenes: BehindTheScenes, width: int
) -> None:
    email = f"passkey-{width}@example.org"
    behind_the_scenes.do(lambda: add_person(email, PASSWORD))
    # Browsers allow passkeys at names only.
    page = open_page(address=server.address.replace("127.0.0.1", "localhost"), width=width)
    give_device(page)
    sign_in(page, email)
    page.goto("/account/second-factors")
    page.get_by_role("link", name="Add a passkey").click()
    assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    page.get_by_label("Name of the passkey").fill("Office laptop")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Your passkey is added").wait_for()
    page.goto("/account/passkeys")
    assert_accessible(page)
    assert_no_sideways_scrolling(page)

    page.get_by_role("button", name="Sign out").click()
    assert_accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Your assessments").wait_for()

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    sign_in(page, email)
    page.get_by_role("heading", name="Use your passkey").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Continue with a passkey").click()
    page.get_by_role("heading", name="Your assessments").wait_for()

    page.goto("/account/passkeys")
    page.get_by_role("button", name="Remove Office laptop").click()
    page.get_by_text("The passkey is removed").wait_for()


def test_what_did_not_work_is_said_and_can_be_tried_again(open_page: OpenPage, server: Server) -> None:
    page = open_page(address=server.address.replace("127.0.0.1", "localhost"))
    give_device(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("alert").get_by_text("That did not work").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("alert").get_by_text("That did not work").wait_for()


def test_without_scripts_the_page_says_so(open_page: OpenPage, server: Server) -> None:
    page = open_page(address=server.address.replace("127.0.0.1", "localhost"), javascript=False)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("needs JavaScript")
    page.get_by_role("link", name="Sign in with your password instead").click()
