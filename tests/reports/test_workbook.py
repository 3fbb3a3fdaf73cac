"""The report as workbook and as data."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from reports import exchange, workbook
from reports.content import GapReport

Reports = Callable[[str], GapReport]


def sheets(report: GapReport) -> dict[str, list[list[str]]]:
    """The rows of every sheet without its headings; empty cells are empty texts."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(report)))
    return {
        sheet.title: [
            [str(cell or "") for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        for sheet in book.worksheets
    }


def whole(row: list[str], column: int) -> str:
    """The text of a cell with all the cells in which it goes on."""
    text = row[column]
    while found := re.search(r" \[goes on in cell ([A-Z]+)\d+\]$", text):
        following = column_index_from_string(found[1]) - 1
        text = text[: found.start()] + row[following]
    return text


@pytest.mark.parametrize("name", ["empty", "half", "trying"])
def test_nothing_is_a_formula_a_link_or_a_number(name: str, reports_by_name: Reports) -> None:
    document = workbook.render(reports_by_name(name))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/"):
                text = archive.read(part).decode()
                assert "<f>" not in text
                assert "<hyperlink" not in text
                assert set(re.findall(r'<c r="[A-Z]+\d+"[^>]*?(?: t="(\w+)")?/?>', text)) <= {"s", ""}
                assert not re.findall(r'<c r="[A-Z]+\d+"(?: s="\d+")?><v>', text)


def test_every_answer_stands_in_it_whole(reports_by_name: Reports) -> None:
    report = reports_by_name("trying")
    rows = {row[1]: row for row in sheets(report)["Answers"]}
    assert len(rows) == len(report.answers) == 100
    for answer in report.answers:
        row = rows[answer.code]
        assert whole(row, 14) == answer.comment
        assert whole(row, 13) == answer.reason
        assert whole(row, 6) == "; ".join(answer.value)
        assert row[5] == answer.state_words
        for item in answer.evidence:
            assert item.title in whole(row, 12)
    cited = {row[0]: row for row in sheets(report)["Evidence"] if row[5] == "File attached"}
    assert set(cited) == {"R06.1"}
    assert "File attached" in whole(rows["R06.1"], 12)


def test_scores_clauses_and_needs_stand_in_it(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    found = sheets(report)
    assert [row[0] for row in found["Scores"]] == [line.code for line in report.scoreboard]
    assert [row[3] for row in found["Scores"]] == [
        line.score.figure if line.score else line.note for line in report.scoreboard
    ]
    assert len(found["Clauses"]) == 151
    assert {row[6] for row in found["Clauses"]} == {source.non_endorsement for source in report.cover.sources}
    assert [(row[0], row[1]) for row in found["Draft needs"]] == [
        (line.unit, line.code) for line in report.needs
    ]
    about = dict(row[:2] for row in found["About"])
    assert about["Status"] == report.cover.statement
    assert about["Content hash (SHA-256)"] == report.content_hash


@pytest.mark.parametrize("length", [32_766, 32_767, 32_768, 65_000, 100_000])
@pytest.mark.parametrize("character", ["a", "😀"])
def test_a_text_is_cut_only_between_cells(length: int, character: str) -> None:
    text = character * (length // len(character.encode("utf-16-le")) * 2)
    parts = workbook.in_cells(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= workbook.CELL_LIMIT for part in parts)
    assert (len(parts) == 1) == (len(text.encode("utf-16-le")) // 2 <= workbook.CELL_LIMIT)


def test_the_same_content_gives_the_same_bytes(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    assert workbook.render(report) == workbook.render(report)
    assert exchange.report_json(report) == exchange.report_json(report)


def test_the_data_carry_their_hash(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    document = json.loads(exchange.report_json(report))
    assert document["format"] == "cpsa-gap-report/1"
    canonical = json.dumps(document["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == document["content_sha256"] == report.content_hash
