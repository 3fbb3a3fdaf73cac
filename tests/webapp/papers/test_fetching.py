"""A paper waits in sight, is fetched under a safe name, and leaves a trace."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import start
from tests.webapp.pages import Visitor
from tests.webapp.papers.asking import (
    POLICE,
    assert_closed,
    downloads,
    made_of,
    questionnaire,
    read,
    sheet,
    slip,
)
from tests.webapp.test_gap_report import make_what_waits
from webapp.database import db, own_transaction
from webapp.papers.fetching import file_name
from webapp.tables import Institution


class TestFetching:
    def test_a_paper_waits_in_sight_and_each_download_is_recorded(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        place = questionnaire(amina, assessment, "blank", "R02").location
        page = amina.get(place)
        assert page.headers["Refresh"] == "2"
        _action, sent = page.fields("Sign out")
        amina.post(f"{place}/file", sent, expect=404)
        assert downloads(app) == []
        make_what_waits(app)
        page = amina.get(place)
        assert "Refresh" not in page.headers
        action, fields = page.fields("Download")
        for _time in range(2):
            amina.client.post(action, data=fields).close()
        assert len(downloads(app)) == 2
        assert all("questionnaire-blank-KEN-2026-11-01-R02.pdf" in told for told in downloads(app))

    def test_a_paper_whose_file_is_gone_is_made_again(
        self, app: Flask, amina: Visitor, assessment: str
    ) -> None:
        place = questionnaire(amina, assessment, "blank", "R02").location
        make_what_waits(app)
        for file in (app.extensions["settings"].folder / "documents").iterdir():
            file.unlink()
        page = amina.get(place)
        assert page.heading == "Your paper could not be made"
        asked = amina.submit(page, "Try again")
        assert asked.location == place
        _text, name = read(app, amina, asked)
        assert name.startswith("questionnaire-blank")

    def test_the_gap_report_is_not_shown_here(self, amina: Visitor, assessment: str) -> None:
        report = amina.submit(amina.get(f"{assessment}report"), "XLSX").location
        assert_closed(amina, f"{assessment}papers/{report.rpartition('/')[2]}")

    def test_what_institutions_are_asked_and_sign_is_for_focal_points(
        self, app: Flask, sign_in: SignIn, amina: Visitor, assessment: str
    ) -> None:
        places = [amina.submit(amina.get(find(app, assessment))).location for find in (slip, sheet)]
        for role in ("reviewer", "reader"):
            visitor = sign_in("KEN", role=role)
            for place in places:
                assert_closed(visitor, place)

    def test_a_paper_of_another_country_or_assessment_does_not_exist(
        self, sign_in: SignIn, amina: Visitor, assessment: str
    ) -> None:
        place = questionnaire(amina, assessment, "blank", "R02").location
        other = start(amina, title="Another")
        assert_closed(amina, f"{other}papers/{place.rpartition('/')[2]}")
        stranger = sign_in("FRA")
        assert_closed(stranger, place)
        assert_closed(stranger, place.replace("/KEN/", "/FRA/"))

    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("وزارة العدل", "وزارة-العدل"),
            ("Interior/Police", "Interior-Police"),
            ("a\u202ebody", "abody"),
        ],
    )
    def test_the_file_has_a_safe_name_in_any_script(
        self, app: Flask, amina: Visitor, assessment: str, name: str, safe: str
    ) -> None:
        with own_transaction(app):
            db.session.execute(sa.update(Institution).where(Institution.name == POLICE).values(name=name))
        file = file_name("KEN", made_of(app, amina.submit(amina.get(slip(app, assessment, name)))))
        assert file == f"request-slip-KEN-2026-11-01-{safe}.pdf"
