"""Two people on one unit see each other, and are not disturbed by it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignInBrowser, assert_accessible, assert_no_sideways_scrolling
from tests.browser.test_assessment import start


def beside(page: Page) -> str:
    """The name under which others see this person."""
    return page.locator(".person").inner_text()


def test_two_people_on_a_unit_see_each_other_come_and_go(signed_in_page: SignInBrowser) -> None:
    amina, luis = signed_in_page("XPR"), signed_in_page("XPR", role="reviewer", width=360)
    for page in (amina, luis):
        page.clock.install()
    place = start(amina, "XPR")
    unit, name = f"{place}units/R02", beside(amina)
    amina.goto(unit)
    said = amina.locator("[data-beside] [aria-live=polite]")
    expect(said).to_be_attached()
    expect(said).to_be_empty()
    assert_accessible(amina)

    luis.goto(unit)
    expect(luis.locator("[data-beside]")).to_contain_text(name)
    assert_accessible(luis)
    assert_no_sideways_scrolling(luis)

    # Amina's page tells a minute later, and hears of the other without being loaded again.
    with amina.expect_response(lambda answer: answer.url.endswith("/presence")):
        amina.clock.run_for(61_000)
    expect(said).to_contain_text("is on this unit now.")
    expect(said).to_contain_text(beside(luis))

    luis.goto(f"{place}questions/R02.3")
    expect(luis.locator("[data-beside]")).to_contain_text(name)
    assert_accessible(luis)


def test_a_page_that_nobody_looks_at_does_not_tell(signed_in_page: SignInBrowser) -> None:
    amina = signed_in_page("XPR")
    place = start(amina, "XPR")
    amina.add_init_script("Object.defineProperty(document, 'hidden', { value: true })")
    told: list[str] = []
    amina.on("request", lambda sent: told.append(sent.url) if sent.url.endswith("/presence") else None)
    amina.goto(f"{place}units/R02")
    expect(amina.locator("[data-beside]")).to_be_attached()
    amina.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    amina.wait_for_load_state("networkidle")
    assert told == []
