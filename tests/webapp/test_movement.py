"""What moved between two cycles is kept when the later one is handed in, and seen when both are released."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from questionnaire.assistance.movement import CountryMoves, Group
from questionnaire.assistance.releases import PUBLIC, UNODC, Onlooker
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, bring_to, start, statements
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.register import Register, add_scores
from webapp import clock
from webapp.database import own_transaction
from webapp.records import released_changes, releases

THEN, NOW = date(2024, 11, 1), date(2026, 11, 1)
MOVEMENT = "/desk/portfolio/movement"
TOO_FEW = "Fewer than 5 countries: nothing is told."
EAST = ("KEN", "TZA", "UGA", "RWA", "BDI")


def two_cycles(
    app: Flask,
    country: str = "KEN",
    changes: dict[str, tuple[float, float]] | None = None,
    *,
    first_is_released: bool = True,
    second_is_released: bool = True,
) -> tuple[int, int]:
    """The numbers of two submissions of a country that follow each other."""
    first = add_scores(app, country, {"R10": (20, 30, 0.9, 2)}, on=THEN, is_released=first_is_released)
    second = add_scores(
        app,
        country,
        {"R10": (50, 60, 0.9, 3)},
        on=NOW,
        is_released=second_is_released,
        follows=first,
        changes={"R10": (20, 40)} if changes is None else changes,
    )
    return first, second


def rows(page: Page, caption: str) -> list[list[str]]:
    """The rows of the table with that caption, without its head."""
    table = next(one for one in page.all("table") if words(next(one.iter("caption"))).startswith(caption))
    return [[words(cell) for cell in row] for body in table.iter("tbody") for row in body.iter("tr")]


def seen(app: Flask, onlooker: Onlooker = UNODC, unit: str = "") -> list[CountryMoves]:
    """What the onlooker is told today."""
    with app.app_context():
        return released_changes.moves_seen(onlooker, clock.now().date(), unit=unit)


def group_seen(app: Flask) -> Group:
    """On which side the one unit of the one country stands."""
    [country] = seen(app)
    [side] = country.sides
    return side.group


class TestKeeping:
    def test_a_second_cycle_keeps_what_moved_and_the_first_keeps_nothing(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        first = start(person)
        answer(person, first, R02_3="1")
        bring_to(app, "submitted")
        assert dump(app)["submitted_changes"] == []
        page = person.get(f"{first}next-cycle")
        typed = {"title": "Next", "reference_date": "2027-11-01"}
        second = person.submit(page, "Begin the next cycle", typed).location
        answer(person, second, R02_3="3")
        bring_to(app, "submitted", 2)
        rows = {row["unit_code"]: row for row in dump(app)["submitted_changes"]}
        assert {row["assessment_id"] for row in rows.values()} == {2}
        assert "R16" not in rows
        assert rows["R02"]["high"] > rows["R02"]["low"]
        assert rows["R02"]["share"] == 1


class TestWhoSeesIt:
    def test_unodc_where_the_scores_of_both_are_released(self, app: Flask) -> None:
        two_cycles(app)
        [country] = seen(app)
        assert (country.name, country.before, country.now) == ("Kenya", THEN, NOW)
        [side] = country.sides
        [move] = side.moves
        assert (move.unit, move.low, move.high, side.group) == ("R10", 20, 40, "unsupported")
        assert seen(app, unit="R01") == []

    @pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (False, False)])
    def test_nobody_where_one_is_not(self, app: Flask, first: bool, second: bool) -> None:
        two_cycles(app, first_is_released=first, second_is_released=second)
        assert seen(app) == []

    def test_nobody_else(self, app: Flask) -> None:
        two_cycles(app)
        assert seen(app, PUBLIC) == []
        assert seen(app, Onlooker("partner", 1)) == []

    def test_nobody_once_a_release_is_withdrawn(self, app: Flask) -> None:
        first, _second = two_cycles(app)
        with own_transaction(app):
            [line] = releases.releases_of("KEN", "submission", first)
            row = releases.release_in("KEN", line.release.number, to_write=True)
            assert row is not None
            releases.withdraw(row, "Not now", by=Register(app).official(), at=clock.now())
        assert seen(app) == []

    @pytest.mark.parametrize("corrected", [0, 1])
    def test_nobody_where_one_of_the_two_was_corrected_since(self, app: Flask, corrected: int) -> None:
        numbers = two_cycles(app)
        add_scores(app, "KEN", {"R10": (1, 1, 1, 1)}, on=THEN, corrects=numbers[corrected], is_released=False)
        assert seen(app) == []

    def test_nobody_where_the_two_do_not_follow_each_other(self, app: Flask) -> None:
        add_scores(app, "KEN", {"R10": (20, 30, 0.9, 2)}, on=THEN)
        add_scores(app, "KEN", {"R10": (20, 30, 0.9, 2)}, on=NOW, changes={"R10": (1, 2)})
        assert seen(app) == []


class TestSupport:
    def test_delivered_between_the_two_dates(self, app: Flask) -> None:
        two_cycles(app)
        register = Register(app)
        need = register.need("KEN", "delivered")
        register.support(need, end=date(2025, 6, 1))
        assert group_seen(app) == "supported"
        # What the country does not release any more, nobody goes on using.
        register.withdraw(need)
        assert group_seen(app) == "unclear"

    def test_for_a_need_that_is_not_released_may_be_of_any_unit(self, app: Flask) -> None:
        two_cycles(app)
        register = Register(app)
        hidden = register.need("KEN", "delivered", unit="R01")
        register.support(hidden, end=date(2025, 6, 1))
        assert group_seen(app) == "unsupported"
        register.withdraw(hidden)
        assert group_seen(app) == "unclear"
        [country] = seen(app, unit="R10")
        assert country.sides[0].group == "unclear"
        # What is known to have been delivered still was.
        register.support(register.need("KEN", "delivered"), end=date(2025, 6, 1))
        assert group_seen(app) == "supported"

    def test_of_another_unit_or_country_does_not_count(self, app: Flask) -> None:
        two_cycles(app)
        register = Register(app)
        register.support(register.need("KEN", "delivered", unit="R01"), end=date(2025, 6, 1))
        register.support(register.need("PER", "delivered"), end=date(2025, 6, 1))
        assert group_seen(app) == "unsupported"

    def test_that_was_withdrawn_never_happened(self, app: Flask) -> None:
        two_cycles(app)
        register = Register(app)
        register.support(register.need("KEN", "delivered"), status="withdrawn")
        assert group_seen(app) == "unsupported"


class TestThePages:
    @pytest.fixture
    def officer(self, sign_in: SignIn) -> Visitor:
        """Somebody of UNODC."""
        return sign_in(None, is_unodc_officer=True)

    def test_say_that_they_claim_no_cause(self, app: Flask, officer: Visitor) -> None:
        two_cycles(app)
        for path in (MOVEMENT, f"{MOVEMENT}/R10"):
            assert "This says nothing about what support has done." in officer.get(path).words

    def test_tell_nothing_of_a_group_of_fewer_than_five(self, app: Flask, officer: Visitor) -> None:
        for code in EAST[:4]:
            two_cycles(app, code, {"R10": (13, 17)})
        [with_support, without] = rows(officer.get(MOVEMENT), "All recommendations together")
        assert with_support == ["Support delivered", "0", "0", TOO_FEW]
        assert without == ["No support recorded", "4", "4", TOO_FEW]
        assert "13" not in officer.get(MOVEMENT).words
        two_cycles(app, EAST[4], {"R10": (13, 17)})
        [_none, without] = rows(officer.get(MOVEMENT), "All recommendations together")
        assert without == ["No support recorded", "5", "5", "", "+13 to +17", "+13 to +17", "5", "0", "0"]

    def test_set_each_unit_with_support_beside_those_without(self, app: Flask, officer: Visitor) -> None:
        register = Register(app)
        for code in EAST:
            two_cycles(app, code, {"R10": (-5, 5), "R01": (8, 8)})
            register.support(register.need(code, "delivered"), end=date(2025, 6, 1))
        found = rows(officer.get(MOVEMENT), "Each recommendation leads to its countries")
        told = [row for row in found if "5" in row]
        assert told[0] == ["No support recorded", "5", "", "+8", "+8", "5", "0", "0"]
        assert told[1][1:] == ["Support delivered", "5", "", "−5 to +5", "−5 to +5", "0", "5", "0"]

    def test_list_countries_by_name_and_no_one_who_released_one_cycle(
        self, app: Flask, officer: Visitor
    ) -> None:
        two_cycles(app, "PER", {"R10": (-9, -4)})
        two_cycles(app, "KEN", {"R10": (-1, 4)})
        two_cycles(app, "FRA", {"R10": (66, 66)}, first_is_released=False)
        page = officer.get(f"{MOVEMENT}/R10")
        assert rows(page, "2 countries") == [
            ["Kenya", "", "−1 to +4", "No certain change", "No support recorded"],
            ["Peru", "", "−9 to −4", "Declined", "No support recorded"],
        ]
        assert "France" not in page.words
        assert "France" not in officer.get(MOVEMENT).words

    def test_are_of_units_with_a_score_alone(self, officer: Visitor) -> None:
        assert "No country has released two cycles" in officer.get(f"{MOVEMENT}/R10").words
        for unit in ("R16", "R99"):
            officer.get(f"{MOVEMENT}/{unit}", expect=404)


def test_the_number_of_statements_does_not_grow(app: Flask, visitor: Visitor) -> None:
    two_cycles(app)
    with statements(app) as few:
        seen(app)
    for code in EAST[1:]:
        two_cycles(app, code, {"R10": (1, 2), "R01": (3, 4)})
        register = Register(app)
        register.support(register.need(code, "delivered"), end=date(2025, 6, 1))
    with statements(app) as many:
        assert len(seen(app)) == len(EAST)
    assert len(few) == len(many) == 3
