"""A page on which what is typed is saved by itself, as tests look at it and at what was saved."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import Locator, Page

from tests.servers import BehindTheScenes
from webapp.database import db
from webapp.tables import AnswerRevision

# A pause in typing, a save, and more.
A_WHILE = 15_000


def comment(page: Page, code: str = "R02.3") -> Locator:
    """The comment's field of a question."""
    return page.locator(f"[id='{code}-comment']")


def status(page: Page) -> Locator:
    """The line that says what is saved."""
    return page.locator(".autosave [role=status]")


def told(page: Page, code: str = "R02.3") -> Locator:
    """The line under a question."""
    return page.locator(f"[id='{code}'] .saved-line")


def number_of(page: Page) -> int:
    """The number of the assessment of a page."""
    found = re.search(r"/assessments/(\d+)/", page.url)
    assert found
    return int(found[1])


def saved_comments(scenes: BehindTheScenes, page: Page, code: str = "R02.3") -> list[str]:
    """The comments of all revisions of an answer."""
    number = number_of(page)

    def read() -> list[str]:
        rows = db.session.scalars(
            sa.select(AnswerRevision.content)
            .where(AnswerRevision.assessment_id == number, AnswerRevision.question_code == code)
            .order_by(AnswerRevision.revision)
        )
        return [content.partition('"comment":"')[2].partition('"')[0] for content in rows]

    return scenes.do(read)


def until(found: Callable[[], bool], page: Page) -> None:
    """Waits for something that happens behind the page."""
    for _attempt in range(100):
        if found():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")
