"""The page of one question: discussion, marks and reviews, each for those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from webapp import accounts, clock
from webapp.database import db, own_transaction
from webapp.tables import Assessment, Assignment, Review, ServerSession, User

PLACE = "/countries/KEN/assessments/1"
UNIT = f"{PLACE}/units/R01"
PAGE = f"{PLACE}/questions/R01.1"


@pytest.fixture
def focal_point(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, with an assessment in which R01.1 is answered."""
    visitor = sign_in("KEN", name="Amina")
    visitor.submit(
        visitor.get("/countries/KEN/assessments/start"),
        fields={"title": "First", "reference_date": "2026-11-01"},
    )
    answer(visitor, "isps")
    return visitor


def answer(visitor: Visitor, option: str) -> None:
    """Ticks one option of R01.1."""
    visitor.submit(visitor.get(UNIT), "Save and stay", {"R01.1-answer": option})


def assign(app: Flask, question: str, name: str) -> None:
    """Gives a question to the person of that name."""
    with own_transaction(app):
        person = db.session.scalars(sa.select(User).where(User.name == name)).one()
        db.session.add(
            Assignment(
                assessment_id=1,
                question_code=question,
                user_id=person.id,
                assigned_by=1,
                assigned_at=clock.now(),
            )
        )


class TestDiscussion:
    def test_a_thread_is_begun_answered_resolved_and_taken_up_again(
        self, focal_point: Visitor, sign_in: SignIn
    ) -> None:
        reviewer = sign_in("KEN", role="reviewer", name="Rosa")
        focal_point.submit(focal_point.get(PAGE), "Send", {"remark": "Who knows\nthe platforms?"})
        reviewer.submit(reviewer.get(PAGE), "Send the reply", {"reply-1": "The regulator does."})
        page = focal_point.get(PAGE)
        assert "Who knows the platforms?" in page.words
        assert "The regulator does." in page.words
        focal_point.submit(page, "Resolved", {"then": "resolve"})
        page = reviewer.get(PAGE)
        assert "Resolved by Amina" in page.words
        reviewer.submit(page, "Take it up again", {"then": "open"})
        assert "Resolved by" not in focal_point.get(PAGE).words

    def test_a_form_sent_again_says_nothing_twice(self, focal_point: Visitor, sign_in: SignIn) -> None:
        reviewer = sign_in("KEN", role="reviewer")
        page = focal_point.get(PAGE)
        for _sent_again in range(2):
            focal_point.submit(page, "Send", {"remark": "Who knows?"})
        page = reviewer.get(PAGE)
        for _sent_again in range(2):
            reviewer.submit(page, "Send the reply", {"reply-1": "I do."})
        seen = focal_point.get(PAGE).words
        assert (seen.count("Who knows?"), seen.count("I do.")) == (1, 1)
        # Said again after somebody else has spoken, it is meant.
        focal_point.submit(focal_point.get(PAGE), "Send the reply", {"reply-1": "Then do it."})
        reviewer.submit(reviewer.get(PAGE), "Send the reply", {"reply-1": "I do."})
        assert focal_point.get(PAGE).words.count("I do.") == 2

    def test_a_blank_or_impossible_text_is_refused_where_it_stands(self, focal_point: Visitor) -> None:
        page = focal_point.submit(focal_point.get(PAGE), "Send", {"remark": "  "}, expect=422)
        assert "Write what you want to say." in page.words
        page = focal_point.submit(focal_point.get(PAGE), "Send", {"remark": "a\x00b"}, expect=422)
        assert "The text" in page.words

    def test_a_contributor_discusses_what_was_given_to_them_and_nothing_else(
        self, app: Flask, focal_point: Visitor, sign_in: SignIn
    ) -> None:
        contributor = sign_in("KEN", role="contributor", name="Chidi")
        contributor.get(PAGE, expect=404)
        assign(app, "R01.1", "Chidi")
        contributor.submit(contributor.get(PAGE), "Send", {"remark": "Ours."})
        assert "Ours." in focal_point.get(PAGE).words
        contributor.get(f"{PLACE}/questions/R01.2", expect=404)

    def test_a_reader_reads_it_and_finds_nothing_to_write_into(
        self, focal_point: Visitor, sign_in: SignIn
    ) -> None:
        focal_point.submit(focal_point.get(PAGE), "Send", {"remark": "For all."})
        page = sign_in("KEN", role="reader").get(PAGE)
        assert "For all." in page.words
        assert not list(page.all("textarea"))

    def test_a_thread_of_another_question_cannot_be_answered_or_settled(self, focal_point: Visitor) -> None:
        focal_point.submit(focal_point.get(PAGE), "Send", {"remark": "Here."})
        elsewhere = focal_point.get(f"{PLACE}/questions/R01.2")
        focal_point.submit(elsewhere, "Send", {"thread": "1", "reply-1": "There."}, expect=404)
        _action, sent = elsewhere.fields("Send")
        focal_point.post(f"{PLACE}/questions/R01.2/threads/1", sent, expect=404)

    def test_it_goes_on_after_submission(self, app: Flask, focal_point: Visitor) -> None:
        with own_transaction(app):
            db.session.get_one(Assessment, 1).status = "submitted"
        focal_point.submit(focal_point.get(PAGE), "Send", {"remark": "For the next cycle."})
        assert "For the next cycle." in focal_point.get(PAGE).words

    def test_text_typed_into_it_outlives_the_session(self, app: Flask, focal_point: Visitor) -> None:
        page = focal_point.get(PAGE)
        with own_transaction(app):
            db.session.execute(sa.update(ServerSession).values(ends_at=clock.now() - timedelta(hours=1)))
        answered = focal_point.submit(page, "Send", {"remark": "Nearly lost."}, expect=302)
        assert answered.location.endswith(f"next={PAGE}")
        with own_transaction(app):
            link = accounts.make_sign_in_link(db.session.get_one(User, 1))
        focal_point.submit(focal_point.get(link))
        assert "Nearly lost." in focal_point.get(PAGE).words


