"""Gap reports that a country released are read outside it: by whom it named, in their version, for as long
as the release holds.
"""

from __future__ import annotations

import pytest
from flask import Flask

from questionnaire.assistance.releases import Audience, FieldSet
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import bring_to
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.test_crawl import add_assessment
from webapp import clock, released_reports
from webapp.database import own_transaction
from webapp.records import releases

LISTS = {"unodc": "/desk/reports", "partner": "/partner/reports", "open": "/open-reports"}


@pytest.fixture
def register(app: Flask, sign_in: SignIn) -> Register:
    """Kenya has submitted an assessment, and released nothing of it."""
    sign_in("KEN")
    add_assessment(app, seed=11, modules=("recommendations",))
    bring_to(app, "submitted")
    made = Register(app)
    made.provider("First")
    made.provider("Second")
    return made


@pytest.fixture
def readers(app: Flask, sign_in: SignIn, register: Register) -> dict[str, Visitor]:
    """An officer, people of two partners, and somebody who is not signed in."""
    return {
        "unodc": sign_in(None, is_unodc_officer=True),
        "partner": sign_in(None, provider=1),
        "other partner": sign_in(None, provider=2),
        "open": Visitor(app),
    }


def release(register: Register, audience: Audience, *sets: FieldSet) -> None:
    """Kenya lets them see these parts of its submission."""
    register.release_submission("KEN", 1, frozenset(sets or ("scores", "report")), audience)


def reading(readers: dict[str, Visitor]) -> set[str]:
    """Who finds the report in their list and can open it; nobody may do only one of these."""
    found = set()
    for name, reader in readers.items():
        place = LISTS[name.rpartition(" ")[2]]
        is_listed = f"{place}/1" in reader.get(place).text
        reader.get(f"{place}/1", expect=200 if is_listed else 404)
        if is_listed:
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("audience", "may_read"),
    [
        ("unodc", {"unodc"}),
        ("partner", {"partner"}),
        ("open", {"unodc", "partner", "other partner", "open"}),
    ],
)
def test_is_read_by_whom_the_release_names(
    register: Register, readers: dict[str, Visitor], audience: Audience, may_read: set[str]
) -> None:
    assert reading(readers) == set()
    release(register, audience, "scores")
    assert reading(readers) == set()
    release(register, audience)
    assert reading(readers) == may_read


def test_ends_with_the_release(register: Register, readers: dict[str, Visitor]) -> None:
    register.release_submission("KEN", 1, frozenset({"scores", "report"}), "unodc", days=-1)
    assert reading(readers) == set()
    release(register, "unodc")
    assert reading(readers) == {"unodc"}
    with own_transaction(register.app):
        for line in releases.releases_of("KEN"):
            row = releases.release_in("KEN", line.release.number, to_write=True)
            assert row is not None
            releases.withdraw(row, "Not now", by=register.official(), at=clock.now())
    assert reading(readers) == set()


def test_each_reads_their_own_version_and_nothing_leads_into_the_country(
    register: Register, readers: dict[str, Visitor]
) -> None:
    release(register, "unodc")
    release(register, "open")
    for name, title in (("unodc", "UNODC version"), ("open", "Public version")):
        page = readers[name].get(f"{LISTS[name]}/1")
        assert title in page.heading
        assert "/countries/KEN" not in page.text
        assert "Annex A" not in page.words
    assert "Priorities" in readers["unodc"].get("/desk/reports/1").words


def test_who_reads_everything_at_once_without_a_name_waits(
    register: Register, readers: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    release(register, "open")
    monkeypatch.setattr(released_reports, "REPORTS_PER_MINUTE", 2)
    for status in (200, 200, 429):
        readers["open"].get("/open-reports/1", expect=status)
    readers["unodc"].get("/desk/reports/1")
