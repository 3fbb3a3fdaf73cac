"""`cpsa sample`, `score`, `report` and `instrument`, run as real processes in a place without a database."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from questionnaire.answers_file import read_answers
from questionnaire.loading import published
from questionnaire.outcome import outcome_of, result_json
from questionnaire.sources import fold
from questionnaire.wire import MOST_BYTES
from tests.command_line.processes import REFUSED, cpsa, done, files_in, refused

DATA = Path(__file__).parents[1] / "data"
MINI = Path(__file__).parents[1] / "instruments"
# --- Samples and scores -----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path, sample: Path) -> None:
    done("sample", "--seed", "7", "-o", "again.json", at=tmp_path, PYTHONHASHSEED="1")
    done("sample", "--seed", "8", "-o", "other.json", at=tmp_path, PYTHONHASHSEED="2")
    assert (tmp_path / "again.json").read_bytes() == sample.read_bytes()
    assert (tmp_path / "other.json").read_bytes() != sample.read_bytes()


def test_without_a_seed_the_one_chosen_is_printed_and_repeats_the_sample(tmp_path: Path) -> None:
    said = cpsa("sample", "-o", "first.json", at=tmp_path).stderr.decode()
    seed = said.removeprefix("Seed ").strip()
    done("sample", "--seed", seed, "-o", "second.json", at=tmp_path)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


def test_a_complete_sample_answers_every_question(tmp_path: Path) -> None:
    done("sample", "--seed", "1", "--complete", "-o", "answers.json", at=tmp_path)
    answers = json.loads((tmp_path / "answers.json").read_bytes())["answers"]
    assert len(answers) == 100


def test_scores_are_those_of_the_rules_and_the_same_bytes_each_time(sample: Path, tmp_path: Path) -> None:
    first = done("score", sample, at=tmp_path, PYTHONHASHSEED="1")
    assert first == done("score", sample, at=tmp_path, PYTHONHASHSEED="2")
    sheet = read_answers(sample.read_bytes(), published())
    assert first == result_json(published(), sheet, outcome_of(published(), sheet))


@pytest.mark.parametrize("language", ["ar_EG.UTF-8", "C"])
def test_the_language_of_the_machine_never_changes_a_score(
    language: str, sample: Path, tmp_path: Path
) -> None:
    plain = done("score", sample, at=tmp_path)
    assert done("score", sample, at=tmp_path, LANG=language, LC_ALL=language, LANGUAGE="ar") == plain


def test_the_key_figures_stand_where_the_format_says(tmp_path: Path) -> None:
    answers = {
        "R10.1": {"state": "answered", "level": 1},
        "R10.2": {"state": "not_applicable", "reason": "no such chamber"},
        "R10.3": {"state": "answered", "level": 2},
        "R10.4": {"state": "answered", "level": 0},
    }
    head = {"format": "cpsa-answers/1", "instrument": "cybercrime-prevention", "version": "1.0"}
    rest = {"country": "XAA", "reference_date": "2026-11-01", "modules": ["recommendations"]}
    (tmp_path / "a.json").write_text(json.dumps(head | rest | {"answers": answers}))
    result = json.loads(done("score", "a.json", at=tmp_path))
    assert result["format"] == "cpsa-result/1"
    unit = result["units"]["R10"]
    assert (unit["low"], unit["high"], unit["known"]) == pytest.approx((30, 30, 1))
    assert (unit["band"], unit["band_low"], unit["band_high"]) == (2, 2, 2)
    assert (unit["target"], unit["target_confirmed"]) == (75, False)
    assert unit["gap"] == {"low": 45, "high": 45, "kind": "certain"}
    assert set(unit["priority"]) == {"low", "mid", "high"}
    assert result["questions"]["R10.2"]["state"] == "not_applicable"
    assert result["needs"]["R10"] == pytest.approx(
        {"TA14": 1.75, "TA10": 1.25, "TA06": 1.0, "TA01": 0.75, "TA09": 0.5, "TA05": 0.5}
    )
    assert result["units"]["R16"] is None
    first = result["priorities"][0]
    assert (first["unit"], first["group"]) == ("R10", "certain")
    assert all(published().has_unit(code) for code in first["tied_with"])


def test_scoring_touches_no_database_and_leaves_nothing_behind(sample: Path, tmp_path: Path) -> None:
    watch = tmp_path / "watch.py"
    watch.write_text(
        "import sys, pysqlite3.dbapi2, sqlalchemy\n"
        "def seen(*details, **more):\n"
        "    raise SystemExit(f'a database was asked for: {details}')\n"
        "sqlalchemy.create_engine = pysqlite3.dbapi2.connect = seen\n"
        "from webapp.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    before = files_in(tmp_path)
    finished = subprocess.run(
        [sys.executable, watch, "score", sample], cwd=tmp_path, capture_output=True, check=False
    )
    assert finished.returncode == 0, finished.stderr.decode()
    assert files_in(tmp_path) == before


# --- Bad files --------------------------------------------------------------------------------------------

BAD_ANSWERS = [
    pytest.param('{"state": "answered", "level": 5}', 'answers["R01.2"].level', id="level 5"),
    pytest.param('{"state": "not_applicable", "reason": "x"}', 'answers["R01.2"].state', id="not applicable"),
    pytest.param('{"state": "answered", "level": NaN}', 'answers["R01.2"].level', id="not a number"),
    pytest.param('{"state": "answered", "level": 1e999}', 'answers["R01.2"].level', id="infinite"),
    pytest.param(
        '{"state": "withheld", "comment": "\\ud800"}', 'answers["R01.2"].comment', id="lone surrogate"
    ),
    pytest.param('{"state": "withheld", "comment": "\\u0000"}', 'answers["R01.2"].comment', id="NUL"),
    pytest.param('{"state": "withheld", "state": "withheld"}', 'answers["R01.2"].state', id="a key twice"),
]


@pytest.mark.parametrize(("answer", "path"), BAD_ANSWERS)
def test_a_bad_answer_is_refused_with_the_path_to_it(
    answer: str, path: str, sample: Path, tmp_path: Path
) -> None:
    write_bad_answer(tmp_path / "bad.json", answer, sample)
    (line,) = refused("score", "bad.json", at=tmp_path)
    assert line.startswith(f"bad.json: {path}: ")


def write_bad_answer(path: Path, answer: str, sample: Path) -> None:
    """The sample with one answer only, as it is typed."""
    whole = json.loads(sample.read_bytes()) | {"answers": {"R01.2": "HERE"}}
    path.write_text(json.dumps(whole).replace('"HERE"', answer))


def test_a_report_refuses_the_same_mistakes_and_writes_nothing(sample: Path, tmp_path: Path) -> None:
    write_bad_answer(tmp_path / "bad.json", '{"state": "answered", "level": 5}', sample)
    (line,) = refused("report", "bad.json", "-o", "report.pdf", at=tmp_path)
    assert line.startswith('bad.json: answers["R01.2"].level: ')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"not JSON at all", "not JSON", id="not JSON"),
        pytest.param(b'{"a":' * 1000 + b"1" + b"}" * 1000, "bad.json: ", id="nested a thousand deep"),
        pytest.param(b"[" * 1_000_000, "bad.json: ", id="nested a million deep"),
        pytest.param(b" " * 50_000_000, "larger than", id="50 MB"),
        pytest.param(b"\xff\xfe", "UTF-8", id="another encoding"),
    ],
)
def test_a_file_that_is_no_answers_file_is_refused(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    lines = refused("score", "bad.json", at=tmp_path)
    assert words in lines[0]
    assert MOST_BYTES < 50_000_000


def test_every_mistake_gets_a_line(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"format": "x", "country": "Kenya", "answers": {"R99.9": {}}}')
    lines = refused("score", "bad.json", at=tmp_path)
    assert len(lines) == 7, lines
    assert all(line.startswith("bad.json: ") for line in lines)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused("score", "nowhere.json", at=tmp_path) == ["nowhere.json: No such file or directory"]
    assert refused("score", ".", at=tmp_path) == [".: Is a directory"]


@pytest.mark.parametrize("output", ["no/such/folder/out.json", "folder", "/proc/version", "/dev/full"])
def test_an_output_that_cannot_be_written_is_refused(output: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert output in refused("sample", "--seed", "1", "-o", output, at=tmp_path)[0]


def test_a_sample_replaces_a_file_whole(tmp_path: Path, sample: Path) -> None:
    (tmp_path / "answers.json").write_text("older")
    done("sample", "--seed", "7", "-o", "answers.json", at=tmp_path)
    assert files_in(tmp_path) == {"answers.json": sample.read_bytes()}


@pytest.mark.parametrize(
    "words", [[], ["dance"], ["score"], ["sample"], ["instrument"], ["sample", "--seed", "x"]]
)
def test_a_command_that_is_not_understood_gets_exit_code_2(words: list[str], tmp_path: Path) -> None:
    finished = cpsa(*words, at=tmp_path)
    assert finished.returncode == REFUSED
    assert b"usage: cpsa" in finished.stderr


# --- The instrument ---------------------------------------------------------------------------------------


def test_the_published_instrument_is_checked_by_default(tmp_path: Path) -> None:
    said = done("instrument", "check", at=tmp_path).decode()
    assert "21 units, 151 clauses, 100 questions (88 scored); no mistakes" in said


def test_a_folder_is_checked_and_every_mistake_gets_a_line(tmp_path: Path) -> None:
    assert b"no mistakes" in done("instrument", "check", MINI / "branching", at=tmp_path)


def test_the_check_counts_how_the_questions_stand_to_the_version_before(tmp_path: Path) -> None:
    said = done("instrument", "check", MINI / "two-versions-2.0", at=tmp_path).decode()
    assert "Against version 1.0: 4 same, 1 reworded, 1 replaced, 1 new, 1 retired" in said
    assert "Against" not in done("instrument", "check", MINI / "two-versions-1.0", at=tmp_path).decode()
    text = (MINI / "branching" / "B1.toml").read_text(encoding="utf-8")
    (tmp_path / "B1.toml").write_text(
        text.replace('"Drafted", ', "").replace("palaces", ""), encoding="utf-8"
    )
    (tmp_path / "instrument.toml").write_bytes((MINI / "branching" / "instrument.toml").read_bytes())
    lines = refused("instrument", "check", ".", at=tmp_path)
    assert [line.split(": ")[:2] for line in lines] == [["B1.toml", f"B1.{n}"] for n in (1, 4, 5)]
    assert "nowhere" in refused("instrument", "check", "nowhere", at=tmp_path)[0]


def test_the_instrument_is_shown_in_words_with_its_source(tmp_path: Path) -> None:
    shown = done("instrument", "show", "r13", at=tmp_path).decode()
    assert "States should ensure freedom of press when developing measures to prevent cybercrime." in shown
    assert "does not imply their endorsement" in shown
    assert "R13.1" in shown
    assert "R13.a" in shown
    everything = done("instrument", "show", at=tmp_path).decode()
    codes = [unit.code for unit in published().units] + [each.code for each in published().questions]
    assert all(code in everything for code in codes)


def test_the_instrument_is_shown_as_json_with_texts_and_quotes(tmp_path: Path) -> None:
    shown = json.loads(done("instrument", "show", "--json", at=tmp_path))
    assert len(shown["units"]) == 21
    for unit in shown["units"]:
        assert unit["official_text"] == published().unit(unit["code"]).official_text
        assert all(clause["quote"] for clause in unit["clauses"])
        assert unit["questions"]
    unit = json.loads(done("instrument", "show", "R04", "--json", at=tmp_path))
    assert (unit["code"], len(unit["clauses"]), len(unit["questions"])) == ("R04", 10, 7)
    question = json.loads(done("instrument", "show", "R04.1", "--json", at=tmp_path))
    assert [option["code"] for option in question["options"]] == ["primary", "secondary", "tertiary"]


def test_an_unknown_code_is_not_shown(tmp_path: Path) -> None:
    assert "R99" in refused("instrument", "show", "R99", at=tmp_path)[0]


def test_showing_works_on_a_terminal_without_a_language(tmp_path: Path) -> None:
    assert "“by default”" in done("instrument", "show", "R08", at=tmp_path, LC_ALL="C").decode()


# --- Drafts -----------------------------------------------------------------------------------------------


def test_a_draft_of_the_report_holds_its_17_items_word_for_word(tmp_path: Path) -> None:
    report = DATA / "draft-report-prevention-2020-07-27.txt"
    assert b"17 items" in done("instrument", "draft", report, "-o", "new", at=tmp_path)
    units = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((tmp_path / "new").glob("R*.toml"))
    ]
    assert [unit["official_text"] for unit in units] == [
        fold(unit.official_text) for unit in published().units_in(("recommendations",))
    ]
    missing = refused("instrument", "check", "new", at=tmp_path)
    assert any(line.startswith("R01.toml: R01: has no clauses") for line in missing)


@pytest.mark.parametrize("report", sorted((DATA / "reports").glob("*.txt")), ids=lambda path: path.stem)
def test_drafts_of_other_reports(report: Path, tmp_path: Path) -> None:
    items = len(json.loads(report.with_suffix(".items.json").read_text(encoding="utf-8")))
    assert f"{items} items".encode() in done("instrument", "draft", report, "-o", "new", at=tmp_path)
    assert len(list((tmp_path / "new").glob("R*.toml"))) == items


def test_a_draft_never_overwrites_and_never_starts_without_items(tmp_path: Path) -> None:
    statement = DATA / "national-statement-prevention-2020-07.txt"
    assert (
        "no list of numbered items" in refused("instrument", "draft", statement, "-o", "new", at=tmp_path)[0]
    )
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "R01.toml").write_text("mine")
    report = DATA / "draft-report-prevention-2020-07-27.txt"
    assert "kept" in refused("instrument", "draft", report, "-o", "kept", at=tmp_path)[0]
    assert "nowhere" in refused("instrument", "draft", "nowhere.txt", "-o", "new", at=tmp_path)[0]
