"""The engine, the session, and one transaction per request.

A request that answers has saved everything; a request that raised has saved nothing; a GET cannot write at
all: the database itself refuses it (decision 0007).
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, has_app_context, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECONDS_TO_WAIT_FOR_A_LOCK = 20
# Older SQLite libraries can lose a commit in WAL mode when several connections check-point at once.
FIRST_SAFE_WAL = (3, 51, 3)
# A note on a connection.
CANNOT_WRITE = "cannot write"
# The option of a statement that reads thousands of figures.
MANY_FIGURES = "many_figures"

log = logging.getLogger(__name__)
db = SQLAlchemy(session_options={"expire_on_commit": False})


def sqlite_library() -> ModuleType:
    """The newest SQLite there is: the wheel's where one is installed, otherwise the standard library's."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def engine_options(url: str, lock_wait_seconds: int = SECONDS_TO_WAIT_FOR_A_LOCK) -> dict[str, Any]:
    """The keyword arguments of `sqlalchemy.create_engine` for this database."""
    parts = sa.make_url(url)
    # Errors are logged, and what people typed must not be.
    always = {"url": url, "hide_parameters": True}
    if parts.get_backend_name() == "sqlite":
        return {
            **always,
            "module": sqlite_library(),
            # BEGIN is sent by our own listener: the driver would send it late, and never IMMEDIATE.
            "connect_args": {"isolation_level": None, "timeout": lock_wait_seconds},
        }
    # No statement here is long enough to pay for being compiled first, whatever its plan is guessed to cost.
    ours = f"-c lock_timeout={lock_wait_seconds}s -c jit=off"
    options = f"{parts.query.get('options', '')} {ours}".strip()
    return {**always, "pool_pre_ping": True, "connect_args": {"options": options}}


def prepare_engine(engine: sa.Engine) -> None:
    """Gives every connection its pragmas and every transaction its kind."""
    sa.event.listen(engine, "checkin", _let_go_of_one_that_cannot_write)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_pragmas)
        sa.event.listen(engine, "begin", _begin_on_sqlite)
    else:
        sa.event.listen(engine, "connect", _note_whether_postgresql_takes_writes)
        sa.event.listen(engine, "begin", _begin_on_postgresql)
        sa.event.listen(engine, "before_cursor_execute", _take_figures_as_they_are)


def make_engine(url: str) -> sa.Engine:
    """An engine outside the web application: for migrations and commands."""
    engine = sa.create_engine(**engine_options(url))
    prepare_engine(engine)
    return engine


