"""Records of the register as CSV, XLSX and JSON: the same columns, and nothing that was not released."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from jsonschema import Draft202012Validator
from openpyxl.utils import column_index_from_string
from openpyxl.utils.escape import unescape

from questionnaire.assistance.need import Need
from questionnaire.assistance.releases import NEED_SETS, FieldSet
from reports.register import data
from reports.register.columns import NEED_COLUMNS, SUPPORT_COLUMNS
from reports.register.data import NEEDS, SUPPORTS, write_json
from reports.register.delimited import write_csv
from reports.register.sheets import write_xlsx
from reports.workbook.cells import CELL_LIMIT
from tests.reports.register.generated import STATEMENT, SUPPORT, WHOLE, many, support_at_random, taken

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"
# Core hashtags of HXL 1.1 final that the columns use.
CORE = {
    "activity", "beneficiary", "capacity", "country", "currency", "date", "description", "indicator", "meta",
    "modality", "need", "org", "sector", "service", "severity", "status", "subsector", "targeted", "value",
}  # fmt: skip

# What each column says in CSV of a need that was released whole.
IN_CSV = {
    "need": "7",
    "country": "KEN",
    "country_name": "Kenya",
    "title": "Training of judges",
    "status": "submitted",
    "status_since": "2026-11-03",
    "unit": "R10",
    "clauses": "R10.a|R10.b",
    "assistance": "TA06",
    "further": "TA05|TA08",
    "objective": "Judges are trained on electronic evidence",
    "urgency": "2",
    "languages": "Swahili",
    "delivery": "in-country",
    "wanted_by": "2027-06-30",
    "office": "Ministry of Justice",
    "instrument": "cybercrime-prevention",
    "instrument_version": "1.0",
    "description": "Two courses a year",
    "beneficiaries": "MOJ|POL",
    "people": "11-50",
    "end_users": "Victims",
    "urgency_reason": "The new law comes into force",
    "constraints": "No rooms",
    "conditions": "Staff are named",
    "indicator": "Judges trained",
    "cost": "50k-250k",
    "contribution": "Rooms",
    "gap_low": "10.5",
    "gap_high": "30.25",
    "gap_target": "75",
    "gap_on": "2026-11-01",
    "gap_place": "3",
    "questions": "R10.1|R10.4",
    "baseline": "4 of 60",
    "rights_note": "Court order needed",
    "sets": "costs|details|gap|request|rights",
    "releases": "3|5",
    "released_until": "2027-10-31",
    "audience": "unodc",
    "made_at": "2026-11-22T09:30:00Z",
    "format": NEEDS,
}
SUPPORT_IN_CSV = {
    "support": "4",
    "country": "KEN",
    "country_name": "Kenya",
    "title": "Two courses",
    "needs": "7",
    "units": "R10",
    "provider": "Example Foundation",
    "provider_id": "XI-EXAMPLE-7",
    "provider_type": "academic",
    "role": "funding",
    "status": "in-delivery",
    "start": "2026-03-01",
    "end": "2028-02-29",
    "share": "40",
    "amount": "120000.50",
    "currency": "USD",
    "external_id": "XI-EXAMPLE-7-001",
    "verified": "no",
    "sets": "costs|desk|support",
    "releases": "3|5",
    "released_until": "2027-10-31",
    "audience": "unodc",
    "made_at": "2026-11-22T09:30:00Z",
    "format": SUPPORTS,
}
Write = Callable[..., int]
WRITERS: tuple[Write, ...] = (write_csv, write_xlsx, write_json)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0")
ARABIC = "تدريب القضاة على الأدلة الإلكترونية"


def written(write: Write, records: list[Any], form: str = NEEDS, columns: Any = NEED_COLUMNS) -> bytes:
    """The file of these records."""
    file = io.BytesIO()
    assert write(file, STATEMENT, form, columns, records) == len(records)
    return file.getvalue()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, that of the hashtags the first."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(content: bytes, name: str = "Records") -> list[list[Any]]:
    """The rows of a sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book[name].iter_rows(values_only=True)]


def text_of(write: Write, content: bytes) -> str:
    """All that a file says, unpacked."""
    if write is not write_xlsx:
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(part).decode() for part in archive.namelist())


