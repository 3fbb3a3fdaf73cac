"""The stage on which the whole loop is played: who takes part, and what stands there before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from playwright.sync_api import Page, expect

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.browser.conftest import assert_accessible, assert_no_sideways_scrolling
from tests.browser.phones import set_up_authenticator
from tests.questionnaire.assistance.test_needs import WHOLE
from tests.servers import BehindTheScenes
from tests.webapp.register import REQUEST
from webapp import accounts, clock
from webapp.countries import country_name
from webapp.records import answer_revisions, assessments, desk, needs, people, releases
from webapp.records.answer_revisions import NewAnswer
from webapp.records.releases import NewRelease
from webapp.tables import User

# Three neighbours, so that what they need together can be a cohort.
LAND, OTHER_LAND, NEIGHBOUR = "BWA", "LSO", "NAM"
UNIT = "R10"
TITLES = {LAND: "Judges of Botswana learn", OTHER_LAND: "Judges of Lesotho learn"}
NOT_TOLD = "Judges of Namibia learn"
ACADEMY, BANK = "Academy of the South", "Bank of the South"
COURSES, DISPUTED = "Two courses for judges", "One course of the two was held"
# What a country says of itself and releases to nobody; what it releases to UNODC alone.
KEPT_AT_HOME, FOR_UNODC = "marker-kept-at-home", "marker-for-unodc-alone"


@dataclass(frozen=True)
class Hands:
    """Who takes part, each with a browser of their own, and where the two assessments are."""

    leads: Page
    leads_elsewhere: Page
    officer: Page
    partner: Page
    public: Page
    place: str
    place_elsewhere: str

    @property
    def countries(self) -> tuple[tuple[Page, str, str], ...]:
        """Both focal points, with the code of their country and the address of its assessment."""
        return (self.leads, LAND, self.place), (self.leads_elsewhere, OTHER_LAND, self.place_elsewhere)


def press(page: Page, button: str) -> None:
    """Presses the button with exactly that name."""
    page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Follows the link with exactly that name."""
    page.get_by_role("link", name=link, exact=True).click()


def looked_at(page: Page, heading: str) -> None:
    """Waits for the page with that heading, and holds it to what must hold of every page."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_no_sideways_scrolling(page)
    assert_accessible(page)


def looked_at_from_outside(page: Page, heading: str, *, for_unodc: bool) -> None:
    """The same for somebody outside the country, who must not be shown what was not released to them."""
    looked_at(page, heading)
    expect(page.locator("html")).not_to_contain_text(KEPT_AT_HOME)
    if not for_unodc:
        expect(page.locator("html")).not_to_contain_text(FOR_UNODC)


def enter_from_outside(page: Page, scenes: BehindTheScenes, name: str, *, provider: str = "") -> None:
    """Somebody new of UNODC, or of that provider, signs in and sets up the second factor they must have."""

    def way_in() -> str:
        user = people.add_user(name, f"{name.lower()}@example.org", clock.now())
        user.is_unodc_officer = not provider
        found = desk.provider_named(provider)
        user.provider_id = found.id if found else None
        return accounts.make_sign_in_link(user)

    page.goto(scenes.do(way_in))
    press(page, "Sign in")
    set_up_authenticator(page)
    page.get_by_role("link", name="I have noted them").click()


def begin_assessment(scenes: BehindTheScenes, country: str, seed: int) -> str:
    """An assessment that is answered but for the unit about which the loop is; returns its address."""

    def begin() -> int:
        sheet = random_sheet(published(), seed=seed, complete=True, country=country)
        modules = tuple(module.code for module in published().modules)
        by, at = people.everybody()[-1], clock.now()
        row = assessments.start_assessment(
            country, "First assessment", date(2025, 6, 1), modules, by=by, at=at
        )
        answers = [NewAnswer(code, answer, 0) for code, answer in sheet.answers.items()]
        answer_revisions.append_answers(
            row, [one for one in answers if not is_of_unit(one.question)], by=by, at=at
        )
        return row.id

    return f"/countries/{country}/assessments/{scenes.do(begin)}"


def confirm_the_rest(scenes: BehindTheScenes, place: str) -> None:
    """Confirms all that came over from the cycle before, but for the unit about which the loop is."""

    def confirm() -> None:
        row = assessments.assessment_in(LAND, int(place.rpartition("/")[2]))
        assert row is not None
        answers = [
            NewAnswer(saved.question, saved.answer, saved.revision)
            for saved in answer_revisions.saved_answers(row).values()
            if saved.to_confirm and not is_of_unit(saved.question)
        ]
        answer_revisions.append_answers(row, answers, by=people.everybody()[-1], at=clock.now())

    scenes.do(confirm)


def neighbour_asks_for_the_same(scenes: BehindTheScenes, title: str) -> None:
    """A third country has released the same need to UNODC, and submitted it."""

    def ask() -> None:
        by, at = people.everybody()[-1], clock.now()
        people.add_country(NEIGHBOUR, country_name(NEIGHBOUR))
        begun = assessments.start_assessment(
            NEIGHBOUR, "First", date(2025, 6, 1), ("recommendations",), by=by, at=at
        )
        row = needs.add_need(begun, published(), msgspec.structs.replace(WHOLE, title=title), by=by, at=at)
        release_to_unodc(row.id, by)
        for step in ("approved", "released", "submitted"):
            request = REQUEST if step == "submitted" else None
            needs.take_step(row, step, "country", by=by, at=at, request=request)

    def release_to_unodc(number: int, by: User) -> None:
        today = clock.now().date()
        new = NewRelease(
            "need",
            number,
            frozenset({"request"}),
            "unodc",
            "To be matched",
            "Office",
            today,
            today + timedelta(365),
        )
        releases.add_release(NEIGHBOUR, new, by=by, at=clock.now())

    scenes.do(ask)


def is_of_unit(question: str) -> bool:
    """Whether the question is one of the unit about which the loop is."""
    return question.startswith(f"{UNIT}.")
