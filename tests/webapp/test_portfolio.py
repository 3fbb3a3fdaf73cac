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
    assert list(found) == ["Kenya", "Peru"]
    assert found["Kenya"][1] == "50, 100 % known"
    assert found["Peru"][1] == "30–40, 90 % known"
    assert "77" not in page.words
    assert "One country has not released its ranges" in page.words


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
    assert "No region has enough countries yet." in officer.get("/desk/portfolio").words
    add_scores(app, EAST[4], {"R01": (40, 60, 0.9, 3)})
    page = officer.get("/desk/portfolio")
    assert "Africa, 5 countries" in page.words


def test_needs_are_counted_by_type_and_unit(app: Flask, officer: Visitor) -> None:
    register = Register(app)
    register.need("KEN")
    register.need("PER")
    register.need("PER", is_released=False)
    register.need("PER", status="closed")
    page = officer.get("/desk/portfolio")
    [link] = [link for link in page.all("a") if "unit=R10&type=TA06" in link.get("href", "")]
    assert words(link).startswith("2 ")
    assert "(2)" in page.words
    assert len(titles(officer.get(link.get("href", "")))) == 3


def test_the_number_of_statements_does_not_grow(app: Flask, officer: Visitor) -> None:
    add_scores(app, "KEN", {"R01": (40, 60, 0.9, 3)})
    officer.get("/desk/portfolio")
    with statements(app) as few:
        officer.get("/desk/portfolio")
    for code in EAST[1:]:
        add_scores(app, code, {"R01": (40, 60, 0.9, 3), "R02": (1, 2, 0.9, 1)})
        Register(app).need(code)
    with statements(app) as many:
        officer.get("/desk/portfolio")
    assert len(many) == len(few)
