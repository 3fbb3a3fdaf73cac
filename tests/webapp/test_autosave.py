"""Saving while somebody types: the same decisions as by the button, each step taken once, told in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import (
    answer,
    autosave,
    give,
    revisions,
    save,
    set_status,
    start,
    statements,
    take_away,
    told,
    unit_page,
)
from tests.webapp.pages import Page, Visitor
from webapp import accounts, clock
from webapp.database import own_transaction
from webapp.records import people

FIRST = {"R02.3-answer": "2", "R02.3-comment": "typed first"}
THEN = {"R02.3-comment": "typed first and then"}


@pytest.fixture
def place(sign_in: SignIn) -> tuple[Visitor, Page]:
    """Amina has an empty page of R02 open."""
    amina = sign_in("KEN", name="Amina")
    return amina, unit_page(amina, start(amina), "R02")


def comments(app: Flask) -> list[str]:
    """The comments of the revisions of R02.3, in their order."""
    return [content.get("comment", "") for _code, _number, _based_on, content in revisions(app, "R02.3")]


class TestWhatIsTold:
    def test_what_was_saved_and_what_it_is_based_on_from_now_on(
        self, app: Flask, place: tuple[Visitor, Page]
    ) -> None:
        amina, page = place
        with statements(app) as sent:
            report = autosave(amina, page, FIRST, everything="yes")
        assert len(sent) <= 6, sent
        assert report["words"].startswith("Saved ")
        assert report["words"].endswith(" UTC")
        assert report["is_all_saved"] is True
        assert told(report) == {"R02.3": "saved"}
        assert report["questions"][0]["words"].startswith("Saved by Amina, ")
        assert report["questions"][0]["base"].startswith("1.")
        assert comments(app) == ["typed first"]

    def test_a_mistake_and_the_rest_is_saved(self, app: Flask, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        report = autosave(amina, page, {**FIRST, "R02.4-item-link": "no link"})
        assert told(report) == {"R02.3": "saved", "R02.4": "mistake"}
        assert report["words"] == "Not everything is saved. See R02.4."
        assert "whole web address" in report["questions"][1]["words"]
        assert [code for code, *_others in revisions(app)] == ["R02.3"]

    def test_another_answer_that_came_first(
        self, app: Flask, sign_in: SignIn, place: tuple[Visitor, Page]
    ) -> None:
        amina, page = place
        bo = sign_in("KEN", name="Bo Chen")
        save(bo, unit_page(bo, "/countries/KEN/assessments/1/", "R02"), {"R02.3-answer": "4"})
        report = autosave(amina, page, FIRST)
        assert told(report) == {"R02.3": "conflict"}
        assert "saved by Bo Chen" in report["questions"][0]["words"]
        assert "Bo Chen" in save(amina, page, FIRST, expect=409).words
        assert len(revisions(app)) == 1

    def test_text_typed_back_to_what_it_was_is_as_before(
        self, app: Flask, place: tuple[Visitor, Page]
    ) -> None:
        amina, page = place
        assert told(autosave(amina, page, {"R02.3-comment": ""})) == {"R02.3": "as before"}
        assert revisions(app) == []

    def test_a_question_taken_away_and_one_that_is_still_theirs(self, app: Flask, sign_in: SignIn) -> None:
        assessment = start(sign_in("KEN"))
        chidi = sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3", "R02.4")
        page = unit_page(chidi, assessment, "R02")
        take_away(app, assessment, "R02.3")
        report = autosave(chidi, page, {**FIRST, "R02.4-comment": "mine"})
        assert told(report) == {"R02.4": "saved", "R02.3": "closed"}
        assert "given to somebody else" in report["questions"][1]["words"]

    def test_an_assessment_that_has_moved_on(self, app: Flask, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        set_status(app, "/1/", "under_review")
        report = autosave(amina, page, FIRST, status=409)
        assert told(report) == {"R02.3": "closed"}
        assert "under review" in report["words"]
        assert revisions(app) == []


class TestSentAgain:
    """The answer got lost on the line; the page does not know what arrived."""

    def test_makes_one_revision(self, app: Flask, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        for _time in range(3):
            report = autosave(amina, page, FIRST)
        assert told(report) == {"R02.3": "saved"}
        assert report["questions"][0]["base"].startswith("1.")
        assert comments(app) == ["typed first"]

    def test_makes_one_revision_even_after_another_writer_came_between(
        self, app: Flask, sign_in: SignIn, place: tuple[Visitor, Page]
    ) -> None:
        amina, page = place
        autosave(amina, page, FIRST)
        bo = sign_in("KEN", name="Bo Chen")
        save(bo, unit_page(bo, "/countries/KEN/assessments/1/", "R02"), {"R02.3-comment": "Bo's"})
        report = autosave(amina, page, FIRST)
        assert told(report) == {"R02.3": "saved"}
        assert "Since then Bo Chen saved another answer" in report["questions"][0]["words"]
        assert report["questions"][0]["base"].startswith("1.")
        assert comments(app) == ["typed first", "Bo's"]

    def test_the_same_form_by_its_button_makes_one_revision_too(
        self, app: Flask, sign_in: SignIn, place: tuple[Visitor, Page]
    ) -> None:
        amina, page = place
        save(amina, page, FIRST)
        bo = sign_in("KEN", name="Bo Chen")
        save(bo, unit_page(bo, "/countries/KEN/assessments/1/", "R02"), {"R02.3-comment": "Bo's"})
        save(amina, page, FIRST)
        assert comments(app) == ["typed first", "Bo's"]

    @pytest.mark.parametrize("arrived", [True, False])
    def test_with_what_was_typed_since(self, app: Flask, place: tuple[Visitor, Page], arrived: bool) -> None:
        amina, page = place
        if arrived:
            autosave(amina, page, FIRST)
        report = autosave(amina, page, FIRST, THEN)
        assert told(report) == {"R02.3": "saved"}
        assert report["questions"][0]["base"].startswith("2.")
        assert comments(app) == ["typed first", "typed first and then"]
        # The first one, late.
        autosave(amina, page, FIRST)
        assert comments(app) == ["typed first", "typed first and then"]

    def test_by_the_button_with_what_was_typed_since(self, app: Flask, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        autosave(amina, page, FIRST)
        _action, filled = page.fields("Save and stay")
        first = {f"0~{name}": value for name, value in filled.items() if name.startswith("R02.3-")}
        first |= {f"0~{name}": value for name, value in FIRST.items()}
        save(amina, page, {**first, **FIRST, **THEN})
        assert comments(app) == ["typed first", "typed first and then"]

    def test_a_mistake_mended_since_is_no_mistake(self, app: Flask, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        report = autosave(amina, page, {"R02.4-item-link": "no link"}, {"R02.4-item-link": ""})
        assert report["is_all_saved"] is True
        assert revisions(app) == []


class TestLeaving:
    def test_what_cannot_be_saved_is_kept_and_offered_back(self, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        typed = {**FIRST, "R02.4-comment": "half", "R02.4-item-link": "no link"}
        autosave(amina, page, typed, leaving="yes")
        back = amina.get(page.path)
        assert "Your text is back" in back.words
        _action, fields = back.fields("Save and stay")
        assert (fields["R02.4-comment"], fields["R02.4-item-link"]) == ("half", "no link")
        assert fields["R02.3-comment"] == "typed first"

    def test_what_was_kept_before_stays_kept(self, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        autosave(amina, page, {"R02.4-comment": "half", "R02.4-item-link": "no link"}, leaving="yes")
        autosave(amina, page, {"R02.1-comment": "half too", "R02.1-item-link": "none"}, leaving="yes")
        _action, fields = amina.get(page.path).fields("Save and stay")
        assert (fields["R02.4-comment"], fields["R02.1-comment"]) == ("half", "half too")

    def test_what_is_kept_is_let_go_of_when_everything_is_saved(self, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        autosave(amina, page, {"R02.4-comment": "half", "R02.4-item-link": "no link"}, leaving="yes")
        autosave(amina, page, {"R02.3-comment": "another question"})
        assert "Your text is back" in amina.get(page.path).words
        autosave(amina, page, {"R02.4-comment": "whole", "R02.4-item-link": ""}, everything="yes")
        assert "Your text is back" not in amina.get(page.path).words

    def test_an_answer_that_came_first_is_asked_about_on_coming_back(
        self, sign_in: SignIn, place: tuple[Visitor, Page]
    ) -> None:
        amina, page = place
        bo = sign_in("KEN", name="Bo Chen")
        save(bo, unit_page(bo, "/countries/KEN/assessments/1/", "R02"), {"R02.3-answer": "4"})
        autosave(amina, page, FIRST, leaving="yes")
        assert "Bo Chen" in save(amina, amina.get(page.path), {}, expect=409).words

    def test_when_the_assessment_has_moved_on(self, app: Flask, place: tuple[Visitor, Page]) -> None:
        amina, page = place
        set_status(app, "/1/", "under_review")
        autosave(amina, page, FIRST, leaving="yes", status=409)
        assert "typed first" in amina.get(page.path).text


def test_after_the_session_ended_the_text_is_kept_for_the_same_person(
    app: Flask, monkeypatch: pytest.MonkeyPatch, place: tuple[Visitor, Page]
) -> None:
    amina, page = place
    tomorrow = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    autosave(amina, page, FIRST, THEN, status=302)
    assert revisions(app) == []
    with own_transaction(app):
        link = accounts.make_sign_in_link(people.everybody()[0])
    amina.submit(amina.get(link))
    back = amina.get(page.path)
    assert back.fields("Save and stay")[1]["R02.3-comment"] == "typed first and then"
    # The page that stayed open gets a token of the new session and sends again.
    sent = autosave(amina, back, FIRST, THEN, everything="yes")
    assert told(sent) == {"R02.3": "saved"}
    assert comments(app)[-1] == "typed first and then"


def test_an_answer_that_can_be_cleared_was_saved_or_has_just_been(place: tuple[Visitor, Page]) -> None:
    amina, page = place
    offered = [box for box in page.all("div") if box.get("data-once-saved") is not None]
    assert offered
    assert all(box.get("hidden") is not None for box in offered)
    answer(amina, "/countries/KEN/assessments/1/", R02_3="2")
    again = unit_page(amina, "/countries/KEN/assessments/1/", "R02")
    assert (
        len([box for box in again.all("div") if box.get("data-once-saved") is not None]) == len(offered) - 1
    )
