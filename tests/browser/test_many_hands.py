"""Six people in two countries, each with a browser of their own, take an assessment from an invitation to its
submission, and on to the next cycle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, SignInBrowser, assert_accessible, assert_no_sideways_scrolling

PASSWORD = "seven quiet herons by the estuary"
LAND, OTHER_LAND = "XMA", "XMB"


@dataclass(frozen=True)
class Hands:
    """Who takes part. The court's officer has a browser that runs no scripts."""

    leads: Page
    police: Page
    court: Page
    reviews: Page
    leads_elsewhere: Page
    helps_elsewhere: Page
    place: str


def press(page: Page, button: str) -> None:
    """Presses the button with exactly that name."""
    page.get_by_role("button", name=button, exact=True).click()


def start(page: Page, country: str, title: str) -> str:
    """Starts an assessment of the country; returns its address."""
    page.goto(f"/countries/{country}/assessments/start")
    page.get_by_label("Title", exact=True).fill(title)
    press(page, "Start")
    page.wait_for_url(re.compile(rf"/countries/{country}/assessments/\d+/$"))
    return page.url.rstrip("/")


def invite(page: Page, newcomer: Page, country: str, *, name: str, role: str, given: str = "") -> None:
    """A focal point invites somebody, and passes the link on; the newcomer accepts."""
    page.goto(f"/countries/{country}/people/invite")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(
        f"{name.split(maxsplit=1)[0].lower()}.{country.lower()}@example.org"
    )
    page.get_by_role("radio", name=role).check()
    for unit in given.split():
        page.get_by_role("checkbox", name=f"{unit} ").first.check()
    press(page, "Invite")
    looked_at(page)
    link = page.locator("input[readonly]").input_value()
    newcomer.goto(link)
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("You are invited")
    assert_no_sideways_scrolling(newcomer)
    newcomer.get_by_label("Password").fill(PASSWORD)
    press(newcomer, "Accept and sign in")
    expect(newcomer.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.fixture
def hands(signed_in_page: SignInBrowser, open_page: OpenPage) -> Hands:
    """Everybody invited, and the assessment of the first country started."""
    leads, leads_elsewhere = signed_in_page(LAND), signed_in_page(OTHER_LAND)
    police, court = open_page(), open_page(javascript=False, width=360)
    reviews, helps_elsewhere = open_page(), open_page()
    place = start(leads, LAND, "First national assessment")
    start(leads_elsewhere, OTHER_LAND, "Of the other country")
    invite(leads, police, LAND, name="Pia Police", role="Contributor", given="R01 R06 R16")
    invite(leads, court, LAND, name="Cora Court", role="Contributor", given="R01")
    invite(leads, reviews, LAND, name="Rosa Reviewer", role="Reviewer")
    invite(leads_elsewhere, helps_elsewhere, OTHER_LAND, name="Otto Other", role="Contributor", given="R01")
    return Hands(leads, police, court, reviews, leads_elsewhere, helps_elsewhere, place)


def looked_at(page: Page, *, javascript: bool = True) -> None:
    """What must hold of every page, in whatever state. Axe needs scripts."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_no_sideways_scrolling(page)
    if javascript:
        assert_accessible(page)


def answer(page: Page, question: str, label: str) -> None:
    """Ticks an answer to a question of the unit that is open."""
    page.get_by_role("group", name=question).get_by_label(label, exact=True).check()


def test_from_the_invitation_to_the_next_cycle(hands: Hands) -> None:
    two_answer_the_same_question(hands)
    nobody_sees_the_other_country(hands)
    a_question_is_given_to_somebody_else_too(hands)
    answers_that_do_not_fit_are_asked_back(hands)
    the_reviewer_disagrees_and_it_is_settled(hands)
    it_is_reviewed_cleared_and_submitted(hands)
    what_comes_too_late_is_shown_with_the_reason(hands)
    it_is_reopened(hands)
    the_next_cycle_begins_with_answers_to_confirm(hands)


def two_answer_the_same_question(hands: Hands) -> None:
    """The second to save is shown both answers, and chooses."""
    unit = f"{hands.place}/units/R01"
    hands.court.goto(unit)
    hands.police.goto(unit)
    answer(hands.police, "R01.1", "Schools")
    press(hands.police, "Save and stay")
    expect(hands.police.locator("#saved")).to_contain_text("R01.1")
    looked_at(hands.police)
    answer(hands.court, "R01.1", "Universities and research bodies")
    press(hands.court, "Save and stay")
    expect(hands.court.get_by_role("heading", level=1)).to_have_text("Somebody else answered too")
    looked_at(hands.court, javascript=False)
    hands.court.get_by_role("radio", name="Mine").check()
    press(hands.court, "Continue")
    expect(hands.court.locator("#saved")).to_contain_text("R01.1")
    hands.leads.goto(f"{hands.place}/questions/R01.1/history")
    expect(hands.leads.get_by_role("main")).to_contain_text("Written from revision 1.")
    looked_at(hands.leads)


def nobody_sees_the_other_country(hands: Hands) -> None:
    """Neither its focal point nor its contributor is told that there is such an assessment."""
    for stranger in (hands.leads_elsewhere, hands.helps_elsewhere):
        for path in ("/", "/units/R01", "/questions/R01.1", "/check", "/result"):
            answered = stranger.goto(hands.place + path)
            assert answered is not None
            assert answered.status == 404


def a_question_is_given_to_somebody_else_too(hands: Hands) -> None:
    """The court's officer did not see the unit; then the focal point gives it to her, by keyboard."""
    answered = hands.court.goto(f"{hands.place}/units/R02")
    assert answered is not None
    assert answered.status == 404
    hands.leads.goto(f"{hands.place}/asked")
    looked_at(hands.leads)
    hands.leads.locator("input[name=ask][value^='R02@']").focus()
    hands.leads.keyboard.press("Space")
    hands.leads.get_by_role("radio", name="given to those ticked below too").focus()
    hands.leads.keyboard.press("Space")
    hands.leads.get_by_role("checkbox", name="Cora Court").focus()
    hands.leads.keyboard.press("Space")
    hands.leads.keyboard.press("Enter")
    expect(hands.leads.get_by_role("row", name="R02 ")).to_contain_text("Cora Court")
    answered = hands.court.goto(f"{hands.place}/units/R02")
    assert answered is not None
    assert answered.ok


def answers_that_do_not_fit_are_asked_back(hands: Hands) -> None:
    """Funding without a break, and funding as a constraint: the writer says why both are right."""
    hands.police.goto(f"{hands.place}/units/R06")
    answer(hands.police, "R06.3", "Yes")
    press(hands.police, "Save and stay")
    hands.police.goto(f"{hands.place}/units/R16")
    hands.police.get_by_role("group", name="R16.1").get_by_role("group", name="Prevention").get_by_label(
        "Funding"
    ).check()
    press(hands.police, "Save and stay")
    expect(hands.police.locator("#saved")).to_contain_text("R16.1")
    hands.police.goto(f"{hands.place}/checks")
    expect(hands.police.get_by_role("main")).to_contain_text("R06.3, R16.1")
    looked_at(hands.police)
    hands.police.get_by_label("If the answers are right as they stand").fill("It runs on, but is not enough.")
    hands.police.get_by_role("button", name="Keep the reason").click()
    expect(hands.police.get_by_role("main")).to_contain_text("It runs on, but is not enough.")
    looked_at(hands.police)


def the_reviewer_disagrees_and_it_is_settled(hands: Hands) -> None:
    """The reviewer changes nothing; once the writer mends the answer, the verdict is an earlier one."""
    page = f"{hands.place}/questions/R01.1"
    hands.reviews.goto(page)
    hands.reviews.get_by_role("radio", name="I disagree").check()
    hands.reviews.get_by_label("Note").fill("The police take part too.")
    press(hands.reviews, "Record my review")
    expect(hands.reviews.get_by_role("main")).to_contain_text("Disagrees")
    looked_at(hands.reviews)
    hands.court.goto(page)
    hands.court.get_by_label("Begin the discussion").fill("Since this summer?")
    press(hands.court, "Send")
    hands.police.goto(f"{hands.place}/units/R01")
    answer(hands.police, "R01.1", "Law enforcement")
    press(hands.police, "Save and stay")
    expect(hands.police.locator("#saved")).to_contain_text("R01.1")
    hands.reviews.goto(page)
    expect(hands.reviews.get_by_role("main")).to_contain_text("with an earlier revision")
    hands.reviews.get_by_role("radio", name="I agree").check()
    press(hands.reviews, "Record my review")
    hands.leads.goto(page)
    hands.leads.get_by_role("button", name="Resolved").click()
    expect(hands.leads.get_by_role("main")).to_contain_text("Resolved by")
    looked_at(hands.leads)


def it_is_reviewed_cleared_and_submitted(hands: Hands) -> None:
    """Each step says what is still open; the last one shows the hash."""
    page = hands.leads
    # Kept open by a colleague who will be too late.
    hands.court.goto(f"{hands.place}/units/R01")
    page.goto(f"{hands.place}/send-to-review")
    looked_at(page)
    press(page, "Send to review")
    page.goto(f"{hands.place}/clear")
    page.get_by_label("Name of the approver").fill("Dr Ama Minister")
    page.get_by_label("Office").fill("Minister of Justice")
    page.get_by_label("Date of the clearance").fill("2026-11-20")
    page.get_by_role("checkbox", name="I know that").check()
    looked_at(page)
    page.locator("main form button.button").last.click()
    page.goto(f"{hands.place}/submit")
    page.get_by_role("checkbox", name="I know that").check()
    looked_at(page)
    page.locator("main form button.button").last.click()
    expect(page.get_by_role("main")).to_contain_text("Checked just now.")
    expect(page.locator("code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    looked_at(page)


def what_comes_too_late_is_shown_with_the_reason(hands: Hands) -> None:
    """A page that was open before the submission cannot be saved; its text becomes a remark."""
    late = hands.court
    late.locator("[id='R01.1-comment']").fill("One more thing")
    press(late, "Save and stay")
    expect(late.get_by_role("heading", level=1)).to_have_text("This cannot be saved now")
    expect(late.get_by_role("main")).to_contain_text("what was submitted never changes")
    press(late, "Keep it as a remark on R01.1")
    hands.leads.goto(f"{hands.place}/questions/R01.1")
    expect(hands.leads.get_by_role("main")).to_contain_text("One more thing")


def it_is_reopened(hands: Hands) -> None:
    """A new draft names the submission, which stays as it was."""
    page = hands.leads
    page.goto(f"{hands.place}/reopen")
    page.get_by_label("Reason").fill("A figure was wrong.")
    looked_at(page)
    press(page, "Open a new draft")
    expect(page.get_by_role("main")).to_contain_text("Draft")
    looked_at(page)
    assert page.url.rstrip("/") != hands.place
    page.goto(f"{hands.place}/submission")
    expect(page.get_by_role("main")).to_contain_text("Checked just now.")


def the_next_cycle_begins_with_answers_to_confirm(hands: Hands) -> None:
    """Nothing counts as answered before somebody has confirmed or changed it."""
    page = hands.leads
    page.goto(f"{hands.place}/next-cycle")
    page.get_by_label("Title", exact=True).fill("Second national assessment")
    page.get_by_label("Reference date").fill("2027-11-01")
    looked_at(page)
    press(page, "Begin the next cycle")
    page.wait_for_url(re.compile(rf"/countries/{LAND}/assessments/\d+/$"))
    looked_at(page)
    place = page.url.rstrip("/")
    hands.police.goto(f"{place}/units/R01")
    looked_at(hands.police)
    expect(hands.police.get_by_role("main")).to_contain_text("does not count until you confirm or change it")
    hands.police.get_by_role("button", name="Still right: confirm R01.1 and save").click()
    expect(hands.police.locator("#saved")).to_contain_text("R01.1")
    page.goto(f"{place}/confirmed")
    expect(page.get_by_role("main")).to_contain_text("Answers confirmed unchanged")
    expect(page.get_by_role("main")).to_contain_text("Pia Police")
    looked_at(page)
