"""The way of an assessment from draft to submission: who took which step, and what was frozen at its end."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy import orm

from questionnaire.action_wire import fits
from questionnaire.answers import Action, AnswerSheet, Rating
from questionnaire.assistance import movement
from questionnaire.earlier import earlier_submission
from questionnaire.frozen import Clearance, Covering, freeze, read_back
from questionnaire.trends import Year
from webapp.database import db
from webapp.records import answer_sheets, assessments
from webapp.records.plan_revisions import Plan
from webapp.tables import (
    CLEARED,
    SUBMITTED,
    Assessment,
    StatusChange,
    Submission,
    SubmittedChange,
    SubmittedScore,
    User,
)


class StepTaken(msgspec.Struct, frozen=True):
    """One step as it was taken."""

    before: str
    after: str
    reason: str
    clearance: Clearance | None
    by: str
    by_id: int
    at: datetime


class HandedIn(msgspec.Struct, frozen=True):
    """What was handed in of an assessment, its hash, and who submitted it when."""

    content: str
    hash: str
    by: str
    at: datetime


def change_status(
    assessment: Assessment,
    after: str,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    clearance: Clearance | None = None,
) -> None:
    """Takes an assessment, opened to write, to another state. Which may follow which is not asked here."""
    db.session.add(
        StatusChange(
            assessment_id=assessment.id,
            from_status=assessment.status,
            to_status=after,
            reason=reason,
            approver_name=clearance.name if clearance else "",
            approver_office=clearance.office if clearance else "",
            approved_on=clearance.on if clearance else None,
            changed_by=by.id,
            changed_at=at,
        )
    )
    assessment.status = after
    db.session.flush()


def steps_taken(country_code: str, number: int) -> list[StepTaken]:
    """Every step of the country's assessment with that number, the first one first."""
    rows = db.session.execute(
        sa.select(StatusChange, User.name)
        .join(Assessment, Assessment.id == StatusChange.assessment_id)
        .join(User, User.id == StatusChange.changed_by)
        .where(Assessment.id == number, Assessment.country_code == country_code)
        .order_by(StatusChange.id)
    )
    return [
        StepTaken(
            before=row.from_status,
            after=row.to_status,
            reason=row.reason,
            clearance=_clearance(row),
            by=name,
            by_id=row.changed_by,
            at=row.changed_at,
        )
        for row, name in rows
    ]


def _clearance(row: StatusChange) -> Clearance | None:
    if row.approved_on is None:
        return None
    return Clearance(row.approver_name, row.approver_office, row.approved_on)


def clearance_of(assessment: Assessment) -> Clearance:
    """Who cleared it last; LookupError if nobody has."""
    row = db.session.scalars(
        sa.select(StatusChange)
        .where(StatusChange.assessment_id == assessment.id, StatusChange.to_status == CLEARED)
        .order_by(StatusChange.id.desc())
        .limit(1)
    ).one_or_none()
    found = _clearance(row) if row else None
    if found is None:
        raise LookupError(f"nobody has cleared assessment {assessment.id}")
    return found


def hand_in(assessment: Assessment, *, by: User, at: datetime) -> str:
    """Freezes what a cleared assessment holds, keeps its scores and what moved since the cycle before as
    rows, and returns the hash of it all.

    There is one submission of an assessment at most: `sqlalchemy.exc.IntegrityError` for a second one.
    """
    covering = Covering(
        title=assessment.title,
        country_name=assessment.country.name,
        submitted_on=at.date(),
        clearance=clearance_of(assessment),
        corrects=hash_of_submission(assessment.country_code, assessment.reopens_id),
        follows=hash_of_submission(assessment.country_code, assessment.follows_id),
    )
    sheet = answer_sheets.answer_sheet(assessment)
    frozen = freeze(assessments.instrument_of(assessment), sheet, covering)
    db.session.execute(
        sa.insert(Submission).values(
            assessment_id=assessment.id,
            content=frozen.content,
            content_hash=frozen.hash,
            submitted_by=by.id,
            submitted_at=at,
        )
    )
    rows = [{"assessment_id": assessment.id, **msgspec.structs.asdict(line)} for line in frozen.scores]
    if rows:
        db.session.execute(sa.insert(SubmittedScore).values(rows))
    _keep_changes(assessment, sheet)
    change_status(assessment, SUBMITTED, by=by, at=at)
    return frozen.hash


