"""Assessments: found in their country, started, and open to what is saved in them while they are drafts."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from questionnaire.instrument import Instrument
from questionnaire.loading import installed, published
from questionnaire.wire import Reader
from webapp.database import db
from webapp.tables import (
    DRAFT,
    ActionRevision,
    AnswerRevision,
    Assessment,
    Assignment,
    Country,
    Membership,
    PlanRevision,
    User,
)


class NotADraft(RuntimeError):
    """Answers and plans are only added to drafts, whatever a view may ask for."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(f"assessment {assessment.id} is {assessment.status}")


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
    return installed(assessment.instrument_code, assessment.instrument_version)


def modules_of(assessment: Assessment) -> tuple[str, ...]:
    """The codes of the modules that are switched on."""
    return tuple(json.loads(assessment.modules))


def switch_modules(assessment: Assessment, modules: tuple[str, ...]) -> None:
    """Switches these modules on and all others off. Answers stay as they are. Raises `NotADraft`."""
    require_draft(assessment)
    assessment.modules = json.dumps(modules)
    db.session.flush()


def require_draft(assessment: Assessment) -> None:
    """Raises `NotADraft` for an assessment under review, cleared or submitted."""
    if assessment.status != DRAFT:
        raise NotADraft(assessment)


def is_empty(assessment: Assessment) -> bool:
    """Whether nobody has ever saved anything in it."""
    some_answer = sa.exists().where(AnswerRevision.assessment_id == assessment.id)
    some_plan = sa.exists().where(PlanRevision.assessment_id == assessment.id)
    some_action = sa.exists().where(ActionRevision.assessment_id == assessment.id)
    return not db.session.scalar(sa.select(sa.or_(some_answer, some_plan, some_action)))


def unreadable(reader: Reader) -> NoReturn:
    """Raises ValueError: only what the site has written is stored, so this is damage and must not pass as an
    empty answer.
    """
    raise ValueError(f"a stored revision cannot be read: {'; '.join(map(str, reader.mistakes))}")
