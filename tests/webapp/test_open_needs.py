"""What donors and the public find of needs: what was released to everybody, without scores."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from questionnaire.assistance.status import Status
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.test_desk import SECRET, titles

ENDED_WELL: tuple[Status, ...] = ("delivered", "verified", "closed")
EVERYTHING = {"request", "details", "costs", "gap", "rights"}


@pytest.fixture
def register(app: Flask) -> Register:
    """The needs of this service."""
    return Register(app)


def listed(visitor: Visitor, query: str = "") -> list[str]:
    """The names of the needs that the public page lists."""
    return titles(visitor.get(f"/open-needs/{query}"), "/open-needs/")


def test_only_what_is_released_to_everybody_is_there(register: Register, visitor: Visitor) -> None:
    hidden = register.need(title="For UNODC", sets=EVERYTHING)
    shown = register.need(title="For everybody", description=SECRET)
    register.release(shown, {"request"}, "open")
    assert listed(visitor) == ["For everybody"]
    visitor.get(f"/open-needs/{hidden}", expect=404)
    page = visitor.get(f"/open-needs/{shown}")
    assert SECRET not in page.text
    assert "Details: not released." in page.words


def test_no_score_is_public_even_when_everything_was_released(register: Register, visitor: Visitor) -> None:
    number = register.need(
        questions=("R10.1",), baseline=SECRET, description="Two courses", rights_note="None"
    )
    register.release(number, EVERYTHING, "open")
    page = visitor.get(f"/open-needs/{number}")
    assert "Two courses" in page.words
    assert SECRET not in page.text
    assert "points below" not in page.words
    assert "R10.1" not in page.words


def test_the_list_is_filtered_by_region_type_and_unit(register: Register, visitor: Visitor) -> None:
    for country, title, unit, assistance in (
        ("KEN", "Judges", "R10", "TA06"),
        ("PER", "Schools", "R04", "TA07"),
    ):
        number = register.need(country, title=title, unit=unit, assistance=assistance)
        register.release(number, {"request"}, "open")
    assert listed(visitor, "?region=419") == ["Schools"]
    assert listed(visitor, "?type=TA06") == ["Judges"]
    assert listed(visitor, "?unit=R04") == ["Schools"]
    # Status and age are between the country and UNODC.
    assert len(listed(visitor, "?status=submitted&age=365&country=KEN")) == 2


def test_what_is_met_is_not_open(register: Register, visitor: Visitor) -> None:
    for status in ENDED_WELL:
        register.release(register.need(status=status), {"request"}, "open")
    assert listed(visitor) == []


def test_the_feed_holds_the_same_as_the_list(register: Register, visitor: Visitor) -> None:
    number = register.need(title="Judges & <b>prosecutors</b>", description=SECRET)
    register.release(number, {"request"}, "open")
    register.need(title="For UNODC")
    response = visitor.client.get("/open-needs/feed.xml?unit=R10")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert SECRET not in response.get_data(as_text=True)
    feed = ET.fromstring(response.data)  # noqa: S314  # our own
    titles_in_feed = [entry.findtext("{*}title") for entry in feed.findall("{*}entry")]
    assert titles_in_feed == ["Kenya: Judges & <b>prosecutors</b>"]
    [link] = [link.get("href", "") for link in feed.findall("{*}entry/{*}link")]
    visitor.get(link.removeprefix("http://localhost"))


def test_a_release_that_ends_takes_the_need_out(register: Register, visitor: Visitor) -> None:
    number = register.need()
    register.release(number, {"request"}, "open")
    assert len(listed(visitor)) == 1
    register.withdraw(number)
    assert listed(visitor) == []
    visitor.get(f"/open-needs/{number}", expect=404)
