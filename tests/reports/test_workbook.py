"""The report as workbook and as data."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from reports import exchange, workbook
from reports.content import GapReport
from reports.workbook.cells import CELL_LIMIT, in_cells

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
def test_nothing_is_a_formula_or_a_link_and_what_was_typed_is_text(
    name: str, reports_by_name: Reports
) -> None:
    document = workbook.render(reports_by_name(name))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/"):
                text = archive.read(part).decode()
                assert "<f>" not in text
                assert "<hyperlink" not in text
                assert set(re.findall(r'<c r="[A-Z]+\d+"[^>]*?(?: t="(\w+)")?/?>', text)) <= {"s", ""}
    typed = {"Title", "Body", "Date", "Link", "Reason", "Comment", "Evidence", "Options that do not apply"}
    for sheet in openpyxl.load_workbook(io.BytesIO(document)).worksheets:
        heads = [cell.value for cell in next(sheet.iter_rows(max_row=1))]
        for row in sheet.iter_rows(min_row=2):
            for cell, head in zip(row, heads, strict=False):
                assert head not in typed or cell.data_type in {"s", "n"}, cell.coordinate
                assert head not in typed or not isinstance(cell.value, int | float), cell.coordinate


def test_figures_are_numbers_that_can_be_computed_with(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    found = {name: head_and_rows(report, name) for name in ("Scores", "Priorities", "Answers", "Draft needs")}
    for line in report.scoreboard:
        row = found["Scores"][line.code]
        if line.score is None or line.measures is None:
            assert (row["Low"], row["High"], row["Known"]) == (None, None, None)
            continue
        assert row["Low"] == pytest.approx(line.score.low)
        assert row["High"] == pytest.approx(line.score.high)
        assert row["Known"] == pytest.approx(line.measures.known)
        assert row["Confidence"] == pytest.approx(line.measures.confidence)
    ranked = [row for row in found["Priorities"].values() if row["Place"] is not None]
    assert [row["Place"] for row in ranked] == [line.place for line in report.priorities]
    assert len(found["Priorities"]) == len(report.priorities) + len(report.rated_without_gap)
    for answer in report.answers:
        row = found["Answers"][answer.code]
        assert row["Least"] == (None if answer.low is None else pytest.approx(answer.low))
        assert row["Evidence grade"] == (answer.grade if answer.given else None)


def test_days_are_days_and_what_an_answer_is_worth_has_two_decimals(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    book: Any = openpyxl.load_workbook(io.BytesIO(workbook.render(report)))
    place = [cell.value for cell in book["Actions"][1]].index("Start")
    starts = [row[place] for row in book["Actions"].iter_rows(min_row=2)]
    lines = [line for unit in (*report.plan.planned, *report.plan.proposed) for line in unit.lines]
    assert [cell.value and cell.value.date().isoformat() for cell in starts] == [
        line.start or None for line in lines
    ]
    worth = [row[9] for row in book["Answers"].iter_rows(min_row=2)]
    assert {cell.number_format for cell in worth if cell.value is not None} == {"0.00"}


def head_and_rows(report: GapReport, name: str) -> dict[str, dict[str, Any]]:
    """The rows of a sheet by the code of unit or question, each by its headings."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.render(report)))[name]
    heads, *rows = sheet.iter_rows(values_only=True)
    named: list[dict[str, Any]] = [dict(zip(map(str, heads), row, strict=False)) for row in rows]
    key = "Question" if "Question" in heads else "Unit"
    return {str(row[key]): row for row in named}


def test_companion_figures_are_numbers_on_a_sheet_of_their_own(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(report)))
    rows = [row for row in book["Numbers"].iter_rows(min_row=2, values_only=True) if row[0]]
    told = [(answer.code, number.amount) for answer in report.answers for number in answer.numbers]
    assert [(row[0], row[2]) for row in rows] == told
    assert told


def test_every_sheet_can_be_filtered_and_keeps_its_headings_in_view(reports_by_name: Reports) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(reports_by_name("half"))))
    for sheet in book.worksheets:
        heads = [cell.value for cell in next(sheet.iter_rows(max_row=1)) if cell.value]
        assert sheet.auto_filter.ref == f"A1:{get_column_letter(len(heads))}{max(2, filled_rows(sheet))}"
        assert sheet.freeze_panes is not None
        widths = [sheet.column_dimensions[get_column_letter(place + 1)].width for place in range(len(heads))]
        assert all(4 < width < 120 for width in widths)


def filled_rows(sheet: Any) -> int:
    """How many rows are filled, with the headings."""
    return sum(any(value is not None for value in row) for row in sheet.iter_rows(values_only=True))


def test_the_code_book_explains_every_column_and_every_code(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    found = sheets(report)
    book = {(row[0], row[1]): row[2] for row in found["Code book"]}
    read = openpyxl.load_workbook(io.BytesIO(workbook.render(report)))
    for name in read.sheetnames[1:-1]:
        for cell in next(read[name].iter_rows(max_row=1)):
            if cell.value:
                assert book[f"Column of {name}", str(cell.value)]
    explained = {code for _kind, code in book}
    for answer in report.answers:
        assert answer.code in explained
        options = [code for given in answer.codes for code in given.split(".")]
        assert all(f"{answer.code} {code}" in explained for code in options)
    assert {line.code for line in report.needs} <= explained


def test_every_answer_stands_in_it_whole(reports_by_name: Reports) -> None:
    report = reports_by_name("trying")
    rows = {row[1]: row for row in sheets(report)["Answers"]}
    assert len(rows) == len(report.answers) == 100
    for answer in report.answers:
        row = rows[answer.code]
        assert whole(row, 19) == answer.comment
        assert whole(row, 18) == answer.reason
        assert whole(row, 7) == "; ".join(answer.value)
        assert row[5] == answer.state_words
        for item in answer.evidence:
            assert item.title in whole(row, 17)
    cited = {row[1]: row for row in sheets(report)["Evidence"] if row[6] == "File attached"}
    assert set(cited) == {"R06.1"}
    assert "File attached" in whole(rows["R06.1"], 17)


def test_scores_clauses_and_needs_stand_in_it(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    found = sheets(report)
    assert [row[0] for row in found["Scores"]] == [line.code for line in report.scoreboard]
    assert [row[5] or row[6] for row in found["Scores"]] == [
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
    parts = in_cells(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= CELL_LIMIT for part in parts)
    assert (len(parts) == 1) == (len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT)


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


def test_the_action_plan_stands_in_it_with_what_is_only_proposed(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    told = [
        (line.code, line.state, line.text, line.quote)
        for unit in (*report.plan.planned, *report.plan.proposed)
        for line in unit.lines
    ]
    rows = sheets(report)["Actions"]
    assert [(row[0], row[3], row[4], row[6]) for row in rows] == told
    assert told
