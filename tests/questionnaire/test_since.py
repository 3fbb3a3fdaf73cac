"""A version is marked against the one before, question by question, or every wrong mark is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from questionnaire import loading
from questionnaire.loading import load, published
from questionnaire.mistakes import InstrumentMistakes, Mistake
from tests.questionnaire.builders import MINI_INSTRUMENTS, mini_instrument

FIRST, SECOND = "two-versions-1.0", "two-versions-2.0"
TOP, POWERS, SERVICES = "instrument.toml", "V1.toml", "V2.toml"

Edit = tuple[str, str, str]
"""File of the second version, the words to replace, the words to put there."""


def second_version(folder: Path, *edits: Edit) -> Path:
    """Copies of both versions, with some words of the second replaced, each of which must be there."""
    for name in (FIRST, SECOND):
        shutil.copytree(MINI_INSTRUMENTS / name, folder / name)
    for file, old, new in edits:
        path = folder / SECOND / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder / SECOND


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    """What is wrong in the folder."""
    with pytest.raises(InstrumentMistakes) as caught:
        load(folder)
    return caught.value.mistakes


def test_a_first_version_needs_no_marks() -> None:
    assert published().since is None
    assert mini_instrument(FIRST).since is None


def test_a_later_version_says_of_each_question_how_it_stands_to_the_version_before() -> None:
    since = mini_instrument(SECOND).since
    assert since is not None
    assert (since.version, since.kept) == ("1.0", ("V1.1", "V1.3", "V2.1", "V2.2", "V1.2"))
    assert (since.gone, since.new) == (("V1.4", "V2.3"), ("V2.4",))


SAME = 'same = ["V1.1", "V1.3", "V2.1", "V2.2"]'
MISTAKES = [
    pytest.param("V2.4", "not marked", (TOP, 'new = ["V2.4"]', "new = []"), id="no mark"),
    pytest.param("V2.4", "marked twice", (TOP, SAME, SAME.replace("]", ', "V2.4"]')), id="two marks"),
    pytest.param("V9.9", "no question has", (TOP, '["V2.4"]', '["V2.4", "V9.9"]'), id="unknown code"),
    pytest.param(
        "V2.4",
        "version 1.0 has no such question",
        (TOP, 'reworded = ["V1.2"]\n', 'reworded = ["V1.2", "V2.4"]\n'),
        id="kept, and not asked before",
    ),
    pytest.param("V2.9", "has no such question", (TOP, '["V2.3"]', '["V2.3", "V2.9"]'), id="unknown retired"),
    pytest.param(
        "V1.8",
        "said to be replaced by V1.5",
        (TOP, 'instead_of = "V1.4"', 'instead_of = "V1.8"'),
        id="unknown replaced",
    ),
    pytest.param("V2.3", "does not speak of", (TOP, '["V2.3"]', "[]"), id="former code forgotten"),
    pytest.param("V1.4", "all at once", (TOP, '["V2.3"]', '["V2.3", "V1.4"]'), id="replaced and retired"),
    pytest.param("V1.2", "has this code", (TOP, '["V2.4"]', '["V2.4", "V1.2"]'), id="new with an old code"),
    pytest.param(
        "V2.3", "used again", (SERVICES, 'code = "V2.4"', 'code = "V2.3"'), id="retired code used again"
    ),
    pytest.param(
        "V1.3",
        "its kind is not",
        (
            POWERS,
            'maturity"\ntext = "How far do courts order searches today?"',
            'choice"\ntext = "How far do courts order searches today?"',
        ),
        id="same, of another kind",
    ),
    pytest.param(
        "V2.1",
        "options",
        (SERVICES, 'code = "office", text', 'code = "mail", text'),
        id="same, other options",
    ),
    pytest.param(
        "V2.2",
        "branch",
        (SERVICES, "selected_at_least = 1", "selected_at_least = 2"),
        id="same, other branch",
    ),
    pytest.param(
        "V1.3",
        "weight class",
        (
            POWERS,
            'courts order searches today?"\nclauses = ["V1.a"]\ncore = true\nweight = 2',
            'courts order searches today?"\nclauses = ["V1.a"]\ncore = false\nweight = 0',
        ),
        id="same, scored no more",
    ),
    pytest.param(
        "V1.1",
        "clauses",
        (
            POWERS,
            'searched today?"\nclauses = ["V1.a"]',
            'searched today?"\nclauses = ["V1.b"]',
        ),
        id="same, other clauses",
    ),
    pytest.param(
        "V1.1",
        "its words are not",
        (POWERS, "are providers searched", "do you search"),
        id="same, other words",
    ),
    pytest.param(
        "V1.2",
        "reads as in version 1.0",
        (POWERS, "Does a law govern searches today?", "Is there a law on searches today?"),
        id="reworded, in the same words",
    ),
    pytest.param("since", "no folder two-versions-0.9", (TOP, '"1.0"\nsame', '"0.9"\nsame'), id="no version"),
    pytest.param("since", "does not come before", (TOP, '"1.0"\nsame', '"2.0"\nsame'), id="its own version"),
    pytest.param("since", "unknown key 'renamed'", (TOP, "reworded =", "renamed ="), id="unknown mark"),
    pytest.param(
        "since", "version is missing", (TOP, 'version = "1.0"\nsame', "same"), id="no version named"
    ),
]


@pytest.mark.parametrize(("code", "problem", "edit"), MISTAKES)
def test_a_wrong_mark_is_named_with_file_code_and_cure(
    code: str, problem: str, edit: Edit, tmp_path: Path
) -> None:
    found = mistakes_in(second_version(tmp_path, edit))
    fitting = [each for each in found if (each.file, each.code) == (TOP, code) and problem in each.problem]
    assert fitting, f"expected {code}: ...{problem}...; found:\n" + "\n".join(map(str, found))
    assert all(each.cure.strip() for each in found)


def test_a_version_cannot_be_marked_against_one_that_is_not_sound(tmp_path: Path) -> None:
    folder = second_version(tmp_path)
    (tmp_path / FIRST / POWERS).write_text("no TOML", encoding="utf-8")
    (found,) = mistakes_in(folder)
    assert (found.file, found.code) == (TOP, "since")
    assert "mistakes itself" in found.problem


def test_what_an_earlier_version_gave_up_is_never_used_again(tmp_path: Path) -> None:
    second_version(tmp_path)
    third = tmp_path / "two-versions-3.0"
    shutil.copytree(tmp_path / SECOND, third)
    text = (third / TOP).read_text(encoding="utf-8")
    marks = (
        '[since]\nversion = "2.0"\nsame = ["V1.1", "V1.2", "V1.3", "V1.5", "V2.1", "V2.2"]\n'
        'new = ["V2.3"]\nretired = ["V2.4"]\n\n[[modules]]'
    )
    before, _, rest = text.partition("[since]")
    changed = before.replace('"2.0"', '"3.0"') + marks + rest.partition("[[modules]]")[2]
    (third / TOP).write_text(changed, encoding="utf-8")
    services = (third / SERVICES).read_text(encoding="utf-8")
    (third / SERVICES).write_text(services.replace('"V2.4"', '"V2.3"'), encoding="utf-8")
    (found,) = mistakes_in(third)
    assert (found.code, found.problem) == ("V2.3", "was given up in version 2.0 and is used again")


def test_a_former_version_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    published()
    monkeypatch.setattr(loading, "INSTRUMENTS", MINI_INSTRUMENTS)
    loading.installed.cache_clear()
    assert loading.installed("two-versions", "1.0") == mini_instrument(FIRST)
    assert loading.installed(published().code, published().version) is published()
    for code, version in (("two-versions", "3.0"), ("..", "x"), ("two-versions-2.0/../two-versions", "1.0")):
        with pytest.raises(LookupError, match="is not installed"):
            loading.installed(code, version)
    loading.installed.cache_clear()


def test_the_marks_between_two_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = mini_instrument(FIRST), mini_instrument(SECOND)
    assert loading.marks_since(second, "1.0") == (second.since,)
    assert loading.marks_since(second, "2.0") == ()
    with pytest.raises(LookupError, match="does not descend"):
        loading.marks_since(first, "2.0")
