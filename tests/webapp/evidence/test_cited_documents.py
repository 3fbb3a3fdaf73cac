"""Documents cited on the unit page: shown as they were saved, taken out by a tick, described once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from questionnaire.answers import EvidenceItem
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.evidence.attaching import DECREE, cited, register
from tests.webapp.journeys import fill, revisions, save, start, statements, unit_page
from tests.webapp.pages import Page, Visitor
from webapp import clock
from webapp.database import own_transaction
from webapp.evidence.folder import EvidenceFolder
from webapp.records import evidence, people
from webapp.records.evidence import AttachedFile


def typed(code: str, **document: str) -> dict[str, str]:
    """The fields of one document of a question."""
    return {f"{code}-item-{part}": text for part, text in document.items()}


def attach(app: Flask, country: str, title: str, content: bytes) -> str:
    """A document with a file in the register of a country; returns the hash of the file."""
    with own_transaction(app):
        file_hash = EvidenceFolder(app.extensions["settings"].folder).store(io.BytesIO(content))
        evidence.offer(
            country,
            EvidenceItem(title, file=file_hash),
            AttachedFile(file_hash, f"{title}.pdf", "application/pdf", len(content)),
            by=people.everybody()[0],
            at=clock.now(),
        )
    return file_hash


class TestOnThePage:
    @pytest.fixture
    def opened(self, sign_in: SignIn) -> tuple[Visitor, Page]:
        """A unit page on which one answer cites a document."""
        person = sign_in("KEN")
        address = start(person)
        save(person, unit_page(person, address, "R02"), {"R02.3-answer": "2"} | typed("R02.3", **DECREE))
        return person, unit_page(person, address, "R02")

    def test_a_saved_document_is_shown_and_sent_along_untouched(
        self, app: Flask, opened: tuple[Visitor, Page]
    ) -> None:
        person, page = opened
        assert "Decree 12, Ministry of Justice, 2025-03" in page.words
        save(person, page, {"R02.3-comment": "changed"})
        assert cited(app, "R02.3") == [{name: text for name, text in DECREE.items() if text}]

    def test_a_tick_takes_it_out(self, app: Flask, opened: tuple[Visitor, Page]) -> None:
        person, page = opened
        save(person, page, {"R02.3-item-out": "0"})
        assert cited(app, "R02.3") == []
        assert "Decree 12" not in person.get(page.path).words
        assert [document[0] for document in register(app)] == ["Decree 12"]

    def test_another_one_is_typed_beside_it(self, app: Flask, opened: tuple[Visitor, Page]) -> None:
        person, page = opened
        longer = person.submit(page, "Save and stay", {"add-item": "R02.3"}, expect=200)
        _action, fields = longer.fields("Save and stay")
        titles = [*fields.getlist("R02.3-item-title")[:-1], "Report 7"]
        save(person, longer, {"R02.3-item-title": titles})
        assert [document["title"] for document in cited(app, "R02.3")] == ["Decree 12", "Report 7"]

    def test_what_is_wrong_with_one_is_told_and_the_other_stays(self, opened: tuple[Visitor, Page]) -> None:
        person, page = opened
        longer = person.submit(page, "Save and stay", {"add-item": "R02.3"}, expect=200)
        wrong = {"R02.3-item-title": ["Decree 12", ""], "R02.3-item-date": ["2025-03", "in May"]}
        shown = save(person, longer, wrong, expect=422)
        assert {"#R02.3-item-1-title", "#R02.3-item-1-date"} <= {link.get("href") for link in shown.all("a")}
        assert "Decree 12, Ministry of Justice" in shown.words

    @pytest.mark.parametrize(
        ("document", "grade"),
        [
            ({"title": "The prosecution service confirms it"}, "1"),
            (DECREE, "2"),
            (DECREE | {"link": "https://law.example/12"}, "3"),
        ],
    )
    def test_a_grade_is_suggested_and_never_set(
        self, app: Flask, sign_in: SignIn, document: dict[str, str], grade: str
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        page = unit_page(person, address, "R02")
        assert "From what is cited" not in page.words
        save(person, page, {"R02.3-answer": "2"} | typed("R02.3", **document))
        assert f"From what is cited: {grade}. You decide." in unit_page(person, address, "R02").words
        assert revisions(app, "R02.3")[-1][3]["evidence"]["grade"] == 0

    def test_a_restricted_question_warns_above_the_documents(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        restricted = next(question for question in published().questions if question.restricted)
        page = unit_page(person, start(person), published().unit_of(restricted.code).code)
        assert page.text.count("This question is restricted: cite only") == sum(
            question.restricted for question in published().unit_of(restricted.code).questions
        )
        assert "Never personal data or case files." in page.words


class TestRegister:
    def test_each_document_is_described_once_however_often_it_is_cited(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        for _cycle in range(2):
            address = start(person)
            for unit, code in (("R02", "R02.3"), ("R03", "R03.1")):
                save(person, unit_page(person, address, unit), typed(code, **DECREE))
                save(person, unit_page(person, address, unit), {f"{code}-comment": "again"})
        save(person, unit_page(person, address, "R02"), typed("R02.1", **DECREE | {"date": "2025-04"}))
        assert register(app) == [
            ("Decree 12", "Ministry of Justice", "2025-03", "", ""),
            ("Decree 12", "Ministry of Justice", "2025-04", "", ""),
        ]

    def test_all_that_a_file_of_answers_cites_is_in_it(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("XAA")
        sheet = random_sheet(published(), seed=2, complete=True)
        fill(person, start(person, "XAA"), sheet)
        items = {item for answer in sheet.answers.values() for item in answer.evidence.items}
        assert len(items) > 20
        assert {EvidenceItem(*document) for document in register(app, "XAA")} == items

    def test_it_is_the_countrys_own(self, app: Flask, sign_in: SignIn) -> None:
        for country in ("KEN", "FRA"):
            person = sign_in(country)
            save(person, unit_page(person, start(person, country), "R02"), typed("R02.3", **DECREE))
        assert register(app, "KEN") == register(app, "FRA") == [(*DECREE.values(), "")]


class TestFilesCited:
    """A file is cited by its hash; knowing a hash must not be enough to be given the file."""

    def test_a_hash_that_the_service_did_not_write_is_refused(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        file_hash = attach(app, "KEN", "Report", b"%PDF-1.7")
        page = unit_page(person, start(person), "R02")
        for forged in (file_hash, f"{file_hash}.", f"{file_hash}.c2lnbmF0dXJl", "é"):
            shown = save(person, page, typed("R02.3", title="Mine", file=forged), expect=422)
            assert "The file is not known here" in shown.words
        assert revisions(app) == []

    def test_citing_the_hash_of_another_country_brings_no_file(self, app: Flask, sign_in: SignIn) -> None:
        sign_in("FRA")
        file_hash = attach(app, "FRA", "Report", b"%PDF-1.7")
        with own_transaction(app):
            item = EvidenceItem("Report", file=file_hash)
            person = people.everybody()[0]
            people.add_country("KEN", "Kenya")
            evidence.describe("KEN", [item], by=person, at=clock.now())
            evidence.describe("FRA", [item], by=person, at=clock.now())
        assert register(app, "KEN") == [("Report", "", "", "", "")]
        assert register(app, "FRA") == [("Report", "", "", "", file_hash)]


def test_describing_documents_costs_one_statement(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    page = unit_page(person, start(person), "R04")
    fields: dict[str, Any] = {}
    for number in range(1, 8):
        fields |= typed(f"R04.{number}", **DECREE | {"title": f"Decree {number}"})
    with statements(app) as sent:
        save(person, page, fields)
    assert len(sent) <= 6, sent
    assert len(register(app)) == 7
