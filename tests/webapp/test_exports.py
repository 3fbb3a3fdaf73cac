"""What UNODC, partners and the public can take away: what was released to them, and a record of it."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from questionnaire.assistance.releases import (
    AUDIENCES,
    NEED_SETS,
    PUBLIC,
    SUPPORT_SETS,
    UNODC,
    FieldSet,
    Onlooker,
)
from reports.register.columns import NEED_COLUMNS
from reports.register.data import NEEDS
from reports.register.delimited import write_csv
from reports.register.iati_rules import broken_rules
from reports.register.records import ReportingOrganisation, Statement
from tests.reports.register.test_tables import Counted, canaries
from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.trail import events
from webapp import clock
from webapp.database import db, make_engine, only_reading, own_transaction
from webapp.records import desk, people, released, released_exports, releases
from webapp.records.desk import NewSupport
from webapp.records.released_exports import needs_taken, supports_for_unodc, supports_taken
from webapp.records.released_needs import Wanted
from webapp.records.releases import NewRelease
from webapp.tables import NeedRecord, NeedRevision, ReleasedSet, ReleaseRecord

ONLOOKERS = (UNODC, PUBLIC, Onlooker("partner", 1), Onlooker("partner", 2))
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
    made = Register(app)
    with own_transaction(app):
        for name in ("Example Foundation", "Second"):
            desk.add_provider(name, "academic", organisation_id="", themes="", at=clock.now())
    return made


@pytest.fixture
def officer(sign_in: SignIn) -> Visitor:
    """Somebody of UNODC."""
    return sign_in(None, name="Olga", is_unodc_officer=True)


def support(register: Register, need: int, **fields: Any) -> int:
    """The number of a new support for that need."""
    with own_transaction(register.app):
        row = db.session.get(NeedRecord, need)
        assert row is not None
        given = {
            "title": "Two courses",
            "provider": 1,
            "role": "implementing",
            "status": "in-delivery",
            "external_id": "XI-7-001",
            "start": date(2026, 3, 1),
            "end": date(2026, 9, 1),
            "amount": Decimal("4321.50"),
            "currency": "EUR",
        }
        new = NewSupport(**{**given, **fields})
        made = desk.add_support(need, row.country_code, new, by=register.official(), at=clock.now())
        return made.id


def release_support(register: Register, number: int, country: str, **fields: Any) -> None:
    """Releases a support."""
    today = clock.now().date()
    given = {
        "fields": frozenset({"support"}),
        "audience": "open",
        "purpose": "To be known",
        "office": "Ministry",
        "first_day": today,
        "last_day": today,
    }
    with own_transaction(register.app):
        releases.add_release(
            country,
            NewRelease("support", number, **{**given, **fields}),
            by=register.official(),
            at=clock.now(),
        )


def take(reader: Visitor, button: str, query: str = "", *, of: str = "/desk/needs") -> Response:
    """The file behind that button of the list."""
    page = reader.get(f"{of}?{query}")
    form = next(each for each in page.all("form") if each.get("action", "").endswith("/files"))
    hidden = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
    answer = reader.client.post(
        form.get("action", ""),
        data={**hidden, "file": button},
        content_type="application/x-www-form-urlencoded",
    )
    # A file that goes out is read from the disk, and closed at the end.
    assert answer.data is not None
    answer.close()
    return answer


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The records of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def text_of(content: bytes) -> str:
    """All that a file says, unpacked."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(part).decode() for part in archive.namelist())


