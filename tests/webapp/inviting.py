"""Steps that tests of people and rights take: inviting, accepting, and looking at what became of it."""

from __future__ import annotations

import json
import re
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.webapp.pages import Page, Visitor
from webapp.database import db
from webapp.records import people
from webapp.tables import Assignment, AuditEvent, Invitation, User

INVITE = "/countries/{country}/people/invite"
NEW_PERSON = {"name": "Wanjiru Kamau", "password": "seven lamps under a slow river"}


def invite(
    visitor: Visitor,
    email: str = "wanjiru@example.org",
    *,
    country: str = "KEN",
    expect: int = 200,
    **fields: Any,
) -> Page:
    """Fills in the page that invites one person to a country."""
    given = {"name": "Wanjiru Kamau", "email": email, "role": "contributor", **fields}
    return visitor.submit(visitor.get(INVITE.format(country=country)), fields=given, expect=expect)


def link_on(page: Page) -> str:
    """The path of the one invitation link that a page shows."""
    [found] = links_on(page)
    return found


def links_on(page: Page) -> list[str]:
    """The paths of the invitation links that a page shows, in order."""
    return [
        str(re.sub(r"^https?://[^/]+", "", field.get("value", "")))
        for field in page.all("input")
        if "/invitations/" in field.get("value", "")
    ]


def accepted(app: Flask, link: str, **fields: Any) -> Visitor:
    """Somebody new who has accepted the invitation behind that link."""
    visitor = Visitor(app)
    visitor.submit(visitor.get(link), fields=NEW_PERSON | fields)
    return visitor


def roles(app: Flask, email: str) -> dict[str, str]:
    """What the person with that address is, by country."""
    with app.app_context():
        user = people.user_with_email(email)
        return {} if user is None else {held.country_code: held.role for held in user.memberships}


def given_to(app: Flask, email: str) -> list[str]:
    """The questions given to that person by name."""
    found = (
        sa.select(Assignment.question_code)
        .join(User, User.id == Assignment.user_id)
        .where(User.email == email)
        .order_by(Assignment.question_code)
    )
    with app.app_context():
        return list(db.session.scalars(found))


def waiting(app: Flask) -> list[str]:
    """The addresses of all invitations that were neither accepted nor revoked."""
    found = sa.select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    with app.app_context():
        return [row.email for row in db.session.scalars(found.order_by(Invitation.id))]


def events(app: Flask, *leaving_out: str) -> list[tuple[str, str, dict[str, str]]]:
    """The audit trail: action, subject and details of each event."""
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.number))
        return [
            (event.action, event.subject, json.loads(event.details))
            for event in found
            if event.action not in leaving_out
        ]
