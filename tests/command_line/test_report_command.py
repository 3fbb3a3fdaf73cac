"""`cpsa report`: the gap report in each format from an answers file, without a database."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.command_line.processes import CPSA, done, files_in, refused

EMPTY = (
    '{"format": "cpsa-answers/1", "instrument": "cybercrime-prevention", "version": "1.0", "country": "XAB",'
    ' "reference_date": "2026-11-01", "modules": ["recommendations"]}'
)


def is_a_tagged_pdf(data: bytes) -> None:
    assert data.startswith(b"%PDF-1.7")
    reader = PdfReader(io.BytesIO(data))
    marked = reader.root_object["/MarkInfo"].get_object()
    assert isinstance(marked, DictionaryObject)
    assert marked["/Marked"]
    assert str(reader.root_object["/Lang"]) == "en"
    assert reader.metadata is not None
    assert reader.metadata.title
    assert len(reader.pages) > 20


def is_a_page(data: bytes) -> None:
    assert data.lower().startswith(b"<!doctype html>")


def is_a_workbook(data: bytes) -> None:
    assert load_workbook(io.BytesIO(data)).sheetnames


def is_a_document(data: bytes) -> None:
    assert docx.Document(io.BytesIO(data)).tables


def is_json(data: bytes) -> None:
    assert json.loads(data)


@pytest.mark.parametrize(
    ("ending", "looks_right"),
    [
        ("pdf", is_a_tagged_pdf),
        ("html", is_a_page),
        ("docx", is_a_document),
        ("xlsx", is_a_workbook),
        ("json", is_json),
    ],
)
def test_the_ending_decides_the_format_and_the_same_answers_give_the_same_bytes(
    ending: str, looks_right: Callable[[bytes], None], sample: Path, tmp_path: Path
) -> None:
    done("report", sample, "-o", f"one.{ending}", at=tmp_path, PYTHONHASHSEED="1")
    elsewhere = {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    done("report", sample, "-o", f"two.{ending}", at=tmp_path, **elsewhere)
    one, two = (tmp_path / f"{name}.{ending}" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    looks_right(one.read_bytes())


def test_a_format_that_is_named_beats_the_ending(sample: Path, tmp_path: Path) -> None:
    done("report", sample, "-o", "report.pdf", "--format", "json", "--language", "en", at=tmp_path)
    is_json((tmp_path / "report.pdf").read_bytes())


def test_an_empty_assessment_gives_a_report_that_says_what_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text(EMPTY)
    done("report", "empty.json", "-o", "report.html", at=tmp_path)
    assert "not enough answers" in (tmp_path / "report.html").read_text(encoding="utf-8").lower()


def test_nothing_is_printed_when_nobody_watches(sample: Path, tmp_path: Path) -> None:
    finished = subprocess.run(
        [CPSA, "report", sample, "-o", "report.json"], cwd=tmp_path, capture_output=True, check=True
    )
    assert (finished.stdout, finished.stderr) == (b"", b"")


def test_a_terminal_shows_a_line_of_progress_and_the_file_at_the_end(sample: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [CPSA, "report", sample, "-o", "report.json"],
        cwd=tmp_path,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 1000):
                said += part
        except OSError:
            pass  # Linux says so when the other end of a terminal is closed.
        running.wait()
    os.close(ours)
    lines = said.decode().split("\r")
    assert running.returncode == 0
    assert any("gathering" in line for line in lines)
    assert "report.json" in lines[-2] + lines[-1]


@pytest.mark.parametrize("output", ["no/such/folder/report.pdf", "folder"])
def test_an_output_that_cannot_be_written_is_refused_before_the_long_work(
    output: str, sample: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (line,) = refused("report", sample, "-o", output, at=tmp_path)
    assert line.startswith(f"{output}: ")


def test_a_full_disk_is_said_and_leaves_no_half_report(sample: Path, tmp_path: Path) -> None:
    (line,) = refused("report", sample, "-o", "/dev/full", "--format", "json", at=tmp_path)
    assert line == "/dev/full: cannot be written (No space left on device)"


def test_a_report_leaves_nothing_but_itself(sample: Path, tmp_path: Path) -> None:
    done("report", sample, "-o", "report.html", at=tmp_path)
    assert set(files_in(tmp_path)) == {"report.html"}


# --- Compared with an earlier assessment --------------------------------------------------------------------


def dated(sample: Path, day: str, at: Path, **other: str) -> Path:
    """The sample with another reference date."""
    document = json.loads(sample.read_text(encoding="utf-8")) | {"reference_date": day} | other
    path = at / f"{day}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_what_changed_since_an_earlier_assessment_is_told(sample: Path, tmp_path: Path) -> None:
    then = dated(sample, "2024-11-01", tmp_path)
    done("report", sample, "--earlier", then, "-o", "report.json", at=tmp_path)
    change = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["content"]["change"]
    assert change["then"] == "1 November 2024"
    assert {line["verdict"] for line in change["units"]} == {"no certain change"}


@pytest.mark.parametrize(
    ("day", "other", "said"),
    [
        ("2030-01-01", {}, "later than"),
        ("2024-11-01", {"country": "KEN"}, "is compared with itself alone"),
        ("2024-11-01", {"version": "0.9"}, "cybercrime-prevention 0.9 is not installed"),
    ],
)
def test_what_is_no_earlier_assessment_of_the_country_is_refused(
    day: str, other: dict[str, str], said: str, sample: Path, tmp_path: Path
) -> None:
    then = dated(sample, day, tmp_path, **other)
    (line,) = refused("report", sample, "--earlier", then, "-o", "report.json", at=tmp_path)
    assert line.startswith(f"{then}: ")
    assert said in line
