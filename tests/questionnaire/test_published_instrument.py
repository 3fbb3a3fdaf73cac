"""The published instrument is the blueprint in codes, kinds, weights and links, and keeps its own rules."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from questionnaire.consistency import Check
from questionnaire.instrument import Option, Question
from questionnaire.loading import published

BLUEPRINT: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "blueprint.json").read_text(encoding="utf-8")
)
INSTRUMENT = published()
LINKED = {"R16.1", "R16.3"}
"""Their options carry links that the method lists and the blueprint does not."""


def test_the_whole_is_there() -> None:
    assert (INSTRUMENT.code, INSTRUMENT.version) == ("cybercrime-prevention", "1.0")
    assert len(INSTRUMENT.units) == 21
    assert len(INSTRUMENT.clauses) == 151
    assert len(INSTRUMENT.questions) == 100
    assert sum(question.scored for question in INSTRUMENT.questions) == 88
    assert sum(not question.scored for question in INSTRUMENT.questions) == 12
    assert sum(question.core for question in INSTRUMENT.questions) == 44


def test_modules_pillars_bodies_and_assistance_types_are_those_of_the_blueprint() -> None:
    assert [module.code for module in INSTRUMENT.modules] == ["recommendations", "national-statement"]
    assert [module.optional for module in INSTRUMENT.modules] == [False, True]
    assert [(p.code, p.scored) for p in INSTRUMENT.pillars] == [
        (p["code"], p["scored"]) for p in BLUEPRINT["pillars"]
    ]
    assert [body.code for body in INSTRUMENT.bodies] == [body["code"] for body in BLUEPRINT["bodies"]]
    assert [item.code for item in INSTRUMENT.assistance_types] == [
        item["code"] for item in BLUEPRINT["assistance_types"]
    ]


@pytest.mark.parametrize("drawn", BLUEPRINT["units"], ids=lambda drawn: str(drawn["code"]))
def test_a_unit_is_that_of_the_blueprint(drawn: dict[str, Any]) -> None:
    unit = INSTRUMENT.unit(drawn["code"])
    assert (unit.module, unit.pillar, unit.scored) == (drawn["module"], drawn["pillar"], drawn["scored"])
    assert [(c.code, c.kind) for c in unit.clauses] == [(c["code"], c["kind"]) for c in drawn["clauses"]]
    assert [question.code for question in unit.questions] == [
        question["code"] for question in BLUEPRINT["questions"] if question["unit"] == unit.code
    ]


@pytest.mark.parametrize("drawn", BLUEPRINT["questions"], ids=lambda drawn: str(drawn["code"]))
def test_a_question_is_that_of_the_blueprint(drawn: dict[str, Any]) -> None:
    question = INSTRUMENT.question(drawn["code"])
    applies = question.applies
    found = {
        "kind": question.kind,
        "clauses": list(question.clauses),
        "core": question.core,
        "weight": question.weight,
        "not_applicable": question.not_applicable,
        "control": question.control,
        "sensitivity": question.sensitivity,
        "bodies": list(question.bodies),
        "assistance": list(question.assistance),
        "safeguards": list(question.safeguards),
        "at_most": question.at_most,
        "rows": [row.code for row in question.rows],
        "options": [_option(option) for option in question.options],
        "levels": len(question.levels),
        "applies": applies
        and {
            name: value for name in applies.__struct_fields__ if (value := getattr(applies, name)) is not None
        },
    }
    assert found == {
        "kind": drawn["kind"],
        "clauses": drawn["clauses"],
        "core": drawn["core"],
        "weight": drawn["weight"],
        "not_applicable": drawn["not_applicable"],
        "control": drawn["control"],
        "sensitivity": drawn["sensitivity"],
        "bodies": drawn["bodies"],
        "assistance": drawn["assistance"],
        "safeguards": drawn.get("safeguards", []),
        "at_most": drawn.get("at_most"),
        "rows": [row["code"] for row in drawn.get("rows", [])],
        "options": [_drawn_option(option) for option in drawn.get("options", [])],
        "levels": len(drawn.get("levels", [])),
        "applies": drawn.get("applies"),
    }


def _option(option: Option) -> tuple[str, list[str], bool, bool]:
    return (option.code, list(option.clauses), option.exclusive, option.scored)


def _drawn_option(drawn: dict[str, Any]) -> tuple[str, list[str], bool, bool]:
    exclusive = drawn.get("exclusive", False)
    return (
        drawn["code"],
        drawn.get("clause", "").split(),
        exclusive,
        drawn.get("scored", True) and not exclusive,
    )


def test_only_the_constraints_and_the_threats_link_their_options() -> None:
    linked = {
        question.code
        for question in INSTRUMENT.questions
        if any(option.assistance or option.units for option in question.options)
    }
    assert linked == LINKED
    assert [(q.code, q.feeds) for q in INSTRUMENT.questions if q.feeds] == [
        ("R16.1", "constraints"), ("R16.3", "threats"),
    ]  # fmt: skip


# --- The rules for a question -------------------------------------------------------------------------------


@pytest.mark.parametrize("question", INSTRUMENT.questions, ids=lambda question: question.code)
def test_a_question_keeps_the_rules(question: Question) -> None:
    assert len(question.text.split()) <= 22
    assert question.text.endswith("?")
    assert question.evidence.strip(), "an example of evidence"
    assert not re.search(r"\b(should|not|never|without)\b", question.text, re.IGNORECASE), (
        "no negative, no praise"
    )
    if question.kind == "maturity":
        assert len(set(question.levels)) == 5, "five levels that exclude each other"
    if question.kind == "choice":
        assert re.search(r"\bpartial\b", question.help, re.IGNORECASE), "says what partial means"
    if question.not_applicable != "never":
        assert question.not_applicable_when.strip(), "says when it does not apply"


def test_level_0_never_presumes_that_something_exists() -> None:
    words = {question.levels[0] for question in INSTRUMENT.questions if question.levels}
    nothing = re.compile(r"\b(no|nothing|none|never|not|nowhere)\b", re.IGNORECASE)
    assert {level for level in words if not nothing.search(level)} == set()


def test_every_clause_is_asked_about() -> None:
    asked = {code for question in INSTRUMENT.questions for code in question.clauses}
    assert {clause.code for clause in INSTRUMENT.clauses} == asked


NUMBERS = {
    "R02.3": 1, "R03.2": 2, "R04.3": 1, "R04.7": 1, "R05.4": 1, "R10.1": 2, "R10.3": 1, "R12.1": 2,
    "R15.1": 1, "U1.5": 2, "U2.1": 2, "U2.2": 2, "U3.1": 2, "U3.2": 2,
}  # fmt: skip
"""How many companion figures stand beside each question, by the list in the instrument's guide."""


