"""Every page of the workspace with nothing there, with a mistake, filled, and submitted: axe finds nothing,
and nothing sticks out, from left to right and from right to left, with scripts and without.
"""

from __future__ import annotations

import re
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
OFFICER, PARTNER = "Noor Tamaya", "Ilan Morrow"
REVIEWED, SUBMITTED = "/countries/XAA/assessments/2", "/countries/XAA/assessments/1"
DRAFT, NEXT, EMPTY = (
    "/countries/XAB/assessments/3",
    "/countries/XAF/assessments/8",
    "/countries/XAE/assessments/6",
)

# Who looks at which pages. The assessments, people and documents are those of the demonstration.
EMPTY_PAGES = (
    (
        LEAD_OF_EMPTY,
        EMPTY,
        (
            "/ /units/R01 /questions/R01.1 /questions/R01.1/history /questions/R01.1/evidence "
            "/documents /asked /asked/bodies /progress /reminders /checks /check "
            "/sign-offs /papers /targets /ratings /actions /actions/effect /result /report /upload /needs"
        ),
    ),
    (LEAD_OF_EMPTY, "/countries/XAE", "/needs /needs/pack /releases /what-others-see /offers /support"),
    (LEAD_OF_EMPTY, "/countries/XAE", "/people /institutions /events /assessments/start"),
    (LEAD_OF_EMPTY, "/account", "/name /email /password /second-factors /authenticator /passkeys"),
    (LEAD_OF_EMPTY, "", "/account /account/sessions"),
)
FILLED_PAGES = (
    (LEAD, "/countries/XAA", "/people /people/5 /people/5/remove /people/5/password-link /institutions"),
    (LEAD, "/countries/XAA", "/events /second-factor"),
    (
        LEAD,
        "/countries/XAA",
        (
            "/needs /needs/1 /needs/4 /needs/5 /needs/5/edit /needs/5/steps/approved /needs/4/steps/verified "
            "/needs/pack /releases /releases/1 /releases/2 /releases/4 /releases/2/withdraw "
            "/releases/new/need/1 /what-others-see /what-others-see/needs/1 /offers "
            "/support /support/1 /support/3"
        ),
    ),
    (
        LEAD,
        REVIEWED,
        (
            "/ /units/R02 /questions/R02.3 /clear /take-back /papers/sign-off-sheets/3 /targets "
            "/ratings /units/R10/plan /actions /actions/effect /report"
        ),
    ),
    (
        LEAD_OF_DRAFT,
        DRAFT,
        (
            "/ /units/R06 /questions/R06.3 /questions/R06.3/history /questions/R06.3/evidence "
            "/documents /documents/216 /documents/add /asked /asked/bodies /progress /reminders "
            "/reminders/institution-5 /checks /check /send-to-review /sign-offs /papers "
            "/papers/request-slips/5 /modules /result"
        ),
    ),
    (LEAD_OF_DRAFT, "/countries/XAB", "/people/invite /people/invite/list"),
    (LEAD_OF_NEXT, NEXT, "/ /units/R10 /questions/R10.1 /confirmed"),
    (CONTRIBUTOR, DRAFT, "/ /units/R06 /questions/R06.1 /documents /papers"),
    (REVIEWER, REVIEWED, "/ /units/R02 /questions/R02.3 /check /targets"),
    (ADMINISTRATOR, "/administration", "/ /invite /people/2/email /people/2/password-link"),
    (
        OFFICER,
        "/desk",
        (
            "/ /needs /needs?unit=R10 /needs/1 /needs/2 /needs/4 /needs/2/support /needs/2/support/1 "
            "/providers /reports /cohorts /portfolio /portfolio/coverage /portfolio/regions /portfolio/needs "
            "/portfolio/movement /portfolio/movement/R02"
        ),
    ),
    (OFFICER, "/account", "/tokens"),
    (
        PARTNER,
        "",
        (
            "/ /partner/ /partner/?unit=R10 /partner/?words=nothing /partner/needs/3 /partner/needs/9 "
            "/partner/supports/ /partner/reports"
        ),
    ),
    (PARTNER, "/account", "/tokens"),
)
SUBMITTED_PAGES = (
    (
        LEAD,
        SUBMITTED,
        (
            "/ /units/R02 /questions/R02.3 /documents /asked /progress /checks /check /submission "
            "/sign-offs /papers /reopen /next-cycle /result /targets /actions /needs /report"
        ),
    ),
)
NOBODYS_PAGES = [
    "/sign-in",
    "/countries",
    "/open-needs/",
    "/open-needs/3",
    "/open-reports",
    "/open-supports/",
    "/forgotten-password",
    "/forgotten-password/asked",
    "/invitations/unknown",
    "/not-there",
    f"/reports/{64 * '0'}",
]


