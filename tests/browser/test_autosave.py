"""Saving while somebody types, on lines and in sessions that break."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.autosaving import A_WHILE, comment, saved_comments, status, told, until
from tests.browser.conftest import SignInBrowser, assert_accessible, assert_no_sideways_scrolling
from tests.browser.test_assessment import dialogs, start
from tests.servers import BehindTheScenes


@pytest.fixture
def page(signed_in_page: SignInBrowser) -> Page:
    """A focal point who has R02 of a new assessment open."""
    opened = signed_in_page()
    opened.goto(f"{start(opened)}units/R02")
    return opened


class TestWhileTyping:
    def test_what_is_typed_is_saved_after_a_pause_and_said_to_be(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        comment(page).press_sequentially("half a thought")
        expect(status(page)).to_have_text(re.compile(r"Saved \d\d:\d\d UTC"), timeout=A_WHILE)
        expect(told(page)).to_contain_text("Saved by Person")
        assert saved_comments(behind_the_scenes, page) == ["half a thought"]
        assert_accessible(page)
        comment(page).press_sequentially(" and the rest")
        until(lambda: len(saved_comments(behind_the_scenes, page)) == 2, page)
        assert saved_comments(behind_the_scenes, page)[1] == "half a thought and the rest"
        page.reload()
        expect(comment(page)).to_have_value("half a thought and the rest")

    def test_what_was_typed_before_the_script_arrived_is_saved_too(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        waiting: list[Route] = []
        page.route("**/app.*.js", lambda route: waiting.append(route))  # noqa: PLW0108  # playwright marks it
        page.goto(page.url, wait_until="commit")
        comment(page).fill("typed at once")
        page.get_by_role("group", name="R02.4").get_by_label("Don’t know").check()
        until(lambda: bool(waiting), page)
        waiting[0].continue_()
        expect(status(page)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
        assert saved_comments(behind_the_scenes, page) == ["typed at once"]
        assert len(saved_comments(behind_the_scenes, page, "R02.4")) == 1

    def test_nothing_is_said_to_be_saved_once_more_is_typed(self, page: Page) -> None:
        comment(page).fill("saved")
        comment(page).blur()
        expect(status(page)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
        comment(page).press_sequentially("n")
        assert status(page).text_content() == ""

    def test_a_choice_is_saved_soon_and_can_be_cleared_then(self, page: Page) -> None:
        question = page.get_by_role("group", name="R02.3")
        expect(question.get_by_label("Clear this answer")).to_be_hidden()
        question.get_by_label("A dedicated channel").check()
        expect(status(page)).to_contain_text("Saved", timeout=A_WHILE)
        question.get_by_label("Clear this answer").check()
        expect(told(page)).to_contain_text("Saved by")

    def test_a_mistake_is_said_at_its_question_and_mended(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        evidence = page.locator("[id='R02.3'] details.evidence")
        evidence.locator("summary").click()
        evidence.get_by_label("Web address, if public").fill("no link")
        comment(page, "R02.4").fill("another question")
        expect(told(page)).to_contain_text("Not saved yet. R02.3: Write the title", timeout=A_WHILE)
        expect(status(page)).to_have_text("Not everything is saved. See R02.3.")
        assert_accessible(page)
        assert saved_comments(behind_the_scenes, page, "R02.4") == ["another question"]
        evidence.get_by_label("Web address, if public").fill("")
        comment(page).fill("mended")
        expect(status(page)).to_have_text(re.compile(r"Saved \d\d:\d\d UTC"), timeout=A_WHILE)
        assert saved_comments(behind_the_scenes, page) == ["mended"]

    def test_the_button_after_it_saves_nothing_twice(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        comment(page).fill("typed")
        comment(page).blur()
        expect(status(page)).to_contain_text("Saved", timeout=A_WHILE)
        page.get_by_role("button", name="Save and stay").last.click()
        page.wait_for_url("**?saved=R02")
        assert saved_comments(behind_the_scenes, page) == ["typed"]

    def test_a_button_pressed_twice_saves_once(self, page: Page, behind_the_scenes: BehindTheScenes) -> None:
        comment(page).fill("typed once")
        page.get_by_role("button", name="Save and stay").last.dblclick()
        expect(page.locator("#saved")).to_contain_text("Saved. R02.3")
        assert saved_comments(behind_the_scenes, page) == ["typed once"]


class TestLeaving:
    def test_by_a_link_saves_without_a_question(self, page: Page, behind_the_scenes: BehindTheScenes) -> None:
        asked = dialogs(page)
        comment(page).press_sequentially("half a thought")
        page.get_by_role("link", name="All units").first.click()
        page.wait_for_url(re.compile(r"/assessments/\d+/$"))
        until(lambda: saved_comments(behind_the_scenes, page) == ["half a thought"], page)
        assert asked == []

    def test_by_closing_the_tab_saves(self, page: Page, behind_the_scenes: BehindTheScenes) -> None:
        other = page.context.new_page()
        other.goto(page.url)
        comment(page).press_sequentially("half a thought")
        page.close(run_before_unload=True)
        until(lambda: saved_comments(behind_the_scenes, other) == ["half a thought"], other)

    def test_with_a_mistake_offers_the_text_back(self, page: Page) -> None:
        address = page.url
        page.get_by_role("group", name="R02.3").get_by_label("A dedicated channel").check()
        evidence = page.locator("[id='R02.3'] details.evidence")
        evidence.locator("summary").click()
        evidence.get_by_label("Web address, if public").fill("no link")
        page.get_by_role("link", name="All units").first.click()
        expect(page.get_by_role("link", name="Not everything is saved. See R02.3.")).to_be_visible(
            timeout=A_WHILE
        )
        page.get_by_role("link", name="Not everything is saved. See R02.3.").click()
        page.wait_for_url(address)
        expect(page.get_by_text("Your text is back.")).to_be_visible()
        expect(page.locator("[id='R02.3-item-0-link']")).to_have_value("no link")

    def test_what_was_lost_is_sent_from_the_next_page_until_it_arrives(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        lost: list[str] = []

        def lose_three(route: Route) -> None:
            if route.request.method == "POST" and len(lost) < 3:
                lost.append(route.request.url)
                route.abort()
            else:
                route.continue_()

        page.route("**/units/R02", lose_three)
        comment(page).fill("on a broken line")
        page.get_by_role("button", name="Save and stay").last.click()
        page.wait_for_url(re.compile("^chrome-error:"), wait_until="commit")
        page.goto(lost[0].partition("units")[0])
        until(lambda: saved_comments(behind_the_scenes, page) == ["on a broken line"], page)
        assert len(lost) == 3

    def test_a_page_that_was_on_its_way_when_its_text_was_saved_is_loaded_again(self, page: Page) -> None:
        """What an earlier page of the tab notes once its text has arrived; here it arrives in a minute."""
        page.evaluate(
            """() => sessionStorage.setItem(`${location.pathname}#1`, JSON.stringify(
              { person: document.body.dataset.person, savedAt: Date.now() + 60000 }))"""
        )
        asked: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url) if sent.is_navigation_request() else None)
        page.reload()
        until(lambda: page.evaluate("sessionStorage.length") == 0, page)
        expect(comment(page)).to_be_visible()
        assert asked == [page.url, page.url]

    def test_while_the_line_is_down_is_asked_about_and_sent_from_the_next_page(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        address = page.url
        page.context.set_offline(True)
        comment(page).press_sequentially("on a broken line")
        expect(status(page)).to_contain_text("the line is down", timeout=A_WHILE)
        asked = dialogs(page)
        page.get_by_role("link", name="All units").first.click()
        until(lambda: asked == ["beforeunload"], page)
        page.context.set_offline(False)
        page.goto(address)
        expect(comment(page)).to_have_value("on a broken line", timeout=A_WHILE)
        assert saved_comments(behind_the_scenes, page) == ["on a broken line"]
        until(lambda: page.evaluate("sessionStorage.length") == 0, page)


class TestBrokenLines:
    def test_the_text_is_kept_and_sent_when_the_line_is_back(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        page.context.set_offline(True)
        comment(page).press_sequentially("typed on a broken line")
        expect(status(page)).to_contain_text(
            "Not saved: the line is down. Your text is kept", timeout=A_WHILE
        )
        assert_accessible(page)
        comment(page).press_sequentially(", and more")
        comment(page, "R02.4").press_sequentially("another")
        page.context.set_offline(False)
        expect(status(page)).to_contain_text("Saved", timeout=A_WHILE)
        until(
            lambda: saved_comments(behind_the_scenes, page)[-1:] == ["typed on a broken line, and more"], page
        )
        until(lambda: saved_comments(behind_the_scenes, page, "R02.4") == ["another"], page)
        assert page.evaluate("sessionStorage.length") == 0

    def test_a_save_whose_answer_got_lost_makes_one_revision(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        lost: list[str] = []

        def lose_the_answer(route: Route) -> None:
            if route.request.method == "POST" and len(lost) < 2:
                lost.append(route.fetch().text())
                route.abort()
            else:
                route.continue_()

        page.route("**/units/R02", lose_the_answer)
        comment(page).press_sequentially("sent three times")
        expect(status(page)).to_have_text(re.compile("^Saved"), timeout=30_000)
        assert len(lost) == 2
        assert saved_comments(behind_the_scenes, page) == ["sent three times"]

    def test_what_was_typed_after_a_lost_answer_follows_it(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        lost: list[str] = []

        def lose_the_first_answer(route: Route) -> None:
            if route.request.method == "POST" and not lost:
                lost.append(route.fetch().text())
                route.abort()
            else:
                route.continue_()

        page.route("**/units/R02", lose_the_first_answer)
        comment(page).press_sequentially("first")
        until(lambda: bool(lost), page)
        comment(page).press_sequentially(", second")
        page.get_by_role("button", name="Save and stay").last.click()
        expect(page.locator("#saved")).to_contain_text("Saved. R02.3")
        assert saved_comments(behind_the_scenes, page)[-1] == "first, second"

    def test_a_service_that_cannot_save_is_told_and_asked_again(
        self, page: Page, behind_the_scenes: BehindTheScenes
    ) -> None:
        refused: list[str] = []

        def refuse_once(route: Route) -> None:
            if route.request.method == "POST" and not refused:
                refused.append(route.request.url)
                route.fulfill(status=503, body="busy")
            else:
                route.continue_()

        page.route("**/units/R02", refuse_once)
        comment(page).press_sequentially("typed")
        expect(status(page)).to_contain_text("the service cannot save now", timeout=A_WHILE)
        expect(status(page)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
        assert saved_comments(behind_the_scenes, page) == ["typed"]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_line_that_says_what_is_saved_covers_nothing(signed_in_page: SignInBrowser, width: int) -> None:
    page = signed_in_page(width=width)
    page.goto(f"{start(page)}units/R02")
    comment(page).fill("typed")
    expect(status(page)).to_have_text(re.compile("^Saved"), timeout=A_WHILE)
    assert_accessible(page)
    assert_no_sideways_scrolling(page)
    for _step in range(30):
        page.keyboard.press("Tab")
        assert not page.evaluate(
            """() => {
              const line = document.querySelector(".autosave"), here = document.activeElement;
              const [it, covering] = [here, line].map((element) => element.getBoundingClientRect());
              const isInForm = here.closest("form[data-say]") && !line.contains(here);
              return isInForm && it.bottom > covering.top && it.top < covering.bottom;
            }"""
        )


def test_what_is_asked_back_appears_beside_the_answer_and_goes_when_it_is_settled(
    signed_in_page: SignInBrowser,
) -> None:
    page = signed_in_page()
    place = start(page)
    page.goto(f"{place}units/R16")
    page.locator("[id='R16.1'] [name='R16.1-row-prevention'][value=funding]").check()
    expect(status(page)).to_contain_text("Saved", timeout=A_WHILE)
    page.goto(f"{place}units/R06")
    page.locator("[id='R06.3-yes']").check()
    beside = page.locator("[id='R06.3-asked-back']")
    expect(beside).to_contain_text("Do these answers fit together?", timeout=A_WHILE)
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_no_sideways_scrolling(page)
    page.locator("[id='R06.3-answer']").check()
    expect(beside).to_be_empty(timeout=A_WHILE)
