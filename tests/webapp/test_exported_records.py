"""Others take away the records that were released to them, and no more, in as little memory as one needs."""

from __future__ import annotations

import random
import tracemalloc
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from questionnaire.assistance.releases import (
    AUDIENCES,
    NEED_SETS,
    PUBLIC,
    SUPPORT_SETS,
    UNODC,
    FieldSet,
    Onlooker,
)
from reports.register.columns import NEED_COLUMNS
from reports.register.data import NEEDS
from reports.register.delimited import write_csv
from reports.register.records import Statement
from tests.reports.register.test_tables import Counted
from tests.webapp.register import Register
from tests.webapp.taken_away import release_support, support, with_two_providers
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import released, released_exports
from webapp.records.released_exports import needs_taken, supports_for_unodc, supports_taken
from webapp.records.released_needs import Wanted
from webapp.tables import NeedRecord, NeedRevision, ReleasedSet, ReleaseRecord

ONLOOKERS = (UNODC, PUBLIC, Onlooker("partner", 1), Onlooker("partner", 2))


@pytest.fixture
def register(app: Flask) -> Register:
    """The needs of this service, and two providers."""
    return with_two_providers(app)


class TestTheRecords:
    @pytest.mark.parametrize("seed", range(3))
    def test_whoever_looks_takes_away_what_the_rules_say(
        self, app: Flask, register: Register, seed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(released_exports, "BATCH", 2)
        chance, today = random.Random(seed), clock.now().date()
        numbers = [
            register.need(chance.choice(["KEN", "PER"]), "approved", is_released=False) for _need in range(5)
        ]
        for _release in range(10):
            self._release_at_random(register, chance, chance.choice(numbers))
        with own_transaction(app):
            for onlooker in ONLOOKERS:
                found = {each.number: each for each in needs_taken(onlooker, Wanted(), today)}
                assert list(found) == sorted(found)
                for number in numbers:
                    one = released.need_seen(onlooker, number, today)
                    assert (number in found) is (one is not None)
                    if one is not None:
                        taken = found[number]
                        assert (taken.need, taken.given.parts) == (one.need, one.sets)
                        assert (taken.given.releases, taken.given.last_day) == (one.releases, one.last_day)

    def _release_at_random(self, register: Register, chance: random.Random, number: int) -> None:
        audience, today = chance.choice(AUDIENCES), clock.now().date()
        register.release(
            number,
            set(chance.sample(NEED_SETS, chance.randint(1, 4))),
            audience,
            partner=chance.choice([1, 2]) if audience == "partner" else None,
            first_day=today - timedelta(chance.choice([0, 0, 1])),
            last_day=today + timedelta(chance.choice([-1, 0, 0, 365])),
            needs_second=chance.random() < 0.3,
        )

    def test_each_batch_takes_two_statements_whatever_is_in_it(
        self, app: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(released_exports, "BATCH", 4)
        for _need in range(8):
            register.need(sets=set(NEED_SETS))
        with own_transaction(app):
            asked: list[str] = []
            sa.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
            assert len(list(needs_taken(UNODC, Wanted(), clock.now().date()))) == 8
            # Two batches, and one more statement that finds no third.
            assert len(asked) == 5

    def test_what_is_withdrawn_between_two_statements_is_left_out(
        self, app: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        register.need()
        monkeypatch.setattr(released_exports, "given_of", lambda *_given: {})
        with own_transaction(app):
            assert list(needs_taken(UNODC, Wanted(), clock.now().date())) == []

    def test_unodc_takes_whole_supports_of_the_needs_that_it_may_see(
        self, app: Flask, register: Register
    ) -> None:
        seen_need, other = register.need(), register.need("PER", "approved", is_released=False)
        first, _second = support(register, seen_need), support(register, other)
        with own_transaction(app):
            [one] = supports_for_unodc(Wanted(), clock.now().date())
        assert (one.number, one.amount, one.external_id) == (first, Decimal("4321.50"), "XI-7-001")
        assert [served.number for served in one.needs] == [seen_need]
        assert one.given.releases == (1,)

    def test_of_the_needs_behind_a_support_only_those_released_are_named(
        self, app: Flask, register: Register
    ) -> None:
        shown, hidden = register.need(), register.need(is_released=False, status="approved", unit="R04")
        number = support(register, shown)
        with own_transaction(app):
            db.session.execute(
                sa.text("INSERT INTO supported_needs (support_id, need_id) VALUES (:one, :two)"),
                {"one": number, "two": hidden},
            )
        with own_transaction(app):
            [one] = supports_for_unodc(Wanted(), clock.now().date())
        assert one.units == ("R10",)

    @pytest.mark.parametrize("sets", [("support",), SUPPORT_SETS])
    def test_others_take_what_the_country_released_of_its_supports(
        self, app: Flask, register: Register, sets: tuple[FieldSet, ...]
    ) -> None:
        number = support(register, register.need())
        support(register, register.need("PER"))
        release_support(register, number, "KEN", fields=frozenset(sets), audience="partner", partner=1)
        today = clock.now().date()
        with own_transaction(app):
            [one] = supports_taken(Onlooker("partner", 1), today)
            assert list(supports_taken(PUBLIC, today)) == []
            assert list(supports_taken(Onlooker("partner", 2), today)) == []
            assert list(supports_taken(Onlooker("partner", 1), today + timedelta(1))) == []
        assert one.number == number
        assert (one.amount, one.currency) == ((Decimal("4321.50"), "EUR") if "costs" in sets else (None, ""))
        # The need behind it was released to UNODC alone; what the desk keeps of its own goes to nobody else.
        assert (one.needs, one.external_id, one.verified) == ((), "", None)


def multiply(need: int, times: int) -> None:
    """So many more needs that say the same and are released alike, inside a transaction."""
    of = {NeedRecord: "id", NeedRevision: "need_id", ReleaseRecord: "record_id"}
    for table, column in of.items():
        columns = table.__table__.c
        found = db.session.execute(sa.select(table.__table__).where(columns[column] == need)).mappings().all()
        for row in found:
            copies = [{**row, column: need + more} for more in range(1, times + 1)]
            if table is ReleaseRecord:
                copies = [{**copy, "id": copy["record_id"]} for copy in copies]
            db.session.execute(sa.insert(table), copies)
    sets = db.session.scalars(sa.select(ReleasedSet.field_set).where(ReleasedSet.release_id == need)).all()
    db.session.execute(
        sa.insert(ReleasedSet),
        [{"release_id": need + more, "field_set": each} for more in range(1, times + 1) for each in sets],
    )


def peak(number: int) -> int:
    """The most bytes in use while so many needs are read and written."""
    db.session.close()
    tracemalloc.start()
    try:
        records = needs_taken(UNODC, Wanted(), clock.now().date())
        file: Any = Counted()
        assert write_csv(file, Statement("unodc", clock.now()), NEEDS, NEED_COLUMNS, records) == number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_five_times_as_many_needs_are_read_in_no_more_memory(
    app: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released_exports, "BATCH", 50)
    assert register.need(sets=set(NEED_SETS)) == 1
    with own_transaction(app):
        multiply(1, 299)
    with own_transaction(app):
        peak(300)
        few = peak(300)
        multiply(300, 1200)
    with own_transaction(app):
        # What is read for the first time is kept, whatever the number.
        peak(1500)
        many_more = peak(1500)
    # A hundred and seventy bytes kept of each need would show.
    assert many_more < few + 200_000, (few, many_more)
