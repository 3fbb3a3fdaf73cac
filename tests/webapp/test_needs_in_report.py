"""The needs of the register in the gap report: what was released to its readers, and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from itertools import chain

import msgspec
import pypdf
import pytest
from flask import Flask
from openpyxl import load_workbook

from questionnaire.assistance.releases import NEED_SETS, FieldSet
from questionnaire.loading import published
from reports.content.audience import MINISTERS_BRIEF, PUBLIC, UNODC, WORKING_FILE, VariantCode
from reports.content.variants import parts_of
from tests.questionnaire.assistance.test_needs import GAP
from tests.webapp.conftest import Clock, SignIn
from tests.webapp.journeys import bring_to
from tests.webapp.pages import Page, Visitor
from tests.webapp.register import Register
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_gap_report import ask, make_what_waits
from webapp import documents, gap_report
from webapp.database import db
from webapp.documents import Format
from webapp.tables import Assessment, Rendering

READ = "/countries/KEN/assessments/1/report/read/"
# What is typed into a need, by the set of fields that it belongs to.
TYPED: dict[FieldSet, tuple[str, ...]] = {
    "request": ("title", "objective", "languages", "office"),
    "details": ("description", "end_users", "urgency_reason", "constraints", "conditions", "indicator"),
    "costs": ("contribution",),
    "gap": ("baseline",),
    "rights": ("rights_note",),
}
# The needs of Kenya and the sets of each that are released to UNODC and to everybody; of the rest nothing is.
RELEASED: dict[str, tuple[frozenset[FieldSet], frozenset[FieldSet]]] = {
    "Whole": (frozenset(NEED_SETS), frozenset()),
    "Part": (frozenset({"request", "costs"}), frozenset()),
    "Open": (frozenset({"request", "details"}), frozenset({"request", "details"})),
}
HIDDEN = ("Draft", "Approved", "Partner", "Withdrawn", "Expired", "Stranger", "Waiting")


def word(name: str, field: str) -> str:
    """What stands in that field of the need with that name, and nowhere else."""
    return f"{name}x{field.replace('_', '')}x"


def typed(name: str, sets: frozenset[FieldSet]) -> set[str]:
    """What was typed into these sets of that need."""
    return {word(name, field) for each in sets for field in TYPED[each]}


@pytest.fixture
def visitor(app: Flask, sign_in: SignIn) -> Visitor:
    visitor = sign_in("KEN")
    add_assessment(app, seed=11, modules=("recommendations",))
    return visitor


@pytest.fixture
def register(app: Flask, visitor: Visitor) -> Register:
    """Needs of every kind; each says something else in each field."""
    made = Register(app)

    def add(name: str, **others: object) -> int:
        fields = {field: word(name, field) for field in chain.from_iterable(TYPED.values())}
        return made.need(others.pop("country", "KEN"), **{**fields, **others})  # type: ignore[arg-type]

    add("Whole", sets=set(NEED_SETS), clauses=("R10.a",), questions=("R10.2",), people="11-50")
    add("Part", sets={"request", "costs"}, cost="50k-250k", status="in-delivery")
    made.release(add("Open", is_released=False), {"request", "details", "gap"}, "open")
    add("Draft", is_released=False, status="draft")
    add("Approved", is_released=False, status="approved")
    partner = made.provider("A partner")
    made.release(add("Partner", is_released=False), {"request"}, "partner", partner=partner)
    made.withdraw(add("Withdrawn"))
    once = {"first_day": date(2020, 1, 1), "last_day": date(2020, 12, 31)}
    made.release(add("Expired", is_released=False), set(NEED_SETS), "unodc", **once)
    made.release(add("Waiting", is_released=False), {"request"}, "open", needs_second=True)
    add("Stranger", country="FRA", sets=set(NEED_SETS))
    return made


def content_of(app: Flask, variant: VariantCode, kind: Format = "json") -> documents.GapReportContent:
    """What that version of Kenya's report is made of today."""
    with app.app_context():
        return gap_report.content_for(db.session.get_one(Assessment, 1), kind, variant)


def made(app: Flask, kind: Format, variant: VariantCode) -> bytes:
    """That file of it as the worker makes it."""
    return documents.make_document(content_of(app, variant, kind).as_json())


