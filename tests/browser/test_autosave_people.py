"""What is saved by itself when a session ends, somebody else answers, or the assessment moves on."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.autosaving import A_WHILE, comment, number_of, saved_comments, status, told, until
from tests.browser.conftest import SignInBrowser, assert_accessible, assert_no_sideways_scrolling
from tests.browser.test_assessment import dialogs, start
from tests.servers import BehindTheScenes
from webapp import accounts
from webapp.database import db
from webapp.records import people
from webapp.tables import Assessment, ServerSession


@pytest.fixture
def page(signed_in_page: SignInBrowser) -> Page:
    """A focal point who has R02 of a new assessment open."""
    opened = signed_in_page()
    opened.goto(f"{start(opened)}units/R02")
    return opened


class TestSessions:
    def end_all(self, scenes: BehindTheScenes) -> None:
        """Ends every session of the service."""
        scenes.do(lambda: db.session.execute(sa.delete(ServerSession)))

    def way_in(self, scenes: BehindTheScenes, *, newest: int = 1) -> str:
        """A sign-in link for the person who came last, or before."""
        return scenes.do(lambda: accounts.make_sign_in_link(people.everybody()[-newest]))

    def sign_in(self, page: Page, link: str) -> None:
        """Signs in in another tab of the same browser."""
        tab = page.context.new_page()
        tab.goto(link)
        tab.get_by_role("button", name="Sign in").click()
        tab.wait_for_url("**/")
        tab.close()

    def test_an_ended_session_is_told_and_the_text_sent_after_signing_in_again(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        link = self.way_in(behind_the_scenes)
        self.end_all(behind_the_scenes)
        comment(page).press_sequentially("typed too late")
        expect(status(page)).to_contain_text("Not saved: you have been signed out", timeout=A_WHILE)
        expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
        assert_accessible(page)
        comment(page).press_sequentially(", and later")
        self.sign_in(page, link)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(status(page)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
        until(lambda: saved_comments(behind_the_scenes, page)[-1:] == ["typed too late, and later"], page)
        expect(page.get_by_role("link", name="Sign in again")).to_be_hidden()

    def test_nothing_is_sent_in_the_name_of_somebody_else(
        self, page: Page, signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes
    ) -> None:
        signed_in_page("FRA")
        link = self.way_in(behind_the_scenes)
        self.end_all(behind_the_scenes)
        comment(page).press_sequentially("mine alone")
        expect(status(page)).to_contain_text("signed out", timeout=A_WHILE)
        self.sign_in(page, link)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        # A stranger to the country is shown no page of it.
        expect(status(page)).to_contain_text("somebody else has signed in", timeout=A_WHILE)
        expect(comment(page)).to_have_value("mine alone")
        assert saved_comments(behind_the_scenes, page) == []
        dialogs(page)
        page.goto("/")
        assert page.evaluate("sessionStorage.length") == 0

    def test_signing_out_leaves_nothing_in_the_browser(self, page: Page) -> None:
        page.context.set_offline(True)
        comment(page).press_sequentially("typed")
        expect(status(page)).to_contain_text("the line is down", timeout=A_WHILE)
        assert page.evaluate("sessionStorage.length") == 1
        page.context.set_offline(False)
        dialogs(page)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        assert page.evaluate("sessionStorage.length") == 0


class TestSeveralPeople:
    def test_another_answer_is_told_at_the_question_and_both_are_shown(
        self, page: Page, signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes
    ) -> None:
        bo = signed_in_page()
        bo.goto(page.url)
        comment(bo).fill("from Bo")
        comment(bo).blur()
        expect(status(bo)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
        comment(page).press_sequentially("from Amina")
        expect(told(page)).to_contain_text("meanwhile another answer was saved by Person", timeout=A_WHILE)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
        told(page).get_by_role("button", name="Look at it and decide").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Somebody else answered too")
        expect(page.locator(".version").first).to_contain_text("from [only here: Amina]")
        page.get_by_label("Mine", exact=True).check()
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("#saved")).to_contain_text("Saved. R02.3")
        assert saved_comments(behind_the_scenes, page) == ["from Bo", "from Amina"]
        assert page.evaluate("sessionStorage.length") == 0

    def test_two_browsers_at_once_on_different_questions(
        self, page: Page, signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes
    ) -> None:
        bo = signed_in_page()
        bo.goto(page.url)
        comment(page).press_sequentially("hers")
        comment(bo, "R02.4").press_sequentially("his")
        for person in (page, bo):
            expect(status(person)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
        assert saved_comments(behind_the_scenes, page) == ["hers"]
        assert saved_comments(behind_the_scenes, page, "R02.4") == ["his"]

    def test_an_assessment_that_moved_on_is_told_and_the_text_can_be_kept(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        number = number_of(page)

        def move_on() -> None:
            db.session.get_one(Assessment, number).status = "under_review"

        behind_the_scenes.do(move_on)
        comment(page).press_sequentially("typed too late")
        expect(told(page)).to_contain_text("under review", timeout=A_WHILE)
        assert_accessible(page)
        told(page).get_by_role("button", name="Look at it and decide").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("This cannot be saved now")
        assert_accessible(page)
        page.get_by_role("button", name="Keep it as a remark on R02.3").click()
        expect(page.get_by_text("Kept as a remark in the discussion: R02.3.")).to_be_visible()
