"""Who else is on a unit: who tells it, who reads it, and how soon it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from flask import Flask

from tests.webapp.conftest import Clock, SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, autosave, give, save, set_status, start, statements, unit_page
from tests.webapp.pages import Visitor

NOBODY = {"now": "", "before": ""}


def tell(visitor: Visitor, assessment: str, unit: str = "R02", *, status: int = 200) -> dict[str, Any]:
    """What the page's script does once a minute, and what it is answered."""
    _action, token = visitor.get("/").fields("Sign out")
    answered = visitor.client.post(
        f"{assessment}units/{unit}/presence", data=token, headers={"Accept": "application/json"}
    )
    assert answered.status_code == status, answered.get_data(as_text=True)
    return msgspec.json.decode(answered.get_data()) if status == 200 else {}


Save = Callable[..., object]


def plain(words: str) -> str:
    """The words without the marks that keep names apart."""
    return words.replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def amina(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina Diallo")


@pytest.fixture
def assessment(amina: Visitor) -> str:
    """Kenya's assessment."""
    return start(amina)


class TestWhoIsHere:
    def test_a_page_that_is_open_is_told_to_the_others_on_its_unit_and_its_questions(
        self, amina: Visitor, assessment: str, sign_in: SignIn
    ) -> None:
        luis = sign_in("KEN", role="reviewer", name="Luis Prieto")
        assert tell(amina, assessment) == NOBODY
        assert plain(tell(luis, assessment)["now"]) == "Amina Diallo is on this unit now."
        assert "Amina Diallo is on this unit now." in plain(unit_page(luis, assessment, "R02").words)
        assert "Amina Diallo is on this unit now." in plain(luis.get(f"{assessment}questions/R02.3").words)
        assert "on this unit now" not in unit_page(luis, assessment, "R03").words
        assert "Luis Prieto is on this unit now." in plain(unit_page(amina, assessment, "R02").words)

    def test_two_are_named_and_more_are_counted(
        self, amina: Visitor, assessment: str, sign_in: SignIn, clock_stands: Clock
    ) -> None:
        for name, told in [
            ("Ben", "Ben is on this unit now."),
            ("Chidi", "Chidi and Ben are on this unit now."),
            ("Desta", "Desta, Chidi and one other are on this unit now."),
            ("Eve", "Eve, Desta and 2 others are on this unit now."),
        ]:
            clock_stands.goes_on(seconds=1)
            tell(sign_in("KEN", role="reader", name=name), assessment)
            assert plain(tell(amina, assessment)["now"]) == told

    def test_who_left_was_here_some_minutes_ago_and_is_forgotten_after_a_quarter_of_an_hour(
        self, app: Flask, amina: Visitor, assessment: str, sign_in: SignIn, clock_stands: Clock
    ) -> None:
        luis = sign_in("KEN", name="Luis Prieto")
        tell(amina, assessment)
        clock_stands.goes_on(minutes=3)
        words = {"now": "", "before": "\u2068Amina Diallo\u2069 was here 3 minutes ago."}
        assert tell(luis, assessment) == words
        assert words["before"] in unit_page(luis, assessment, "R02").words
        clock_stands.goes_on(minutes=12)
        assert tell(luis, assessment) == NOBODY
        assert [row["user_id"] for row in dump(app)["presences"]] == [2]

    @pytest.mark.parametrize("saved_by", [save, autosave])
    def test_a_save_tells_it_too_where_no_script_does(
        self, amina: Visitor, assessment: str, sign_in: SignIn, clock_stands: Clock, saved_by: Save
    ) -> None:
        luis = sign_in("KEN", name="Luis Prieto")
        tell(amina, assessment)
        clock_stands.goes_on(minutes=5)
        saved_by(amina, unit_page(amina, assessment, "R02"), {"R02.3-answer": "2"})
        assert plain(unit_page(luis, assessment, "R02").words).count("Amina Diallo is on this unit now") == 1
        assert plain(tell(luis, assessment)["now"]) == "Amina Diallo is on this unit now."
        assert "on this unit now" not in unit_page(luis, assessment, "R03").words
        assert "Amina Diallo is on" not in plain(unit_page(amina, assessment, "R02").words)
        clock_stands.goes_on(minutes=15)
        assert tell(luis, assessment) == NOBODY

    def test_nobody_is_told_of_after_review(self, app: Flask, amina: Visitor, assessment: str) -> None:
        set_status(app, assessment, "cleared")
        tell(amina, assessment, status=409)
        assert dump(app)["presences"] == []
        assert "data-beside" not in unit_page(amina, assessment, "R02").text


class TestWhoMayKnow:
    def test_no_other_country_tells_or_is_told(
        self, app: Flask, amina: Visitor, assessment: str, sign_in: SignIn
    ) -> None:
        tell(amina, assessment)
        peer = sign_in("PER", name="Pilar")
        tell(peer, assessment, status=404)
        tell(peer, assessment.replace("KEN", "PER"), status=404)
        assert len(dump(app)["presences"]) == 1
        own = start(peer, "PER")
        assert tell(peer, own) == NOBODY

    def test_a_contributor_only_on_the_units_of_their_questions(
        self, app: Flask, amina: Visitor, assessment: str, sign_in: SignIn
    ) -> None:
        chidi = sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3")
        tell(amina, assessment, "R03")
        tell(chidi, assessment, "R03", status=404)
        assert tell(chidi, assessment, "R02") == NOBODY


class TestWhatItCosts:
    def test_it_does_not_keep_a_person_signed_in(
        self, amina: Visitor, assessment: str, clock_stands: Clock
    ) -> None:
        page = unit_page(amina, assessment, "R02")
        address, token = f"{assessment}units/R02/presence", page.fields("Sign out")[1]
        before = amina.client.get_cookie("cpsa")
        clock_stands.goes_on(minutes=2)
        answered = amina.client.post(address, data=token)
        assert answered.status_code == 200
        assert "Set-Cookie" not in answered.headers
        assert amina.client.get_cookie("cpsa") == before

    def test_few_statements(self, app: Flask, amina: Visitor, assessment: str) -> None:
        answer(amina, assessment, R02_3="2")
        _action, token = amina.get("/").fields("Sign out")
        with statements(app) as sent:
            amina.client.post(f"{assessment}units/R02/presence", data=token)
        assert len(sent) <= 5, sent
