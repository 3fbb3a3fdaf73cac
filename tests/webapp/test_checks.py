"""Do these answers fit together? Who is asked, who may put a question aside, and when it is asked again."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, autosave, give, save, start, statements, unit_page
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_kept import sign_in_again
from webapp.database import db, own_transaction
from webapp.tables import Assessment

FUNDING = "R06.3 says that funding runs without a break; R16.1 names funding as a constraint"
NOTHING_ASKED = "Nothing is asked about the answers as they are now."
KEEP = "Keep the reason"
ASK_AGAIN = "Ask this again"
REASON = "The budget runs;\nposts stay empty. <b>"


def contradict(visitor: Visitor, assessment: str) -> None:
    """Answers R06.3 and R16.1 so that they do not seem to fit."""
    answer(visitor, assessment, R06_3="yes")
    save(visitor, unit_page(visitor, assessment, "R16"), {"R16.1-row-prevention": ["funding"]})


def asked(page: Page) -> list[str]:
    """The questions that stand under each check of the page, in its order."""
    return [words(heading) for heading in page.all("h3") if heading.get("id", "").endswith("-asked")]


@pytest.fixture
def amina(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina Otieno")


@pytest.fixture
def assessment(amina: Visitor) -> str:
    """Kenya's assessment, in which funding runs and is a constraint."""
    address = start(amina)
    contradict(amina, address)
    return address


@pytest.fixture
def checks(assessment: str) -> str:
    """The address of its page of checks."""
    return f"{assessment}checks"


class TestWhatIsAsked:
    def test_the_sentence_both_answers_and_the_way_to_each(self, amina: Visitor, checks: str) -> None:
        page = amina.get(checks)
        assert FUNDING in page.words
        assert asked(page) == ["R06.3, R16.1"]
        places = [link.get("href", "").rpartition("/")[2] for link in page.all("a")]
        assert "R06#R06.3" in places
        assert "R16#R16.1" in places
        answers = [words(part) for part in page.all("div") if part.get("class") == "version"]
        assert "Yes" in answers[0]
        assert "Funding" in answers[1]
        assert "Saved by Amina Otieno" in answers[1]

    def test_the_list_of_units_counts_them_and_leads_there(
        self, amina: Visitor, assessment: str, checks: str
    ) -> None:
        page = amina.get(assessment)
        assert "One question about your answers: do they fit together?" in page.words
        assert checks in page.links()
        answer(amina, assessment, R06_3="no")
        assert "about your answers" not in amina.get(assessment).words
        assert NOTHING_ASKED in amina.get(checks).words

    def test_whoever_saves_one_of_the_answers_is_asked_at_once(
        self, app: Flask, amina: Visitor, assessment: str, checks: str
    ) -> None:
        saved = save(amina, unit_page(amina, assessment, "R06"), {"R06.3-comment": "by law"})
        with statements(app) as sent:
            page = amina.follow(saved)
        assert len(sent) <= 5, sent
        assert FUNDING in page.words
        assert checks in page.links()
        assert FUNDING not in unit_page(amina, assessment, "R06").words
        assert FUNDING not in amina.follow(answer(amina, assessment, R06_1="2")).words

    def test_an_autosave_tells_what_it_raises_and_what_it_settles(
        self, app: Flask, amina: Visitor, assessment: str, checks: str
    ) -> None:
        page = unit_page(amina, assessment, "R06")
        with statements(app) as sent:
            report = autosave(amina, page, {"R06.3-comment": "by law"})
        assert len(sent) <= 6, sent
        [beside] = report["asked_back"]
        assert beside["code"] == "R06.3"
        assert FUNDING in beside["markup"]
        assert f'href="{checks}#X5-R06.3-R16.1"' in beside["markup"]
        settled = autosave(amina, unit_page(amina, assessment, "R06"), {"R06.3-answer": "no"})
        assert settled["asked_back"] == []

    def test_an_autosave_tells_nothing_that_was_put_aside_or_is_not_theirs(
        self, app: Flask, amina: Visitor, sign_in: SignIn, assessment: str, checks: str
    ) -> None:
        chidi = sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R06.3")
        theirs = autosave(chidi, unit_page(chidi, assessment, "R06"), {"R06.3-comment": "by law"})
        assert theirs["asked_back"] == []
        amina.submit(amina.get(checks), KEEP, {"reason": REASON})
        report = autosave(amina, unit_page(amina, assessment, "R06"), {"R06.4-comment": "beside it"})
        assert report["asked_back"] == []

    def test_nobody_is_asked_at_once_what_was_put_aside(
        self, amina: Visitor, assessment: str, checks: str
    ) -> None:
        saved = f"{assessment}units/R16?saved=R16"
        assert FUNDING in amina.get(saved).words
        amina.submit(amina.get(checks), KEEP, {"reason": REASON})
        assert FUNDING not in amina.get(saved).words

    def test_a_contributor_is_asked_only_where_every_answer_is_theirs(
        self, app: Flask, sign_in: SignIn, assessment: str, checks: str
    ) -> None:
        chidi = sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R06.3")
        assert asked(chidi.get(checks)) == []
        assert "about your answers" not in chidi.get(assessment).words
        fields = {"question": "X5-R06.3-R16.1", "basis": "R06.3@1 R16.1@1", "reason": "mine"}
        _action, sent = chidi.get("/").fields("Sign out")
        chidi.post(checks, {**sent, **fields}, expect=409)
        written = save(chidi, unit_page(chidi, assessment, "R06"), {"R06.3-comment": "by law"})
        assert FUNDING not in chidi.follow(written).words
        assert dump(app)["check_dismissals"] == []
        give(app, assessment, "Chidi", "R16.1")
        page = chidi.get(checks)
        assert asked(page) == ["R06.3, R16.1"]
        chidi.submit(page, KEEP, {"reason": "both are so"})
        assert NOTHING_ASKED in chidi.get(checks).words

    @pytest.mark.parametrize("role", ["reviewer", "reader"])
    def test_who_may_only_read_reads(self, sign_in: SignIn, checks: str, role: str) -> None:
        page = sign_in("KEN", role=role).get(checks)
        assert FUNDING in page.words
        assert not list(page.all("textarea"))

    def test_the_page_asks_the_database_the_same_whatever_the_answers(
        self, app: Flask, amina: Visitor, assessment: str, checks: str
    ) -> None:
        with statements(app) as sent:
            amina.get(checks)
        assert len(sent) <= 6, sent
        with statements(app) as sent:
            amina.get(assessment)
        assert len(sent) <= 6, sent