def listed(*places: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Who looks at which page, one by one."""
    return [(person, place + path) for person, place, paths in places for path in paths.split()]


@dataclass(frozen=True)
class Mistake:
    """A form sent with these fields only, and the words that are answered."""

    person: str
    path: str
    button: str
    answered: str
    typed: dict[str, str] = field(default_factory=dict)


MISTAKES = (
    Mistake(OFFICER, "/desk/providers", "Add", "name"),
    Mistake(OFFICER, "/desk/needs/2/support", "Save", "few words"),
    Mistake(OFFICER, "/desk/needs/2", "Send the question", "Write what you want to say"),
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
    Mistake(LEAD_OF_DRAFT, f"{DRAFT}/checks", "Keep the reason and ask no more (R06.3, R16.1)", "why"),
    Mistake(LEAD, f"{REVIEWED}/clear", "Record the clearance", "who cleared"),
    Mistake(LEAD, f"{REVIEWED}/take-back", "Take back to draft", "why"),
    Mistake(LEAD, f"{REVIEWED}/sign-offs", "Record the signature", "Choose the institution"),
    Mistake(LEAD, f"{SUBMITTED}/reopen", "Open a new draft", "why"),
    Mistake(LEAD, f"{SUBMITTED}/needs", "Turn what is ticked into needs", "Tick at least one draft"),
    Mistake(LEAD, "/countries/XAA/releases/new/need/1", "See what they will see", "Choose for whom"),
    Mistake(LEAD, "/countries/XAA/needs/5/steps/withdrawn", "Withdraw the need", "Write why"),
    Mistake(LEAD, "/countries/XAA/needs/pack", "Make the pack", "Tick at least one need"),
    Mistake(LEAD, "/countries/XAA/offers", "Make the offer", "Choose the recommendation"),
    Mistake(REVIEWER, f"{REVIEWED}/questions/R01.2", "Record my review", ""),
    Mistake(LEAD, "/account/authenticator", "Finish", "code"),
    Mistake(ADMINISTRATOR, "/administration/invite", "Invite", "name"),
)


class People:
    """Those of a demonstration, each with a window of their own, and one more without scripts."""

    def __init__(self, chromium: Browser, address: str, links: dict[str, str]) -> None:
        self._chromium, self._address, self._links = chromium, address, links
        self._pages: dict[tuple[str, bool], Page] = {}

    def window_of(self, person: str, *, scripts: bool = True) -> Page:
        """The person's window of a phone's width; nobody's, where the person has no name."""
        if (person, scripts) not in self._pages:
            first = self.window_of(person) if not scripts else None
            context = self._chromium.new_context(
                base_url=self._address,
                viewport={"width": 360, "height": 900},
                java_script_enabled=scripts,
                storage_state=first.context.storage_state() if first else None,
            )
            page = self._pages[person, scripts] = context.new_page()
            if person and scripts:
                page.goto(self._links[person])
                page.get_by_role("button", name="Sign in").click()
                page.wait_for_url("**/")
        return self._pages[person, scripts]

    def leave(self) -> None:
        """Everybody closes their windows."""
        for page in self._pages.values():
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
    ("person", "path"), listed(*EMPTY_PAGES, *FILLED_PAGES, *SUBMITTED_PAGES), ids=lambda said: said
)
def test_page(crowd: People, person: str, path: str) -> None:
    page = crowd.window_of(person)
    answered = page.goto(path)
    assert answered is not None
    assert answered.ok
    look_over(page)


@pytest.mark.parametrize("path", NOBODYS_PAGES)
def test_page_for_somebody_who_has_not_signed_in(crowd: People, path: str) -> None:
    page = crowd.window_of("")
    page.goto(path)
    look_over(page)


@pytest.mark.parametrize(("person", "path"), listed(*FILLED_PAGES), ids=lambda said: said)
def test_page_without_scripts(crowd: People, person: str, path: str) -> None:
    page = crowd.window_of(person, scripts=False)
    page.goto(path)
    assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.path)
def test_page_with_a_mistake(crowd: People, mistake: Mistake) -> None:
    page = crowd.window_of(mistake.person)
    page.goto(mistake.path)
    for label, text in mistake.typed.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=mistake.button, exact=True).first.click()
    expect(page.get_by_role("alert")).to_contain_text(mistake.answered, ignore_case=True)
    expect(page).to_have_title(re.compile("^Error: "))
    look_over(page)