def _set_pragmas(connection: Any, record: sa.pool.ConnectionPoolEntry) -> None:
    is_wal_safe = sqlite_library().sqlite_version_info >= FIRST_SAFE_WAL
    for pragma in (
        f"journal_mode = {'WAL' if is_wal_safe else 'DELETE'}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    [(_number, _name, path)] = connection.execute("PRAGMA database_list").fetchall()
    files = [Path(path).parent, *(Path(path + end) for end in ("", "-wal", "-shm"))]
    record.info[CANNOT_WRITE] = not all(os.access(file, os.W_OK) for file in files if file.exists())


def _note_whether_postgresql_takes_writes(connection: Any, record: sa.pool.ConnectionPoolEntry) -> None:
    [only_reads] = connection.execute("SHOW transaction_read_only").fetchone()
    connection.rollback()
    record.info[CANNOT_WRITE] = only_reads == "on"


def _take_figures_as_they_are(_connection: object, cursor: Any, *told: Any) -> None:
    """Lets PostgreSQL hand over a result in binary where the statement asks for it: thousands of figures that
    are written as text and read again take longer than finding them.
    """
    _statement, _parameters, context, _many = told
    if context is not None and context.execution_options.get(MANY_FIGURES):
        # A service on SQLite does not load this library.
        from psycopg.pq import Format  # noqa: PLC0415

        cursor.format = Format.BINARY


def _let_go_of_one_that_cannot_write(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
    """A connection opened while the database was read-only would stay so after the database is not."""
    if record.info.get(CANNOT_WRITE):
        record.invalidate()


def is_reading_request() -> bool:
    """Whether this is a request that must not write, or something that said of itself that it only reads.
    Commands and the worker may always write.
    """
    if has_app_context() and "writes_no_more" in g:
        return True
    return has_request_context() and request.method in READING_METHODS


def write_no_more() -> None:
    """Forgets everything this request has changed. From now on it only reads: a page that says what failed
    must not wait for what failed.
    """
    roll_back()
    g.writes_no_more = True


def _begin_on_sqlite(connection: sa.Connection) -> None:
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101  # a transaction begins on an open connection
    reading = is_reading_request()
    # A writer takes its lock at once: a lock asked for in mid-transaction can fail where this one waits.
    try:
        for statement in (
            f"PRAGMA query_only = {'ON' if reading else 'OFF'}",
            "BEGIN" if reading else "BEGIN IMMEDIATE",
        ):
            driver.cursor().execute(statement)
    except sqlite_library().Error as problem:
        # The library does not wrap what goes wrong in a listener.
        raise sa.exc.OperationalError(statement, None, problem) from problem


def _begin_on_postgresql(connection: sa.Connection) -> None:
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101  # a transaction begins on an open connection
    # Part of the BEGIN that the driver sends with the first statement: no statement of its own.
    # Otherwise as the database has it: an administrator may have made it read-only.
    driver.read_only = True if is_reading_request() else None


def connection() -> sa.Connection:
    """The connection of this request's transaction, with all that was changed so far: for statements about
    columns. Through the session they take twice as long, which makes ready to follow objects for changes.
    """
    db.session.flush()
    return db.session.connection()


def after_commit(action: Callable[[], object]) -> None:
    """Does something once this request's changes are durable, and not at all if they are rolled back.

    If it fails, that is in the log only: what was saved is saved.
    """
    g.setdefault("after_commit", []).append(action)


def let_others_write() -> None:
    """Keeps what this request has changed so far and holds nothing while it does something slow. What follows
    is another transaction.
    """
    db.session.commit()


@contextlib.contextmanager
def only_reading() -> Iterator[None]:
    """A part of a writing request that reads for long: what was changed so far is kept, nothing can be
    changed meanwhile, and nobody who wants to save waits for it. What follows is another transaction.
    """
    db.session.commit()
    g.writes_no_more = True
    try:
        yield
    finally:
        db.session.rollback()
        g.pop("writes_no_more", None)


def roll_back() -> None:
    """Forgets everything this request has changed so far."""
    db.session.rollback()
    g.pop("after_commit", None)


def save_now() -> None:
    """Makes durable what this request has changed so far, because something follows that nobody can take
    back, such as a mail. What it changes afterwards is a transaction of its own.
    """
    db.session.commit()
    for action in g.pop("after_commit", []):
        try:
            action()
        except Exception as problem:  # noqa: BLE001  # it is saved, and the answer must not say otherwise
            kind = type(problem).__name__
            log.error("what was to follow on %s has failed: %s", request.url_rule, kind)  # noqa: TRY400


def finish_transaction(response: Response) -> Response:
    """Commits what the view did, before its answer leaves; a server error has already been rolled back."""
    if response.status_code >= 500:
        roll_back()
        return response
    save_now()
    return response


def init_app(app: Flask, url: str, lock_wait_seconds: int) -> None:
    """Gives the application its engine and session. Must be the first to ask for a word after each view."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(url, lock_wait_seconds)}
    db.init_app(app)
    # The library would also close asynchronous sessions. We have none, and it costs a thread and an event
    # loop each time.
    app.teardown_appcontext_funcs = [
        action for action in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(action)
    ]
    with app.app_context():
        prepare_engine(db.engine)
    app.after_request(finish_transaction)


@contextlib.contextmanager
def own_transaction(app: Flask) -> Iterator[None]:
    """A transaction outside any request: committed at the end, rolled back on an error."""
    with app.app_context():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextlib.contextmanager
def own_reading(app: Flask) -> Iterator[None]:
    """A transaction outside any request that cannot write, so that nobody who writes waits for it."""
    with app.app_context():
        g.writes_no_more = True
        yield
