"""Who has come how far, who is late and since when: what a focal point sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.burden import minutes_for
from questionnaire.loading import published
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import answer, give, number_of, save, set_status, start, statements, unit_page
from tests.webapp.pages import Page, Visitor, words
from webapp import clock
from webapp.database import db, own_transaction
from webapp.tables import AnswerRevision, Assignment, Institution, Membership, User

FIRST_DAY = date(2026, 9, 1)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """`today(day)` makes it noon of that day. Nobody is signed out meanwhile: people sign in afterwards."""

    def make(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

    make(FIRST_DAY)
    return make


Today = Callable[[date], None]


@pytest.fixture
def amina(today: Today, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, on the first day."""
    assert clock.now().date() == FIRST_DAY
    return sign_in("KEN", name="Amina Otieno")


@pytest.fixture
def assessment(amina: Visitor) -> str:
    """Kenya's assessment, begun on the first day."""
    return start(amina)


def give_institution(app: Flask, assessment: str, name: str, *questions: str, due_on: date | None) -> None:
    """Gives questions to a new institution, for which the person called Chidi speaks."""
    with own_transaction(app):
        institution = Institution(country_code="KEN", name=name)
        db.session.add(institution)
        db.session.flush()
        chidi = db.session.scalars(sa.select(User).where(User.name == "Chidi")).one()
        db.session.execute(
            sa.update(Membership).where(Membership.user_id == chidi.id).values(institution_id=institution.id)
        )
        db.session.add_all(
            Assignment(
                assessment_id=number_of(assessment),
                question_code=question,
                institution_id=institution.id,
                due_on=due_on,
                assigned_by=1,
                assigned_at=clock.now(),
            )
            for question in questions
        )


def progress(sign_in: SignIn, assessment: str, order: str = "") -> Page:
    """The page as a focal point sees it who signs in now."""
    return sign_in("KEN").get(f"{assessment}progress{'?order=' + order if order else ''}")


def table(page: Page, first: str) -> Element:
    """The table whose first column has that heading."""
    return next(part for part in page.all("table") if words(next(part.iter("th"))) == first)


def rows(page: Page, first: str) -> list[str]:
    """The lines of that table."""
    return [words(row) for row in table(page, first).iter("tr")][1:]


def state(page: Page) -> str:
    """What the first line of the people says of their state."""
    return next(words(cell) for cell in table(page, "Person").iter("td") if cell.get("data-label") == "State")


class TestWhatIsCounted:
    def test_questions_answered_minutes_left_last_saved_and_due_date(
        self, app: Flask, amina: Visitor, sign_in: SignIn, assessment: str
    ) -> None:
        sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3", "R02.4", due_on=date(2026, 10, 1))
        answer(amina, assessment, R02_3="2")
        left = minutes_for(published().question("R02.4"))
        about = f"about {-(-left // 5) * 5} minutes"
        [row] = rows(progress(sign_in, assessment), "Person")
        assert row == (f"Chidi Under way 1 of 2 {about} 1 October 2026 1 September 2026 Remind Chidi")

    def test_a_state_that_stands_for_an_answer_counts_and_what_needs_none_is_left_out(
        self, app: Flask, amina: Visitor, sign_in: SignIn, assessment: str
    ) -> None:
        sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3", "R02.4")
        answer(amina, assessment, R02_3="0")
        [row] = rows(progress(sign_in, assessment), "Person")
        assert row.startswith("Chidi All answered 1 of 1 1 September 2026")

    def test_an_answer_to_confirm_is_open_and_was_saved_by_nobody(
        self, app: Flask, amina: Visitor, sign_in: SignIn, assessment: str
    ) -> None:
        sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3")
        answer(amina, assessment, R02_3="2")
        with own_transaction(app):
            db.session.execute(sa.update(AnswerRevision).values(to_confirm=True))
        [row] = rows(progress(sign_in, assessment), "Person")
        # Answering it takes about 10 minutes; seeing that it is still right takes less.
        assert row.startswith("Chidi Not started 0 of 1 1 about 5 minutes")
        assert "never" in row

    def test_an_institution_is_named_with_those_who_speak_for_it(
        self, app: Flask, sign_in: SignIn, assessment: str
    ) -> None:
        sign_in("KEN", role="contributor", name="Chidi")
        give_institution(app, assessment, "Ministry of Justice", "R01.1", due_on=None)
        page = progress(sign_in, assessment)
        assert "No question was given to a person by name." in page.words
        [row] = rows(page, "Institution")
        assert row.startswith("Ministry of Justice Chidi Not started 0 of 1")

    def test_a_unit_says_for_whom_it_waits_and_what_was_given_to_nobody(
        self, app: Flask, sign_in: SignIn, assessment: str
    ) -> None:
        sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3")
        page = progress(sign_in, assessment)
        assert "R02 " in next(row for row in rows(page, "Unit") if row.endswith("Chidi"))
        lines = [words(item) for item in page.all("li") if words(item).startswith("R02")]
        assert [line.rpartition("reporting ")[2] for line in lines] == ["R02.1, R02.2, R02.4"]

    def test_the_page_asks_the_database_the_same_for_one_and_for_many(
        self, app: Flask, sign_in: SignIn, assessment: str
    ) -> None:
        counts = []
        codes = [question.code for question in published().questions]
        for number in range(6):
            sign_in("KEN", role="contributor", name=f"Chidi {number}")
            give(app, assessment, f"Chidi {number}", *codes[number : number + 10])
            visitor = sign_in("KEN")
            with statements(app) as sent:
                visitor.get(f"{assessment}progress")
            counts.append(len(sent))
        assert max(counts) == min(counts) <= 7