class TestPuttingAside:
    def test_with_a_reason_that_everybody_reads(
        self, amina: Visitor, sign_in: SignIn, assessment: str, checks: str
    ) -> None:
        done = amina.follow(amina.submit(amina.get(checks), KEEP, {"reason": REASON}))
        assert "Your reason is kept" in done.words
        assert "about your answers" not in amina.get(assessment).words
        seen = sign_in("KEN", role="reader").get(checks)
        assert NOTHING_ASKED in seen.words
        assert "Put aside, with a reason" in seen.words
        assert "The budget runs; posts stay empty. <b> Amina Otieno" in seen.words

    def test_needs_a_reason(self, app: Flask, amina: Visitor, checks: str) -> None:
        page = amina.submit(amina.get(checks), KEEP, {"reason": " \r\n"}, expect=422)
        assert "R06.3, R16.1: write why this is right." in page.words
        page = amina.submit(page, KEEP, {"reason": "half\x00lost"}, expect=422)
        assert "half\ufffdlost" in page.words
        assert dump(app)["check_dismissals"] == []

    def test_twice_makes_one(self, app: Flask, amina: Visitor, checks: str) -> None:
        page = amina.get(checks)
        amina.submit(page, KEEP, {"reason": REASON})
        amina.submit(page, KEEP, {"reason": REASON})
        assert len(dump(app)["check_dismissals"]) == 1

    def test_a_colleague_who_was_slower_is_told_and_keeps_the_text(
        self, app: Flask, amina: Visitor, sign_in: SignIn, checks: str
    ) -> None:
        bela = sign_in("KEN")
        slow = bela.get(checks)
        amina.submit(amina.get(checks), KEEP, {"reason": "first"})
        page = bela.submit(slow, KEEP, {"reason": "second"}, expect=409)
        assert "Your reason was not kept." in page.words
        assert "second" in page.words
        assert "first Amina Otieno" in page.words
        assert [row["reason"] for row in dump(app)["check_dismissals"]] == ["first"]

    def test_after_an_answer_changed_meanwhile_the_page_is_shown_again_with_the_text(
        self, app: Flask, amina: Visitor, assessment: str, checks: str
    ) -> None:
        page = amina.get(checks)
        save(amina, unit_page(amina, assessment, "R06"), {"R06.3-comment": "by law"})
        again = amina.submit(page, KEEP, {"reason": REASON}, expect=409)
        assert dump(app)["check_dismissals"] == []
        assert again.fields(KEEP)[1]["reason"] == REASON.replace("\n", "\r\n")
        amina.submit(again, KEEP)
        assert [row["basis"] for row in dump(app)["check_dismissals"]] == ["R06.3@2 R16.1@1"]

    def test_is_over_once_the_assessment_is_cleared(self, app: Flask, amina: Visitor, checks: str) -> None:
        page = amina.get(checks)
        with own_transaction(app):
            db.session.get_one(Assessment, 1).status = "under_review"
        amina.submit(page, KEEP, {"reason": REASON})
        with own_transaction(app):
            db.session.get_one(Assessment, 1).status = "cleared"
        page = amina.get(checks)
        assert "The budget runs" in page.words
        assert not [button for button in page.all("button") if ASK_AGAIN in words(button)]

    def test_typed_text_outlives_the_session(self, app: Flask, amina: Visitor, checks: str) -> None:
        action, fields = amina.get(checks).fields(KEEP)
        fields["reason"] = REASON
        again = sign_in_again(app, "person0@example.org")
        page = again.follow(again.post(action, fields))
        assert "Your text is back." in page.words
        assert page.fields(KEEP)[1]["reason"] == REASON.replace("\n", "\r\n")
        again.submit(page, KEEP)
        assert "Your text is back." not in again.get(checks).words

    def test_typed_text_for_what_is_not_asked_any_more_can_be_copied(
        self, amina: Visitor, assessment: str, checks: str
    ) -> None:
        action, fields = amina.get(checks).fields(KEEP)
        answer(amina, assessment, R06_3="no")
        page = amina.post(action, MultiDict({**fields, "reason": REASON}), expect=409)
        assert "is not asked any more" in page.words
        assert words(next(page.all("textarea"))) == " ".join(REASON.split())


