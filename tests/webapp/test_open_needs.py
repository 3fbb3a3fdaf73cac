"""What donors and the public find of needs: what was released to everybody, without scores."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from questionnaire.assistance.status import Status
from tests.webapp.dumps import dump
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.taken_away import rows_of
from tests.webapp.test_desk import SECRET, titles
from webapp import open_needs

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


class TestFiles:
    def rows(self, visitor: Visitor, query: str = "") -> list[dict[str, str]]:
        """The needs in the public's CSV file."""
        answer = visitor.client.get(f"/open-needs/needs.csv{query}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=cpsa-needs-")
        content = answer.data
        # A file that goes out is read from the disk, and closed at the end.
        answer.close()
        return rows_of(content)

    def test_hold_what_the_list_holds_with_the_release_and_no_score(
        self, register: Register, visitor: Visitor
    ) -> None:
        number = register.need(description="Two courses", baseline=SECRET, questions=("R10.1",))
        release = register.release(number, EVERYTHING, "open")
        register.need("PER", title="For UNODC")
        register.release(register.need("PER", unit="R04", assistance="TA07"), {"request"}, "open")
        register.release(register.need(status="delivered"), {"request"}, "open")
        [found] = self.rows(visitor, "?region=202")
        assert (found["description"], found["audience"]) == ("Two courses", "open")
        assert found["releases"] == str(release)
        assert not {"gap_low", "gap_high", "gap_target", "questions", "baseline"} & found.keys()
        assert [row["country"] for row in self.rows(visitor)] == ["KEN", "PER"]

    @pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
    def test_are_linked_on_the_page_and_write_nothing(
        self, app: Flask, register: Register, visitor: Visitor, ending: str
    ) -> None:
        assert not [link for link in visitor.get("/open-needs/").links() if "needs." in link]
        register.release(register.need(), {"request"}, "open")
        link = f"/open-needs/needs.{ending}?region=202"
        assert link in visitor.get("/open-needs/?region=202").links()
        before = dump(app)
        answer = visitor.client.get(link)
        assert (answer.status_code, bool(answer.data)) == (200, True)
        answer.close()
        assert dump(app) == before

    def test_of_a_format_that_is_not_offered_are_not_there(self, visitor: Visitor) -> None:
        visitor.get("/open-needs/needs.xml", expect=404)

    def test_are_refused_to_who_takes_them_all_the_time(
        self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(open_needs, "FILES_PER_MINUTE", 2)
        monkeypatch.setattr("webapp.open_needs.time.monotonic", lambda: 600.0)
        for _time in range(2):
            self.rows(visitor)
        assert "wait a minute" in visitor.get("/open-needs/needs.csv", expect=429).words
        monkeypatch.setattr("webapp.open_needs.time.monotonic", lambda: 661.0)
        self.rows(visitor)

    def test_are_refused_where_they_would_hold_too_much(
        self, register: Register, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(open_needs, "MOST_IN_A_FILE", 1)
        register.many("KEN", 2)
        page = visitor.follow(visitor.get("/open-needs/needs.csv?unit=R10", expect=303))
        assert "Choose a region or a type first" in page.words
