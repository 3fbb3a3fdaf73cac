"""Evidence in a browser: a link, a file, and one document for two questions; with scripts and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignInBrowser
from tests.browser.test_assessment import start
from tests.webapp.evidence.samples import pdf


def evidence_of(page: Page, question: str) -> Locator:
    """The part for evidence of that question, unfolded."""
    found = page.locator(f"[id='{question}'] details.evidence")
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def ask_to_cite(page: Page, question: str) -> None:
    """From the page of the unit to the page that cites a document for that question."""
    evidence_of(page, question).get_by_role("button", name="Attach a file, or choose a document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Cite a document for {question}")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_link_a_file_and_one_document_for_two_questions(
    signed_in_page: SignInBrowser, tmp_path: Path, javascript: bool
) -> None:
    page = signed_in_page(width=360, javascript=javascript)
    assessment = start(page)
    unit, documents = f"{assessment}units/R02", f"{assessment}documents"
    page.goto(unit)
    page.get_by_role("group", name="R02.3").get_by_label("A dedicated channel").check()

    # A document that names its issuer and its day can stand for grade 2, one with a link for 3.
    evidence = evidence_of(page, "R02.3")
    evidence.get_by_label("Title", exact=True).fill("Decree 12")
    evidence.get_by_label("Issued by").fill("Ministry of Interior")
    evidence.get_by_label("Date", exact=True).fill("2025-03")
    page.get_by_role("button", name="Save and stay").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(evidence_of(page, "R02.3").get_by_text("From what is cited: 2. You decide.")).to_be_visible()
    evidence_of(page, "R02.3").get_by_role("button", name="Add another document").click()
    evidence = evidence_of(page, "R02.3")
    evidence.get_by_label("Title", exact=True).fill("How to report")
    evidence.get_by_label("Web address, if public").fill("https://police.example/report")
    evidence.get_by_label("3 – ").check()
    page.get_by_role("button", name="Save and stay").last.click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(evidence_of(page, "R02.3").get_by_text("From what is cited: 3. You decide.")).to_be_visible()
    expect(
        evidence_of(page, "R02.3").get_by_role("link", name="https://police.example/report")
    ).to_be_visible()

    # A file, on the page of its own. It comes back as it was sent.
    sent = tmp_path / "rapport annuel.pdf"
    sent.write_bytes(pdf("Annual report"))
    ask_to_cite(page, "R02.3")
    page.get_by_label("Issued by").fill("Police")
    page.get_by_label("File", exact=True).set_input_files(sent)
    page.get_by_role("button", name="Cite the new document").click()
    expect(evidence_of(page, "R02.3").get_by_text("File attached")).to_be_visible()
    expect(evidence_of(page, "R02.3").get_by_label("Take it out of this answer")).to_have_count(3)
    expect(page.get_by_role("group", name="R02.3").get_by_label("A dedicated channel")).to_be_checked()

    # The same document for a second question: chosen, not described again.
    ask_to_cite(page, "R02.1")
    page.get_by_label("Document", exact=True).select_option(label="rapport annuel, Police")
    page.get_by_role("button", name="Cite this document").click()
    expect(evidence_of(page, "R02.1").get_by_text("File attached")).to_be_visible()
    page.goto(documents)
    shared = page.locator("li", has=page.get_by_role("heading", name="rapport annuel"))
    expect(shared.get_by_text("Cited in R02.1, R02.3.")).to_be_visible()
    with page.expect_download() as download:
        shared.get_by_role("button", name="Download the file").click()
    assert download.value.path().read_bytes() == sent.read_bytes()
