"""The desk with all the countries of the world on it, on both engines: how long its pages take, and how that
grows with what they stand on.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from bench import many_submissions
from bench.figures import Line, at_most, times
from bench.many_submissions import CODES, FEW_CYCLES, OFFICER
from tests.postgresql import Cluster
from tests.webapp.pages import Visitor
from tests.webapp.second_factors import code_of, give_code
from webapp import accounts
from webapp.database import own_transaction
from webapp.records import people

PAGES = (
    "/desk/",
    "/desk/needs",
    "/desk/needs?region=202&unit=R10",
    "/desk/needs?words=judges",
    "/desk/portfolio",
    "/desk/portfolio/needs",
    "/desk/portfolio/movement",
    "/desk/cohorts",
)
# In cycles of all countries; the last is more than 97,000 submissions.
SIZES = (FEW_CYCLES, 50, 500)
REPETITIONS = 9


def measured(folder: Path) -> list[Line]:
    """Each page on each engine: with the first few cycles, with the most, and how it grew on the way."""
    lines = []
    for engine, url in _databases(folder):
        seconds = _seconds_by_size(folder / engine, url)
        for path in PAGES:
            lines += _lines_of(f"{engine} {path}", [seconds[size][path] for size in SIZES])
    return lines


def _lines_of(work: str, seconds: list[float]) -> list[Line]:
    few, *_between, many = seconds
    curve = ", ".join(f"x {size}: {value * 1000:,.0f} ms" for size, value in zip(SIZES, seconds, strict=True))
    return [
        at_most(f"{work}, {len(CODES)} countries x {SIZES[0]}", few * 1000, 50, "ms"),
        at_most(f"{work}, {len(CODES)} countries x {SIZES[-1]}", many * 1000, 300, "ms", curve),
        times(f"{work}, growth", many, few, "s", "with few", SIZES[-1] / SIZES[0]),
    ]


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Both engines, by name and address of an empty database; PostgreSQL runs while it is used."""
    yield "SQLite", f"sqlite:///{folder / 'many.db'}"
    cluster = Cluster()
    with contextlib.ExitStack() as afterwards:
        afterwards.callback(cluster.stop)
        cluster.start()
        yield "PostgreSQL", cluster.url(cluster.create_database())


def _seconds_by_size(folder: Path, database_url: str) -> dict[int, dict[str, float]]:
    app = many_submissions.few_cycles(folder, database_url)
    visitor = _officer(app)
    found, before = {}, FEW_CYCLES
    for size in SIZES:
        many_submissions.grow(app, before, size)
        found[size] = {path: _seconds(visitor, path) for path in PAGES}
        before = size
    return found


def _seconds(visitor: Visitor, path: str) -> float:
    visitor.get(path)
    seconds = []
    for _each in range(REPETITIONS):
        started = time.perf_counter()
        visitor.client.get(path)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


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
