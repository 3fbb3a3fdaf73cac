"""What people are in a country: every member with their role, and changes of it."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import (
    FOCAL_POINT,
    SUBMITTED,
    Assessment,
    Assignment,
    Institution,
    Invitation,
    Membership,
    Passkey,
    User,
)


class Member(msgspec.Struct, frozen=True):
    """One person of a country, as its focal points see them.

    `has_rights_elsewhere`: in another country, or across countries; then the account is not this country's to
    close. `questions` are those given to the person by name in assessments that are not submitted.
    """

    user_id: int
    name: str
    email: str
    role: str
    institution_id: int | None
    institution: str | None
    is_active: bool
    since: datetime
    has_rights_elsewhere: bool
    questions: int


_COUNTRY: sa.BindParameter[str] = sa.bindparam("country")
_ELSEWHERE = Membership.__table__.alias("elsewhere")
_HAS_RIGHTS_ELSEWHERE = sa.or_(
    User.is_administrator,
    User.is_unodc_officer,
    User.provider_id.is_not(None),
    sa.exists().where(_ELSEWHERE.c.user_id == User.id, _ELSEWHERE.c.country_code != _COUNTRY),
)
_ACCEPTED_AT = (
    sa.select(sa.func.max(Invitation.accepted_at))
    .where(Invitation.accepted_by == User.id, Invitation.country_code == _COUNTRY)
    .scalar_subquery()
)
_QUESTIONS = (
    sa.select(sa.func.count())
    .select_from(Assignment)
    .join(Assessment, Assessment.id == Assignment.assessment_id)
    .where(Assignment.user_id == User.id, Assessment.country_code == _COUNTRY, Assessment.status != SUBMITTED)
    .scalar_subquery()
)
_MEMBERS = (
    sa.select(
        User.id.label("user_id"),
        User.name,
        User.email,
        Membership.role,
        Membership.institution_id,
        Institution.name.label("institution"),
        User.active.label("is_active"),
        # Those who were here before invitations were are members since they have an account.
        sa.func.coalesce(_ACCEPTED_AT, User.created_at, type_=User.created_at.type).label("since"),
        _HAS_RIGHTS_ELSEWHERE.label("has_rights_elsewhere"),
        _QUESTIONS.label("questions"),
    )
    .join(Membership, Membership.user_id == User.id)
    .outerjoin(Institution, Institution.id == Membership.institution_id)
    .where(Membership.country_code == _COUNTRY)
    .order_by(User.name, User.id)
)


def of_country(country_code: str) -> list[Member]:
    """Everybody of the country by name, in one statement."""
    rows = db.session.execute(_MEMBERS, {"country": country_code})
    return [Member(**row) for row in rows.mappings()]


def member(country_code: str, user_id: int) -> Member | None:
    """The person with that number, if they are part of the country."""
    rows = db.session.execute(_MEMBERS.where(User.id == user_id), {"country": country_code})
    return next((Member(**row) for row in rows.mappings()), None)


def without_second_factor(country_code: str) -> list[str]:
    """The names of those of the country who can sign in and have set up no second factor."""
    has_passkey = sa.exists().where(Passkey.user_id == User.id)
    return list(
        db.session.scalars(
            sa.select(User.name)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.country_code == country_code,
                User.active,
                sa.or_(User.tf_primary_method.is_(None), User.tf_totp_secret.is_(None)),
                ~has_passkey,
            )
            .order_by(User.name, User.id)
        )
    )


def membership(country_code: str, user_id: int) -> Membership | None:
    """What that person is in the country, to be changed."""
    return db.session.get(Membership, (user_id, country_code))


def is_led_by(country_code: str, user_id: int) -> bool:
    """Whether that person is a focal point of the country, and can sign in, at this moment."""
    return db.session.scalar(sa.select(_leading(country_code, User.id == user_id))) is True


def led_countries() -> frozenset[str]:
    """The codes of the countries that have a focal point who can sign in. For administrators."""
    return frozenset(
        db.session.scalars(
            sa.select(Membership.country_code)
            .join(User, User.id == Membership.user_id)
            .where(Membership.role == FOCAL_POINT, User.active)
            .distinct()
        )
    )


def _leading(country_code: str, who: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists().where(
        Membership.country_code == country_code,
        Membership.role == FOCAL_POINT,
        Membership.user_id == User.id,
        User.active,
        who,
    )


def remove(held: Membership) -> None:
    """Makes that person no part of the country any more. What they wrote stays."""
    held.user.memberships.remove(held)
    db.session.delete(held)
    db.session.flush()
