"""A service on which every country of the world has submitted so many assessments, released them to UNODC and
asked for assistance with each: a few cycles drawn by lot, and further ones as copies that the database makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask

from questionnaire.assistance.status import STATUSES
from questionnaire.countries import countries
from questionnaire.loading import published
from tests.webapp.second_factors import give_authenticator
from webapp import clock, create_app
from webapp.config import settings_from_environment
from webapp.countries import country_name
from webapp.database import db, own_transaction
from webapp.records import people
from webapp.records.needs import words_to_search
from webapp.serving import bring_up_to_date
from webapp.tables import (
    Assessment,
    Base,
    NeedEvent,
    NeedMessage,
    NeedRecord,
    NeedRevision,
    Provider,
    ReleasedSet,
    ReleaseRecord,
    Submission,
    SubmittedChange,
    SubmittedScore,
    SupportedNeed,
    SupportRecord,
)

# Drawn by lot; those that follow are copies of these.
FEW_CYCLES = 5
NEEDS_OF_A_SUBMISSION = 2
FIRST_DAY = date(2010, 1, 1)
OFFICER = "officer@example.org"

Row = dict[str, Any]
CODES = tuple(country.code for country in countries())
FEW = len(CODES) * FEW_CYCLES
FEW_NEEDS = FEW * NEEDS_OF_A_SUBMISSION


def few_cycles(folder: Path, database_url: str) -> Flask:
    """A service in that folder and that database, with an officer of UNODC and the first cycles of all
    countries.
    """
    settings = settings_from_environment(
        {"CPSA_FOLDER": str(folder), "CPSA_ADDRESS": "http://127.0.0.1:8000", "CPSA_DATABASE": database_url}
    )
    bring_up_to_date(settings)
    app = create_app(settings)
    with own_transaction(app):
        officer = people.add_user("Olga", OFFICER, clock.now())
        officer.is_unodc_officer = True
        give_authenticator(app, officer)
        for country in countries():
            people.add_country(country.code, country_name(country.code))
        db.session.flush()
        for table, rows in _drawn(officer.id):
            db.session.execute(sa.insert(table), list(rows))
    _tidy(app)
    return app


def grow(app: Flask, before: int, after: int) -> None:
    """Goes on from so many cycles to so many, both whole multiples of the first few."""
    with own_transaction(app):
        [user] = people.everybody()
        for number in range(before // FEW_CYCLES, after // FEW_CYCLES):
            db.session.execute(sa.insert(Assessment), list(_assessments(number, user.id)))
            for table, moved in _COPIED:
                _copy(table, moved, number)
    _tidy(app)


def _copy(table: type[Base], moved: dict[str, int | sa.ColumnElement[int]], times: int) -> None:
    """Adds the rows of the first cycles once more, with these of their columns moved on so many times."""
    columns = [column for column in table.__table__.columns if column.name != "id" or "id" in moved]
    key = next(iter(moved))
    values = [
        (column + moved[column.name] * times).label(column.name) if column.name in moved else column
        for column in columns
    ]
    first = table.__table__.columns[key] <= _LARGEST[table]
    db.session.execute(
        sa.insert(table).from_select([column.name for column in columns], sa.select(*values).where(first))
    )


def _tidy(app: Flask) -> None:
    """PostgreSQL does this by itself after a while; SQLite never does, and needs none."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")


