"""The questionnaire on paper: who may print which parts of it, blank or filled."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.loading import published
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import answer, bring_to, give, save, start, take_away, unit_page
from tests.webapp.pages import Visitor
from tests.webapp.papers.asking import (
    POLICE,
    answers_on,
    assert_closed,
    made_of,
    number_called,
    parts_on,
    questionnaire,
    read,
    sheet,
    slip,
)
from webapp.database import db, own_transaction
from webapp.tables import Institution, Membership, User


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
