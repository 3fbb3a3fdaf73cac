"""Files attached: what is taken, what is refused in words, and to whom and as what they are given out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.webapp.conftest import SignIn
from tests.webapp.evidence.attaching import (
    DECREE,
    add_document,
    audited,
    cite,
    cited,
    file_hash,
    register,
    upload,
)
from tests.webapp.evidence.samples import GOOD, open_xml, pdf, png
from tests.webapp.journeys import give, revisions, save, start, take_away, unit_page
from tests.webapp.pages import Page, Visitor
from webapp import accounts, clock
from webapp.config import MEBIBYTE
from webapp.database import own_transaction
from webapp.evidence import arriving
from webapp.records import people

NAMES = {
    "../../../etc/cron.d/decree.pdf": "decree.pdf",
    "decree\u202efdp.exe.pdf": "decreefdp.exe.pdf",
    "قرار رقم ١٢.pdf": "قرار رقم ١٢.pdf",
    'decree"; filename="evil.html.pdf': "evil.html.pdf",
    "x" * 400 + ".pdf": "x" * 116 + ".pdf",
}


def stored(app: Flask) -> list[Path]:
    """Every file in the evidence folder."""
    folder: Path = app.extensions["settings"].folder / "evidence"
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fetch(visitor: Visitor, address: str, number: int = 1) -> TestResponse:
    """Presses “Download the file” of a document."""
    _action, fields = visitor.get("/").fields("Sign out")
    path = f"{address}documents/{number}/file"
    return visitor.client.post(path, data={"csrf_token": fields["csrf_token"]})


class TestTaking:
    @pytest.mark.parametrize("name", GOOD)
    def test_each_kind_is_taken_and_given_out_byte_for_byte(
        self, app: Flask, sign_in: SignIn, name: str
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", file=upload(name, GOOD[name]), **DECREE)
        assert cited(app, "R02.3")[0]["file"] == file_hash(GOOD[name])
        with fetch(person, address) as answer:
            assert answer.data == GOOD[name]

    def test_a_document_without_a_title_is_called_what_its_file_is_called(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        cite(person, start(person), "R02.3", file=upload("Décret n° 12.pdf", pdf()))
        assert register(app) == [("Décret n° 12", "", "", "", file_hash(pdf()))]

    def test_the_same_file_lies_there_once_for_all(self, app: Flask, sign_in: SignIn) -> None:
        for country in ("KEN", "FRA"):
            person = sign_in(country)
            address = start(person, country)
            for title in ("One", "Two"):
                add_document(person, address, title=title, file=upload("a.pdf", pdf()))
        assert [path.name for path in stored(app)] == [file_hash(pdf())]
        assert len(register(app, "KEN")) == len(register(app, "FRA")) == 2

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("page.html", b"<html>", "Files of this kind are not taken"),
            ("drawing.svg", b"<svg/>", "Files of this kind are not taken"),
            ("decree.pdf", b"<html>", "not what its name says"),
            ("decree.pdf\x00.html", pdf(), "Files of this kind are not taken"),
            ("decree.docx", open_xml("docx", {"word/vbaProject.bin": b"x"}), "may carry a program"),
            ("bomb.docx", open_xml("docx", {"word/a.xml": b" " * 11_000_000}), "too large when unpacked"),
            ("scan.png", png(30_000, 30_000), "million pixels"),
            ("empty.txt", b"", "The file is empty"),
        ],
    )
    def test_what_is_not_taken_is_told_and_nothing_typed_is_lost(
        self, app: Flask, sign_in: SignIn, name: str, content: bytes, words: str
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        shown = cite(person, address, "R02.3", expect=422, file=upload(name, content), **DECREE)
        assert words in shown.words
        assert "#file" in {link.get("href") for link in shown.all("a")}
        _action, fields = shown.fields("Cite the new")
        assert fields["title"] == "Decree 12"
        assert (stored(app), register(app), revisions(app)) == ([], [], [])

    def test_a_file_that_is_too_large_is_told(
        self, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        monkeypatch.setattr(arriving, "MEBIBYTE", 10)
        cite(person, address, "R02.3", file=upload("small.txt", b"a" * 200), **DECREE)
        shown = cite(person, address, "R02.3", expect=422, file=upload("large.txt", b"a" * 201), **DECREE)
        assert "larger than 20 MB" in shown.words
        assert len(stored(app)) == 1

    @pytest.mark.parametrize("path", ["questions/R02.3/evidence", "documents/add", "documents/1"])
    def test_a_request_larger_than_any_file_is_refused_before_it_is_looked_at(
        self, sign_in: SignIn, path: str
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        for length, status in ((21 * MEBIBYTE - 1, 400), (21 * MEBIBYTE, 413)):
            announced = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
            assert person.client.post(address + path, environ_overrides=announced).status_code == status

    def test_a_file_that_has_arrived_need_not_be_sent_again(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        given: dict[str, Any] = {"title": "Decree 12", "date": "last May"}
        shown = cite(person, address, "R02.3", expect=422, file=upload("a.pdf", pdf()), **given)
        assert "This file has arrived" in shown.words
        person.submit(shown, "Cite the new document", {"date": "2025-05"})
        assert cited(app, "R02.3") == [{"title": "Decree 12", "date": "2025-05", "file": file_hash(pdf())}]

    def test_a_file_that_only_the_form_tells_of_is_none(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        for forged in (file_hash(pdf()), "eyJoYXNoIjoiYSJ9.c2ln", "é"):
            fields: dict[str, Any] = {"title": forged, "file-kept": forged}
            cite(person, address, "R02.3", **fields)
        assert {document[4] for document in register(app)} == {""}

    def test_no_more_files_are_taken_than_the_country_may_have(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        app.extensions["settings"] = replace(app.extensions["settings"], files_per_country=2)
        for number in range(2):
            add_document(person, address, file=upload(f"{number}.pdf", pdf(str(number))))
        shown = add_document(person, address, expect=422, file=upload("3.pdf", pdf("3")))
        assert "The country has attached 2 files" in shown.words
        assert len(stored(app)) == 2
        add_document(person, address, title="The first again", file=upload("0.pdf", pdf("0")))

    def test_a_full_disk_is_told_and_nothing_typed_is_lost(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        (app.extensions["settings"].folder / "evidence").write_bytes(b"in the way")
        shown = cite(person, address, "R02.3", expect=422, file=upload("decree.pdf", pdf()), **DECREE)
        assert "could not be stored" in shown.words
        assert register(app) == []

    def test_who_may_not_write_sends_none(self, app: Flask, sign_in: SignIn) -> None:
        address = start(sign_in("KEN"))
        for role in ("reader", "reviewer"):
            person = sign_in("KEN", role=role)
            _action, fields = person.get("/").fields("Sign out")
            sent = {"csrf_token": fields["csrf_token"], "file": upload("a.pdf", pdf())}
            person.post(f"{address}questions/R02.3/evidence", sent, expect=404)
        assert stored(app) == []


class TestGivingOut:
    @pytest.mark.parametrize("name", NAMES)
    def test_it_is_never_shown_by_the_browser_and_its_name_is_clean(self, sign_in: SignIn, name: str) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", file=upload(name, pdf()), **DECREE)
        with fetch(person, address) as answer:
            assert answer.status_code == 200
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith("attachment; ")
            assert not set(disposition) & set("\r\n\0\u202e/\\")
            assert answer.headers["Content-Type"] == "application/pdf"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert NAMES[name] in person.get(f"{address}documents").words

    def test_every_download_is_in_the_audit_trail_and_so_is_every_file_attached(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person, reader = sign_in("KEN"), sign_in("KEN", role="reader")
        address = start(person)
        cite(person, address, "R02.3", file=upload("a secret name.pdf", pdf()), **DECREE)
        fetch(reader, address).close()
        assert audited(app) == [("file attached", "document 1"), ("file downloaded", "document 1")]
        assert "secret name" not in str(audited(app))

    def test_it_is_not_given_out_by_a_link(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", file=upload("a.pdf", pdf()), **DECREE)
        assert person.client.get(f"{address}documents/1/file").status_code == 405

    def test_whoever_reads_the_whole_assessment_is_given_it(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", file=upload("a.pdf", pdf()), **DECREE)
        for role in ("focal_point", "reviewer", "reader"):
            with fetch(sign_in("KEN", role=role), address) as answer:
                assert answer.data == pdf()

    def test_a_contributor_is_given_what_their_answers_cite_and_what_they_added(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        lead, helper = sign_in("KEN"), sign_in("KEN", role="contributor", name="Chidi")
        address = start(lead)
        cite(lead, address, "R02.3", file=upload("theirs.pdf", pdf("theirs")), title="Theirs")
        cite(lead, address, "R03.1", file=upload("hidden.pdf", pdf("hidden")), title="Hidden")
        give(app, address, "Chidi", "R02.3")
        add_document(helper, address, title="Own", file=upload("own.pdf", pdf("own")))
        for number, status in ((1, 200), (2, 404), (3, 200)):
            with fetch(helper, address, number) as answer:
                assert answer.status_code == status
        take_away(app, address, "R02.3")
        for number, status in ((1, 404), (3, 200)):
            with fetch(helper, address, number) as answer:
                assert answer.status_code == status

    def test_a_contributor_who_knows_a_hash_is_not_given_the_file(self, app: Flask, sign_in: SignIn) -> None:
        lead, helper = sign_in("KEN"), sign_in("KEN", role="contributor", name="Chidi")
        address = start(lead)
        cite(lead, address, "R03.1", file=upload("hidden.pdf", pdf("hidden")), title="Hidden")
        give(app, address, "Chidi", "R02.3")
        page = unit_page(helper, address, "R02")
        mine = {"R02.3-item-title": "Hidden", "R02.3-item-file": file_hash(pdf("hidden"))}
        save(helper, page, mine, expect=422)
        save(helper, page, {"R02.3-item-title": "Hidden", "R02.3-item-file": ""})
        for number in (1, 2):
            with fetch(helper, address, number) as answer:
                assert answer.status_code == 404

    def test_a_file_that_is_missing_is_told_in_words(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", file=upload("decree.pdf", pdf()), **DECREE)
        for path in stored(app):
            path.unlink()
        page = Page(fetch(person, address), "the file")
        assert (page.status, page.heading) == (404, "The file is not there")
        assert file_hash(pdf()) in page.words


class TestChoosing:
    @pytest.fixture
    def opened(self, sign_in: SignIn) -> tuple[Visitor, str]:
        """Two documents on the list, one of which R02.3 cites."""
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", file=upload("decree.pdf", pdf()), **DECREE)
        add_document(person, address, title="Report 7")
        return person, address

    def choose(self, visitor: Visitor, address: str, code: str, **more: Any) -> Page:
        """Chooses a document of the list for a question."""
        page = visitor.get(f"{address}questions/{code}/evidence")
        return visitor.submit(page, "Cite this document", {"document": "1"}, **more)

    def test_one_document_serves_many_questions_and_is_described_once(
        self, app: Flask, opened: tuple[Visitor, str]
    ) -> None:
        person, address = opened
        for code in ("R03.1", "R04.1"):
            answer = self.choose(person, address, code)
            assert answer.location.endswith(f"units/{code[:3]}?saved={code[:3]}#{code}")
            assert cited(app, code) == cited(app, "R02.3")
        assert len(register(app)) == 2
        assert "Cited in R02.3, R03.1, R04.1." in person.get(f"{address}documents").words

    def test_it_comes_after_what_was_cited_and_the_answer_stays(
        self, app: Flask, opened: tuple[Visitor, str]
    ) -> None:
        person, address = opened
        fields = {"R03.1-answer": "3", "R03.1-comment": "since May", "R03.1-item-title": "Plan"}
        save(person, unit_page(person, address, "R03"), fields)
        self.choose(person, address, "R03.1")
        content = revisions(app, "R03.1")[-1][3]
        assert (content["level"], content["comment"]) == (3, "since May")
        assert [item["title"] for item in content["evidence"]["items"]] == ["Plan", "Decree 12"]

    def test_pressing_twice_cites_it_once(self, app: Flask, opened: tuple[Visitor, str]) -> None:
        person, address = opened
        page = person.get(f"{address}questions/R03.1/evidence")
        for _time in range(2):
            person.submit(page, "Cite this document", {"document": "1"})
        assert len(cited(app, "R03.1")) == len(revisions(app, "R03.1")) == 1

    def test_what_the_answer_cites_already_is_not_offered(self, opened: tuple[Visitor, str]) -> None:
        person, address = opened
        page = person.get(f"{address}questions/R02.3/evidence")
        options = ["".join(option.itertext()) for option in page.all("option")]
        assert options == ["Choose", "Report 7"]
        assert "Cited already: Decree 12, Ministry of Justice, 2025-03 File attached" in page.words

    def test_choosing_nothing_is_told(self, app: Flask, opened: tuple[Visitor, str]) -> None:
        person, address = opened
        for number in ("", "99", "x"):
            page = person.get(f"{address}questions/R03.1/evidence")
            shown = person.submit(page, "Cite this document", {"document": number}, expect=422)
            assert "Choose one of the documents offered" in shown.words
        assert revisions(app, "R03.1") == []


class TestOnTheWay:
    """From the unit page to the page where a document is cited, and back, with nothing lost."""

    def attach(self, visitor: Visitor, page: Page, fields: dict[str, Any], **more: Any) -> Page:
        """Presses “Attach a file” beside R03.2."""
        return visitor.submit(page, "Save and stay", {**fields, "attach": "R03.2"}, **more)

    def test_what_can_be_saved_is_saved_and_the_document_joins_it(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = unit_page(person, start(person), "R03")
        typed = {"R03.1-answer": "3", "R03.2-answer": "yes", "R03.2-comment": "since May"}
        there = person.follow(self.attach(person, page, typed))
        assert there.heading == "Cite a document for R03.2"
        assert [code for code, *_others in revisions(app)] == ["R03.1", "R03.2"]
        back = person.submit(there, "Cite the new document", {"file": upload("plan.pdf", pdf())})
        shown = person.follow(back)
        assert "Saved. R03.2" in shown.words
        assert "plan File attached" in shown.words
        assert "From what is cited: 3" in shown.words
        content = revisions(app, "R03.2")[-1][3]
        assert (content["choice"], content["comment"]) == ("yes", "since May")

    def test_what_cannot_be_saved_waits_and_the_document_joins_it_too(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        typed = {"R03.2-answer": "partial", "R03.2-item-title": "Typed", "R03.2-item-date": "in May"}
        there = person.follow(self.attach(person, unit_page(person, address, "R03"), typed))
        assert revisions(app) == []
        shown = person.follow(
            person.submit(there, "Cite the new document", {"file": upload("plan.pdf", pdf())})
        )
        assert "Your text is back" in shown.words
        _action, fields = shown.fields("Save and stay")
        assert fields["R03.2-answer"] == "partial"
        assert fields.getlist("R03.2-item-title") == ["Typed", "plan"]
        mended = {"R03.2-comment": "three years only", "R03.2-item-date": ["2025-05", ""]}
        save(person, shown, mended)
        content = revisions(app, "R03.2")[-1][3]
        assert [item["title"] for item in content["evidence"]["items"]] == ["Typed", "plan"]
        assert content["evidence"]["items"][1]["file"] == file_hash(pdf())
        assert "Your text is back" not in unit_page(person, address, "R03").words

    def test_a_conflict_is_settled_first(self, sign_in: SignIn) -> None:
        amina, bo = sign_in("KEN"), sign_in("KEN")
        address = start(amina)
        page = unit_page(amina, address, "R03")
        save(bo, unit_page(bo, address, "R03"), {"R03.2-answer": "no"})
        shown = self.attach(amina, page, {"R03.2-answer": "yes"}, expect=409)
        assert shown.heading == "Somebody else answered too"

    def test_a_question_of_another_unit_or_country_is_none(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = unit_page(person, start(person), "R03")
        for code in ("R99.1", "../x"):
            person.submit(page, "Save and stay", {"attach": code}, expect=404)

    def test_of_two_who_cite_at_once_both_documents_stay(self, app: Flask, sign_in: SignIn) -> None:
        amina, bo = sign_in("KEN"), sign_in("KEN")
        address = start(amina)
        pages = [(visitor, visitor.get(f"{address}questions/R03.2/evidence")) for visitor in (amina, bo)]
        for number, (visitor, page) in enumerate(pages):
            visitor.submit(page, "Cite the new document", {"title": f"Document {number}"})
        assert [item["title"] for item in cited(app, "R03.2")] == ["Document 0", "Document 1"]

    def test_what_was_typed_there_comes_back_after_the_session_has_ended(
        self, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        page = person.get(f"{address}questions/R03.2/evidence")
        tomorrow = clock.now() + timedelta(hours=25)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)
        typed = {"title": "Decree 12", "body": "Ministry", "file": upload("decree.pdf", pdf())}
        person.submit(page, "Cite the new document", typed, expect=302)
        with own_transaction(app):
            link = accounts.make_sign_in_link(people.everybody()[0])
        person.submit(person.get(link))
        back = person.get(page.path)
        _action, fields = back.fields("Cite the new document")
        assert (fields["title"], fields["body"]) == ("Decree 12", "Ministry")
        assert "Your text is back" in back.words
        assert stored(app) == []
