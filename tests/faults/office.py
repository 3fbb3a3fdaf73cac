"""A service with people at work in it, which may be killed and started again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from tests.servers import BehindTheScenes, Server
from tests.webapp.journeys import start
from tests.webapp.over_http import DistantVisitor
from webapp.database import db
from webapp.tables import AnswerRevision

COUNTRY = "KEN"


@dataclass(frozen=True)
class Saved:
    """One revision of an answer as the database holds it."""

    revision: int
    based_on: int
    content: dict[str, Any]

    @property
    def comment(self) -> str:
        """The comment in it."""
        return str(self.content.get("comment", ""))


class Office:
    """One server, who works at it, and what its database holds."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.records = BehindTheScenes(server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.records.close()
        code = self.server.stop()
        assert kind or code == 0, f"the server ended with {code}"

    def start_again(self) -> None:
        """Starts the service anew where it was."""
        self.server = self.server.again()

    def sign_in(self, country: str = COUNTRY) -> DistantVisitor:
        """Somebody new, a focal point of that country."""
        visitor = DistantVisitor(self.server.address)
        visitor.submit(visitor.get(self.records.way_in(country)))
        return visitor

    def start_assessment(self, visitor: DistantVisitor) -> str:
        """A new assessment; returns its path."""
        return start(visitor, COUNTRY)

    def revisions(self, question: str) -> list[Saved]:
        """Every revision of the answers to that question, the first one first."""

        def read() -> list[Saved]:
            rows = db.session.scalars(
                sa.select(AnswerRevision)
                .where(AnswerRevision.question_code == question)
                .order_by(AnswerRevision.assessment_id, AnswerRevision.revision)
            )
            return [Saved(row.revision, row.based_on, json.loads(row.content)) for row in rows]

        return self.records.do(read)

    def assert_intact(self) -> None:
        """The database finds nothing wrong with itself. PostgreSQL looks after itself."""

        def check() -> None:
            if db.engine.dialect.name == "sqlite":
                assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
                assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []

        self.records.do(check)


def form_of(visitor: DistantVisitor, assessment: str, unit: str) -> tuple[str, MultiDict[str, str]]:
    """The form of a unit's page as it stands: where it goes, and its fields with those of “Save and stay”."""
    action, fields = visitor.get(f"{assessment}units/{unit}").fields("Save and stay")
    fields["then"] = "stay"
    return action, fields
