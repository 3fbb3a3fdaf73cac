"""Whoever coordinates in a real browser: is told what does not fit, sees who is late, reminds them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignInBrowser
from tests.browser.test_assessment import look_over, start
from tests.servers import BehindTheScenes
from webapp import clock
from webapp.database import db
from webapp.tables import Assignment, User


def give(scenes: BehindTheScenes, assessment: str, name: str, question: str) -> None:
    """Gives a question to the person of that name, who should have answered yesterday."""

    def do() -> None:
        person = db.session.scalars(sa.select(User).where(User.name == name)).one()
        db.session.add(
            Assignment(
                assessment_id=int(assessment.rstrip("/").rpartition("/")[2]),
                question_code=question,
                user_id=person.id,
                due_on=(clock.now() - timedelta(days=1)).date(),
                assigned_by=person.id,
                assigned_at=clock.now() - timedelta(days=3),
            )
        )

    scenes.do(do)


def answer_at_odds(page: Page, assessment: str) -> None:
    """Says that funding runs without a break, and that it is a constraint."""
    page.goto(f"{assessment}units/R06")
    page.get_by_role("group", name="R06.3").get_by_label("Yes").check()
    page.get_by_role("button", name="Save and stay").last.click()
    page.goto(f"{assessment}units/R16")
    page.locator("[name='R16.1-row-prevention'][value=funding]").check()
    page.get_by_role("button", name="Save and stay").last.click()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_answers_that_do_not_seem_to_fit_are_asked_about_and_explained(
    signed_in_page: SignInBrowser, width: int, javascript: bool
) -> None:
    page = signed_in_page(width=width, javascript=javascript)
    assessment = start(page)
    answer_at_odds(page, assessment)
    look_over(page, javascript=javascript)
    page.get_by_role("link", name="Look at R06.3, R16.1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do these answers fit together?")
    look_over(page, javascript=javascript)
    page.get_by_role("button", name="Keep the reason").click()
    look_over(page, javascript=javascript)
    page.get_by_role("alert").get_by_role("link", name="write why").click()
    page.get_by_label("If the answers are right as they stand").fill("The budget runs; posts stay empty.")
    page.get_by_role("button", name="Keep the reason").click()
    expect(page.get_by_text("The budget runs; posts stay empty.")).to_be_visible()
    look_over(page, javascript=javascript)
    page.get_by_role("button", name="Ask this again").click()
    expect(page.get_by_role("status")).to_contain_text("The question is asked again.")
    page.goto(assessment)
    expect(page.get_by_role("link", name="One question about your answers")).to_be_visible()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_who_is_late_is_seen_and_reminded(
    signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes, width: int, javascript: bool
) -> None:
    contributor = signed_in_page(role="contributor")
    name = contributor.locator(".person").inner_text()
    page = signed_in_page(width=width, javascript=javascript)
    assessment = start(page)
    page.get_by_role("link", name="Progress and reminders").click()
    look_over(page, javascript=javascript)
    give(behind_the_scenes, assessment, name, "R02.3")
    page.reload()
    expect(page.get_by_text("One is late.")).to_be_visible()
    look_over(page, javascript=javascript)
    page.get_by_role("link", name="by name").click()
    page.get_by_role("link", name=f"Remind {name}").click()
    look_over(page, javascript=javascript)
    expect(page.get_by_label("Text")).to_contain_text(f"Dear {name},")
    page.get_by_role("button", name="I have sent it myself").click()
    expect(page.get_by_role("status")).to_contain_text(f"Noted as reminded: {name}.")
    contributor.goto(assessment)
    expect(contributor.get_by_text("Yours: about 10 minutes.")).to_be_visible()
    look_over(contributor)
