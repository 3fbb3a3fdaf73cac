"""A country names its bodies once; they are renamed, closed and opened again, and nobody is overwritten."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from questionnaire.loading import published
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import start
from tests.webapp.pages import Page, Visitor
from webapp import clock
from webapp.database import db, own_transaction
from webapp.tables import Assignment, AuditEvent, Institution

PAGE = "/countries/KEN/institutions"
BODIES = [body.code for body in published().bodies]


def name_bodies(visitor: Visitor, *codes: str) -> Page:
    """Names these lead bodies as the questionnaire does, and no others."""
    return visitor.submit(visitor.get(PAGE), fields={"bodies": codes})


def saved(app: Flask) -> dict[str, tuple[str | None, bool]]:
    """Every institution by name, with the lead body it stands for and whether it is closed."""
    with app.app_context():
        return {
            row.name: (row.body_code, row.is_closed) for row in db.session.scalars(sa.select(Institution))
        }


def audited(app: Flask) -> list[tuple[str, str]]:
    """What the audit trail tells about institutions: action and subject."""
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.number))
        return [(event.action, event.subject) for event in found if "institution" in event.action]


def fields(page: Page) -> dict[str, Any]:
    """What the form holds untouched."""
    return dict(page.fields()[1].lists())


class TestNaming:
    def test_begins_with_all_lead_bodies_ticked_and_in_their_own_words(self, sign_in: SignIn) -> None:
        held = fields(sign_in("KEN").get(PAGE))
        assert held["bodies"] == BODIES
        assert held["body-POL"] == ["Police (cybercrime unit)"]

    def test_keeps_what_is_ticked_under_the_countrys_names_and_what_is_added(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        visitor = sign_in("KEN")
        visitor.submit(
            visitor.get(PAGE),
            fields={
                "bodies": ["POL", "MOJ"],
                "body-POL": "  Directorate of\tCriminal Investigations ",
                "body-MOE": "not ticked",
                "new-1": "Communications Authority",
                "new-1-body": "REG",
                "new-2": "National Cohesion Commission",
            },
        )
        assert saved(app) == {
            "Directorate of Criminal Investigations": ("POL", False),
            "Ministry of justice": ("MOJ", False),
            "Communications Authority": ("REG", False),
            "National Cohesion Commission": (None, False),
        }
        assert [action for action, _subject in audited(app)] == ["institution added"] * 4
        page = visitor.get(PAGE)
        assert "POL" not in str(fields(page).get("bodies"))
        assert "REG" not in [name.removeprefix("body-") for name in fields(page)]

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, app: Flask, sign_in: SignIn) -> None:
        visitor = sign_in("KEN")
        page = visitor.submit(
            visitor.get(PAGE),
            fields={
                "bodies": ["POL", "MOJ", "MOI", "PROS"],
                "body-POL": " ",
                "body-MOJ": "The Ministry",
                "body-MOI": "the ministry",
                "body-PROS": "x" * 201,
                "new-1": "bell \x07",
                "new-2": "line\x0btabulation",
            },
            expect=422,
        )
        for message in (
            "U+000B",
            "Give the institution a name",
            "on the list twice",
            "at most 200",
            "U+0007",
        ):
            assert message in page.words
        assert fields(page)["body-MOJ"] == ["The Ministry"]
        assert saved(app) == {}

    def test_is_for_focal_points_only_and_each_country_has_its_own(self, app: Flask, sign_in: SignIn) -> None:
        name_bodies(sign_in("KEN"), "POL")
        other = sign_in("FRA")
        other.get(PAGE, expect=404)
        assert "closed-1" not in other.get("/countries/FRA/institutions").text
        number = 1
        page = other.get("/countries/FRA/institutions")
        other.submit(page, fields={"bodies": None, f"name-{number}": "Taken over", f"was-{number}": "POL"})
        assert list(saved(app)) == ["Police (cybercrime unit)"]


class TestChanging:
    def test_renaming_closing_and_opening_again_are_kept_and_audited(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        visitor = sign_in("KEN")
        name_bodies(visitor, "POL")
        visitor.submit(visitor.get(PAGE), fields={"name-1": "Police Service"})
        visitor.submit(visitor.get(PAGE), fields={"closed-1": "yes"})
        assert saved(app) == {"Police Service": ("POL", True)}
        visitor.submit(visitor.get(PAGE), fields={"closed-1": None})
        assert saved(app) == {"Police Service": ("POL", False)}
        assert audited(app) == [
            ("institution added", "Police (cybercrime unit)"),
            ("institution renamed", "Police Service"),
            ("institution closed", "Police Service"),
            ("institution opened again", "Police Service"),
        ]

    def test_saving_an_untouched_page_changes_nothing(self, app: Flask, sign_in: SignIn) -> None:
        visitor = sign_in("KEN")
        name_bodies(visitor, "POL", "MOJ")
        before = dump(app)
        visitor.submit(visitor.get(PAGE))
        assert dump(app) == before

    def test_a_closed_institution_is_asked_nothing_any_more(self, app: Flask, sign_in: SignIn) -> None:
        visitor = sign_in("KEN")
        name_bodies(visitor, "POL")
        start(visitor)
        with own_transaction(app):
            given = {"assessment_id": 1, "institution_id": 1, "assigned_by": 1, "assigned_at": clock.now()}
            db.session.add_all(Assignment(question_code=code, **given) for code in ("R01.1", "R01.2"))
        assert "It is asked 2 questions" in visitor.get(PAGE).words
        visitor.submit(visitor.get(PAGE), fields={"closed-1": "yes"})
        assert dump(app)["assignments"] == []

    def test_a_name_cannot_be_taken_while_another_gives_it_up_but_its_letters_can_change_case(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        visitor = sign_in("KEN")
        name_bodies(visitor, "POL", "MOJ")
        page = visitor.get(PAGE)
        first, second = fields(page)["name-1"][0], fields(page)["name-2"][0]
        visitor.submit(page, fields={"name-1": second, "name-2": first}, expect=422)
        visitor.submit(page, fields={"name-1": first.upper()})
        assert set(saved(app)) == {first.upper(), second}

    def test_two_people_on_the_list_keep_what_both_changed(self, app: Flask, sign_in: SignIn) -> None:
        first, second = sign_in("KEN"), sign_in("KEN")
        name_bodies(first, "POL", "MOJ")
        opened = second.get(PAGE)
        first.submit(first.get(PAGE), fields={"name-1": "From the first"})
        second.submit(opened, fields={"name-2": "From the second"})
        assert sorted(saved(app)) == ["From the first", "From the second"]

    def test_the_same_name_changed_by_two_is_told_and_never_overwritten_unseen(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        first, second = sign_in("KEN"), sign_in("KEN")
        name_bodies(first, "POL")
        opened = second.get(PAGE)
        first.submit(first.get(PAGE), fields={"name-1": "From the first"})
        told = second.submit(opened, fields={"name-1": "From the second"}, expect=409)
        assert "From the first" in told.words
        assert fields(told)["name-1"] == ["From the second"]
        assert list(saved(app)) == ["From the first"]
        second.submit(told)
        assert list(saved(app)) == ["From the second"]
