"""The main job in a real browser: start, answer, see the result, set targets, take the report home."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import (
    OpenPage,
    SignInBrowser,
    assert_accessible,
    assert_no_sideways_scrolling,
)
from tests.browser.phones import set_up_authenticator
from tests.servers import Server

UNITS = ("R02", "R04", "R10", "R16", "U2")


def look_over(page: Page, *, javascript: bool = True) -> None:
    """Nothing sticks out, and axe has no complaint. Axe needs scripts."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_no_sideways_scrolling(page)
    if javascript:
        assert_accessible(page)


def set_up_the_service(page: Page, server: Server) -> None:
    """What the first person does before the work begins."""
    page.goto(server.first_use_link)
    page.get_by_label("Your name").fill("Amina Otieno")
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_label("Password").fill("a kettle on the roof")
    page.get_by_label("Country").select_option("KEN")
    page.get_by_role("button", name="Continue").click()
    set_up_authenticator(page)
    page.get_by_role("link", name="I have noted them").click()


def start(page: Page, country: str = "KEN") -> str:
    """Starts an assessment by its page; returns its address."""
    page.goto(f"/countries/{country}/assessments/start")
    page.get_by_label("Title", exact=True).fill("National self-assessment")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile(r"/assessments/\d+/$"))
    return page.url


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_from_first_use_to_the_report(
    open_page: OpenPage, own_server: Server, width: int, javascript: bool
) -> None:
    page = open_page(address=own_server.address, width=width, javascript=javascript)
    set_up_the_service(page, own_server)
    page.get_by_role("link", name="Start an assessment of Kenya").click()
    look_over(page, javascript=javascript)
    page.get_by_label("Title", exact=True).fill("National self-assessment 2026")
    page.get_by_role("button", name="Start", exact=True).click()

    page.get_by_role("link", name="Public access to prevention tools and reporting").click()
    look_over(page, javascript=javascript)
    page.get_by_role("group", name="R02.1").get_by_label("Online platform or portal").check()
    page.get_by_role("group", name="R02.3").get_by_label("A dedicated channel").check()
    page.get_by_role("group", name="R02.4").get_by_label("Don’t know").check()
    page.locator("[id='R02.3-comment']").fill("Designated in May\nby decree")
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved. R02.1, R02.3, R02.4, 3 answers")
    expect(page.get_by_role("heading", level=1)).to_contain_text("R03")
    look_over(page, javascript=javascript)
    page.get_by_role("link", name="Previous: R02").click()
    expect(page.locator("[id='R02.3-comment']")).to_have_value("Designated in May\nby decree")
    expect(page.get_by_role("group", name="R02.4").get_by_label("Don’t know")).to_be_checked()
    page.get_by_role("link", name="All units").first.click()
    expect(page.get_by_text("3 of 4 answered")).to_be_visible()
    look_over(page, javascript=javascript)

    page.get_by_role("link", name="Result: scores, gaps and priorities").click()
    expect(page.get_by_text("one answer not known (R02.4)")).to_be_visible()
    look_over(page, javascript=javascript)
    page.get_by_role("link", name="Set targets and ratings").click()
    page.get_by_role("button", name="Confirm 75 for all of them").click()
    look_over(page, javascript=javascript)
    page.get_by_role("row", name="R10").get_by_role("link", name="Change").click()
    page.get_by_role("group", name="Importance for the country").get_by_label("5").check()
    look_over(page, javascript=javascript)
    page.get_by_role("button", name="Save and see all").click()
    expect(page.get_by_role("status")).to_contain_text("Saved. R10")

    page.goto(re.sub(r"targets.*", "", page.url))
    page.get_by_role("link", name="Gap report").click()
    look_over(page, javascript=javascript)
    page.get_by_role("button", name="Make the PDF").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report is ready", timeout=120_000)
    look_over(page, javascript=javascript)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report (PDF)").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize("width", [1280, 320])
