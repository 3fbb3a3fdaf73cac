"""The portfolio shows what was released, as it was frozen, and ranks nobody."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import statements
from tests.webapp.pages import Page, Visitor, words
from tests.webapp.register import Register, add_scores
from tests.webapp.test_desk import titles
from tests.webapp.test_movement import two_cycles
from webapp.desk.portfolio.coverage import shade_of
from webapp.tile_grid import SHADES

EAST = ("KEN", "TZA", "UGA", "RWA", "BDI")


@pytest.fixture
def officer(sign_in: SignIn) -> Visitor:
    """Somebody of UNODC."""
    return sign_in(None, is_unodc_officer=True)


def grid(page: Page) -> dict[str, list[str]]:
    """The cells of each country in the grid, in the order of the rows."""
    found = {}
    for row in next(table for table in page.all("table") if table.get("class") == "heat").iter("tr"):
        head, *cells = list(row)
        if head.get("scope") == "row":
            found[words(head)] = [words(cell) for cell in cells]
    return found


def test_each_country_stands_with_its_latest_released_ranges(app: Flask, officer: Visitor) -> None:
    add_scores(app, "PER", {"R01": (10, 20, 0.9, 1)}, on=date(2024, 11, 1))
    add_scores(app, "PER", {"R01": (30, 40, 0.9, 2)}, on=date(2026, 11, 1))
    add_scores(app, "KEN", {"R01": (50, 50, 1, 3)})
    add_scores(app, "KEN", {"R01": (90, 90, 1, 5)}, on=date(2026, 11, 20), is_released=False)
    add_scores(app, "FRA", {"R01": (77, 77, 1, 4)}, is_released=False)
    page = officer.get("/desk/portfolio")
    found = grid(page)
    assert list(found) == ["France", "Kenya", "Peru"]
    assert found["France"] == ["not released"]
    assert found["Kenya"][1] == "50, 100 % known"
    assert found["Peru"][1] == "30–40, 90 % known"
    assert "77" not in page.words
    assert "2 of 3 countries have released their ranges" in page.words


def test_a_range_reads_as_on_the_pages_of_its_country(app: Flask, officer: Visitor) -> None:
    add_scores(app, "KEN", {"R01": (12.5, 62.5, 1, 1)})
    assert grid(officer.get("/desk/portfolio"))["Kenya"][1].startswith("13–63,")


def test_a_corrected_submission_does_not_count(app: Flask, officer: Visitor) -> None:
    first = add_scores(app, "KEN", {"R01": (10, 10, 1, 1)})
    assert grid(officer.get("/desk/portfolio"))["Kenya"][1].startswith("10")
    # The correction was not released: then nothing is, for what it corrects does not stand any more.
    add_scores(app, "KEN", {"R01": (20, 20, 1, 1)}, corrects=first, is_released=False)
    assert "No country has released its ranges" in officer.get("/desk/portfolio").words


def test_too_little_known_and_not_assessed_say_so(app: Flask, officer: Visitor) -> None:
    add_scores(app, "KEN", {"R01": (0, 100, 0.2, None)})
    cells = grid(officer.get("/desk/portfolio"))["Kenya"]
    assert cells[1] == "0–100, too little known, 20 %"
    assert cells[2] == "–, not part of the assessment"


def test_a_region_is_told_of_from_five_countries_on(app: Flask, officer: Visitor) -> None:
    for code in EAST[:4]:
        add_scores(app, code, {"R01": (40, 60, 0.9, 3)})
    page = officer.get("/desk/portfolio/regions")
    assert "No region has enough countries yet" in page.words
    assert "Africa: 4 countries have released their ranges" in page.words
    assert "50" not in page.words
    add_scores(app, EAST[4], {"R01": (40, 60, 0.9, 3)})
    page = officer.get("/desk/portfolio/regions")
    assert "5 countries have released their ranges" in page.words
    [row] = [row for row in page.all("tr") if "R01" in words(row)]
    assert [words(cell) for cell in row.iter("td")] == ["", "50", "50", "50", "5"]


def test_needs_are_counted_by_type_and_unit(app: Flask, officer: Visitor) -> None:
    register = Register(app)
    register.need("KEN")
    register.need("PER")
    register.need("PER", is_released=False)
    register.need("PER", status="closed")
    page = officer.get("/desk/portfolio/needs")
    assert "2 needs that countries released to UNODC are not met yet." in page.words
    [link] = [link for link in page.all("a") if "unit=R10&type=TA06" in link.get("href", "")]
    assert words(link).startswith("2 ")
    assert "(2)" in page.words
    assert len(titles(officer.get(link.get("href", "")))) == 3


def test_coverage_says_who_released_nothing(app: Flask, officer: Visitor) -> None:
    add_scores(app, "KEN", {"R01": (40, 60, 0.8, 3), "R02": (40, 80, 0.6, None)}, on=date(2026, 1, 1))
    add_scores(app, "PER", {"R01": (33, 33, 1, 2)}, is_released=False)
    page = officer.get("/desk/portfolio/coverage")
    assert "1 of 2 countries have released ranges to UNODC." in page.words
    lines = {row.get("id"): words(row) for row in page.all("tr")}
    assert lines["PER"] == "Peru not released"
    assert lines["KEN"].startswith("Kenya 70 % 2 ")
    tiles = {link.get("href"): words(link) for link in page.all("a") if link.get("href", "").startswith("#")}
    assert tiles["#PER"] == "PER Peru: not released–"
    assert tiles["#KEN"].startswith("KEN Kenya: 70 % known, ")
    assert "33" not in page.words


@pytest.mark.parametrize("known", range(101))
def test_a_tile_is_darker_the_more_is_known(known: int) -> None:
    assert shade_of(known) in SHADES
    assert shade_of(known) >= shade_of(max(known - 1, 0))


@pytest.mark.parametrize("part", ["", "/coverage", "/regions", "/needs", "/movement", "/movement/R10"])
def test_the_number_of_statements_does_not_grow(app: Flask, officer: Visitor, part: str) -> None:
    two_cycles(app)
    officer.get(f"/desk/portfolio{part}")
    with statements(app) as few:
        officer.get(f"/desk/portfolio{part}")
    for code in EAST[1:]:
        two_cycles(app, code, {"R10": (1, 2), "R01": (3, 4)})
        register = Register(app)
        register.support(register.need(code, "delivered"), end=date(2025, 6, 1))
        register.need(code)
    with statements(app) as many:
        officer.get(f"/desk/portfolio{part}")
    assert len(many) == len(few)
