"""The files that UNODC and partners take away: what was released to them, and a record of it."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from questionnaire.assistance.releases import NEED_SETS
from reports.register.iati_rules import broken_rules
from reports.register.records import ReportingOrganisation
from tests.reports.register.test_tables import canaries
from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.taken_away import release_support, rows_of, support, take, text_of, with_two_providers
from tests.webapp.trail import events
from webapp import clock
from webapp.database import db, make_engine, only_reading
from webapp.records import people

REPORTING = ReportingOrganisation("XM-EXAMPLE-1", "40", "Example Office")
SECRET = "canary-of-the-country"
ENDINGS = ("csv", "xlsx", "json")


@pytest.fixture
def chosen_settings() -> dict[str, Any]:
    """A service that publishes with IATI."""
    return {"reporting": REPORTING}


@pytest.fixture
def register(app: Flask) -> Register:
    """The needs of this service, and two providers."""
    return with_two_providers(app)


@pytest.fixture
def officer(sign_in: SignIn) -> Visitor:
    """Somebody of UNODC."""
    return sign_in(None, name="Olga", is_unodc_officer=True)


class TestTheFiles:
    def test_hold_the_needs_of_the_filter(self, register: Register, officer: Visitor) -> None:
        register.need(title="Judges", unit="R10")
        register.need("PER", title="Schools", unit="R04", assistance="TA07")
        register.need(title="Secret", is_released=False)
        answer = take(officer, "needs.csv", "country=PER")
        assert [row["title"] for row in rows_of(answer.data)] == ["Schools"]
        assert {row["title"] for row in rows_of(take(officer, "needs.csv").data)} == {"Judges", "Schools"}
        document = json.loads(take(officer, "needs.json", "unit=R10").data)
        assert [record["title"] for record in document["records"]] == ["Judges"]

    def test_go_out_as_files_with_safe_names_that_nobody_stores(
        self, register: Register, officer: Visitor
    ) -> None:
        register.need(title='../"judges')
        for ending in ENDINGS:
            answer = take(officer, f"needs.{ending}", "words=..%2F%22judges")
            assert answer.status_code == 200
            assert re.fullmatch(
                rf"attachment; filename=cpsa-needs-\d{{4}}-\d\d-\d\d-\d{{4}}\.{ending}",
                answer.headers["Content-Disposition"],
            )
            assert "no-store" in answer.headers["Cache-Control"]

    def test_every_download_is_recorded(self, app: Flask, register: Register, officer: Visitor) -> None:
        support(register, register.need(title="Judges"))
        register.need("PER")
        take(officer, "needs.xlsx", "country=KEN")
        take(officer, "supports.xml")
        first, second = events(app, "records of the register downloaded")
        told = json.loads(first.details)
        assert (first.subject, second.subject) == ("needs", "supports")
        assert (told["format"], told["records"], told["filter"]) == ("XLSX", "1", "country=KEN")
        assert json.loads(second.details)["format"] == "IATI XML"

    @pytest.mark.parametrize("seed", range(2))
    def test_what_was_not_released_is_in_none(self, register: Register, officer: Visitor, seed: int) -> None:
        chance, told = random.Random(seed), canaries()
        # Questions and codes must be those of the instrument.
        fields = msgspec.structs.asdict(msgspec.structs.replace(told, questions=("R10.1",)))
        sets: set[str] = {"request", *chance.sample(NEED_SETS, chance.randint(0, 3))}
        number = register.need(**fields, sets=sets)
        register.need("PER", title=SECRET, is_released=False)
        support(register, number)
        for ending in ENDINGS:
            said = text_of(take(officer, f"needs.{ending}").data)
            assert set(re.findall(r"canary-([a-z]+)-", said)) == sets
            assert ("81.5" in said, "R10.1" in said) == ("gap" in sets, "gap" in sets)
            assert SECRET not in said
            said = text_of(take(officer, f"supports.{ending}").data)
            assert SECRET not in said
            assert "canary" not in said

    def test_the_iati_file_keeps_the_rules_of_the_standard(
        self, register: Register, officer: Visitor
    ) -> None:
        support(register, register.need(), title="دورات & <b>")
        support(register, register.need("PER"), start=None)
        answer = take(officer, "supports.xml")
        assert answer.mimetype == "application/xml"
        root = ET.fromstring(answer.data)  # noqa: S314  # our own file
        assert broken_rules(root, clock.now().date()) == []
        assert root.findtext("iati-activity/title/narrative") == "دورات & <b>"
        assert len(root.findall("iati-activity")) == 1

    def test_without_anything_to_say_there_is_no_iati_file(
        self, register: Register, officer: Visitor
    ) -> None:
        register.need()
        answer = take(officer, "supports.xml", "country=KEN")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/needs?country=KEN")
        assert "No support of these needs has a start" in officer.get("/desk/needs").words

    def test_a_file_that_is_not_offered_is_none(self, register: Register, officer: Visitor) -> None:
        register.need()
        for wrong in ("needs.xml", "needs", "", "../needs.csv"):
            assert take(officer, wrong).status_code == 404


class TestPartners:
    def test_take_away_what_was_released_to_their_organisation(
        self, app: Flask, register: Register, sign_in: SignIn
    ) -> None:
        named = register.need(title="Named", description=SECRET, contribution="Rooms")
        register.release(named, {"request", "costs"}, "partner", partner=1)
        register.need(title="For UNODC", sets=set(NEED_SETS))
        partner = sign_in(None, provider=1)
        for ending in ENDINGS:
            said = text_of(take(partner, f"needs.{ending}", of="/partner/").data)
            assert ("Named" in said, "Rooms" in said) == (True, True)
            assert ("For UNODC" in said, SECRET in said) == (False, False)
            assert "partner: Example Foundation" in said
        told = [json.loads(event.details) for event in events(app, "records of the register downloaded")]
        assert {each["audience"] for each in told} == {"partner: Example Foundation"}

    def test_take_away_the_support_that_was_released_to_their_organisation(
        self, app: Flask, register: Register, sign_in: SignIn
    ) -> None:
        number = register.need(title="Judges")
        for title, partner in (("Two courses", 1), ("A handbook", 2)):
            row = support(register, number, title=title, amount=Decimal("7345.50"), currency="EUR")
            release_support(register, row, "KEN", audience="partner", partner=partner)
        reader = sign_in(None, provider=1)
        for ending in ENDINGS:
            said = text_of(take(reader, f"supports.{ending}", of="/partner/supports/").data)
            assert "Two courses" in said
            assert "partner: Example Foundation" in said
            for hidden in ("A handbook", "7345", "Judges"):
                assert hidden not in said
        told = [json.loads(event.details) for event in events(app, "records of the register downloaded")]
        assert [each["records"] for each in told] == ["1"] * len(ENDINGS)

    def test_find_each_kind_of_file_on_its_own_page_and_no_other(
        self, register: Register, sign_in: SignIn
    ) -> None:
        number = register.need()
        register.release(number, {"request"}, "partner", partner=1)
        release_support(register, support(register, number), "KEN", audience="partner", partner=1)
        reader = sign_in(None, provider=1)
        assert take(reader, "supports.csv", of="/partner/").status_code == 404
        assert take(reader, "needs.csv", of="/partner/supports/").status_code == 404
        assert take(reader, "supports.xml", of="/partner/supports/").status_code == 404


class TestWithoutAnOrganisation:
    @pytest.fixture
    def chosen_settings(self) -> dict[str, Any]:
        """A service for which nobody has set who publishes."""
        return {}

    def test_the_officer_is_told_what_to_set(self, register: Register, officer: Visitor) -> None:
        support(register, register.need())
        assert take(officer, "supports.xml").status_code == 303
        assert "CPSA_IATI_ORGANISATION" in officer.get("/desk/needs").words


def test_while_a_file_is_written_others_save(app: Flask, database_url: str) -> None:
    """And it writes nothing itself."""
    with app.test_request_context(method="POST"):
        people.add_user("Amina", "amina@example.org", clock.now())
        with only_reading():
            assert people.user_with_email("amina@example.org") is not None
            saved = threading.Thread(target=_save_something, args=(database_url,))
            saved.start()
            saved.join(15)
            assert not saved.is_alive()
            with pytest.raises(DBAPIError):
                db.session.execute(sa.text("UPDATE users SET name = 'X'"))
        assert [user.name for user in people.everybody()] == ["Saved"]
        people.add_user("Juma", "juma@example.org", clock.now())
        db.session.commit()
        db.session.close()


def _save_something(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE users SET name = 'Saved'"))
    engine.dispose()


def test_a_process_that_is_asked_for_no_workbook_does_not_load_what_writes_one() -> None:
    code = (
        "import sys; import webapp.desk; print('xlsxwriter' in sys.modules, 'reports.content' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False False"
