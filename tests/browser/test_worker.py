"""The report is made by the worker process, whatever happens to it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import SignInBrowser, assert_accessible
from tests.servers import BehindTheScenes, Server, renderers
from tests.webapp.test_crawl import add_assessment_here


def ask_for_pdf(page: Page, address: str) -> None:
    page.goto(f"{address}/report")
    page.get_by_role("button", name="Make the PDF").first.click()


def test_the_report_comes_without_javascript(
    signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes
) -> None:
    page = signed_in_page("XAA", javascript=False)
    number = behind_the_scenes.do(lambda: add_assessment_here("XAA", seed=21))
    ask_for_pdf(page, f"/countries/XAA/assessments/{number}")
    page.get_by_role("button", name="Download the report (PDF)").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report (PDF)").click()
    assert download.value.suggested_filename == "gap-report-XAA-2026-11-01-working-file.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_a_worker_killed_in_the_middle_is_replaced_and_the_report_comes_all_the_same(
    signed_in_page: SignInBrowser, behind_the_scenes: BehindTheScenes, server: Server
) -> None:
    page = signed_in_page("XAB")
    number = behind_the_scenes.do(lambda: add_assessment_here("XAB", seed=22))
    ends_at = time.monotonic() + 60
    while not renderers(server) and time.monotonic() < ends_at:
        page.goto("/")
    ask_for_pdf(page, f"/countries/XAB/assessments/{number}")
    for pid in renderers(server):
        os.kill(pid, signal.SIGKILL)
    page.get_by_role("button", name="Download the report (PDF)").wait_for(timeout=90_000)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report (PDF)").click()
    assert Path(download.value.path()).read_bytes().rstrip().endswith(b"%%EOF")
