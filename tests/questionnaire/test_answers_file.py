"""The answers file: what goes in comes out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace

from questionnaire.answers import (
    Action,
    Answer,
    Answered,
    Choice,
    Evidence,
    EvidenceItem,
    Grid,
    GridRow,
    LeftOut,
    Level,
    NotApplicable,
    Number,
    Ranking,
    Rating,
    Selection,
    Target,
)
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.loading import published
from questionnaire.mistakes import AnswersFileMistakes
from questionnaire.outcome import outcome_of, result_json
from questionnaire.samples import random_sheet
from questionnaire.wire import text_problem
from tests.questionnaire.answers_files import a_file, answering, read
from tests.questionnaire.builders import (
    dont_know,
    in_rows,
    level,
    not_applicable,
    partial,
    ranked,
    sheet,
    ticked,
    withheld,
)
from tests.questionnaire.random_sheets import whole_sheets

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
SEEDS = range(12)


def schema(name: str) -> Draft202012Validator:
    document = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document, format_checker=FormatChecker())


def test_the_smallest_file_is_a_sheet_without_answers() -> None:
    assert read(a_file(answers=None)) == sheet()


EXAMPLE = """
{"format": "cpsa-answers/1", "instrument": "cybercrime-prevention", "version": "1.0", "country": "KEN",
 "reference_date": "2026-11-01", "modules": ["recommendations", "national-statement"],
 "answers": {
  "R01.2": {"state": "answered", "level": 3, "comment": "...", "evidence": {"grade": 2, "items":
     [{"title": "...", "body": "...", "date": "2025-03-01", "link": "https://documents.example/1"}]}},
  "R03.2": {"state": "answered", "choice": "partial", "comment": "three years only"},
  "R04.1": {"state": "answered", "selected": ["primary"], "not_applicable": {"tertiary": "reason"}},
  "R10.2": {"state": "not_applicable", "reason": "..."}, "R02.4": {"state": "dont_know"},
  "R07.3": {"state": "withheld"},
  "R16.1": {"state": "answered", "rows": {"prevention": ["skills", "funding"]}},
  "R16.3": {"state": "answered", "ranked": ["malware", "data-breaches"]},
  "R10.1": {"state": "answered", "level": 1, "numbers": {"officers_trained": 12, "officers_handling": 80}}},
 "targets": {"R01": {"target": 75, "year": 2028}},
 "ratings": {"R10": {"importance": 5, "threat": 4, "readiness": 4, "cost": 3, "time": 2, "reason": "..."}}}
"""
"""The example of the format's description."""


def test_every_part_of_the_format_is_read() -> None:
    found = read_answers(EXAMPLE.encode(), published())
    item = EvidenceItem("...", "...", "2025-03-01", "https://documents.example/1")
    expected: dict[str, Answer] = {
        "R01.2": Answered(value=Level(3), comment="...", evidence=Evidence(2, (item,))),
        "R03.2": Answered(value=partial().value, comment="three years only"),
        "R04.1": Answered(value=Selection(("primary",), (LeftOut("tertiary", "reason"),))),
        "R10.2": NotApplicable(reason="..."),
        "R02.4": dont_know(),
        "R07.3": withheld(),
        "R16.1": Answered(value=Grid((GridRow("prevention", ("skills", "funding")),))),
        "R16.3": Answered(value=Ranking(("malware", "data-breaches"))),
        "R10.1": Answered(
            value=Level(1), numbers=(Number("officers_trained", 12), Number("officers_handling", 80))
        ),
    }
    assert dict(found.answers) == expected
    assert (found.country, found.modules) == ("KEN", ("recommendations", "national-statement"))
    assert dict(found.targets) == {"R01": Target(75, 2028)}
    assert dict(found.ratings) == {"R10": Rating(5, 4, 4, 3, 2, "...")}


PLAN = {
    "R04.1-1": Action(
        "R04.1-1", "R04", "R04.1", Selection(("primary", "tertiary")), "Two schools first", ("R04.a",),
        "Ministry of Education", date(2027, 1, 1), date(2028, 6, 30), "medium", "Two reports a year",
    ),
    "R12-1": Action("R12-1", "R12", text="One table for all", taken_up=False),
    "R12.2-1": Action("R12.2-1", "R12", "R12.2", Choice("yes"), "Act", start=date(2027, 3, 1), cost="none"),
    "R12.3-1": Action("R12.3-1", "R12", "R12.3", Level(2), "Draft", end=date(2027, 3, 1)),
    "R12.3-2": Action("R12.3-2", "R12", "R12.3", text="Ask the court", clauses=("R12.b", "R12.a")),
    "R12.3-11": Action("R12.3-11", "R12", "R12.3", Level(4), "Eleventh"),
}  # fmt: skip
"""An action of every kind, with much and with little decided."""


