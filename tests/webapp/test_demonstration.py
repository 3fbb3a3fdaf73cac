"""The demonstration has everything to look at: each state of an assessment, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.webapp.conftest import settings_for
from tests.webapp.pages import Page, Visitor
from webapp import create_app, demonstration
from webapp.database import db

UNDER_REVIEW = "/countries/XAA/assessments/2"
NEXT_CYCLE = "/countries/XAF/assessments/8"


@pytest.fixture
def ways_in(database_url: str, tmp_path: Path) -> Iterator[dict[str, Visitor]]:
    """Everybody of a demonstration that has been started twice, signed in, by name."""
    settings = replace(settings_for(tmp_path, database_url), is_demonstration=True)
    demonstration.prepare(settings)
    found = {}
    app = create_app(settings)
    for way in demonstration.prepare(settings):
        if way.person in {"Ilse Maro", "Runa Sabel", "Noor Tamaya", "Ilan Morrow"}:
            found[way.person] = Visitor(app)
            page = found[way.person].get(way.path)
            found[way.person].submit(page, "Sign in")
    yield found
    with app.app_context():
        db.engine.dispose()


def words_of(visitor: Visitor, path: str) -> str:
    """What a page says."""
    page: Page = visitor.get(path)
    return page.words


def test_it_has_an_assessment_under_review_and_one_to_confirm(ways_in: dict[str, Visitor]) -> None:
    lead = ways_in["Ilse Maro"]
    assert "Under review" in words_of(lead, f"{UNDER_REVIEW}/")
    about = words_of(lead, f"{UNDER_REVIEW}/questions/R02.3")
    assert "Disagrees" in about
    assert "Not before the two northern districts are connected." in about
    assert "Minutes of the coordination group" in words_of(lead, f"{UNDER_REVIEW}/documents?find=Minutes")
    assert "Director Edda Vanor" in words_of(lead, f"{UNDER_REVIEW}/sign-offs")
    assert "R12.4" in words_of(lead, f"{UNDER_REVIEW}/checks")
    assert "Checked just now." in words_of(lead, "/countries/XAA/assessments/1/submission")
    leads_next = ways_in["Runa Sabel"]
    assert "not count until you confirm" in words_of(leads_next, f"{NEXT_CYCLE}/units/R10")
    assert "Answers confirmed unchanged" in words_of(leads_next, f"{NEXT_CYCLE}/confirmed")
    assert "From the cycle before, to confirm" in words_of(leads_next, f"{NEXT_CYCLE}/actions")


def test_it_has_needs_on_their_way_and_a_partner(ways_in: dict[str, Visitor]) -> None:
    asked = words_of(ways_in["Noor Tamaya"], "/desk/needs")
    assert "19 needs" in asked
    assert "Two providers do the same" in words_of(ways_in["Noor Tamaya"], "/desk/needs/2")
    released = words_of(ways_in["Ilan Morrow"], "/partner/")
    assert "Academy of the Two Rivers" in released
    assert "In delivery" in released
    assert "for 21 days" not in released, "what is submitted was released to UNODC alone"
    assert "Waits for a second person" in words_of(ways_in["Ilse Maro"], "/countries/XAA/releases")
    assert "The two sides differ" in words_of(ways_in["Ilse Maro"], "/countries/XAA/support/3")
    assert "80 % of the objective" in words_of(ways_in["Ilan Morrow"], "/open-supports/")


def test_it_has_a_country_of_which_two_cycles_can_be_compared(ways_in: dict[str, Visitor]) -> None:
    moved = words_of(ways_in["Noor Tamaya"], "/desk/portfolio/movement")
    assert "Galdria (invented)" in moved
    assert "Support delivered 1 1 Fewer than 5 countries: nothing is told." in moved
