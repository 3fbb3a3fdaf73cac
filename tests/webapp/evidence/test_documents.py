"""The list of documents: each described once, corrected wherever it is cited, offered or withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

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
from tests.webapp.evidence.samples import pdf
from tests.webapp.journeys import give, revisions, start, statements
from tests.webapp.pages import Page, Visitor
from webapp.database import db, own_transaction
from webapp.tables import AnswerRevision, Assessment, EvidenceDocument

TAKE_OFF: dict[str, Any] = {"file-off": "yes"}
LAW: dict[str, Any] = {
    "title": "Law 7 of 2024",
    "body": "Parliament",
    "date": "2024",
    "link": "https://law.example/7",
}


def documents(visitor: Visitor, address: str, **query: str) -> Page:
    """The list of documents."""
    return visitor.get(f"{address}documents" + "".join(f"?{name}={text}" for name, text in query.items()))


def titles(page: Page) -> list[str]:
    """The titles on the list, in their order."""
    return ["".join(heading.itertext()).strip() for heading in page.all("h2")]


def correct(visitor: Visitor, address: str, number: int, expect: int = 303, **fields: Any) -> Page:
    """Opens a document's page and saves it with these fields."""
    return visitor.submit(visitor.get(f"{address}documents/{number}"), "Save", fields, expect=expect)


def press(visitor: Visitor, page: Page, action: str, expect: int = 303, **fields: str) -> Page:
    """Presses a button of a page that leads to that address."""
    _action, sent = page.fields("Sign out")
    return visitor.post(action, {"csrf_token": sent["csrf_token"], **fields}, expect=expect)


