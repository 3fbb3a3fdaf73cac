"""Text of every kind through every way in and out: byte for byte, or refused in words."""

from __future__ import annotations

import io
import json
from pathlib import Path
from unicodedata import normalize

import pypdf
import pytest
from openpyxl import load_workbook

from tests.command_line.processes import done, refused
from tests.faults.office import Desk, Office, form_of
from tests.faults.test_rendering import ask, end_of_waiting, file_of
from tests.reports.test_workbook import whole
from tests.texts import BIDI, CODE, COMBINING, EMOJI, LONG, NOT_KEPT, PRIVATE, SCRIPTS, SPACES
from tests.webapp.journeys import send_file, start
from tests.webapp.over_http import encoded
from tests.webapp.pages import Page

UNIT = "R15"
TEXTS = {
    f"{UNIT}.1": LONG[:99_999] + ".",
    f"{UNIT}.2": BIDI,
    f"{UNIT}.3": EMOJI,
    f"{UNIT}.4": COMBINING,
    f"{UNIT}.5": SPACES,
    f"{UNIT}.6": CODE,
    f"{UNIT}.7": PRIVATE,
    f"{UNIT}.8": SCRIPTS,
}


def comments(answers_file: bytes) -> dict[str, str]:
    """The comments in an answers file, by question."""
    return {code: answer["comment"] for code, answer in json.loads(answers_file)["answers"].items()}


def download(desk: Desk, assessment: str) -> bytes:
    """The answers file of that assessment."""
    return desk.visitor.download(desk.visitor.get(f"{assessment}report"), "Download the answers").get_data()


def test_it_comes_back_byte_for_byte(shared_office: Office) -> None:
    desk = Desk(shared_office, f"{UNIT}.1")
    sent = desk.fields
    for code, text in TEXTS.items():
        sent[f"{code}-comment"] = text
    desk.visitor.post(desk.action, sent)
    assert len(TEXTS[f"{UNIT}.1"]) == 100_000
    # The page.
    _action, shown = form_of(desk.visitor, desk.assessment, UNIT)
    assert {code: shown[f"{code}-comment"].replace("\r\n", "\n") for code in TEXTS} == TEXTS
    # The conflict page: an old tab sends it all again with a sign added, and its writer keeps theirs.
    changed = {code: text + "!" for code, text in TEXTS.items()}
    for code, text in changed.items():
        sent[f"{code}-comment"] = text
    conflict = desk.visitor.post(desk.action, sent, expect=409)
    desk.visitor.submit(conflict, "Continue", {f"{code}-choice": "mine" for code in TEXTS})
    # The database, and the answers file out.
    assert {code: shared_office.revisions(desk.assessment, code)[1].comment for code in TEXTS} == changed
    answers_file = download(desk, desk.assessment)
    assert comments(answers_file) == changed
    # The answers file in.
    second = start(desk.visitor, "KEN", title="Another")
    send_file(desk.visitor, desk.visitor.get(f"{second}upload"), answers_file, expect=303)
    assert download(desk, second) == answers_file


def test_workbook_and_paper_hold_it_all(sqlite_office: Office, tmp_path: Path) -> None:
    desk = Desk(sqlite_office, f"{UNIT}.1")
    for code, text in TEXTS.items():
        desk.fields[f"{code}-comment"] = text
    desk.visitor.post(desk.action, desk.fields)
    page = ask(desk, "XLSX")
    assert "ready" in end_of_waiting(desk, page)
    book = load_workbook(io.BytesIO(file_of(desk, page)), read_only=True)
    rows = {row[1]: row for row in ([str(cell or "") for cell in row] for row in book["Answers"].values)}
    column = rows["Question"].index("Comment")
    assert {code: whole(rows[code], column) for code in TEXTS} == TEXTS
    # On paper, what no font has stands as its number, and some signs as the parts that they are made of. The
    # longest text is left to the tests of the report.
    (tmp_path / "answers.json").write_bytes(download(desk, desk.assessment))
    short = list(TEXTS)[1:]
    asked = ("--questions", ",".join(short), "--answers", "answers.json")
    done("questionnaire", *asked, "out.pdf", at=tmp_path)
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "out.pdf").pages)
    read = normalize("NFKD", paper)

    def stands_there(sign: str) -> bool:
        return f"[U+{ord(sign):04X}]" in paper or all(part in read for part in normalize("NFKD", sign))

    signs = {sign for code in short for sign in TEXTS[code] if sign.isprintable()}
    assert {sign for sign in signs if not stands_there(sign)} <= {"\N{VARIATION SELECTOR-16}"}


def test_a_character_that_is_not_kept_is_named_and_the_text_stays_on_the_page(shared_office: Office) -> None:
    desk = Desk(shared_office, f"{UNIT}.1")
    for code, character in zip(TEXTS, NOT_KEPT, strict=True):
        desk.fields[f"{code}-comment"] = f"before{character}after"
    page = desk.visitor.post(desk.action, desk.fields, expect=422)
    assert page.root is not None
    for code, character in zip(TEXTS, NOT_KEPT, strict=True):
        assert f"{code}: This text has a character that cannot be kept (U+{ord(character):04X}" in page.words
    assert page.words.count("before\N{REPLACEMENT CHARACTER}after") == len(TEXTS)
    assert [shared_office.revisions(desk.assessment, code) for code in TEXTS] == [[]] * len(TEXTS)


@pytest.mark.parametrize("sent", [b"%ED%A0%80", b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_are_refused_in_words(sqlite_office: Office, sent: bytes) -> None:
    desk = Desk(sqlite_office, f"{UNIT}.1")
    desk.fields[f"{UNIT}.1-comment"] = "PLACE"
    body, kind = encoded(desk.fields)
    answer = desk.visitor.client.send("POST", desk.action, body.replace(b"PLACE", b"before" + sent), kind)
    page = Page(answer, desk.action)
    assert page.status == 400
    assert "What arrived is not text" in page.words
    assert sqlite_office.revisions(desk.assessment, f"{UNIT}.1") == []


@pytest.mark.parametrize("written", ['"\\u0000"', '"\\ufffe"', '"\\udc00\\ud800"'])
def test_a_file_with_such_a_character_is_refused_in_words_by_page_and_command(
    sqlite_office: Office, tmp_path: Path, written: str
) -> None:
    desk = Desk(sqlite_office, f"{UNIT}.1")
    desk.save("PLACE")
    content = download(desk, desk.assessment).replace(b'"PLACE"', written.encode())
    second = start(desk.visitor, "KEN", title="Another")
    page = send_file(desk.visitor, desk.visitor.get(f"{second}upload"), content, expect=422)
    assert f'answers["{UNIT}.1"].comment' in page.words
    assert "cannot be kept (U+" in page.words
    assert sqlite_office.revisions(second, f"{UNIT}.1") == []
    (tmp_path / "answers.json").write_bytes(content)
    said = refused("score", "answers.json", at=tmp_path)
    assert any("cannot be kept (U+" in line for line in said)
