"""What stands around the answers: who is asked, who else is here, what is discussed, marked and reviewed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from webapp.database import connection, db
from webapp.records.presence import OTHERS, REMEMBERED_FOR, Present
from webapp.tables import (
    FOCAL_POINT,
    Assessment,
    Assignment,
    CheckDismissal,
    Institution,
    Membership,
    Remark,
    Review,
    ReviewMark,
    User,
    UtcDateTime,
)


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


class Earlier(msgspec.Struct, frozen=True):
    """The submission from which an assessment started."""

    title: str
    reference_date: date


class Around(msgspec.Struct, frozen=True):
    """What stands around the answers of a page, by question code; who else is on its unit, or was a short
    while ago, the latest first; from which submission the assessment started; who leads it; and which
    consistency questions were put aside, by the code of the check and the revisions that it was about.
    """

    facts: dict[str, QuestionFacts]
    others: tuple[Present, ...] = ()
    earlier: Earlier | None = None
    focal_points: tuple[str, ...] = ()
    dismissed: frozenset[tuple[str, str]] = frozenset()

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
        parts.get("at", sa.cast(sa.null(), UtcDateTime)).label("at"),
    )


_NO_QUESTION = sa.cast(sa.null(), sa.String)
_ASSESSMENT = sa.bindparam("assessment", type_=sa.Integer)
_QUESTIONS: sa.BindParameter[list[str]] = sa.bindparam("questions", expanding=True)


def _here(table: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.assessment_id == _ASSESSMENT, table.question_code.in_(_QUESTIONS))


_LATEST_REVIEWS = (
    sa.select(sa.func.max(Review.id)).where(_here(Review)).group_by(Review.question_code, Review.reviewed_by)
)
_EARLIER = aliased(Assessment)
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
    _row("present", _NO_QUESTION, name=OTHERS.c.name, at=OTHERS.c.seen_at),
    _row("earlier", _NO_QUESTION, name=_EARLIER.title, day=_EARLIER.reference_date)
    .select_from(Assessment)
    .join(_EARLIER, _EARLIER.id == sa.func.coalesce(Assessment.follows_id, Assessment.reopens_id))
    .where(Assessment.id == _ASSESSMENT),
    _row("focal point", _NO_QUESTION, name=User.name)
    .join(Membership, Membership.user_id == User.id)
    .where(
        Membership.country_code == sa.bindparam("led_in"),
        Membership.role == FOCAL_POINT,
        User.active.is_(True),
    ),
    _row("dismissed", CheckDismissal.check_code, name=CheckDismissal.basis).where(
        CheckDismissal.assessment_id == _ASSESSMENT
    ),
)


def around(
    assessment_id: int,
    questions: Collection[str],
    *,
    unit: str = "",
    user_id: int = 0,
    led_in: str = "",
    moment: datetime,
) -> Around:
    """What stands around these answers, who but that person is on the unit, and who leads the country's
    assessments (if `led_in` names it), in one statement.
    """
    given = {
        "assessment": assessment_id,
        "questions": list(questions),
        "unit": unit,
        "user": user_id,
        "since": moment - REMEMBERED_FOR,
        "led_in": led_in,
    }
    rows = connection().execute(_AROUND, given).all()
    found = {code: [row for row in rows if row.question == code] for code in questions}
    return Around(
        facts={code: _facts(own) for code, own in found.items() if own},
        others=_latest_first(Present(row.name, row.at) for row in rows if row.kind == "present"),
        earlier=next((Earlier(row.name, row.day) for row in rows if row.kind == "earlier"), None),
        focal_points=tuple(sorted(row.name for row in rows if row.kind == "focal point")),
        dismissed=frozenset((row.question, row.name) for row in rows if row.kind == "dismissed"),
    )


def _latest_first(others: Iterable[Present]) -> tuple[Present, ...]:
    return tuple(sorted(sorted(others, key=lambda one: one.name), key=lambda one: one.seen_at, reverse=True))


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


def keep_as_remark(assessment: Assessment, question: str, text: str, *, by: User, at: datetime) -> None:
    """Begins a thread about a question with that text, unless this person has said just that already."""
    is_said = sa.exists().where(
        Remark.assessment_id == assessment.id,
        Remark.question_code == question,
        Remark.written_by == by.id,
        Remark.text == text,
    )
    if not db.session.scalar(sa.select(is_said)):
        remark = Remark(
            assessment_id=assessment.id, question_code=question, text=text, written_by=by.id, written_at=at
        )
        db.session.add(remark)