class TestTheRecords:
    @pytest.mark.parametrize("seed", range(3))
    def test_whoever_looks_takes_away_what_the_rules_say(
        self, app: Flask, register: Register, seed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(released_exports, "BATCH", 2)
        chance, today = random.Random(seed), clock.now().date()
        numbers = [
            register.need(chance.choice(["KEN", "PER"]), "approved", is_released=False) for _need in range(5)
        ]
        for _release in range(10):
            self._release_at_random(register, chance, chance.choice(numbers))
        with own_transaction(app):
            for onlooker in ONLOOKERS:
                found = {each.number: each for each in needs_taken(onlooker, Wanted(), today)}
                assert list(found) == sorted(found)
                for number in numbers:
                    one = released.need_seen(onlooker, number, today)
                    assert (number in found) is (one is not None)
                    if one is not None:
                        taken = found[number]
                        assert (taken.need, taken.given.parts) == (one.need, one.sets)
                        assert (taken.given.releases, taken.given.last_day) == (one.releases, one.last_day)

    def _release_at_random(self, register: Register, chance: random.Random, number: int) -> None:
        audience, today = chance.choice(AUDIENCES), clock.now().date()
        register.release(
            number,
            set(chance.sample(NEED_SETS, chance.randint(1, 4))),
            audience,
            partner=chance.choice([1, 2]) if audience == "partner" else None,
            first_day=today - timedelta(chance.choice([0, 0, 1])),
            last_day=today + timedelta(chance.choice([-1, 0, 0, 365])),
            needs_second=chance.random() < 0.3,
        )

    def test_each_batch_takes_two_statements_whatever_is_in_it(
        self, app: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(released_exports, "BATCH", 4)
        for _need in range(8):
            register.need(sets=set(NEED_SETS))
        with own_transaction(app):
            asked: list[str] = []
            sa.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
            assert len(list(needs_taken(UNODC, Wanted(), clock.now().date()))) == 8
            # Two batches, and one more statement that finds no third.
            assert len(asked) == 5

    def test_what_is_withdrawn_between_two_statements_is_left_out(
        self, app: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        register.need()
        monkeypatch.setattr(released_exports, "given_of", lambda *_given: {})
        with own_transaction(app):
            assert list(needs_taken(UNODC, Wanted(), clock.now().date())) == []

    def test_unodc_takes_whole_supports_of_the_needs_that_it_may_see(
        self, app: Flask, register: Register
    ) -> None:
        seen_need, other = register.need(), register.need("PER", "approved", is_released=False)
        first, _second = support(register, seen_need), support(register, other)
        with own_transaction(app):
            [one] = supports_for_unodc(Wanted(), clock.now().date())
        assert (one.number, one.amount, one.external_id) == (first, Decimal("4321.50"), "XI-7-001")
        assert [served.number for served in one.needs] == [seen_need]
        assert one.given.releases == (1,)

    def test_of_the_needs_behind_a_support_only_those_released_are_named(
        self, app: Flask, register: Register
    ) -> None:
        shown, hidden = register.need(), register.need(is_released=False, status="approved", unit="R04")
        number = support(register, shown)
        with own_transaction(app):
            db.session.execute(
                sa.text("INSERT INTO supported_needs (support_id, need_id) VALUES (:one, :two)"),
                {"one": number, "two": hidden},
            )
        with own_transaction(app):
            [one] = supports_for_unodc(Wanted(), clock.now().date())
        assert one.units == ("R10",)

    @pytest.mark.parametrize("sets", [("support",), SUPPORT_SETS])
    def test_others_take_what_the_country_released_of_its_supports(
        self, app: Flask, register: Register, sets: tuple[FieldSet, ...]
    ) -> None:
        number = support(register, register.need())
        support(register, register.need("PER"))
        release_support(register, number, "KEN", fields=frozenset(sets), audience="partner", partner=1)
        today = clock.now().date()
        with own_transaction(app):
            [one] = supports_taken(Onlooker("partner", 1), today)
            assert list(supports_taken(PUBLIC, today)) == []
            assert list(supports_taken(Onlooker("partner", 2), today)) == []
            assert list(supports_taken(Onlooker("partner", 1), today + timedelta(1))) == []
        assert one.number == number
        assert (one.amount, one.currency) == ((Decimal("4321.50"), "EUR") if "costs" in sets else (None, ""))
        # The need behind it was released to UNODC alone; what the desk keeps of its own goes to nobody else.
        assert (one.needs, one.external_id, one.verified) == ((), "", None)


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


def multiply(need: int, times: int) -> None:
    """So many more needs that say the same and are released alike, inside a transaction."""
    of = {NeedRecord: "id", NeedRevision: "need_id", ReleaseRecord: "record_id"}
    for table, column in of.items():
        columns = table.__table__.c
        found = db.session.execute(sa.select(table.__table__).where(columns[column] == need)).mappings().all()
        for row in found:
            copies = [{**row, column: need + more} for more in range(1, times + 1)]
            if table is ReleaseRecord:
                copies = [{**copy, "id": copy["record_id"]} for copy in copies]
            db.session.execute(sa.insert(table), copies)
    sets = db.session.scalars(sa.select(ReleasedSet.field_set).where(ReleasedSet.release_id == need)).all()
    db.session.execute(
        sa.insert(ReleasedSet),
        [{"release_id": need + more, "field_set": each} for more in range(1, times + 1) for each in sets],
    )


def peak(number: int) -> int:
    """The most bytes in use while so many needs are read and written."""
    db.session.close()
    tracemalloc.start()
    try:
        records = needs_taken(UNODC, Wanted(), clock.now().date())
        file: Any = Counted()
        assert write_csv(file, Statement("unodc", clock.now()), NEEDS, NEED_COLUMNS, records) == number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_five_times_as_many_needs_are_read_in_no_more_memory(
    app: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released_exports, "BATCH", 50)
    assert register.need(sets=set(NEED_SETS)) == 1
    with own_transaction(app):
        multiply(1, 299)
    with own_transaction(app):
        peak(300)
        few = peak(300)
        multiply(300, 1200)
    with own_transaction(app):
        many_more = peak(1500)
    # A hundred and seventy bytes kept of each need would show.
    assert many_more < few + 200_000, (few, many_more)
