"""Request slips and sign-off sheets: what institutions are asked, what stands on them, what is typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from questionnaire.loading import published
from reports.papers import signed_hash
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, bring_to, number_of, save, statements, unit_page
from tests.webapp.pages import Visitor, words
from tests.webapp.papers.asking import JUSTICE, POLICE, later, number_called, read, sheet, sign_in_again, slip
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import answer_sheets, assessments, institutions
from webapp.tables import Institution


class TestWhatInstitutionsAreAsked:
    def test_is_listed_with_how_much_and_by_when(self, amina: Visitor, assessment: str) -> None:
        rows = [words(row) for row in amina.get(f"{assessment}papers").all("tr")]
        [police] = [row for row in rows if row.startswith(POLICE)]
        [justice] = [row for row in rows if row.startswith(JUSTICE)]
        named = [question for question in published().questions if "MOJ" in question.bodies]
        assert police.startswith(f"{POLICE} 2 {clock.now().date() + timedelta(14):%-d %B %Y}")
        assert justice.startswith(f"{JUSTICE} {len(named)} proposed, not given yet no date")

    def test_is_read_with_the_same_statements_however_many_there_are(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        with statements(app) as few:
            amina.get(f"{assessment}papers")
        with own_transaction(app):
            for body in published().bodies:
                institutions.add("KEN", body.title, body.code)
        with statements(app) as many:
            amina.get(f"{assessment}papers")
        assert len(many) == len(few) <= 6

    def test_leaves_out_closed_institutions_that_were_given_nothing(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        with own_transaction(app):
            db.session.execute(
                sa.update(Institution).where(Institution.name == JUSTICE).values(is_closed=True)
            )
        assert JUSTICE not in amina.get(f"{assessment}papers").words


class TestRequestSlip:
    def test_shows_its_questions_what_would_prove_them_and_by_when(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        answer(amina, assessment, R02_3="2")
        page = amina.get(slip(app, assessment))
        assert page.heading == "Request slip: Police"
        rows = {
            words(row).partition(" ")[0]: words(row) for row in page.all("tr") if row.find("td") is not None
        }
        question = published().question("R02.3")
        assert set(rows) == {"R02.1", "R02.3"}
        assert question.text in rows["R02.3"]
        assert question.evidence in rows["R02.3"]
        due = clock.now().date() + timedelta(14)
        assert rows["R02.3"].endswith(f"{due:%-d %B %Y} Answered")
        assert rows["R02.1"].endswith("no date Not answered yet")
        held = page.fields()[1]
        assert held["return_by"] == due.isoformat()
        assert held["return_to"].startswith("Amina Otieno, ")

    def test_prints_what_was_typed_for_it(self, app: Flask, amina: Visitor, assessment: str) -> None:
        typed = {"return_to": "Room 12\nHarambee Avenue", "return_by": "2030-12-04", "message": "Call me."}
        asked = amina.submit(
            amina.get(slip(app, assessment)), fields={**typed, "return_by": later().isoformat()}
        )
        text, name = read(app, amina, asked)
        assert name == "request-slip-KEN-2026-11-01-Police.pdf"
        for expected in (
            "Request for answers",
            "Harambee Avenue",
            f"{later():%-d %B %Y}",
            "Call me.",
            "R02.1",
        ):
            assert expected in text
        assert "R02.2" not in text

    def test_is_a_page_of_a_draft_only(self, app: Flask, amina: Visitor, assessment: str) -> None:
        bring_to(app, "under_review")
        amina.get(slip(app, assessment), expect=409)
        assert "/request-slips/" not in amina.get(f"{assessment}papers").text
        assert "/sign-off-sheets/" in amina.get(f"{assessment}papers").text

    def test_of_an_institution_of_another_country_does_not_exist(
        self, app: Flask, sign_in: SignIn, amina: Visitor, assessment: str
    ) -> None:
        sign_in("FRA")
        with own_transaction(app):
            other = institutions.add("FRA", "Police nationale", "POL").id
        for kind in ("request-slips", "sign-off-sheets"):
            amina.get(f"{assessment}papers/{kind}/{other}", expect=404)


class TestSignOffSheet:
    def test_carries_the_hash_that_the_page_shows_and_the_name_of_who_signs(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        save(amina, unit_page(amina, assessment, "R02"), {"R02.3-answer": "2", "R02.3-comment": "By decree"})
        page = amina.get(sheet(app, assessment))
        with app.app_context():
            row = assessments.assessment_in("KEN", number_of(assessment))
            assert row is not None
            signed = signed_hash(
                published(),
                answer_sheets.answer_sheet(row),
                institution=POLICE,
                questions=("R02.1", "R02.3"),
            )
        assert signed in page.words
        assert "One question has no answer yet." in page.words
        assert "Signed as not answered: R02.1." in page.words
        text, name = read(app, amina, amina.submit(page, fields={"approver": "Wanjiru Kamau"}))
        assert name == "sign-off-sheet-KEN-2026-11-01-Police.pdf"
        for expected in (signed, "Wanjiru Kamau", "By decree", "I confirm"):
            assert expected in text

    def test_has_another_hash_once_an_answer_of_the_institution_changes_and_only_then(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        def shown() -> str:
            return words(next(amina.get(sheet(app, assessment)).all("code")))

        before = shown()
        answer(amina, assessment, R03_1="2")
        assert shown() == before
        answer(amina, assessment, R02_3="2")
        assert shown() != before

    def test_is_the_one_whose_signature_can_be_recorded(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        answer(amina, assessment, R02_3="2")
        signed = words(next(amina.get(sheet(app, assessment)).all("code")))
        page = amina.get(f"{assessment}sign-offs")
        signature = {
            "institution": str(number_called(app, POLICE)),
            "signed_by": "Wanjiru Kamau",
            "office": "Director",
            "signed_on": "2026-11-02",
            "hash": signed,
        }
        amina.submit(page, fields=signature)

    def test_is_not_offered_for_an_institution_that_was_given_nothing(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        amina.get(sheet(app, assessment, JUSTICE), expect=404)
        assert sheet(app, assessment) in amina.get(f"{assessment}papers").links()
        assert sheet(app, assessment, JUSTICE) not in amina.get(f"{assessment}papers").links()

    @pytest.mark.parametrize("state", ["draft", "under_review", "cleared", "submitted"])
    def test_is_printed_in_every_state(self, app: Flask, amina: Visitor, assessment: str, state: str) -> None:
        bring_to(app, state)
        page = amina.submit(amina.get(sheet(app, assessment)))
        assert "being made" in amina.follow(page).heading


class TestTyped:
    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"return_by": "soon"}, "Write the date as a day"),
            ({"return_by": "2020-01-01"}, "That day has passed"),
            ({"return_by": "9999-12-31"}, "That day is too far away"),
            ({"return_to": "x" * 501}, "at most 500 characters"),
            ({"return_to": "a\x00b"}, "This text"),
        ],
    )
    @pytest.mark.parametrize("place", [slip, sheet])
    def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
        self,
        app: Flask,
        amina: Visitor,
        assessment: str,
        fields: dict[str, str],
        said: str,
        place: Any,
    ) -> None:
        before = dump(app)
        page = amina.get(place(app, assessment))
        typed = {"return_to": "Room 12", **fields}
        page = amina.submit(page, fields=typed, expect=422)
        assert said in page.words
        held = page.fields()[1]
        assert held["return_to"] == typed["return_to"].replace("\x00", "\ufffd")
        assert dump(app)["renderings"] == before["renderings"]

    @pytest.mark.parametrize(
        ("place", "field"), [(slip, "message"), (slip, "return_to"), (sheet, "approver")]
    )
    def test_text_outlives_the_session_and_is_let_go_once_printed(
        self, app: Flask, amina: Visitor, assessment: str, place: Any, field: str
    ) -> None:
        path = place(app, assessment)
        _action, fields = amina.get(path).fields()
        fields[field] = "An hour of <b>work</b>"
        sent = MultiDict(fields)
        amina.post("/sign-out", {"csrf_token": fields["csrf_token"]}, expect=302)
        amina.post(path, sent, expect=302)
        again = sign_in_again(app, "Amina Otieno")
        page = again.get(path)
        assert "Your text is back." in page.words
        assert page.fields()[1][field] == "An hour of <b>work</b>"
        again.submit(page)
        assert "Your text is back." not in again.get(path).words
