"""Assessments and what is saved in them. Answers and plans are only ever added to, never changed."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from questionnaire.answer_wire import answer_from_wire, answer_to_wire
from questionnaire.answers import Answer, AnswerSheet, Rating, Target
from questionnaire.answers_file import rating_from_wire, rating_to_wire, target_from_wire, target_to_wire
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.wire import Reader
from webapp.database import db
from webapp.records import evidence
from webapp.tables import (
    DRAFT,
    AnswerRevision,
    Assessment,
    Assignment,
    Country,
    Institution,
    Membership,
    PlanRevision,
    User,
    UtcDateTime,
)

# Answers longer than this are read anew each time; shorter ones are remembered.
LONGEST_REMEMBERED = 2_000
MOST_REMEMBERED = 5_000


class NotADraft(RuntimeError):
    """Answers and plans are only added to drafts, whatever a view may ask for."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(f"assessment {assessment.id} is {assessment.status}")


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


class PastAnswer(msgspec.Struct, frozen=True):
    """One revision in the history of an answer: who saved it, for which institution, when, and from what."""

    revision: int
    based_on: int
    answer: Answer
    saved_by: str
    institution: str
    saved_at: datetime
    to_confirm: bool


class NewAnswer(msgspec.Struct, frozen=True):
    """An answer to be saved as the revision after `based_on`."""

    question: str
    answer: Answer
    based_on: int
    to_confirm: bool = False


class Plan(msgspec.Struct, frozen=True):
    """The target (None: not confirmed) and the ratings of one unit."""

    target: Target | None = None
    rating: Rating = Rating()


class SavedPlan(msgspec.Struct, frozen=True):
    """One revision of a unit's plan, with who saved it and when. Revision 0 is what nobody has saved yet."""

    unit: str
    revision: int
    plan: Plan
    saved_by: str = ""
    saved_at: datetime | None = None


class NewPlan(msgspec.Struct, frozen=True):
    """A plan to be saved as the revision after `based_on`."""

    unit: str
    plan: Plan
    based_on: int


# The statements of the pages asked for most often, made once.

_ASSESSMENT = (
    sa.select(Assessment)
    .where(Assessment.id == sa.bindparam("number"), Assessment.country_code == sa.bindparam("country_code"))
    # The country came with the person's memberships; whoever is nothing in it never gets here.
    .options(lazyload(Assessment.country))
)
_HELD_ASSESSMENT = _ASSESSMENT.with_for_update(of=Assessment)
# The same, once for each question given to that person or to the body for which they speak.
_GIVEN_TO_THEM = sa.or_(
    Assignment.user_id == sa.bindparam("user"), Assignment.institution_id == sa.bindparam("institution")
)
_ASSESSMENT_AND_WHAT_IS_GIVEN = _ASSESSMENT.add_columns(Assignment.question_code).outerjoin(
    Assignment, sa.and_(Assignment.assessment_id == Assessment.id, _GIVEN_TO_THEM)
)
_HELD_ASSESSMENT_AND_WHAT_IS_GIVEN = _ASSESSMENT_AND_WHAT_IS_GIVEN.with_for_update(of=Assessment)

_HELD_COUNTRY = sa.select(Country.code).where(Country.code == sa.bindparam("country_code")).with_for_update()

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
    )
    .join(User, User.id == AnswerRevision.saved_by)
    .where(_OF_THIS)
)
_LATEST = (
    sa.select(AnswerRevision.question_code, sa.func.max(AnswerRevision.revision))
    .where(_OF_THIS)
    .group_by(AnswerRevision.question_code)
)
_ASKED_FOR = AnswerRevision.question_code.in_(sa.bindparam("questions", expanding=True))
_LATEST_ANSWERS = _ANSWERS.where(_REVISION.in_(_LATEST))
_LATEST_OF_SOME = _ANSWERS.where(_ASKED_FOR, _REVISION.in_(_LATEST.where(_ASKED_FOR)))
_UNTIL = AnswerRevision.saved_at <= sa.bindparam("moment", type_=UtcDateTime())
_ANSWERS_AS_OF = _ANSWERS.where(_ASKED_FOR, _REVISION.in_(_LATEST.where(_ASKED_FOR, _UNTIL)))
_REVISIONS_WANTED = _ANSWERS.where(_REVISION.in_(sa.bindparam("wanted", expanding=True)))


