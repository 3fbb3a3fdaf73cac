"""The earlier assessment is read with the version that it answers, from a submission or from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from questionnaire import loading
from questionnaire.answers import Answer, AnswerSheet
from questionnaire.answers_file import write_answers
from questionnaire.earlier import (
    Earlier,
    earlier_answers,
    earlier_file,
    earlier_submission,
    instrument_named_in,
)
from questionnaire.frozen import Clearance, Covering, freeze
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.mistakes import AnswersFileMistakes
from tests.questionnaire.builders import MINI_INSTRUMENTS, level, mini_instrument, sheet, yes

ONE, TWO = mini_instrument("two-versions-1.0"), mini_instrument("two-versions-2.0")
COVERING = Covering(
    title="Self-assessment 2024",
    country_name="Azuria",
    submitted_on=date(2024, 11, 30),
    clearance=Clearance("A. Minister", "Ministry of justice", date(2024, 11, 20)),
)


@pytest.fixture(autouse=True)
def both_versions_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    published()
    monkeypatch.setattr(loading, "INSTRUMENTS", MINI_INSTRUMENTS)
    loading.installed.cache_clear()
    yield
    loading.installed.cache_clear()


def answers_of(instrument: Instrument, answers: dict[str, Answer]) -> AnswerSheet:
    return replace(sheet(answers, modules=("all",)), instrument=instrument.code, version=instrument.version)


THEN = answers_of(ONE, {"V1.1": level(2), "V1.4": yes()})
NOW = answers_of(TWO, {"V1.1": level(3), "V1.3": level(4)})


def is_first_version(found: Earlier) -> None:
    assert found.year.instrument == ONE
    assert found.year.sheet == THEN
    assert found.steps == (TWO.since,)


def test_a_submission_is_read_with_its_own_version() -> None:
    frozen = freeze(ONE, THEN, COVERING)
    found = earlier_submission(frozen.content, TWO)
    is_first_version(found)
    assert (found.title, found.hash) == ("Self-assessment 2024", frozen.hash)


def test_an_answers_file_is_read_with_its_own_version() -> None:
    is_first_version(earlier_answers(write_answers(THEN, ONE), TWO))


def test_a_file_may_be_either() -> None:
    for data in (write_answers(THEN, ONE), freeze(ONE, THEN, COVERING).content.encode()):
        is_first_version(earlier_file(data, TWO))
        is_first_version(earlier_file(b"\xef\xbb\xbf" + data, TWO))


def test_what_changed_is_told_across_the_versions() -> None:
    change = earlier_answers(write_answers(THEN, ONE), TWO).compared_with(TWO, NOW)
    assert [line.code for line in change.questions] == ["V1.1", "V1.2", "V1.3", "V2.1", "V2.2"]


def test_the_same_version_needs_no_marks() -> None:
    assert earlier_answers(write_answers(NOW, TWO), TWO).steps == ()


def test_only_the_version_that_is_named_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load = loading.load

    def noted(folder: Path) -> Instrument:
        read.append(folder.name)
        return load(folder)

    monkeypatch.setattr(loading, "load", noted)
    assert instrument_named_in(write_answers(THEN, ONE)) == ONE
    assert read == ["two-versions-1.0"]


def test_two_instruments_are_not_compared() -> None:
    other = write_answers(sheet({}), published())
    with pytest.raises(LookupError, match="two instruments"):
        earlier_answers(other, TWO)


def test_a_later_version_is_not_the_earlier_year_of_a_former_one() -> None:
    with pytest.raises(LookupError, match="does not descend"):
        earlier_answers(write_answers(NOW, TWO), ONE)


def test_a_version_that_is_not_installed_is_named() -> None:
    data = write_answers(THEN, ONE).replace(b'"1.0"', b'"0.1"')
    with pytest.raises(LookupError, match=r"two-versions 0\.1 is not installed"):
        earlier_file(data, TWO)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no JSON",
        b"[]",
        b"null",
        b"{}",
        b'{"format": "cpsa-submission/1"}',
        b'{"format": "cpsa-submission/1", "answers": 3, "covering": {}}',
        b'{"format": "cpsa-answers/1", "instrument": 3, "version": ["1.0"]}',
        b'{"instrument": "two-versions", "version": "2.0"}',
        json.dumps({"format": "cpsa-submission/1", "answers": json.loads(write_answers(THEN, ONE))}).encode(),
    ],
)
def test_whatever_else_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(AnswersFileMistakes):
        earlier_file(data, TWO)
