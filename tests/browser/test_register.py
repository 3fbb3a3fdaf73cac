"""The register in a real browser: from the gap to the need, its release, the request, and what came of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignInBrowser
from tests.browser.test_assessment import look_over
from tests.servers import BehindTheScenes
from tests.webapp.test_crawl import add_assessment_here
from webapp import clock
from webapp.database import db
from webapp.records import desk, needs, people
from webapp.records.desk import NewSupport
from webapp.tables import NeedRecord, Provider

Look = Callable[[], None]
TITLE = "Training of judges on electronic evidence"
# The way that UNODC takes with a need, up to the word of the provider.
UNODC_SAYS = ("acknowledged", "in-appraisal", "matched", "in-delivery", "delivered")


def deliver(scenes: BehindTheScenes, need: int, title: str) -> None:
    """UNODC asks something, and brings the need to “delivered” with one support."""

    def do() -> None:
        row = db.session.get_one(NeedRecord, need)
        officer, moment = people.everybody()[-1], clock.now()
        for step in UNODC_SAYS:
            needs.take_step(row, step, "unodc", by=officer, at=moment)  # type: ignore[arg-type]
        desk.write_message(need, "clarification", "How many courts are there?", by=officer, at=moment)
        provider = Provider(name=title, type="government", added_at=moment)
        db.session.add(provider)
        db.session.flush()
        new = NewSupport("Two courses for judges", provider.id, "implementing", "delivered")
        desk.add_support(need, row.country_code, new, by=officer, at=moment)

    scenes.do(do)


def fill_in(page: Page) -> None:
    """Says what a need has to say."""
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_label("Description").fill("Two courses a year for judges of first instance")
    page.get_by_label("Objective").fill("Judges decide on electronic evidence")
    page.get_by_label("Within 12 months").check()
    page.get_by_label("Reason of the urgency").fill("The new law comes into force in a year")
    page.get_by_label("Note on human rights").fill("No power is widened; courses teach the limits")
    page.get_by_label("Office that answers for it").fill("Ministry of Justice")


def begin(page: Page, assessment: int, look: Look) -> str:
    """Turns the first draft need of the assessment into a need; returns the address of its page."""
    page.goto(f"/countries/KEN/assessments/{assessment}/result")
    page.get_by_role("link", name="Turn gaps into assistance needs").click()
    look()
    page.get_by_role("button", name="Turn what is ticked into needs").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least one draft need.")
    look()
    page.locator("[name=take]").first.check()
    page.get_by_role("button", name="Turn what is ticked into needs").click()
    page.wait_for_url(re.compile(r"/needs/\d+$"))
    expect(page.get_by_text("These fields say nothing yet:")).to_be_visible()
    look()
    return page.url


def complete_and_approve(page: Page, look: Look) -> None:
    """Says what the need has to say, with a mistake on the way, and approves it."""
    page.get_by_role("link", name="Change what it says").click()
    look()
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("alert").get_by_role("link", name="Give the need a title.").click()
    look()
    fill_in(page)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("link", name="Approve the need").click()
    look()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("The need is approved.")


def release_to_unodc(page: Page, look: Look) -> None:
    """Releases the request and the details, after a look at what UNODC will see; and looks again after."""
    page.get_by_role("link", name="Release it").click()
    look()
    page.get_by_role("button", name="See what they will see").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose for whom the release is.")
    look()
    page.get_by_label("UNODC", exact=True).check()
    page.get_by_label("Details").check()
    page.get_by_label("What for?").fill("To be matched with support")
    page.get_by_role("button", name="See what they will see").click()
    expect(page.get_by_role("heading", name="This is what they will see")).to_be_visible()
    expect(page.get_by_text("Costs: not released.")).to_be_visible()
    look()
    page.get_by_role("button", name="Release it").click()
    expect(page.get_by_role("status")).to_contain_text("Released.")
    look()
    page.get_by_role("link", name="What others see now").click()
    look()
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text("As UNODC sees it right now.")).to_be_visible()
    look()


def submit(page: Page, need: str, look: Look) -> None:
    """Submits the need with the reference of the formal request."""
    page.goto(need)
    look()
    page.get_by_role("link", name="Submit with the formal request").click()
    look()
    page.get_by_label("Note verbale").check()
    page.get_by_label("Number or subject").fill("NV/2026/114")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("NV/2026/114")).to_be_visible()


def answer_and_judge(page: Page, need: str, look: Look) -> None:
    """Answers UNODC, and says what was not as it is said, of the support and of the need."""
    page.goto(need)
    look()
    page.get_by_label("Your answer").fill("Forty-one")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Forty-one")).to_be_visible()
    page.get_by_role("link", name="Two courses for judges").click()
    look()
    page.get_by_label("How much of the objective").fill("60")
    page.get_by_label("No, not as it is said").check()
    page.get_by_label("What was not as it is said?").fill("One course of two")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("60 % of the objective").first).to_be_visible()
    look()
    page.get_by_role("link", name="Two courses for judges").first.click()
    expect(page.get_by_text("The two sides differ:")).to_be_visible()
    page.goto(need)
    page.get_by_role("link", name="Not as delivered").click()
    page.get_by_label("Reason").fill("One course of two")
    page.get_by_role("button", name="Say that it was not delivered like this").click()
    expect(page.get_by_text("Not as delivered, says the country")).to_be_visible()
    page.get_by_role("link", name="Confirm the delivery").click()
    page.get_by_role("button", name="It was delivered").click()
    expect(page.locator("#status")).to_have_text("Verified by the country")


def make_pack(page: Page, look: Look) -> None:
    """Has a request pack made, with a mistake on the way."""
    page.get_by_role("link", name="Make a request pack").click()
    look()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least one need.")
    look()
    page.get_by_label(TITLE).first.check()
    page.get_by_label("Which office is the contact?").fill("Ministry of Foreign Affairs")
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Your request pack is"))
    look()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_from_the_gap_to_what_was_delivered(
    signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes, width: int, javascript: bool
) -> None:
    page = signed_in_page(width=width, javascript=javascript)
    look = functools.partial(look_over, page, javascript=javascript)
    number = behind_the_scenes.do(lambda: add_assessment_here("KEN", seed=7))
    need = begin(page, number, look)
    complete_and_approve(page, look)
    release_to_unodc(page, look)
    submit(page, need, look)
    deliver(behind_the_scenes, int(need.rpartition("/")[2]), f"Friendly State {number}")
    answer_and_judge(page, need, look)
    page.goto("/countries/KEN/releases")
    page.get_by_role("row").get_by_role("link").first.click()
    look()
    page.get_by_role("link", name="Withdraw this release").click()
    expect(page.get_by_text("cannot be called back")).to_be_visible()
    look()
    page.goto("/countries/KEN/needs")
    look()
    make_pack(page, look)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_experience_is_offered(signed_in_page: SignInBrowser, width: int, javascript: bool) -> None:
    page = signed_in_page("FRA", width=width, javascript=javascript)
    page.goto("/countries/FRA/offers")
    page.get_by_label("Recommendation").select_option(index=1)
    page.get_by_label("What would the country share?").fill("A week with our teachers")
    page.get_by_label("Office that answers for it").fill("Academy")
    page.get_by_role("button", name="Make the offer").click()
    expect(page.get_by_text("A week with our teachers").first).to_be_visible()
    look_over(page, javascript=javascript)
