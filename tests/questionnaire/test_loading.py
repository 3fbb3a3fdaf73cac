"""A folder becomes an instrument, or every mistake in it is listed at once with file, code and cure."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from questionnaire.drafting import draft
from questionnaire.loading import INSTRUMENTS, PUBLISHED, load, published
from questionnaire.mistakes import InstrumentMistakes, Mistake
from questionnaire.numbered_items import read_items
from tests.questionnaire.builders import MINI_INSTRUMENTS
from tests.questionnaire.test_sources import INVENTED, REPORT

FEATURES = sorted(path.name for path in MINI_INSTRUMENTS.iterdir() if path.is_dir())

Edit = tuple[str, str, str]
"""File, the words to replace, the words to put there."""


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    """What is wrong in the folder."""
    with pytest.raises(InstrumentMistakes) as caught:
        load(folder)
    return caught.value.mistakes


def edited(feature: str, edits: Iterable[Edit], folder: Path) -> Path:
    """A copy of a tiny instrument with some words replaced, each of which must be there."""
    copy = folder / feature
    shutil.copytree(MINI_INSTRUMENTS / feature, copy)
    for file, old, new in edits:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


# --- What is right ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("feature", FEATURES)
def test_each_tiny_instrument_is_sound(feature: str) -> None:
    found = load(MINI_INSTRUMENTS / feature)
    assert feature in (found.code, f"{found.code}-{found.version}")


def test_the_published_instrument_is_sound_and_read_once() -> None:
    assert published() is published()
    assert load(INSTRUMENTS / PUBLISHED) == published()


def test_an_exclusive_option_need_not_say_that_it_does_not_score() -> None:
    option = load(MINI_INSTRUMENTS / "exclusive-option").question("E1.1").option("none")
    assert (option.exclusive, option.scored) == (True, False)


# --- Every kind of mistake ----------------------------------------------------------------------------------

LAW, TOP, POWER, OVERSIGHT, SCHOOL, CHANNEL = (
    "B1.toml", "instrument.toml", "S1.toml", "S2.toml", "O1.toml", "E1.toml",
)  # fmt: skip

ANOTHER_CLAUSE = '[[clauses]]\ncode = "B1.a"\nkind = "action"\ngist = "x"\nquote = ["act"]\n\n'
AT_TIMES = 'not_applicable = "question"\nnot_applicable_when = "On Sundays."'

MISTAKES = [
    # Codes
    pytest.param(
        "branching",
        [(LAW, 'code = "B1.3"', 'code = "B1.2"')],
        LAW,
        "B1.2",
        "two questions",
        id="double question code",
    ),
    pytest.param(
        "branching",
        [(LAW, "[[questions]]", f"{ANOTHER_CLAUSE}[[questions]]")],
        LAW,
        "B1.a",
        "two clauses",
        id="double clause code",
    ),
    pytest.param(
        "branching",
        [(TOP, 'units = ["B1"]', 'units = ["B1", "B1"]')],
        TOP,
        "B1",
        "twice",
        id="unit listed twice",
    ),
    pytest.param(
        "branching",
        [(LAW, 'code = "courts"', 'code = "police"')],
        LAW,
        "B1.2",
        '"police" stands twice',
        id="double option code",
    ),
    pytest.param(
        "branching",
        [(TOP, "[[bodies]]", '[[bodies]]\ncode = "MOJ"\ntitle = "x"\n\n[[bodies]]')],
        TOP,
        "MOJ",
        "twice",
        id="double body code",
    ),
    pytest.param(
        "branching", [(LAW, 'bodies = ["MOJ"]', 'bodies = ["MOX"]')], LAW, "B1.1", "MOX", id="unknown body"
    ),
    pytest.param(
        "branching",
        [(LAW, 'assistance = ["TA15"]', 'assistance = ["TA99"]')],
        LAW,
        "B1.1",
        "TA99",
        id="unknown assistance type",
    ),
    pytest.param(
        "branching", [(LAW, 'pillar = "P1"', 'pillar = "P9"')], LAW, "B1", "P9", id="unknown pillar"
    ),
    pytest.param(
        "branching", [(LAW, 'module = "all"', 'module = "none"')], LAW, "B1", "none", id="unknown module"
    ),
    pytest.param(
        "branching",
        [(LAW, 'document = "source"', 'document = "rumour"')],
        LAW,
        "B1",
        "rumour",
        id="unknown source document",
    ),
    pytest.param(
        "branching",
        [(LAW, 'code = "B1.6"', 'code = "C1.6"')],
        LAW,
        "C1.6",
        "begin with B1",
        id="code of another unit",
    ),
    pytest.param(
        "branching",
        [(LAW, 'clauses = ["B1.a"]', 'clauses = ["B1.z"]')],
        LAW,
        "B1.1",
        "B1.z",
        id="unknown clause",
    ),
    # Clauses and quotes
    pytest.param(
        "exclusive-option",
        [(CHANNEL, 'code = "E1.a"', 'code = "E1.b"')],
        CHANNEL,
        "E1.b",
        "no question asks",
        id="a clause nobody asks about",
    ),
    pytest.param(
        "branching",
        [(LAW, 'quote = ["States should act."]', 'quote = ["States may act."]')],
        LAW,
        "B1.a",
        "'States may act.' is not in the official text",
        id="a quote that is not in the text",
    ),
    pytest.param(
        "branching",
        [(LAW, 'quote = ["States should act."]', 'quote = ["tates should"]')],
        LAW,
        "B1.a",
        "is not in the official text",
        id="a quote that begins inside a word",
    ),
    pytest.param(
        "branching",
        [(LAW, 'quote = ["States should act."]', "quote = []")],
        LAW,
        "B1.a",
        "no quote",
        id="a clause without a quote",
    ),
    pytest.param(
        "branching",
        [
            (LAW, 'text = "States should act."', 'text = "States should act. They should."'),
            (LAW, 'quote = ["States should act."]', 'quote = ["should"]'),
        ],
        LAW,
        "B1.a",
        "2 times",
        id="a quote that stands twice",
    ),
    # Safeguards
    pytest.param(
        "safeguards",
        [(OVERSIGHT, "[[questions]]", '[[questions]]\nsafeguards = ["S1.2"]')],
        POWER,
        "S1.1",
        "S2.1, which has safeguards itself",
        id="a safeguard with safeguards",
    ),
    pytest.param(
        "safeguards",
        [(POWER, '"S2.1"]', '"S9.1"]')],
        POWER,
        "S1.1",
        "S9.1, which does not exist",
        id="an unknown safeguard",
    ),
    pytest.param(
        "safeguards",
        [(OVERSIGHT, "[[questions]]", f"[[questions]]\n{AT_TIMES}")],
        POWER,
        "S1.1",
        "may be not applicable",
        id="a safeguard that may be not applicable",
    ),
    pytest.param(
        "safeguards",
        [(OVERSIGHT, "core = true\nweight = 2", "core = false\nweight = 0")],
        POWER,
        "S1.1",
        "context only",
        id="a safeguard that is context",
    ),
    # Branches
    pytest.param(
        "branching",
        [(LAW, 'question = "B1.1"', 'question = "B1.6"')],
        LAW,
        "B1.2",
        "comes later",
        id="a branch on a later question",
    ),
    pytest.param(
        "branching",
        [(LAW, 'question = "B1.1"', 'question = "B1.2"')],
        LAW,
        "B1.2",
        "comes later",
        id="a branch on the question itself",
    ),
    pytest.param(
        "branching",
        [(LAW, 'question = "B1.1"', 'question = "B9.1"')],
        LAW,
        "B1.2",
        "does not exist",
        id="a branch on a missing question",
    ),
    pytest.param(
        "branching",
        [(LAW, ", level_at_least = 2", "")],
        LAW,
        "B1.2",
        "no condition",
        id="a branch without a condition",
    ),
    pytest.param(
        "branching",
        [(LAW, "level_at_least = 2", "level_at_least = 2, selected_at_least = 1")],
        LAW,
        "B1.2",
        "or several",
        id="a branch with two conditions",
    ),
    pytest.param(
        "branching",
        [(LAW, "level_at_least = 2", "selected_at_least = 1")],
        LAW,
        "B1.2",
        "selection",
        id="a branch on ticks of a maturity question",
    ),
    pytest.param(
        "branching",
        [(LAW, 'selected = "courts"', 'selected = "palaces"')],
        LAW,
        "B1.4",
        "palaces",
        id="a branch on an unknown option",
    ),
    # Shape
    pytest.param("branching", [(LAW, '"Drafted", ', "")], LAW, "B1.1", "4 levels", id="a level missing"),
    pytest.param(
        "branching", [(LAW, '"Drafted"', '" "')], LAW, "B1.1", "without words", id="a level without words"
    ),
    pytest.param(
        "exclusive-option",
        [(CHANNEL, "exclusive = true", "exclusive = true, scored = true")],
        CHANNEL,
        "E1.1",
        "exclusive and scores",
        id="an exclusive option that scores",
    ),
    pytest.param(
        "options-left-out",
        [(SCHOOL, 'kind = "selection"', 'kind = "maturity"')],
        SCHOOL,
        "O1.1",
        "with options",
        id="options on a maturity question",
    ),
    pytest.param(
        "options-left-out",
        [(SCHOOL, 'kind = "selection"', 'kind = "ranking"')],
        SCHOOL,
        "O1.1",
        "at_most",
        id="a ranking without at_most",
    ),
    pytest.param(
        "branching", [(LAW, 'kind = "choice"', 'kind = "essay"')], LAW, "B1.3", "kind", id="an unknown kind"
    ),
    pytest.param(
        "branching",
        [(LAW, "core = true\nweight = 2", "core = true\nweight = 1")],
        LAW,
        "B1.1",
        "weight 1",
        id="a core question that weighs 1",
    ),
    pytest.param(
        "branching",
        [(LAW, 'evidence = "A document"', 'evidence = ""')],
        LAW,
        "B1.1",
        "evidence is empty",
        id="no example of evidence",
    ),
    pytest.param(
        "branching",
        [(LAW, "How far is there a law today?", "How far " + "really " * 25 + "today?")],
        LAW,
        "B1.1",
        "28 words",
        id="a question of 28 words",
    ),
    pytest.param(
        "options-left-out",
        [(SCHOOL, 'not_applicable_when = "That kind of school does not exist."', "")],
        SCHOOL,
        "O1.1",
        "not_applicable_when",
        id="not said when it does not apply",
    ),
    # Files
    pytest.param(
        "branching",
        [(LAW, 'title = "A law, its offices and their staff"', "")],
        LAW,
        "B1",
        "title is missing",
        id="a key missing",
    ),
    pytest.param(
        "branching", [(LAW, "addressed_to", "adressed_to")], LAW, "B1", "'adressed_to'", id="a key misspelt"
    ),
    pytest.param(
        "branching", [(LAW, "scored = true", 'scored = "yes"')], LAW, "B1", "scored", id="a wrong type"
    ),
    pytest.param(
        "branching",
        [(LAW, "scored = true", "scored = true\nscored = true")],
        LAW,
        "",
        "TOML",
        id="a key written twice",
    ),
    pytest.param(
        "branching",
        [(TOP, 'units = ["B1"]', 'units = ["B1", "B2"]')],
        "B2.toml",
        "",
        "missing",
        id="a unit's file missing",
    ),
    pytest.param(
        "safeguards",
        [(TOP, '"S1", "S2"', '"S1"')],
        OVERSIGHT,
        "",
        "not listed",
        id="a file that is not listed",
    ),
    pytest.param(
        "branching", [(LAW, 'code = "B1"', 'code = "B7"')], LAW, "B1", "B7", id="a file under another name"
    ),
]


@pytest.mark.parametrize(("feature", "edits", "file", "code", "problem"), MISTAKES)
def test_a_mistake_is_named_with_file_code_and_cure(
    feature: str, edits: list[Edit], file: str, code: str, problem: str, tmp_path: Path
) -> None:
    found = mistakes_in(edited(feature, edits, tmp_path))
    fitting = [each for each in found if (each.file, each.code) == (file, code) and problem in each.problem]
    assert fitting, f"expected {file}: {code}: ...{problem}...; found:\n" + "\n".join(map(str, found))
    assert all(each.cure.strip() for each in found)
    assert str(fitting[0]).startswith(f"{file}: {code}" if code else file)


def test_every_mistake_is_listed_at_once(tmp_path: Path) -> None:
    folder = edited(
        "branching",
        [
            (TOP, 'title = "Branching"', 'author = "nobody"'),
            (LAW, '"Drafted", ', ""),
            (LAW, 'bodies = ["MOJ"]', 'bodies = ["MOX"]'),
            (LAW, 'quote = ["States should act."]', 'quote = ["States may act."]'),
            (LAW, 'kind = "choice"', 'kind = "essay"'),
            (LAW, 'selected = "courts"', 'selected = "palaces"'),
            (LAW, 'item = "(1)"', ""),
        ],
        tmp_path,
    )
    assert {(found.file, found.code, found.problem) for found in mistakes_in(folder)} == {
        (TOP, "", "has an unknown key 'author'"),
        (TOP, "", "title is missing"),
        (LAW, "B1 source", "item is missing"),
        (LAW, "B1.a", "quote 'States may act.' is not in the official text"),
        (LAW, "B1.1", "has 4 levels"),
        (LAW, "B1.1", "names body MOX, which instrument.toml does not have"),
        (LAW, "B1.3", "kind: Invalid enum value 'essay'"),
        (LAW, "B1.4", 'B1.2 has no option "palaces"'),
    }


@pytest.mark.parametrize("cut", ["code", "kind", "text", "clauses", "levels"])
def test_what_cannot_be_read_hides_nothing_elsewhere(cut: str, tmp_path: Path) -> None:
    folder = edited("branching", [(LAW, '"Nothing", ', "")], tmp_path)
    lines = (folder / LAW).read_text(encoding="utf-8").splitlines()
    last = max(place for place, line in enumerate(lines) if line.startswith(f"{cut} = "))
    (folder / LAW).write_text("\n".join([*lines[:last], *lines[last + 1 :]]), encoding="utf-8")
    found = mistakes_in(folder)
    assert any((each.code, each.problem) == ("B1.1", "has 4 levels") for each in found)
    assert any(cut in each.problem or "level" in each.problem for each in found if each.code != "B1.1")


def test_a_folder_without_a_top_file_says_so(tmp_path: Path) -> None:
    assert [(found.file, found.problem) for found in mistakes_in(tmp_path)] == [(TOP, "the file is missing")]


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    folder = edited("branching", [], tmp_path)
    (folder / LAW).write_bytes(b"\xff\xfe\x00 not UTF-8")
    assert any(found.file == LAW and "UTF-8" in found.problem for found in mistakes_in(folder))


def test_a_scored_question_must_not_depend_on_a_module_that_may_be_switched_off(tmp_path: Path) -> None:
    optional = '[[modules]]\ncode = "extra"\ntitle = "Extra"\noptional = true\n\n[[pillars]]'
    folder = edited(
        "safeguards",
        [(TOP, "[[pillars]]", optional), (OVERSIGHT, 'module = "all"', 'module = "extra"')],
        tmp_path,
    )
    assert any(found.code == "S1.1" and "switched off" in found.problem for found in mistakes_in(folder))


# --- Drafts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "items"),
    [(REPORT, 17), *((path.read_text(encoding="utf-8"), None) for path in INVENTED)],
    ids=["the published list", *(path.stem for path in INVENTED)],
)
def test_a_draft_holds_every_item_and_the_check_says_what_is_still_missing(
    report: str, items: int | None, tmp_path: Path
) -> None:
    found = read_items(report)
    assert items in (None, len(found.items))
    for file in draft(found, code="draft"):
        (tmp_path / file.name).write_text(file.text, encoding="utf-8")
    missing = mistakes_in(tmp_path)
    units = [f"R{place:02d}" for place in range(1, len(found.items) + 1)]
    for unit in units:
        said = " ".join(each.problem for each in missing if each.file == f"{unit}.toml")
        assert "title is empty" in said
        assert "has no clauses" in said
        assert "has no questions" in said
        assert "official_text" not in said
    assert any(each.file == TOP and "has no pillars" in each.problem for each in missing)
    assert {each.file for each in missing} == {TOP, *(f"{unit}.toml" for unit in units)}
