"""Fields that a form does not have change nothing: who somebody is and where is never taken from a form."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import Dump, dump
from tests.webapp.pages import Visitor
from tests.webapp.registering import begin_need
from tests.webapp.test_accounts import FIRST_PERSON, FIRST_USE
from tests.webapp.test_crawl import add_assessment

EXTRA = {
    "country": "FRA",
    "country_code": "FRA",
    "status": "submitted",
    "role": "administrator",
    "is_administrator": "1",
    "is_unodc_officer": "1",
    "score": "100",
    "created_by": "99",
    "saved_by": "99",
    "saved_at": "2001-01-01",
    "assessment_id": "99",
    "number": "99",
    "id": "99",
    "revision": "99",
    "instrument_version": "9.9",
    "fs_uniquifier": "known",
    "file_hash": "0f" * 32,
    "added_by": "99",
    "withdrawn_at": "2001-01-01",
    "supersedes_id": "1",
    "unit": "R17",
    "assistance": "TA17",
    "is_restricted": "",
}
PAGES = ("", "/units/R01", "/units/R01/plan", "/targets", "/documents/1")


def do_everything(visitor: Visitor, place: str, extra: dict[str, str]) -> None:
    """Sends the first form of every page that has one, untouched but for the extra fields."""
    visitor.submit(
        visitor.get("/countries/KEN/assessments/start"),
        fields={"title": "Another", "reference_date": "2026-11-01"}
        | {name: value for name, value in extra.items() if name != "country"},
    )
    for page in PAGES:
        opened = visitor.get(place + page) if page else visitor.get(place + "/")
        if 'method="post"' in opened.text.partition("<main")[2]:
            answer = visitor.submit(opened, fields=extra)
            assert answer.location.startswith("/countries/KEN/")
    need = begin_need(visitor, f"{place}/needs")
    for page, said in (("/edit", {}), ("/steps/withdrawn", {"reason": "Not now"})):
        visitor.submit(visitor.get(need + page), fields={**extra, **said})


@pytest.fixture
def databases(app: Flask, sign_in: SignIn) -> tuple[Flask, Visitor, str]:
    visitor = sign_in("KEN")
    return app, visitor, f"/countries/KEN/assessments/{add_assessment(app, seed=3)}"


def test_extra_fields_on_any_form_change_nothing(databases: tuple[Flask, Visitor, str]) -> None:
    app, visitor, place = databases
    do_everything(visitor, place, EXTRA)
    rows = dump(app)
    for row in rows["assessments"]:
        assert (row["country_code"], row["status"], row["created_by"]) == ("KEN", "draft", 1)
        assert (row["instrument_version"], row["id"]) != ("9.9", 99)
    assert rows["memberships"] == [
        {"user_id": 1, "country_code": "KEN", "role": "focal_point", "institution_id": None}
    ]
    assert_nobody_rose(rows)
    for row in rows["evidence_documents"]:
        assert (row["country_code"], row["added_by"], row["file_hash"]) == ("KEN", 1, "")
    [need] = rows["needs"]
    assert (need["country_code"], need["status"], need["created_by"]) == ("KEN", "withdrawn", 1)
    assert need["supersedes_id"] is None
    assert (need["unit_code"], need["assistance"]) != ("R17", "TA17")
    for row in rows["need_revisions"]:
        assert (row["saved_by"], row["revision"]) == (1, 1)
    for row in rows["answer_revisions"] + rows["plan_revisions"]:
        assert row["saved_by"] == 1
        assert row["saved_at"].year > 2001
        assert row["revision"] == row["based_on"] + 1 < 99


def test_extra_fields_at_first_use_change_nothing(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.submit(
        visitor.get(FIRST_USE),
        fields=FIRST_PERSON | {name: value for name, value in EXTRA.items() if name != "country"},
    )
    rows = dump(app)
    assert rows["memberships"] == [
        {"user_id": 1, "country_code": "KEN", "role": "focal_point", "institution_id": None}
    ]
    [user] = rows["users"]
    assert (user["id"], user["is_unodc_officer"]) == (1, False)
    assert user["fs_uniquifier"] != "known"


def assert_nobody_rose(rows: Dump) -> None:
    """The one person is what they were."""
    [user] = rows["users"]
    assert (user["is_administrator"], user["is_unodc_officer"]) == (False, False)
    assert user["fs_uniquifier"] != "known"
