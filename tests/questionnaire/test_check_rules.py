"""What may be wrong with the checks of an instrument is named with file, code and cure, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaire.loading import load
from tests.questionnaire.test_loading import edited, mistakes_in

CHECKS, TOP = "checks.toml", "instrument.toml"

AT_LEAST = "level_at_least = 3"
SHARE = 'share = { number = "trained", of = "total", below = 0.8 }'
PRACTICE = 'row = "practice", selected = "courts"'
POLICE = 'selected = "police"'

MISTAKES = [
    # Codes and questions
    pytest.param('code = "C2"', 'code = "C1"', "C1", "two checks", id="double code"),
    pytest.param('question = "K1.3"', 'question = "K9.3"', "C2 conditions[2]", "K9.3", id="unknown question"),
    pytest.param('"K1.2", "K1.1"', '"K1.2", "K9.1"', "C2", "K9.1", id="asked of an unknown question"),
    pytest.param('"K1.2", "K1.1"', '"K1.2", "K1.2"', "C2", "twice", id="asked of a question twice"),
    pytest.param('question = "K1.1", ', "", "C1 conditions[1]", "names no question", id="of no question"),
    pytest.param(
        "{ level_at_least = 1, ",
        '{ question = "K1.1", level_at_least = 1, ',
        "C2",
        "about the one asked",
        id="asked of each for nothing",
    ),
    pytest.param(
        "of_every_question = true",
        'of_every_question = true\nof_each = ["K1.1"]',
        "C4",
        "each of some and of every",
        id="asked of each and of every",
    ),
    pytest.param(
        "{ level = 4, ",
        f"{{ {POLICE}, level = 4, ",
        "C4 conditions[1]",
        "of every",
        id="an option of every question",
    ),
    pytest.param(
        "{ level = 4, ",
        '{ number_is_zero = "trained", ',
        "C4 conditions[1]",
        "of every",
        id="a figure of every question",
    ),
    # What is said about an answer
    pytest.param(AT_LEAST, "level_at_least = 5", "C1 conditions[1]", "is 5", id="a level above 4"),
    pytest.param("level = 4", "level = -1", "C4 conditions[1]", "is -1", id="a level below 0"),
    pytest.param(
        AT_LEAST, 'choice = "yes"', "C1 conditions[1]", "choice needs", id="yes of a maturity question"
    ),
    pytest.param(
        AT_LEAST, "nothing_selected = true", "C1 conditions[1]", "nothing_selected needs", id="no ticks"
    ),
    pytest.param(AT_LEAST, POLICE, "C1 conditions[1]", "selected needs", id="a tick of a maturity question"),
    pytest.param(
        'choice = "yes"', "level = 0", "C2 conditions[2]", "level needs", id="the level of a choice"
    ),
    pytest.param(
        "nothing_selected = true",
        "level_at_least = 1",
        "C3 conditions[1]",
        "needs",
        id="the level of a selection",
    ),
    pytest.param(", nothing_selected = true", "", "C3 conditions[1]", "says nothing", id="nothing said"),
    pytest.param(
        "nothing_selected = true",
        "nothing_selected = false",
        "C3 conditions[1]",
        "says nothing",
        id="said no",
    ),
    pytest.param(POLICE, 'selected = "palaces"', "C5 conditions[1]", "palaces", id="unknown option"),
    pytest.param(
        PRACTICE,
        'row = "practice", selected = "palaces"',
        "C3 conditions[2]",
        "palaces",
        id="unknown grid option",
    ),
    pytest.param(
        PRACTICE, 'row = "theory", selected = "courts"', "C3 conditions[2]", "theory", id="unknown row"
    ),
    pytest.param(
        PRACTICE, 'selected = "courts"', "C3 conditions[2]", "row and the kind", id="a grid without row"
    ),
    pytest.param(PRACTICE, 'row = "practice"', "C3 conditions[2]", "says nothing", id="a row alone"),
    pytest.param(
        POLICE, f'row = "law", {POLICE}', "C5 conditions[1]", "row and the kind", id="no grid, a row"
    ),
    pytest.param(
        'number = "trained"', 'number = "tamed"', "C1 conditions[1]", '"tamed"', id="unknown figure"
    ),
    pytest.param('of = "total"', 'of = "sum"', "C1 conditions[1]", '"sum"', id="unknown whole"),
    pytest.param(
        'number_is_zero = "trained"',
        'number_is_zero = "tamed"',
        "C2 conditions[1]",
        '"tamed"',
        id="unknown zero",
    ),
    pytest.param(
        '"K1.2", "K1.1"',
        '"K1.2", "K1.7"',
        "C2 conditions[1]",
        "K1.7 has no figure",
        id="of each, one without",
    ),
    pytest.param("below = 0.8", "below = 80.0", "C1 conditions[1]", "below 80", id="a share in per cent"),
    pytest.param("below = 0.8", "below = 0.0", "C1 conditions[1]", "below 0", id="a share below nothing"),
    pytest.param("months = 6", "months = 0", "C4 conditions[1]", "is 0", id="older than no month"),
    # The sentence
    pytest.param(
        'sentence = "K1.4 names the police. Is that right?"',
        'sentence = " "',
        "C5",
        "empty",
        id="no sentence",
    ),
    pytest.param(
        "K1.4 names the police", "The police is named", "C5", "not name K1.4", id="question not named"
    ),
    pytest.param(
        "{question} says that there is",
        "It says that there is",
        "C2",
        "{question}",
        id="the one asked not named",
    ),
    pytest.param(
        "K1.4 names the police",
        "K1.4 names {question}",
        "C5",
        "asked once",
        id="a place for a code of nothing",
    ),
    # The file
    pytest.param(
        '{ question = "K1.4", nothing',
        '{ quest = "K1.4", nothing',
        "C3 conditions[1]",
        "'quest'",
        id="a key misspelt",
    ),
    pytest.param(AT_LEAST, 'level_at_least = "3"', "C1 conditions[1]", "level_at_least", id="a wrong type"),
    pytest.param('choice = "yes"', 'choice = "maybe"', "C2 conditions[2]", "choice", id="no such choice"),
    pytest.param('of = "total", ', "", "C1 conditions[1] share", "of is missing", id="a share of nothing"),
    pytest.param('code = "C5"\n', "", "checks[5]", "code is missing", id="no code"),
    pytest.param(
        'conditions = [{ question = "K1.4", selected = "police" }]',
        "",
        "C5",
        "conditions",
        id="no conditions",
    ),
    pytest.param(
        '[{ question = "K1.4", selected = "police" }]',
        "[]",
        "C5",
        "no conditions",
        id="an empty list of conditions",
    ),
    pytest.param('code = "C1"', 'code = "C1"\ncode = "C1"', "", "TOML", id="a key written twice"),
]
"""Words of the tiny instrument's checks, what stands there instead; the code and words of the mistake."""


