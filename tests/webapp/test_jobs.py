"""The table of renderings is the queue: any number of workers share it; none keeps a document for ever."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import Clock, SignIn
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_gap_report import ask
from webapp import clock, documents, jobs
from webapp.database import db, own_reading, own_transaction
from webapp.records import renderings
from webapp.tables import Rendering


@pytest.fixture
def asked(app: Flask, sign_in: SignIn) -> list[int]:
    """The numbers of two documents that somebody waits for."""
    visitor = sign_in("KEN")
    number = add_assessment(app, seed=11, modules=("recommendations",))
    for button in ("XLSX", "JSON"):
        ask(visitor, number, button)
    with app.app_context():
        return list(db.session.scalars(sa.select(Rendering.id).order_by(Rendering.id)))


def claim(app: Flask, holder: str) -> int | None:
    """The number of the document that is theirs now."""
    with own_transaction(app):
        found = renderings.claim(holder, clock.now())
        return found.id if found else None


def finish(app: Flask, number: int, holder: str, state: str = renderings.READY) -> None:
    """What the holder says became of it."""
    with own_transaction(app):
        renderings.finish(number, holder, state, "", clock.now())


def state_of(app: Flask, number: int) -> str:
    """What the table says of it."""
    with app.app_context():
        return db.session.get_one(Rendering, number).state


def test_two_workers_get_different_documents_in_the_order_in_which_they_were_asked_for(
    app: Flask, asked: list[int]
) -> None:
    assert [claim(app, holder) for holder in ("first", "second", "third")] == [*asked, None]


# SQLite lets nobody else begin to write.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_that_look_at_the_same_moment_get_different_documents(
    app: Flask, asked: list[int]
) -> None:
    with own_transaction(app):
        mine = renderings.claim("first", clock.now())
        assert mine is not None
        assert [mine.id, claim(app, "second"), claim(app, "third")] == [*asked, None]


def test_what_a_worker_that_died_had_claimed_is_taken_up_after_a_while(
    app: Flask, asked: list[int], clock_stands: Clock
) -> None:
    assert [claim(app, "dead"), claim(app, "other")] == asked
    assert claim(app, "another") is None
    clock_stands.goes_on(seconds=int(renderings.CLAIMED_FOR.total_seconds()) - 1)
    assert claim(app, "another") is None
    clock_stands.goes_on(seconds=1)
    assert claim(app, "another") == asked[0]


def test_whoever_is_alive_keeps_what_they_claimed(app: Flask, asked: list[int], clock_stands: Clock) -> None:
    assert [claim(app, "slow"), claim(app, "dead")] == asked
    for _ in range(3):
        clock_stands.goes_on(seconds=int(renderings.CLAIMED_FOR.total_seconds()) - 1)
        with own_transaction(app):
            renderings.hold_on("slow", clock.now())
    assert claim(app, "another") == asked[1]
    assert claim(app, "another") is None


def test_what_is_given_back_is_there_at_once(app: Flask, asked: list[int]) -> None:
    assert claim(app, "stopped") == asked[0]
    with own_transaction(app):
        renderings.give_back("stopped")
    assert claim(app, "another") == asked[0]


def test_who_lost_a_claim_says_nothing_any_more(app: Flask, asked: list[int], clock_stands: Clock) -> None:
    assert claim(app, "slow") == asked[0]
    clock_stands.goes_on(seconds=int(renderings.CLAIMED_FOR.total_seconds()))
    assert claim(app, "another") == asked[0]
    finish(app, asked[0], "slow", renderings.FAILED)
    with own_transaction(app):
        renderings.give_back("slow")
        renderings.hold_on("slow", clock.now() + timedelta(hours=1))
    assert state_of(app, asked[0]) == renderings.QUEUED
    finish(app, asked[0], "another")
    assert state_of(app, asked[0]) == renderings.READY


def test_a_document_made_by_two_stays_as_the_first_one_made_it(tmp_path: Path) -> None:
    folder = documents.DocumentFolder(tmp_path)
    folder.store("hash", "pdf", b"signed at noon")
    folder.store("hash", "pdf", b"signed a little later")
    assert folder.path("hash", "pdf").read_bytes() == b"signed at noon"
    assert list((tmp_path / "documents").iterdir()) == [folder.path("hash", "pdf")]


def test_a_document_that_lies_there_already_is_not_made_again(
    app: Flask, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker died after it had stored it, and before it could say so."""
    with app.app_context():
        first = db.session.get_one(Rendering, asked[0])
        documents.DocumentFolder(app.extensions["settings"].folder).store(
            first.content_hash, first.format, b"made before"
        )

    def make(_content: str) -> bytes:
        raise AssertionError("made again")

    monkeypatch.setattr(jobs, "make_document", make)
    assert jobs.make_next(app, "another") is jobs.Outcome.MADE
    assert state_of(app, asked[0]) == renderings.READY


def test_whoever_only_looks_cannot_write(app: Flask, asked: list[int]) -> None:
    with own_reading(app), pytest.raises(sa.exc.DBAPIError):
        renderings.give_back("a worker that only looks")
