"""Papers in a real browser: the questionnaire, the slip that asks an institution, the sheet that it signs."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import SignInBrowser
from tests.browser.test_assessment import look_over, start
from tests.servers import BehindTheScenes
from webapp import clock
from webapp.database import db
from webapp.records import institutions
from webapp.tables import Assignment


def give_to_institution(scenes: BehindTheScenes, assessment: str, name: str, question: str) -> None:
    """Gives a question to a new institution of Kenya."""

    def do() -> None:
        db.session.add(
            Assignment(
                assessment_id=int(assessment.rstrip("/").rpartition("/")[2]),
                question_code=question,
                institution_id=institutions.add("KEN", name, None).id,
                assigned_by=1,
                assigned_at=clock.now(),
            )
        )

    scenes.do(do)


def downloaded(page: Page, *, javascript: bool) -> tuple[str, str]:
    """Waits for the paper and takes it home; returns the name of the file and the words on the paper."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Your paper is ready", timeout=120_000)
    look_over(page, javascript=javascript)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the paper (PDF)").click()
    document = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    return download.value.suggested_filename, " ".join(sheet.extract_text() for sheet in document.pages)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)], ids=["scripts", "no scripts"])
def test_papers_are_asked_for_and_taken_home(
    signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes, width: int, javascript: bool
) -> None:
    page = signed_in_page(width=width, javascript=javascript)
    assessment = start(page)
    institution = f"Board {width}"
    give_to_institution(behind_the_scenes, assessment, institution, "R02.3")
    page.goto(assessment)
    page.get_by_role("link", name="Questionnaire, request slips and sign-off sheets").click()
    look_over(page, javascript=javascript)
    page.get_by_label("Which questions").select_option("R02")
    page.get_by_role("button", name="Make the questionnaire (PDF)").click()
    name, text = downloaded(page, javascript=javascript)
    assert name.startswith("questionnaire-blank-KEN-")
    assert "R02.1" in text

    page.get_by_role("link", name="Other papers").click()
    page.get_by_role("link", name=f"Request slip {institution}").click()
    look_over(page, javascript=javascript)
    page.get_by_label("Return by").fill("2020-01-01")
    page.get_by_label("Message").fill("Call me.\nIn the morning.")
    page.get_by_role("button", name="Make the request slip (PDF)").click()
    expect(page.get_by_role("alert")).to_contain_text("That day has passed")
    expect(page.get_by_label("Message")).to_have_value("Call me.\nIn the morning.")
    look_over(page, javascript=javascript)
    page.get_by_label("Return by").fill("")
    page.get_by_role("button", name="Make the request slip (PDF)").click()
    name, text = downloaded(page, javascript=javascript)
    assert name.startswith("request-slip-KEN-")
    assert "In the morning." in text

    page.get_by_role("link", name="Other papers").click()
    page.get_by_role("link", name=f"Sign-off sheet {institution}").click()
    look_over(page, javascript=javascript)
    page.get_by_label("Who signs").fill("Wanjiru Kamau")
    signed = page.locator("code").inner_text()
    page.get_by_role("button", name="Make the sign-off sheet (PDF)").click()
    name, text = downloaded(page, javascript=javascript)
    assert name.startswith("sign-off-sheet-KEN-")
    assert "Wanjiru Kamau" in text
    assert signed in text.replace("\n", "")
