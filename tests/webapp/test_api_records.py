"""What systems read of scores, support and offers: what was released, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from questionnaire.assistance.releases import Audience, FieldSet, RecordKind
from tests.webapp.register import Register, add_scores
from tests.webapp.test_api import Ask, Systems, ask, problem, register, systems
from webapp import clock
from webapp.database import own_transaction
from webapp.records import desk, offers, releases
from webapp.records.desk import NewSupport
from webapp.records.releases import NewRelease

__all__ = ["ask", "register", "systems"]
API = "/api/v1"
# The list of each kind of record, and the set that every release of such a record contains.
LISTS: dict[RecordKind, tuple[str, FieldSet]] = {
    "submission": ("scores", "scores"),
    "support": ("supports", "support"),
    "offer": ("offers", "experience"),
}


@dataclass(frozen=True)
class Making:
    """Records that can be released, made one by one."""

    register: Register

    def record(self, kind: RecordKind, country: str = "KEN") -> int:
        """The number of a new record of that country."""
        if kind == "submission":
            return self.submission(country)
        return self.support(country) if kind == "support" else self.offer(country)

    def submission(self, country: str = "KEN", **others: Any) -> int:
        """A submission with the scores of two units."""
        scores: dict[str, tuple[float, float, float, int | None]] = {"R10": (20.5, 40, 0.9, 2)}
        return add_scores(self.register.app, country, scores, is_released=False, **others)

    def support(self, country: str = "KEN") -> int:
        """A support for a need that nobody outside sees."""
        need = self.register.need(country, is_released=False)
        with own_transaction(self.register.app):
            new = NewSupport(
                "Two courses",
                desk.providers()[0].id,
                "implementing",
                "delivered",
                external_id="XI-7",
                start=date(2026, 3, 1),
                amount=Decimal("4321.50"),
                currency="EUR",
            )
            by = self.register.official()
            row = desk.add_support(need, country, new, by=by, at=clock.now())
            row.share, row.disagreement = 60, "canary-desk"
            return row.id

    def offer(self, country: str = "KEN") -> int:
        """An offer on the judiciary."""
        self.register.need(country, is_released=False)
        with own_transaction(self.register.app):
            by = self.register.official()
            row = offers.make_offer(country, "R10", "Come and see", "English", "Court", by=by, at=clock.now())
            return row.id

    def release(
        self,
        kind: RecordKind,
        number: int,
        audience: Audience = "open",
        *sets: FieldSet,
        partner: int | None = None,
        country: str = "KEN",
    ) -> int:
        """The number of a release for today."""
        today = clock.now().date()
        with own_transaction(self.register.app):
            chosen = frozenset(sets or (LISTS[kind][1],))
            new = NewRelease(kind, number, chosen, audience, "", "Office", today, today, partner=partner)
            return releases.add_release(country, new, by=self.register.official(), at=clock.now()).id


@pytest.fixture
def making(app: Flask, register: Register, systems: Systems) -> Making:
    """Records of this service, which knows two providers."""
    systems.partner("Donor")
    systems.partner("Other")
    return Making(register)


def told(answer: Any) -> list[dict[str, Any]]:
    """The records in a list."""
    assert answer.status_code == 200, answer.text
    [found] = [value for name, value in answer.get_json().items() if name != "next"]
    assert isinstance(found, list)
    return found


WHO_SEES: list[tuple[Audience, int | None, set[str]]] = [
    ("unodc", None, {"officer"}),
    ("partner", 1, {"donor"}),
    ("open", None, {"officer", "donor", "other", "public"}),
]


@pytest.mark.parametrize("kind", sorted(LISTS))
@pytest.mark.parametrize(("audience", "partner", "admitted"), WHO_SEES)
def test_a_system_sees_what_was_released_to_its_owner(
    making: Making,
    systems: Systems,
    ask: Ask,
    kind: RecordKind,
    audience: Audience,
    partner: int | None,
    admitted: set[str],
) -> None:
    number, hidden = making.record(kind), making.record(kind, "PER")
    release = making.release(kind, number, audience, partner=partner)
    place = f"{API}/{LISTS[kind][0]}"
    tokens = {
        "officer": systems.officer(),
        "donor": systems.partner("Donor"),
        "other": systems.partner("Other"),
        "public": "",
    }
    for who, token in tokens.items():
        problem(ask(f"{place}/{hidden}", token), 404)
        one, many = ask(f"{place}/{number}", token), told(ask(place, token))
        if who not in admitted:
            problem(one, 404)
            assert many == []
            continue
        assert many == [one.get_json()]
        assert one.get_json()["address"].endswith(f"{place}/{number}")
        assert one.get_json()["country"] == {"code": "KEN", "name": "Kenya"}
        assert one.get_json()["releases"] == [release]
        assert one.get_json()["last_day"] == clock.now().date().isoformat()


def test_scores_come_as_ranges_with_how_much_is_known(making: Making, ask: Ask) -> None:
    number = making.submission()
    making.release("submission", number)
    [found] = told(ask(f"{API}/scores"))
    assert found["reference_date"] == "2026-11-01"
    assert found["scores"] == [
        {"kind": "unit", "code": "R10", "low": 20.5, "high": 40.0, "known": 0.9, "confidence": None}
    ]


def test_scores_that_were_corrected_are_gone(making: Making, ask: Ask) -> None:
    number = making.submission()
    making.release("submission", number)
    making.submission(corrects=number)
    assert told(ask(f"{API}/scores")) == []
    problem(ask(f"{API}/scores/{number}"), 404)


def test_support_comes_without_what_it_costs_unless_that_was_released(making: Making, ask: Ask) -> None:
    number = making.support()
    making.release("support", number)
    [found] = told(ask(f"{API}/supports"))
    assert (found["title"], found["share"], found["provider"]["name"]) == ("Two courses", 60, "Donor")
    assert (found["needs"], found["units"]) == ([], [])
    assert "costs" not in found
    making.release("support", number, "open", "support", "costs")
    answer = ask(f"{API}/supports/{number}")
    assert answer.get_json()["costs"] == {"amount": "4321.50", "currency": "EUR"}
    assert answer.get_json()["released_sets"] == ["support", "costs"]
    for words in ("canary-desk", "XI-7"):
        assert words not in answer.text


def test_an_offer_that_was_taken_back_is_gone(making: Making, ask: Ask) -> None:
    number = making.offer()
    making.release("offer", number)
    [found] = told(ask(f"{API}/offers"))
    assert (found["unit"], found["text"], found["office"]) == ("R10", "Come and see", "Court")
    with own_transaction(making.register.app):
        row = offers.offer_in("KEN", number, to_write=True)
        assert row is not None
        row.withdrawn_at = clock.now() - timedelta(1)
    assert told(ask(f"{API}/offers")) == []
    problem(ask(f"{API}/offers/{number}"), 404)


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_lists_are_narrowed_and_come_in_pages(making: Making, ask: Ask, kind: RecordKind) -> None:
    there = [making.record(kind) for _each in range(3)]
    other = making.record(kind, "PER")
    for number in there:
        making.release(kind, number)
    making.release(kind, other, country="PER")
    place, found = f"{API}/{LISTS[kind][0]}", []
    assert [one["number"] for one in told(ask(f"{place}?region=419"))] == [other]
    assert [one["number"] for one in told(ask(f"{place}?country=PER&group=LDC"))] == []
    address = f"{place}?country=KEN&limit=2"
    while address:
        answer = ask(address)
        found += [one["number"] for one in told(answer)]
        address = (answer.get_json()["next"] or "").removeprefix("http://localhost")
    assert found == there
    assert problem(ask(f"{place}?unit=R10"), 422)["parameter"] == "unit"


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_each_is_read_with_its_own_leave(systems: Systems, ask: Ask, kind: RecordKind) -> None:
    place = LISTS[kind][0]
    token = systems.officer(scopes=(f"{place}:read",))
    assert ask(f"{API}/{place}", token).status_code == 200
    assert (
        f"{place}:read"
        in problem(ask(f"{API}/{place}", systems.officer(scopes=("needs:read",))), 403)["detail"]
    )
    problem(ask(f"{API}/needs", token), 403)
