"""The pages that ask for papers: who may print what, what stands on it, and what leaves a trace."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict

from questionnaire.loading import published
from reports.papers import signed_hash
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import (
    answer,
    bring_to,
    give,
    number_of,
    save,
    start,
    statements,
    take_away,
    unit_page,
)
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_gap_report import make_what_waits
from webapp import accounts, clock
from webapp.database import db, own_transaction
from webapp.documents import PaperContent, read_content
from webapp.papers.fetching import file_name
from webapp.records import answer_sheets, assessments, audit_trail, institutions
from webapp.tables import Assignment, Institution, Membership, Rendering, User

POLICE, JUSTICE = "Police", "Ministry of Justice"
TODAY = date(2026, 11, 22)


@pytest.fixture
def amina(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina Otieno")


@pytest.fixture
def chidi(sign_in: SignIn, amina: Visitor) -> Visitor:
    """A contributor in Kenya."""
    return sign_in("KEN", role="contributor", name="Chidi")


@pytest.fixture
def assessment(app: Flask, amina: Visitor) -> str:
    """Kenya's assessment: the police were given two questions of R02; justice was given none and stands for
    the lead body of that name.
    """
    address = start(amina)
    with own_transaction(app):
        police = institutions.add("KEN", POLICE, None)
        institutions.add("KEN", JUSTICE, "MOJ")
        db.session.add_all(
            Assignment(
                assessment_id=number_of(address),
                question_code=code,
                institution_id=police.id,
                due_on=due_on,
                assigned_by=1,
                assigned_at=clock.now(),
            )
            for code, due_on in (("R02.3", clock.now().date() + timedelta(14)), ("R02.1", None))
        )
    return address


def number_called(app: Flask, name: str) -> int:
    """The number of the institution of that name."""
    with app.app_context():
        return db.session.scalars(sa.select(Institution.id).where(Institution.name == name)).one()


def slip(app: Flask, assessment: str, name: str = POLICE) -> str:
    """The address of the request slip of that institution."""
    return f"{assessment}papers/request-slips/{number_called(app, name)}"


def sheet(app: Flask, assessment: str, name: str = POLICE) -> str:
    """The address of the sign-off sheet of that institution."""
    return f"{assessment}papers/sign-off-sheets/{number_called(app, name)}"


def parts_on(page: Page) -> list[str]:
    """The parts of the questionnaire that a page offers."""
    return [option.get("value", "") for option in page.all("option")]


def questionnaire(
    visitor: Visitor, assessment: str, fill: str = "filled", part: str = "", *, expect: int = 303
) -> Page:
    """What asking for that questionnaire is answered, past what the page offers."""
    fields: dict[str, Any] = {"fill": fill, "part": part}
    return visitor.submit(visitor.get(f"{assessment}papers"), "questionnaire", fields, expect=expect)


def read(app: Flask, visitor: Visitor, asked: Page) -> tuple[str, str]:
    """The words on a paper that was asked for, and the name of its file."""
    make_what_waits(app)
    page = visitor.follow(asked)
    assert page.heading == "Your paper is ready"
    action, fields = page.fields("Download")
    with visitor.client.post(action, data=fields) as response:
        assert response.mimetype == "application/pdf"
        name = response.headers["Content-Disposition"].removeprefix("attachment; filename=")
        document = response.data
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(document)).pages)
    return " ".join(text.split()), name


def made_of(app: Flask, asked: Page) -> PaperContent:
    """What a paper that was asked for is made of."""
    with app.app_context():
        row = db.session.get_one(Rendering, int(asked.location.rpartition("/")[2]))
        content = read_content(row.content)
    assert isinstance(content, PaperContent)
    return content


def answers_on(app: Flask, asked: Page) -> str:
    """The answers that a paper that was asked for is filled with."""
    return bytes(made_of(app, asked).answers).decode()


def downloads(app: Flask) -> list[str]:
    """The files of papers that the audit trail tells of."""
    with app.app_context():
        events = audit_trail.events_of("KEN", 100)
        return [event.details for event in events if event.action == "paper downloaded"]


class TestQuestionnaire:
    def test_is_printed_blank_or_filled_whole_or_in_part(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        answer(amina, assessment, R02_3="2")
        save(amina, unit_page(amina, assessment, "R02"), {"R02.3-comment": "Designated by decree"})
        text, name = read(app, amina, questionnaire(amina, assessment, part="R02"))
        assert name == "questionnaire-filled-KEN-2026-11-01-R02.pdf"
        assert "Designated by decree" in text
        assert "R02.4" in text
        assert "R03.1" not in text
        text, name = read(app, amina, questionnaire(amina, assessment, "blank", "R02"))
        assert name == "questionnaire-blank-KEN-2026-11-01-R02.pdf"
        assert "Designated by decree" not in text
        blank = made_of(app, questionnaire(amina, assessment, "blank"))
        assert blank.questions == tuple(question.code for question in published().questions)
        assert blank.is_blank

    def test_is_printed_for_what_one_institution_is_asked(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        part = f"institution-{number_called(app, POLICE)}"
        text, name = read(app, amina, questionnaire(amina, assessment, "blank", part))
        assert name == "questionnaire-blank-KEN-2026-11-01-Police.pdf"
        assert "R02.1" in text
        assert "R02.3" in text
        assert "R02.2" not in text

    def test_leaves_out_modules_that_are_switched_off(self, app: Flask, amina: Visitor) -> None:
        address = start(amina, modules=None)
        printed = made_of(app, questionnaire(amina, address, "blank")).questions or ()
        assert "R01.1" in printed
        assert "U1.1" not in printed
        assert "U1" not in parts_on(amina.get(f"{address}papers"))

    def test_a_blank_one_is_made_once_for_everybody(
        self, sign_in: SignIn, amina: Visitor, assessment: str
    ) -> None:
        first = questionnaire(amina, assessment, "blank", "R02").location
        assert questionnaire(sign_in("KEN", role="reader"), assessment, "blank", "R02").location == first

    @pytest.mark.parametrize(("fields", "expect"), [({"fill": "half"}, 400), ({"part": "R99"}, 404)])
    def test_anything_else_is_refused(
        self, amina: Visitor, assessment: str, fields: dict[str, str], expect: int
    ) -> None:
        amina.submit(amina.get(f"{assessment}papers"), "questionnaire", fields, expect=expect)

    @pytest.mark.parametrize("role", ["reviewer", "reader"])
    def test_is_for_those_who_read_the_whole_assessment(
        self, app: Flask, sign_in: SignIn, assessment: str, role: str
    ) -> None:
        visitor = sign_in("KEN", role=role)
        page = visitor.get(f"{assessment}papers")
        assert "Request slip" not in page.words
        asked = questionnaire(visitor, assessment)
        assert not made_of(app, asked).is_blank
        assert visitor.follow(asked).heading == "Your paper is being made"

    def test_of_a_submission_is_filled_with_what_was_handed_in(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        save(amina, unit_page(amina, assessment, "R02"), {"R02.3-comment": "As handed in"})
        bring_to(app, "submitted")
        assert "As handed in" in answers_on(app, questionnaire(amina, assessment, part="R02"))


class TestAContributor:
    def test_prints_what_was_given_to_them_and_nothing_else(
        self, app: Flask, amina: Visitor, chidi: Visitor, assessment: str
    ) -> None:
        save(amina, unit_page(amina, assessment, "R02"), {"R02.3-comment": "Theirs", "R02.1-comment": "Ours"})
        give(app, assessment, "Chidi", "R02.3", "R04.1")
        page = chidi.get(f"{assessment}papers")
        assert parts_on(page) == ["", "R02", "R04"]
        assert POLICE not in page.words
        asked = questionnaire(chidi, assessment)
        assert made_of(app, asked).questions == ("R02.3", "R04.1")
        assert "Theirs" in answers_on(app, asked)
        assert "Ours" not in answers_on(app, asked)
        text, name = read(app, chidi, questionnaire(chidi, assessment, part="R02"))
        assert name == "questionnaire-filled-KEN-2026-11-01-R02.pdf"
        assert "Theirs" in text
        assert "R02.1" not in text

    @pytest.mark.parametrize("part", ["R03", "institution-1"])
    @pytest.mark.parametrize("fill", ["blank", "filled"])
    def test_is_told_that_there_is_no_other_part(
        self, app: Flask, chidi: Visitor, assessment: str, part: str, fill: str
    ) -> None:
        give(app, assessment, "Chidi", "R02.3")
        questionnaire(chidi, assessment, fill, part, expect=404)

    def test_to_whom_nothing_was_given_is_told_so(self, chidi: Visitor, assessment: str) -> None:
        assert "Nothing was given to you yet" in chidi.get(f"{assessment}papers").words
        assert "On paper" not in chidi.get(assessment).words

    def test_never_gets_a_paper_that_holds_more_than_was_given_to_them(
        self, app: Flask, amina: Visitor, chidi: Visitor, assessment: str
    ) -> None:
        give(app, assessment, "Chidi", "R02.3")
        whole = questionnaire(amina, assessment).location
        unit = questionnaire(amina, assessment, part="R02").location
        asked = amina.submit(amina.get(slip(app, assessment))).location
        signed = amina.submit(amina.get(sheet(app, assessment))).location
        for place in (whole, unit, asked, signed):
            assert_closed(chidi, place)

    def test_no_longer_gets_a_paper_about_a_question_that_was_taken_away(
        self, app: Flask, chidi: Visitor, assessment: str
    ) -> None:
        give(app, assessment, "Chidi", "R04.1")
        place = questionnaire(chidi, assessment).location
        assert chidi.get(place).heading == "Your paper is being made"
        take_away(app, assessment, "R04.1")
        assert_closed(chidi, place)


def assert_closed(visitor: Visitor, place: str) -> None:
    """Nothing at that address exists for the visitor."""
    visitor.get(place, expect=404)
    _action, sent = visitor.get("/").fields("Sign out")
    for deed in ("file", "again"):
        visitor.post(f"{place}/{deed}", sent, expect=404)


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


def later() -> date:
    """A day to return a paper by."""
    return clock.now().date() + timedelta(30)


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


def sign_in_again(app: Flask, name: str) -> Visitor:
    """The same person with another browser."""

    with own_transaction(app):
        link = accounts.make_sign_in_link(db.session.scalars(sa.select(User).where(User.name == name)).one())
    visitor = Visitor(app)
    visitor.submit(visitor.get(link))
    return visitor


class TestFetching:
    def test_a_paper_waits_in_sight_and_each_download_is_recorded(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        place = questionnaire(amina, assessment, "blank", "R02").location
        page = amina.get(place)
        assert page.headers["Refresh"] == "2"
        _action, sent = page.fields("Sign out")
        amina.post(f"{place}/file", sent, expect=404)
        assert downloads(app) == []
        make_what_waits(app)
        page = amina.get(place)
        assert "Refresh" not in page.headers
        action, fields = page.fields("Download")
        for _time in range(2):
            amina.client.post(action, data=fields).close()
        assert len(downloads(app)) == 2
        assert all("questionnaire-blank-KEN-2026-11-01-R02.pdf" in told for told in downloads(app))

    def test_a_paper_whose_file_is_gone_is_made_again(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        place = questionnaire(amina, assessment, "blank", "R02").location
        make_what_waits(app)
        for file in (app.extensions["settings"].folder / "documents").iterdir():
            file.unlink()
        page = amina.get(place)
        assert page.heading == "Your paper could not be made"
        asked = amina.submit(page, "Try again")
        assert asked.location == place
        _text, name = read(app, amina, asked)
        assert name.startswith("questionnaire-blank")

    def test_the_gap_report_is_not_shown_here(self, amina: Visitor, assessment: str) -> None:
        report = amina.submit(amina.get(f"{assessment}report"), "XLSX").location
        assert_closed(amina, f"{assessment}papers/{report.rpartition('/')[2]}")

    def test_what_institutions_are_asked_and_sign_is_for_focal_points(
        self, app: Flask, sign_in: SignIn, amina: Visitor, assessment: str
    ) -> None:
        places = [amina.submit(amina.get(find(app, assessment))).location for find in (slip, sheet)]
        for role in ("reviewer", "reader"):
            visitor = sign_in("KEN", role=role)
            for place in places:
                assert_closed(visitor, place)

    def test_a_paper_of_another_country_or_assessment_does_not_exist(
        self, sign_in: SignIn, amina: Visitor, assessment: str
    ) -> None:
        place = questionnaire(amina, assessment, "blank", "R02").location
        other = start(amina, title="Another")
        assert_closed(amina, f"{other}papers/{place.rpartition('/')[2]}")
        stranger = sign_in("FRA")
        assert_closed(stranger, place)
        assert_closed(stranger, place.replace("/KEN/", "/FRA/"))

    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("وزارة العدل", "وزارة-العدل"),
            ("Interior/Police", "Interior-Police"),
            ("a\u202ebody", "abody"),
        ],
    )
    def test_the_file_has_a_safe_name_in_any_script(
        self, app: Flask, amina: Visitor, assessment: str, name: str, safe: str
    ) -> None:
        with own_transaction(app):
            db.session.execute(sa.update(Institution).where(Institution.name == POLICE).values(name=name))
        file = file_name("KEN", made_of(app, amina.submit(amina.get(slip(app, assessment, name)))))
        assert file == f"request-slip-KEN-2026-11-01-{safe}.pdf"


def test_a_contributor_prints_what_was_given_to_the_body_for_which_they_speak(
    app: Flask, chidi: Visitor, assessment: str
) -> None:
    with own_transaction(app):
        person = db.session.scalars(sa.select(User).where(User.name == "Chidi")).one()
        held = db.session.scalars(sa.select(Membership).where(Membership.user_id == person.id)).one()
        held.institution_id = db.session.scalars(
            sa.select(Institution.id).where(Institution.name == POLICE)
        ).one()
    assert made_of(app, questionnaire(chidi, assessment)).questions == ("R02.1", "R02.3")
