"""Focal points keep the country's team: nobody changes their own rights, and somebody always leads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.inviting import events, given_to, roles
from tests.webapp.journeys import answer, start
from tests.webapp.pages import Visitor
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import assignments
from webapp.tables import Assessment

PEOPLE = "/countries/KEN/people"


def give(app: Flask, user_id: int, *questions: str) -> None:
    """Gives questions of the first assessment to a person."""
    with own_transaction(app):
        row = db.session.get_one(Assessment, 1)
        assignments.give_to_person(row, questions, user_id, by=1, at=clock.now())


def person(number: int) -> str:
    """The page of the person with that number."""
    return f"{PEOPLE}/{number}"


class TestList:
    def test_says_who_is_what_for_whom_since_when(self, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN", name="Amina")
        sign_in("KEN", role="reviewer", name="Bo")
        sign_in("FRA", name="Somebody else")
        page = focal_point.get(PEOPLE)
        assert "2 people take part" in page.words
        for said in ("Amina", "Bo", "person0@example.org", "Focal point", "Reviewer", str(clock.now().year)):
            assert said in page.words
        assert "Somebody else" not in page.words

    @pytest.mark.parametrize("role", ["contributor", "reviewer", "reader"])
    def test_is_for_focal_points(self, sign_in: SignIn, role: str) -> None:
        sign_in("KEN", role=role).get(PEOPLE, expect=404)


class TestChanging:
    def test_role_and_institution_are_changed_and_audited(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        sign_in("KEN", role="contributor", name="Bo")
        focal_point.submit(focal_point.get("/countries/KEN/institutions"), fields={"bodies": ["POL"]})
        focal_point.submit(focal_point.get(person(2)), fields={"institution": "1"})
        focal_point.submit(focal_point.get(person(2)), fields={"role": "reader"})
        assert roles(app, "person2@example.org") == {"KEN": "reader"}
        told = [details for action, _subject, details in events(app) if action == "rights changed"]
        assert told == [
            {
                "role": "contributor -> contributor",
                "institution": " -> Police (cybercrime unit)",
            },
            {"role": "contributor -> reader", "questions taken": ""},
        ]

    def test_who_writes_no_answers_any_more_loses_their_questions(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        sign_in("KEN", role="contributor")
        start(focal_point)
        give(app, 2, "R02.1", "R02.2")
        assert "taken from them" in focal_point.get(person(2)).words
        focal_point.submit(focal_point.get(person(2)), fields={"role": "reader"})
        assert given_to(app, "person2@example.org") == []
        assert events(app)[-1][2]["questions taken"] == "R02.1 R02.2"

    def test_what_is_not_offered_is_refused(self, app: Flask, sign_in: SignIn) -> None:
        focal_point, other = sign_in("KEN"), sign_in("FRA")
        sign_in("KEN", role="contributor")
        other.submit(other.get("/countries/FRA/institutions"), fields={"bodies": ["POL"]})
        before = dump(app)
        focal_point.submit(focal_point.get(person(3)), fields={"role": "administrator"}, expect=422)
        focal_point.submit(focal_point.get(person(3)), fields={"institution": "1"}, expect=422)
        assert dump(app) == before

    def test_a_change_by_somebody_else_meanwhile_is_told(self, app: Flask, sign_in: SignIn) -> None:
        first, second = sign_in("KEN"), sign_in("KEN")
        sign_in("KEN", role="contributor")
        opened = second.get(person(3))
        first.submit(first.get(person(3)), fields={"role": "reviewer"})
        told = second.submit(opened, fields={"role": "reader"}, expect=409)
        assert roles(app, "person3@example.org") == {"KEN": "reviewer"}
        second.submit(told)
        assert roles(app, "person3@example.org") == {"KEN": "reader"}

    def test_nobody_changes_their_own_rights(self, app: Flask, sign_in: SignIn) -> None:
        focal_point = sign_in("KEN")
        sign_in("KEN")
        page = focal_point.get(person(1))
        assert "This is you" in page.words
        _action, sent = page.fields("Sign out")
        before = dump(app)
        for deed in ("", "/remove", "/close", "/open"):
            focal_point.post(person(1) + deed, {**sent, "role": "reader"}, expect=403)
        focal_point.get(f"{person(1)}/remove", expect=403)
        assert dump(app) == before


class TestParting:
    def test_who_is_removed_sees_nothing_and_what_they_wrote_stays(self, app: Flask, sign_in: SignIn) -> None:
        focal_point, contributor = sign_in("KEN"), sign_in("KEN", role="contributor", name="Bo")
        address = start(focal_point)
        give(app, 2, "R02.3")
        answer(contributor, address, R02_3="2")
        page = focal_point.get(f"{person(2)}/remove")
        assert "One question" in page.words
        focal_point.submit(page)
        contributor.get(address, expect=404)
        assert given_to(app, "person2@example.org") == []
        assert "Bo" in focal_point.get(f"{address}units/R02").words
        assert events(app)[-1][:2] == ("removed from the country", "person2@example.org")

    def test_two_focal_points_cannot_remove_each_other_at_the_same_moment(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        people = [sign_in("KEN"), sign_in("KEN")]
        pages = [people[0].get(f"{person(2)}/remove"), people[1].get(f"{person(1)}/remove")]

        def remove(place: int) -> int:
            action, sent = pages[place].fields()
            return people[place].client.post(action, data=sent).status_code

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(remove, range(2)))
        assert answers in ([303, 403], [303, 404])
        assert [row["role"] for row in dump(app)["memberships"]] == ["focal_point"]


class TestAccount:
    def test_closing_it_ends_every_session_and_it_can_be_opened_again(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        focal_point, contributor = sign_in("KEN"), sign_in("KEN", role="contributor")
        contributor.get("/")
        focal_point.submit(focal_point.get(person(2)), "Close the account")
        contributor.get("/", expect=302)
        assert "Account closed" in focal_point.get(PEOPLE).words
        focal_point.submit(focal_point.get(person(2)), "Open the account again")
        contributor.get("/", expect=302)
        assert [action for action, *_rest in events(app)][-2:] == ["account closed", "account opened again"]

    @pytest.mark.parametrize("elsewhere", ["another country", "across countries"])
    def test_an_account_with_rights_elsewhere_is_not_the_countrys_to_close(
        self, app: Flask, sign_in: SignIn, elsewhere: str
    ) -> None:
        focal_point = sign_in("KEN")
        member = sign_in("KEN", role="reader", is_administrator=elsewhere == "across countries")
        if elsewhere == "another country":
            join(app, 2, "FRA")
        page = focal_point.get(person(2))
        assert "Only an administrator" in page.words
        _action, sent = page.fields("Sign out")
        for deed in ("close", "open"):
            focal_point.post(f"{person(2)}/{deed}", sent, expect=403)
        member.get("/")


def join(app: Flask, user_id: int, country: str) -> None:
    """Makes a person part of another country too."""
    from webapp.records import people

    with own_transaction(app):
        user = people.user(user_id)
        assert user is not None
        people.add_membership(user, people.add_country(country, country), "reader")


def test_a_focal_point_of_another_country_reaches_nobody(app: Flask, sign_in: SignIn) -> None:
    sign_in("KEN", role="contributor")
    stranger: Visitor = sign_in("FRA")
    _action, sent = stranger.get("/").fields("Sign out")
    before = dump(app)
    for country in ("KEN", "FRA"):
        for deed in ("", "/remove", "/close", "/open"):
            path = f"/countries/{country}/people/1{deed}"
            stranger.post(path, {**sent, "role": "reader"}, expect=404)
        stranger.get(f"/countries/{country}/people/1", expect=404)
    assert dump(app) == before
