"""Titles, remarks, names of institutions and actions hold text of every kind letter by letter, on every way
out, or are refused in words. Comments, and a real server, are in `tests/faults/test_text.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.texts import BIDI, CODE, COMBINING, EMOJI, NOT_KEPT, PRIVATE, SCRIPTS, SPACES
from tests.webapp.conftest import SignIn
from tests.webapp.evidence.attaching import cite
from tests.webapp.journeys import answer, number_of, remarks, start, upload
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_actions import WHOLE
from tests.webapp.test_gap_report import ask, make_what_waits
from tests.webapp.test_institutions import PAGE, saved

ONE_LINE = {"both ways": BIDI, "signs": CODE, "marks": COMBINING, "pictures": EMOJI, "private": PRIVATE}
LINES = f"{SPACES}\n{CODE}\n{SCRIPTS}."


def texts_in(found: Any) -> Iterator[str]:
    """Every text in a value read from JSON."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for value in found.values():
            yield from texts_in(value)
    elif isinstance(found, list):
        for value in found:
            yield from texts_in(value)


def fill_in(visitor: Visitor, name: str) -> str:
    """An assessment of that title, with a document, a remark and an action of an institution of that name."""
    visitor.submit(visitor.get(PAGE), fields={"bodies": None, "new-1": name})
    assessment = start(visitor, title=name)
    answer(visitor, assessment, R12_1="4", R12_3="1")
    cite(visitor, assessment, "R12.3", title=name, body=name, date="2025-03")
    visitor.submit(visitor.get(f"{assessment}questions/R12.3"), "Send", {"remark": LINES})
    action = visitor.get(f"{assessment}actions/R12.3-1")
    told = {**WHOLE, "owner": name, "text": LINES, "indicator": LINES}
    visitor.submit(action, "Take up this action", told)
    return assessment


def answers_file(visitor: Visitor, assessment: str) -> bytes:
    """All that the assessment holds, as a file."""
    return visitor.download(visitor.get(f"{assessment}report"), "Download the answers").get_data()


@pytest.mark.parametrize("name", ONE_LINE.values(), ids=ONE_LINE)
def test_what_is_typed_comes_out_letter_by_letter(app: Flask, sign_in: SignIn, name: str) -> None:
    visitor = sign_in("KEN")
    assessment = fill_in(visitor, name)
    # The pages.
    assert list(saved(app)) == [name]
    assert remarks(app) == [("R12.3", LINES)]
    assert name in visitor.get(f"{assessment}documents").words
    form = visitor.get(f"{assessment}actions/R12.3-1").fields("Save")[1]
    assert form["owner"] == name
    assert form["text"].replace("\r\n", "\n") == form["indicator"].replace("\r\n", "\n") == LINES
    # The answers file out, and in again.
    content = answers_file(visitor, assessment)
    found = json.loads(content)
    [document] = found["answers"]["R12.3"]["evidence"]["items"]
    assert (document["title"], document["body"]) == (name, name)
    action = found["actions"]["R12.3-1"]
    assert (action["owner"], action["text"], action["indicator"]) == (name, LINES, LINES)
    second = start(visitor, title="Another")
    upload(visitor, second, content)
    assert answers_file(visitor, second) == content
    # The data file of the report.
    page = ask(visitor, number_of(assessment), "(JSON)")
    make_what_waits(app)
    report = list(texts_in(json.loads(visitor.download(visitor.get(page.path)).data)))
    assert report.count(LINES) >= 2
    assert report.count(name) >= 3


def send_a_title(visitor: Visitor, text: str) -> Page:
    page = visitor.get("/countries/KEN/assessments/start")
    return visitor.submit(page, "Start", {"title": text, "reference_date": "2026-11-01"}, expect=422)


def send_a_document(visitor: Visitor, text: str) -> Page:
    return cite(visitor, start(visitor), "R12.3", title=text, expect=422)


def send_a_remark(visitor: Visitor, text: str) -> Page:
    page = visitor.get(f"{start(visitor)}questions/R12.3")
    return visitor.submit(page, "Send", {"remark": text}, expect=422)


def send_an_institution(visitor: Visitor, text: str) -> Page:
    return visitor.submit(visitor.get(PAGE), fields={"bodies": None, "new-1": text}, expect=422)


def send_an_action(visitor: Visitor, text: str) -> Page:
    assessment = start(visitor)
    answer(visitor, assessment, R12_1="4", R12_3="1")
    page = visitor.get(f"{assessment}actions/R12.3-1")
    return visitor.submit(page, "Take up this action", {**WHOLE, "text": text}, expect=422)


@pytest.mark.parametrize(
    "send", [send_a_title, send_a_document, send_a_remark, send_an_institution, send_an_action]
)
def test_what_cannot_be_kept_is_named_and_stays_on_the_page(sign_in: SignIn, send: Any) -> None:
    visitor = sign_in("KEN")
    for character in NOT_KEPT:
        page = send(visitor, f"before{character}after")
        assert f"cannot be kept (U+{ord(character):04X}" in page.words
        assert "before\N{REPLACEMENT CHARACTER}after" in page.text
