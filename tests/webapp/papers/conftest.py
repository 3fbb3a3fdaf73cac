"""An assessment of which institutions are asked, and who prints papers of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import number_of, start
from tests.webapp.pages import Visitor
from tests.webapp.papers.asking import JUSTICE, POLICE
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import institutions
from webapp.tables import Assignment


@pytest.fixture
def amina(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya."""
    return sign_in("KEN", name="Amina Otieno")


@pytest.fixture
def chidi(sign_in: SignIn, amina: Visitor) -> Visitor:
    """A contributor in Kenya."""
    return sign_in("KEN", role="contributor", name="Chidi")


@pytest.fixture
def assessment(app: Flask, amina: Visitor) -> str:
    """Kenya's assessment: the police were given two questions of R02; justice was given none and stands for
    the lead body of that name.
    """
    address = start(amina)
    with own_transaction(app):
        police = institutions.add("KEN", POLICE, None)
        institutions.add("KEN", JUSTICE, "MOJ")
        db.session.add_all(
            Assignment(
                assessment_id=number_of(address),
                question_code=code,
                institution_id=police.id,
                due_on=due_on,
                assigned_by=1,
                assigned_at=clock.now(),
            )
            for code, due_on in (("R02.3", clock.now().date() + timedelta(14)), ("R02.1", None))
        )
    return address