# By which column the first rows of a table are told, and how far a copy moves what refers to others.
_LARGEST: dict[type[Base], int] = {
    Submission: FEW,
    SubmittedScore: FEW,
    SubmittedChange: FEW,
    NeedRecord: FEW_NEEDS,
    NeedRevision: FEW_NEEDS,
    NeedEvent: FEW_NEEDS,
    NeedMessage: FEW_NEEDS,
    ReleaseRecord: FEW + FEW_NEEDS,
    ReleasedSet: FEW + FEW_NEEDS,
    SupportRecord: FEW_NEEDS,
    SupportedNeed: FEW_NEEDS,
}
_RECORD = sa.case((ReleaseRecord.kind == "need", FEW_NEEDS), else_=FEW)
_COPIED: tuple[tuple[type[Base], dict[str, int | sa.ColumnElement[int]]], ...] = (
    (Submission, {"assessment_id": FEW}),
    (SubmittedScore, {"assessment_id": FEW}),
    (SubmittedChange, {"assessment_id": FEW}),
    (NeedRecord, {"id": FEW_NEEDS, "assessment_id": FEW}),
    (NeedRevision, {"need_id": FEW_NEEDS}),
    (NeedEvent, {"need_id": FEW_NEEDS}),
    (NeedMessage, {"need_id": FEW_NEEDS}),
    (ReleaseRecord, {"id": FEW + FEW_NEEDS, "record_id": _RECORD}),
    (ReleasedSet, {"release_id": FEW + FEW_NEEDS}),
    (SupportRecord, {"id": FEW_NEEDS}),
    (SupportedNeed, {"support_id": FEW_NEEDS, "need_id": FEW_NEEDS}),
)


def _drawn(user: int) -> list[tuple[type[Base], Iterator[Row]]]:
    numbers, needs = range(1, FEW + 1), range(1, FEW_NEEDS + 1)
    return [
        (Assessment, _assessments(0, user)),
        (Submission, (_submission(number, user) for number in numbers)),
        (SubmittedScore, (row for number in numbers for row in _scores(number))),
        (SubmittedChange, (row for number in numbers[len(CODES) :] for row in _changes(number))),
        (NeedRecord, (_need(number, user) for number in needs)),
        (NeedRevision, (_revision(number, user) for number in needs)),
        (NeedEvent, (row for number in needs for row in _events(number, user))),
        (NeedMessage, (row for number in needs[::20] for row in _messages(number, user))),
        (ReleaseRecord, _releases(user)),
        (ReleasedSet, _sets()),
        (Provider, iter([_PROVIDER])),
        (SupportRecord, (_support(number, user) for number in needs[::8])),
        (SupportedNeed, ({"support_id": number, "need_id": number} for number in needs[::8])),
    ]


def _assessments(times: int, user: int) -> Iterator[Row]:
    for place in range(FEW):
        cycle = times * FEW_CYCLES + place // len(CODES)
        yield {
            "id": times * FEW + place + 1,
            "country_code": CODES[place % len(CODES)],
            "title": f"Cycle {cycle}",
            "reference_date": FIRST_DAY + timedelta(cycle * 10),
            "instrument_code": published().code,
            "instrument_version": published().version,
            "modules": '["recommendations"]',
            "status": "submitted",
            "follows_id": times * FEW + place + 1 - len(CODES) if cycle else None,
            "created_by": user,
            "created_at": clock.now(),
        }


def _submission(number: int, user: int) -> Row:
    return {
        "assessment_id": number,
        "content": "{}",
        "content_hash": f"{number:064x}",
        "submitted_by": user,
        "submitted_at": clock.now(),
    }


