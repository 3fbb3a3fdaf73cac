"""A session ends while somebody types: they sign in again and find their text; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from tests.faults.office import Desk, Office
from tests.webapp.journeys import unit_page
from tests.webapp.over_http import DistantVisitor
from tests.webapp.pages import words
from webapp import accounts, clock
from webapp.database import db
from webapp.records import people
from webapp.tables import ServerSession, User

QUESTION = "R02.1"
TEXT = "an hour of work, in اللغة العربية too"


def name_of(visitor: DistantVisitor) -> str:
    """As whom the pages greet this visitor."""
    return next(words(part) for part in visitor.get("/").all("a") if part.get("class") == "person")


def named(name: str) -> User:
    """The person with that name."""
    return next(user for user in people.everybody() if user.name == name)


def end_sessions(office: Office, name: str) -> None:
    """As if that person had been away for too long."""

    def end() -> None:
        moment = clock.now() - timedelta(seconds=1)
        theirs = ServerSession.user_id == named(name).id
        db.session.execute(sa.update(ServerSession).where(theirs).values(ends_at=moment))

    office.records.do(end)


def sign_in_as(office: Office, name: str) -> DistantVisitor:
    """That person with another browser."""
    visitor = DistantVisitor(office.server.address)
    link = office.records.do(lambda: accounts.make_sign_in_link(named(name)))
    visitor.submit(visitor.get(link))
    return visitor


def offered(visitor: DistantVisitor, desk: Desk) -> str:
    """What stands in the comment's field when that visitor opens the page."""
    page = unit_page(visitor, desk.assessment, QUESTION.partition(".")[0])
    return page.fields("Save and stay")[1].get(f"{QUESTION}-comment", "")


def test_the_text_waits_for_the_person_who_typed_it_and_for_nobody_else(shared_office: Office) -> None:
    desk = Desk(shared_office, QUESTION)
    desk.save("before")
    name = name_of(desk.visitor)
    end_sessions(shared_office, name)
    page = desk.send(TEXT)
    assert page.status == 302
    assert "Your text is kept" in desk.visitor.follow(page).words
    assert offered(shared_office.sign_in(), desk) == "before"
    same_browser = desk.visitor
    same_browser.submit(same_browser.get(shared_office.records.way_in("KEN")))
    assert offered(same_browser, desk) == "before"
    desk.visitor = sign_in_as(shared_office, name)
    assert offered(desk.visitor, desk) == TEXT
    back = unit_page(desk.visitor, desk.assessment, QUESTION.partition(".")[0])
    desk.visitor.submit(back, "Save and stay", {"then": "stay"})
    desk.saved.append(TEXT)
    desk.assert_all_found()
    assert "brought back" not in unit_page(desk.visitor, desk.assessment, "R02").words
