"""Answers, one revision a save: only ever added to, never changed."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from questionnaire.answer_wire import answer_from_wire, answer_to_wire
from questionnaire.answers import Answer
from questionnaire.loading import installed
from questionnaire.wire import Reader
from webapp.database import connection, db
from webapp.records import evidence
from webapp.records.assessments import require_draft, unreadable
from webapp.tables import AnswerRevision, Assessment, Institution, User, UtcDateTime

# Answers longer than this are read anew each time; shorter ones are remembered.
LONGEST_REMEMBERED = 2_000
MOST_REMEMBERED = 5_000


class SavedAnswer(msgspec.Struct, frozen=True):
    """One revision of an answer, with who saved it and when. Revision 0 is what nobody has saved yet."""

    question: str
    revision: int
    answer: Answer
    saved_by: str = ""
    saved_by_id: int | None = None
    saved_at: datetime | None = None
    # Brought over from an earlier submission: shown, and not an answer until somebody confirms it.
    to_confirm: bool = False
    # The name of the body for which it was saved, or "".
    institution: str = ""


class PastAnswer(msgspec.Struct, frozen=True):
    """One revision in the history of an answer: who saved it, for which institution, when, and from what."""

    revision: int
    based_on: int
    answer: Answer
    saved_by: str
    saved_by_id: int
    institution: str
    saved_at: datetime
    to_confirm: bool


class NewAnswer(msgspec.Struct, frozen=True):
    """An answer to be saved as the revision after `based_on`."""

    question: str
    answer: Answer
    based_on: int
    to_confirm: bool = False


# The statements of the pages asked for most often, made once.

_OF_THIS = AnswerRevision.assessment_id == sa.bindparam("assessment")
_REVISION = sa.tuple_(AnswerRevision.question_code, AnswerRevision.revision)
_ANSWERS = (
    sa.select(
        AnswerRevision.question_code,
        AnswerRevision.revision,
        AnswerRevision.content,
        AnswerRevision.saved_by,
        AnswerRevision.saved_at,
        AnswerRevision.to_confirm,
        User.name,
        Institution.name,
    )
    .join(User, User.id == AnswerRevision.saved_by)
    .outerjoin(Institution, Institution.id == AnswerRevision.institution_id)
    .where(_OF_THIS)
)
_ASKED: sa.BindParameter[list[str]] = sa.bindparam("questions", expanding=True)
# Every answer begins with revision 1, and the highest beside it is looked up: however many revisions an
# answer has had, they are not walked through.
_FIRST, _ANY = aliased(AnswerRevision), aliased(AnswerRevision)
_LATEST_ANSWERS = _ANSWERS.join(
    _FIRST,
    sa.and_(
        _FIRST.assessment_id == AnswerRevision.assessment_id,
        _FIRST.question_code == AnswerRevision.question_code,
    ),
).where(
    _FIRST.revision == 1,
    AnswerRevision.revision
    == sa.select(sa.func.max(_ANY.revision))
    .where(_ANY.assessment_id == _FIRST.assessment_id, _ANY.question_code == _FIRST.question_code)
    .scalar_subquery(),
)
_LATEST_OF_SOME = _LATEST_ANSWERS.where(_FIRST.question_code.in_(_ASKED))
_ASKED_FOR = AnswerRevision.question_code.in_(_ASKED)
_UNTIL = AnswerRevision.saved_at <= sa.bindparam("moment", type_=UtcDateTime())
_ANSWERS_AS_OF = _ANSWERS.where(
    _ASKED_FOR,
    _REVISION.in_(
        sa.select(AnswerRevision.question_code, sa.func.max(AnswerRevision.revision))
        .where(_OF_THIS, _ASKED_FOR, _UNTIL)
        .group_by(AnswerRevision.question_code)
    ),
)
_INSERTED = sa.insert(AnswerRevision)
_REVISIONS_WANTED = _ANSWERS.where(_REVISION.in_(sa.bindparam("wanted", expanding=True)))


def saved_answers(assessment: Assessment, questions: Collection[str] | None = None) -> dict[str, SavedAnswer]:
    """The latest revision of every answer, or of those named, by question code, in one statement."""
    if questions is None:
        return _answers(assessment, _LATEST_ANSWERS, {})
    return _answers(assessment, _LATEST_OF_SOME, {"questions": list(questions)})


def to_confirm_among(answers: Mapping[str, SavedAnswer]) -> frozenset[str]:
    """The codes of the questions whose answer was brought over and still has to be confirmed."""
    return frozenset(code for code, saved in answers.items() if saved.to_confirm)


def revisions_of(
    assessment: Assessment, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], SavedAnswer]:
    """These revisions of answers, by question code and revision; those that never were are left out."""
    found = _revisions(assessment, _REVISIONS_WANTED, {"wanted": list(wanted)}) if wanted else []
    return {(saved.question, saved.revision): saved for saved in found}


def answers_as_of(
    assessment: Assessment, moment: datetime, questions: Collection[str]
) -> dict[str, SavedAnswer]:
    """The revision of each of these answers that was the latest at that moment, by question code."""
    return _answers(assessment, _ANSWERS_AS_OF, {"moment": moment, "questions": list(questions)})


def _answers(
    assessment: Assessment, found: sa.Select[*tuple[Any, ...]], given: dict[str, Any]
) -> dict[str, SavedAnswer]:
    return {saved.question: saved for saved in _revisions(assessment, found, given)}


def _revisions(
    assessment: Assessment, found: sa.Select[*tuple[Any, ...]], given: dict[str, Any]
) -> list[SavedAnswer]:
    rows = connection().execute(found, given | {"assessment": assessment.id})
    return [
        SavedAnswer(
            question=code,
            revision=revision,
            answer=_answer_stored(assessment, code, content),
            saved_by=name,
            saved_by_id=saved_by,
            saved_at=saved_at,
            to_confirm=to_confirm,
            institution=institution or "",
        )
        for code, revision, content, saved_by, saved_at, to_confirm, name, institution in rows
    ]


def history_of(assessment: Assessment, question: str) -> list[PastAnswer]:
    """Every revision of one answer, the latest first, in one statement."""
    revision = AnswerRevision
    rows = db.session.execute(
        sa.select(revision, User.name.label("writer"), Institution.name.label("institution"))
        .join(User, User.id == revision.saved_by)
        .outerjoin(Institution, Institution.id == revision.institution_id)
        .where(revision.assessment_id == assessment.id, revision.question_code == question)
        .order_by(revision.revision.desc())
    )
    return [
        PastAnswer(
            revision=row.AnswerRevision.revision,
            based_on=row.AnswerRevision.based_on,
            answer=_answer_stored(assessment, question, row.AnswerRevision.content),
            saved_by=row.writer,
            saved_by_id=row.AnswerRevision.saved_by,
            institution=row.institution or "",
            saved_at=row.AnswerRevision.saved_at,
            to_confirm=row.AnswerRevision.to_confirm,
        )
        for row in rows
    ]


def append_answers(assessment: Assessment, answers: Iterable[NewAnswer], *, by: User, at: datetime) -> None:
    """Saves one revision each; `sqlalchemy.exc.IntegrityError`, and none saved, if another came first. What
    they cite is in the country's register of documents from then on.

    Raises `NotADraft`: what is under review, cleared or submitted never changes.
    """
    require_draft(assessment)
    answers = list(answers)
    speaks_for = by.membership_in(assessment.country_code)
    rows = [
        {
            "assessment_id": assessment.id,
            "question_code": new.question,
            "revision": new.based_on + 1,
            "based_on": new.based_on,
            "content": msgspec.json.encode(answer_to_wire(new.answer)).decode(),
            "saved_by": by.id,
            "saved_at": at,
            "institution_id": speaks_for.institution_id if speaks_for else None,
            "to_confirm": new.to_confirm,
        }
        for new in answers
    ]
    if rows:
        connection().execute(_INSERTED, rows)
    evidence.describe(
        assessment.country_code,
        (item for new in answers for item in new.answer.evidence.items),
        by=by,
        at=at,
    )


def latest_saves(numbers: Collection[int]) -> dict[int, datetime]:
    """When an answer was last saved in each of these assessments; those without answers are left out."""
    revision = AnswerRevision
    rows = db.session.execute(
        sa.select(revision.assessment_id, sa.func.max(revision.saved_at).label("at"))
        .where(revision.assessment_id.in_(numbers))
        .group_by(revision.assessment_id)
    )
    return {row.assessment_id: row.at for row in rows}


def _answer_stored(assessment: Assessment, question_code: str, content: str) -> Answer:
    read = _answer_read if len(content) > LONGEST_REMEMBERED else _answer_remembered
    return read(assessment.instrument_code, assessment.instrument_version, question_code, content)


def _answer_read(instrument_code: str, version: str, question_code: str, content: str) -> Answer:
    instrument, reader = installed(instrument_code, version), Reader()
    question = instrument.question(question_code)
    answer = answer_from_wire(reader, instrument, question, json.loads(content), question_code)
    return answer if not reader.mistakes else unreadable(reader)


# An answer is a value: the same content is the same answer, in whichever assessment it was saved.
_answer_remembered = functools.lru_cache(MOST_REMEMBERED)(_answer_read)
