"""The request pack on its pages: who may make one, of which needs, and what is in it."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.pages import Page, Visitor
from tests.webapp.registering import NEEDS, SAID, begin_approved_need, begin_need, step
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_gap_report import make_what_waits
from webapp.documents import RequestPackContent, read_content

PACK = f"{NEEDS}/pack"
TYPED = {"office": "Ministry of Foreign Affairs", "reference": "NV/2026/114"}


@pytest.fixture
def lead(app: Flask, sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, with an approved need and a draft."""
    visitor = sign_in("KEN")
    add_assessment(app, seed=7)
    begin_approved_need(visitor)
    begin_need(visitor)
    return visitor


def ask(visitor: Visitor, *, expect: int = 303, **fields: Any) -> Page:
    """Fills in the form of the pack."""
    return visitor.submit(visitor.get(PACK), fields={"need": ["1"], **TYPED, **fields}, expect=expect)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_pack_is_made_and_taken_home(app: Flask, lead: Visitor, form: str) -> None:
    waiting = ask(lead, form=form)
    assert "is being made" in lead.follow(waiting).heading
    assert ask(lead, form=form).location == waiting.location
    assert make_what_waits(app) == 1
    ready = lead.follow(waiting)
    assert SAID["title"] in ready.words
    file = lead.download(ready, "Download the pack")
    assert file.headers["Content-Disposition"].endswith(f".{form}")
    if form == "docx":
        document = docx.Document(io.BytesIO(file.data))
        words = " ".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
        for text in (SAID["title"], SAID["description"], SAID["rights_note"], *TYPED.values()):
            assert text in words
    else:
        assert file.data.startswith(b"%PDF")
    [event] = [row for row in dump(app)["audit_events"] if row["action"] == "paper downloaded"]
    assert event["country_code"] == "KEN"


def test_it_holds_no_score(app: Flask, lead: Visitor) -> None:
    ask(lead)
    [row] = dump(app)["renderings"]
    content = read_content(row["content"])
    assert isinstance(content, RequestPackContent)
    labels = {line.label for need in content.pack.needs for line in need.lines}
    assert not labels & {"Baseline", "Gap to the country’s target", "Questions behind it"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"need": None}, "Tick at least one need"),
        ({"need": ["2"]}, "Tick only needs that are offered"),
        ({"need": ["99"]}, "Tick only needs that are offered"),
        ({"addressee": " "}, "Write to whom"),
        ({"office": ""}, "Write which office"),
        ({"form": "exe"}, "Choose one of the answers offered"),
    ],
)
def test_what_is_missing_is_said(app: Flask, lead: Visitor, fields: dict[str, Any], message: str) -> None:
    assert message in ask(lead, expect=422, **fields).words
    assert dump(app)["renderings"] == []


def test_what_has_ended_is_not_offered(lead: Visitor) -> None:
    step(lead, f"{NEEDS}/1", "withdrawn", reason="Not now")
    assert "No need is approved yet" in lead.get(PACK).words


def test_it_is_the_countrys_own_and_no_other_document_opens_there(
    app: Flask, sign_in: SignIn, lead: Visitor
) -> None:
    place = ask(lead).location
    assert place == "/countries/KEN/assessments/1/needs/pack/1"
    for stranger in (sign_in("FRA"), sign_in("KEN", role="reader")):
        stranger.get(place, expect=404)
        stranger.get(PACK, expect=404)
    lead.get("/countries/KEN/assessments/1/papers/1", expect=404)
    lead.get("/countries/KEN/assessments/1/report/1", expect=404)
    lead.submit(lead.get("/countries/KEN/assessments/1/report"))
    lead.get("/countries/KEN/assessments/1/needs/pack/2", expect=404)
    assert len(dump(app)["renderings"]) == 2