class TestTheList:
    def test_says_what_each_document_is_and_what_cites_it(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        for code in ("R03.1", "R02.3"):
            cite(person, address, code, **LAW)
        add_document(person, address, **DECREE)
        page = documents(person, address)
        assert titles(page) == ["Decree 12", "Law 7 of 2024"]
        assert "Parliament, 2024 https://law.example/7 Cited in R02.3, R03.1." in page.words
        assert "Not cited yet." in page.words
        assert {f"{address}units/R02", f"{address}units/R03"} <= set(page.links())

    def test_is_empty_at_first_and_says_how_documents_come_there(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assert "come here by themselves" in documents(person, start(person)).words

    def test_is_found_through_by_words_and_shows_fifty_on_a_page(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        add_document(person, address, **LAW)
        with own_transaction(app):
            [one] = db.session.scalars(sa.select(EvidenceDocument))
            db.session.add_all(
                EvidenceDocument(
                    country_code="KEN", title=f"Report {n:03}", added_by=1, added_at=one.added_at
                )
                for n in range(100)
            )
        page = documents(person, address)
        assert len(titles(page)) == 50
        assert "1 to 50 of 101" in page.words
        assert f"{address}documents?page=2" in page.links()
        second = documents(person, address, page="2")
        assert f"{address}documents?page=1" in second.links()
        last = documents(person, address, page="3")
        assert len({*titles(page), *titles(second), *titles(last)}) == 101
        assert "101 to 101 of 101" in last.words
        assert titles(documents(person, address, find="PARLIAMENT+law")) == ["Law 7 of 2024"]
        assert f"{address}documents?find=report&page=2" in documents(person, address, find="report").links()
        for beyond in ("99", "0", "-1", "many"):
            assert titles(documents(person, address, page=beyond)) in (titles(page), titles(last))
        assert "No document has these words" in documents(person, address, find="nowhere").words

    @pytest.mark.parametrize("number", [1, 40])
    def test_costs_the_same_however_long_it_is(self, app: Flask, sign_in: SignIn, number: int) -> None:
        person = sign_in("KEN")
        address = start(person)
        for place in range(number):
            add_document(person, address, title=f"Report {place}")
        with statements(app) as sent:
            documents(person, address)
        assert len(sent) <= 5, sent

    def test_who_may_only_read_is_offered_nothing_else(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        add_document(person, address, **LAW)
        for role in ("reader", "reviewer"):
            page = documents(sign_in("KEN", role=role), address)
            assert titles(page) == ["Law 7 of 2024"]
            for words in ("Add a document", "Correct", "Withdraw"):
                assert words not in page.words


class TestAdding:
    def test_a_document_that_is_there_is_not_added_twice(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        for _time in range(2):
            add_document(person, address, **LAW)
        assert register(app) == [(*LAW.values(), "")]

    def test_what_is_wrong_is_told_and_nothing_typed_is_lost(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        wrong = {"title": " ", "body": "Parliament", "date": "last May", "link": "law.example"}
        shown = add_document(person, address, expect=422, **wrong)
        assert {"#title", "#date", "#link"} <= {link.get("href") for link in shown.all("a")}
        _action, fields = shown.fields("Add")
        assert (fields["body"], fields["date"], fields["link"]) == ("Parliament", "last May", "law.example")
        assert register(app) == []
        person.submit(shown, "Add", LAW)
        assert register(app) == [(*LAW.values(), "")]


class TestCorrecting:
    def test_every_answer_that_cites_it_is_saved_anew_and_earlier_revisions_stay(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        address = start(person)
        for code in ("R02.3", "R03.1"):
            cite(person, address, code, **DECREE)
        cite(person, address, "R02.1", **LAW)
        answer = correct(person, address, 1, title="Decree no. 12", date="2025-03-04")
        assert "2 answers cite it so now" in person.follow(answer).words
        new = {"title": "Decree no. 12", "body": DECREE["body"], "date": "2025-03-04"}
        for code in ("R02.3", "R03.1"):
            assert cited(app, code) == [new]
            assert [revision for _code, revision, *_others in revisions(app, code)] == [1, 2]
            assert revisions(app, code)[0][3]["evidence"]["items"][0]["title"] == "Decree 12"
        assert len(revisions(app, "R02.1")) == 1
        assert titles(documents(person, address)) == ["Decree no. 12", "Law 7 of 2024"]
        assert ("document corrected", "document 1") in audited(app)

    def test_two_descriptions_of_one_document_become_one(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", **LAW)
        cite(person, address, "R02.3", **DECREE)
        correct(person, address, 2, **LAW)
        assert cited(app, "R02.3") == [LAW]
        assert titles(documents(person, address)) == ["Law 7 of 2024"]

    def test_saving_it_unchanged_changes_nothing(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", **LAW)
        before = (register(app), revisions(app))
        correct(person, address, 1)
        assert (register(app), revisions(app)) == before

    def test_of_two_who_correct_it_the_second_is_told_and_keeps_what_they_typed(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        amina, bo = sign_in("KEN"), sign_in("KEN")
        address = start(amina)
        cite(amina, address, "R02.3", **DECREE)
        opened = bo.get(f"{address}documents/1")
        correct(amina, address, 1, title="Decree 12 of 2025")
        shown = bo.submit(opened, "Save", {"title": "Bo's own title"}, expect=409)
        assert "Your correction was not kept" in shown.words
        assert "Bo's own title" in shown.words
        assert cited(app, "R02.3")[0]["title"] == "Decree 12 of 2025"

    def test_a_file_is_attached_replaced_and_taken_off(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", **DECREE)
        for number, content in ((1, pdf("one")), (2, pdf("two"))):
            correct(person, address, number, file=upload("decree.pdf", content))
            assert cited(app, "R02.3")[0]["file"] == file_hash(content)
        correct(person, address, 3, date="2025-04")
        assert cited(app, "R02.3")[0]["file"] == file_hash(pdf("two"))
        correct(person, address, 4, **TAKE_OFF)
        assert "file" not in cited(app, "R02.3")[0]

    def test_what_was_handed_in_keeps_its_words(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        earlier, address = start(person, title="Earlier"), start(person)
        for place in (earlier, address):
            cite(person, place, "R02.3", **DECREE)
        with own_transaction(app):
            db.session.get_one(Assessment, 1).status = "submitted"
        correct(person, address, 1, title="Decree no. 12")
        with app.app_context():
            rows = db.session.scalars(sa.select(AnswerRevision).where(AnswerRevision.assessment_id == 1))
            assert [("no. 12" in row.content) for row in rows] == [False]
        page = documents(person, earlier)
        assert titles(page) == ["Decree 12", "Decree no. 12"]
        assert "Withdrawn: not offered for other answers" in page.words

    def test_an_answer_to_be_confirmed_waits_on(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", **DECREE)
        with own_transaction(app):
            [revision] = db.session.scalars(sa.select(AnswerRevision))
            revision.to_confirm = True
        correct(person, address, 1, title="Decree no. 12")
        with app.app_context():
            rows = db.session.scalars(sa.select(AnswerRevision).order_by(AnswerRevision.revision))
            assert [row.to_confirm for row in rows] == [True, True]


class TestWithdrawing:
    def test_it_is_offered_no_more_and_goes_on_being_cited(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        cite(person, address, "R02.3", **DECREE)
        add_document(person, address, **LAW)
        for title in ("Decree 12", "Law 7"):
            page = documents(person, address)
            number = 1 if title == "Decree 12" else 2
            press(person, page, f"{address}documents/{number}/withdraw", then="withdraw")
        page = documents(person, address)
        assert titles(page) == ["Decree 12"]
        assert "Withdrawn" in page.words
        assert "Choose" not in person.get(f"{address}questions/R03.1/evidence").words
        assert cited(app, "R02.3")
        press(person, page, f"{address}documents/1/withdraw", then="offer")
        assert "Decree 12" in person.get(f"{address}questions/R03.1/evidence").words
        assert [action for action, _subject in audited(app)] == [
            "document withdrawn",
            "document withdrawn",
            "document offered again",
        ]

    def test_describing_it_again_offers_it_again(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        address = start(person)
        add_document(person, address, **LAW)
        press(person, documents(person, address), f"{address}documents/1/withdraw", then="withdraw")
        add_document(person, address, **LAW)
        assert len(register(app)) == 1
        assert titles(documents(person, address)) == ["Law 7 of 2024"]


class TestContributors:
    """They see documents that answers to their questions cite, and those that they added themselves."""

    @pytest.fixture
    def working(self, app: Flask, sign_in: SignIn) -> tuple[Visitor, Visitor, str]:
        """A focal point, a contributor to whom R02.3 was given, and their assessment."""
        lead, helper = sign_in("KEN"), sign_in("KEN", role="contributor", name="Chidi")
        address = start(lead)
        give(app, address, "Chidi", "R02.3")
        cite(lead, address, "R02.3", **DECREE)
        cite(lead, address, "R03.1", **LAW)
        return lead, helper, address

    def test_they_see_what_is_theirs_and_nothing_else(self, working: tuple[Visitor, Visitor, str]) -> None:
        _lead, helper, address = working
        page = documents(helper, address)
        assert titles(page) == ["Decree 12"]
        assert "Law 7" not in helper.get(f"{address}questions/R02.3/evidence").words
        helper.get(f"{address}documents/2", expect=404)
        helper.get(f"{address}questions/R03.1/evidence", expect=404)

    def test_they_correct_what_only_their_answers_cite(
        self, app: Flask, working: tuple[Visitor, Visitor, str]
    ) -> None:
        lead, helper, address = working
        correct(helper, address, 1, title="Decree no. 12")
        assert cited(app, "R02.3")[0]["title"] == "Decree no. 12"
        opened = helper.get(f"{address}documents/3")
        lead.submit(lead.get(f"{address}questions/R03.1/evidence"), "Cite this document", {"document": "3"})
        assert "Cited in one answer that you do not see here" in documents(helper, address).words
        helper.get(f"{address}documents/3", expect=404)
        before = revisions(app)
        assert "was not kept" in helper.submit(opened, "Save", {"title": "Mine alone"}, expect=409).words
        assert revisions(app) == before

    def test_they_withdraw_only_what_they_added(self, working: tuple[Visitor, Visitor, str]) -> None:
        _lead, helper, address = working
        page = documents(helper, address)
        assert "Withdraw" not in page.words
        press(helper, page, f"{address}documents/1/withdraw", then="withdraw", expect=404)
        add_document(helper, address, title="Mine")
        press(helper, page, f"{address}documents/3/withdraw", then="withdraw")
        assert titles(documents(helper, address)) == ["Decree 12"]


OF_A_DOCUMENT = [
    ("GET", "documents/1"),
    ("POST", "documents/1"),
    ("POST", "documents/1/withdraw"),
    ("POST", "documents/1/file"),
]
OF_AN_ASSESSMENT = [
    ("GET", "documents"),
    ("GET", "documents/add"),
    ("POST", "documents/add"),
    ("GET", "questions/R02.3/evidence"),
    ("POST", "questions/R02.3/evidence"),
    ("POST", "questions/R02.3/evidence/listed"),
]


class TestAnotherCountry:
    """Neither under the name of the country nor under its own does anybody else reach a document."""

    @pytest.fixture
    def stranger(self, sign_in: SignIn) -> Visitor:
        """A focal point of France, with an assessment; Kenya's cites a document with a file."""
        person, stranger = sign_in("KEN"), sign_in("FRA")
        cite(person, start(person), "R02.3", file=upload("decree.pdf", pdf()), **DECREE)
        start(stranger, "FRA")
        return stranger

    @pytest.mark.parametrize(
        ("country", "assessment", "routes"),
        [
            ("KEN", 1, OF_A_DOCUMENT + OF_AN_ASSESSMENT),
            ("FRA", 1, OF_A_DOCUMENT + OF_AN_ASSESSMENT),
            ("FRA", 2, OF_A_DOCUMENT),
        ],
    )
    def test_is_told_that_there_is_no_such_page(
        self, app: Flask, stranger: Visitor, country: str, assessment: int, routes: list[tuple[str, str]]
    ) -> None:
        before = (register(app), revisions(app), audited(app))
        for method, path in routes:
            address = f"/countries/{country}/assessments/{assessment}/{path}"
            if method == "GET":
                stranger.get(address, expect=404)
            else:
                press(stranger, stranger.get("/"), address, expect=404, title="Ours", document="1")
        assert (register(app), revisions(app), audited(app)) == before

    def test_does_not_see_it_offered(self, stranger: Visitor) -> None:
        address = "/countries/FRA/assessments/2/"
        assert titles(documents(stranger, address)) == []
        page = stranger.get(f"{address}questions/R02.3/evidence")
        assert "Decree 12" not in page.words
        press(stranger, page, f"{address}questions/R02.3/evidence/listed", expect=422, document="1")
