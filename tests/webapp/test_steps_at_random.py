"""Whatever people of all roles try, in whatever order: only the steps that the table allows are taken, what
was submitted never changes, and the audit trail stays whole.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, number_of, start
from tests.webapp.pages import Visitor
from tests.webapp.test_submission_steps import LEADS_TO, TYPED, take
from webapp.database import db
from webapp.records import audit_trail
from webapp.tables import Assessment, Submission

ROLES = ("focal_point", "contributor", "reviewer", "reader", "stranger")
REOPEN = "reopen"
ONWARDS = {"draft": "send-to-review", "under_review": "clear", "cleared": "submit"}


@dataclass(frozen=True)
class Office:
    """A service, and one person of each role in it; the stranger leads another country."""

    app: Flask
    people: dict[str, Visitor]


class AnyOrder(RuleBasedStateMachine):
    """An assessment that goes from hand to hand."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.app, self.people = office.app, office.people
        self.lead = office.people["focal_point"]
        self.rounds = 0
        self.address = start(self.lead, title=f"Assessment {len(dump(self.app)['assessments'])}")
        self.status = "draft"
        self.frozen: dict[int, tuple[str, str]] = {}

    @precondition(lambda self: self.status != "submitted")
    @rule()
    def it_goes_on(self) -> None:
        """Towards the submission: left to chance, little would ever be submitted."""
        step = ONWARDS[self.status]
        take(self.lead, self.address, step)
        self.status = LEADS_TO[self.status, step]

    @rule(step=st.sampled_from(list(TYPED)))
    def the_focal_point_tries(self, step: str) -> None:
        """The step is taken where the table says so, and only there."""
        if after := LEADS_TO.get((self.status, step)):
            take(self.lead, self.address, step)
            self.status = after
        else:
            # A step just taken and sent again is answered as it was.
            self.refused("focal_point", step, 409, 303)

    @rule(role=st.sampled_from(ROLES[1:]), step=st.sampled_from([*TYPED, REOPEN]))
    def somebody_else_tries(self, role: str, step: str) -> None:
        """Nobody else takes any step, and learns nothing by trying."""
        self.refused(role, step, 404)

    @rule()
    def an_answer_is_changed(self) -> None:
        """In a draft, and only there."""
        self.rounds += 1
        if self.status == "draft":
            answer(self.lead, self.address, R02_3="12"[self.rounds % 2])
        else:
            self.refused("focal_point", "units/R02", 409, **{"R02.3-base": "0", "R02.3-answer": "3"})

    @precondition(lambda self: self.status == "submitted")
    @rule()
    def it_is_reopened(self) -> None:
        """Work goes on in the draft that corrects the submission."""
        page = self.lead.get(f"{self.address}{REOPEN}")
        self.address = self.lead.submit(page, "Open a new draft", {"reason": "A figure was wrong."}).location
        self.status = "draft"

    def refused(self, role: str, path: str, *statuses: int, **fields: str) -> None:
        """That person is answered with one of these, and nothing has changed."""
        before = dump(self.app)
        _action, token = self.people[role].get("/").fields("Sign out")
        sent = {**token, "reason": "because", **TYPED.get(path, {}), **fields}
        answered = self.people[role].client.post(f"{self.address}{path}", data=sent)
        assert answered.status_code in statuses
        after = dump(self.app)
        # That somebody was here is noted with their session; what they typed is kept for them.
        for table in ("sessions", "kept_forms"):
            before.pop(table, None)
            after.pop(table, None)
        assert after == before

    @invariant()
    def it_stands_where_it_should(self) -> None:
        """The state in the database is that of the table."""
        with self.app.app_context():
            assert db.session.get_one(Assessment, number_of(self.address)).status == self.status

    @invariant()
    def what_was_submitted_is_as_it_was(self) -> None:
        """Its bytes and its hash, for ever."""
        with self.app.app_context():
            rows = db.session.scalars(sa.select(Submission)).all()
            found = {row.assessment_id: (row.content, row.content_hash) for row in rows}
        for number, (content, content_hash) in found.items():
            assert hashlib.sha256(content.encode()).hexdigest() == content_hash
            assert self.frozen.setdefault(number, (content, content_hash)) == (content, content_hash)
        assert self.frozen.keys() == found.keys()

    @invariant()
    def the_audit_trail_is_whole(self) -> None:
        """From its first event to its last."""
        with self.app.app_context():
            assert audit_trail.first_mistake() is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_steps_in_any_order_by_anybody(app: Flask, sign_in: SignIn) -> None:
    people = {role: sign_in("KEN", role=role) for role in ROLES[:-1]}
    office = Office(app, {**people, "stranger": sign_in("FRA")})
    run_state_machine_as_test(
        functools.partial(AnyOrder, office),  # type: ignore[arg-type]  # it takes whatever makes a machine
        settings=settings(
            max_examples=5,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
