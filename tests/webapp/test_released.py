"""What the database lets an onlooker see is what the rules of release say, whatever was released."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from questionnaire.assistance.releases import (
    AUDIENCES,
    NEED_SETS,
    PUBLIC,
    UNODC,
    Onlooker,
    Release,
    seen,
    sets_seen,
)
from questionnaire.loading import published
from tests.questionnaire.assistance.test_needs import WHOLE
from tests.questionnaire.assistance.test_releases import FULL
from webapp.backups import look_over
from webapp.database import db, own_transaction
from webapp.records import (
    assessments,
    needs,
    people,
    released,
    released_needs,
    releases,
    seen_until,
)
from webapp.records.released_needs import Wanted
from webapp.records.releases import NewRelease
from webapp.tables import NeedRecord, Provider, ReleasedSet, ReleaseRecord, User

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = MOMENT.date()
INSTRUMENT = published()
SAID = msgspec.structs.replace(FULL, beneficiaries=("MOJ",), questions=("R10.1",))


@pytest.fixture
def register(app: Flask) -> Flask:
    """Two countries with a need each, two providers, and three people of the first country."""
    with own_transaction(app):
        for name in ("Amina", "Juma", "Wanjiru"):
            people.add_user(name, f"{name.lower()}@example.org", MOMENT)
        amina = people.user_with_email("amina@example.org")
        assert amina is not None
        for code, name in (("KEN", "Kenya"), ("PER", "Peru")):
            people.add_country(code, name)
            row = assessments.start_assessment(
                code, "First", date(2026, 11, 1), ("recommendations",), by=amina, at=MOMENT
            )
            needs.add_need(row, INSTRUMENT, SAID, by=amina, at=MOMENT)
        for number in (1, 2):
            db.session.add(
                Provider(
                    id=number, name=f"Provider {number}", type="united-nations", themes="", added_at=MOMENT
                )
            )
    return app


def person(name: str) -> User:
    """Somebody of the first country."""
    found = people.user_with_email(f"{name}@example.org")
    assert found is not None
    return found


def release(number: int, fields: set[str], audience: str = "unodc", **others: object) -> ReleaseRecord:
    """A release of one of the two needs, for today unless told otherwise."""
    given = {
        "kind": "need",
        "purpose": "To be matched",
        "office": "Ministry of Justice",
        "first_day": TODAY,
        "last_day": TODAY,
        **others,
    }
    return releases.add_release(
        "KEN" if number == 1 else "PER",
        NewRelease(record=number, fields=frozenset(fields), audience=audience, **given),  # type: ignore[arg-type]
        by=person("amina"),
        at=MOMENT,
    )


def test_without_a_release_nobody_outside_sees_a_need(register: Flask) -> None:
    with own_transaction(register):
        for onlooker in (UNODC, PUBLIC, Onlooker("partner", 1)):
            assert released.need_seen(onlooker, 1, TODAY) is None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_released_only_that_is_seen(register: Flask, seed: int) -> None:
    chance = random.Random(seed)
    with own_transaction(register):
        for _round in range(12):
            _forget_all_releases()
            for _release in range(chance.randint(0, 3)):
                _release_at_random(chance)
            given = {code: [line.release for line in releases.releases_of(code)] for code in ("KEN", "PER")}
            for number, code in ((1, "KEN"), (2, "PER")):
                for onlooker in (UNODC, PUBLIC, Onlooker("partner", 1), Onlooker("partner", 2)):
                    fields = sets_seen(given[code], "need", number, onlooker, TODAY)
                    found = released.need_seen(onlooker, number, TODAY)
                    assert (found.need if found else None) == seen(SAID, fields)
                    assert (found.sets if found else frozenset()) == fields
                    for name in NEED_SETS:
                        column = sa.select(NeedRecord.id).where(
                            released.is_released(onlooker, "need", NeedRecord.id, name, TODAY)
                        )
                        assert (number in db.session.scalars(column).all()) is (name in fields)
            for onlooker in (UNODC, PUBLIC, Onlooker("partner", 1), Onlooker("partner", 2)):
                _lists_say_the_same(onlooker, [one for each in given.values() for one in each])
            assert seen_until.strayed() == []


def _lists_say_the_same(onlooker: Onlooker, given: list[Release]) -> None:
    """Lists of many needs read what the needs' rows repeat of their releases: today, and as days go by."""
    for day in (TODAY, TODAY + timedelta(1), TODAY + timedelta(365), TODAY + timedelta(366)):
        expected = [number for number in (1, 2) if sets_seen(given, "need", number, onlooker, day)]
        shown = sa.select(NeedRecord.id).where(released.is_need_released(onlooker, day))
        assert db.session.scalars(shown.order_by(NeedRecord.id)).all() == expected
        assert released_needs.numbers_found(onlooker, Wanted(), day) == expected
        assert [line.number for line in released_needs.needs_found(onlooker, Wanted(), day).lines] == expected


