"""The phone of somebody in a browser test."""

from __future__ import annotations

from passlib.totp import TOTP
from playwright.sync_api import Page, expect


def set_up_authenticator(page: Page) -> tuple[TOTP, list[str]]:
    """Sets an app up from the page of second factors; returns it, and the recovery codes that were shown."""
    page.get_by_role("link", name="Set up an app").click()
    phone = TOTP(key=page.locator("code").inner_text().replace("-", ""))
    page.get_by_label("Code", exact=True).fill(phone.generate().token)
    page.get_by_role("button", name="Finish").click()
    codes = page.locator(".codes code")
    expect(codes).to_have_count(10)
    return phone, codes.all_inner_texts()
