"""The desk with all the countries of the world on it: how long its pages take, and how that grows with what
they stand on.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.figures import Line, at_most, times
from questionnaire.assistance.need import FrozenGap, Need
from questionnaire.assistance.status import STATUSES
from questionnaire.countries import countries
from questionnaire.loading import published
from tests.webapp.pages import Visitor
from tests.webapp.second_factors import code_of, give_authenticator, give_code
from webapp import accounts, clock, create_app
from webapp.config import settings_from_environment
from webapp.countries import country_name
from webapp.database import db, own_transaction
from webapp.records import people
from webapp.records.needs import words_to_search
from webapp.serving import bring_up_to_date
from webapp.tables import (
    Assessment,
    Base,
    NeedRecord,
    NeedRevision,
    ReleasedSet,
    ReleaseRecord,
    Submission,
    SubmittedChange,
    SubmittedScore,
)

PAGES = (
    "/desk/",
    "/desk/needs",
    "/desk/needs?region=202&unit=R10",
    "/desk/needs?words=judges",
    "/desk/portfolio",
    "/desk/portfolio/coverage",
    "/desk/portfolio/regions",
    "/desk/portfolio/needs",
    "/desk/portfolio/movement",
    "/desk/portfolio/movement/R10",
)
NEEDS_OF_A_SUBMISSION = 2
BATCH = 20_000
REPETITIONS = 7
FIRST_DAY = date(2010, 1, 1)
OFFICER = "officer@example.org"

Row = dict[str, Any]


def measured(folder: Path, few: int = 5, many: int = 500) -> list[Line]:
    """The pages at 193 countries and more with so many cycles each, and with many more cycles; seconds beside
    each other in one run.
    """
    small = _page_seconds(folder / f"{few}-cycles", few)
    large = _page_seconds(folder / f"{many}-cycles", many)
    number = len(countries())
    lines = []
    for path in PAGES:
        lines.append(at_most(f"{path}, {number} countries x {few}", small[path] * 1000, 50, "ms"))
        lines.append(at_most(f"{path}, {number} countries x {many}", large[path] * 1000, 300, "ms"))
        lines.append(
            times(
                f"{path}, {many / few:g} times the data",
                large[path],
                small[path],
                "s",
                "with few",
                many / few,
            )
        )
    return lines


def _page_seconds(folder: Path, cycles: int) -> dict[str, float]:
    app = filled(folder, cycles)
    visitor = _officer(app)
    found = {}
    for path in PAGES:
        visitor.get(path)
        seconds = []
        for _each in range(REPETITIONS):
            started = time.perf_counter()
            visitor.client.get(path)
            seconds.append(time.perf_counter() - started)
        found[path] = statistics.median(seconds)
    return found


def filled(folder: Path, cycles: int) -> Flask:
    """A service in that folder in which every country of the world has handed in so many assessments, has
    released all of them to UNODC, and has asked for assistance with each.
    """
    settings = settings_from_environment(
        {"CPSA_FOLDER": str(folder), "CPSA_ADDRESS": "http://127.0.0.1:8000"}
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
        for table, rows in _everything(cycles, officer.id):
            _insert(table, rows)
        db.session.execute(sa.text("ANALYZE"))
    return app


def _officer(app: Flask) -> Visitor:
    with own_transaction(app):
        user = people.user_with_email(OFFICER)
        if user is None:
            raise LookupError(OFFICER)
        link = accounts.make_sign_in_link(user)
    visitor = Visitor(app)
    visitor.submit(visitor.get(link))
    give_code(visitor, code_of(app, OFFICER))
    return visitor


def _insert(table: type[Base], rows: Iterator[Row]) -> None:
    while batch := list(islice(rows, BATCH)):
        db.session.execute(sa.insert(table), batch)


def _everything(cycles: int, user: int) -> list[tuple[type[Base], Iterator[Row]]]:
    codes = [country.code for country in countries()]
    total, at = len(codes) * cycles, clock.now()
    submissions = [(number + 1, codes[number % len(codes)], number // len(codes)) for number in range(total)]
    needs = range(1, total * NEEDS_OF_A_SUBMISSION + 1)
    return [
        (
            Assessment,
            (_assessment(number, code, cycle, user, at) for number, code, cycle in submissions),
        ),
        (Submission, (_submission(number, user, at) for number, _code, _cycle in submissions)),
        (SubmittedScore, (row for number, _code, _cycle in submissions for row in _scores(number))),
        (SubmittedChange, (row for number, _code, cycle in submissions if cycle for row in _changes(number))),
        (NeedRecord, (_need(number, submissions, user, at) for number in needs)),
        (NeedRevision, (_revision(number, user, at) for number in needs)),
        (ReleaseRecord, _releases(submissions, len(needs), user, at)),
        (ReleasedSet, _sets(total, len(needs))),
    ]


def _assessment(number: int, code: str, cycle: int, user: int, at: datetime) -> Row:
    return {
        "id": number,
        "country_code": code,
        "title": f"Cycle {cycle}",
        "reference_date": FIRST_DAY + timedelta(cycle * 10),
        "instrument_code": published().code,
        "instrument_version": published().version,
        "modules": '["recommendations"]',
        "status": "submitted",
        "follows_id": number - len(countries()) if cycle else None,
        "created_by": user,
        "created_at": at,
    }


def _submission(number: int, user: int, at: datetime) -> Row:
    return {
        "assessment_id": number,
        "content": "{}",
        "content_hash": f"{number:064x}",
        "submitted_by": user,
        "submitted_at": at,
    }


def _scores(number: int) -> Iterator[Row]:
    chance = Random(number)
    for unit in published().units:
        if unit.scored:
            low = chance.uniform(0, 80)
            yield {
                "assessment_id": number,
                "kind": "unit",
                "code": unit.code,
                "low": low,
                "high": low + chance.uniform(0, 20),
                "known": 0.9,
                "band_low": 1 + int(low // 20),
                "band_high": 1 + int(low // 20),
            }


def _changes(number: int) -> Iterator[Row]:
    chance = Random(number)
    for unit in published().units:
        if unit.scored:
            low = chance.uniform(-30, 30)
            high = low + chance.uniform(0, 20)
            yield {"assessment_id": number, "unit_code": unit.code, "low": low, "high": high, "share": 1}


def _what(number: int) -> Need:
    units = [unit for unit in published().units if unit.scored]
    types = published().assistance_types
    unit, kind = units[number % len(units)], types[number % len(types)]
    return Need(
        title=f"{kind.title} {number}",
        unit=unit.code,
        assistance=kind.code,
        gap=FrozenGap(10, 30, 75, published().code, published().version, FIRST_DAY),
        objective="Judges are trained" if number % 50 == 0 else "It is done",
        urgency=1 + number % 4,
        office="Ministry",
    )


def _need(number: int, submissions: list[tuple[int, str, int]], user: int, at: datetime) -> Row:
    need = _what(number)
    assessment, code, _cycle = submissions[(number - 1) // NEEDS_OF_A_SUBMISSION]
    return {
        "id": number,
        "country_code": code,
        "assessment_id": assessment,
        "status": STATUSES[2 + number % 13],
        "status_since": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number % 7000),
        "revision": 1,
        "title": need.title,
        "unit_code": need.unit,
        "assistance": need.assistance,
        "further": "",
        "urgency": need.urgency,
        "is_restricted": False,
        "search_words": words_to_search(f"{need.title} {need.objective} {need.office}"),
        "seen_by_unodc_until": _last_day(),
        "seen_by_all_until": None,
        "created_by": user,
        "created_at": at,
    }


def _revision(number: int, user: int, at: datetime) -> Row:
    return {
        "need_id": number,
        "revision": 1,
        "based_on": 0,
        "content": "{}",
        "saved_by": user,
        "saved_at": at,
    }


def _last_day() -> date:
    return clock.now().date() + timedelta(365)


def _releases(submissions: list[tuple[int, str, int]], needs: int, user: int, at: datetime) -> Iterator[Row]:
    every = {
        "audience": "unodc",
        "provider_id": None,
        "purpose": "",
        "office": "Ministry",
        "first_day": FIRST_DAY,
        "last_day": _last_day(),
        "needs_second": False,
        "released_by": user,
        "released_at": at,
    }
    for number, code, _cycle in submissions:
        yield every | {"id": number, "country_code": code, "kind": "submission", "record_id": number}
    for number in range(1, needs + 1):
        _assessment, code, _cycle = submissions[(number - 1) // NEEDS_OF_A_SUBMISSION]
        yield every | {
            "id": len(submissions) + number,
            "country_code": code,
            "kind": "need",
            "record_id": number,
        }


def _sets(submissions: int, needs: int) -> Iterator[Row]:
    for number in range(1, submissions + needs + 1):
        yield {"release_id": number, "field_set": "scores" if number <= submissions else "request"}
