"""A question taken away, or an assessment moved on, while its page was open: what was typed is shown with the
reason, and can be kept as a remark by those who had been given the question.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import (
    give,
    remarks,
    revisions,
    save,
    set_status,
    start,
    take_away,
    unit_page,
)
from tests.webapp.pages import Page, Visitor, words
from webapp import accounts, clock
from webapp.database import own_transaction
from webapp.records import people

TYPED = {"R02.3-answer": "2", "R02.3-comment": "Designated\nin May"}
IN_WORDS = "2: A dedicated channel is designated and made public\nDesignated\nin May"


def texts(page: Page) -> list[str]:
    """The texts that a page shows to be copied."""
    return [(area.text or "").removeprefix("\n") for area in page.all("textarea")]


class TestContributor:
    @pytest.fixture
    def place(self, app: Flask, sign_in: SignIn) -> tuple[Visitor, Page, str]:
        """Chidi's page of R02, on which he was given R02.3 and R02.4."""
        assessment = start(sign_in("KEN", name="Amina"))
        chidi = sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3", "R02.4")
        return chidi, unit_page(chidi, assessment, "R02"), assessment

    def test_is_shown_what_was_typed_and_what_is_still_theirs_is_saved(
        self, app: Flask, sign_in: SignIn, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, assessment = place
        take_away(app, assessment, "R02.3")
        sign_in("KEN", role="contributor", name="Desta")
        give(app, assessment, "Desta", "R02.3")
        shown = save(chidi, page, {**TYPED, "R02.4-answer": "dont_know"}, expect=409)
        assert "was given to somebody else" in shown.words
        assert "Asked of now: Desta" in shown.words
        assert "Saved. R02.4" in shown.words
        assert texts(shown) == [IN_WORDS]
        assert [code for code, *_others in revisions(app)] == ["R02.4"]

    def test_keeps_it_as_a_remark(self, app: Flask, place: tuple[Visitor, Page, str]) -> None:
        chidi, page, assessment = place
        take_away(app, assessment, "R02.3")
        shown = save(chidi, page, TYPED, expect=409)
        after = chidi.follow(chidi.submit(shown, "Keep it as a remark", {"keep": "R02.3"}))
        assert "Kept as a remark in the discussion: R02.3" in after.words
        assert remarks(app) == [("R02.3", IN_WORDS)]
        chidi.submit(shown, "Keep it as a remark", {"keep": "R02.3"})
        assert len(remarks(app)) == 1

    def test_is_shown_it_when_the_whole_unit_is_gone(
        self, app: Flask, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, assessment = place
        take_away(app, assessment, "R02.3", "R02.4")
        chidi.get(page.path, expect=404)
        shown = save(chidi, page, {**TYPED, "R02.4-comment": "later"}, expect=409)
        assert texts(shown) == [IN_WORDS, "later"]
        again = chidi.submit(shown, "Keep it as a remark on R02.4", {"keep": "R02.4"}, expect=200)
        assert texts(again) == [IN_WORDS]
        chidi.submit(again, "I do not need it any more", {"keep": ""})
        assert remarks(app) == [("R02.4", "later")]

    def test_keeps_all_of_it_at_once(self, app: Flask, place: tuple[Visitor, Page, str]) -> None:
        chidi, page, assessment = place
        take_away(app, assessment, "R02.3", "R02.4")
        shown = save(chidi, page, {**TYPED, "R02.4-comment": "later"}, expect=409)
        chidi.submit(shown, "Keep all of it", {"keep": "all"})
        assert remarks(app) == [("R02.3", IN_WORDS), ("R02.4", "later")]

    def test_an_untouched_question_is_not_spoken_of(
        self, app: Flask, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, _page, assessment = place
        save(chidi, unit_page(chidi, assessment, "R02"), TYPED)
        page = unit_page(chidi, assessment, "R02")
        take_away(app, assessment, "R02.3")
        save(chidi, page, {"R02.4-comment": "typed"})
        assert [code for code, *_others in revisions(app)] == ["R02.3", "R02.4"]

    def test_other_mistakes_wait_until_that_is_settled(
        self, app: Flask, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, assessment = place
        take_away(app, assessment, "R02.3")
        shown = save(chidi, page, {**TYPED, "R02.4-item-link": "no link"}, expect=409)
        _action, fields = shown.fields("Go on with the other answers")
        fields["leave-untaken"] = "yes"
        mended = chidi.post(page.path, fields, expect=422)
        assert "whole web address" in mended.words

    def test_cannot_remark_on_what_was_never_theirs(
        self, app: Flask, sign_in: SignIn, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, assessment = place
        forged = {"R02.1-base": "0", "R02.1-comment": "planted", **TYPED}
        shown = save(chidi, page, forged, expect=409)
        assert texts(shown) == ["planted"]
        assert "Keep it as a remark" not in shown.words
        action, fields = shown.fields()
        fields["keep"] = "R02.1"
        chidi.post(action, fields, expect=404)
        other = sign_in("KEN", role="contributor", name="Efua")
        give(app, assessment, "Efua", "R02.1")
        _action, theirs = unit_page(other, assessment, "R02").fields("Save and stay")
        fields["entrusted"] = theirs["entrusted"]
        chidi.post(action, fields, expect=404)
        assert remarks(app) == []

    def test_gets_it_back_after_the_session_ended_too(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch, place: tuple[Visitor, Page, str]
    ) -> None:
        chidi, page, assessment = place
        take_away(app, assessment, "R02.3", "R02.4")
        tomorrow = clock.now() + timedelta(hours=13)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)
        save(chidi, page, TYPED, expect=302)
        with own_transaction(app):
            link = accounts.make_sign_in_link(people.everybody()[1])
        chidi.submit(chidi.get(link))
        back = chidi.get(page.path)
        assert texts(back) == [IN_WORDS]
        chidi.submit(back, "I do not need it any more", {"keep": ""})
        chidi.get(page.path, expect=404)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("under_review", "is under review"),
        ("cleared", "has been cleared"),
        ("submitted", "has been submitted"),
    ],
)
def test_when_the_assessment_has_moved_on(app: Flask, sign_in: SignIn, status: str, reason: str) -> None:
    person = sign_in("KEN")
    assessment = start(person)
    page = unit_page(person, assessment, "R02")
    set_status(app, assessment, status)
    before = dump(app)
    shown = save(person, page, TYPED, expect=409)
    assert reason in shown.words
    assert texts(shown) == [IN_WORDS]
    assert dump(app) == before
    person.submit(shown, "Keep it as a remark", {"keep": "R02.3"})
    assert remarks(app) == [("R02.3", IN_WORDS)]
    assert revisions(app) == []


def test_text_of_any_kind_of_question_is_shown_in_words(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    assessment = start(person)
    page = unit_page(person, assessment, "R16")
    set_status(app, assessment, "under_review")
    fields = {
        "R16.3-rank": ["virtual-assets", "", "", "", ""],
        "R16.1-answer": "dont_know",
        "R16.2-answer": "invented",
        "R16.2-item-title": "A study",
        "R16.2-grade": "2",
    }
    shown = save(person, page, fields, expect=409)
    assert [text.splitlines()[0][:3] for text in texts(shown)] == ["Don", "inv", "1. "]
    assert "A study" in texts(shown)[1]


def test_the_page_is_read_only_and_says_why_while_under_review(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    assessment = start(person)
    set_status(app, assessment, "under_review")
    page = unit_page(person, assessment, "R02")
    assert "under review" in page.words
    assert not [button for button in page.all("button") if "continue" in words(button)]