class TestCsv:
    def test_says_of_each_column_what_it_should(self) -> None:
        [_tags, row] = rows_of(written(write_csv, [taken()]))
        assert row == IN_CSV
        [_tags, row] = rows_of(written(write_csv, [SUPPORT], SUPPORTS, SUPPORT_COLUMNS))
        assert row == SUPPORT_IN_CSV

    def test_has_a_valid_hashtag_for_every_column(self) -> None:
        for form, columns in ((NEEDS, NEED_COLUMNS), (SUPPORTS, SUPPORT_COLUMNS)):
            [tags] = rows_of(written(write_csv, [], form, columns))
            assert len(set(tags.values())) == len(tags)
            for tag in tags.values():
                # hxlstandard.org/standard/1-1final/tagging: letters, digits and underscores in lower case.
                found = re.fullmatch(r"#([a-z][a-z0-9_]*)((?:\+[a-z][a-z0-9_]*)*)", tag)
                assert found is not None, tag
                assert found[1] in CORE, tag

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_nothing_that_was_typed_is_a_formula(self, formula: str) -> None:
        typed = dict.fromkeys(("title", "objective", "office", "description", "baseline"), formula)
        [_tags, row] = rows_of(written(write_csv, [taken(need=msgspec.structs.replace(WHOLE, **typed))]))
        assert {row[name] for name in typed} == {f"'{formula}"}

    def test_other_scripts_come_through(self) -> None:
        content = written(write_csv, [taken(need=msgspec.structs.replace(WHOLE, title=ARABIC))])
        assert content.startswith(b"\xef\xbb\xbf")
        assert rows_of(content)[1]["title"] == ARABIC


class TestXlsx:
    def test_holds_figures_and_dates_as_such_and_everything_else_as_text(self) -> None:
        names, tags, row = sheet_of(written(write_xlsx, [taken()]))
        assert [*names] == [column.name for column in NEED_COLUMNS]
        assert [*tags] == [column.tag for column in NEED_COLUMNS]
        forms = {"number": float, "count": int, "amount": float, "date": datetime}
        for column, value in zip(NEED_COLUMNS, row, strict=True):
            kind = forms.get(column.form, str)
            assert isinstance(value, int | float if kind is float else kind), column.name
            said = value.date().isoformat() if isinstance(value, datetime) else str(value)
            assert said == IN_CSV[column.name]

    def test_states_for_whom_it_is_and_when_it_was_made(self) -> None:
        about = sheet_of(written(write_xlsx, []), "About")
        assert about == [["audience", "unodc"], ["made_at", "2026-11-22T09:30:00Z"], ["format", NEEDS]]

    @pytest.mark.parametrize("typed", [*FORMULAS, "https://example.org", ARABIC])
    def test_nothing_that_was_typed_is_a_formula_or_a_link(self, typed: str) -> None:
        content = written(write_xlsx, [taken(need=msgspec.structs.replace(WHOLE, title=typed))])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                assert b"<f>" not in archive.read(part)
                assert b"<hyperlink" not in archive.read(part)
        assert unescape(sheet_of(content)[2][3]) == typed

    def test_a_text_too_long_for_a_cell_goes_on_in_others_and_says_where(self) -> None:
        long = "".join(chr(97 + place % 26) for place in range(3 * CELL_LIMIT))
        need = msgspec.structs.replace(WHOLE, objective=long, description=long)
        _names, _tags, row = sheet_of(written(write_xlsx, [taken(need=need)]))
        assert all(len(cell) <= CELL_LIMIT for cell in row if isinstance(cell, str))
        for name in ("objective", "description"):
            text = row[[column.name for column in NEED_COLUMNS].index(name)]
            while found := re.search(r" \[goes on in cell ([A-Z]+)3\]$", text):
                place = column_index_from_string(found[1]) - 1
                text = text[: found.start()] + row[place]
            assert text == long


