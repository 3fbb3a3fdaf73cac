"""The first person sets the service up; people come and go."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    OpenPage,
    SignInBrowser,
    assert_accessible,
    assert_no_sideways_scrolling,
)
from tests.browser.phones import set_up_authenticator
from tests.servers import Server


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_person_sets_it_up_signs_out_and_in_again(
    open_page: OpenPage, own_server: Server, javascript: bool
) -> None:
    page = open_page(address=own_server.address, javascript=javascript)
    page.goto(own_server.first_use_link)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Choose a password").click()
    expect(page).to_have_url(re.compile(r"#password$"))
    page.get_by_label("Your name").fill("Amina Otieno")
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_label("Password").fill("a kettle on the roof")
    page.get_by_label("Country").select_option("KEN")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/account/second-factors"))
    phone, codes = set_up_authenticator(page)
    page.get_by_role("link", name="I have noted them").click()
    page.get_by_role("link", name="Start an assessment of Kenya").click()
    sign_out(page)
    give_password(page, "a kettle on the wall")
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    give_password(page, "a kettle on the roof")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: Enter the code"))
    # The code of this half minute has been used to set the app up.
    page.get_by_label("Code").fill(phone.generate(time.time() + 30).token)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{own_server.address}/")
    sign_out(page)
    give_password(page, "a kettle on the roof")
    page.get_by_role("link", name="Use a recovery code instead").click()
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{own_server.address}/")
    assert page.goto(own_server.first_use_link).status == 404  # type: ignore[union-attr]


def give_password(page: Page, password: str) -> None:
    """Fills in the sign-in page."""
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    """Leaves by the button on every page."""
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_ones_own_account_are_accessible(signed_in_page: SignInBrowser, width: int) -> None:
    page = signed_in_page("KEN", width=width)
    page.get_by_role("link", name="Person").click()
    for path in ("/account", "/account/name", "/account/sessions", "/account/second-factors"):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
    page.get_by_role("link", name="Set up an app").click()
    assert_accessible(page)
    page.get_by_role("button", name="Finish").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    assert_no_sideways_scrolling(page)
    page.goto("/account/second-factors")
    set_up_authenticator(page)
    assert_accessible(page)
    assert_no_sideways_scrolling(page)
    page.get_by_role("link", name="I have noted them").click()
    for path in ("/account/recovery-codes", "/account/second-factors", "/account"):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_accounts_are_accessible(open_page: OpenPage, own_server: Server, width: int) -> None:
    page = open_page(address=own_server.address, width=width)
    for path in (own_server.first_use_link, "/sign-in", "/nowhere"):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
    page.goto(own_server.first_use_link)
    page.get_by_role("button", name="Continue").click()
    assert_accessible(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    assert_accessible(page)


def test_a_link_signs_in(signed_in_page: SignInBrowser) -> None:
    page = signed_in_page("KEN")
    assert_accessible(page)
