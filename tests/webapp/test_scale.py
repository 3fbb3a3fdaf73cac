"""What the desk asks of the database does not grow with what it holds, and lists are read from an index."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import statements
from tests.webapp.pages import Visitor
from tests.webapp.register import Register, add_scores
from webapp.database import db

PAGES = (
    "/desk/",
    "/desk/needs",
    "/desk/needs?unit=R10&region=202",
    "/desk/needs?words=judges",
    "/desk/portfolio",
    "/desk/portfolio/needs",
)


@pytest.fixture
def officer(app: Flask, sign_in: SignIn) -> Visitor:
    """Somebody of UNODC, and a country that has released scores and a need to them."""
    _country(app, "KEN")
    return sign_in(None, is_unodc_officer=True)


def _country(app: Flask, code: str) -> None:
    add_scores(app, code, {"R01": (40, 60, 0.9, 3)})
    Register(app).need(code)


@pytest.mark.parametrize("path", PAGES)
def test_the_number_of_statements_does_not_grow(app: Flask, officer: Visitor, path: str) -> None:
    officer.get(path)
    with statements(app) as few:
        officer.get(path)
    for code in ("TZA", "UGA", "RWA", "BDI"):
        _country(app, code)
        _country(app, code)
    with statements(app) as many:
        officer.get(path)
    assert len(many) == len(few) <= 6


@pytest.mark.parametrize("path", [path for path in PAGES if "words" not in path])
def test_lists_are_read_from_an_index(app: Flask, officer: Visitor, path: str) -> None:
    """SQLite never counts what is in its tables, so its plans are those of a small database."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL plans by what there is, and reads a small table whole")
    plans = _plans(app, officer, path)
    assert any("needs" in line or "releases" in line for line in plans)
    for line in plans:
        if line.startswith(("SCAN needs", "SCAN releases")):
            assert "COVERING INDEX" in line
        if line.startswith("SEARCH releases"):
            assert "(kind=? AND record_id=?)" in line


def _plans(app: Flask, officer: Visitor, path: str) -> list[str]:
    """How SQLite goes about each statement of that page."""
    asked: list[tuple[str, Any]] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        officer.get(path)
        with db.engine.connect() as connection:
            return [
                row[-1]
                for statement, values in list(asked)
                if statement.startswith("SELECT")
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ]
