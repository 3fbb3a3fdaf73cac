"""Every page of the workspace with nothing there, with a mistake, filled, and submitted: axe finds nothing,
and nothing sticks out, from left to right and from right to left, with scripts and without.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import assert_accessible, assert_no_sideways_scrolling
from tests.servers import start_server
from webapp import demonstration
from webapp.config import settings_from_environment

LEAD, LEAD_OF_DRAFT, LEAD_OF_NEXT, LEAD_OF_EMPTY = "Ilse Maro", "Teo Lindqen", "Runa Sabel", "Mirel Aban"
CONTRIBUTOR, REVIEWER, ADMINISTRATOR = "Idris Vale", "Selma Orbach", "Ana Corvo"
REVIEWED, SUBMITTED = "/countries/XAA/assessments/2", "/countries/XAA/assessments/1"
DRAFT, NEXT, EMPTY = (
    "/countries/XAB/assessments/3",
    "/countries/XAF/assessments/8",
    "/countries/XAE/assessments/6",
)

# Who looks at which pages. The assessments are those of the demonstration.
EMPTY_PAGES = (
    (
        LEAD_OF_EMPTY,
        EMPTY,
        (
            "/ /units/R01 /questions/R01.1 /questions/R01.1/history /questions/R01.1/evidence "
            "/documents /documents/add /asked /asked/bodies /progress /reminders /checks /check "
            "/send-to-review /sign-offs /papers /modules /targets /result /report /upload /confirmed"
        ),
    ),
    (LEAD_OF_EMPTY, "/countries/XAE", "/people /institutions /events"),
)
FILLED_PAGES = (
    (LEAD, "", "/ /account /account/name /account/password /account/sessions /account/second-factors"),
    (LEAD, "/account", "/authenticator /passkeys"),
    (LEAD, "/countries/XAA", "/people /institutions /events"),
    (
        LEAD,
        REVIEWED,
        (
            "/ /units/R02 /questions/R02.3 /questions/R02.3/history /documents /asked /progress "
            "/checks /check /clear /take-back /sign-offs /papers /targets /units/R10/plan /result "
            "/report"
        ),
    ),
    (
        LEAD_OF_DRAFT,
        DRAFT,
        (
            "/ /units/R06 /questions/R06.3 /questions/R06.3/history /questions/R06.3/evidence "
            "/documents /asked /asked/bodies /progress /reminders /checks /check /send-to-review "
            "/sign-offs /papers /modules /targets /result"
        ),
    ),
    (LEAD_OF_DRAFT, "/countries/XAB", "/people /people/invite /people/invite/list /institutions"),
    (LEAD_OF_NEXT, NEXT, "/ /units/R10 /questions/R10.1 /confirmed /check"),
    (CONTRIBUTOR, DRAFT, "/ /units/R06 /questions/R06.1 /documents /checks /papers"),
    (REVIEWER, REVIEWED, "/ /units/R02 /questions/R02.3 /questions/R02.3/history /check"),
    (ADMINISTRATOR, "/administration", "/ /invite"),
)
SUBMITTED_PAGES = (
    (
        LEAD,
        SUBMITTED,
        (
            "/ /units/R02 /questions/R02.3 /documents /asked /progress /checks /check /submission "
            "/sign-offs /papers /reopen /next-cycle /result /report"
        ),
    ),
)


@dataclass(frozen=True)
class Mistake:
    """A form sent with these fields only, and the words that are answered."""

    person: str
    path: str
    button: str
    answered: str
    typed: dict[str, str] = field(default_factory=dict)


MISTAKES = (
    Mistake(LEAD_OF_EMPTY, "/countries/XAE/assessments/start", "Start", "title"),
    Mistake(LEAD_OF_EMPTY, f"{EMPTY}/upload", "Fill the assessment", "file"),
    Mistake(LEAD_OF_DRAFT, "/countries/XAB/people/invite", "Invite", "name"),
    Mistake(
        LEAD_OF_DRAFT,
        "/countries/XAB/people/invite/list",
        "Look through the list",
        "Line 1",
        {"The list": "Cy Amsel; nowhere; king\nBo Lind; bo@example.org; reader"},
    ),
    Mistake(LEAD_OF_DRAFT, f"{DRAFT}/documents/add", "Add the document", "title"),
    Mistake(LEAD_OF_DRAFT, f"{DRAFT}/questions/R06.3/evidence", "Cite the new document", "title"),
    Mistake(LEAD_OF_DRAFT, f"{DRAFT}/questions/R06.3", "Send", "Write"),
    Mistake(LEAD_OF_DRAFT, f"{DRAFT}/checks", "Keep the reason and ask no more", "why"),
    Mistake(LEAD, f"{REVIEWED}/clear", "Record the clearance", "approver"),
    Mistake(LEAD, f"{REVIEWED}/take-back", "Take back to draft", "why"),
    Mistake(LEAD, f"{REVIEWED}/sign-offs", "Record the signature", "Choose the institution"),
    Mistake(LEAD, f"{SUBMITTED}/reopen", "Open a new draft", "why"),
    Mistake(REVIEWER, f"{REVIEWED}/questions/R01.2", "Record my review", ""),
    Mistake(LEAD, "/account/authenticator", "Finish", "code"),
    Mistake(ADMINISTRATOR, "/administration/invite", "Invite", "name"),
)


class People:
    """Those of a demonstration, each with a browser with scripts and one without."""

    def __init__(self, chromium: Browser, address: str, links: dict[str, str]) -> None:
        self._chromium, self._address, self._links = chromium, address, links
        self._pages: dict[str, tuple[Page, Page]] = {}

    def browsers_of(self, person: str) -> tuple[Page, Page]:
        """The person's window of a phone's width with scripts, and the same without."""
        if person not in self._pages:
            first = self._chromium.new_context(base_url=self._address, viewport={"width": 360, "height": 900})
            page = first.new_page()
            page.goto(self._links[person])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
            second = self._chromium.new_context(
                base_url=self._address,
                viewport={"width": 360, "height": 900},
                java_script_enabled=False,
                storage_state=first.storage_state(),
            )
            self._pages[person] = page, second.new_page()
        return self._pages[person]

    def leave(self) -> None:
        """Everybody closes their windows."""
        for pages in self._pages.values():
            for page in pages:
                page.context.close()


@pytest.fixture(scope="module")
def crowd(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Everybody of a demonstration of their own."""
    folder = tmp_path_factory.mktemp("demonstration")
    setting = {"CPSA_DEMONSTRATION": "yes"}
    ways_in = demonstration.prepare(settings_from_environment(setting | {"CPSA_FOLDER": str(folder)}))
    server = start_server(folder, settings=setting)
    people = People(chromium, server.address, {way.person: way.path for way in ways_in})
    yield people
    people.leave()
    assert server.stop() == 0


def look_over(page: Page) -> None:
    """axe has no complaint, and nothing sticks out, whichever way the page runs."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scrolling(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert_no_sideways_scrolling(page)


@pytest.mark.parametrize(
    ("person", "path"),
    [
        pytest.param(person, place + path, id=f"{state}: {person}, {place}{path}")
        for state, pages in (("empty", EMPTY_PAGES), ("filled", FILLED_PAGES), ("submitted", SUBMITTED_PAGES))
        for person, place, paths in pages
        for path in paths.split()
    ],
)
def test_page(crowd: People, person: str, path: str) -> None:
    scripted, plain = crowd.browsers_of(person)
    for page in (scripted, plain):
        answered = page.goto(path)
        assert answered is not None
        assert answered.ok
    look_over(scripted)
    assert_no_sideways_scrolling(plain)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.path)
def test_page_with_a_mistake(crowd: People, mistake: Mistake) -> None:
    page, _plain = crowd.browsers_of(mistake.person)
    page.goto(mistake.path)
    for label, text in mistake.typed.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=mistake.button, exact=True).first.click()
    expect(page.get_by_role("alert")).to_contain_text(mistake.answered, ignore_case=True)
    assert page.title().startswith("Error: ")
    look_over(page)