def words_of(app: Flask, visitor: Visitor, kind: str, variant: VariantCode) -> str:
    """All that can be read out of that form of the report, without white space."""
    if kind == "page":
        return "".join(visitor.get(f"{READ}{variant}").text.split())
    file = made(app, kind, variant)  # type: ignore[arg-type]
    if kind == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(file)).pages
        return "".join("".join(page.extract_text() for page in pages).split())
    if kind in {"docx", "xlsx"}:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
        return "".join("".join(parts).split())
    return "".join(file.decode().split())


EVERYTHING = {word(name, field) for name in (*RELEASED, *HIDDEN) for field in chain(*TYPED.values())}


@pytest.mark.parametrize("kind", ["pdf", "page", "docx", "json"])
def test_unodc_and_the_public_read_what_was_released_to_them_and_nothing_else(
    app: Flask, visitor: Visitor, register: Register, kind: str
) -> None:
    for variant, place in ((UNODC, 0), (PUBLIC, 1)):
        told = words_of(app, visitor, kind, variant)
        shown = set(chain.from_iterable(typed(name, sets[place]) for name, sets in RELEASED.items()))
        assert {each for each in EVERYTHING if each in told} == shown, variant


@pytest.mark.parametrize("kind", ["pdf", "page", "docx", "json", "xlsx"])
def test_the_country_reads_all_its_needs_and_who_sees_them(
    app: Flask, visitor: Visitor, register: Register, kind: str
) -> None:
    told = words_of(app, visitor, kind, WORKING_FILE)
    assert {each for each in EVERYTHING if each not in told and not each.startswith("Stranger")} == set()
    assert "Strangerx" not in told
    for said in (
        "toApartner,until",
        "toeverybody,until",
        "toUNODC,until",
        "Nobodyoutside",
        "Indelivery",
        "Draft",
    ):
        assert said in told


def test_the_minister_s_brief_has_none(app: Flask, visitor: Visitor, register: Register) -> None:
    assert content_of(app, MINISTERS_BRIEF).standing_needs is None


def test_a_draft_of_the_scoring_is_told_to_nobody_outside(
    app: Flask, visitor: Visitor, register: Register
) -> None:
    for variant in (UNODC, PUBLIC):
        report = json.loads(made(app, "json", variant))["content"]
        assert not {"needs", "needs_by_type"} & (set(report) | parts_of(variant))
        page = visitor.get(f"{READ}{variant}").words
        assert "a draft is never a request" not in page
        assert "drafts, not requests" not in page
    own = json.loads(made(app, "json", WORKING_FILE))["content"]
    drafted = {line["code"] for line in own["needs_by_type"]}
    assert len(drafted) > 1
    # All of these needs ask for the same.
    for variant, units in ((UNODC, ["R10"]), (PUBLIC, ["R10"])):
        summary = json.loads(made(app, "json", variant))["content"]["summary"]
        assert [(line["code"], line["units"]) for line in summary["assistance"]] == [("TA06", units)]


def test_status_and_age_are_for_unodc_and_a_gap_is_never_for_the_public(
    app: Flask, visitor: Visitor, register: Register
) -> None:
    def lines(variant: VariantCode) -> dict[str, dict[str, object]]:
        types = json.loads(made(app, "json", variant))["content"]["standing_needs"]["types"]
        return {line["title"]: line for each in types for line in each["needs"]}

    theirs, everybodys = lines(UNODC), lines(PUBLIC)
    assert theirs[word("Part", "title")]["status"] == "in-delivery"
    assert {line["status"] for line in everybodys.values()} == {None}
    assert {line["status_words"] for line in everybodys.values()} == {""}
    assert "gap" not in {each["code"] for each in everybodys[word("Open", "title")]["sets"]}  # type: ignore[attr-defined]
    absent = "Not released: Details, The gap behind it, Note on human rights."
    assert theirs[word("Part", "title")]["not_shown"] == absent
    assert "Release 2, until " in str(theirs[word("Part", "title")]["leave"])
    told = json.dumps(theirs[word("Whole", "title")])
    for said in ("10 to 30 points below 75, as of 1 November 2026", "R10.2", "R10.a ", "11 to 50 people"):
        assert said in told


