"""The table of who is asked what: many questions to many people with one save, and nobody overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from questionnaire.loading import published
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.inviting import events, invite
from tests.webapp.journeys import start, statements, unit_page
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_reach import KIBIBYTE, weight
from webapp import accounts, clock
from webapp.database import own_transaction
from webapp.records import answer_sheets, assessments, people

NEXT_MONTH = (clock.now() + timedelta(days=30)).date()


def test_an_answer_is_known_to_be_given_for_the_body_of_who_saved_it_last(
    app: Flask, sign_in: SignIn
) -> None:
    country = Country(app, sign_in)
    country.save(["R03"], ["institution-1"])
    for writer, body in ((country.bo, JUSTICE), (country.focal_point, None), (country.bo, JUSTICE)):
        page = unit_page(writer, country.address, "R03")
        writer.submit(page, "Save and continue", {"R03.2-comment": f"typed for {body}"})
        with app.app_context():
            assessment = assessments.assessment_in("KEN", 1)
            assert assessment is not None
            given_by = answer_sheets.answer_sheet(assessment).given_by
        assert given_by.get("R03.2") == body


# The first of the bodies below by its name, for which Bo answers.
JUSTICE = published().body("MOJ").title


class Country:
    """Kenya with justice and police, a contributor for one of them, one for nobody, and an assessment."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        self.focal_point = sign_in("KEN", name="Amina")
        self.bo = sign_in("KEN", role="contributor", name="Bo")
        self.cy = sign_in("KEN", role="contributor", name="Cy")
        self.focal_point.submit(
            self.focal_point.get("/countries/KEN/institutions"), fields={"bodies": ["POL", "MOJ"]}
        )
        self.focal_point.submit(self.focal_point.get("/countries/KEN/people/2"), fields={"institution": "1"})
        self.address = start(self.focal_point)
        self.page = f"{self.address}asked"

    def save(
        self,
        codes: list[str],
        parties: list[str],
        deed: str = "also",
        due_on: str = "",
        *,
        page: Page | None = None,
        expect: int = 303,
    ) -> Page:
        """Ticks units and questions, says whom to ask, and saves."""
        opened = page or self.focal_point.get(self.page)
        values = {value.partition("@")[0]: value for value in ticks(opened)}
        fields: dict[str, Any] = {
            "ask": [values.get(code, code) for code in codes] or None,
            "party": parties or None,
            "deed": deed,
            "due_on": due_on,
        }
        return self.focal_point.submit(opened, fields=fields, expect=expect)

    @property
    def asked(self) -> dict[str, list[str]]:
        """The questions of each party."""
        found: dict[str, list[str]] = {}
        for row in dump(self.app)["assignments"]:
            kind, number = (
                ("institution", row["institution_id"])
                if row["institution_id"]
                else ("person", row["user_id"])
            )
            found.setdefault(f"{kind}-{number}", []).append(row["question_code"])
        return {party: sorted(codes) for party, codes in sorted(found.items())}

    @property
    def days(self) -> set[date | None]:
        """The days by which answers are wanted."""
        return {row["due_on"] for row in dump(self.app)["assignments"]}


def ticks(page: Page) -> list[str]:
    """The values of all boxes for units and questions."""
    return [box.get("value", "") for box in page.all("input") if box.get("name") == "ask"]


@pytest.fixture
def country(app: Flask, sign_in: SignIn) -> Country:
    return Country(app, sign_in)


