"""A real server as its own processes, a real Chromium, and axe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.servers import BehindTheScenes, Server, start_server

WHAT_WCAG_22_AA_ASKS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What a browser notes when a test has taken its line down, broken a request off, or made the service busy.
WHAT_A_BROKEN_LINE_SAYS = (
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_FAILED",
    "net::ERR_EMPTY_RESPONSE",
    "with a status of 503",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service, shared by the tests of one process: each test uses people and assessments of its own."""
    started = start_server(tmp_path_factory.mktemp("served"))
    yield started
    assert started.stop() == 0


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A service on which nothing has happened yet, for one test alone."""
    started = start_server(tmp_path / "served")
    yield started
    assert started.stop() == 0


@pytest.fixture(scope="session")
def behind_the_scenes(server: Server) -> Iterator[BehindTheScenes]:
    """`behind_the_scenes.do(action)` does something with the records of the server's database."""
    scenes = BehindTheScenes(server)
    yield scenes
    scenes.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that playwright brought where the system has none."""
    path = os.environ.get("CHROMIUM") or next(
        (found for found in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(found).exists()), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, server: Server) -> Iterator[OpenPage]:
    """`open_page(width=360, javascript=False)` is a tab of a browser that knows nobody yet.

    The test fails if any page of it said anything in the browser's console, or asked anybody but the server.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, address: str = server.address, width: int = 1280, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(address) else complaints.append(sent.url))
        return page

    yield make
    for context in contexts:
        context.close()
    expected = ("the server responded with a status of 4", *WHAT_A_BROKEN_LINE_SAYS)
    unexpected = [said for said in complaints if not any(words in said for words in expected)]
    assert unexpected == []


SignInBrowser = Callable[..., Page]


@pytest.fixture
def signed_in_page(open_page: OpenPage, behind_the_scenes: BehindTheScenes) -> SignInBrowser:
    """`signed_in_page("KEN")` is a focal point of Kenya in a browser of their own."""

    def make(
        country: str = "KEN", *, role: str = "focal_point", width: int = 1280, javascript: bool = True
    ) -> Page:
        page = open_page(width=width, javascript=javascript)
        page.goto(behind_the_scenes.way_in(country, role))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return make


def assert_accessible(page: Page) -> None:
    """axe finds nothing to complain about on the page as it is now."""
    found = Axe().run(
        page,
        # Without "resultTypes" it also describes every part of the page that is well, which takes seconds.
        options={
            "runOnly": {"type": "tag", "values": WHAT_WCAG_22_AA_ASKS},
            "resultTypes": ["violations"],
        },
    )
    told = [
        f"{violation['id']}: {violation['help']}: {[node['html'] for node in violation['nodes']]}"
        for violation in found.response["violations"]
    ]
    assert told == [], f"{page.url}: " + "\n".join(told)


def assert_no_sideways_scrolling(page: Page) -> None:
    """Nothing on the page is wider than the window."""
    # Between two pages there is a moment without any document.
    page.wait_for_load_state()
    expect(page.get_by_role("main")).to_be_visible()
    width, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= window, f"{page.url} is {width} px wide in a window of {window} px"
