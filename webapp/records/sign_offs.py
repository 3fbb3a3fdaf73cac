"""Which questions each institution is asked, and who signed for its answers."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import Assessment, Assignment, Institution, SignOff, User


class AskedInstitution(msgspec.Struct, frozen=True):
    """An institution and the codes of the questions that it is asked in an assessment."""

    number: int
    name: str
    questions: tuple[str, ...]


class Signature(msgspec.Struct, frozen=True):
    """Who signed for an institution, on which day, and the hash of what they signed."""

    institution: int
    signed_by: str
    office: str
    signed_on: date
    hash: str
    recorded_by: str
    recorded_by_id: int
    recorded_at: datetime


def asked_institutions(assessment: Assessment) -> list[AskedInstitution]:
    """The institutions that are asked anything in the assessment, by name, in one statement."""
    rows = db.session.execute(
        sa.select(Institution.id, Institution.name, Assignment.question_code)
        .join(Institution, Institution.id == Assignment.institution_id)
        .where(Assignment.assessment_id == assessment.id)
        .order_by(Institution.name, Institution.id, Assignment.question_code)
    ).all()
    names = {number: name for number, name, _code in rows}
    return [
        AskedInstitution(number, name, tuple(code for own, _name, code in rows if own == number))
        for number, name in names.items()
    ]


def signatures(assessment: Assessment) -> dict[int, Signature]:
    """The latest signature for each institution that has signed, by its number."""
    rows = db.session.execute(
        sa.select(SignOff, User.name)
        .join(User, User.id == SignOff.recorded_by)
        .where(SignOff.assessment_id == assessment.id)
        .order_by(SignOff.id)
    )
    return {
        row.institution_id: Signature(
            institution=row.institution_id,
            signed_by=row.signed_by,
            office=row.office,
            signed_on=row.signed_on,
            hash=row.content_hash,
            recorded_by=name,
            recorded_by_id=row.recorded_by,
            recorded_at=row.recorded_at,
        )
        for row, name in rows
    }


def record(assessment: Assessment, signature: Signature) -> None:
    """Keeps a signature; earlier ones stay on record. `recorded_by` follows from its number."""
    db.session.add(
        SignOff(
            assessment_id=assessment.id,
            institution_id=signature.institution,
            signed_by=signature.signed_by,
            office=signature.office,
            signed_on=signature.signed_on,
            content_hash=signature.hash,
            recorded_by=signature.recorded_by_id,
            recorded_at=signature.recorded_at,
        )
    )
    db.session.flush()
