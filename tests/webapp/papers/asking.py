"""Papers as tests ask for them, and what was handed out."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from tests.webapp.pages import Page, Visitor
from tests.webapp.test_gap_report import make_what_waits
from webapp import accounts, clock
from webapp.database import db, own_transaction
from webapp.documents import PaperContent, read_content
from webapp.records import audit_trail
from webapp.tables import Institution, Rendering, User

POLICE, JUSTICE = "Police", "Ministry of Justice"


def number_called(app: Flask, name: str) -> int:
    """The number of the institution of that name."""
    with app.app_context():
        return db.session.scalars(sa.select(Institution.id).where(Institution.name == name)).one()


def slip(app: Flask, assessment: str, name: str = POLICE) -> str:
    """The address of the request slip of that institution."""
    return f"{assessment}papers/request-slips/{number_called(app, name)}"


def sheet(app: Flask, assessment: str, name: str = POLICE) -> str:
    """The address of the sign-off sheet of that institution."""
    return f"{assessment}papers/sign-off-sheets/{number_called(app, name)}"


def parts_on(page: Page) -> list[str]:
    """The parts of the questionnaire that a page offers."""
    return [option.get("value", "") for option in page.all("option")]


def questionnaire(
    visitor: Visitor, assessment: str, fill: str = "filled", part: str = "", *, expect: int = 303
) -> Page:
    """What asking for that questionnaire is answered, past what the page offers."""
    fields: dict[str, Any] = {"fill": fill, "part": part}
    return visitor.submit(visitor.get(f"{assessment}papers"), "questionnaire", fields, expect=expect)


def read(app: Flask, visitor: Visitor, asked: Page) -> tuple[str, str]:
    """The words on a paper that was asked for, and the name of its file."""
    make_what_waits(app)
    page = visitor.follow(asked)
    assert page.heading == "Your paper is ready"
    action, fields = page.fields("Download")
    with visitor.client.post(action, data=fields) as response:
        assert response.mimetype == "application/pdf"
        name = response.headers["Content-Disposition"].removeprefix("attachment; filename=")
        document = response.data
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(document)).pages)
    return " ".join(text.split()), name


def made_of(app: Flask, asked: Page) -> PaperContent:
    """What a paper that was asked for is made of."""
    with app.app_context():
        row = db.session.get_one(Rendering, int(asked.location.rpartition("/")[2]))
        content = read_content(row.content)
    assert isinstance(content, PaperContent)
    return content


def answers_on(app: Flask, asked: Page) -> str:
    """The answers that a paper that was asked for is filled with."""
    return bytes(made_of(app, asked).answers).decode()


def downloads(app: Flask) -> list[str]:
    """The files of papers that the audit trail tells of."""
    with app.app_context():
        events = audit_trail.events_of("KEN", 100)
        return [event.details for event in events if event.action == "paper downloaded"]


def assert_closed(visitor: Visitor, place: str) -> None:
    """Nothing at that address exists for the visitor."""
    visitor.get(place, expect=404)
    _action, sent = visitor.get("/").fields("Sign out")
    for deed in ("file", "again"):
        visitor.post(f"{place}/{deed}", sent, expect=404)


def later() -> date:
    """A day to return a paper by."""
    return clock.now().date() + timedelta(30)


def sign_in_again(app: Flask, name: str) -> Visitor:
    """The same person with another browser."""

    with own_transaction(app):
        link = accounts.make_sign_in_link(db.session.scalars(sa.select(User).where(User.name == name)).one())
    visitor = Visitor(app)
    visitor.submit(visitor.get(link))
    return visitor
