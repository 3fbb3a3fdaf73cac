"""Somebody works on a line that is slow, and loses requests and answers: nothing typed is lost, nothing is
doubled, and the page never says “Saved” of anything that is not.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Error, Page, expect

from tests.browser.autosaving import comment, saved_comments, status
from tests.browser.conftest import OpenPage
from tests.servers import BehindTheScenes, Server
from tests.slow_line import AFTER, BEFORE, Line, SlowLine
from tests.webapp.second_factors import add_person
from webapp.database import db
from webapp.records import people
from webapp.tables import Remark

PASSWORD = "a kettle on the roof"
# What officials may have; of their requests, every twentieth is lost.
SLOW = Line(bits_per_second=50_000, seconds_per_request=1, loses_every=20, loses_first=13)
# Fast, so that many requests can be lost while a test runs.
BROKEN = Line(loses_every=4, loses_first=9)
# So often somebody tries again before they give up.
TRIES = 5
A_LONG_WHILE = 60_000

# Tells, whenever the page says something about saving and whenever somebody has typed, what stands there.
LISTENS = """
addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector(".autosave [role=status]");
  if (!line) return;
  const tell = () => window.pageSays(location.pathname, line.textContent, Object.fromEntries(
    [...document.querySelectorAll(".question textarea[id$=-comment]")].map((area) => [area.id, area.value])));
  new MutationObserver(tell).observe(line, { childList: true, characterData: true, subtree: true });
  addEventListener("input", () => setTimeout(tell));
});
"""


class Official:
    """Somebody at a browser on such a line, who loads a page again when it does not come."""

    def __init__(self, page: Page, line: SlowLine, scenes: BehindTheScenes) -> None:
        self.page, self.line, self.scenes = page, line, scenes
        self.assessment = ""
        self.typed: dict[str, list[str]] = {}
        self.untrue: list[str] = []
        page.set_default_timeout(A_LONG_WHILE)
        page.expose_function("pageSays", self._listen)
        page.add_init_script(LISTENS)

    def _listen(self, _path: str, said: str, fields: dict[str, str]) -> None:
        """What the page says is compared with what the database holds at that very moment."""
        if not said.startswith("Saved"):
            return
        for field, text in fields.items():
            code = field.removesuffix("-comment")
            held = (saved_comments(self.scenes, self.page, code) or [""])[-1]
            if text != held:
                self.untrue.append(f"{code}: “{said}” of “{text}”, while “{held}” is saved")

    def open(self, path: str) -> None:
        """Opens an address, and again where it does not come."""
        # What the browser shows instead may come later than the error: the page of before would pass for it.
        for _ in range(TRIES):
            with contextlib.suppress(Error):
                self.page.goto(f"{self.line.address}{path}")
                return
        raise AssertionError(f"{path} does not come")

    def press(self, name: str, role: Any = "button") -> None:
        """Presses a button or follows a link, and waits for what follows."""
        self.page.evaluate("window.isBefore = true")
        self.page.get_by_role(role, name=name, exact=True).last.click()
        self.page.wait_for_function("!window.isBefore")
        self._load_until_it_comes()

    def _load_until_it_comes(self) -> None:
        """Where the browser shows that nothing came, the page is loaded again; a form is sent again."""
        for _ in range(TRIES):
            expect(self.page.locator("body")).not_to_be_empty(timeout=A_LONG_WHILE)
            if not self.page.url.startswith("chrome-error:"):
                return
            with contextlib.suppress(Error):
                self.page.reload()
        raise AssertionError(f"{self.page.url} does not come")

    def type(self, code: str, text: str) -> None:
        """Writes that comment, and goes on to another field."""
        comment(self.page, code).fill(text)
        comment(self.page, code).blur()
        self.typed.setdefault(code, []).append(text)

    def assert_all_there(self) -> None:
        """Each text typed is one revision, in the order in which they were typed; the page never lied."""
        found = {code: saved_comments(self.scenes, self.page, code) for code in self.typed}
        assert self.untrue == []
        assert found == self.typed

    def remarks(self) -> list[str]:
        """What they said in discussions."""
        return self.scenes.do(lambda: list(db.session.scalars(sa.select(Remark.text).order_by(Remark.id))))


def official_on(
    line: SlowLine, open_page: OpenPage, scenes: BehindTheScenes, *, javascript: bool = True
) -> Official:
    """A contributor, signed in over that line, who has to answer three units of an assessment."""
    number = scenes.do(people.count)
    email = f"far.away{number}@example.org"
    scenes.do(lambda: add_person(email, PASSWORD, "KEN", role="focal_point"))
    official = Official(open_page(address=line.address, javascript=javascript), line, scenes)
    official.open("/sign-in")
    official.page.get_by_label("E-mail address").fill(email)
    official.page.get_by_label("Password").fill(PASSWORD)
    official.press("Sign in")
    expect(official.page.get_by_role("button", name="Sign out")).to_be_visible(timeout=A_LONG_WHILE)
    return official


def start(official: Official) -> None:
    """Starts an assessment by its page."""
    official.open("/countries/KEN/assessments/start")
    official.page.get_by_label("Title", exact=True).fill("From far away")
    official.press("Start")
    official.page.wait_for_url(re.compile(r"/assessments/\d+/$"))
    official.assessment = official.page.url.removeprefix(official.line.address)


@pytest.mark.parametrize("kind", [SLOW, BROKEN], ids=["slow", "broken"])
def test_with_scripts_nothing_is_lost_and_nothing_doubled(
    kind: Line, server: Server, open_page: OpenPage, behind_the_scenes: BehindTheScenes
) -> None:
    with SlowLine(server.port, kind) as line:
        official = official_on(line, open_page, behind_the_scenes)
        start(official)
        unit_saved_while_typing(official)
        texts_saved_by_the_button(official)
        unit_left_in_the_middle(official)
        what_is_said_in_a_discussion(official)
        print(f"\n{line.carried} requests, lost: {line.lost}")
        official.assert_all_there()
        assert {lost.way for lost in line.lost} == {BEFORE, AFTER}


def test_without_scripts_a_form_sent_again_is_saved_once(
    server: Server, open_page: OpenPage, behind_the_scenes: BehindTheScenes
) -> None:
    with SlowLine(server.port, BROKEN) as line:
        official = official_on(line, open_page, behind_the_scenes, javascript=False)
        start(official)
        texts_saved_by_the_button(official)
        what_is_said_in_a_discussion(official)
        print(f"\n{line.carried} requests, lost: {line.lost}")
        official.assert_all_there()
        assert {lost.way for lost in line.lost if lost.method == "POST"} == {BEFORE, AFTER}


def unit_saved_while_typing(official: Official) -> None:
    """Every text of R02 is saved by itself, and said to be."""
    official.open(f"{official.assessment}units/R02")
    for number in range(1, 5):
        official.type(f"R02.{number}", f"by itself, {number}")
        expect(status(official.page)).to_have_text(re.compile("^Saved"), timeout=A_LONG_WHILE)


def texts_saved_by_the_button(official: Official) -> None:
    """Some texts of R02 are written, and saved by the button; the last one on the way to R03."""
    official.open(f"{official.assessment}units/R02")
    for number in range(1, 4):
        official.type(f"R02.{number}", f"by the button, {number}")
        official.press("Save and stay")
        expect(official.page.locator("#saved")).to_contain_text(f"R02.{number}", timeout=A_LONG_WHILE)
    official.type("R02.4", "on the way to the next unit")
    official.press("Save and continue")
    expect(official.page.get_by_role("heading", level=1)).to_contain_text("R03", timeout=A_LONG_WHILE)


def unit_left_in_the_middle(official: Official) -> None:
    """A text of R03 is written, and the page left at once, by a link; then it is opened again."""
    for number in range(1, 3):
        official.type(f"R03.{number}", f"while leaving, {number}")
        official.press("All units", role="link")
        official.open(f"{official.assessment}units/R03")
        field = comment(official.page, f"R03.{number}")
        expect(field).to_have_value(f"while leaving, {number}", timeout=A_LONG_WHILE)


def what_is_said_in_a_discussion(official: Official) -> None:
    """A remark is sent, and stands there once."""
    official.open(f"{official.assessment}questions/R02.1")
    for number in range(1, 3):
        text = f"Who knows more about this? {number} for {official.assessment}"
        official.page.get_by_role("textbox", name=re.compile("^Begin ")).fill(text)
        official.press("Send")
        expect(official.page.get_by_role("main")).to_contain_text(text, timeout=A_LONG_WHILE)
        assert official.remarks().count(text) == 1