def test_the_action_plan_comes_back_whole_in_the_order_of_the_instrument() -> None:
    planned = replace(sheet(), actions=dict(reversed(PLAN.items())))
    data = write_answers(planned, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == planned
    assert list(json.loads(data)["actions"]) == list(PLAN)


def test_a_sheet_without_a_plan_has_the_bytes_that_it_always_had() -> None:
    assert "actions" not in json.loads(write_answers(random_sheet(published(), seed=1), published()))


def test_for_which_institution_an_answer_was_given_comes_back_and_is_left_out_where_nobody_knows() -> None:
    known = replace(sheet(), given_by={"R02.1": "Ministry of Education", "R01.1": "وزارة العدل"})
    data = write_answers(known, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == known
    assert list(json.loads(data)["given_by"]) == ["R01.1", "R02.1"]
    assert "given_by" not in json.loads(write_answers(sheet(), published()))


@pytest.mark.parametrize(
    ("given_by", "mistake"),
    [
        ({"R99.1": "A"}, 'given_by["R99.1"]'),
        ({"R01.1": 5}, 'given_by["R01.1"]'),
        (["R01.1"], "given_by"),
    ],
)
def test_an_institution_beside_no_question_is_a_mistake(given_by: object, mistake: str) -> None:
    document = json.loads(write_answers(sheet(), published())) | {"given_by": given_by}
    with pytest.raises(AnswersFileMistakes, match=re.escape(mistake)):
        read_answers(json.dumps(document).encode(), published())


@pytest.mark.parametrize("complete", [False, True], ids=["partial", "complete"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_sample_is_valid_and_comes_back_whole(seed: int, complete: bool) -> None:
    sample = random_sheet(published(), seed=seed, complete=complete)
    data = write_answers(sample, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == sample
    assert random_sheet(published(), seed=seed, complete=complete) == sample


def test_samples_carry_comments_and_evidence_and_every_state() -> None:
    answers = [answer for seed in SEEDS for answer in random_sheet(published(), seed=seed).answers.values()]
    assert {answer.state for answer in answers} >= {"answered", "not_applicable", "dont_know", "withheld"}
    assert any(answer.comment for answer in answers)
    assert any(answer.evidence.items for answer in answers)
    assert any(answer.numbers for answer in answers)
    assert any(
        isinstance(a, Answered) and isinstance(a.value, Selection) and a.value.not_applicable for a in answers
    )


def test_a_complete_sample_answers_every_question() -> None:
    complete = random_sheet(published(), seed=1, complete=True)
    assert set(complete.answers) == {question.code for question in published().questions}
    assert {answer.state for answer in complete.answers.values()} <= {"answered", "not_applicable"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_result_keeps_to_its_schema(seed: int) -> None:
    sample = random_sheet(published(), seed=seed)
    document = json.loads(result_json(published(), sample, outcome_of(published(), sample)))
    schema("cpsa-result-1").validate(document)


def test_an_empty_result_keeps_to_its_schema_and_a_unit_without_score_is_null() -> None:
    document = json.loads(result_json(published(), sheet(), outcome_of(published(), sheet())))
    schema("cpsa-result-1").validate(document)
    assert document["units"]["R16"] is None
    assert document["overall"]["recommendations"]["known"] == 0
    assert "all_modules" not in document["overall"]


def test_the_schemas_refuse_what_the_format_does_not_know() -> None:
    assert not schema("cpsa-answers-1").is_valid(a_file(score=100))
    assert not schema("cpsa-answers-1").is_valid(answering(R01_2={"state": "answered", "level": 5}))
    assert not schema("cpsa-result-1").is_valid({"format": "cpsa-result/1"})


def test_a_file_attached_is_named_by_its_hash_and_nothing_else() -> None:
    item = EvidenceItem("Decree 12", file="0123456789abcdef" * 4)
    kept = sheet({"R01.2": Answered(value=Level(1), evidence=Evidence(3, (item,)))})
    data = write_answers(kept, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == kept


TEXTS = st.text(st.characters(blacklist_categories=("Cc", "Cs"))).filter(
    lambda text: text_problem(text) is None
)


@whole_sheets
@given(TEXTS, TEXTS)
def test_text_comes_back_to_the_letter(comment: str, title: str) -> None:
    words = Answered(value=Level(1), comment=comment, evidence=Evidence(2, (EvidenceItem(f"x{title}"),)))
    kept = sheet({"R01.2": words})
    assert read_answers(write_answers(kept, published()), published()) == kept


@pytest.mark.parametrize(
    "comment",
    [
        "x" * 100_000,
        "ثلاث سنوات فقط",
        "👩‍⚖️ 🇰🇪",
        "e\u0301",
        "tab\tand\nline",
        "<script>alert(1)</script>",
        '"\\',
    ],
    ids=["100,000 characters", "right to left", "emoji", "combining", "tab and line", "markup", "quotes"],
)
def test_any_printable_comment_is_kept(comment: str) -> None:
    kept = sheet({"R01.2": Answered(value=Level(1), comment=comment)})
    assert read_answers(write_answers(kept, published()), published()).answers["R01.2"].comment == comment


def test_the_order_in_a_file_does_not_matter() -> None:
    there = {"R10.1": {"state": "dont_know"}, "R01.2": {"state": "withheld"}}
    back = dict(reversed(there.items()))
    assert write_answers(read(a_file(answers=there)), published()) == write_answers(
        read(a_file(answers=back)), published()
    )


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert read_answers(b"\xef\xbb\xbf" + json.dumps(a_file()).encode(), published()) == sheet()


def test_builders_and_files_speak_of_the_same_answers() -> None:
    kept = sheet(
        {
            "R01.2": level(2, grade=3),
            "R04.1": ticked("primary", left_out=("tertiary",)),
            "R10.2": not_applicable(),
            "R16.1": in_rows(prevention=("skills",)),
            "R16.3": ranked("malware"),
        }
    )
    assert read_answers(write_answers(kept, published()), published()) == kept
