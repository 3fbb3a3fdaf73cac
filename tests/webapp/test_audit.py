"""The audit trail is one chain of events, and any change to it shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from webapp import audit
from webapp.audit import Action
from webapp.database import db, own_transaction
from webapp.records import audit_trail
from webapp.tables import AuditEvent


def record_three(app: Flask) -> None:
    """Three events of a country, each in a transaction of its own."""
    for subject in ("first", "second", "third"):
        with own_transaction(app):
            audit.record(Action.ASSESSMENT_STARTED, country="KEN", subject=subject, details={"what": "é"})


def test_the_events_are_chained_in_the_order_in_which_they_happened(app: Flask) -> None:
    record_three(app)
    with app.app_context():
        events = list(audit_trail.chain())
        assert [(event.number, event.subject) for event in events] == [
            (1, "first"),
            (2, "second"),
            (3, "third"),
        ]
        assert events[0].previous_hash == "0" * 64
        assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]
        assert audit_trail.first_mistake() is None
        assert audit_trail.head() == (3, events[-1].hash)


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit_events SET subject = 'other' WHERE number = 2", (2, "has been changed")),
        ("UPDATE audit_events SET at = '2020-01-01 00:00:00' WHERE number = 2", (2, "has been changed")),
        ("DELETE FROM audit_events WHERE number = 2", (2, "is missing")),
        ("DELETE FROM audit_events WHERE number = 3", (3, "is missing at the end of the chain")),
        (
            "UPDATE audit_events SET previous_hash = 'x' WHERE number = 2",
            (2, "does not follow from the one before"),
        ),
    ],
)
def test_what_was_changed_or_removed_is_found(app: Flask, tampering: str, found: tuple[int, str]) -> None:
    record_three(app)
    with own_transaction(app):
        db.session.execute(sa.text(tampering))
    with app.app_context():
        assert audit_trail.first_mistake() == found


def test_an_event_of_a_transaction_that_fails_is_not_told(app: Flask) -> None:
    record_three(app)

    def fail_after_recording() -> None:
        with own_transaction(app):
            audit.record(Action.ASSESSMENT_STARTED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_recording()
    with app.app_context():
        assert audit_trail.head()[0] == 3
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 3


def test_events_of_the_same_moment_do_not_fork_the_chain(app: Flask) -> None:
    def record(number: int) -> None:
        with own_transaction(app):
            audit.record(Action.SIGNED_IN, subject=str(number))

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(record, range(40)))
    with app.app_context():
        assert audit_trail.head()[0] == 40
        assert audit_trail.first_mistake() is None
