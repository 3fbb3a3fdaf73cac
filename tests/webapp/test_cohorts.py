"""Cohorts and their concept notes tell what was released, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.test_desk import SECRET
from webapp import clock
from webapp.database import db, own_transaction
from webapp.tables import OfferRecord

NOTE = "/desk/cohorts/202/R10/TA06"


@pytest.fixture
def register(app: Flask) -> Register:
    """Two countries of sub-Saharan Africa with the same need, and one whose need was not released."""
    register = Register(app)
    register.need(
        "KEN", objective="Judges are trained\nCases are tried", description=SECRET, clauses=("R10.a",)
    )
    register.need("UGA", objective="Judges are trained")
    register.need("RWA", is_released=False, objective=SECRET)
    return register


@pytest.fixture
def officer(sign_in: SignIn) -> Visitor:
    """Somebody of UNODC."""
    return sign_in(None, is_unodc_officer=True)


def offer(register: Register, country: str, text: str, *, is_released: bool) -> None:
    """That country offers its experience on R10."""
    with own_transaction(register.app):
        row = OfferRecord(
            country_code=country, unit_code="R10", text=text, office="Academy", made_by=1, made_at=clock.now()
        )
        db.session.add(row)
        db.session.flush()
        if is_released:
            register.release_record(country, "offer", row.id, {"experience"})


def test_what_was_not_released_makes_no_cohort(register: Register, officer: Visitor) -> None:
    assert "No 3 countries" in officer.get("/desk/cohorts").words
    officer.get(NOTE, expect=404)
    register.need("TZA")
    page = officer.get("/desk/cohorts")
    assert "3: Kenya, Uganda, United Republic of Tanzania" in page.words
    assert "Rwanda" not in page.words


def test_the_note_is_made_of_requests_alone(register: Register, officer: Visitor) -> None:
    register.need("TZA", objective="Cases are tried")
    page = officer.get(NOTE)
    assert page.words.count("Judges are trained") == 1
    assert "It goes to nobody else before each of them has agreed" in page.words
    assert "R10.a" in page.words
    assert SECRET not in page.text
    assert "No country has offered" in page.words


def test_peers_are_those_who_offered_it_to_unodc(register: Register, officer: Visitor) -> None:
    register.need("TZA")
    offer(register, "KEN", "Come and see our court", is_released=True)
    offer(register, "UGA", SECRET, is_released=False)
    page = officer.get(NOTE)
    assert "Come and see our court" in page.words
    assert SECRET not in page.text


def test_the_fourth_country_of_another_sub_region_is_no_part(register: Register, officer: Visitor) -> None:
    register.need("PER")
    assert "No 3 countries" in officer.get("/desk/cohorts").words


def test_the_note_has_every_need_of_the_cohort_and_no_other(register: Register, officer: Visitor) -> None:
    register.need("TZA", objective="As a further type", assistance="TA05", further=("TA06",))
    register.need("KEN", objective="Said a second time")
    register.need("KEN", objective="Of another unit", unit="R11")
    register.need("KEN", objective="Of another type", assistance="TA07")
    register.need("KEN", objective="Met already", status="verified")
    register.need("PER", objective="Of another sub-region")
    words = officer.get(NOTE).words
    for objective, stands in (
        ("As a further type", True),
        ("Said a second time", True),
        ("Of another unit", False),
        ("Of another type", False),
        ("Met already", False),
        ("Of another sub-region", False),
    ):
        assert (objective in words) is stands, objective