def _forget_all_releases() -> None:
    db.session.execute(sa.delete(ReleasedSet))
    db.session.execute(sa.delete(ReleaseRecord))
    for number in (1, 2):
        seen_until.follow_releases("need", number)


def _release_at_random(chance: random.Random) -> None:
    audience = chance.choice(AUDIENCES)
    row = release(
        chance.choice([1, 1, 2]),
        set(chance.sample(NEED_SETS, chance.randint(1, 4))),
        audience,
        partner=chance.choice([1, 2]) if audience == "partner" else None,
        first_day=TODAY - timedelta(chance.choice([0, 0, 1])),
        last_day=TODAY + timedelta(chance.choice([-1, 0, 0, 365])),
        needs_second=chance.random() < 0.3,
    )
    if chance.random() < 0.5:
        releases.agree(row, by=person("juma"), at=MOMENT)
    if chance.random() < 0.2:
        releases.withdraw(row, "Not now", by=person("juma"), at=MOMENT)
    db.session.flush()


def test_the_second_person_is_another_one(register: Flask) -> None:
    with own_transaction(register):
        row = release(1, {"request"}, "open", needs_second=True)
        db.session.flush()
        with pytest.raises(releases.SamePerson):
            releases.agree(row, by=person("amina"), at=MOMENT)
        assert released.need_seen(PUBLIC, 1, TODAY) is None
        releases.agree(row, by=person("juma"), at=MOMENT)
        db.session.flush()
        assert released.need_seen(PUBLIC, 1, TODAY) is not None


def test_what_is_released_is_released_now(register: Flask) -> None:
    with own_transaction(register), pytest.raises(ValueError, match="cannot begin"):
        release(1, {"request"}, first_day=TODAY + timedelta(1), last_day=TODAY + timedelta(2))


def test_a_row_that_says_otherwise_than_its_releases_is_found(app: Flask, register: Flask) -> None:
    with own_transaction(register):
        release(1, {"request"}, "open")
        db.session.execute(sa.update(NeedRecord).values(seen_by_all_until=TODAY))
        assert seen_until.strayed() == [2]
    assert look_over(app).mistakes == (
        "need 2 is in lists for others until another day than its releases say",
    )


def test_a_set_of_another_kind_of_record_is_refused(register: Flask) -> None:
    with own_transaction(register), pytest.raises(ValueError, match="scores"):
        release(1, {"scores"})


def test_a_partner_is_named(register: Flask) -> None:
    with pytest.raises(IntegrityError), own_transaction(register):
        release(1, {"request"}, "partner")


def test_a_need_changes_only_while_it_is_a_draft(register: Flask) -> None:
    with own_transaction(register):
        row = needs.need_in("KEN", 1, to_write=True)
        assert row is not None
        assert needs.need_in("PER", 1) is None
        needs.save_need(row, INSTRUMENT, WHOLE, based_on=1, by=person("juma"), at=MOMENT)
        assert needs.saved_need(row).need == WHOLE
        assert needs.saved_need(row).saved_by == "Juma"
        needs.take_step(row, "approved", "country", by=person("amina"), at=MOMENT)
        with pytest.raises(needs.NotADraftNeed):
            needs.save_need(row, INSTRUMENT, SAID, based_on=2, by=person("juma"), at=MOMENT)


def test_two_savers_of_the_same_state_make_no_silent_loss(register: Flask) -> None:
    with own_transaction(register):
        row = needs.need_in("KEN", 1, to_write=True)
        assert row is not None
        needs.save_need(row, INSTRUMENT, WHOLE, based_on=1, by=person("amina"), at=MOMENT)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            needs.save_need(row, INSTRUMENT, SAID, based_on=1, by=person("juma"), at=MOMENT)
        assert needs.saved_need(row).need == WHOLE


@pytest.mark.parametrize(
    ("after", "side", "reason"),
    [
        ("submitted", "country", "We ask now"),
        ("acknowledged", "unodc", ""),
        ("approved", "unodc", ""),
        ("withdrawn", "country", " "),
    ],
)
def test_no_step_is_taken_that_is_not_ones_own(register: Flask, after: str, side: str, reason: str) -> None:
    with own_transaction(register):
        row = needs.need_in("KEN", 1, to_write=True)
        assert row is not None
        with pytest.raises(needs.NotTheirStep):
            needs.take_step(row, after, side, by=person("amina"), at=MOMENT, reason=reason)  # type: ignore[arg-type]
        assert row.status == "draft"
        assert needs.steps_of(row) == []


def test_words_are_found_without_case_and_accents() -> None:
    assert needs.words_to_search("  Prévention\nÉLECTRONIQUE ") == "prevention electronique"
    assert needs.words_to_search("Straße İstanbul") == "strasse istanbul"