def _scores(number: int) -> Iterator[Row]:
    chance = Random(number)
    for unit in published().units:
        if unit.scored:
            low = chance.uniform(0, 80)
            band = 1 + int(low // 20)
            yield {
                "assessment_id": number,
                "kind": "unit",
                "code": unit.code,
                "low": low,
                "high": low + chance.uniform(0, 20),
                "known": 0.9,
                "band_low": band,
                "band_high": band,
            }


def _changes(number: int) -> Iterator[Row]:
    chance = Random(number)
    for unit in published().units:
        if unit.scored:
            low = chance.uniform(-20, 30)
            yield {
                "assessment_id": number,
                "unit_code": unit.code,
                "low": low,
                "high": low + 5,
                "share": 0.9,
            }


def _need(number: int, user: int) -> Row:
    units = [unit for unit in published().units if unit.scored]
    types = published().assistance_types
    unit, kind = units[number % len(units)], types[number % len(types)]
    title = f"{kind.title} {number}"
    objective = "Judges are trained" if number % 50 == 0 else "It is done within two years in all provinces"
    words = f"{title} {objective} English, French Ministry of Justice {unit.code} {unit.title} {kind.code}"
    assessment = 1 + (number - 1) // NEEDS_OF_A_SUBMISSION
    return {
        "id": number,
        "country_code": CODES[(assessment - 1) % len(CODES)],
        "assessment_id": assessment,
        "status": STATUSES[2 + number % 13],
        "status_since": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number * 37 % 7000),
        "revision": 1,
        "title": title,
        "unit_code": unit.code,
        "assistance": kind.code,
        "further": "",
        "urgency": 1 + number % 4,
        "is_restricted": False,
        "search_words": words_to_search(f"{words} {kind.title}"),
        "seen_by_unodc_until": _last_day(number),
        "created_by": user,
        "created_at": clock.now(),
    }


def _revision(number: int, user: int) -> Row:
    return {
        "need_id": number,
        "revision": 1,
        "based_on": 0,
        "content": "{}",
        "saved_by": user,
        "saved_at": clock.now(),
    }


def _events(number: int, user: int) -> Iterator[Row]:
    """Three steps of each need; now and then the country says that nothing was delivered."""
    steps = [("approved", "released", "country"), ("submitted", "acknowledged", "unodc")]
    steps.append(("delivered", "delivered" if number % 300 == 6 else "verified", "country"))
    for before, after, side in steps:
        yield {
            "need_id": number,
            "from_status": before,
            "to_status": after,
            "side": side,
            "changed_by": user,
            "changed_at": datetime(2026, 11, 1, tzinfo=UTC),
        }


def _messages(number: int, user: int) -> Iterator[Row]:
    """What UNODC asked and the country answered, on which somebody has acted since on most."""
    answered = 20 if number % 200 != 1 else 40
    for kind, day in (("clarification", 10), ("answer", answered)):
        at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(day)
        yield {"need_id": number, "kind": kind, "text": "…", "written_by": user, "written_at": at}


def _releases(user: int) -> Iterator[Row]:
    for number in range(1, FEW + FEW_NEEDS + 1):
        is_need = number > FEW
        record = number - FEW if is_need else number
        assessment = 1 + (record - 1) // NEEDS_OF_A_SUBMISSION if is_need else record
        yield {
            "id": number,
            "country_code": CODES[(assessment - 1) % len(CODES)],
            "kind": "need" if is_need else "submission",
            "record_id": record,
            "audience": "unodc",
            "purpose": "",
            "office": "Ministry",
            "first_day": FIRST_DAY,
            "last_day": _last_day(record),
            "needs_second": False,
            "released_by": user,
            "released_at": clock.now(),
        }


def _sets() -> Iterator[Row]:
    for number in range(1, FEW + FEW_NEEDS + 1):
        yield {"release_id": number, "field_set": "scores" if number <= FEW else "request"}


_PROVIDER = {"id": 1, "name": "Provider", "type": "united-nations", "added_at": clock.now()}


def _support(number: int, user: int) -> Row:
    """Somebody does something about each eighth need."""
    return {
        "id": number,
        "country_code": CODES[((number - 1) // NEEDS_OF_A_SUBMISSION) % len(CODES)],
        "provider_id": 1,
        "title": "Support",
        "role": "expertise",
        "status": "delivered",
        "start": FIRST_DAY,
        "end": FIRST_DAY + timedelta(60),
        "recorded_by": user,
        "recorded_at": clock.now(),
    }


def _last_day(number: int) -> date:
    """Some releases end within a month."""
    return clock.now().date() + timedelta(10 if number % 100 == 0 else 365)