class TestGiving:
    def test_a_unit_and_a_single_question_to_a_person_and_an_institution_with_one_save(
        self, country: Country
    ) -> None:
        answer = country.save(["R03", "R05.1"], ["institution-1", "person-3"], due_on=NEXT_MONTH.isoformat())
        page = country.focal_point.follow(answer)
        questions = ["R03.1", "R03.2", "R03.3", "R05.1"]
        assert "8 questions are given" in page.words
        assert country.asked == {"institution-1": questions, "person-3": questions}
        assert country.days == {NEXT_MONTH}
        assert "Police (cybercrime unit)" in page.words
        assert "Cy 1 of 5, by" in page.words

    def test_contributors_see_what_is_given_to_them_or_to_their_institution_and_nothing_else(
        self, country: Country
    ) -> None:
        unit_page_of = f"{country.address}units/"
        country.bo.get(f"{unit_page_of}R03", expect=404)
        country.save(["R03"], ["institution-1"])
        country.save(["R05.1"], ["person-3"])
        country.bo.get(f"{unit_page_of}R03")
        country.bo.get(f"{unit_page_of}R05", expect=404)
        fields = unit_page(country.cy, country.address, "R05").text
        assert 'name="R05.1-comment"' in fields
        assert 'name="R05.2-comment"' not in fields
        country.cy.get(f"{unit_page_of}R03", expect=404)
        country.save(["R03"], ["institution-1"], "no_longer")
        country.bo.get(f"{unit_page_of}R03", expect=404)

    def test_only_replaces_and_no_longer_takes_away(self, country: Country) -> None:
        country.save(["R03"], ["institution-1", "person-2"])
        country.save(["R03.1"], ["person-3"], "only")
        assert country.asked["person-3"] == ["R03.1"]
        assert country.asked["institution-1"] == country.asked["person-2"] == ["R03.2", "R03.3"]
        country.save(["R03"], ["person-2"], "no_longer")
        assert "person-2" not in country.asked

    def test_dates_are_kept_changed_and_taken_away(self, country: Country) -> None:
        later = NEXT_MONTH + timedelta(days=7)
        country.save(["R03"], ["person-2"], due_on=NEXT_MONTH.isoformat())
        country.save(["R03"], ["person-2"])
        assert country.days == {NEXT_MONTH}
        country.save(["R03"], ["person-2"], due_on=later.isoformat())
        assert country.days == {later}
        country.save(["R03"], [], "date")
        assert country.days == {None}

    def test_each_change_is_audited_party_by_party(self, country: Country) -> None:
        day = NEXT_MONTH.isoformat()
        country.save(["R03"], ["person-3"], due_on=day)
        country.save(["R03.1"], ["person-2"], "only")
        country.save(["R03"], [], "date")
        told = [event for event in events(country.app) if "question" in event[0] or "date" in event[0]]
        assert told == [
            ("questions given", "Cy", {"questions": "R03.1 R03.2 R03.3", "by": day}),
            ("questions given", "Bo", {"questions": "R03.1", "by": ""}),
            ("questions taken", "Cy", {"questions": "R03.1", "by": ""}),
            ("date for answers set", "Cy", {"questions": "R03.2 R03.3", "by": ""}),
        ]

    def test_says_what_is_missing_and_keeps_what_was_chosen(self, country: Country) -> None:
        page = country.save([], [], expect=422)
        assert "Tick the units" in page.words
        assert "Tick the institutions" in page.words
        page = country.save(["R03", "R05.1"], ["person-2"], due_on="2001-01-01", expect=422)
        assert "That day has passed" in page.words
        kept = page.fields()[1]
        assert [value.partition("@")[0] for value in kept.getlist("ask")] == ["R03", "R05.1"]
        assert kept["party"] == "person-2"
        country.save(["R03"], ["person-2"], "conquer", expect=422)
        country.save(["R03"], ["person-2"], due_on="soon", expect=422)
        country.save(["R99"], ["person-2"], expect=422)
        assert country.asked == {}

    def test_nobody_of_another_country_nor_who_writes_no_answers_can_be_asked(
        self, country: Country, sign_in: SignIn
    ) -> None:
        sign_in("FRA")
        sign_in("KEN", role="reader")
        for party in ("person-4", "person-5", "institution-99", "person-x"):
            country.save(["R03"], [party], expect=422)
        country.save(["R03"], ["person-2", "person-4"], expect=422)
        assert country.asked == {}

    def test_questions_can_be_taken_from_who_cannot_be_asked_any_more(self, country: Country) -> None:
        country.save(["R03"], ["person-2"])
        country.focal_point.submit(country.focal_point.get("/countries/KEN/people/2"), "Close the account")
        page = country.focal_point.get(country.page)
        assert "can only be taken away" in page.words
        country.save(["R03"], ["person-2"], expect=422)
        country.save(["R03"], ["person-2"], "no_longer")
        assert country.asked == {}

    def test_who_is_invited_is_shown_with_what_waits_for_them(self, country: Country) -> None:
        invite(country.focal_point, given=["R03.2"])
        assert "Wanjiru Kamau (invited) 1 of 3" in country.focal_point.get(country.page).words


