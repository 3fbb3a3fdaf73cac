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
from tests.webapp.pages import Page
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


class Desk:
    """Somebody who has a unit's page open and saves from it, in an assessment of their own or in this one."""

    def __init__(self, office: Office, question: str = "R02.1", assessment: str = "") -> None:
        self.office = office
        self.question = question
        self.visitor = office.sign_in()
        self.assessment = assessment or office.start_assessment(self.visitor)
        self.action, self.fields = form_of(self.visitor, self.assessment, question.partition(".")[0])
        self.saved: list[str] = []

    def send(self, text: str) -> Page:
        """Sends the page with this comment; returns whatever comes back."""
        self.fields[f"{self.question}-comment"] = text
        self.fields[f"{self.question}-base"] = str(len(self.saved))
        page = Page(self.visitor.client.post(self.action, data=self.fields), self.action)
        if page.status == 303:
            self.saved.append(text)
        return page

    def save(self, text: str) -> None:
        """Sends the page with this comment; it is saved."""
        page = self.send(text)
        assert page.status == 303, f"{page.status}: {page.text[:2000]}"

    def assert_reads(self) -> None:
        """The page opens and shows the text saved last."""
        _action, fields = self.visitor.get(self.action).fields("Save and stay")
        shown = fields.get(f"{self.question}-comment", "").replace("\r\n", "\n")
        assert shown == (self.saved or [""])[-1]

    def assert_stored(self) -> None:
        """Every text that was acknowledged is there, once, and nothing else."""
        found = self.office.revisions(self.assessment, self.question)
        assert [one.comment for one in found] == self.saved
        assert [one.revision for one in found] == list(range(1, len(found) + 1))
        assert [one.based_on for one in found] == list(range(len(found)))

    def assert_all_found(self) -> None:
        """Every text that was acknowledged is there, once, and nothing else; the page shows the last one."""
        self.assert_stored()
        self.assert_reads()


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
        if kind:
            print(self.server.log.read_text())
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

    def revisions(self, assessment: str, question: str) -> list[Saved]:
        """Every revision of the answer to that question in the assessment at that path, in order."""
        number = int(assessment.rstrip("/").rpartition("/")[2])

        def read() -> list[Saved]:
            rows = db.session.scalars(
                sa.select(AnswerRevision)
                .where(AnswerRevision.assessment_id == number, AnswerRevision.question_code == question)
                .order_by(AnswerRevision.revision)
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
