"""The migrations make exactly the tables that the code maps, there and back, and keep what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from tests.webapp.dumps import dump
from webapp import migrations
from webapp.database import db, make_engine, own_transaction
from webapp.records import assessments, people
from webapp.tables import Base

pytestmark = pytest.mark.own_service

MOMENT = datetime(2026, 11, 1, 12, tzinfo=UTC)

STORED_BEFORE_THE_SECOND_STEP = """
    INSERT INTO countries VALUES ('KEN', 'Kenya', false);
    INSERT INTO users VALUES (1, 'amina@example.org', 'Amina', NULL, true, 'x', false,
        false, '2026-11-01 12:00:00');
    INSERT INTO memberships VALUES (1, 'KEN', 'focal_point');
    INSERT INTO assessments
        VALUES (1, 'KEN', 'First', '2026-11-01', 'cybercrime-prevention', '1.0', '[]', 'draft',
        1, '2026-11-01 12:00:00');
    INSERT INTO answer_revisions
        VALUES (1, 'R01.1', 1, 0, '{"state": "dont_know"}', 1, '2026-11-01 12:00:00')
"""

STORED_BEFORE_THE_THIRD_STEP = """
    INSERT INTO users VALUES (1, 'amina@example.org', 'Amina', NULL, true, 'x', false,
        false, '2026-11-01 12:00:00');
    INSERT INTO sign_in_links VALUES ('abc', 1, '2027-01-01 12:00:00', NULL);
    INSERT INTO server_sessions VALUES ('def', 1, '{}', '2026-11-01 12:00:00', '2027-01-01 12:00:00')
"""


def fill(app: Flask) -> None:
    """A country with somebody and an assessment in it."""
    with own_transaction(app):
        user = people.add_user("Amina", "amina@example.org", MOMENT)
        people.add_membership(user, people.add_country("KEN", "Kenya"))
        assessments.start_assessment(
            "KEN", "First", date(2026, 11, 1), ("recommendations",), by=user, at=MOMENT
        )


def test_the_tables_are_those_that_the_code_maps(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_upgrading_twice_changes_nothing_and_keeps_the_data(app: Flask, database_url: str) -> None:
    fill(app)
    before = dump(app)
    engine = make_engine(database_url)
    assert migrations.upgrade(engine) is False
    assert dump(app) == before
    engine.dispose()


def test_every_step_can_be_taken_back_with_data_in_the_tables(app: Flask, database_url: str) -> None:
    fill(app)
    with app.app_context():
        db.engine.dispose()
    engine = make_engine(database_url)
    migrations.downgrade(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    assert migrations.upgrade(engine) is True
    engine.dispose()
    fill(app)
    assert len(dump(app)["assessments"]) == 1


STORED_BEFORE_THE_TENTH_STEP = """
    INSERT INTO countries VALUES ('KEN', 'Kenya', false, false);
    INSERT INTO users (id, email, name, active, fs_uniquifier, is_administrator, is_unodc_officer, created_at)
        VALUES (1, 'amina@example.org', 'Amina', true, 'x', false, false, '2026-11-01 12:00:00');
    INSERT INTO assessments (id, country_code, title, reference_date, instrument_code, instrument_version,
        modules, status, created_by, created_at)
        VALUES (1, 'KEN', 'First', '2026-11-01', 'cybercrime-prevention', '1.0', '[]', 'draft',
        1, '2026-11-01 12:00:00');
"""
NEED = """
    INSERT INTO needs (id, country_code, assessment_id, status, status_since, revision, title, unit_code,
        assistance, further, is_restricted, search_words, created_by, created_at)
        VALUES ({number}, 'KEN', 1, 'submitted', '2026-11-01 12:00:00', 1, '', 'R10', 'TA06', '', false, '',
        1, '2026-11-01 12:00:00')
"""
RELEASE = """
    INSERT INTO releases (country_code, kind, record_id, audience, purpose, office, first_day, last_day,
        needs_second, released_by, released_at, withdrawn_because, withdrawn_at)
        VALUES ('KEN', 'need', {number}, '{audience}', '', '', '2026-11-01', '{last_day}',
        {needs_second}, 1, '2026-11-01 12:00:00', '', {withdrawn_at})
"""


def test_the_tenth_step_writes_what_releases_come_to(database_url: str) -> None:
    engine = make_engine(database_url)
    migrations.downgrade(engine, "0009")
    a_moment = "'2026-11-02 12:00:00'"
    with engine.begin() as connection:
        for statement in filter(str.strip, STORED_BEFORE_THE_TENTH_STEP.split(";")):
            connection.exec_driver_sql(statement)
        for number in (1, 2, 3):
            connection.exec_driver_sql(NEED.format(number=number))
        for number, audience, last_day, needs_second, withdrawn_at in (
            (1, "unodc", "2027-01-01", "false", "NULL"),
            (1, "open", "2027-02-01", "true", "NULL"),
            (1, "unodc", "2027-03-01", "false", a_moment),
            (2, "open", "2027-04-01", "false", "NULL"),
            (2, "unodc", "2027-05-01", "false", "NULL"),
        ):
            connection.exec_driver_sql(
                RELEASE.format(
                    number=number,
                    audience=audience,
                    last_day=last_day,
                    needs_second=needs_second,
                    withdrawn_at=withdrawn_at,
                )
            )
    migrations.upgrade(engine)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT seen_by_unodc_until, seen_by_all_until FROM needs ORDER BY id"
        ).all()
    assert [[str(day) for day in row] for row in rows] == [
        ["2027-01-01", "None"],
        ["2027-05-01", "2027-04-01"],
        ["None", "None"],
    ]
    engine.dispose()


def test_the_second_step_keeps_what_was_stored_before_it(database_url: str) -> None:
    engine = make_engine(database_url)
    migrations.downgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in STORED_BEFORE_THE_SECOND_STEP.split(";"):
            connection.exec_driver_sql(statement)
    assert migrations.upgrade(engine) is True
    with engine.connect() as connection:
        revision = connection.exec_driver_sql("SELECT content, to_confirm FROM answer_revisions").one()
        assert (revision[0], bool(revision[1])) == ('{"state": "dont_know"}', False)
        assert connection.exec_driver_sql("SELECT status FROM assessments").scalar_one() == "draft"
        assert connection.exec_driver_sql("SELECT role FROM memberships").scalar_one() == "focal_point"
    engine.dispose()


def test_the_third_step_keeps_links_and_has_everybody_sign_in_again(database_url: str) -> None:
    engine = make_engine(database_url)
    migrations.downgrade(engine, "0002")
    with engine.begin() as connection:
        for statement in STORED_BEFORE_THE_THIRD_STEP.split(";"):
            connection.exec_driver_sql(statement)
    assert migrations.upgrade(engine) is True
    with engine.connect() as connection:
        link = connection.exec_driver_sql("SELECT token_hash, purpose FROM personal_links").one()
        assert tuple(link) == ("abc", "sign_in")
        assert connection.exec_driver_sql("SELECT * FROM server_sessions").all() == []
    engine.dispose()


def test_the_steps_are_numbered_in_one_line_and_named_in_words() -> None:
    script = ScriptDirectory(str(migrations.FOLDER))
    steps = list(reversed(list(script.walk_revisions())))
    assert [step.revision for step in steps] == [f"{number:04}" for number in range(1, len(steps) + 1)]
    assert all(len(step.doc.split()) > 1 for step in steps)
    assert {step.revision for step in steps} == migrations.STEPS
