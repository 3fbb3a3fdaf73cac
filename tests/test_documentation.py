"""What the documents name exists, and what they calculate comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaire.burden import minutes_for, minutes_to_confirm
from questionnaire.gaps import gap_between
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from tests.questionnaire.builders import dont_know, level, rating, sheet, ticked
from webapp.cli import parser

PROJECT = Path(__file__).parent.parent
MAP = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = ("questionnaire", "reports", "webapp")


def _named_on_the_map() -> list[str]:
    """Each file or folder in the first column of a room's table, with its room."""
    found = []
    for room in ROOMS:
        section = MAP.split(f"### {room}/")[1].split("\n##")[0]
        for line in section.splitlines():
            if line.startswith("| `"):
                found += [f"{room}/{name}" for name in re.findall(r"`([^`]+)`", line.split("|")[1])]
    return found


@pytest.mark.parametrize("path", _named_on_the_map())
def test_the_map_names_what_exists(path: str) -> None:
    assert (PROJECT / path).exists()


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_names_every_file(room: str) -> None:
    named = {
        path.removeprefix(f"{room}/").rstrip("/") for path in _named_on_the_map() if path.startswith(room)
    }
    there = {path.name for path in (PROJECT / room).iterdir() if path.suffix == ".py" or path.is_dir()}
    # Folders of the map may be named with a folder inside them.
    named |= {name.partition("/")[0] for name in named}
    assert there - named - {"__pycache__", "__init__.py", "clock.py"} == set()


def test_every_page_that_a_document_leads_to_exists() -> None:
    for document in (*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} leads to {target}"


def test_the_readme_names_commands_that_exist() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)\b(?: PORT|`|\n)", readme)) <= targets
    for words in re.findall(r"^    \.venv/bin/cpsa (.+)$", readme, re.MULTILINE):
        parser().parse_args(words.split())


def test_the_minutes_told_to_officials_come_out() -> None:
    text = (PROJECT / "docs" / "methodology.md").read_text(encoding="utf-8")
    instrument = published()
    minutes = {question.code: minutes_for(question) for question in instrument.questions}
    recommendations = sum(
        minutes[question.code]
        for unit in instrument.units_in(("recommendations",))
        for question in unit.questions
    )
    longest = max(minutes, key=lambda code: minutes[code])
    assert f"come to {recommendations} minutes, all {len(minutes)} questions" in text
    assert f"to {sum(minutes.values())} minutes" in text
    assert f"the longest, {longest}, takes {minutes[longest]}" in text
    assert f"counts {minutes_to_confirm()} minutes whatever the\nquestion" in text
    assert sum(5 <= own <= 7 for own in minutes.values()) > len(minutes) / 2


def test_the_worked_example_for_officials_comes_out() -> None:
    """`docs/methodology.md` follows R02 through every section; these are the figures it prints."""
    text = (PROJECT / "docs" / "methodology.md").read_text(encoding="utf-8")
    answers = sheet(
        {
            "R02.1": ticked("online-platform", "infographics", grade=3),
            "R02.2": level(2, grade=3),
            "R02.3": level(3, grade=3),
            "R02.4": dont_know(),
        },
        ratings={"R02": rating(3, 5, (5, 4, 4))},
    )
    outcome = outcome_of(published(), answers)
    unit, found = outcome.scores.units["R02"], outcome.gaps["R02"]
    assert unit is not None
    gap = gap_between(unit.mean, 75)
    for figure in (
        f"{unit.mean.low:.2f}",
        f"{unit.mean.high:.2f}",
        f"{unit.mean.known:.2f}",
        f"{unit.confidence:.2f}",
        f"{gap.low:.2f} to {gap.high:.2f}, and {gap.kind}",
        f"{found.priority.middle:.2f}, from {found.priority.low:.2f} to {found.priority.high:.2f}",
    ):
        assert figure in text


def test_every_decision_has_a_number_of_its_own_and_says_it() -> None:
    numbers = []
    for path in sorted((PROJECT / "docs" / "decisions").glob("*.md")):
        number = path.name[:4]
        assert path.read_text(encoding="utf-8").startswith(f"# {number} "), path.name
        numbers.append(number)
    assert len(numbers) == len(set(numbers))