class TestWhoIsLate:
    @pytest.fixture(autouse=True)
    def chidi(self, app: Flask, sign_in: SignIn, assessment: str) -> None:
        """A contributor who is to answer two questions by the tenth, and one by the twentieth."""
        sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.1", "R02.3", due_on=date(2026, 9, 10))
        give(app, assessment, "Chidi", "R02.4", due_on=date(2026, 9, 20))

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            (7, "Not started"),
            (8, "Late: not started, given on 1 September 2026, 7 days ago"),
            (10, "Late: not started, given on 1 September 2026, 9 days ago"),
            (11, "Late: 2 questions, the first due on 10 September 2026, one day ago"),
            (21, "Late: 3 questions, the first due on 10 September 2026, 11 days ago"),
        ],
    )
    def test_whose_day_has_passed_or_who_never_began(
        self, today: Today, sign_in: SignIn, assessment: str, day: int, says: str
    ) -> None:
        today(date(2026, 9, day))
        assert state(progress(sign_in, assessment)) == says

    def test_who_has_saved_nothing_for_a_week(
        self, today: Today, amina: Visitor, sign_in: SignIn, assessment: str
    ) -> None:
        answer(amina, assessment, R02_3="2", R02_1=["video"])
        today(date(2026, 9, 7))
        assert state(progress(sign_in, assessment)) == "Under way"
        today(date(2026, 9, 8))
        said = "Late: nothing saved since 1 September 2026, 7 days ago"
        page = progress(sign_in, assessment)
        assert state(page) == said
        assert "One is late." in page.words

    def test_what_was_saved_before_it_was_given_is_no_beginning(
        self, app: Flask, today: Today, amina: Visitor, sign_in: SignIn, assessment: str
    ) -> None:
        answer(amina, assessment, R02_3="2", R02_1=["video"], R02_4="dont_know")
        save(amina, unit_page(amina, assessment, "R04"), {"R04.1-comment": "begun by somebody else"})
        today(date(2026, 9, 5))
        give(app, assessment, "Chidi", "R04.1")
        today(date(2026, 9, 11))
        assert state(progress(sign_in, assessment)) == "Under way"
        today(date(2026, 9, 12))
        assert state(progress(sign_in, assessment)).startswith("Late: not started, given on 5 September 2026")

    def test_nobody_once_the_assessment_is_no_draft(
        self, app: Flask, today: Today, sign_in: SignIn, assessment: str
    ) -> None:
        set_status(app, assessment, "under_review")
        today(date(2026, 9, 21))
        page = progress(sign_in, assessment)
        assert "Nobody is late." in page.words
        assert not [link for link in page.links() if "reminders" in link]

    def test_the_late_come_first_unless_another_order_is_asked_for(
        self, app: Flask, today: Today, sign_in: SignIn, assessment: str
    ) -> None:
        sign_in("KEN", role="contributor", name="Abena")
        give(app, assessment, "Abena", "R01.1", due_on=date(2026, 12, 1))
        sign_in("KEN", role="contributor", name="Zuri")
        give(app, assessment, "Zuri", "R03.1", due_on=date(2026, 9, 5))
        today(date(2026, 9, 11))

        def names(order: str = "") -> list[str]:
            page = progress(sign_in, assessment, order)
            return [re.split(r" (Late|Not)", row)[0] for row in rows(page, "Person")]

        assert names() == ["Zuri", "Chidi", "Abena"]
        assert names("name") == ["Abena", "Chidi", "Zuri"]
        assert names("time")[0] == "Chidi"
        assert names("nonsense") == names()
        assert rows(progress(sign_in, assessment), "Unit")[0].startswith("R03")


class TestMinutesLeft:
    def test_the_list_of_units_says_them_per_unit_and_in_all(self, amina: Visitor, assessment: str) -> None:
        page = amina.get(assessment)
        assert "Left in all: about 11 hours." in page.words
        line = next(words(item) for item in page.all("li") if words(item).startswith("R02"))
        assert "Left: about 30 minutes." in line
        answer(amina, assessment, R02_1=["video"], R02_2="1", R02_3="2")
        left = minutes_for(published().question("R02.4"))
        line = next(words(item) for item in amina.get(assessment).all("li") if words(item).startswith("R02"))
        assert f"Left: about {-(-left // 5) * 5} minutes." in line
        assert f"Left: about {-(-left // 5) * 5} minutes." in unit_page(amina, assessment, "R02").words

    def test_a_contributor_reads_their_own(self, app: Flask, sign_in: SignIn, assessment: str) -> None:
        chidi = sign_in("KEN", role="contributor", name="Chidi")
        give(app, assessment, "Chidi", "R02.3")
        assert "Yours: about 10 minutes." in chidi.get(assessment).words