def test_a_need_that_ended_is_not_asked_of_the_public(
    app: Flask, visitor: Visitor, register: Register
) -> None:
    number = register.need(title="Closedxtitlex", status="closed")
    register.release(number, {"request"}, "open")
    assert "Closedxtitlex" in words_of(app, visitor, "json", UNODC)
    assert "Closedxtitlex" not in words_of(app, visitor, "json", PUBLIC)


def test_without_a_release_the_chapter_says_of_which_day(
    app: Flask, visitor: Visitor, clock_stands: Clock
) -> None:
    day = f"{clock_stands.time.day} {clock_stands.time:%B %Y}"
    assert f"On {day} no need was released to UNODC." in visitor.get(f"{READ}{UNODC}").words
    assert f"On {day} no need was released to everybody." in visitor.get(f"{READ}{PUBLIC}").words
    assert f"On {day} there was no need in the register." in visitor.get(f"{READ}{WORKING_FILE}").words


class TestOfASubmission:
    """What was handed in stays; the register goes on."""

    def ready(self, app: Flask, visitor: Visitor) -> tuple[Page, bytes]:
        page = ask(visitor, 1, "(JSON): UNODC")
        make_what_waits(app)
        return page, visitor.download(visitor.get(page.path)).data

    def test_is_the_same_document_for_as_long_as_the_needs_say_the_same(
        self, app: Flask, register: Register, clock_stands: Clock
    ) -> None:
        bring_to(app, "submitted")
        first = content_of(app, UNODC)
        clock_stands.goes_on(days=3)
        second = content_of(app, UNODC)
        assert first.hash == second.hash
        assert first.standing_needs != second.standing_needs
        register.need(title="Newxtitlex")
        assert content_of(app, UNODC).hash != first.hash

    def test_is_another_one_once_a_need_is_released_and_the_first_is_served_as_it_was(
        self, app: Flask, visitor: Visitor, register: Register
    ) -> None:
        bring_to(app, "submitted")
        first, file = self.ready(app, visitor)
        register.need(title="Newxtitlex")
        second, other = self.ready(app, visitor)
        assert second.path != first.path
        assert b"Newxtitlex" in other
        assert b"Newxtitlex" not in file
        assert visitor.download(visitor.get(first.path)).data == file
        # Whatever becomes of the register, what was made once can be made again, byte for byte.
        for kept in (app.extensions["settings"].folder / "documents").iterdir():
            kept.unlink()
        rendering = int(first.path.rpartition("/")[2])
        with app.app_context():
            stored = db.session.get_one(Rendering, rendering).content
        assert documents.make_document(stored) == file

    def test_a_withdrawn_release_takes_the_need_out_of_what_is_made_from_then_on(
        self, app: Flask, visitor: Visitor, register: Register
    ) -> None:
        bring_to(app, "submitted")
        number = register.need(title="Regretxtitlex")
        assert b"Regretxtitlex" in self.ready(app, visitor)[1]
        register.withdraw(number)
        assert b"Regretxtitlex" not in self.ready(app, visitor)[1]

    def test_its_page_leads_to_the_report_that_was_made_last(
        self, app: Flask, visitor: Visitor, register: Register
    ) -> None:
        bring_to(app, "submitted")
        first = ask(visitor, 1, "Make the PDF: Working file")
        page = "/countries/KEN/assessments/1/submission"
        assert first.path in visitor.get(page).links()
        register.need(title="Newxtitlex")
        assert first.path in visitor.get(page).links()
        second = ask(visitor, 1, "Make the PDF: Working file")
        assert second.path in visitor.get(page).links()


def test_a_need_of_an_earlier_questionnaire_keeps_its_words(app: Flask, visitor: Visitor) -> None:
    Register(app).need(gap=msgspec.structs.replace(GAP, version=published().version))
    assert "Training of judges" in visitor.get(f"{READ}{UNODC}").words


def test_the_workbook_has_a_row_for_each_need(app: Flask, visitor: Visitor, register: Register) -> None:
    book = load_workbook(io.BytesIO(made(app, "xlsx", WORKING_FILE)), read_only=True)
    rows = list(book["Needs"].iter_rows(values_only=True))
    assert len(rows) == 1 + len(RELEASED) + len(HIDDEN) - 1
    assert word("Whole", "title") in {row[1] for row in rows}
