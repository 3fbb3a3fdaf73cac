"""Saving answers: only what changed, never over somebody else's, nothing typed lost, nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import answer, fill, revisions, save, start, statements, unit_page
from tests.webapp.pages import Page, words
from webapp import accounts, clock
from webapp.database import own_transaction
from webapp.records import people

TORTURE = {
    "a long comment": "A sentence of some length, again. " * 3000,
    "right to left": "أكدت النيابة العامة هذه الإجابة (2025) – 50%",
    "emoji and combining marks": "👩🏽‍⚖️ e\u0301 \u200d ﷽",
    "directions turned and turned back": "\u202eabc\u202c \u2067x\u2069",
    "markup": "<script>alert(1)</script> & \"quotes\" 'and' {{ 7*7 }}",
    "lines and spaces": "\n\n  first\n\n\tsecond  \n",
}


def typed_into(page: Page, field: str) -> str:
    """What stands in a field of the page."""
    _action, fields = page.fields("Save and stay")
    return fields[field].replace("\r\n", "\n")


class TestWhatIsSaved:
    def test_an_answer_is_saved_and_said_to_be(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN", name="Amina Otieno")
        page = person.follow(answer(person, start(person), R02_3="2"))
        assert "Saved. R02.3, one answer, on" in page.words
        assert "UTC" in page.words
        assert "Saved by Amina Otieno" in page.words
        assert revisions(app) == [("R02.3", 1, 0, {"state": "answered", "level": 2})]

    def test_only_what_changed_is_saved(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        save(person, unit_page(person, assessment, "R02"), {"R02.1-answer": ["video"], "R02.3-answer": "2"})
        save(person, unit_page(person, assessment, "R02"), {"R02.3-comment": "since May"})
        assert [(code, number) for code, number, _based_on, _content in revisions(app)] == [
            ("R02.1", 1),
            ("R02.3", 1),
            ("R02.3", 2),
        ]
        assert revisions(app, "R02.3")[-1][2:] == (
            1,
            {"state": "answered", "level": 2, "comment": "since May"},
        )

    def test_a_page_sent_back_untouched_saves_nothing(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("XAA")
        assessment = start(person, "XAA")
        fill(person, assessment, random_sheet(published(), seed=5))
        before = revisions(app)
        for unit in published().units:
            save(person, unit_page(person, assessment, unit.code), {})
        assert revisions(app) == before

    def test_the_same_page_sent_twice_saves_once(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = unit_page(person, start(person), "R02")
        save(person, page, {"R02.3-answer": "2", "R02.3-comment": "typed once"})
        save(person, page, {"R02.3-answer": "2", "R02.3-comment": "typed once"})
        assert len(revisions(app)) == 1

    def test_an_answer_can_be_cleared_and_its_comment_stays(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        save(person, unit_page(person, assessment, "R02"), {"R02.3-answer": "2", "R02.3-comment": "why"})
        page = unit_page(person, assessment, "R02")
        assert "Clear this answer" in page.words
        save(person, page, {"R02.3-answer": "unanswered"})
        assert revisions(app, "R02.3")[-1][3] == {"state": "unanswered", "comment": "why"}

    def test_fields_that_the_page_does_not_have_change_nothing(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        extra = {
            "country": "FRA",
            "status": "submitted",
            "role": "administrator",
            "score": "100",
            "R03.1-answer": "4",
            "R03.1-base": "0",
            "U1.1-answer": "4",
            "R02.3-state": "not_applicable",
            "R02.3-revision": "7",
            "R02.3-saved_by": "1",
        }
        save(person, unit_page(person, start(person), "R02"), {**extra, "R02.3-answer": "1"})
        assert revisions(app) == [("R02.3", 1, 0, {"state": "answered", "level": 1})]

    def test_save_and_continue_leads_to_the_next_unit_and_says_what_was_saved(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = unit_page(person, start(person), "R02")
        fields = {"R02.3-answer": "2", "then": "continue"}
        after = person.follow(person.submit(page, "Save and continue", fields))
        assert after.heading.startswith("R03")
        assert "Saved. R02.3" in after.words

    def test_the_last_unit_continues_to_the_list_of_units(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        page = unit_page(person, assessment, "U4")
        assert person.submit(page, "Save and continue", {"then": "continue"}).location == assessment

    def test_nothing_is_said_to_be_saved_that_was_not(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        assert "Saved." not in person.get(f"{assessment}units/R02?saved=R02").words


class TestWhatIsTyped:
    @pytest.mark.parametrize("text", TORTURE.values(), ids=TORTURE.keys())
    def test_comes_back_byte_for_byte(self, app: Flask, sign_in: SignIn, text: str) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        save(person, unit_page(person, assessment, "R02"), {"R02.3-comment": text.replace("\n", "\r\n")})
        assert revisions(app, "R02.3")[0][3]["comment"] == text
        assert typed_into(unit_page(person, assessment, "R02"), "R02.3-comment") == text

    def test_stays_on_a_page_that_was_not_accepted_and_the_rest_is_saved(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        page = unit_page(person, start(person), "R03")
        fields = {
            "R03.1-answer": "3",
            "R03.2-answer": "partial",
            "R03.2-item-title": "",
            "R03.2-item-link": "not a link",
            "R03.2-number-first_year": "soon",
        }
        shown = save(person, page, fields, expect=422)
        assert shown.text.count("<title>Error: R03") == 1
        assert "There is a problem" in shown.words
        assert {"#R03.2-comment", "#R03.2-item-0-link"} <= {link.get("href") for link in shown.all("a")}
        assert typed_into(shown, "R03.2-item-link") == "not a link"
        assert typed_into(shown, "R03.2-answer") == "partial"
        assert "Saved. R03.1" in shown.words
        assert [revision[0] for revision in revisions(app)] == ["R03.1"]
        save(
            person,
            shown,
            {"R03.2-comment": "three years only", "R03.2-item-link": "", "R03.2-number-first_year": ""},
        )
        assert revisions(app, "R03.2")[0][3] == {
            "state": "answered",
            "choice": "partial",
            "comment": "three years only",
        }

    def test_a_character_that_cannot_be_kept_is_refused_in_words(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        shown = save(person, unit_page(person, start(person), "R02"), {"R02.3-comment": "a\0b"}, expect=422)
        assert "cannot be kept (U+0000" in shown.words
        assert revisions(app) == []

    def test_stays_when_another_document_is_added(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = unit_page(person, start(person), "R02")
        typed = {"R02.3-comment": "half a thought", "R02.3-item-title": "Decree 12"}
        shown = person.submit(page, "Save and stay", {**typed, "add-item": "R02.3"}, expect=200)
        assert typed_into(shown, "R02.3-comment") == "half a thought"
        _action, fields = shown.fields("Save and stay")
        assert fields.getlist("R02.3-item-title") == ["Decree 12", ""]
        assert revisions(app) == []

    def test_comes_back_after_the_session_has_ended(
        self, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        page = unit_page(person, assessment, "R02")
        tomorrow = clock.now() + timedelta(hours=13)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)
        save(person, page, {"R02.3-comment": "an hour of work"}, expect=302)
        with own_transaction(app):
            link = accounts.make_sign_in_link(people.everybody()[0])
        person.submit(person.get(link))
        back = unit_page(person, assessment, "R02")
        assert "Your text is back" in back.words
        assert typed_into(back, "R02.3-comment") == "an hour of work"
        save(person, back, {})
        assert revisions(app, "R02.3")[0][3]["comment"] == "an hour of work"
        assert "Your text is back" not in unit_page(person, assessment, "R02").words


class TestTwoWriters:
    """Two people open the same page; both save."""

    @pytest.fixture
    def opened(self, sign_in: SignIn) -> tuple[Any, ...]:
        """Amina's and Bo's copies of the same page, on which R02.3 is answered with level 1."""
        amina, bo = sign_in("KEN", name="Amina Otieno"), sign_in("KEN", name="Bo Chen")
        assessment = start(amina)
        answer(amina, assessment, R02_3="1")
        return amina, unit_page(amina, assessment, "R02"), bo, unit_page(bo, assessment, "R02")

    def test_different_questions_do_not_disturb_each_other(self, app: Flask, opened: tuple[Any, ...]) -> None:
        amina, hers, bo, his = opened
        save(bo, his, {"R02.3-answer": "3"})
        save(amina, hers, {"R02.1-answer": ["video"]})
        assert revisions(app, "R02.3")[-1][3]["level"] == 3
        assert revisions(app, "R02.1")[-1][3]["selected"] == ["video"]

    def test_the_same_answer_twice_is_no_conflict(self, app: Flask, opened: tuple[Any, ...]) -> None:
        amina, hers, bo, his = opened
        save(bo, his, {"R02.3-answer": "3"})
        save(amina, hers, {"R02.3-answer": "3"})
        assert len(revisions(app, "R02.3")) == 2

    def in_conflict(self, opened: tuple[Any, ...]) -> Page:
        """What Amina is shown when Bo was faster with R02.3; she has answered R02.1 as well."""
        amina, hers, bo, his = opened
        save(bo, his, {"R02.3-answer": "3", "R02.3-comment": "Bo's reason"})
        mine = {"R02.3-answer": "2", "R02.3-comment": "Amina's\r\nreason", "R02.1-answer": ["video"]}
        return save(amina, hers, mine, expect=409)

    def test_both_versions_are_shown_and_the_rest_is_saved(self, app: Flask, opened: tuple[Any, ...]) -> None:
        shown = self.in_conflict(opened)
        assert shown.heading == "Somebody else answered too"
        for text in ("Saved by Bo Chen", "[only here: Bo's] reason", "[only here: Amina's] reason"):
            assert text in shown.words
        assert "Saved without conflict: R02.1" in shown.words
        assert revisions(app, "R02.3")[-1][3]["comment"] == "Bo's reason"
        assert revisions(app, "R02.1")[-1][3]["selected"] == ["video"]

    def test_mine_is_saved_after_theirs(self, app: Flask, opened: tuple[Any, ...]) -> None:
        opened[0].submit(self.in_conflict(opened), "Continue", {"R02.3-choice": "mine"})
        assert revisions(app, "R02.3")[-1] == (
            "R02.3",
            3,
            2,
            {"state": "answered", "level": 2, "comment": "Amina's\nreason"},
        )

    def test_theirs_stays(self, app: Flask, opened: tuple[Any, ...]) -> None:
        opened[0].submit(self.in_conflict(opened), "Continue", {"R02.3-choice": "theirs"})
        assert revisions(app, "R02.3")[-1][3]["comment"] == "Bo's reason"

    def test_mine_can_be_edited_with_theirs_beside_it(self, app: Flask, opened: tuple[Any, ...]) -> None:
        amina = opened[0]
        shown = amina.submit(self.in_conflict(opened), "Continue", {"R02.3-choice": "edit"}, expect=200)
        assert "Saved by Bo Chen, and still kept" in shown.words
        assert typed_into(shown, "R02.3-comment") == "Amina's\nreason\n\nBo Chen wrote:\n\nBo's reason"
        # Whoever closes the page finds both again.
        assert typed_into(amina.get(shown.path), "R02.3-comment").endswith("Bo's reason")
        save(amina, shown, {"R02.3-comment": "both reasons"})
        assert revisions(app, "R02.3")[-1][1:] == (
            3,
            2,
            {"state": "answered", "level": 2, "comment": "both reasons"},
        )

    def test_not_choosing_is_asked_again_and_loses_nothing(self, app: Flask, opened: tuple[Any, ...]) -> None:
        amina = opened[0]
        shown = amina.submit(self.in_conflict(opened), "Continue", expect=409)
        assert "Choose which answer to keep" in shown.words
        amina.submit(shown, "Continue", {"R02.3-choice": "mine"})
        assert revisions(app, "R02.3")[-1][3]["comment"] == "Amina's\nreason"

    def test_a_third_answer_in_between_is_asked_about_too(self, app: Flask, opened: tuple[Any, ...]) -> None:
        amina, _hers, bo, his = opened
        shown = self.in_conflict(opened)
        page = bo.get(his.path)
        save(bo, page, {"R02.3-comment": "Bo again"})
        again = amina.submit(shown, "Continue", {"R02.3-choice": "mine"}, expect=409)
        assert "Bo again" in again.words
        assert revisions(app, "R02.3")[-1][3]["comment"] == "Bo again"

    def test_what_is_wrong_elsewhere_is_not_lost_over_a_conflict(self, opened: tuple[Any, ...]) -> None:
        amina, hers, bo, his = opened
        save(bo, his, {"R02.3-answer": "3"})
        mine = {"R02.3-answer": "2", "R02.4-item-link": "no link", "R02.4-comment": "to be mended"}
        shown = save(amina, hers, mine, expect=409)
        mended = amina.submit(shown, "Continue", {"R02.3-choice": "theirs"}, expect=422)
        assert typed_into(mended, "R02.4-comment") == "to be mended"
        assert typed_into(mended, "R02.4-item-link") == "no link"


class TestWhatItCosts:
    """Statements per page: the same for an empty assessment and for a full one."""

    @pytest.fixture(params=["empty", "full"])
    def assessment(self, request: pytest.FixtureRequest, sign_in: SignIn) -> tuple[Any, str]:
        person = sign_in("XAA")
        address = start(person, "XAA")
        if request.param == "full":
            fill(person, address, random_sheet(published(), seed=2, complete=True))
        return person, address

    @pytest.mark.parametrize(
        ("path", "most"),
        [
            ("units/R04", 5),
            ("", 6),
            ("result", 6),
            ("targets", 6),
            ("units/R10/plan", 6),
            ("ratings", 6),
            ("actions", 8),
            ("actions/effect", 7),
        ],
    )
    def test_a_page(self, app: Flask, assessment: tuple[Any, str], path: str, most: int) -> None:
        person, address = assessment
        with statements(app) as sent:
            person.get(address + path)
        assert len(sent) <= most, sent

    def test_a_save(self, app: Flask, assessment: tuple[Any, str]) -> None:
        person, address = assessment
        page = unit_page(person, address, "R04")
        comments = {f"R04.{number}-comment": "changed" for number in range(1, 8)}
        with statements(app) as sent:
            save(person, page, comments)
        assert len(sent) <= 6, sent


def test_who_may_not_write_reads_the_same_page_with_its_fields_locked(sign_in: SignIn) -> None:
    person, reader = sign_in("KEN"), sign_in("KEN", role="reader")
    assessment = start(person)
    answer(person, assessment, R02_3="2")
    page = unit_page(reader, assessment, "R02")
    assert "Only the focal points of the country and those whom they ask can change them" in page.words
    assert not [button for button in page.all("button") if "continue" in words(button)]
    assert [field for field in page.all("fieldset") if field.get("disabled") is not None]


def test_a_page_shows_the_official_text_its_source_and_that_nobody_endorsed_it(sign_in: SignIn) -> None:
    person = sign_in("KEN")
    assessment = start(person)
    for unit in published().units:
        page = unit_page(person, assessment, unit.code)
        assert " ".join(unit.official_text.split()) in page.words
        source = published().source(unit.source.document)
        assert source.title in page.words
        assert source.non_endorsement in words(next(page.all("footer")))
        assert unit.reading_note in page.words
        for question in unit.questions:
            assert question.text in page.words
