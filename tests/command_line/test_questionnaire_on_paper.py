"""`cpsa questionnaire`: a paper to fill in by hand, without a database or an account."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.command_line.processes import done, refused


def words(path: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def test_a_blank_one_asks_only_what_was_named(tmp_path: Path) -> None:
    done("questionnaire", "--units", "r03, R13", "--questions", "R01.2", "out.pdf", at=tmp_path)
    text = words(tmp_path / "out.pdf")
    for code in ("R01.2", "R03.1", "R03.3", "R13.4"):
        assert code in text
    for code in ("R01.1", "R02.1", "U1.1"):
        assert code not in text
    assert "×" not in text
    assert "Institution: ____" in text


def test_names_and_days_stand_on_every_sheet(tmp_path: Path) -> None:
    done(
        "questionnaire", "--units", "R13", "--country", "Azuria", "--institution", "Media council",
        "--return-to", "Amina Otieno", "--return-by", "2026-12-04", "out.pdf", at=tmp_path,
    )  # fmt: skip
    pages = PdfReader(io.BytesIO((tmp_path / "out.pdf").read_bytes())).pages
    assert len(pages) > 1
    for page in pages:
        text = page.extract_text()
        for expected in ("Azuria", "Media council", "Return to Amina Otieno by 4 December 2026"):
            assert expected in text


def test_answers_are_filled_in_and_give_the_same_bytes_again(sample: Path, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        done("questionnaire", "--units", "R02", "--answers", sample, name, at=tmp_path)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert "×" in words(tmp_path / "one.pdf")
    assert "Working file, national use only" in words(tmp_path / "one.pdf")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--units", "R01,R99"), ["R99: the questionnaire has no such unit"]),
        (("--questions", "R01.99"), ["R01.99: the questionnaire has no such question"]),
        (("--answers", "none.json"), ["none.json: No such file or directory"]),
    ],
)
def test_what_does_not_exist_is_refused(options: tuple[str, ...], told: list[str], tmp_path: Path) -> None:
    assert refused("questionnaire", *options, "out.pdf", at=tmp_path) == told


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    assert refused("questionnaire", "nowhere/out.pdf", at=tmp_path) == [
        "nowhere/out.pdf: there is no folder nowhere"
    ]