class TestAskedAgain:
    @pytest.fixture(autouse=True)
    def put_aside(self, amina: Visitor, checks: str) -> None:
        amina.submit(amina.get(checks), KEEP, {"reason": REASON})

    def test_when_one_of_the_answers_changes_with_the_reason_given_before(
        self, amina: Visitor, assessment: str, checks: str
    ) -> None:
        save(amina, unit_page(amina, assessment, "R16"), {"R16.1-comment": "more detail"})
        page = amina.get(checks)
        assert asked(page) == ["R06.3, R16.1"]
        assert "Asked again, because an answer has changed since this reason was given" in page.words
        assert "The budget runs" in page.words

    def test_not_when_another_answer_changes(self, amina: Visitor, assessment: str, checks: str) -> None:
        answer(amina, assessment, R06_1="1")
        assert NOTHING_ASKED in amina.get(checks).words

    def test_when_it_is_taken_back(self, app: Flask, amina: Visitor, checks: str) -> None:
        page = amina.get(checks)
        done = amina.follow(amina.submit(page, ASK_AGAIN))
        assert "The question is asked again." in done.words
        assert "The budget runs" in done.words
        assert "Taken back by Amina Otieno" in done.words
        amina.submit(page, ASK_AGAIN)
        amina.submit(done, KEEP, {"reason": "a better one"})
        again = amina.get(checks)
        assert "a better one" in again.words
        assert again.words.count("Taken back by") == 1
        told = [(row["action"], row["subject"]) for row in dump(app)["audit_events"]][-3:]
        assert told == [
            ("consistency question put aside", "R06.3, R16.1"),
            ("consistency question asked again", "R06.3, R16.1"),
            ("consistency question put aside", "R06.3, R16.1"),
        ]
        [gone] = dump(app)["dismissals_taken_back"]
        assert (gone["reason"], gone["basis"]) == (REASON, "R06.3@1 R16.1@1")
        assert KEEP in done.words
        amina.submit(page, ASK_AGAIN)
        assert dump(app)["check_dismissals"] == []


def test_a_question_about_time_is_asked_again_for_another_reference_date(app: Flask, sign_in: SignIn) -> None:
    visitor = sign_in("KEN")
    assessment = start(visitor)
    proven = {"R02.3-answer": "4", "R02.3-item-title": "Decree", "R02.3-item-date": "2019"}
    save(visitor, unit_page(visitor, assessment, "R02"), {**proven, "R02.3-grade": "2"})
    page = visitor.get(f"{assessment}checks")
    assert "all evidence named for it is more than 36 months old" in page.words
    visitor.submit(page, KEEP, {"reason": "still in force"})
    assert [row["basis"] for row in dump(app)["check_dismissals"]] == ["R02.3@1 on 2026-11-01"]