def assessments_in(country_codes: Collection[str]) -> list[Assessment]:
    """The assessments of these countries, the latest reference date first."""
    return list(
        db.session.scalars(
            sa.select(Assessment)
            .where(Assessment.country_code.in_(country_codes))
            .order_by(Assessment.reference_date.desc(), Assessment.id.desc())
        )
    )


def assessment_in(country_code: str, number: int, *, to_write: bool = False) -> Assessment | None:
    """The country's assessment with that number. One opened to write is held until the request ends."""
    given = {"number": number, "country_code": country_code}
    return db.session.scalars(_HELD_ASSESSMENT if to_write else _ASSESSMENT, given).one_or_none()


def assessment_given_to(
    membership: Membership, number: int, *, to_write: bool = False
) -> tuple[Assessment, frozenset[str]] | None:
    """The country's assessment with that number, and the codes of the questions in it that were given to that
    person or to the body for which they speak, in one statement.
    """
    given = {
        "number": number,
        "country_code": membership.country_code,
        "user": membership.user_id,
        "institution": membership.institution_id,
    }
    statement = _HELD_ASSESSMENT_AND_WHAT_IS_GIVEN if to_write else _ASSESSMENT_AND_WHAT_IS_GIVEN
    rows = db.session.execute(statement, given).all()
    if not rows:
        return None
    return rows[0][0], frozenset(code for _assessment, code in rows if code is not None)


def just_started(
    country_code: str, title: str, reference_date: date, modules: tuple[str, ...], *, by: User
) -> Assessment | None:
    """The assessment that the same form has started before, if nobody has saved anything in it since. Other
    requests that start one in that country wait until this one ends.
    """
    db.session.execute(_HELD_COUNTRY, {"country_code": country_code})
    started = db.session.scalars(
        sa.select(Assessment)
        .where(
            Assessment.country_code == country_code,
            Assessment.title == title,
            Assessment.reference_date == reference_date,
            Assessment.modules == json.dumps(modules),
            Assessment.status == DRAFT,
            Assessment.created_by == by.id,
        )
        .order_by(Assessment.id.desc())
    )
    return next((assessment for assessment in started if is_empty(assessment)), None)


