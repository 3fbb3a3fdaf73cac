"""What is measured. Each function measures our work and its bare counterpart one after the other."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

import html5lib
import sqlalchemy as sa

from bench import http, rendering
from bench.figures import Line, at_most, share, times
from bench.place import Place, token_in
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from questionnaire.scoring import score
from reports.content.audience import WORKING_FILE
from tests.webapp.pages import Page
from webapp.database import db, make_engine

UNIT = "R10"
COUNTRIES = 193
RENDERINGS = 4


def statements(place: Place) -> list[Line]:
    """SQL statements per page, whatever the number of answers."""
    visitor = place.visitor
    with place.app.app_context():
        engine = db.engine
    count = 0

    def add(*_arguments: object) -> None:
        nonlocal count
        count += 1

    def counted(action: Callable[[], Page]) -> int:
        nonlocal count
        count = 0
        sa.event.listen(engine, "before_cursor_execute", add)
        action()
        sa.event.remove(engine, "before_cursor_execute", add)
        return count

    lines = []
    for state, number in (("empty", 1), ("complete", 2)):
        unit = visitor.get(place.path(number, f"units/{UNIT}"))
        comment = {f"{UNIT}.1-comment": "A new comment"}
        for work, goal, action in (
            ("unit page", 5, lambda number=number: visitor.get(place.path(number, f"units/{UNIT}"))),
            (
                "save",
                6,
                lambda unit=unit, comment=comment: visitor.submit(unit, "Save and continue", comment),
            ),
            ("task list", 6, lambda number=number: visitor.get(place.path(number))),
        ):
            lines.append(at_most(f"SQL statements: {work}, {state}", counted(action), goal, ""))
    return lines


def pages(place: Place, hello_port: int) -> list[Line]:
    """The unit page against hello-world, and what a first visit costs on the wire."""
    cookie = place.cookie
    path = place.path(2, f"units/{UNIT}")
    # Both have loaded everything, and the worker beside them too, before the clock runs.
    http.requests_per_second(place.port, path, cookie=cookie)
    ceiling = http.requests_per_second(hello_port, "/")
    ours = http.requests_per_second(place.port, path, cookie=cookie)
    again = http.requests_per_second(hello_port, "/")
    return [
        share("unit page, signed in, complete", ours, max(ceiling, again), "/s", "hello-world", 0.15),
        *_first_load(place, path, cookie),
    ]


def _first_load(place: Place, path: str, cookie: str) -> list[Line]:
    connection = http.Connection(place.port)
    _status, headers, content = connection.ask(path, cookie=cookie)
    page = html5lib.parse(gzip.decompress(content).decode(), namespaceHTMLElements=False)
    parts = [
        address
        for tag, attribute in (("link", "href"), ("script", "src"), ("img", "src"))
        for element in page.iter(tag)
        if (address := element.get(attribute))
    ]
    total = len(content)
    for part in parts:
        total += len(connection.ask(part)[2])
    assert headers["content-encoding"] == "gzip"
    return [
        at_most("first load of a unit page", total / 1024, 50, "KiB compressed"),
        at_most("first load of a unit page", 1 + len(parts), 4, "requests"),
        at_most("later unit pages", len(content) / 1024, 20, "KiB compressed"),
    ]


def saves(place: Place, folder: Path, hello_port: int, seconds: float = 4.0) -> list[Line]:
    """A save of one answer through the service against a bare insert and commit with the same pragmas, and
    against a hello-world that takes the same form and commits one row: what a request can reach at best.
    """
    path = place.path(3, f"units/{UNIT}")
    connection = http.Connection(place.port)
    _status, _headers, page = connection.ask(path, cookie=place.cookie)
    _action, fields = place.visitor.get(path).fields()
    fields["csrf_token"] = token_in(page)
    spent, done = 0.0, 0
    while spent < seconds:
        fields[f"{UNIT}.1-comment"] = f"Comment {done}"
        fields[f"{UNIT}.1-base"] = str(done + 1)
        body = urlencode(list(fields.items(multi=True))).encode()
        started = time.perf_counter()
        status, _headers, _content = connection.ask(path, cookie=place.cookie, body=body)
        spent += time.perf_counter() - started
        assert status == 303, f"the save answered {status}"
        done += 1
    work, rate = "save of one answer, durable", done / spent
    return [
        share(work, rate, _bare_commits(folder, seconds), "/s", "insert + commit", 0.3),
        share(work, rate, _bare_requests(hello_port, body, seconds), "/s", "hello-world that commits", None),
    ]


def _bare_requests(hello_port: int, body: bytes, seconds: float) -> float:
    """Requests per second that commit one row each and do nothing else, one by one."""
    connection = http.Connection(hello_port)
    connection.ask("/commit", body=body)
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        status, _headers, _content = connection.ask("/commit", body=body)
        assert status == 303, f"hello-world answered {status}"
        done += 1
    return done / (time.perf_counter() - started)


def _bare_commits(folder: Path, seconds: float) -> float:
    """Durable inserts per second, one by one, on the driver itself."""
    engine = make_engine(f"sqlite:///{folder / 'bare.db'}")
    connection = engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, content TEXT)")
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO answers (content) VALUES (?)", ('{"state": "answered", "level": 3}',))
        cursor.execute("COMMIT")
        done += 1
    rate = done / (time.perf_counter() - started)
    connection.close()
    engine.dispose()
    return rate


def scoring() -> list[Line]:
    """The score of a full assessment, and of all countries of the world."""
    instrument = published()
    sheets = [random_sheet(instrument, seed=seed, complete=True) for seed in range(COUNTRIES)]

    def all_scores() -> None:
        for sheet in sheets:
            score(instrument, sheet)

    all_scores()
    started = time.perf_counter()
    all_scores()
    total = time.perf_counter() - started
    best = min(_seconds(lambda: score(instrument, sheets[0])) for _ in range(50))
    whole = min(_seconds(lambda: outcome_of(instrument, sheets[0])) for _ in range(50))
    return [
        at_most("scores of a full assessment", best * 1000, 2, "ms"),
        Line("scores, gaps, priorities and needs of one", f"{whole * 1000:.3g} ms", "", "", "", None),
        at_most(f"scores of {COUNTRIES} countries", total, 0.3, "s"),
    ]


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def reports() -> list[Line]:
    """The full report against the words of the same pages as bare text, and prose on as many: the best of
    some runs of each, in turn, for a machine that does other things as well is not always as slow.
    """
    fulls = []
    bare = []
    for _ in range(RENDERINGS):
        fulls.append(rendering.of_sample("complete", WORKING_FILE))
        bare.append(rendering.of_its_words("complete", WORKING_FILE, fulls[0].pages))
    full, words = (min(made, key=attrgetter("seconds")) for made in (fulls, bare))
    prose = rendering.of_prose(full.pages)
    report = f"full gap report, {full.pages} pages"
    return [
        times(report, full.seconds, words.seconds, "s", f"its words alone, {words.pages} pages", 2.5),
        times(
            report, full.seconds, prose.seconds, "s", f"36 lines of prose a page, {prose.pages} pages", None
        ),
        at_most("peak memory of the report's process", max(made.peak_mb for made in fulls), 250, "MB"),
    ]


def rendering_beside_pages(place: Place) -> list[Line]:
    """The unit page while five reports are made, against the page at rest; and a report that is ready."""
    path = place.path(1, f"units/{UNIT}")
    connection = http.Connection(place.port)
    rest = [_page_seconds(connection, path, place.cookie) for _ in range(200)]
    asked = [_ask_for_report(place, connection, number) for number in range(2, 7)]
    busy: list[float] = []
    while not all(_is_ready(connection, address, place.cookie) for address in asked):
        busy += [_page_seconds(connection, path, place.cookie) for _ in range(20)]
    stored = min(_file_seconds(place, connection, asked[0]) for _ in range(20))
    return [
        times(
            "unit page, p95, while five reports are made", _p95_ms(busy), _p95_ms(rest), "ms", "at rest", 2
        ),
        at_most("a report made before, served", stored * 1000, 20, "ms"),
    ]


def _page_seconds(connection: http.Connection, path: str, cookie: str) -> float:
    started = time.perf_counter()
    status, _headers, _content = connection.ask(path, cookie=cookie)
    assert status == 200, f"{path} answered {status}"
    return time.perf_counter() - started


def _file_seconds(place: Place, connection: http.Connection, address: str) -> float:
    _status, _headers, page = connection.ask(address, cookie=place.cookie)
    body = urlencode({"csrf_token": token_in(page)}).encode()
    started = time.perf_counter()
    status, _headers, _content = connection.ask(f"{address}/file", cookie=place.cookie, body=body)
    assert status == 200, f"{address}/file answered {status}"
    return time.perf_counter() - started


def _p95_ms(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def _ask_for_report(place: Place, connection: http.Connection, number: int) -> str:
    address = place.path(number, "report")
    _status, _headers, page = connection.ask(address, cookie=place.cookie)
    asked = {"csrf_token": token_in(page), "variant": "working-file", "format": "pdf"}
    body = urlencode(asked).encode()
    status, headers, _content = connection.ask(address, cookie=place.cookie, body=body)
    assert status == 303, f"asking for the report answered {status}"
    return headers["location"]


def _is_ready(connection: http.Connection, address: str, cookie: str) -> bool:
    _status, headers, page = connection.ask(address, cookie=cookie)
    assert b"could not be made" not in gzip.decompress(page)
    return "refresh" not in headers
