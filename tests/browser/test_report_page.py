"""The report read in a real browser: wide and narrow, with and without scripts, and the page of its proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, SignInBrowser
from tests.browser.test_assessment import look_over, start


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (320, False)])
def test_the_report_is_read_by_its_contents_and_by_clause(
    signed_in_page: SignInBrowser, width: int, javascript: bool
) -> None:
    page = signed_in_page(width=width, javascript=javascript)
    assessment = start(page)
    page.goto(f"{assessment}report")
    look_over(page, javascript=javascript)
    page.get_by_role("link", name=re.compile("Read it here.*Working file")).click()
    look_over(page, javascript=javascript)
    page.get_by_role("link", name="R04 Education, strategy exchange, and youth").first.click()
    expect(page.locator("[id='R04']")).to_be_in_viewport()
    page.goto(f"{assessment}report/read/working-file#R04.a")
    expect(page.locator("[id='R04.a']")).to_be_in_viewport()
    for variant in ("ministers-brief", "unodc", "public"):
        page.goto(f"{assessment}report/read/{variant}")
        look_over(page, javascript=javascript)


def test_whoever_scans_the_code_needs_no_account(open_page: OpenPage) -> None:
    page = open_page(width=360)
    page.goto(f"/reports/{'0' * 64}")
    expect(page.get_by_role("main")).to_contain_text("Not known.")
    look_over(page)