class TestTwoFocalPoints:
    def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_saved(
        self, country: Country
    ) -> None:
        opened = country.focal_point.get(country.page)
        country.save(["R03.1"], ["person-3"])
        page = country.save(["R03"], ["person-2"], "only", page=opened, expect=409)
        assert "somebody else has changed" in page.words
        assert "It concerns R03." in page.words
        assert country.asked == {"person-3": ["R03.1"]}
        country.focal_point.submit(page)
        assert country.asked == {"person-2": ["R03.1", "R03.2", "R03.3"]}

    def test_changes_to_other_questions_do_not_stand_in_the_way(self, country: Country) -> None:
        opened = country.focal_point.get(country.page)
        country.save(["R03"], ["person-3"])
        country.save(["R05"], ["person-2"], "only", page=opened)
        assert set(country.asked) == {"person-2", "person-3"}


class TestBodies:
    def test_each_question_goes_to_the_bodies_it_names_after_a_look(self, country: Country) -> None:
        page = country.focal_point.get(f"{country.page}/bodies")
        naming = {
            body: sorted(q.code for q in published().questions if body in q.bodies) for body in ("POL", "MOJ")
        }
        assert f"Police (cybercrime unit){len(naming['POL'])}: {naming['POL'][0]}" in page.words
        assert "Ministry of health" in page.words
        country.focal_point.submit(page, fields={"due_on": NEXT_MONTH.isoformat()})
        assert sorted(country.asked.values()) == sorted(naming.values())
        assert country.days == {NEXT_MONTH}
        assert "nothing to give" in country.focal_point.get(f"{country.page}/bodies").words

    def test_nothing_is_done_that_was_not_shown(self, country: Country) -> None:
        page = country.focal_point.get(f"{country.page}/bodies")
        country.save(["R01", "R02", "R03"], ["institution-1", "institution-2"])
        before = country.asked
        told = country.focal_point.submit(page, expect=409)
        assert "something has changed" in told.words
        assert country.asked == before
        country.focal_point.submit(told)

    def test_a_day_that_has_passed_is_refused(self, country: Country) -> None:
        page = country.focal_point.get(f"{country.page}/bodies")
        country.focal_point.submit(page, fields={"due_on": "2001-01-01"}, expect=422)
        assert country.asked == {}


def test_what_was_ticked_before_signing_in_again_is_offered_back(country: Country) -> None:
    page = country.focal_point.get(country.page)
    value = next(value for value in ticks(page) if value.startswith("R05.1@"))
    country.focal_point.submit(country.focal_point.get("/"), "Sign out", expect=302)
    country.focal_point.submit(page, fields={"ask": value, "party": "person-2"}, expect=302)
    with own_transaction(country.app):
        link = accounts.make_sign_in_link(people.everybody()[0])
    country.focal_point.submit(country.focal_point.get(link))
    again = country.focal_point.get(country.page)
    assert "Your text is back" in again.words
    country.focal_point.submit(again)
    assert country.asked == {"person-2": ["R05.1"]}


def test_the_table_is_light_and_asks_the_database_little_however_much_is_asked(country: Country) -> None:
    country.focal_point.submit(country.focal_point.get(f"{country.page}/bodies"))
    country.save(["R01", "R02", "R03", "R04", "U1"], ["person-2", "person-3"])
    with statements(country.app) as sent:
        page = country.focal_point.get(country.page)
    asking = [statement for statement in sent if statement.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(asking) <= 9
    assert weight(page) <= 20 * KIBIBYTE


def test_contributors_reviewers_and_readers_do_not_open_it(country: Country, sign_in: SignIn) -> None:
    visitors: list[Visitor] = [country.bo, sign_in("KEN", role="reviewer"), sign_in("KEN", role="reader")]
    for visitor in visitors:
        visitor.get(country.page, expect=404)
        visitor.get(f"{country.page}/bodies", expect=404)
