"""The desk with all the countries of the world on it, on both engines: how long its pages take, and how that
grows with what they stand on.

What is told of a page is the middle one of nine answers of a service that runs, without web server and
network: it has answered the page some times before, so that templates are compiled, statements prepared and
rows in memory, and Python's collector leaves alone what was loaded at the start, as `webapp/serving.py` has
it. The first answer to that page stands beside it, without a goal.
"""

from __future__ import annotations

import contextlib
import gc
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
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
    "/desk/portfolio/coverage",
    "/desk/portfolio/regions",
    "/desk/portfolio/needs",
    "/desk/portfolio/movement",
    "/desk/portfolio/movement/R10",
    "/desk/cohorts",
)
# In cycles of all countries; the last is more than 97,000 submissions.
SIZES = (FEW_CYCLES, 50, 500)
# The driver of PostgreSQL has a statement prepared once it was asked five times.
ASKED_BEFORE = 8
REPETITIONS = 9


@dataclass(frozen=True)
class Answered:
    """How many milliseconds a page took: when it was asked for the first time, and later."""

    first: float
    later: float


def measured(folder: Path) -> list[Line]:
    """Each page on each engine: with the first few cycles, with the most, and how it grew on the way."""
    lines = []
    for engine, url in _databases(folder):
        by_size = _answered_by_size(folder / engine, url)
        for path in PAGES:
            lines += _lines_of(f"{engine} {path}", [by_size[size][path] for size in SIZES])
    return lines


def _lines_of(work: str, answered: list[Answered]) -> list[Line]:
    few, *_between, many = answered
    curve = ", ".join(f"x {size}: {its.later:,.0f} ms" for size, its in zip(SIZES, answered, strict=True))
    return [
        at_most(
            f"{work}, {len(CODES)} countries x {SIZES[0]}", few.later, 50, "ms", f"first: {few.first:,.0f} ms"
        ),
        at_most(f"{work}, {len(CODES)} countries x {SIZES[-1]}", many.later, 300, "ms", curve),
        times(f"{work}, growth", many.later, few.later, "ms", "with few", SIZES[-1] / SIZES[0]),
    ]


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Both engines, by name and address of an empty database; PostgreSQL runs while it is used."""
    yield "SQLite", f"sqlite:///{folder / 'many.db'}"
    cluster = Cluster()
    with contextlib.ExitStack() as afterwards:
        afterwards.callback(cluster.stop)
        cluster.start()
        yield "PostgreSQL", cluster.url(cluster.create_database())


def _answered_by_size(folder: Path, database_url: str) -> dict[int, dict[str, Answered]]:
    app = many_submissions.few_cycles(folder, database_url)
    visitor = _officer(app)
    found, before = {}, FEW_CYCLES
    with _loaded_things_left_alone():
        for size in SIZES:
            many_submissions.grow(app, before, size)
            found[size] = {path: _answered(visitor, path) for path in PAGES}
            before = size
    return found


@contextlib.contextmanager
def _loaded_things_left_alone() -> Iterator[None]:
    """Keeps the collector as a service has it that has been loaded."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _answered(visitor: Visitor, path: str) -> Answered:
    first = _milliseconds(visitor, path)
    visitor.get(path)
    for _each in range(ASKED_BEFORE):
        visitor.client.get(path)
    return Answered(first, statistics.median(_milliseconds(visitor, path) for _each in range(REPETITIONS)))


def _milliseconds(visitor: Visitor, path: str) -> float:
    started = time.perf_counter()
    visitor.client.get(path)
    return (time.perf_counter() - started) * 1000


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