@pytest.mark.parametrize("question", INSTRUMENT.questions, ids=lambda question: question.code)
def test_companion_figures(question: Question) -> None:
    common = 1 if question.kind == "maturity" else 0
    assert len(question.numbers) == NUMBERS.get(question.code, 0)
    assert len(INSTRUMENT.number_fields(question)) == NUMBERS.get(question.code, 0) + common


# --- Checks -------------------------------------------------------------------------------------------------

CHECKS = {
    "X1": {"R10.1"}, "X2": {"U2.1", "U2.2"}, "X3": {"R02.3"}, "X4": {"R01.1", "R09.1", "R12.1"},
    "X5": {"R06.3", "R16.1"}, "X6": {"R13.2", "R13.3"}, "X7": {"U3.1", "U3.4"}, "X8": {"R15.8"},
    "X9": {"R08.3", "R12.4"}, "X10": set(), "X11": {"R14.2", "R15.7"},
}  # fmt: skip
"""The questions that each check names, by the list in the instrument's guide; X10 is about every question."""


def test_all_eleven_checks_are_there_in_order_and_name_their_questions() -> None:
    named = {
        check.code: {condition.question for condition in check.conditions if condition.question}
        | set(check.of_each)
        for check in INSTRUMENT.checks
    }
    assert list(named.items()) == list(CHECKS.items())
    assert [check.code for check in INSTRUMENT.checks if check.of_every_question] == ["X10"]


@pytest.mark.parametrize("check", INSTRUMENT.checks, ids=lambda check: check.code)
def test_a_check_asks_and_does_not_blame(check: Check) -> None:
    assert check.sentence.endswith("?")
    assert "\n" not in check.sentence
    assert len(check.sentence.split()) <= 40
    assert not re.search(
        r"\b(contradict\w*|wrong|error|mistake|must|should)\b", check.sentence, re.IGNORECASE
    )


# --- What is shown beside the text --------------------------------------------------------------------------


def test_every_text_names_its_document_section_and_item_and_who_did_not_endorse_it() -> None:
    for unit in INSTRUMENT.units:
        source = INSTRUMENT.source(unit.source.document)
        assert unit.source.section
        assert unit.source.item
        assert source.non_endorsement
        assert unit.later_status == "not checked"
        assert unit.later_text == ""
    assert [INSTRUMENT.unit(f"R{n:02d}").source.item for n in range(1, 18)] == [str(n) for n in range(1, 18)]


def test_the_product_says_that_the_questionnaire_was_not_piloted() -> None:
    assert "not yet been piloted" in INSTRUMENT.pilot_note
