"""The whole loop: two countries, an officer of UNODC and a partner take a gap to what was delivered, and the
next cycle shows what changed.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, SignInBrowser
from tests.browser.loop_countries import (
    a_gap_is_answered,
    it_is_released,
    it_is_requested,
    its_ranges_are_released,
    the_assessment_is_submitted,
    the_delivery_is_disputed,
    the_delivery_is_verified,
    the_gap_becomes_a_need,
    the_need_says_what_is_needed,
    the_next_cycle_shows_the_change,
    the_question_is_answered,
)
from tests.browser.loop_outside import (
    a_need_is_opened,
    a_provider_is_added,
    a_question_is_asked,
    a_step_is_taken,
    both_are_found,
    it_is_delivered,
    support_is_recorded,
    the_dispute_comes_first,
    the_partner_sees_what_it_was_given,
    the_portfolio_shows,
    the_public_sees_nothing,
    the_second_provider_overlaps,
    they_are_a_cohort,
)
from tests.browser.loop_stage import (
    ACADEMY,
    BANK,
    COURSES,
    LAND,
    NOT_TOLD,
    OTHER_LAND,
    TITLES,
    Hands,
    begin_assessment,
    enter_from_outside,
    neighbour_asks_for_the_same,
)
from tests.servers import BehindTheScenes

# The range of the unit in the first cycle, and in the second.
BEFORE, AFTER = "21", "67"


@pytest.fixture
def hands(signed_in_page: SignInBrowser, open_page: OpenPage, behind_the_scenes: BehindTheScenes) -> Hands:
    """Everybody has signed in; both assessments are answered but for one unit."""
    leads, leads_elsewhere, officer, partner = (
        signed_in_page(LAND),
        signed_in_page(OTHER_LAND),
        open_page(),
        open_page(),
    )
    enter_from_outside(officer, behind_the_scenes, "Olga")
    for name in (ACADEMY, BANK):
        a_provider_is_added(officer, name)
    enter_from_outside(partner, behind_the_scenes, "Pavel", provider=ACADEMY)
    places = [begin_assessment(behind_the_scenes, *one) for one in ((LAND, 1), (OTHER_LAND, 2))]
    neighbour_asks_for_the_same(behind_the_scenes, NOT_TOLD)
    return Hands(leads, leads_elsewhere, officer, partner, open_page(), *places)


def test_from_the_gap_to_the_next_cycle(hands: Hands, behind_the_scenes: BehindTheScenes) -> None:
    for page, country, place in hands.countries:
        a_gap_is_answered(page, place)
        the_assessment_is_submitted(page, place)
        its_ranges_are_released(page)
        the_gap_becomes_a_need(page, place)
        the_need_says_what_is_needed(page, TITLES[country])
        it_is_released(page, TITLES[country])
        it_is_requested(page, TITLES[country])
    officer = hands.officer
    the_portfolio_shows(officer, "Botswana", BEFORE)
    both_are_found(officer)
    for page, country, _place in hands.countries:
        a_need_is_opened(officer, TITLES[country])
        a_question_is_asked(officer)
        the_question_is_answered(page)
        a_need_is_opened(officer, TITLES[country])
        expect(officer.get_by_text("Forty-one")).to_be_visible()
        a_step_is_taken(officer, "Acknowledged", "In appraisal")
        support_is_recorded(officer, COURSES, ACADEMY)
        a_step_is_taken(officer, "Matched with support")
    the_second_provider_overlaps(officer)
    they_are_a_cohort(officer)
    the_partner_sees_what_it_was_given(hands.partner)
    the_public_sees_nothing(hands.public)
    for title in TITLES.values():
        it_is_delivered(officer, title)
    the_delivery_is_verified(hands.leads, TITLES[LAND])
    the_delivery_is_disputed(hands.leads_elsewhere, TITLES[OTHER_LAND])
    the_dispute_comes_first(officer)
    the_next_cycle_shows_the_change(hands.leads, hands.place, behind_the_scenes)
    the_portfolio_shows(officer, "Botswana", AFTER)
    the_partner_sees_what_it_was_given(hands.partner)