@pytest.mark.parametrize(("old", "new", "code", "problem"), MISTAKES)
def test_a_mistake_in_a_check_is_named_with_file_code_and_cure(
    old: str, new: str, code: str, problem: str, tmp_path: Path
) -> None:
    found = mistakes_in(edited("checks", [(CHECKS, old, new)], tmp_path))
    fitting = [each for each in found if (each.file, each.code) == (CHECKS, code) and problem in each.problem]
    assert fitting, f"expected {code}: ...{problem}...; found:\n" + "\n".join(map(str, found))
    assert all(each.file == CHECKS and each.cure.strip() for each in found)


def test_mistakes_in_checks_and_elsewhere_are_listed_at_once(tmp_path: Path) -> None:
    folder = edited(
        "checks",
        [
            (TOP, 'title = "Checks"', 'title = ""'),
            ("K1.toml", 'text = "Do the offices meet today?"', 'text = ""'),
            (CHECKS, AT_LEAST, "level_at_least = 7"),
            (CHECKS, 'of = "total"', 'of = "sum"'),
            (CHECKS, PRACTICE, 'row = "theory", selected = "courts"'),
            (CHECKS, POLICE, 'selected = "palaces"'),
        ],
        tmp_path,
    )
    assert {(found.file, found.code, found.problem) for found in mistakes_in(folder)} == {
        (TOP, "", "title is empty"),
        ("K1.toml", "K1.3", "text is empty"),
        (CHECKS, "C1 conditions[1]", "level_at_least is 7"),
        (CHECKS, "C1 conditions[1]", 'K1.1 has no figure "sum"'),
        (CHECKS, "C3 conditions[2]", 'K1.5 has no row "theory"'),
        (CHECKS, "C5 conditions[1]", 'K1.4 has no option "palaces"'),
    }


def test_checks_stand_in_their_own_file(tmp_path: Path) -> None:
    folder = edited("checks", [], tmp_path)
    own = (folder / CHECKS).read_text(encoding="utf-8")
    with (folder / TOP).open("a", encoding="utf-8") as top:
        top.write("\n" + re.sub(r'"C(\d)"', r'"D\1"', own))
    assert [(found.file, found.code, found.cure) for found in mistakes_in(folder)] == [
        (TOP, "checks", "Move them to checks.toml")
    ]


@pytest.mark.parametrize(
    ("text", "problem"), [("", "checks is missing"), ("[[check]]\n", "unknown key 'check'")]
)
def test_a_file_of_checks_that_holds_none_says_so(text: str, problem: str, tmp_path: Path) -> None:
    folder = edited("checks", [], tmp_path)
    (folder / CHECKS).write_text(text, encoding="utf-8")
    assert any(found.file == CHECKS and problem in found.problem for found in mistakes_in(folder))


def test_an_instrument_without_the_file_has_no_checks(tmp_path: Path) -> None:
    folder = edited("checks", [], tmp_path)
    assert [check.code for check in load(folder).checks] == ["C1", "C2", "C3", "C4", "C5"]
    (folder / CHECKS).unlink()
    assert load(folder).checks == ()