def test_every_kind_of_question_is_accessible(signed_in_page: SignInBrowser, width: int) -> None:
    page = signed_in_page(width=width)
    assessment = start(page)
    for unit in UNITS:
        page.goto(f"{assessment}units/{unit}")
        for folded in page.locator("details").all():
            folded.evaluate("folded => folded.open = true")
        look_over(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_an_error_is_told_and_leads_to_its_field(signed_in_page: SignInBrowser, javascript: bool) -> None:
    page = signed_in_page(javascript=javascript)
    page.goto(f"{start(page)}units/R10")
    page.get_by_role("group", name="R10.1").get_by_label("In the approved plan").check()
    page.get_by_role("group", name="R10.2").get_by_label("Partial").check()
    page.locator("[id='R10.3-comment']").fill("typed before the error")
    page.get_by_role("button", name="Save and stay").last.click()
    expect(page).to_have_title(re.compile("^Error: R10"))
    summary = page.get_by_role("alert")
    if javascript:
        expect(summary).to_be_focused()
        assert_accessible(page)
    expect(page.locator("[id='R10.3-comment']")).to_have_value("typed before the error")
    expect(page.get_by_role("status")).to_contain_text("Saved. R10.1, R10.3")
    summary.get_by_role("link", name="Partial needs an explanation").click()
    expect(page).to_have_url(re.compile(r"#R10\.2-comment$"))
    page.locator("[id='R10.2-comment']").fill("in the capital only")
    page.get_by_role("button", name="Save and stay").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved. R10.2")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_another_document_can_be_added(signed_in_page: SignInBrowser, javascript: bool) -> None:
    page = signed_in_page(javascript=javascript)
    page.goto(f"{start(page)}units/R02")
    evidence = page.locator("[id='R02.3'] details.evidence")
    evidence.locator("summary").click()
    evidence.get_by_label("Title", exact=True).fill("Decree 12")
    evidence.get_by_role("button", name="Add another document").click()
    expect(evidence.get_by_label("Title", exact=True).first).to_have_value("Decree 12")
    evidence.get_by_label("Title", exact=True).nth(1).fill("Annual report")
    page.get_by_role("button", name="Save and stay").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved. R02.3")
    expect(evidence.get_by_label("Take it out of this answer")).to_have_count(2)
    expect(evidence.get_by_text("Annual report")).to_be_visible()


def test_two_people_are_shown_both_versions(signed_in_page: SignInBrowser) -> None:
    amina, bo = signed_in_page(), signed_in_page()
    address = f"{start(amina)}units/R10"
    for person in (amina, bo):
        person.goto(address)
    bo.get_by_role("group", name="R10.1").get_by_label("Given every year").check()
    bo.get_by_role("button", name="Save and stay").last.click()
    amina.get_by_role("group", name="R10.1").get_by_label("Single events").check()
    amina.get_by_role("button", name="Save and stay").last.click()
    expect(amina.get_by_role("heading", level=1)).to_have_text("Somebody else answered too")
    look_over(amina)
    amina.get_by_label("One made of both").check()
    amina.get_by_role("button", name="Continue").click()
    expect(amina.get_by_text("and still kept: 3: Given every year")).to_be_visible()
    expect(amina.get_by_role("group", name="R10.1").get_by_label("Single events")).to_be_checked()
    look_over(amina)
    amina.get_by_role("group", name="R10.1").get_by_label("In the approved plan").check()
    amina.get_by_role("button", name="Save and stay").last.click()
    expect(amina.get_by_role("status")).to_contain_text("Saved. R10.1")


def test_a_unit_can_be_answered_by_keyboard_alone(signed_in_page: SignInBrowser) -> None:
    page = signed_in_page()
    page.goto(f"{start(page)}units/R03")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    first = page.locator("[id='R03.1-answer']")
    for _step in range(20):
        page.keyboard.press("Tab")
        if first.evaluate("radio => radio === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[id='R03.1-level-1']")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("typed by hand")
    page.get_by_role("button", name="Save and stay").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved. R03.1")
    expect(page.locator("[id='R03.1-comment']")).to_have_value("typed by hand")


def test_enter_in_a_field_saves_and_adds_nothing(signed_in_page: SignInBrowser) -> None:
    page = signed_in_page()
    page.goto(f"{start(page)}units/R02")
    page.locator("[id='R02.3'] details.evidence summary").click()
    title = page.locator("[id='R02.3-item-0-title']")
    title.fill("Decree 12")
    title.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved. R02.3")


def dialogs(page: Page) -> list[str]:
    """The kinds of dialog that the page opens from now on; each is accepted."""
    opened: list[str] = []

    def accept(dialog: Dialog) -> None:
        opened.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    return opened


class TestComforts:
    """What scripts add; everything works without."""

    def test_leaving_with_a_plan_that_is_not_saved_is_asked_about(
        self, signed_in_page: SignInBrowser
    ) -> None:
        page = signed_in_page()
        page.goto(f"{start(page)}units/R10/plan")
        asked = dialogs(page)
        page.get_by_role("group", name="Importance for the country").get_by_label("5").check()
        page.get_by_role("link", name="Your assessments").click()
        page.wait_for_url("**/")
        assert asked == ["beforeunload"]

    def test_saving_is_not_asked_about(self, signed_in_page: SignInBrowser) -> None:
        page = signed_in_page()
        page.goto(f"{start(page)}units/R02")
        asked = dialogs(page)
        page.locator("[id='R02.3-comment']").press_sequentially("a whole thought")
        page.get_by_role("button", name="Save and stay").last.click()
        expect(page.get_by_role("status")).to_contain_text("Saved.")
        assert asked == []

    def test_words_are_counted(self, signed_in_page: SignInBrowser) -> None:
        page = signed_in_page()
        page.goto(f"{start(page)}units/R02")
        page.locator("[id='R02.3-comment']").fill("three little words")
        expect(page.locator("[id='R02.3-comment'] + .count")).to_have_text("3 words, 18 characters")

    def test_what_stands_alone_unticks_the_rest(self, signed_in_page: SignInBrowser) -> None:
        page = signed_in_page()
        page.goto(f"{start(page)}units/R02")
        tools = page.get_by_role("group", name="R02.1")
        tools.get_by_label("Video").check()
        tools.get_by_label("None of these").check()
        expect(tools.get_by_label("Video")).not_to_be_checked()
        tools.get_by_label("Text messages").check()
        expect(tools.get_by_label("None of these")).not_to_be_checked()