def start_assessment(
    country_code: str, title: str, reference_date: date, modules: tuple[str, ...], *, by: User, at: datetime
) -> Assessment:
    """A new, empty assessment on the published instrument."""
    instrument = published()
    assessment = Assessment(
        country_code=country_code,
        title=title,
        reference_date=reference_date,
        instrument_code=instrument.code,
        instrument_version=instrument.version,
        modules=json.dumps(modules),
        status=DRAFT,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(assessment)
    db.session.flush()
    return assessment


def instrument_of(assessment: Assessment) -> Instrument:
    """The version of the instrument that the assessment is pinned to; LookupError if it is not installed."""
    return _installed(assessment.instrument_code, assessment.instrument_version)


def _installed(code: str, version: str) -> Instrument:
    instrument = published()
    if (instrument.code, instrument.version) != (code, version):
        raise LookupError(f"{code} {version} is not installed")
    return instrument


def modules_of(assessment: Assessment) -> tuple[str, ...]:
    """The codes of the modules that are switched on."""
    return tuple(json.loads(assessment.modules))


def switch_modules(assessment: Assessment, modules: tuple[str, ...]) -> None:
    """Switches these modules on and all others off. Answers stay as they are. Raises `NotADraft`."""
    _require_draft(assessment)
    assessment.modules = json.dumps(modules)
    db.session.flush()


def saved_answers(assessment: Assessment, questions: Collection[str] | None = None) -> dict[str, SavedAnswer]:
    """The latest revision of every answer, or of those named, by question code, in one statement."""
    if questions is None:
        return _answers(assessment, _LATEST_ANSWERS, {})
    return _answers(assessment, _LATEST_OF_SOME, {"questions": list(questions)})


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
    return [
        SavedAnswer(
            question=code,
            revision=revision,
            answer=_answer_stored(assessment, code, content),
            saved_by=name,
            saved_by_id=saved_by,
            saved_at=saved_at,
            to_confirm=to_confirm,
        )
        for code, revision, content, saved_by, saved_at, to_confirm, name in db.session.execute(
            found, given | {"assessment": assessment.id}
        )
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
    _require_draft(assessment)
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
        db.session.execute(sa.insert(AnswerRevision).values(rows))
    evidence.describe(
        assessment.country_code,
        (item for new in answers for item in new.answer.evidence.items),
        by=by,
        at=at,
    )


def saved_plans(assessment: Assessment) -> dict[str, SavedPlan]:
    """The latest target and ratings of every unit that has any, by unit code, in one statement."""
    revision = PlanRevision
    latest = sa.select(revision.unit_code, sa.func.max(revision.revision)).where(
        revision.assessment_id == assessment.id
    )
    rows = db.session.execute(
        sa.select(revision.unit_code, revision.revision, revision.content, revision.saved_at, User.name)
        .join(User, User.id == revision.saved_by)
        .where(
            revision.assessment_id == assessment.id,
            sa.tuple_(revision.unit_code, revision.revision).in_(latest.group_by(revision.unit_code)),
        )
    )
    return {
        row.unit_code: SavedPlan(
            row.unit_code, row.revision, _plan_stored(row.content), row.name, row.saved_at
        )
        for row in rows
    }


def append_plans(assessment: Assessment, plans: Iterable[NewPlan], *, by: User, at: datetime) -> None:
    """Saves one revision each; `sqlalchemy.exc.IntegrityError`, and none saved, if another came first.

    Raises `NotADraft`, as for answers.
    """
    _require_draft(assessment)
    rows = [
        {
            "assessment_id": assessment.id,
            "unit_code": new.unit,
            "revision": new.based_on + 1,
            "based_on": new.based_on,
            "content": _plan_as_text(new.plan),
            "saved_by": by.id,
            "saved_at": at,
        }
        for new in plans
    ]
    if rows:
        db.session.execute(sa.insert(PlanRevision).values(rows))


def _require_draft(assessment: Assessment) -> None:
    if assessment.status != DRAFT:
        raise NotADraft(assessment)


def answer_sheet(assessment: Assessment) -> AnswerSheet:
    """Everything the country has saved, as the questionnaire knows it, in two statements."""
    return sheet_of(assessment, saved_answers(assessment), saved_plans(assessment))


def sheet_of(
    assessment: Assessment, answers: Mapping[str, SavedAnswer], plans: Mapping[str, SavedPlan]
) -> AnswerSheet:
    """The answer sheet made of these answers and plans. What is still to be confirmed is not an answer."""
    return AnswerSheet(
        instrument=assessment.instrument_code,
        version=assessment.instrument_version,
        country=assessment.country_code,
        reference_date=assessment.reference_date,
        modules=modules_of(assessment),
        answers={code: saved.answer for code, saved in answers.items() if not saved.to_confirm},
        targets={code: saved.plan.target for code, saved in plans.items() if saved.plan.target is not None},
        ratings={code: saved.plan.rating for code, saved in plans.items() if saved.plan.rating != Rating()},
    )


def is_empty(assessment: Assessment) -> bool:
    """Whether nobody has ever saved anything in it."""
    some_answer = sa.exists().where(AnswerRevision.assessment_id == assessment.id)
    some_plan = sa.exists().where(PlanRevision.assessment_id == assessment.id)
    return not db.session.scalar(sa.select(sa.or_(some_answer, some_plan)))


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
    instrument, reader = _installed(instrument_code, version), Reader()
    question = instrument.question(question_code)
    answer = answer_from_wire(reader, instrument, question, json.loads(content), question_code)
    return answer if not reader.mistakes else _unreadable(reader)


# An answer is a value: the same content is the same answer, in whichever assessment it was saved.
_answer_remembered = functools.lru_cache(MOST_REMEMBERED)(_answer_read)


def _plan_stored(content: str) -> Plan:
    wire, reader = json.loads(content), Reader()
    target = target_from_wire(reader, wire["target"], "target") if "target" in wire else None
    rating = rating_from_wire(reader, wire.get("rating", {}), "rating")
    return Plan(target, rating) if not reader.mistakes else _unreadable(reader)


def _unreadable(reader: Reader) -> NoReturn:
    # Only what this module has written is stored, so this is damage and must not pass as an empty answer.
    raise ValueError(f"a stored revision cannot be read: {'; '.join(map(str, reader.mistakes))}")


def _plan_as_text(plan: Plan) -> str:
    wire: dict[str, Any] = {} if plan.target is None else {"target": target_to_wire(plan.target)}
    return msgspec.json.encode(wire | {"rating": rating_to_wire(plan.rating)}).decode()
