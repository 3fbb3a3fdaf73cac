"""What an officer of UNODC and a partner do in the loop, and what they must not be shown."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.loop_stage import (
    BANK,
    COURSES,
    LAND,
    NOT_TOLD,
    OTHER_LAND,
    TITLES,
    follow,
    looked_at_from_outside,
    press,
)

# The unit's cell in a line of the portfolio.
PLACE_OF_UNIT = 10


def at_the_desk(page: Page, heading: str) -> None:
    """A page of the desk is looked at; what no country released to UNODC is nowhere on it."""
    looked_at_from_outside(page, heading, for_unodc=True)


def a_provider_is_added(page: Page, name: str) -> None:
    """Somebody who gives support is added to the register."""
    page.goto("/desk/providers")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Government", exact=True).check()
    press(page, "Add")
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()


def both_are_found(page: Page) -> None:
    """Both are among the needs to act on, and in the list of what the region has asked for."""
    page.goto("/desk/")
    at_the_desk(page, "Desk")
    for title in TITLES.values():
        expect(page.get_by_role("listitem").filter(has_text=title)).to_contain_text("within 6 months")
    follow(page, "Search all needs")
    page.get_by_label("Words").fill("learn")
    press(page, "Filter")
    expect(page.get_by_text("3 needs")).to_be_visible()
    at_the_desk(page, "Needs")


def a_need_is_opened(page: Page, title: str) -> None:
    """The officer opens it from the list of all needs."""
    page.goto("/desk/needs")
    follow(page, title)
    at_the_desk(page, title)


def a_step_is_taken(page: Page, *steps: str) -> None:
    """The officer says where the need of the page stands now."""
    for step in steps:
        page.get_by_label(step, exact=True).check()
        press(page, "Take this step")
        expect(page.get_by_role("status")).to_have_text(step)


def a_question_is_asked(page: Page) -> None:
    """The officer asks the country about the need of the page."""
    page.get_by_label("Ask the country").fill("How many courts are there?")
    press(page, "Send the question")
    expect(page.get_by_text("Asked of the country")).to_be_visible()


def support_is_recorded(page: Page, title: str, provider: str) -> None:
    """A provider does something about the need of the page."""
    follow(page, "Record support")
    at_the_desk(page, "Record support")
    page.get_by_label("What it is").fill(title)
    page.get_by_label("Provider", exact=True).select_option(provider)
    page.get_by_label("Carries out").check()
    press(page, "Save")
    expect(page.get_by_role("row", name=title)).to_contain_text(provider)


def the_second_provider_overlaps(page: Page) -> None:
    """Another provider was about to do the same; they divide the work."""
    support_is_recorded(page, "A course for judges", BANK)
    expect(page.get_by_text("Two providers do the same at the same time:")).to_be_visible()
    follow(page, "A course for judges")
    page.get_by_label("Withdrawn by the provider").check()
    page.get_by_label("Why it changes").fill("The academy gives the course")
    press(page, "Save")
    expect(page.get_by_text("Two providers do the same at the same time:")).to_be_hidden()


def they_are_a_cohort(page: Page) -> None:
    """Three neighbours need the same: the draft of a concept note names the three, for UNODC."""
    page.goto("/desk/")
    follow(page, "Cohorts")
    at_the_desk(page, "Cohorts")
    page.get_by_role("row").filter(has_text="Botswana, Lesotho, Namibia").get_by_role("link").click()
    at_the_desk(page, "Draft concept note")
    expect(page.get_by_role("rowheader", name="Lesotho")).to_be_visible()


def it_is_delivered(page: Page, title: str) -> None:
    """The provider has told UNODC that the courses were held."""
    a_need_is_opened(page, title)
    a_step_is_taken(page, "In delivery")
    follow(page, COURSES)
    at_the_desk(page, "Support")
    page.get_by_label("Said to be delivered").check()
    press(page, "Save")
    expect(page.get_by_role("row", name=COURSES)).to_contain_text("Said to be delivered")
    a_step_is_taken(page, "Said to be delivered")


def the_dispute_comes_first(page: Page) -> None:
    """What a country disputes asks for a hand before what can be closed."""
    page.goto("/desk/")
    at_the_desk(page, "Desk")
    waits = page.get_by_role("listitem")
    expect(waits.filter(has_text=TITLES[OTHER_LAND])).to_contain_text(
        "The country says that it was not delivered."
    )
    expect(waits.filter(has_text=TITLES[LAND])).to_contain_text("it can be closed")
    a_need_is_opened(page, TITLES[OTHER_LAND])
    page.get_by_label("In delivery").check()
    page.get_by_label("Reason").fill("The second course is held in March")
    press(page, "Take this step")
    expect(page.get_by_role("status")).to_have_text("In delivery")
    a_need_is_opened(page, TITLES[LAND])
    a_step_is_taken(page, "Closed")


def the_portfolio_shows(page: Page, country: str, range_of_unit: str) -> None:
    """The country's line holds that range for the unit of the loop."""
    page.goto("/desk/portfolio")
    at_the_desk(page, "Portfolio")
    line = page.get_by_role("row", name=country).first
    expect(line.get_by_role("cell").nth(PLACE_OF_UNIT)).to_contain_text(range_of_unit)


def the_partner_sees_what_it_was_given(page: Page) -> None:
    """Two requests, and nothing else of these countries: no details, no third need, no page of others."""
    page.goto("/")
    follow(page, "Needs released to you")
    by_the_partner(page, "Needs released to you")
    for title in TITLES.values():
        page.goto("/partner/")
        follow(page, title)
        by_the_partner(page, title)
        expect(page.get_by_text("Details: not released.")).to_be_visible()
    for path in ("/desk/", "/desk/portfolio", "/desk/cohorts", f"/countries/{LAND}/needs"):
        answered = page.goto(path)
        assert answered is not None
        assert answered.status == 404


def by_the_partner(page: Page, heading: str) -> None:
    """A page of the partner is looked at; what was released to others is nowhere on it."""
    looked_at_from_outside(page, heading, for_unodc=False)
    expect(page.get_by_role("main")).not_to_contain_text(NOT_TOLD)


def the_public_sees_nothing(page: Page) -> None:
    """Nobody released a need to everybody."""
    page.goto("/open-needs/")
    looked_at_from_outside(page, "Open needs", for_unodc=False)
    for title in (*TITLES.values(), NOT_TOLD):
        expect(page.get_by_role("main")).not_to_contain_text(title)
