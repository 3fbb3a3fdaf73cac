"""The first person sets the service up; people come and go."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import (
    OpenPage,
    SignInBrowser,
    assert_accessible,
    assert_no_sideways_scrolling,
)
from tests.servers import Server


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_person_sets_it_up_signs_out_and_in_again(
    open_page: OpenPage, own_server: Server, javascript: bool
) -> None:
    page = open_page(address=own_server.address, javascript=javascript)
    page.goto(own_server.first_use_link)
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Choose a password").click()
    assert page.url.endswith("#password")
    page.get_by_label("Your name").fill("Amina Otieno")
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_label("Password").fill("a kettle on the roof")
    page.get_by_label("Country").select_option("KEN")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("/countries/KEN/assessments/start"))
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_label("Password").fill("a kettle on the wall")
    page.get_by_role("button", name="Sign in").click()
    assert "is not right" in page.get_by_role("alert").inner_text()
    page.get_by_label("Password").fill("a kettle on the roof")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{own_server.address}/")
    assert page.goto(own_server.first_use_link).status == 404  # type: ignore[union-attr]


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
