"""The gap report as files: asked for, waited for, made once, downloaded under a safe name."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import signal
from pathlib import Path

import docx
import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_crawl import add_assessment
from webapp import documents, jobs
from webapp.database import db, own_transaction
from webapp.records import renderings
from webapp.tables import Rendering


def ask(visitor: Visitor, number: int, button: str) -> Page:
    """The page on which to wait for a report."""
    page = visitor.get(f"/countries/KEN/assessments/{number}/report")
    return visitor.follow(visitor.submit(page, button))


def make_what_waits(app: Flask) -> int:
    """What a worker does after another one in its place has ended; returns how many documents it made."""
    with own_transaction(app):
        renderings.give_back("a worker")
    made = 0
    while jobs.make_next(app, "a worker") is not jobs.Outcome.NONE_ASKED:
        made += 1
    return made


@pytest.fixture
def visitor(sign_in: SignIn) -> Visitor:
    return sign_in("KEN")


@pytest.fixture
def number(app: Flask, visitor: Visitor) -> int:
    return add_assessment(app, seed=11, modules=("recommendations",))


class TestAskedFor:
    def test_the_page_waits_in_sight_and_then_offers_the_workbook(
        self, app: Flask, visitor: Visitor, number: int
    ) -> None:
        page = ask(visitor, number, "XLSX")
        assert "being made" in page.heading
        assert page.headers["Refresh"] == "2"
        visitor.post(f"{page.path}/file", page.fields("Sign out")[1], expect=404)
        assert make_what_waits(app) == 1
        page = visitor.get(page.path)
        assert "ready" in page.heading
        assert "Refresh" not in page.headers
        answer = visitor.download(page)
        assert (
            answer.headers["Content-Disposition"]
            == "attachment; filename=gap-report-KEN-2026-11-01-working-file.xlsx"
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert load_workbook(io.BytesIO(answer.data), read_only=True).sheetnames
        event = dump(app)["audit_events"][-1]
        assert event["action"] == "report downloaded"
        assert json.loads(event["details"]) == {"file": "gap-report-KEN-2026-11-01-working-file.xlsx"}

    def test_the_word_document_is_one_about_the_country(
        self, app: Flask, visitor: Visitor, number: int
    ) -> None:
        page = ask(visitor, number, "DOCX")
        make_what_waits(app)
        answer = visitor.download(visitor.get(page.path))
        assert (
            answer.headers["Content-Disposition"]
            == "attachment; filename=gap-report-KEN-2026-11-01-working-file.docx"
        )
        paragraphs = docx.Document(io.BytesIO(answer.data)).paragraphs
        assert "Kenya" in [paragraph.text for paragraph in paragraphs]

    def test_the_pdf_is_a_pdf_about_the_country(self, app: Flask, visitor: Visitor, number: int) -> None:
        page = ask(visitor, number, "PDF")
        make_what_waits(app)
        answer = visitor.download(visitor.get(page.path))
        assert answer.mimetype == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.data))
        assert "Kenya" in reader.pages[0].extract_text()

    @pytest.mark.parametrize(
        ("button", "name"),
        [
            ("(PDF): Minister", "ministers-brief.pdf"),
            ("(JSON): UNODC", "unodc.json"),
            ("(JSON): Public", "public.json"),
        ],
    )
    def test_each_version_comes_under_its_own_name(
        self, app: Flask, visitor: Visitor, number: int, button: str, name: str
    ) -> None:
        page = ask(visitor, number, button.replace("(PDF)", "PDF"))
        make_what_waits(app)
        page = visitor.get(page.path)
        assert "For " in page.words
        answer = visitor.download(page)
        assert answer.headers["Content-Disposition"].endswith(f"gap-report-KEN-2026-11-01-{name}")
        if name.endswith("json"):
            assert json.loads(answer.data)["content"]["variant"] == name.removesuffix(".json")

    def test_the_page_says_of_each_version_for_whom_it_is_and_what_it_leaves_out(
        self, visitor: Visitor, number: int
    ) -> None:
        words = visitor.get(f"/countries/KEN/assessments/{number}/report").words
        for told in (
            "For the officials of the country",
            "For the minister",
            "For UNODC",
            "Of the register it has the needs that are released to UNODC, and no others.",
            "For parliament, partners and the public",
            "Restricted answers, comments, evidence",
        ):
            assert told in words

    def test_a_workbook_for_others_is_not_made(self, visitor: Visitor, number: int) -> None:
        page = visitor.get(f"/countries/KEN/assessments/{number}/report")
        visitor.submit(page, "XLSX", fields={"variant": "public"}, expect=400)
        visitor.submit(page, "XLSX", fields={"variant": "anything"}, expect=400)

    def test_any_other_form_is_refused(self, visitor: Visitor, number: int) -> None:
        page = visitor.get(f"/countries/KEN/assessments/{number}/report")
        visitor.submit(page, fields={"format": "exe"}, expect=400)
        visitor.submit(page, fields={"format": None}, expect=400)


class TestMadeOnce:
    def test_the_same_answers_give_the_same_document(self, app: Flask, visitor: Visitor, number: int) -> None:
        first = ask(visitor, number, "XLSX")
        make_what_waits(app)
        assert ask(visitor, number, "XLSX").path == first.path
        assert make_what_waits(app) == 0

    def test_other_answers_give_another_document_and_the_first_stays_as_it_was(
        self, app: Flask, visitor: Visitor, number: int
    ) -> None:
        first = ask(visitor, number, "XLSX")
        make_what_waits(app)
        before = visitor.download(visitor.get(first.path)).data
        unit = visitor.get(f"/countries/KEN/assessments/{number}/units/R01")
        visitor.submit(unit, "Save and continue", {"R01.1-comment": "Something new"})
        second = ask(visitor, number, "XLSX")
        assert second.path != first.path
        assert "being made" in second.heading
        assert visitor.download(visitor.get(first.path)).data == before

    def test_a_document_whose_file_is_gone_is_made_again(
        self, app: Flask, visitor: Visitor, number: int
    ) -> None:
        page = ask(visitor, number, "XLSX")
        make_what_waits(app)
        for file in (app.extensions["settings"].folder / "documents").iterdir():
            file.unlink()
        page = visitor.get(page.path)
        assert "could not be made" in page.heading
        visitor.post(f"{page.path}/file", page.fields("Sign out")[1], expect=404)
        page = visitor.follow(visitor.submit(page, "Try again"))
        make_what_waits(app)
        assert "ready" in visitor.get(page.path).heading


class TestFailure:
    def test_a_document_that_fails_is_told_on_its_page_and_not_in_detail_in_the_log(
        self, app: Flask, visitor: Visitor, number: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        page = ask(visitor, number, "PDF")
        with own_transaction(app):
            db.session.execute(sa.update(Rendering).values(content='{"answers": "a secret of state"}'))
        with caplog.at_level(logging.DEBUG):
            make_what_waits(app)
        page = visitor.get(page.path)
        assert "could not be made" in page.heading
        assert "your answers are safe" in page.words
        assert "could not be made" in caplog.text
        assert "a secret of state" not in caplog.text

    def test_a_document_that_kills_its_worker_every_time_is_given_up(
        self, app: Flask, visitor: Visitor, number: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def die(_content: str) -> bytes:
            raise SystemExit

        page = ask(visitor, number, "PDF")
        monkeypatch.setattr(jobs, "make_document", die)
        for _ in range(jobs.MOST_ATTEMPTS):
            with pytest.raises(SystemExit):
                make_what_waits(app)
            assert "being made" in visitor.get(page.path).heading
        make_what_waits(app)
        assert "could not be made" in visitor.get(page.path).heading
        assert make_what_waits(app) == 0

    def test_a_time_limit_that_was_not_heeded_comes_again(self) -> None:
        def wait_and_heed_the_second_time() -> None:
            with contextlib.suppress(jobs.OutOfTime):
                signal.pause()
            signal.pause()

        with jobs.time_limit(0.01), pytest.raises(jobs.OutOfTime):
            wait_and_heed_the_second_time()

    def test_what_workers_left_unfinished_is_removed_in_time(self, tmp_path: Path) -> None:
        folder = documents.DocumentFolder(tmp_path)
        folder.store("hash", "pdf", b"whole")
        old, new = (tmp_path / "documents" / f"unfinished-{age}" for age in ("old", "new"))
        for file in (old, new):
            file.touch()
        os.utime(old, (0, 0))
        folder.remove_unfinished()
        assert sorted((tmp_path / "documents").iterdir()) == [folder.path("hash", "pdf"), new]

    def test_half_a_document_is_never_seen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = documents.DocumentFolder(tmp_path)

        def fail(_descriptor: int) -> None:
            raise OSError("disk full")

        monkeypatch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="disk full"):
            folder.store("hash", "pdf", b"half")
        assert not folder.path("hash", "pdf").exists()
        assert list((tmp_path / "documents").iterdir()) == []


def test_a_document_of_another_assessment_of_the_same_country_is_not_found_under_this_one(
    app: Flask, visitor: Visitor, number: int
) -> None:
    other = add_assessment(app, seed=12, modules=("recommendations",))
    page = ask(visitor, number, "XLSX")
    make_what_waits(app)
    rendering = page.path.rpartition("/")[2]
    before = dump(app)
    visitor.get(f"/countries/KEN/assessments/{other}/report/{rendering}", expect=404)
    token = page.fields("Sign out")[1]
    visitor.post(f"/countries/KEN/assessments/{other}/report/{rendering}/file", token, expect=404)
    assert dump(app) == before


def test_a_document_of_another_country_is_not_found_under_ones_own(
    app: Flask, visitor: Visitor, number: int, sign_in: SignIn
) -> None:
    page = ask(visitor, number, "XLSX")
    make_what_waits(app)
    rendering = page.path.rpartition("/")[2]
    stranger = sign_in("FRA")
    for country in ("KEN", "FRA"):
        place = f"/countries/{country}/assessments/{number}/report/{rendering}"
        stranger.get(place, expect=404)
        stranger.post(f"{place}/file", stranger.get("/").fields("Sign out")[1], expect=404)