class TestJson:
    @pytest.mark.parametrize("form", [NEEDS, SUPPORTS])
    def test_the_published_schema_is_that_of_the_columns(self, form: str) -> None:
        """If not: `python -m reports.register.data <format> > docs/schemas/<format>.schema.json`."""
        path = SCHEMAS / f"{form.replace('/', '-')}.schema.json"
        assert path.read_text(encoding="utf-8") == data.schema_text(form)
        Draft202012Validator.check_schema(data.schema(form))

    def test_is_canonical_keeps_to_the_schema_and_anybody_can_calculate_its_hash(self) -> None:
        chance = random.Random(1)
        cut = [taken(each, sets=chance.sample(NEED_SETS, 2)) for each in range(1, 9)]
        supports = [support_at_random(chance, each) for each in range(1, 30)]
        for form, columns, records in (
            (NEEDS, NEED_COLUMNS, []),
            (NEEDS, NEED_COLUMNS, cut),
            (SUPPORTS, SUPPORT_COLUMNS, supports),
        ):
            content = written(write_json, records, form, columns)
            document = json.loads(content)
            Draft202012Validator(data.schema(form)).validate(document)
            assert document["audience"] == "unodc"
            assert list(document) == sorted(document)
            canonical = json.dumps(
                document["records"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            assert document["records_sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
            assert content == written(write_json, records, form, columns)
            assert content.count(b"\n") == len(records) + 2

    def test_the_schema_refuses_what_the_format_does_not_know(self) -> None:
        document = json.loads(written(write_json, [taken()]))
        record = document["records"][0]
        for change in ({"score": 1}, {"status": "lost"}, {"urgency": "2"}, {"sets": ["scores"]}):
            wrong = {**document, "records": [{**record, **change}]}
            assert not Draft202012Validator(data.schema(NEEDS)).is_valid(wrong), change


def canaries() -> Need:
    """A need whose every text says to which set it belongs."""
    texts = {
        column.name: f"canary-{column.part}-{column.name}"
        for column in NEED_COLUMNS
        if column.form == "text" and column.part and column.name != "country_name"
    }
    gap = msgspec.structs.replace(WHOLE.gap, low=12.375, high=23.625, target=81.5)
    return msgspec.structs.replace(WHOLE, gap=gap, questions=("canary-gap-question",), **texts)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("seed", range(5))
def test_what_was_not_released_is_in_no_file(write: Write, seed: int) -> None:
    chance = random.Random(seed)
    sets: set[FieldSet] = {"request", *chance.sample(NEED_SETS, chance.randint(0, 3))}
    said = text_of(write, written(write, [taken(need=canaries(), sets=sets)]))
    assert set(re.findall(r"canary-([a-z]+)-", said)) == sets & {
        "request",
        "details",
        "costs",
        "gap",
        "rights",
    }
    for figure in ("12.375", "23.625", "81.5"):
        assert (figure in said) is ("gap" in sets)


def test_a_set_that_was_not_released_is_left_out_even_if_the_record_holds_it() -> None:
    whole = taken(need=canaries())
    given = msgspec.structs.replace(whole.given, parts=frozenset({"request"}))
    record = msgspec.structs.replace(whole, given=given)
    for write in WRITERS:
        said = text_of(write, written(write, [record]))
        assert set(re.findall(r"canary-([a-z]+)-", said)) == {"request"}


def test_undecided_is_null_and_unreleased_is_absent() -> None:
    need = msgspec.structs.replace(WHOLE, urgency=None, cost=None)
    [record] = json.loads(written(write_json, [taken(need=need, sets=["costs"])]))["records"]
    assert (record["urgency"], record["cost"]) == (None, None)
    assert "description" not in record


class Counted(io.RawIOBase):
    """A file that keeps nothing but its length, so that only what a writer keeps is in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.length = self.place = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        self.place = place + (self.place if whence == 1 else self.length if whence == 2 else 0)
        return self.place

    def tell(self) -> int:
        return self.place

    def write(self, content: Any) -> int:
        self.place += len(content)
        self.length = max(self.length, self.place)
        return len(content)


def peak(write: Write, number: int) -> int:
    """The most bytes in use while so many needs are written."""
    tracemalloc.start()
    try:
        assert write(Counted(), STATEMENT, NEEDS, NEED_COLUMNS, many(number)) == number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("write", WRITERS)
def test_five_times_as_many_rows_need_no_more_memory(write: Write) -> None:
    # By then every buffer is as full as it gets: fifty bytes kept of each row would show.
    few, many_more = peak(write, 500), peak(write, 2500)
    assert many_more < few + 100_000, (few, many_more)
