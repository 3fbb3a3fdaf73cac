"""What stands around the answers: who is asked, who else is here, what is discussed, marked and reviewed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import (
    Assignment,
    Institution,
    Presence,
    Remark,
    Review,
    ReviewMark,
    User,
    UtcDateTime,
)

# A browser tells once a minute that it has a unit open.
HERE_FOR = timedelta(minutes=2)


class Asked(msgspec.Struct, frozen=True):
    """A person or an institution that is asked a question, and by when they are to answer."""

    name: str
    is_institution: bool
    due_on: date | None = None


class Verdict(msgspec.Struct, frozen=True):
    """What a reviewer said last about an answer, and of which revision."""

    reviewer: str
    agrees: bool
    revision: int


class QuestionFacts(msgspec.Struct, frozen=True):
    """What stands around one answer."""

    asked: tuple[Asked, ...] = ()
    open_threads: int = 0
    is_marked: bool = False
    verdicts: tuple[Verdict, ...] = ()


class Around(msgspec.Struct, frozen=True):
    """What stands around the answers of a page, by question code, and who else has its unit open."""

    facts: dict[str, QuestionFacts]
    others: tuple[str, ...] = ()

    def of(self, question: str) -> QuestionFacts:
        """What stands around that answer."""
        return self.facts.get(question, QuestionFacts())


def _row(kind: str, code: Any, **parts: Any) -> Any:
    """One kind of fact with the columns that all kinds share, so that one statement asks for all."""
    return sa.select(
        sa.literal(kind).label("kind"),
        code.label("question"),
        parts.get("name", sa.cast(sa.null(), sa.String)).label("name"),
        parts.get("day", sa.cast(sa.null(), sa.Date)).label("day"),
        parts.get("number", sa.cast(sa.null(), sa.Integer)).label("number"),
        parts.get("word", sa.cast(sa.null(), sa.String)).label("word"),
    )


_ASSESSMENT = sa.bindparam("assessment", type_=sa.Integer)
_QUESTIONS: sa.BindParameter[list[str]] = sa.bindparam("questions", expanding=True)


def _here(table: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.assessment_id == _ASSESSMENT, table.question_code.in_(_QUESTIONS))


_LATEST_REVIEWS = (
    sa.select(sa.func.max(Review.id)).where(_here(Review)).group_by(Review.question_code, Review.reviewed_by)
)
_AROUND = sa.union_all(
    _row("institution", Assignment.question_code, name=Institution.name, day=Assignment.due_on)
    .join(Institution, Institution.id == Assignment.institution_id)
    .where(_here(Assignment)),
    _row("person", Assignment.question_code, name=User.name, day=Assignment.due_on)
    .join(User, User.id == Assignment.user_id)
    .where(_here(Assignment)),
    _row("thread", Remark.question_code, number=sa.func.count(Remark.id))
    .where(_here(Remark), Remark.thread_id.is_(None), Remark.resolved_at.is_(None))
    .group_by(Remark.question_code),
    _row("mark", ReviewMark.question_code).where(_here(ReviewMark)),
    _row("verdict", Review.question_code, name=User.name, number=Review.revision, word=Review.verdict)
    .join(User, User.id == Review.reviewed_by)
    .where(Review.id.in_(_LATEST_REVIEWS)),
    _row("open", Presence.unit_code, name=User.name)
    .join(User, User.id == Presence.user_id)
    .where(
        Presence.assessment_id == _ASSESSMENT,
        Presence.unit_code == sa.bindparam("unit"),
        Presence.user_id != sa.bindparam("user"),
        Presence.seen_at > sa.bindparam("since", type_=UtcDateTime()),
    ),
)


def around(
    assessment_id: int, questions: Collection[str], *, unit: str = "", user_id: int = 0, moment: datetime
) -> Around:
    """What stands around these answers, and who but that person has the unit open, in one statement."""
    given = {
        "assessment": assessment_id,
        "questions": list(questions),
        "unit": unit,
        "user": user_id,
        "since": moment - HERE_FOR,
    }
    rows = db.session.execute(_AROUND, given).all()
    found = {code: [row for row in rows if row.question == code] for code in questions}
    return Around(
        facts={code: _facts(own) for code, own in found.items() if own},
        others=tuple(sorted(row.name for row in rows if row.kind == "open")),
    )


def _facts(rows: list[Any]) -> QuestionFacts:
    return QuestionFacts(
        asked=tuple(
            sorted(
                (
                    Asked(row.name, row.kind == "institution", row.day)
                    for row in rows
                    if row.kind in {"institution", "person"}
                ),
                key=lambda one: (not one.is_institution, one.name),
            )
        ),
        open_threads=sum(row.number for row in rows if row.kind == "thread"),
        is_marked=any(row.kind == "mark" for row in rows),
        verdicts=tuple(
            sorted(
                (Verdict(row.name, row.word == "agree", row.number) for row in rows if row.kind == "verdict"),
                key=lambda one: one.reviewer,
            )
        ),
    )
