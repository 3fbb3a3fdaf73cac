"""Who is asked what: the questions of an assessment given to people and institutions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import (
    CONTRIBUTOR,
    FOCAL_POINT,
    SUBMITTED,
    Assessment,
    Assignment,
    Institution,
    Membership,
    User,
)


class Party(msgspec.Struct, frozen=True, order=True):
    """A person or an institution that can be asked."""

    is_institution: bool
    number: int


class Askable(msgspec.Struct, frozen=True):
    """A party that the country can ask today, and what it is called. People speak for an institution."""

    party: Party
    name: str
    institution: str = ""


class Ask(msgspec.Struct, frozen=True):
    """One question given to one party, and by when they are to answer."""

    question: str
    party: Party
    due_on: date | None = None


class PartyChange(msgspec.Struct, frozen=True):
    """What has become different for one party: the questions given, taken, and given another date."""

    party: Party
    given: tuple[str, ...]
    taken: tuple[str, ...]
    dated: tuple[str, ...]


def askable_in(country_code: str) -> list[Askable]:
    """The country's open institutions and those of its people who write answers, each by name."""
    institutions = db.session.execute(
        sa.select(Institution.id, Institution.name)
        .where(Institution.country_code == country_code, Institution.is_closed.is_(False))
        .order_by(Institution.name)
    )
    people = db.session.execute(
        sa.select(User.id, User.name, Institution.name.label("institution"))
        .join(Membership, Membership.user_id == User.id)
        .outerjoin(Institution, Institution.id == Membership.institution_id)
        .where(
            Membership.country_code == country_code,
            Membership.role.in_((FOCAL_POINT, CONTRIBUTOR)),
            User.active,
        )
        .order_by(User.name)
    )
    return [Askable(Party(is_institution=True, number=row.id), row.name) for row in institutions] + [
        Askable(Party(is_institution=False, number=row.id), row.name, row.institution or "") for row in people
    ]


def asks_in(assessment: Assessment) -> list[Ask]:
    """Everything that is asked of anybody in that assessment."""
    found = db.session.scalars(sa.select(Assignment).where(Assignment.assessment_id == assessment.id))
    return [Ask(row.question_code, _party_of(row), row.due_on) for row in found]


def names_in(assessment: Assessment) -> dict[Party, str]:
    """What everybody asked in that assessment is called, whether or not they can still be asked."""
    institutions = sa.select(Institution.id, Institution.name).join(
        Assignment, Assignment.institution_id == Institution.id
    )
    people = sa.select(User.id, User.name).join(Assignment, Assignment.user_id == User.id)
    return {
        Party(is_institution=is_institution, number=number): name
        for is_institution, found in ((True, institutions), (False, people))
        for number, name in db.session.execute(
            found.where(Assignment.assessment_id == assessment.id).distinct()
        )
    }


def save(assessment: Assessment, wanted: Collection[Ask], *, by: User, at: datetime) -> list[PartyChange]:
    """Makes the assessment ask exactly this; returns what has become different, party by party."""
    rows = {
        (row.question_code, _party_of(row)): row
        for row in db.session.scalars(
            sa.select(Assignment).where(Assignment.assessment_id == assessment.id).with_for_update()
        )
    }
    asks = {(ask.question, ask.party): ask for ask in wanted}
    given = [pair for pair in asks if pair not in rows]
    taken = [pair for pair in rows if pair not in asks]
    dated = [pair for pair, ask in asks.items() if pair in rows and rows[pair].due_on != ask.due_on]
    for pair in taken:
        db.session.delete(rows[pair])
    for pair in dated:
        rows[pair].due_on = asks[pair].due_on
    db.session.add_all(_row(assessment, asks[pair], by.id, at) for pair in given)
    db.session.flush()
    return [
        PartyChange(party, *(_questions(pairs, party) for pairs in (given, taken, dated)))
        for party in sorted({party for _question, party in (*given, *taken, *dated)})
    ]


def give_to_person(
    assessment: Assessment, questions: Iterable[str], user_id: int, *, by: int, at: datetime
) -> tuple[str, ...]:
    """Gives these questions to that person, as far as they have not been given already; returns the codes
    that are new.
    """
    known = set(
        db.session.scalars(
            sa.select(Assignment.question_code).where(
                Assignment.assessment_id == assessment.id, Assignment.user_id == user_id
            )
        )
    )
    new = tuple(code for code in questions if code not in known)
    party = Party(is_institution=False, number=user_id)
    db.session.add_all(_row(assessment, Ask(code, party), by, at) for code in new)
    db.session.flush()
    return new


def take_from_institution(institution: Institution) -> tuple[str, ...]:
    """Takes every question of assessments that are not submitted from that institution; returns their
    codes.
    """
    return _take(Assignment.institution_id == institution.id)


def take_from_person(country_code: str, user_id: int) -> tuple[str, ...]:
    """Takes every question of the country's assessments that are not submitted from that person; returns
    their codes.
    """
    return _take(Assignment.user_id == user_id, Assessment.country_code == country_code)


def _take(*which: sa.ColumnElement[bool]) -> tuple[str, ...]:
    given = (
        sa.select(Assignment)
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .where(Assessment.status != SUBMITTED, *which)
        .order_by(Assignment.assessment_id, Assignment.id)
    )
    taken = list(db.session.scalars(given))
    for assignment in taken:
        db.session.delete(assignment)
    db.session.flush()
    return tuple(assignment.question_code for assignment in taken)


def _row(assessment: Assessment, ask: Ask, by: int, at: datetime) -> Assignment:
    return Assignment(
        assessment_id=assessment.id,
        question_code=ask.question,
        institution_id=ask.party.number if ask.party.is_institution else None,
        user_id=None if ask.party.is_institution else ask.party.number,
        due_on=ask.due_on,
        assigned_by=by,
        assigned_at=at,
    )


def _party_of(row: Assignment) -> Party:
    if row.institution_id is not None:
        return Party(is_institution=True, number=row.institution_id)
    return Party(is_institution=False, number=row.user_id or 0)


def _questions(pairs: Iterable[tuple[str, Party]], party: Party) -> tuple[str, ...]:
    return tuple(question for question, asked in pairs if asked == party)
