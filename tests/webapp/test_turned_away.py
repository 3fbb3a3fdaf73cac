"""Removed from the team, or given another role, while typing: nothing is saved, and the own text is shown
with the reason. Nobody is told more than that, and nobody who never was part of the team is told anything.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import autosave, give, revisions, save, start, unit_page
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_kept import sign_in_again
from tests.webapp.test_untaken import IN_WORDS, TYPED, texts
from webapp.database import own_transaction
from webapp.records import members


def remove(app: Flask, user_id: int) -> None:
    """Takes that person out of Kenya's team."""
    with own_transaction(app):
        held = members.membership("KEN", user_id)
        assert held is not None
        members.remove(held)


def make(app: Flask, user_id: int, role: str) -> None:
    """Gives that person another role in Kenya."""
    with own_transaction(app):
        held = members.membership("KEN", user_id)
        assert held is not None
        held.role = role


@pytest.fixture
def place(app: Flask, sign_in: SignIn) -> tuple[Visitor, Page, str]:
    """The page of R02 of Chidi, person 2, on which he was given R02.3; Amina, a focal point, is person 1."""
    assessment = start(sign_in("KEN", name="Amina"), title="About Kenya")
    chidi = sign_in("KEN", role="contributor", name="Chidi")
    give(app, assessment, "Chidi", "R02.3")
    return chidi, unit_page(chidi, assessment, "R02"), assessment


class TestAnswers:
    def test_of_somebody_removed_are_shown_with_the_reason_and_nothing_of_the_country(
        self, app: Flask, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, _assessment = place
        remove(app, 2)
        before = dump(app)
        shown = save(chidi, page, TYPED, expect=403)
        assert "you were removed from the team of Kenya" in shown.words
        assert texts(shown) == [IN_WORDS]
        assert "About Kenya" not in shown.words
        assert "Amina" not in shown.words
        assert not [link for link in shown.links() if "/countries/" in link]
        assert dump(app) == before

    @pytest.mark.parametrize("role", ["reviewer", "reader"])
    def test_of_somebody_whose_role_was_changed_are_shown_with_the_reason(
        self, app: Flask, place: tuple[Visitor, Page, str], role: str
    ) -> None:
        chidi, page, _assessment = place
        make(app, 2, role)
        shown = save(chidi, page, TYPED, expect=403)
        assert "your role in the team of Kenya was changed" in shown.words
        assert texts(shown) == [IN_WORDS]
        assert revisions(app) == []

    def test_of_a_focal_point_are_shown_too(self, app: Flask, sign_in: SignIn) -> None:
        amina = sign_in("KEN")
        page = unit_page(amina, start(amina), "R02")
        remove(app, 1)
        assert texts(save(amina, page, TYPED, expect=403)) == [IN_WORDS]

    def test_typed_while_the_page_saves_by_itself_stay_on_it(
        self, app: Flask, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, _assessment = place
        remove(app, 2)
        assert autosave(chidi, page, TYPED, status=403) == {}

    def test_of_somebody_signed_out_meanwhile_are_shown_when_they_come_back(
        self, app: Flask, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, _assessment = place
        _action, fields = page.fields("Save and stay")
        chidi.submit(chidi.get("/"), "Sign out", expect=302)
        chidi.post(page.path, {**fields, **TYPED}, expect=302)
        remove(app, 2)
        again = sign_in_again(app, "person2@example.org")
        assert texts(again.get(page.path, expect=403)) == [IN_WORDS]

    def test_that_say_nothing_are_not_spoken_of(self, app: Flask, place: tuple[Visitor, Page, str]) -> None:
        chidi, page, _assessment = place
        remove(app, 2)
        shown = save(chidi, page, {}, expect=404)
        assert "no such page" in shown.words
        assert texts(shown) == []


class TestWhoNeverWasPartOfIt:
    def test_is_told_that_there_is_no_such_page_whether_or_not_there_is(
        self, sign_in: SignIn, place: tuple[Visitor, Page, str]
    ) -> None:
        _chidi, page, _assessment = place
        stranger = sign_in("FRA")
        _action, sent = stranger.get("/").fields("Sign out")
        fields = {**sent, **TYPED, "R02.3-base": "0.x"}
        answers = [
            stranger.post(path, fields, expect=404)
            for path in (page.path, page.path.replace("/1/", "/99/"), page.path.replace("KEN", "XXX"))
        ]
        assert len({answer.words for answer in answers}) == 1
        assert "Kenya" not in answers[0].words

    def test_gains_nothing_by_the_proof_of_somebody_else(
        self, sign_in: SignIn, place: tuple[Visitor, Page, str]
    ) -> None:
        _chidi, page, _assessment = place
        stranger = sign_in("FRA")
        _action, theirs = page.fields("Save and stay")
        _action, sent = stranger.get("/").fields("Sign out")
        shown = stranger.post(page.path, {**theirs, **TYPED, **sent}, expect=404)
        assert "Kenya" not in shown.words

    def test_nor_by_their_own_for_another_country(
        self, sign_in: SignIn, place: tuple[Visitor, Page, str]
    ) -> None:
        _chidi, page, _assessment = place
        stranger = sign_in("FRA")
        own = unit_page(stranger, start(stranger, "FRA"), "R02")
        _action, theirs = own.fields("Save and stay")
        shown = stranger.post(page.path, {**theirs, **TYPED}, expect=404)
        assert "Kenya" not in shown.words


class TestOtherText:
    """Remarks and the like: the page that says that there is none such shows what was typed."""

    def test_is_shown_to_its_writer(self, app: Flask, place: tuple[Visitor, Page, str]) -> None:
        chidi, _page, assessment = place
        page = chidi.get(f"{assessment}questions/R02.3")
        remove(app, 2)
        shown = chidi.submit(page, fields={"text": "An hour\nof thought"}, expect=404)
        assert "Nothing was saved" in shown.words
        assert texts(shown) == ["An hour\nof thought"]

    def test_that_another_site_sent_is_not_repeated_in_our_name(
        self, sign_in: SignIn, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, _page, assessment = place
        colleague = sign_in("FRA")
        _action, sent = colleague.get("/").fields("Sign out")
        for token in ("", sent["csrf_token"], "forged"):
            shown = chidi.post(
                f"{assessment}reminders", {"csrf_token": token, "text": "Call this number"}, expect=404
            )
            assert "Call this number" not in shown.text


def test_a_focal_point_who_lost_the_lead_meanwhile_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    amina, _other = sign_in("KEN"), sign_in("KEN")
    page = amina.get("/countries/KEN/people/2")
    make(app, 1, "reader")
    before = dump(app)
    amina.submit(page, fields={"role": "reader"}, expect=404)
    assert dump(app) == before