def _keep_changes(assessment: Assessment, sheet: AnswerSheet) -> None:
    """What moved since the cycle before, as rows; none where there is none, or it cannot be compared."""
    before = content_of_cycle_before(assessment)
    if not before:
        return
    instrument = assessments.instrument_of(assessment)
    moves = movement.moves_since(earlier_submission(before, instrument), Year(instrument, sheet))
    rows = [
        {
            "assessment_id": assessment.id,
            "unit_code": one.unit,
            "low": one.low,
            "high": one.high,
            "share": one.share,
        }
        for one in moves
    ]
    if rows:
        db.session.execute(sa.insert(SubmittedChange).values(rows))


def submission_of(assessment: Assessment) -> HandedIn:
    """What was handed in of a submitted assessment; LookupError if nothing was."""
    row = db.session.execute(
        sa.select(Submission, User.name)
        .join(User, User.id == Submission.submitted_by)
        .where(Submission.assessment_id == assessment.id)
    ).one_or_none()
    if row is None:
        raise LookupError(f"nothing was handed in of assessment {assessment.id}")
    found = row.Submission
    return HandedIn(found.content, found.content_hash, row.name, found.submitted_at)


def sheet_that_counts(assessment: Assessment) -> AnswerSheet:
    """The answers that result, report and answers file speak of: of a submission those that were frozen, of
    any other those that are saved.
    """
    if assessment.status != SUBMITTED:
        return answer_sheets.answer_sheet(assessment)
    instrument = assessments.instrument_of(assessment)
    return read_back(submission_of(assessment).content, instrument).sheet


def content_of_cycle_before(assessment: Assessment) -> str:
    """What was handed in of the cycle that the assessment follows; "" if it follows none."""
    if assessment.follows_id is None:
        return ""
    return db.session.scalars(
        sa.select(Submission.content)
        .join(Assessment, Assessment.id == Submission.assessment_id)
        .where(Assessment.id == assessment.follows_id, Assessment.country_code == assessment.country_code)
    ).one()


def plans_of_cycle_before(assessment: Assessment) -> dict[str, Plan]:
    """The targets and ratings that were handed in with the cycle before, by unit code. They are shown, and
    count for nothing until somebody confirms them here.
    """
    sheet = _sheet_of_cycle_before(assessment)
    if sheet is None:
        return {}
    return {
        unit: Plan(sheet.targets.get(unit), sheet.ratings.get(unit, Rating()))
        for unit in sheet.targets.keys() | sheet.ratings.keys()
    }


def actions_of_cycle_before(assessment: Assessment) -> dict[str, Action]:
    """The actions that were under way when the cycle before was handed in, by code, as far as this version of
    the instrument knows what they are about. They are shown, and are part of no plan until somebody takes
    them up here.
    """
    sheet = _sheet_of_cycle_before(assessment)
    if sheet is None:
        return {}
    instrument = assessments.instrument_of(assessment)
    return {code: one for code, one in sheet.actions.items() if one.taken_up and fits(instrument, one)}


def _sheet_of_cycle_before(assessment: Assessment) -> AnswerSheet | None:
    content = content_of_cycle_before(assessment)
    if not content:
        return None
    return earlier_submission(content, assessments.instrument_of(assessment)).year.sheet


def hash_of_submission(country_code: str, number: int | None) -> str:
    """The hash of what was handed in of that assessment of the country; "" if nothing was."""
    found = db.session.scalar(
        sa.select(Submission.content_hash)
        .join(Assessment, Assessment.id == Submission.assessment_id)
        .where(Assessment.id == number, Assessment.country_code == country_code)
    )
    return found or ""


# --- For whoever holds a report, of whatever country --------------------------------------------------------


def standing(content_hash: str) -> Literal["submitted", "replaced", "unknown"]:
    """Whether a submission with that hash was handed in here, and whether a correction has replaced it. Of
    which country it is, nobody is told.
    """
    correction = orm.aliased(Assessment)
    is_replaced = (
        sa.select(sa.literal(1))
        .select_from(correction)
        .where(correction.reopens_id == Submission.assessment_id, correction.status == SUBMITTED)
        .exists()
    )
    found = db.session.scalars(sa.select(is_replaced).where(Submission.content_hash == content_hash)).all()
    if not found:
        return "unknown"
    return "replaced" if all(found) else "submitted"