class TestReview:
    def test_a_reviewer_disagrees_with_a_note_and_the_answer_stays(
        self, focal_point: Visitor, sign_in: SignIn
    ) -> None:
        reviewer = sign_in("KEN", role="reviewer", name="Rosa")
        refused = reviewer.submit(reviewer.get(PAGE), "Record my review", {"verdict": "disagree"}, expect=422)
        assert "Write what you disagree with" in refused.words
        reviewer.submit(
            reviewer.get(PAGE), "Record my review", {"verdict": "disagree", "note": "Not any more."}
        )
        page = focal_point.get(PAGE)
        assert "Disagrees Not any more." in page.words
        assert "earlier revision" not in page.words

    def test_a_verdict_is_about_one_revision(self, focal_point: Visitor, sign_in: SignIn) -> None:
        reviewer = sign_in("KEN", role="reviewer")
        read = reviewer.get(PAGE)
        reviewer.submit(read, "Record my review", {"verdict": "agree"})
        answer(focal_point, "ngos")
        assert "with an earlier revision" in focal_point.get(PAGE).words
        refused = reviewer.submit(read, "Record my review", {"verdict": "agree"}, expect=422)
        assert "The answer was changed while you read it." in refused.words

    def test_the_latest_verdict_of_each_reviewer_counts_and_all_stay(
        self, app: Flask, focal_point: Visitor, sign_in: SignIn
    ) -> None:
        reviewer = sign_in("KEN", role="reviewer")
        reviewer.submit(reviewer.get(PAGE), "Record my review", {"verdict": "disagree", "note": "Why?"})
        for _sent_again in range(2):
            reviewer.submit(reviewer.get(PAGE), "Record my review", {"verdict": "agree"})
        words = focal_point.get(PAGE).words
        assert "Agrees" in words
        assert "Disagrees" not in words
        with app.app_context():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Review)) == 2

    @pytest.mark.usefixtures("focal_point")
    def test_what_nobody_answered_cannot_be_agreed_with(self, sign_in: SignIn) -> None:
        reviewer = sign_in("KEN", role="reviewer")
        empty = reviewer.get(f"{PLACE}/questions/R01.2")
        assert "Record my review" not in empty.words
        _action, sent = reviewer.get(PAGE).fields("Record my review")
        sent["verdict"] = "agree"
        page = reviewer.post(f"{PLACE}/questions/R01.2/review", sent, expect=422)
        assert "There is no answer yet" in page.words


class TestMark:
    def test_a_question_is_marked_with_a_reason_and_unmarked(self, focal_point: Visitor) -> None:
        focal_point.submit(focal_point.get(PAGE), "Mark for review", {"mark-reason": "Ask the regulator"})
        page = focal_point.get(PAGE)
        assert "Marked for review by Amina" in page.words
        assert "Ask the regulator" in page.words
        focal_point.submit(page, "Take the mark off", {"then": "unmark"})
        assert "Marked for review by" not in focal_point.get(PAGE).words
