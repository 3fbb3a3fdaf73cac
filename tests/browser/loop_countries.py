"""What the focal point of a country does in the loop, by links and buttons."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.loop_stage import (
    ACADEMY,
    COURSES,
    DISPUTED,
    FOR_UNODC,
    KEPT_AT_HOME,
    UNIT,
    confirm_the_rest,
    follow,
    looked_at,
    press,
)
from tests.servers import BehindTheScenes


def a_gap_is_answered(page: Page, place: str) -> None:
    """Nothing is there yet for judges; why that is, the country tells nobody else."""
    page.goto(f"{place}/units/{UNIT}")
    answer(page, "R10.1", "Single events, often donor-run")
    answer(page, "R10.2", "No")
    answer(page, "R10.3", "Free tools used by single officers")
    answer(page, "R10.4", "Handled case by case")
    page.locator("[id='R10.1-comment']").fill(KEPT_AT_HOME)
    press(page, "Save and stay")
    expect(page.locator("#saved")).to_contain_text("R10.4")


def answer(page: Page, question: str, label: str) -> None:
    """Ticks an answer to a question of the unit that is open."""
    page.get_by_role("group", name=question).get_by_label(label).first.check()


def the_assessment_is_submitted(page: Page, place: str) -> None:
    """It is reviewed, cleared and handed in."""
    page.goto(f"{place}/")
    follow(page, "Check and send to review")
    press(page, "Send to review")
    follow(page, "Check and record the clearance")
    page.get_by_label("Name of the approver").fill("Dr Ama Minister")
    page.get_by_label("Office").fill("Minister of Justice")
    page.get_by_label("Date of the clearance").fill("2026-11-20")
    it_is_known_what_is_open(page)
    press(page, "Record the clearance")
    follow(page, "Check and submit")
    it_is_known_what_is_open(page)
    press(page, "Submit")
    looked_at(page, "Submission")


def it_is_known_what_is_open(page: Page) -> None:
    """Targets were not confirmed, and not every answer has a proof."""
    page.get_by_role("checkbox", name="I know that").check()


def its_ranges_are_released(page: Page) -> None:
    """UNODC may see the ranges of what was submitted."""
    follow(page, "Release its ranges or its report to others")
    looked_at(page, "Release")
    it_is_given(page, "UNODC")


def it_is_given(page: Page, audience: str) -> None:
    """The release on the page is given to that audience, after a look at what they will see."""
    if audience == "UNODC":
        page.get_by_label("UNODC", exact=True).check()
    else:
        page.get_by_label("A partner", exact=True).check()
        page.get_by_label("Which partner?").select_option(audience)
    page.get_by_label("What for?").fill("To be matched with support")
    page.get_by_label("Which office approves it?").fill("Ministry of Justice")
    press(page, "See what they will see")
    looked_at(page, "Before you release: what they will see")
    expect(page.get_by_role("main")).not_to_contain_text(KEPT_AT_HOME)
    press(page, "Release it")
    expect(page.get_by_role("status")).to_contain_text("Released.")


def the_gap_becomes_a_need(page: Page, place: str) -> None:
    """The draft follows from the answers that were handed in, and says from which."""
    page.goto(f"{place}/")
    follow(page, "Assistance needs")
    looked_at(page, "Draft assistance needs")
    draft = page.locator("#R10-TA06")
    if draft.is_hidden():
        page.locator("#unit-R10 > summary").click()
    draft.locator("summary").click()
    expect(draft).to_contain_text("levels short: level 1 now")
    draft.get_by_role("checkbox").check()
    press(page, "Turn what is ticked into needs")
    expect(page.get_by_text("These fields say nothing yet:")).to_be_visible()


def the_need_says_what_is_needed(page: Page, title: str) -> None:
    """The draft is completed and approved."""
    follow(page, "Change what it says")
    looked_at(page, "Change the need")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Description").fill(f"Two courses a year. {FOR_UNODC}")
    page.get_by_label("What the country contributes").fill(KEPT_AT_HOME)
    page.get_by_label("Within 6 months").check()
    page.get_by_label("Reason of the urgency").fill("The new law comes into force in spring")
    page.get_by_label("Office that answers for it").fill("Ministry of Justice")
    press(page, "Save the draft")
    looked_at(page, title)
    follow(page, "Approve the need")
    looked_at(page, "Approve the need")
    press(page, "Approve")
    expect(page.get_by_role("status")).to_contain_text("The need is approved.")


def it_is_released(page: Page, title: str) -> None:
    """UNODC may see the request and its details, the academy the request alone."""
    follow(page, "Release it")
    page.get_by_label("Details").check()
    it_is_given(page, "UNODC")
    looked_at(page, title)
    follow(page, "Release more of it, or to others")
    it_is_given(page, ACADEMY)
    expect(page.get_by_role("link", name=ACADEMY)).to_be_visible()


def it_is_requested(page: Page, title: str) -> None:
    """The need is submitted, with the reference of the formal request."""
    follow(page, "Submit with the formal request")
    looked_at(page, "Submit with the formal request")
    page.get_by_label("Note verbale").check()
    page.get_by_label("Number or subject").fill(f"NV/{title.split()[2]}/114")
    press(page, "Submit")
    looked_at(page, title)
    expect(page.locator("#status")).to_have_text("Submitted to UNODC")


def the_question_is_answered(page: Page) -> None:
    """The country finds the question of UNODC on the page of its need."""
    page.reload()
    expect(page.get_by_text("How many courts are there?")).to_be_visible()
    page.get_by_label("Your answer").fill("Forty-one")
    press(page, "Send the answer")
    expect(page.get_by_role("status")).to_contain_text("The answer is sent to UNODC.")


def the_delivery_is_verified(page: Page, title: str) -> None:
    """The country says of the support, and then of its need, that it has got what it asked for."""
    the_support_is_judged(page, "100", "Yes, it was delivered")
    follow(page, title)
    follow(page, "Confirm the delivery")
    looked_at(page, "Confirm the delivery")
    press(page, "It was delivered")
    looked_at(page, title)
    expect(page.locator("#status")).to_have_text("Verified by the country")


def the_delivery_is_disputed(page: Page, title: str) -> None:
    """The other country has got one course of two, and says so of the support and of its need."""
    the_support_is_judged(page, "50", "No, not as it is said", because=DISPUTED)
    follow(page, title)
    follow(page, "Not as delivered")
    looked_at(page, "Not as delivered")
    page.get_by_label("Reason").fill(DISPUTED)
    press(page, "Say that it was not delivered like this")
    looked_at(page, title)
    expect(page.get_by_text("Not as delivered, says the country")).to_be_visible()


def the_support_is_judged(page: Page, share: str, verdict: str, *, because: str = "") -> None:
    """The country says how much of its objective the support covers, and whether it was delivered."""
    page.reload()
    follow(page, COURSES)
    looked_at(page, COURSES)
    page.get_by_label("How much of the objective").fill(share)
    page.get_by_label(verdict).check()
    page.get_by_label("What was not as it is said?").fill(because)
    press(page, "Save")
    looked_at(page, "Support received")


def the_next_cycle_shows_the_change(page: Page, place: str, scenes: BehindTheScenes) -> None:
    """Judges are trained every year now: the unit has improved, for certain."""
    page.goto(f"{place}/submission")
    follow(page, "Begin the next cycle")
    looked_at(page, "Begin the next cycle")
    page.get_by_label("Title", exact=True).fill("Second assessment")
    page.get_by_label("Reference date").fill("2026-11-01")
    press(page, "Begin the next cycle")
    looked_at(page, "Second assessment")
    next_place = page.url.rstrip("/")
    confirm_the_rest(scenes, next_place)
    page.goto(f"{next_place}/units/{UNIT}")
    answer(page, "R10.1", "Given every year to all who handle such cases")
    answer(page, "R10.2", "Yes")
    answer(page, "R10.3", "Purchase or licence of tools is approved")
    answer(page, "R10.4", "Powers to freeze and seize")
    press(page, "Save and stay")
    expect(page.locator("#saved")).to_contain_text("R10.4")
    the_assessment_is_submitted(page, next_place)
    its_ranges_are_released(page)
    page.goto(f"{next_place}/result")
    looked_at(page, "Result")
    page.get_by_text("Unit by unit").click()
    changed = page.get_by_role("row", name=f"{UNIT} ").filter(has_text="mproved")
    expect(changed).to_be_visible()
    page.goto(f"{next_place}/report")
    page.get_by_role("link", name="Read it here").first.click()
    expect(page.get_by_role("main")).to_contain_text("First assessment")
