"""The bodies that a country asks, by its own names."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.database import db
from webapp.tables import SUBMITTED, Assessment, Assignment, Country, Institution, Membership


def hold(country_code: str) -> None:
    """Holds the country until the request ends, so that its people and bodies change one after another."""
    db.session.execute(sa.select(Country.code).where(Country.code == country_code).with_for_update())


def of_country(country_code: str, *, open_only: bool = False) -> list[Institution]:
    """The country's institutions by name, those that are closed last."""
    found = sa.select(Institution).where(Institution.country_code == country_code)
    if open_only:
        found = found.where(Institution.is_closed.is_(False))
    return list(db.session.scalars(found.order_by(Institution.is_closed, Institution.name, Institution.id)))


def add(country_code: str, name: str, body_code: str | None) -> Institution:
    """A new institution; `body_code` is the lead body of the instrument that it stands for, if any."""
    institution = Institution(country_code=country_code, name=name, body_code=body_code, is_closed=False)
    db.session.add(institution)
    db.session.flush()
    return institution


def people_in(country_code: str) -> dict[int, int]:
    """How many people speak for each institution of the country; those without anybody are left out."""
    rows = db.session.execute(
        sa.select(Membership.institution_id, sa.func.count())
        .where(Membership.country_code == country_code, Membership.institution_id.is_not(None))
        .group_by(Membership.institution_id)
    )
    return {number: count for number, count in rows if number is not None}


def questions_of(country_code: str) -> dict[int, int]:
    """How many questions each institution is asked in assessments that are not submitted; those that are
    asked none are left out.
    """
    rows = db.session.execute(
        sa.select(Assignment.institution_id, sa.func.count())
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .where(
            Assessment.country_code == country_code,
            Assessment.status != SUBMITTED,
            Assignment.institution_id.is_not(None),
        )
        .group_by(Assignment.institution_id)
    )
    return {number: count for number, count in rows if number is not None}
