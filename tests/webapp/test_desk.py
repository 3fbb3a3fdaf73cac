"""The officer's desk: what to act on, what is found, and what is done about a need."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest
from flask import Flask

from questionnaire.assistance.attention import to_act_on
from questionnaire.assistance.releases import UNODC
from tests.questionnaire.assistance.test_needs import WHOLE
from tests.webapp.conftest import SignIn
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.register import Register
from tests.webapp.trail import events
from webapp import clock
from webapp.database import own_transaction
from webapp.records import clarifications, desk, needs, released_attention, released_needs, supports
from webapp.records.desk import NewSupport
from webapp.records.released_needs import Wanted
from webapp.records.supports import Judgement

SECRET = "canary-of-the-country"


@pytest.fixture
def register(app: Flask) -> Register:
    """The needs of this service."""
    return Register(app)


@pytest.fixture
def officer(sign_in: SignIn) -> Visitor:
    """Somebody of UNODC."""
    return sign_in(None, name="Olga", is_unodc_officer=True)


def titles(page: Page, below: str = "/desk/needs/") -> list[str]:
    """The names of the needs in the list of the page."""
    return [words(link) for link in page.all("a") if re.fullmatch(rf"{below}\d+", link.get("href", ""))]


def problems(page: Page) -> int:
    """How many mistakes the page tells."""
    return len(re.findall('class="field__error"', page.text))


class TestTheTenToActOn:
    def test_each_is_there_with_its_reason(self, register: Register, officer: Visitor) -> None:
        register.need(title="Waits long", days=20)
        register.need(title="Is urgent", status="acknowledged", urgency=1)
        register.need(title="Is calm", status="in-appraisal")
        register.need(title="Is not released", days=20, is_released=False)
        page = officer.get("/desk/")
        assert titles(page) == ["Waits long", "Is urgent"]
        assert "not acknowledged yet" in page.words
        assert "within 6 months, and no support yet" in page.words

    def test_what_the_country_disputes_comes_first(self, register: Register, officer: Visitor) -> None:
        register.need(title="Waits long", days=20)
        number = register.need(title="Was not delivered", status="delivered")
        register.dispute(number, "Nobody came")
        page = officer.get("/desk/")
        assert titles(page) == ["Was not delivered", "Waits long"]
        assert "The country says that it was not delivered." in page.words
        assert "Nobody came" in officer.get(f"/desk/needs/{number}").words

    def test_what_the_country_disputes_of_support_comes_first_too(
        self, app: Flask, register: Register, officer: Visitor
    ) -> None:
        register.need(title="Waits long", days=20)
        number = register.need(title="Was delivered in part", status="delivered")
        register.need(title="Is delivered", status="delivered")
        with own_transaction(app):
            by, at = register.official(), clock.now()
            provider = desk.add_provider("Academy", "academic", organisation_id="", themes="", at=at)
            new = NewSupport("Two courses", provider.id, "implementing", "delivered")
            support = desk.add_support(number, "KEN", new, by=by, at=at)
            supports.judge(support, Judgement(50, verified=False, disagreement="Half of it"), by=by, at=at)
        page = officer.get("/desk/")
        assert titles(page) == ["Was delivered in part", "Waits long"]
        assert "The country says that it was not delivered." in page.words

    def test_the_database_finds_the_same_as_the_rules(self, app: Flask, register: Register) -> None:
        numbers = [
            register.need(status=status, days=days, urgency=urgency)
            for status in ("submitted", "acknowledged", "matched", "delivered", "verified")
            for days in (13, 14, 89, 90)
            for urgency in (1, 4)
        ]
        with own_transaction(app):
            day = clock.now().date()
            found = released_attention.asking_for_a_hand(UNODC, day)
            every = [released_attention.asking_for_a_hand(UNODC, day, among=[number]) for number in numbers]
            waiting = [one.need for one in sum(every, ())]
            assert found == to_act_on(waiting, day)
            assert len(found) == 10


FILTERS = [
    (Wanted(), {"Judges", "Police", "Schools"}),
    (Wanted(countries=frozenset({"KEN"})), {"Judges", "Police"}),
    (Wanted(countries=frozenset()), set()),
    (Wanted(unit="R04"), {"Schools"}),
    (Wanted(assistance="TA05"), {"Police"}),
    (Wanted(assistance="TA06"), {"Judges", "Police"}),
    (Wanted(urgency=1), {"Police"}),
    (Wanted(statuses=("matched",)), {"Schools"}),
    (Wanted(waiting_days=30), {"Police"}),
    (Wanted(waiting_days=31), set()),
    (Wanted(words="JUDGES formés"), {"Judges"}),
    (Wanted(words="curriculum"), {"Schools"}),
    (Wanted(words="100%"), set()),
    (Wanted(words=SECRET), set()),
]


@pytest.fixture
def three(register: Register) -> None:
    """Three needs that UNODC may see, and one that it may not."""
    register.need(
        title="Judges", unit="R10", assistance="TA06", objective="Judges are formes", description=SECRET
    )
    register.need(
        title="Police",
        unit="R10",
        assistance="TA05",
        further=("TA06",),
        urgency=1,
        days=30,
        description=SECRET,
    )
    register.need("PER", title="Schools", status="matched", unit="R04", assistance="TA07", description=SECRET)
    register.need(title="Secret", is_released=False)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("wanted", "expected"), FILTERS)
def test_a_filter_finds_what_it_names_and_only_what_was_released(
    app: Flask, wanted: Wanted, expected: set[str]
) -> None:
    with own_transaction(app):
        found = released_needs.needs_found(UNODC, wanted, clock.now().date())
        assert {line.title for line in found.lines} == expected
        assert found.total == len(expected)


@pytest.mark.usefixtures("three")
class TestTheList:
    def test_filters_by_region_and_group(self, officer: Visitor) -> None:
        assert set(titles(officer.get("/desk/needs?region=202"))) == {"Judges", "Police"}
        assert set(titles(officer.get("/desk/needs?region=419"))) == {"Schools"}
        assert titles(officer.get("/desk/needs?group=LDC")) == []
        assert set(titles(officer.get("/desk/needs?region=419&country=KEN"))) == set()

    def test_leaves_out_what_nobody_knows(self, officer: Visitor) -> None:
        assert len(titles(officer.get("/desk/needs?unit=R99&urgency=x&status=draft%27"))) == 3

    def test_a_filter_is_kept_under_a_name(self, officer: Visitor, sign_in: SignIn) -> None:
        page = officer.get("/desk/needs?unit=R04")
        officer.submit(page, "Save", {"filter-name": "Schools only"}, expect=303)
        assert "Schools only" in officer.get("/desk/").words
        assert "Schools only" not in sign_in(None, is_unodc_officer=True).get("/desk/").words
        link = next(link for link in officer.get("/desk/").all("a") if words(link) == "Schools only")
        assert titles(officer.get(link.get("href", ""))) == ["Schools"]
        officer.submit(officer.get("/desk/needs"), "Forget Schools only", expect=303)
        assert "Schools only" not in officer.get("/desk/").words


class TestANeed:
    def test_shows_what_was_released_and_says_what_was_not(
        self, register: Register, officer: Visitor
    ) -> None:
        number = register.need(description=SECRET, sets={"request", "costs"}, contribution="Rooms")
        page = officer.get(f"/desk/needs/{number}")
        assert SECRET not in page.text
        assert "Details: not released." in page.words
        assert "Rooms" in page.words

    def test_rounds_a_gap_as_the_country_reads_it(self, register: Register, officer: Visitor) -> None:
        gap = msgspec.structs.replace(WHOLE.gap, low=12.5, high=12.5)
        number = register.need(sets={"request", "gap"}, gap=gap)
        assert "13 points below 75" in officer.get(f"/desk/needs/{number}").words

    def test_is_not_there_without_a_release(self, register: Register, officer: Visitor) -> None:
        number = register.need()
        page = officer.get(f"/desk/needs/{number}")
        register.withdraw(number)
        officer.get(f"/desk/needs/{number}", expect=404)
        officer.submit(page, "Take this step", {"to": "acknowledged"}, expect=404)
        assert register.status(number) == "submitted"

    def test_goes_on_step_by_step(self, app: Flask, register: Register, officer: Visitor) -> None:
        number = register.need()
        for label, after in (
            ("acknowledged", "acknowledged"),
            ("in-appraisal", "in-appraisal"),
            ("matched", "matched"),
            ("in-delivery", "in-delivery"),
            ("delivered", "delivered"),
        ):
            officer.submit(officer.get(f"/desk/needs/{number}"), "Take this step", {"to": label}, expect=303)
            assert register.status(number) == after
        assert len(events(app, "need moved on by UNODC")) == 5

    def test_a_step_of_the_country_is_not_taken_here(self, register: Register, officer: Visitor) -> None:
        number = register.need(status="delivered")
        page = officer.get(f"/desk/needs/{number}")
        answer = officer.submit(page, "Take this step", {"to": "verified"}, expect=422)
        assert "Choose a step." in answer.words
        assert register.status(number) == "delivered"

    def test_declining_asks_for_the_reason(self, register: Register, officer: Visitor) -> None:
        number = register.need()
        page = officer.get(f"/desk/needs/{number}")
        answer = officer.submit(page, "Take this step", {"to": "declined"}, expect=422)
        assert "Write the reason" in answer.words
        officer.submit(answer, "Take this step", {"to": "declined", "step-reason": "No funds"}, expect=303)
        assert register.status(number) == "declined"
        assert "No funds" in officer.get(f"/desk/needs/{number}").words

    def test_what_was_weighed_in_the_country_is_not_shown(self, register: Register, officer: Visitor) -> None:
        page = officer.get(f"/desk/needs/{register.need()}")
        assert "NV 12/2026" in page.words
        assert "Approved in the country" not in page.text
        assert "Otieno Wafula" not in page.text


class TestWords:
    def test_a_note_stays_at_unodc_and_a_question_goes_to_the_country(
        self, app: Flask, register: Register, officer: Visitor
    ) -> None:
        number = register.need()
        page = officer.get(f"/desk/needs/{number}")
        officer.submit(page, "Keep the note", {"note": "Ask Vienna"}, expect=303)
        officer.submit(page, "Send the question", {"clarification": "How many judges?"}, expect=303)
        page = officer.get(f"/desk/needs/{number}")
        assert "Ask Vienna" in page.words
        assert "How many judges?" in page.words
        with own_transaction(app):
            row = needs.need_in("KEN", number)
            assert row is not None
            asked = clarifications.asked_about(row)
            assert [one.question.text for one in asked] == ["How many judges?"]
            clarifications.answer(row, asked[0].number, "Forty", by=register.official(), at=clock.now())
        page = officer.get("/desk/")
        assert "The country has answered your question." in page.words
        assert "Forty" in officer.get(f"/desk/needs/{number}").words

    def test_nothing_is_not_sent(self, register: Register, officer: Visitor) -> None:
        page = officer.get(f"/desk/needs/{register.need()}")
        answer = officer.submit(page, "Send the question", {"clarification": " "}, expect=422)
        assert "Write what you want to say." in answer.words


class TestSupport:
    @pytest.fixture
    def provider(self, officer: Visitor) -> str:
        """The name of a provider that the register knows."""
        officer.submit(
            officer.get("/desk/providers"),
            "Add",
            {"name": "Judicial Academy", "type": "academic", "organisation_id": "XM-DAC-41128"},
            expect=303,
        )
        return "Judicial Academy"

    def test_a_provider_is_there_once(self, provider: str, officer: Visitor) -> None:
        page = officer.get("/desk/providers")
        answer = officer.submit(page, "Add", {"name": provider, "type": "ngo"}, expect=422)
        assert "The register has a provider of this name." in answer.words
        answer = officer.submit(page, "Add", {"name": "", "organisation_id": "a b"}, expect=422)
        assert problems(answer) == 3

    def test_support_is_recorded_and_followed(
        self, register: Register, officer: Visitor, provider: str
    ) -> None:
        number = register.need(status="in-appraisal")
        page = officer.get(f"/desk/needs/{number}/support")
        answer = officer.submit(page, "Save", {"title": "Two courses", "amount": "12,5"}, expect=422)
        assert problems(answer) == 4
        choice = {"provider": "1", "role": "funding", "amount": "120000.50", "currency": "USD"}
        officer.submit(answer, "Save", {"title": "Two courses", **choice}, expect=303)
        page = officer.get(f"/desk/needs/{number}")
        assert provider in page.words
        assert "Not judged yet" in page.words
        page = officer.get(f"/desk/needs/{number}/support/1")
        officer.submit(page, "Save", {"status": "in-delivery", "reason": "Begun"}, expect=303)
        assert "In delivery" in officer.get(f"/desk/needs/{number}").words

    @pytest.mark.usefixtures("provider")
    def test_no_support_goes_to_what_was_not_submitted(self, register: Register, officer: Visitor) -> None:
        number = register.need(status="released")
        page = officer.get(f"/desk/needs/{number}/support")
        fields = {"title": "Too early", "provider": "1", "role": "funding"}
        answer = officer.submit(page, "Save", fields, expect=422)
        assert "has not submitted this need" in answer.words

    @pytest.mark.usefixtures("provider")
    def test_two_who_do_the_same_are_named(self, register: Register, officer: Visitor) -> None:
        number = register.need(status="matched")
        officer.submit(officer.get("/desk/providers"), "Add", {"name": "Second", "type": "ngo"}, expect=303)
        for giver in ("1", "2"):
            officer.submit(
                officer.get(f"/desk/needs/{number}/support"),
                "Save",
                {"title": "A course", "provider": giver, "role": "implementing"},
                expect=303,
            )
        assert "Two providers do the same at the same time" in officer.get(f"/desk/needs/{number}").words

    @pytest.mark.usefixtures("provider")
    def test_support_of_another_need_is_not_opened(self, register: Register, officer: Visitor) -> None:
        number, other = register.need(status="matched"), register.need("PER", status="matched")
        officer.submit(
            officer.get(f"/desk/needs/{number}/support"),
            "Save",
            {"title": "A course", "provider": "1", "role": "implementing"},
            expect=303,
        )
        officer.get(f"/desk/needs/{other}/support/1", expect=404)


def test_an_expired_release_shows_nothing(register: Register, officer: Visitor) -> None:
    number, today = register.need(is_released=False), clock.now().date()
    register.release(number, {"request"}, last_day=today - timedelta(1))
    officer.get(f"/desk/needs/{number}", expect=404)
    register.release(number, {"request"}, last_day=today)
    officer.get(f"/desk/needs/{number}")


def test_a_long_list_has_pages(
    app: Flask, register: Register, officer: Visitor, visitor: Visitor, sign_in: SignIn
) -> None:
    with own_transaction(app):
        desk.add_provider("Academy", "academic", organisation_id="", themes="", at=clock.now())
    register.many("KEN", released_needs.PAGE + 1)
    partner = sign_in(None, provider=1)
    for somebody, address, below in (
        (officer, "/desk/needs", "/desk/needs/"),
        (visitor, "/open-needs/", "/open-needs/"),
        (partner, "/partner/", "/partner/needs/"),
    ):
        first = somebody.get(f"{address}?unit=R10")
        assert len(titles(first, below)) == released_needs.PAGE
        assert "page 1 of 2" in first.words
        link = next(link for link in first.links() if "page=2" in link)
        assert len(titles(somebody.get(link), below)) == 1
        assert titles(somebody.get(f"{address}?page=99"), below) == []
