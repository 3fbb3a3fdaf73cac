"""The history of an answer: every revision is there, and what was saved in one sitting stands together."""

from __future__ import annotations

import pytest

from tests.webapp.conftest import Clock, SignIn
from tests.webapp.journeys import answer, start
from tests.webapp.pages import Page, Visitor, words


@pytest.fixture
def amina(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina")


@pytest.fixture
def assessment(amina: Visitor, clock_stands: Clock) -> str:
    """Kenya's assessment, while the clock goes on only when a test says so."""
    assert clock_stands
    return start(amina)


def history(visitor: Visitor, assessment: str, code: str = "R02.3") -> Page:
    """The page with the history of an answer."""
    return visitor.get(f"{assessment}questions/{code}/history")


def entries(page: Page) -> list[str]:
    """The headings of the entries, the latest first."""
    return [words(heading) for heading in page.all("h2")]


def opened(page: Page) -> list[str]:
    """The headings of the revisions that an entry opens."""
    return [words(heading) for heading in page.all("h3")]


class TestWhatIsTold:
    def test_who_saved_an_answer_and_from_what(
        self, amina: Visitor, assessment: str, clock_stands: Clock
    ) -> None:
        answer(amina, assessment, R02_3="1")
        clock_stands.goes_on(hours=1)
        answer(amina, assessment, R02_3="2")
        page = history(amina, assessment)
        assert entries(page) == ["Revision 2 The answer now", "Revision 1"]
        assert "Written from revision 1." in page.words
        assert "The first answer." in page.words
        assert page.words.count("Amina") >= 2

    def test_a_question_that_nobody_answered_has_none(self, amina: Visitor, assessment: str) -> None:
        assert "Nobody has answered" in history(amina, assessment).words


class TestASitting:
    def test_revisions_of_one_person_with_short_pauses_are_one_entry_and_all_are_there(
        self, amina: Visitor, assessment: str, clock_stands: Clock
    ) -> None:
        for level in "0123":
            answer(amina, assessment, R02_3=level)
            clock_stands.goes_on(minutes=15)
        page = history(amina, assessment)
        assert entries(page) == ["Revision 4 The answer now"]
        assert opened(page) == ["Revision 3", "Revision 2", "Revision 1"]
        assert [words(said) for said in page.all("summary")] == ["3 earlier revisions of the same sitting"]
        # The entry tells from what it all began.
        assert page.words.index("The first answer.") < page.words.index("3 earlier revisions")

    def test_a_longer_pause_ends_it(self, amina: Visitor, assessment: str, clock_stands: Clock) -> None:
        answer(amina, assessment, R02_3="1")
        clock_stands.goes_on(minutes=15, seconds=1)
        answer(amina, assessment, R02_3="2")
        assert entries(history(amina, assessment)) == ["Revision 2 The answer now", "Revision 1"]

    def test_somebody_else_ends_it(
        self, amina: Visitor, assessment: str, sign_in: SignIn, clock_stands: Clock
    ) -> None:
        ben = sign_in("KEN", name="Ben")
        for person, level in ((amina, "1"), (amina, "2"), (ben, "3"), (amina, "4")):
            clock_stands.goes_on(seconds=5)
            answer(person, assessment, R02_3=level)
        page = history(amina, assessment)
        assert entries(page) == ["Revision 4 The answer now", "Revision 3", "Revision 2"]
        assert opened(page) == ["Revision 1"]
