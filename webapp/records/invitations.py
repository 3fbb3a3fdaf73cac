"""Invitations: who was asked to take part, as what, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from webapp.database import db
from webapp.tables import FOCAL_POINT, Institution, Invitation, Membership, User


class NewInvitation(msgspec.Struct, frozen=True):
    """Whom to invite, and as what. Without a country it is for a role across countries; `questions` are those
    of the assessment that the person is to be given.
    """

    country: str | None
    email: str
    name: str
    role: str
    institution_id: int | None = None
    assessment_id: int | None = None
    questions: tuple[str, ...] = ()
    # For a partner: the organisation for which they would look.
    provider_id: int | None = None


class WaitingInvitation(msgspec.Struct, frozen=True):
    """An invitation that nobody has accepted yet, as a list shows it."""

    id: int
    country: str | None
    email: str
    name: str
    role: str
    institution: str | None
    assessment_id: int | None
    questions: tuple[str, ...]
    invited_by: str
    invited_at: datetime
    expires_at: datetime


_UNUSED = sa.and_(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))


def add(new: NewInvitation, token_hash: str, *, by: User, at: datetime, expires_at: datetime) -> Invitation:
    """A new invitation; its link holds the token of which this is the hash."""
    invitation = Invitation(
        token_hash=token_hash,
        country_code=new.country,
        email=new.email.lower(),
        name=new.name,
        role=new.role,
        institution_id=new.institution_id,
        assessment_id=new.assessment_id,
        questions=json.dumps(new.questions),
        provider_id=new.provider_id,
        invited_by=by.id,
        invited_at=at,
        expires_at=expires_at,
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation


def questions_of(invitation: Invitation) -> tuple[str, ...]:
    """The codes of the questions that the person is to be given."""
    return tuple(json.loads(invitation.questions))


def waiting_in(country_code: str) -> list[WaitingInvitation]:
    """The country's invitations that were neither accepted nor revoked, the latest first."""
    return _waiting(Invitation.country_code == country_code)


def waiting_for_administrators() -> list[WaitingInvitation]:
    """The same for roles across countries, and for focal points of countries that nobody leads, as far as an
    administrator has invited them.
    """
    inviter, leading = aliased(User), aliased(User)
    by_administrator = sa.exists().where(inviter.id == Invitation.invited_by, inviter.is_administrator)
    is_led = sa.exists().where(
        Membership.country_code == Invitation.country_code,
        Membership.role == FOCAL_POINT,
        Membership.user_id == leading.id,
        leading.active,
    )
    first_focal_point = sa.and_(Invitation.role == FOCAL_POINT, by_administrator, ~is_led)
    return _waiting(sa.or_(Invitation.country_code.is_(None), first_focal_point))


def _waiting(which: sa.ColumnElement[bool]) -> list[WaitingInvitation]:
    rows = db.session.execute(
        sa.select(Invitation, User.name, Institution.name)
        .join(User, User.id == Invitation.invited_by)
        .outerjoin(Institution, Institution.id == Invitation.institution_id)
        .where(which, _UNUSED)
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    )
    return [
        WaitingInvitation(
            id=row.id,
            country=row.country_code,
            email=row.email,
            name=row.name,
            role=row.role,
            institution=institution,
            assessment_id=row.assessment_id,
            questions=questions_of(row),
            invited_by=inviter,
            invited_at=row.invited_at,
            expires_at=row.expires_at,
        )
        for row, inviter, institution in rows
    ]


def waiting_invitation(country_code: str | None, number: int) -> Invitation | None:
    """The country's invitation with that number, or that across countries, unless accepted or revoked."""
    of_country = (
        Invitation.country_code.is_(None) if country_code is None else Invitation.country_code == country_code
    )
    return db.session.scalars(
        sa.select(Invitation).where(Invitation.id == number, of_country, _UNUSED)
    ).one_or_none()


def usable(token_hash: str, moment: datetime) -> Invitation | None:
    """The invitation with that token, unless it was accepted or revoked, or has expired."""
    return db.session.scalars(
        sa.select(Invitation).where(
            Invitation.token_hash == token_hash, _UNUSED, Invitation.expires_at > moment
        )
    ).one_or_none()


def issued(country_code: str, token_hashes: Collection[str]) -> list[Invitation]:
    """The country's invitations with these tokens that nobody has accepted or revoked."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .where(Invitation.country_code == country_code, Invitation.token_hash.in_(token_hashes), _UNUSED)
            .order_by(Invitation.id)
        )
    )


def accept(invitation: Invitation, user: User, moment: datetime) -> bool:
    """Spends an invitation; False if somebody else was faster, or it was revoked."""
    result = db.session.connection().execute(
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.token_hash == invitation.token_hash, _UNUSED)
        .values(accepted_by=user.id, accepted_at=moment)
    )
    return result.rowcount == 1


def renew(invitation: Invitation, token_hash: str, *, at: datetime, expires_at: datetime) -> None:
    """Gives it a new token; the link with the old one is dead."""
    invitation.token_hash = token_hash
    invitation.invited_at, invitation.expires_at = at, expires_at
    db.session.flush()


def revoke(invitation: Invitation, moment: datetime) -> None:
    """Takes it back: its link is dead."""
    invitation.revoked_at = moment
    db.session.flush()
