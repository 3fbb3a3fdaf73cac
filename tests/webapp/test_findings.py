"""What is open before a step is named, and what changed since a person's last look is listed for them."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.answers import AnswerSheet, Target
from questionnaire.checks import contradictions
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, bring_to, fill, save, start, statements, unit_page
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.test_submission_steps import APPROVER, BUTTONS, TYPED, state
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import discussion
from webapp.tables import AnswerRevision, Assessment, User

SEEN = "I have seen"


@pytest.fixture
def person(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina")


@pytest.fixture
def address(person: Visitor) -> str:
    """The assessment that they have started."""
    return start(person)


def open_part(page: Page) -> str:
    """What the page says is open."""
    return page.words.partition("Changed since your last look")[0]


class TestWhatIsOpen:
    def test_is_named_unit_by_unit(self, person: Visitor, address: str) -> None:
        answer(person, address, R02_3="dont_know")
        answer(person, address, R03_1="withheld")
        page = person.get(f"{address}check")
        assert "one answer is “don’t know”" in page.words
        assert "one answer withheld" in page.words
        assert "targets not confirmed" in page.words
        assert 'units/R02#R02.3">R02.3</a>' in page.text

    def test_leads_to_the_question(self, person: Visitor, address: str) -> None:
        assert 'id="R02.3"' in unit_page(person, address, "R02").text

    def test_is_nothing_where_everything_is_answered(self, person: Visitor, address: str) -> None:
        fill(person, address, nothing_open())
        page = person.get(f"{address}check")
        assert "Nothing is open" in page.words
        page = person.get(f"{address}send-to-review")
        page = person.follow(person.submit(page, BUTTONS["send-to-review"]))
        page = person.get(f"{address}clear")
        assert "acknowledged" not in page.text
        person.submit(page, BUTTONS["clear"], APPROVER)


def nothing_open() -> AnswerSheet:
    """A sheet on which every question has a value, every target is set, and nothing is asked back."""
    instrument = published()
    targets = {unit.code: Target(75.0) for unit in instrument.units if unit.scored}
    sheets = [random_sheet(instrument, seed=seed, complete=True, country="KEN") for seed in range(40)]
    found = msgspec.structs.replace(sheets[0], answers={}, targets=targets)
    for question in instrument.questions:
        for sheet in sheets:
            answer = sheet.answer_to(question.code)
            tried = msgspec.structs.replace(found, answers={**found.answers, question.code: answer})
            if answer.state == "answered" and not contradictions(instrument, tried):
                found = tried
                break
    return found


class TestWhatIsNotResolved:
    """Threads, marks and reviewers who disagree, as long as they are open."""

    def test_open_threads_and_marks(self, app: Flask, person: Visitor, address: str) -> None:
        with own_transaction(app):
            row, user = db.session.get_one(Assessment, 1), db.session.get_one(User, 1)
            thread = discussion.add_remark(row, "R02.1", "Since when?", by=user, at=clock.now()).id
            discussion.add_remark(row, "R02.1", "May", by=user, at=clock.now(), thread=thread)
            discussion.mark(row, "R03.1", "look again", by=user, at=clock.now())
        page = person.get(f"{address}check")
        assert "2 questions not resolved" in page.words
        assert "R02.1 One open thread." in page.words
        assert "R03.1 Marked for review." in page.words
        with own_transaction(app):
            row, user = db.session.get_one(Assessment, 1), db.session.get_one(User, 1)
            found = discussion.thread_in(row, "R02.1", thread)
            assert found
            discussion.resolve(found, by=user, at=clock.now())
            discussion.unmark(row, "R03.1")
        assert "not resolved" not in person.get(f"{address}check").words

    def test_reviewers_who_disagree_with_the_answer_as_it_is_now(
        self, app: Flask, person: Visitor, address: str, sign_in: SignIn
    ) -> None:
        sign_in("KEN", role="reviewer", name="Rui")
        answer(person, address, R02_3="2")
        self.judge(app, revision=1, agrees=False)
        assert "R02.3 Rui disagrees." in person.get(f"{address}check").words
        answer(person, address, R02_3="1")
        assert "disagree" not in open_part(person.get(f"{address}check"))
        self.judge(app, revision=2, agrees=False)
        assert "R02.3 Rui disagrees." in person.get(f"{address}check").words
        self.judge(app, revision=2, agrees=True)
        assert "disagree" not in open_part(person.get(f"{address}check"))

    def judge(self, app: Flask, *, revision: int, agrees: bool) -> None:
        """The reviewer says so about R02.3."""
        with own_transaction(app):
            row, user = db.session.get_one(Assessment, 1), db.session.get_one(User, 2)
            discussion.add_verdict(
                row, "R02.3", revision=revision, agrees=agrees, note="", by=user, at=clock.now()
            )

    def test_what_is_said_meanwhile_must_be_acknowledged_too(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        bring_to(app, "under_review")
        page = person.get(f"{address}clear")
        with own_transaction(app):
            row, user = db.session.get_one(Assessment, 1), db.session.get_one(User, 1)
            discussion.mark(row, "R03.1", "", by=user, at=clock.now())
        again = person.submit(page, BUTTONS["clear"], TYPED["clear"], expect=422)
        assert "What is open has changed" in again.words
        assert state(app) == "under_review"


def test_answers_that_do_not_seem_to_fit_are_listed_until_they_are_put_aside(
    person: Visitor, address: str
) -> None:
    answer(person, address, R06_3="yes")
    save(person, unit_page(person, address, "R16"), {"R16.1-row-prevention": ["funding"]})
    page = person.get(f"{address}check")
    assert "one question about answers that may not fit together" in page.words
    assert "R06.3 says that funding runs without a break" in page.words
    [link] = [a.get("href", "") for a in page.all("a") if words(a) == "Look at R06.3, R16.1"]
    asked = person.get(link.partition("#")[0])
    assert f'id="{link.partition("#")[2]}"' in asked.text
    person.submit(asked, "Keep the reason", {"reason": "both are so"})
    assert "may not fit" not in person.get(f"{address}check").words


class TestSinceTheLastLook:
    def test_who_has_never_looked_is_told_how_much_there_is(self, person: Visitor, address: str) -> None:
        assert "Nothing has been saved yet" in person.get(f"{address}check").words
        answer(person, address, R02_3="2")
        page = person.get(f"{address}check")
        assert "One answer has been saved so far" in page.words
        assert "Before" not in page.words

    def test_every_answer_that_changed_is_listed_with_before_and_after(
        self, person: Visitor, address: str, sign_in: SignIn
    ) -> None:
        answer(person, address, R02_3="2")
        reviewer = sign_in("KEN", role="reviewer")
        page = reviewer.follow(reviewer.submit(reviewer.get(f"{address}check"), SEEN))
        assert "Nothing has changed since" in page.words
        answer(person, address, R02_3="3")
        answer(person, address, R03_1="dont_know")
        page = reviewer.get(f"{address}check")
        rows = [words(row) for row in page.all("tr") if "Amina" in words(row)]
        assert len(rows) == 2
        assert rows[0].startswith("R02.3 2: ")
        assert " 3: " in rows[0]
        assert rows[1].startswith("R03.1 Not answered yet Don’t know")

    def test_a_comment_that_changed_is_told_as_such(self, person: Visitor, address: str) -> None:
        answer(person, address, R02_3="2")
        person.submit(person.get(f"{address}check"), SEEN)
        save(person, unit_page(person, address, "R02"), {"R02.3-comment": "by decree"})
        assert "(comment, figures or evidence changed)" in person.get(f"{address}check").words

    def test_targets_are_listed_too(self, person: Visitor, address: str) -> None:
        answer(person, address, R02_3="2")
        person.submit(person.get(f"{address}check"), SEEN)
        person.submit(person.get(f"{address}units/R10/plan"), fields={"aim": "own", "target": "80"})
        assert "R10 Target or ratings Amina" in person.get(f"{address}check").words

    def test_actions_are_listed_too(self, person: Visitor, address: str) -> None:
        answer(person, address, R02_3="2")
        person.submit(person.get(f"{address}check"), SEEN)
        person.submit(person.get(f"{address}actions/R02-1"), fields={"text": "One table for all"})
        page = person.get(f"{address}check")
        assert "R02-1 Action Amina" in page.words
        person.submit(page, SEEN)
        assert "R02-1" not in person.get(f"{address}check").words

    def test_it_is_each_persons_own(self, person: Visitor, address: str, sign_in: SignIn) -> None:
        answer(person, address, R02_3="2")
        person.submit(person.get(f"{address}check"), SEEN)
        other = sign_in("KEN", role="reader")
        assert "You have not looked here before" in other.get(f"{address}check").words

    def test_what_was_saved_after_the_page_was_opened_is_not_taken_for_seen(
        self, person: Visitor, address: str, sign_in: SignIn
    ) -> None:
        answer(person, address, R02_3="2")
        reviewer = sign_in("KEN", role="reviewer")
        page = reviewer.get(f"{address}check")
        answer(person, address, R02_3="4")
        page = reviewer.follow(reviewer.submit(page, SEEN))
        assert "R02.3 2: " in page.words

    def test_an_earlier_page_sent_late_takes_nothing_back(
        self, app: Flask, person: Visitor, address: str
    ) -> None:
        answer(person, address, R02_3="2")
        early = person.get(f"{address}check")
        answer(person, address, R02_3="4")
        person.submit(person.get(f"{address}check"), SEEN)
        [row] = dump(app)["looks"]
        person.submit(early, SEEN)
        assert dump(app)["looks"] == [row]

    @pytest.mark.parametrize("until", ["", "soon", "2099-01-01T00:00:00+00:00"])
    def test_nobody_has_seen_what_is_not_there_yet(
        self, app: Flask, person: Visitor, address: str, until: str
    ) -> None:
        answer(person, address, R02_3="2")
        person.submit(person.get(f"{address}check"), SEEN, {"until": until}, expect=400)
        assert dump(app)["looks"] == []

    def test_leads_back_to_the_page_before_the_step(self, person: Visitor, address: str) -> None:
        answer(person, address, R02_3="2")
        page = person.get(f"{address}send-to-review")
        assert person.submit(page, SEEN).location == f"{address}send-to-review"


def test_the_page_asks_the_database_the_same_whatever_the_answers(
    app: Flask, person: Visitor, address: str
) -> None:
    answer(person, address, R02_3="2")
    person.submit(person.get(f"{address}check"), SEEN)
    answer(person, address, R02_3="3")
    with statements(app) as few:
        person.get(f"{address}check")
    with own_transaction(app):
        template = db.session.scalars(sa.select(AnswerRevision).where(AnswerRevision.revision == 2)).one()
        for code in ("R03.1", "R05.1", "R09.1", "R10.1"):
            answer_of_r02 = {
                column.name: getattr(template, column.name) for column in AnswerRevision.__table__.columns
            }
            db.session.add(
                AnswerRevision(**{**answer_of_r02, "question_code": code, "content": '{"state":"withheld"}'})
            )
    with statements(app) as many:
        person.get(f"{address}check")
    assert len(many) == len(few) <= 14, many
